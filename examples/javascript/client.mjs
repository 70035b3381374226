// A whole client: node client.mjs "What is in README.md?"   (Node.js 20 or newer, no packages)
import { execSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
const base = `${process.env.SERVER_URL ?? 'http://127.0.0.1:8080'}/api/v1`;
const tools = { // What the model may ask this client to execute; the last one only this client knows.
  read_file: ({ path }) => readFileSync(path, 'utf8'),
  execute_command: ({ command }) => execSync(command, { encoding: 'utf8' }),
  word_count: ({ text }) => text.split(/\s+/).filter(Boolean).length };
const pause = () => new Promise(resolve => setTimeout(resolve, 1000));
async function api(method, path, body, headers) { // With its key a request that is sent again happens once.
  const request = { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json',
    authorization: `Bearer ${process.env.AGENT_RUNTIME_API_KEY}`, 'idempotency-key': randomUUID(), ...headers } };
  for (;; await pause()) {
    const answer = await fetch(base + path, request).catch(() => {}); // Nobody is there: once more.
    if (answer?.ok) return headers ? answer.body : answer.json();
    const problem = await answer?.json();
    if (problem && !problem.retryable) throw new Error(`${problem.code}: ${problem.detail}`);
  }
}
async function* events(session, last) { // Whatever breaks is taken up behind the last id: nothing is lost or repeated.
  for (let text = '';; await pause(), text = '') {
    const body = await api('GET', `/sessions/${session}/events`, null, { accept: 'text/event-stream', 'last-event-id': last });
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        const frames = (text + chunk).split('\n\n'); text = frames.pop(); // That has not come to its end.
        for (const frame of frames) {
          const field = name => frame.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1];
          if (field('data')) yield { name: field('event'), ...JSON.parse(field('data')) };
          last = field('id') ?? last; // Only once it is dealt with.
        }
      }
    } catch (broken) { console.error(`\n${broken.message}; connecting again`); }
  }
}
async function execute({ call_id, tool, arguments: given, digest }, session) { // What is replayed may be done already.
  const { open_calls } = await api('GET', `/sessions/${session}`);
  if (!open_calls.some(open => open.call_id === call_id && open.state === 'requested')) return;
  const outcome = () => { try { return { result: tools[tool](given) }; } catch (e) { return { error: e.message }; } };
  await api('POST', `/sessions/${session}/tool-results`, { call_id, digest, ...outcome() });
}
async function decide({ approval_id: id }) { // The digest says what was shown; a decision on anything else is refused.
  const { status, subject, details, digest } = await api('GET', `/approvals/${id}`);
  if (status !== 'pending') return;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const yes = /^y/i.test(await prompt.question(`${subject} ${JSON.stringify(details.arguments)}? (y/n) `));
  prompt.close();
  await api('PUT', `/approvals/${id}/decision`, { digest, decision: yes ? 'approve' : 'reject' });
}
const schema = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };
const client_tools = [{ name: 'word_count', description: 'Counts the words of a text.', side_effect: 'read', schema }];
const { id: session } = await api('POST', '/sessions', { agent: 'coder', client_tools });
const { position } = await api('POST', `/sessions/${session}/messages`, { content: process.argv[2] });
for await (const { name, data, text } of events(session, position)) {
  if (name === 'message.delta') process.stdout.write(text);
  if (name === 'tool.execution.requested') await execute(data, session);
  if (name === 'approval.requested') await decide(data);
  if (/^turn\.(completed|failed|cancelled|limit_reached)$/.test(name)) { console.log(`\n${name}`); break; }
}
