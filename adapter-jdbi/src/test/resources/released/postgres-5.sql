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
  ledger BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transaction_id XID8 NOT NULL DEFAULT pg_current_xact_id(),
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

-- What the model calls of a turn took, for its ceilings of tokens and cost.
ALTER TABLE turns ADD COLUMN prompt_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE turns ADD COLUMN completion_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE turns ADD COLUMN tokens_estimated BOOLEAN NOT NULL DEFAULT FALSE;

-- The order over all sessions, as it is read.
CREATE INDEX events_by_ledger ON events (transaction_id, ledger);

-- A transaction may begin before another one whose commit it then waits for. Its events
-- come behind those of that one all the same, or a session would be told out of order.
CREATE FUNCTION events_in_order() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
  NEW.transaction_id := GREATEST(NEW.transaction_id, (
    SELECT transaction_id FROM events
    WHERE session_id = NEW.session_id AND position = NEW.position - 1));
  RETURN NEW;
END $function$;

CREATE TRIGGER events_in_order BEFORE INSERT ON events
  FOR EACH ROW EXECUTE FUNCTION events_in_order()
;

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

-- How often who does what, where several instances share it.
-- Not logged: after a crash all buckets are full again, which harms nobody.
CREATE UNLOGGED TABLE rate_buckets (
  subject TEXT             NOT NULL PRIMARY KEY,
  tokens  DOUBLE PRECISION NOT NULL,
  at      BIGINT           NOT NULL,
  full_at BIGINT           NOT NULL
)
;

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

CREATE TABLE agent_runtime_schema (
  installed_rank INTEGER NOT NULL CONSTRAINT agent_runtime_schema_pk PRIMARY KEY,
  version VARCHAR(50),
  description VARCHAR(200) NOT NULL,
  type VARCHAR(20) NOT NULL,
  script VARCHAR(1000) NOT NULL,
  checksum INTEGER,
  installed_by VARCHAR(100) NOT NULL,
  installed_on TIMESTAMP NOT NULL DEFAULT now(),
  execution_time INTEGER NOT NULL,
  success BOOLEAN NOT NULL
);
INSERT INTO agent_runtime_schema (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) VALUES (1, '1', 'sessions', 'SQL', 'V1__sessions.sql', -208083058, 'postgres', '2026-11-30 18:07:18.586701', 302, TRUE);
INSERT INTO agent_runtime_schema (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) VALUES (2, '2', 'tokens', 'SQL', 'V2__tokens.sql', -6514140, 'postgres', '2026-11-30 18:07:19.385934', 249, TRUE);
INSERT INTO agent_runtime_schema (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) VALUES (3, '3', 'server', 'SQL', 'V3__server.sql', 1809843152, 'postgres', '2026-11-30 18:07:20.160968', 608, TRUE);
INSERT INTO agent_runtime_schema (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) VALUES (4, '4', 'approvals', 'SQL', 'V4__approvals.sql', -326635812, 'postgres', '2026-11-30 18:07:20.808933', 322, TRUE);
INSERT INTO agent_runtime_schema (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) VALUES (5, '5', 'payloads of sessions', 'SQL', 'V5__payloads_of_sessions.sql', 1498593825, 'postgres', '2026-11-30 18:07:21.342659', 121, TRUE);
INSERT INTO sessions (id, owner, settings, lifecycle, status, wait_reason, runnable, agent, switches, user_messages, replies, routings, approvals, runner_kind, runner_host, runner_workspace, last_position, revision, lease_owner, lease_generation, lease_expires_at, created_at, updated_at, kind) VALUES ('01900000-0000-7000-8000-00000000002b', 'local', '{"client_tools":[],"labels":{},"limits":{"auto_approvals":100,"calls_per_reply":32,"equal_calls":3,"model_calls":100,"running_seconds":1800,"tool_calls":200},"routing":"first","runner":{"kind":"any"},"title":"Mend it","tool_execution":"workspace"}', 'open', 'idle', NULL, FALSE, 'debug', 2, 2, 2, 0, 1, 'any', NULL, NULL, 23, 5, 'box|4711|1700000000000|01900000-0000-7000-8000-00000000004d', 3, 1796065638019, 1796062035357, 1796062038246, 'conversation');
INSERT INTO approvals (id, session_id, owner, call_id, type, subject, digest, asked, asked_at, deadline, state, outcome, decided_by, decided_at, votes) VALUES ('01900000-0000-7000-8000-00000000003a', '01900000-0000-7000-8000-00000000002b', 'local', '01900000-0000-7000-8000-000000000038', 'tool', 'write_file', '11c174cdcc1b26682771b2eb8a703aff0c4ad819394f2a8462755648a44743f2', '{"agent":"coder","approval_id":"01900000-0000-7000-8000-00000000003a","asked_at":"2026-11-30T18:07:16.869Z","call_id":"01900000-0000-7000-8000-000000000038","details":{"agent":"coder","arguments":{"content":"new","path":"a.txt"},"path":"a.txt","paths":["a.txt"],"secret":false,"size":3},"diff":"diff","digest":"11c174cdcc1b26682771b2eb8a703aff0c4ad819394f2a8462755648a44743f2","files":[{"after":"11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}],"policy":{"policy_version":1,"reason":"no rule of the policy covers this","rule":"default"},"reason":"no rule of the policy covers this","request_type":"tool","subject":"write_file","terms":{"approvals_needed":1,"on_timeout":"reject","roles":[]}}', 1796062036869, NULL, 'approved', '{"at":"2026-11-30T18:07:17.318Z","by":"reviewer","decision":"edit","granted":{"agent":"coder","details":{"agent":"coder","arguments":{"content":"by the reviewer","path":"a.txt"},"path":"a.txt","paths":["a.txt"],"secret":false,"size":15},"files":[{"after":"2e5faa6e8682e4069ddaa7cee1165243942d8d99116769b62dfe8bada3d050b2","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}],"request_type":"tool","subject":"write_file"}}', 'reviewer', 1796062037318, NULL);
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (1, '845', '01900000-0000-7000-8000-00000000002b', 1, '01900000-0000-7000-8000-00000000002d', 'session.created', 1, 1796062035357, '01900000-0000-7000-8000-00000000002c', '01900000-0000-7000-8000-00000000002c', '{"agent":"orchestrator","kind":"conversation","owner":"local","settings":{"client_tools":[],"labels":{},"limits":{"auto_approvals":100,"calls_per_reply":32,"equal_calls":3,"model_calls":100,"running_seconds":1800,"tool_calls":200},"routing":"first","runner":{"kind":"any"},"title":"","tool_execution":"workspace"}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (2, '846', '01900000-0000-7000-8000-00000000002b', 2, '01900000-0000-7000-8000-000000000032', 'agent.switched', 1, 1796062035508, '01900000-0000-7000-8000-000000000031', '01900000-0000-7000-8000-000000000031', '{"by":"user","from":"orchestrator","reason":"the user asked for coder","to":"coder"}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (3, '846', '01900000-0000-7000-8000-00000000002b', 3, '01900000-0000-7000-8000-000000000033', 'session.updated', 1, 1796062035508, '01900000-0000-7000-8000-000000000031', '01900000-0000-7000-8000-000000000031', '{"settings":{"client_tools":[],"labels":{},"limits":{"auto_approvals":100,"calls_per_reply":32,"equal_calls":3,"model_calls":100,"running_seconds":1800,"tool_calls":200},"routing":"first","runner":{"kind":"any"},"title":"Mend it","tool_execution":"workspace"}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (4, '846', '01900000-0000-7000-8000-00000000002b', 4, '01900000-0000-7000-8000-000000000034', 'turn.started', 1, 1796062035508, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000031', '{"route":false,"turn_id":"01900000-0000-7000-8000-00000000002f"}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (5, '846', '01900000-0000-7000-8000-00000000002b', 5, '01900000-0000-7000-8000-000000000035', 'session.message.added', 1, 1796062035508, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000031', '{"message":{"message_id":"01900000-0000-7000-8000-000000000030","role":"user","text":"Mend it"}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (6, '848', '01900000-0000-7000-8000-00000000002b', 6, '01900000-0000-7000-8000-000000000037', 'turn.running', 1, 1796062035770, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000035', '{}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (7, '849', '01900000-0000-7000-8000-00000000002b', 7, '01900000-0000-7000-8000-00000000003b', 'llm.request.completed', 1, 1796062036869, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000037', '{"completion_tokens":5,"millis":120,"model":"m-1","prompt_tokens":10,"purpose":"reply"}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (8, '849', '01900000-0000-7000-8000-00000000002b', 8, '01900000-0000-7000-8000-00000000003c', 'message.completed', 1, 1796062036869, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000037', '{"malformed":false,"message":{"agent":"coder","calls":[{"arguments":{"content":"new","path":"a.txt"},"call_id":"01900000-0000-7000-8000-000000000038","provider_id":"p-1","tool":"write_file"}],"message_id":"01900000-0000-7000-8000-000000000039","reasoning":"thinking","role":"assistant","text":"Writing."}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (9, '849', '01900000-0000-7000-8000-00000000002b', 9, '01900000-0000-7000-8000-00000000003d', 'tool.call.proposed', 1, 1796062036869, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000037', '{"call":{"arguments":{"content":"new","path":"a.txt"},"call_id":"01900000-0000-7000-8000-000000000038","provider_id":"p-1","tool":"write_file"},"execution":"workspace","explanation":{"policy_version":1,"reason":"no rule of the policy covers this","rule":"default"},"ruling":"ask","seen":{"agent":"coder","path":"a.txt","paths":["a.txt"],"secret":false,"size":3},"side_effect":"edit"}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (10, '849', '01900000-0000-7000-8000-00000000002b', 10, '01900000-0000-7000-8000-00000000003e', 'approval.requested', 1, 1796062036869, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000037', '{"agent":"coder","approval_id":"01900000-0000-7000-8000-00000000003a","asked_at":"2026-11-30T18:07:16.869Z","call_id":"01900000-0000-7000-8000-000000000038","details":{"agent":"coder","arguments":{"content":"new","path":"a.txt"},"path":"a.txt","paths":["a.txt"],"secret":false,"size":3},"diff":"diff","digest":"11c174cdcc1b26682771b2eb8a703aff0c4ad819394f2a8462755648a44743f2","files":[{"after":"11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}],"policy":{"policy_version":1,"reason":"no rule of the policy covers this","rule":"default"},"reason":"no rule of the policy covers this","request_type":"tool","subject":"write_file","terms":{"approvals_needed":1,"on_timeout":"reject","roles":[]}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (11, '849', '01900000-0000-7000-8000-00000000002b', 11, '01900000-0000-7000-8000-00000000003f', 'turn.waiting', 1, 1796062036869, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000037', '{"reason":"approval"}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (12, '850', '01900000-0000-7000-8000-00000000002b', 12, '01900000-0000-7000-8000-000000000041', 'approval.closed', 1, 1796062037318, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000040', '{"approval_id":"01900000-0000-7000-8000-00000000003a","call_id":"01900000-0000-7000-8000-000000000038","decision":{"at":"2026-11-30T18:07:17.318Z","by":"reviewer","decision":"edit","granted":{"agent":"coder","details":{"agent":"coder","arguments":{"content":"by the reviewer","path":"a.txt"},"path":"a.txt","paths":["a.txt"],"secret":false,"size":15},"files":[{"after":"2e5faa6e8682e4069ddaa7cee1165243942d8d99116769b62dfe8bada3d050b2","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}],"request_type":"tool","subject":"write_file"}}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (13, '852', '01900000-0000-7000-8000-00000000002b', 13, '01900000-0000-7000-8000-000000000043', 'turn.running', 1, 1796062037535, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000041', '{}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (14, '853', '01900000-0000-7000-8000-00000000002b', 14, '01900000-0000-7000-8000-000000000044', 'tool.execution.started', 1, 1796062037645, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000043', '{"call_id":"01900000-0000-7000-8000-000000000038","diff":"diff","digest":"3d389707c4177729e35a9fcc9c0739e27e523960e6d0c8fdb53d9c694b92bcd9","files":[{"after":"2e5faa6e8682e4069ddaa7cee1165243942d8d99116769b62dfe8bada3d050b2","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}],"generation":2,"grounds":{"approval_id":"01900000-0000-7000-8000-00000000003a","edited":true,"kind":"person"}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (15, '854', '01900000-0000-7000-8000-00000000002b', 15, '01900000-0000-7000-8000-000000000045', 'tool.call.answered', 1, 1796062037897, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000044', '{"call_id":"01900000-0000-7000-8000-000000000038","provider_id":"p-1","result":{"changed_files":["a.txt"],"content":"written","note":"A person changed this call before it ran. It ran with these arguments: {\"content\":\"by the reviewer\",\"path\":\"a.txt\"}","outcome":"succeeded"}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (16, '855', '01900000-0000-7000-8000-00000000002b', 16, '01900000-0000-7000-8000-000000000047', 'turn.ended', 1, 1796062037940, '01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-000000000046', '{"outcome":"cancelled","reason":"enough"}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (17, '856', '01900000-0000-7000-8000-00000000002b', 17, '01900000-0000-7000-8000-00000000004b', 'turn.started', 1, 1796062038000, '01900000-0000-7000-8000-000000000048', '01900000-0000-7000-8000-00000000004a', '{"route":false,"turn_id":"01900000-0000-7000-8000-000000000048"}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (18, '856', '01900000-0000-7000-8000-00000000002b', 18, '01900000-0000-7000-8000-00000000004c', 'session.message.added', 1, 1796062038000, '01900000-0000-7000-8000-000000000048', '01900000-0000-7000-8000-00000000004a', '{"message":{"message_id":"01900000-0000-7000-8000-000000000049","role":"user","text":"Mend it"}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (19, '858', '01900000-0000-7000-8000-00000000002b', 19, '01900000-0000-7000-8000-00000000004e', 'turn.running', 1, 1796062038026, '01900000-0000-7000-8000-000000000048', '01900000-0000-7000-8000-00000000004c', '{}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (20, '859', '01900000-0000-7000-8000-00000000002b', 20, '01900000-0000-7000-8000-000000000050', 'llm.request.completed', 1, 1796062038104, '01900000-0000-7000-8000-000000000048', '01900000-0000-7000-8000-00000000004e', '{"completion_tokens":5,"millis":120,"model":"m-1","prompt_tokens":10,"purpose":"reply"}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (21, '859', '01900000-0000-7000-8000-00000000002b', 21, '01900000-0000-7000-8000-000000000051', 'message.completed', 1, 1796062038104, '01900000-0000-7000-8000-000000000048', '01900000-0000-7000-8000-00000000004e', '{"malformed":false,"message":{"agent":"coder","calls":[],"message_id":"01900000-0000-7000-8000-00000000004f","reasoning":"thinking","role":"assistant","text":{"$payload":"0ecdc7189178942fab85aae81dd405960f1d646191e7d51542b9ee6f00444626"}}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (22, '859', '01900000-0000-7000-8000-00000000002b', 22, '01900000-0000-7000-8000-000000000052', 'turn.ended', 1, 1796062038104, '01900000-0000-7000-8000-000000000048', '01900000-0000-7000-8000-00000000004e', '{"outcome":"completed","text":{"$payload":"0ecdc7189178942fab85aae81dd405960f1d646191e7d51542b9ee6f00444626"}}');
INSERT INTO events (ledger, transaction_id, session_id, position, id, kind, version, at, correlation, causation, data) OVERRIDING SYSTEM VALUE VALUES (23, '860', '01900000-0000-7000-8000-00000000002b', 23, '01900000-0000-7000-8000-000000000054', 'agent.switched', 1, 1796062038246, '01900000-0000-7000-8000-000000000053', '01900000-0000-7000-8000-000000000053', '{"by":"user","from":"coder","reason":"a test fails","to":"debug"}');
INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body) VALUES ('01900000-0000-7000-8000-00000000002b', 5, 'user', '01900000-0000-7000-8000-000000000030', NULL, '01900000-0000-7000-8000-00000000002f', 1796062035508, '{"message_id":"01900000-0000-7000-8000-000000000030","role":"user","text":"Mend it"}');
INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body) VALUES ('01900000-0000-7000-8000-00000000002b', 8, 'assistant', '01900000-0000-7000-8000-000000000039', NULL, '01900000-0000-7000-8000-00000000002f', 1796062036869, '{"agent":"coder","calls":[{"arguments":{"content":"new","path":"a.txt"},"call_id":"01900000-0000-7000-8000-000000000038","provider_id":"p-1","tool":"write_file"}],"message_id":"01900000-0000-7000-8000-000000000039","reasoning":"thinking","role":"assistant","text":"Writing."}');
INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body) VALUES ('01900000-0000-7000-8000-00000000002b', 15, 'tool', NULL, '01900000-0000-7000-8000-000000000038', '01900000-0000-7000-8000-00000000002f', 1796062037897, '{"call_id":"01900000-0000-7000-8000-000000000038","provider_id":"p-1","result":{"changed_files":["a.txt"],"content":"written","note":"A person changed this call before it ran. It ran with these arguments: {\"content\":\"by the reviewer\",\"path\":\"a.txt\"}","outcome":"succeeded"},"role":"tool"}');
INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body) VALUES ('01900000-0000-7000-8000-00000000002b', 18, 'user', '01900000-0000-7000-8000-000000000049', NULL, '01900000-0000-7000-8000-000000000048', 1796062038000, '{"message_id":"01900000-0000-7000-8000-000000000049","role":"user","text":"Mend it"}');
INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body) VALUES ('01900000-0000-7000-8000-00000000002b', 21, 'assistant', '01900000-0000-7000-8000-00000000004f', NULL, '01900000-0000-7000-8000-000000000048', 1796062038104, '{"agent":"coder","calls":[],"message_id":"01900000-0000-7000-8000-00000000004f","reasoning":"thinking","role":"assistant","text":{"$payload":"0ecdc7189178942fab85aae81dd405960f1d646191e7d51542b9ee6f00444626"}}');
INSERT INTO payloads (session_id, hash, text) VALUES ('01900000-0000-7000-8000-00000000002b', '0ecdc7189178942fab85aae81dd405960f1d646191e7d51542b9ee6f00444626', 'long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long ');
INSERT INTO tool_calls (session_id, call_id, turn_id, reply_position, ordinal, call, side_effect, execution, state, approval_id, recovery_id, digest, generation, files, outcome, answered_at, deadline) VALUES ('01900000-0000-7000-8000-00000000002b', '01900000-0000-7000-8000-000000000038', '01900000-0000-7000-8000-00000000002f', 8, 0, '{"arguments":{"content":"new","path":"a.txt"},"call_id":"01900000-0000-7000-8000-000000000038","provider_id":"p-1","tool":"write_file"}', 'edit', 'workspace', 'answered', '01900000-0000-7000-8000-00000000003a', NULL, NULL, 2, '{"files":[{"after":"2e5faa6e8682e4069ddaa7cee1165243942d8d99116769b62dfe8bada3d050b2","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}]}', 'succeeded', 1796062037897, NULL);
INSERT INTO turns (id, session_id, status, outcome, to_route, waiting, active_since, model_calls, tool_calls, equal_calls, malformed_replies, last_call, running_millis, raised, reply_position, started_position, started_at, ended_at, prompt_tokens, completion_tokens, tokens_estimated, auto_approvals) VALUES ('01900000-0000-7000-8000-00000000002f', '01900000-0000-7000-8000-00000000002b', 'cancelled', '{"outcome":"cancelled","reason":"enough"}', FALSE, NULL, NULL, 1, 1, 1, 0, '738a07d978162e634c6904a5e270f789f65b1af18451e226f1aa61e3aee82e01', 1461, '{}', 8, 4, 1796062035508, 1796062037940, 10, 5, FALSE, 0);
INSERT INTO turns (id, session_id, status, outcome, to_route, waiting, active_since, model_calls, tool_calls, equal_calls, malformed_replies, last_call, running_millis, raised, reply_position, started_position, started_at, ended_at, prompt_tokens, completion_tokens, tokens_estimated, auto_approvals) VALUES ('01900000-0000-7000-8000-000000000048', '01900000-0000-7000-8000-00000000002b', 'completed', '{"outcome":"completed","text":{"$payload":"0ecdc7189178942fab85aae81dd405960f1d646191e7d51542b9ee6f00444626"}}', FALSE, NULL, NULL, 0, 0, 0, 0, NULL, 0, '{}', NULL, 17, 1796062038000, 1796062038104, 0, 0, FALSE, 0);
SELECT setval(pg_get_serial_sequence('events', 'ledger'), (SELECT max(ledger) FROM events));
