-- The order over all sessions, as it is read.
${ledgerIndex};

-- Until when a client is to tell the result of a call it was asked to execute.
ALTER TABLE tool_calls ADD COLUMN deadline BIGINT;

CREATE INDEX tool_calls_due ON tool_calls (deadline) WHERE state = 'requested';
CREATE INDEX approvals_due ON approvals (deadline) WHERE state = 'pending' AND deadline IS NOT NULL;
