-- What the model calls of a turn took, for its ceilings of tokens and cost.
ALTER TABLE turns ADD COLUMN prompt_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE turns ADD COLUMN completion_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE turns ADD COLUMN tokens_estimated BOOLEAN NOT NULL DEFAULT FALSE;
