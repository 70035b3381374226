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
