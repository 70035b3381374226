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
  ledger INTEGER PRIMARY KEY AUTOINCREMENT,
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

CREATE TABLE "agent_runtime_schema" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO agent_runtime_schema (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) VALUES (1, '1', 'sessions', 'SQL', 'V1__sessions.sql', -208083058, '', '2026-11-30 18:03:07.255', 30, 1);
INSERT INTO agent_runtime_schema (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) VALUES (2, '2', 'tokens', 'SQL', 'V2__tokens.sql', -6514140, '', '2026-11-30 18:03:07.293', 1, 1);
INSERT INTO sessions (id, owner, settings, lifecycle, status, wait_reason, runnable, agent, switches, user_messages, replies, routings, approvals, runner_kind, runner_host, runner_workspace, last_position, revision, lease_owner, lease_generation, lease_expires_at, created_at, updated_at) VALUES ('01900000-0000-7000-8000-000000000001', 'local', '{"client_tools":[],"labels":{},"limits":{"auto_approvals":100,"calls_per_reply":32,"equal_calls":3,"model_calls":100,"running_seconds":1800,"tool_calls":200},"routing":"first","runner":{"kind":"any"},"title":"Mend it","tool_execution":"workspace"}', 'open', 'idle', NULL, 0, 'debug', 2, 2, 2, 0, 1, 'any', NULL, NULL, 23, 5, 'box|4711|1700000000000|01900000-0000-7000-8000-000000000023', 3, 1796065386917, 1796061784677, 1796061787091);
INSERT INTO approvals (id, session_id, owner, call_id, type, subject, digest, asked, asked_at, deadline, state, outcome, decided_by, decided_at) VALUES ('01900000-0000-7000-8000-000000000010', '01900000-0000-7000-8000-000000000001', 'local', '01900000-0000-7000-8000-00000000000e', 'tool', 'write_file', '11c174cdcc1b26682771b2eb8a703aff0c4ad819394f2a8462755648a44743f2', '{"agent":"coder","approval_id":"01900000-0000-7000-8000-000000000010","asked_at":"2026-11-30T18:03:05.869Z","call_id":"01900000-0000-7000-8000-00000000000e","details":{"agent":"coder","arguments":{"content":"new","path":"a.txt"},"path":"a.txt","paths":["a.txt"],"secret":false,"size":3},"diff":"diff","digest":"11c174cdcc1b26682771b2eb8a703aff0c4ad819394f2a8462755648a44743f2","files":[{"after":"11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}],"policy":{"policy_version":1,"reason":"no rule of the policy covers this","rule":"default"},"reason":"no rule of the policy covers this","request_type":"tool","subject":"write_file","terms":{"approvals_needed":1,"on_timeout":"reject","roles":[]}}', 1796061785869, NULL, 'approved', '{"at":"2026-11-30T18:03:05.996Z","by":"reviewer","decision":"edit","granted":{"agent":"coder","details":{"agent":"coder","arguments":{"content":"by the reviewer","path":"a.txt"},"path":"a.txt","paths":["a.txt"],"secret":false,"size":15},"files":[{"after":"2e5faa6e8682e4069ddaa7cee1165243942d8d99116769b62dfe8bada3d050b2","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}],"request_type":"tool","subject":"write_file"}}', 'reviewer', 1796061785996);
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (1, '01900000-0000-7000-8000-000000000001', 1, '01900000-0000-7000-8000-000000000003', 'session.created', 1, 1796061784677, '01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000002', '{"agent":"orchestrator","kind":"conversation","owner":"local","settings":{"client_tools":[],"labels":{},"limits":{"auto_approvals":100,"calls_per_reply":32,"equal_calls":3,"model_calls":100,"running_seconds":1800,"tool_calls":200},"routing":"first","runner":{"kind":"any"},"title":"","tool_execution":"workspace"}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (2, '01900000-0000-7000-8000-000000000001', 2, '01900000-0000-7000-8000-000000000008', 'agent.switched', 1, 1796061785175, '01900000-0000-7000-8000-000000000007', '01900000-0000-7000-8000-000000000007', '{"by":"user","from":"orchestrator","reason":"the user asked for coder","to":"coder"}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (3, '01900000-0000-7000-8000-000000000001', 3, '01900000-0000-7000-8000-000000000009', 'session.updated', 1, 1796061785175, '01900000-0000-7000-8000-000000000007', '01900000-0000-7000-8000-000000000007', '{"settings":{"client_tools":[],"labels":{},"limits":{"auto_approvals":100,"calls_per_reply":32,"equal_calls":3,"model_calls":100,"running_seconds":1800,"tool_calls":200},"routing":"first","runner":{"kind":"any"},"title":"Mend it","tool_execution":"workspace"}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (4, '01900000-0000-7000-8000-000000000001', 4, '01900000-0000-7000-8000-00000000000a', 'turn.started', 1, 1796061785175, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-000000000007', '{"route":false,"turn_id":"01900000-0000-7000-8000-000000000005"}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (5, '01900000-0000-7000-8000-000000000001', 5, '01900000-0000-7000-8000-00000000000b', 'session.message.added', 1, 1796061785175, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-000000000007', '{"message":{"message_id":"01900000-0000-7000-8000-000000000006","role":"user","text":"Mend it"}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (6, '01900000-0000-7000-8000-000000000001', 6, '01900000-0000-7000-8000-00000000000d', 'turn.running', 1, 1796061785293, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-00000000000b', '{}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (7, '01900000-0000-7000-8000-000000000001', 7, '01900000-0000-7000-8000-000000000011', 'llm.request.completed', 1, 1796061785869, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-00000000000d', '{"completion_tokens":5,"millis":120,"model":"m-1","prompt_tokens":10,"purpose":"reply"}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (8, '01900000-0000-7000-8000-000000000001', 8, '01900000-0000-7000-8000-000000000012', 'message.completed', 1, 1796061785869, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-00000000000d', '{"malformed":false,"message":{"agent":"coder","calls":[{"arguments":{"content":"new","path":"a.txt"},"call_id":"01900000-0000-7000-8000-00000000000e","provider_id":"p-1","tool":"write_file"}],"message_id":"01900000-0000-7000-8000-00000000000f","reasoning":"thinking","role":"assistant","text":"Writing."}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (9, '01900000-0000-7000-8000-000000000001', 9, '01900000-0000-7000-8000-000000000013', 'tool.call.proposed', 1, 1796061785869, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-00000000000d', '{"call":{"arguments":{"content":"new","path":"a.txt"},"call_id":"01900000-0000-7000-8000-00000000000e","provider_id":"p-1","tool":"write_file"},"execution":"workspace","explanation":{"policy_version":1,"reason":"no rule of the policy covers this","rule":"default"},"ruling":"ask","seen":{"agent":"coder","path":"a.txt","paths":["a.txt"],"secret":false,"size":3},"side_effect":"edit"}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (10, '01900000-0000-7000-8000-000000000001', 10, '01900000-0000-7000-8000-000000000014', 'approval.requested', 1, 1796061785869, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-00000000000d', '{"agent":"coder","approval_id":"01900000-0000-7000-8000-000000000010","asked_at":"2026-11-30T18:03:05.869Z","call_id":"01900000-0000-7000-8000-00000000000e","details":{"agent":"coder","arguments":{"content":"new","path":"a.txt"},"path":"a.txt","paths":["a.txt"],"secret":false,"size":3},"diff":"diff","digest":"11c174cdcc1b26682771b2eb8a703aff0c4ad819394f2a8462755648a44743f2","files":[{"after":"11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}],"policy":{"policy_version":1,"reason":"no rule of the policy covers this","rule":"default"},"reason":"no rule of the policy covers this","request_type":"tool","subject":"write_file","terms":{"approvals_needed":1,"on_timeout":"reject","roles":[]}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (11, '01900000-0000-7000-8000-000000000001', 11, '01900000-0000-7000-8000-000000000015', 'turn.waiting', 1, 1796061785869, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-00000000000d', '{"reason":"approval"}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (12, '01900000-0000-7000-8000-000000000001', 12, '01900000-0000-7000-8000-000000000017', 'approval.closed', 1, 1796061785996, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-000000000016', '{"approval_id":"01900000-0000-7000-8000-000000000010","call_id":"01900000-0000-7000-8000-00000000000e","decision":{"at":"2026-11-30T18:03:05.996Z","by":"reviewer","decision":"edit","granted":{"agent":"coder","details":{"agent":"coder","arguments":{"content":"by the reviewer","path":"a.txt"},"path":"a.txt","paths":["a.txt"],"secret":false,"size":15},"files":[{"after":"2e5faa6e8682e4069ddaa7cee1165243942d8d99116769b62dfe8bada3d050b2","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}],"request_type":"tool","subject":"write_file"}}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (13, '01900000-0000-7000-8000-000000000001', 13, '01900000-0000-7000-8000-000000000019', 'turn.running', 1, 1796061786247, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-000000000017', '{}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (14, '01900000-0000-7000-8000-000000000001', 14, '01900000-0000-7000-8000-00000000001a', 'tool.execution.started', 1, 1796061786391, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-000000000019', '{"call_id":"01900000-0000-7000-8000-00000000000e","diff":"diff","digest":"3d389707c4177729e35a9fcc9c0739e27e523960e6d0c8fdb53d9c694b92bcd9","files":[{"after":"2e5faa6e8682e4069ddaa7cee1165243942d8d99116769b62dfe8bada3d050b2","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}],"generation":2,"grounds":{"approval_id":"01900000-0000-7000-8000-000000000010","edited":true,"kind":"person"}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (15, '01900000-0000-7000-8000-000000000001', 15, '01900000-0000-7000-8000-00000000001b', 'tool.call.answered', 1, 1796061786731, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-00000000001a', '{"call_id":"01900000-0000-7000-8000-00000000000e","provider_id":"p-1","result":{"changed_files":["a.txt"],"content":"written","note":"A person changed this call before it ran. It ran with these arguments: {\"content\":\"by the reviewer\",\"path\":\"a.txt\"}","outcome":"succeeded"}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (16, '01900000-0000-7000-8000-000000000001', 16, '01900000-0000-7000-8000-00000000001d', 'turn.ended', 1, 1796061786778, '01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-00000000001c', '{"outcome":"cancelled","reason":"enough"}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (17, '01900000-0000-7000-8000-000000000001', 17, '01900000-0000-7000-8000-000000000021', 'turn.started', 1, 1796061786855, '01900000-0000-7000-8000-00000000001e', '01900000-0000-7000-8000-000000000020', '{"route":false,"turn_id":"01900000-0000-7000-8000-00000000001e"}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (18, '01900000-0000-7000-8000-000000000001', 18, '01900000-0000-7000-8000-000000000022', 'session.message.added', 1, 1796061786855, '01900000-0000-7000-8000-00000000001e', '01900000-0000-7000-8000-000000000020', '{"message":{"message_id":"01900000-0000-7000-8000-00000000001f","role":"user","text":"Mend it"}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (19, '01900000-0000-7000-8000-000000000001', 19, '01900000-0000-7000-8000-000000000024', 'turn.running', 1, 1796061786948, '01900000-0000-7000-8000-00000000001e', '01900000-0000-7000-8000-000000000022', '{}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (20, '01900000-0000-7000-8000-000000000001', 20, '01900000-0000-7000-8000-000000000026', 'llm.request.completed', 1, 1796061787052, '01900000-0000-7000-8000-00000000001e', '01900000-0000-7000-8000-000000000024', '{"completion_tokens":5,"millis":120,"model":"m-1","prompt_tokens":10,"purpose":"reply"}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (21, '01900000-0000-7000-8000-000000000001', 21, '01900000-0000-7000-8000-000000000027', 'message.completed', 1, 1796061787052, '01900000-0000-7000-8000-00000000001e', '01900000-0000-7000-8000-000000000024', '{"malformed":false,"message":{"agent":"coder","calls":[],"message_id":"01900000-0000-7000-8000-000000000025","reasoning":"thinking","role":"assistant","text":{"$payload":"0ecdc7189178942fab85aae81dd405960f1d646191e7d51542b9ee6f00444626"}}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (22, '01900000-0000-7000-8000-000000000001', 22, '01900000-0000-7000-8000-000000000028', 'turn.ended', 1, 1796061787052, '01900000-0000-7000-8000-00000000001e', '01900000-0000-7000-8000-000000000024', '{"outcome":"completed","text":{"$payload":"0ecdc7189178942fab85aae81dd405960f1d646191e7d51542b9ee6f00444626"}}');
INSERT INTO events (ledger, session_id, position, id, kind, version, at, correlation, causation, data) VALUES (23, '01900000-0000-7000-8000-000000000001', 23, '01900000-0000-7000-8000-00000000002a', 'agent.switched', 1, 1796061787091, '01900000-0000-7000-8000-000000000029', '01900000-0000-7000-8000-000000000029', '{"by":"user","from":"coder","reason":"a test fails","to":"debug"}');
INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body) VALUES ('01900000-0000-7000-8000-000000000001', 5, 'user', '01900000-0000-7000-8000-000000000006', NULL, '01900000-0000-7000-8000-000000000005', 1796061785175, '{"message_id":"01900000-0000-7000-8000-000000000006","role":"user","text":"Mend it"}');
INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body) VALUES ('01900000-0000-7000-8000-000000000001', 8, 'assistant', '01900000-0000-7000-8000-00000000000f', NULL, '01900000-0000-7000-8000-000000000005', 1796061785869, '{"agent":"coder","calls":[{"arguments":{"content":"new","path":"a.txt"},"call_id":"01900000-0000-7000-8000-00000000000e","provider_id":"p-1","tool":"write_file"}],"message_id":"01900000-0000-7000-8000-00000000000f","reasoning":"thinking","role":"assistant","text":"Writing."}');
INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body) VALUES ('01900000-0000-7000-8000-000000000001', 15, 'tool', NULL, '01900000-0000-7000-8000-00000000000e', '01900000-0000-7000-8000-000000000005', 1796061786731, '{"call_id":"01900000-0000-7000-8000-00000000000e","provider_id":"p-1","result":{"changed_files":["a.txt"],"content":"written","note":"A person changed this call before it ran. It ran with these arguments: {\"content\":\"by the reviewer\",\"path\":\"a.txt\"}","outcome":"succeeded"},"role":"tool"}');
INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body) VALUES ('01900000-0000-7000-8000-000000000001', 18, 'user', '01900000-0000-7000-8000-00000000001f', NULL, '01900000-0000-7000-8000-00000000001e', 1796061786855, '{"message_id":"01900000-0000-7000-8000-00000000001f","role":"user","text":"Mend it"}');
INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body) VALUES ('01900000-0000-7000-8000-000000000001', 21, 'assistant', '01900000-0000-7000-8000-000000000025', NULL, '01900000-0000-7000-8000-00000000001e', 1796061787052, '{"agent":"coder","calls":[],"message_id":"01900000-0000-7000-8000-000000000025","reasoning":"thinking","role":"assistant","text":{"$payload":"0ecdc7189178942fab85aae81dd405960f1d646191e7d51542b9ee6f00444626"}}');
INSERT INTO payloads (hash, text) VALUES ('0ecdc7189178942fab85aae81dd405960f1d646191e7d51542b9ee6f00444626', 'long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long ');
INSERT INTO tool_calls (session_id, call_id, turn_id, reply_position, ordinal, call, side_effect, execution, state, approval_id, recovery_id, digest, generation, files, outcome, answered_at) VALUES ('01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-00000000000e', '01900000-0000-7000-8000-000000000005', 8, 0, '{"arguments":{"content":"new","path":"a.txt"},"call_id":"01900000-0000-7000-8000-00000000000e","provider_id":"p-1","tool":"write_file"}', 'edit', 'workspace', 'answered', '01900000-0000-7000-8000-000000000010', NULL, NULL, 2, '{"files":[{"after":"2e5faa6e8682e4069ddaa7cee1165243942d8d99116769b62dfe8bada3d050b2","before":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","path":"a.txt"}]}', 'succeeded', 1796061786731);
INSERT INTO turns (id, session_id, status, outcome, to_route, waiting, active_since, model_calls, tool_calls, equal_calls, malformed_replies, last_call, running_millis, raised, reply_position, started_position, started_at, ended_at, prompt_tokens, completion_tokens, tokens_estimated) VALUES ('01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-000000000001', 'cancelled', '{"outcome":"cancelled","reason":"enough"}', 0, NULL, NULL, 1, 1, 1, 0, '738a07d978162e634c6904a5e270f789f65b1af18451e226f1aa61e3aee82e01', 1060, '{}', 8, 4, 1796061785175, 1796061786778, 10, 5, 0);
INSERT INTO turns (id, session_id, status, outcome, to_route, waiting, active_since, model_calls, tool_calls, equal_calls, malformed_replies, last_call, running_millis, raised, reply_position, started_position, started_at, ended_at, prompt_tokens, completion_tokens, tokens_estimated) VALUES ('01900000-0000-7000-8000-00000000001e', '01900000-0000-7000-8000-000000000001', 'completed', '{"outcome":"completed","text":{"$payload":"0ecdc7189178942fab85aae81dd405960f1d646191e7d51542b9ee6f00444626"}}', 0, NULL, NULL, 0, 0, 0, 0, NULL, 0, '{}', NULL, 17, 1796061786855, 1796061787052, 0, 0, 0);
