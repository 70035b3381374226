-- One set of migrations for both engines: they differ in the events' ledger columns only, which come in
-- as a placeholder. Ids are text, instants are milliseconds, JSON is canonical text.

CREATE TABLE sessions (
  id               TEXT    NOT NULL PRIMARY KEY,
  owner            TEXT    NOT NULL,
  settings         TEXT    NOT NULL,
  lifecycle        TEXT    NOT NULL CHECK (lifecycle IN ('open', 'closed', 'deleted')),
  status           TEXT    NOT NULL,
  wait_reason      TEXT,
  runnable         BOOLEAN NOT NULL,
  agent            TEXT    NOT NULL,
  switches         INTEGER NOT NULL,
  user_messages    INTEGER NOT NULL,
  replies          INTEGER NOT NULL,
  routings         INTEGER NOT NULL,
  approvals        INTEGER NOT NULL,
  runner_kind      TEXT    NOT NULL,
  runner_host      TEXT,
  runner_workspace TEXT,
  last_position    BIGINT  NOT NULL,
  revision         BIGINT  NOT NULL,
  lease_owner      TEXT,
  lease_generation BIGINT  NOT NULL,
  lease_expires_at BIGINT,
  created_at       BIGINT  NOT NULL,
  updated_at       BIGINT  NOT NULL,
  CHECK ((lease_owner IS NULL) = (lease_expires_at IS NULL))
);

CREATE INDEX sessions_by_activity ON sessions (owner, updated_at, id);
CREATE INDEX sessions_to_run ON sessions (updated_at, id) WHERE runnable;

-- For filters only; the labels themselves are in the settings.
CREATE TABLE session_labels (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  name       TEXT NOT NULL,
  value      TEXT NOT NULL,
  PRIMARY KEY (session_id, name)
);

CREATE TABLE turns (
  id                TEXT    NOT NULL PRIMARY KEY,
  session_id        TEXT    NOT NULL REFERENCES sessions (id),
  status            TEXT    NOT NULL
    CHECK (status IN ('open', 'completed', 'failed', 'cancelled', 'limit')),
  outcome           TEXT,
  to_route          BOOLEAN NOT NULL,
  waiting           TEXT,
  active_since      BIGINT,
  model_calls       INTEGER NOT NULL,
  tool_calls        INTEGER NOT NULL,
  equal_calls       INTEGER NOT NULL,
  malformed_replies INTEGER NOT NULL,
  last_call         TEXT,
  running_millis    BIGINT  NOT NULL,
  raised            TEXT    NOT NULL,
  reply_position    BIGINT,
  started_position  BIGINT  NOT NULL,
  started_at        BIGINT  NOT NULL,
  ended_at          BIGINT,
  CHECK ((status = 'open') = (outcome IS NULL)),
  CHECK ((status = 'open') = (ended_at IS NULL))
);

CREATE UNIQUE INDEX turns_one_open ON turns (session_id) WHERE status = 'open';
CREATE INDEX turns_by_session ON turns (session_id, started_position);

CREATE TABLE messages (
  session_id TEXT   NOT NULL REFERENCES sessions (id),
  position   BIGINT NOT NULL,
  role       TEXT   NOT NULL CHECK (role IN ('user', 'assistant', 'tool')),
  message_id TEXT,
  call_id    TEXT,
  turn_id    TEXT,
  at         BIGINT NOT NULL,
  body       TEXT   NOT NULL,
  PRIMARY KEY (session_id, position),
  CHECK ((role = 'tool') = (call_id IS NOT NULL))
);

CREATE UNIQUE INDEX messages_one_answer ON messages (session_id, call_id) WHERE call_id IS NOT NULL;

-- Every call of every reply. Side effect and execution stay empty for a call that was never proposed.
CREATE TABLE tool_calls (
  session_id     TEXT    NOT NULL REFERENCES sessions (id),
  call_id        TEXT    NOT NULL,
  turn_id        TEXT    NOT NULL,
  reply_position BIGINT  NOT NULL,
  ordinal        INTEGER NOT NULL,
  call           TEXT    NOT NULL,
  side_effect    TEXT,
  execution      TEXT,
  state          TEXT    NOT NULL
    CHECK (state IN ('recorded', 'cleared', 'awaiting_approval', 'requested', 'started',
                     'awaiting_answer', 'awaiting_recovery', 'answered')),
  approval_id    TEXT,
  recovery_id    TEXT,
  digest         TEXT,
  generation     BIGINT,
  files          TEXT,
  outcome        TEXT,
  answered_at    BIGINT,
  PRIMARY KEY (session_id, call_id),
  CHECK ((state = 'answered') = (outcome IS NOT NULL)),
  CHECK ((outcome IS NULL) = (answered_at IS NULL))
);

CREATE UNIQUE INDEX tool_calls_by_reply ON tool_calls (session_id, reply_position, ordinal);

CREATE TABLE approvals (
  id         TEXT   NOT NULL PRIMARY KEY,
  session_id TEXT   NOT NULL REFERENCES sessions (id),
  owner      TEXT   NOT NULL,
  call_id    TEXT,
  type       TEXT   NOT NULL,
  subject    TEXT   NOT NULL,
  digest     TEXT   NOT NULL,
  asked      TEXT   NOT NULL,
  asked_at   BIGINT NOT NULL,
  deadline   BIGINT,
  state      TEXT   NOT NULL
    CHECK (state IN ('pending', 'approved', 'rejected', 'expired', 'cancelled')),
  outcome    TEXT,
  decided_by TEXT,
  decided_at BIGINT,
  CHECK ((state = 'pending') = (outcome IS NULL)),
  CHECK ((state = 'pending') = (decided_at IS NULL))
);

CREATE INDEX approvals_by_age ON approvals (owner, asked_at, id);
CREATE INDEX approvals_by_call ON approvals (session_id, call_id);
CREATE INDEX approvals_pending ON approvals (session_id) WHERE state = 'pending';

-- An empty session id is the owner's own policy.
CREATE TABLE approval_policies (
  owner      TEXT    NOT NULL,
  session_id TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  document   TEXT    NOT NULL,
  author     TEXT    NOT NULL,
  at         BIGINT  NOT NULL,
  PRIMARY KEY (owner, session_id, version)
);

CREATE TABLE events (
  ${ledger},
  session_id  TEXT    NOT NULL REFERENCES sessions (id),
  position    BIGINT  NOT NULL,
  id          TEXT    NOT NULL UNIQUE,
  kind        TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  at          BIGINT  NOT NULL,
  correlation TEXT    NOT NULL,
  causation   TEXT    NOT NULL,
  data        TEXT    NOT NULL,
  UNIQUE (session_id, position)
);

-- Long texts, once each; stored JSON refers to them by their hash.
CREATE TABLE payloads (
  hash TEXT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL
);

CREATE TABLE idempotency_keys (
  owner          TEXT   NOT NULL,
  method         TEXT   NOT NULL,
  path           TEXT   NOT NULL,
  key            TEXT   NOT NULL,
  request_digest TEXT   NOT NULL,
  response       TEXT,
  created_at     BIGINT NOT NULL,
  expires_at     BIGINT NOT NULL,
  PRIMARY KEY (owner, method, path, key)
);

CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);
