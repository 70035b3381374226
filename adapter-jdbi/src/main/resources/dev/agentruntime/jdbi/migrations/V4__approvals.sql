-- A request that belongs to no conversation has a session of its own, which nobody lists.
ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'conversation'
  CHECK (kind IN ('conversation', 'request'));

DROP INDEX sessions_by_activity;
CREATE INDEX sessions_by_activity ON sessions (owner, updated_at, id) WHERE kind = 'conversation';

-- Who approved so far, where several people have to; null where nobody did.
ALTER TABLE approvals ADD COLUMN votes TEXT;

-- Until now a session's policy held in place of its owner's.
ALTER TABLE approval_policies ADD COLUMN alone BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE approval_policies ADD COLUMN reason TEXT NOT NULL DEFAULT '';

-- What people allowed beyond one decision. An empty session id is every session of the owner.
CREATE TABLE approval_grants (
  id          TEXT   NOT NULL PRIMARY KEY,
  owner       TEXT   NOT NULL,
  session_id  TEXT   NOT NULL,
  rule        TEXT   NOT NULL,
  text        TEXT   NOT NULL,
  approval_id TEXT   NOT NULL,
  given_by    TEXT   NOT NULL,
  given_at    BIGINT NOT NULL,
  expires_at  BIGINT,
  revoked_by  TEXT,
  revoked_at  BIGINT,
  CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
);

CREATE INDEX approval_grants_in_force ON approval_grants (owner, session_id)
  WHERE revoked_at IS NULL;
CREATE INDEX approval_grants_by_age ON approval_grants (owner, given_at, id);

-- Calls in a row that nobody was asked about, for their ceiling.
ALTER TABLE turns ADD COLUMN auto_approvals INTEGER NOT NULL DEFAULT 0;

-- What the policy was asked about, for trying another one on it.
CREATE INDEX events_proposed ON events (at, id) WHERE kind = 'tool.call.proposed';

-- What stays of a session that was removed; while its rows are still there, its removal is going on.
CREATE TABLE removed_sessions (
  session_id    TEXT   NOT NULL PRIMARY KEY,
  owner         TEXT   NOT NULL,
  last_position BIGINT NOT NULL,
  chain         TEXT   NOT NULL,
  removed_at    BIGINT NOT NULL
);

CREATE INDEX sessions_to_remove ON sessions (updated_at) WHERE lifecycle <> 'open';
