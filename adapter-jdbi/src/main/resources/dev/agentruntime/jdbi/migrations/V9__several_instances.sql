-- Replies that are under way, for readers in other processes, while one of them is announced. All of
-- it is provisional: on PostgreSQL it is not logged, and gone after a crash.
CREATE ${unlogged}TABLE partial_messages (
  session_id TEXT   NOT NULL,
  generation BIGINT NOT NULL,
  number     BIGINT NOT NULL,
  turn_id    TEXT   NOT NULL,
  message_id TEXT   NOT NULL,
  kind       TEXT   NOT NULL CHECK (kind IN ('text', 'reasoning')),
  body       TEXT   NOT NULL,
  PRIMARY KEY (session_id, generation, number)
);

CREATE ${unlogged}TABLE partial_readers (
  session_id TEXT   NOT NULL,
  process    TEXT   NOT NULL,
  until      BIGINT NOT NULL,
  PRIMARY KEY (session_id, process)
);

-- Who does a job of which one process does each at a time; nobody does where there is no owner.
CREATE TABLE jobs (
  name       TEXT   NOT NULL PRIMARY KEY,
  owner      TEXT,
  generation BIGINT NOT NULL,
  expires_at BIGINT,
  CHECK ((owner IS NULL) = (expires_at IS NULL))
);

CREATE INDEX sessions_idle ON sessions (updated_at)
  WHERE kind = 'conversation' AND lifecycle = 'open' AND status = 'idle';

-- What a version of the runtime has to know to act on a session; greater ones it leaves to newer versions.
ALTER TABLE sessions ADD COLUMN format INTEGER NOT NULL DEFAULT 1;
