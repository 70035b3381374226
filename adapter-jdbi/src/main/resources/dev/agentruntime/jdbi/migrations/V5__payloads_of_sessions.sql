-- A long text is kept once for each session that needs it, and goes with the session. Before, it
-- stayed for ever: nobody knew who needed it still. Texts from then stay under no session.
ALTER TABLE payloads RENAME TO payloads_of_all;

CREATE TABLE payloads (
  session_id TEXT NOT NULL,
  hash       TEXT NOT NULL,
  text       TEXT NOT NULL,
  PRIMARY KEY (hash, session_id)
);

CREATE INDEX payloads_by_session ON payloads (session_id);

INSERT INTO payloads (session_id, hash, text) SELECT '', hash, text FROM payloads_of_all;

DROP TABLE payloads_of_all;
