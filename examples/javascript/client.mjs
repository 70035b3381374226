// A whole client: node client.mjs "What is in README.md?"   (Node.js 20 or newer, no packages)
import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
const base = `${process.env.SERVER_URL ?? 'http://127.0.0.1:8080'}/api/v1`;
const tools = { // What the model may ask this client to execute; the last one only this client knows.
  read_file: ({ path }) => readFileSync(path, 'utf8'),
  execute_command: ({ command }) => execSync(command, { encoding: 'utf8' }),
  word_count: ({ text }) => text.split(/\s+/).filter(Boolean).length,
};

async function api(method, path, body, headers = {}) {
  const answer = await fetch(base + path, { method, body: body && JSON.stringify(body), headers: {
    authorization: `Bearer ${process.env.AGENT_RUNTIME_API_KEY}`, 'content-type': 'application/json', ...headers } });
  if (answer.ok) return answer;
  const problem = await answer.json();
  throw Object.assign(new Error(`${problem.code}: ${problem.detail}`), { problem });
}

async function* events(session, last) { // Whatever breaks is taken up behind the last id: nothing is lost or repeated.
  for (;; await new Promise(resolve => setTimeout(resolve, 1000))) {
    try {
      const { body } = await api('GET', `/sessions/${session}/events`, undefined, {
        accept: 'text/event-stream', 'last-event-id': String(last) });
      let text = '';
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        const frames = (text + chunk).split('\n\n');
        text = frames.pop(); // It has not come to its end.
        for (const frame of frames) {
          const field = name => frame.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1];
          if (field('data')) yield { name: field('event'), ...JSON.parse(field('data')) };
          last = field('id') ?? last; // Only once it is dealt with.
        }
      }
    } catch (broken) { if (broken.problem && !broken.problem.retryable) throw broken; }
  }
}

async function execute({ call, tool, arguments: given, digest }, session) {
  const outcome = () => { try { return { result: tools[tool](given) }; } catch (e) { return { error: e.message }; } };
  await api('POST', `/sessions/${session}/tool-results`, { call_id: call, digest, ...outcome() });
}

async function decide({ id }) { // The digest says what was shown; a decision on anything else is refused.
  const approval = await (await api('GET', `/approvals/${id}`)).json();
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const yes = /^y/i.test(await prompt.question(`${approval.subject} ${JSON.stringify(approval.details.arguments)}? (y/n) `));
  prompt.close();
  await api('PUT', `/approvals/${id}/decision`, { digest: approval.digest, decision: yes ? 'approve' : 'reject' });
}
const schema = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };
const client_tools = [{ name: 'word_count', description: 'Counts the words of a text.', side_effect: 'read', schema }];
const { id: session } = await (await api('POST', '/sessions', { agent: 'coder', client_tools })).json();
const sent = await (await api('POST', `/sessions/${session}/messages`, { content: process.argv[2] })).json();
for await (const { name, data, text } of events(session, sent.position)) {
  if (name === 'message.delta') process.stdout.write(text);
  if (name === 'tool.execution.requested') await execute(data, session);
  if (name === 'approval.requested') await decide(data);
  if (/^turn\.(completed|failed|cancelled|limit_reached)$/.test(name)) { console.log(`\n${name}`); break; }
}
