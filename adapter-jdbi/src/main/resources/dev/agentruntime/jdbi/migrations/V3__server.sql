-- The order over all sessions, as it is read.
${ledgerIndex};

-- Until when a client is to tell the result of a call it was asked to execute.
ALTER TABLE tool_calls ADD COLUMN deadline BIGINT;

CREATE INDEX tool_calls_due ON tool_calls (deadline) WHERE state = 'requested';
CREATE INDEX approvals_due ON approvals (deadline) WHERE state = 'pending' AND deadline IS NOT NULL;

-- Of the secret of a key its hash alone.
CREATE TABLE api_keys (
  id          TEXT   NOT NULL PRIMARY KEY,
  owner       TEXT   NOT NULL,
  name        TEXT   NOT NULL,
  role        TEXT   NOT NULL CHECK (role IN ('user', 'approver', 'admin')),
  secret_hash TEXT   NOT NULL,
  created_at  BIGINT NOT NULL,
  revoked_at  BIGINT
);

CREATE INDEX api_keys_by_owner ON api_keys (owner, created_at, id);
