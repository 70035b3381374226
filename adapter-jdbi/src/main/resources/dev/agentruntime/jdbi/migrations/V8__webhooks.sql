-- Where owners want to be told what happens. The secret is needed as it is, to sign with.
CREATE TABLE webhooks (
  id            TEXT   NOT NULL PRIMARY KEY,
  owner         TEXT   NOT NULL,
  url           TEXT   NOT NULL,
  types         TEXT   NOT NULL,
  content       TEXT   NOT NULL CHECK (content IN ('redacted', 'full')),
  secret        TEXT   NOT NULL,
  former_secret TEXT,
  former_until  BIGINT,
  stopped       TEXT,
  created_at    BIGINT NOT NULL,
  CHECK ((former_secret IS NULL) = (former_until IS NULL))
);

CREATE INDEX webhooks_by_owner ON webhooks (owner, created_at, id);

-- Events on their way; their ids are the messages'. What they tell stays in the log.
CREATE TABLE webhook_deliveries (
  webhook_id  TEXT    NOT NULL REFERENCES webhooks (id),
  id          TEXT    NOT NULL,
  session_id  TEXT    NOT NULL,
  position    BIGINT  NOT NULL,
  type        TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
  attempts    INTEGER NOT NULL,
  due_at      BIGINT  NOT NULL,
  outcome     TEXT,
  enqueued_at BIGINT  NOT NULL,
  PRIMARY KEY (webhook_id, id)
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at)
  WHERE state = 'pending';
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (webhook_id, enqueued_at, id);
CREATE INDEX webhook_deliveries_done ON webhook_deliveries (enqueued_at)
  WHERE state <> 'pending';
