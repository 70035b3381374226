-- Where owners want to be told what happens. The secret is needed as it is, to sign with. Former ones
-- stand behind each other, each with the time until which messages are signed with it, too.
CREATE TABLE webhooks (
  id            TEXT   NOT NULL PRIMARY KEY,
  owner         TEXT   NOT NULL,
  url           TEXT   NOT NULL,
  types         TEXT   NOT NULL,
  content       TEXT   NOT NULL CHECK (content IN ('redacted', 'full')),
  secret        TEXT   NOT NULL,
  former        TEXT   NOT NULL,
  stopped       TEXT,
  created_at    BIGINT NOT NULL,
  created_by    TEXT   NOT NULL,
  changed_at    BIGINT NOT NULL,
  changed_by    TEXT   NOT NULL,
  in_force_at   BIGINT NOT NULL
);

CREATE INDEX webhooks_by_owner ON webhooks (owner, created_at, id);

-- Everybody who ever had one. Who adds one locks the row and counts, so that two who come at once
-- are not one too many.
CREATE TABLE webhook_owners (
  owner TEXT NOT NULL PRIMARY KEY
);

-- Events on their way; their ids are the messages'. What they tell stays in the log. What is pending
-- when it expires is given up; that is never before an attempt that somebody makes just then is over.
CREATE TABLE webhook_deliveries (
  webhook_id  TEXT    NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  id          TEXT    NOT NULL,
  session_id  TEXT    NOT NULL,
  position    BIGINT  NOT NULL,
  type        TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
  attempts    INTEGER NOT NULL,
  due_at      BIGINT  NOT NULL,
  outcome     TEXT,
  enqueued_at BIGINT  NOT NULL,
  expires_at  BIGINT  NOT NULL,
  PRIMARY KEY (webhook_id, id)
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at)
  WHERE state = 'pending';
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (webhook_id, enqueued_at, id);
CREATE INDEX webhook_deliveries_done ON webhook_deliveries (due_at) WHERE state <> 'pending';
CREATE INDEX webhook_deliveries_old ON webhook_deliveries (expires_at) WHERE state = 'pending';
