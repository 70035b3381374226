-- How far durable subscribers are in the log: an opaque cursor.
CREATE TABLE subscribers (
  name       TEXT   NOT NULL PRIMARY KEY,
  place      TEXT   NOT NULL,
  updated_at BIGINT NOT NULL
);

-- What each of them counted of the log.
CREATE TABLE metrics (
  subscriber TEXT   NOT NULL,
  owner      TEXT   NOT NULL,
  metric     TEXT   NOT NULL,
  label      TEXT   NOT NULL,
  detail     TEXT   NOT NULL,
  count      BIGINT NOT NULL,
  millis     BIGINT NOT NULL,
  PRIMARY KEY (subscriber, owner, metric, label, detail)
);

-- The work that is under way, as far as the log was counted.
CREATE TABLE agent_stretches (
  session_id TEXT   NOT NULL,
  subscriber TEXT   NOT NULL,
  agent      TEXT   NOT NULL,
  since      BIGINT NOT NULL,
  PRIMARY KEY (session_id, subscriber)
);

-- How many sessions there are in each status is counted from the index alone. SQLite does that only
-- where the index has each column that the condition names.
CREATE INDEX sessions_by_status ON sessions (kind, status, lifecycle)
  WHERE lifecycle <> 'deleted';
