// A client behind a reverse proxy: node driver.mjs PORT. Events and pieces of text come while the stream is open, a
// broken stream is taken up behind the last id, large messages reach the server, and foreign hosts and origins are refused.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

const PATIENCE = 5_000;
const NAME = 'agents.example';
const [port] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

// A proxy that keeps back what it should pass on may keep back all of it.
setTimeout(() => { throw new Error('nothing comes any more'); }, 12 * PATIENCE);

function open(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, servername: NAME, ca: readFileSync(process.env.CA), agent, method, path,
      headers: { host: NAME, authorization: `Bearer ${process.env.AGENT_RUNTIME_API_KEY}`,
        'content-type': 'application/json', ...headers } }, resolve);
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}

async function api(method, path, body, headers) {
  const answer = await open(method, path, body, headers);
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return { status: answer.statusCode, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

function check(holds, claim) {
  if (!holds) throw new Error(claim);
}

// A stream, and a way to wait for one of its frames.
async function follow(path, last) {
  const answer = await open('GET', path, undefined, { accept: 'text/event-stream', ...(last && { 'last-event-id': last }) });
  check(answer.statusCode === 200, `the stream is answered with ${answer.statusCode}`);
  const frames = [];
  let text = '', wake = () => {};
  answer.setEncoding('utf8').on('error', () => {}).on('data', chunk => {
    const parts = (text + chunk).split('\n\n');
    text = parts.pop();
    for (const part of parts) {
      const field = name => part.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1];
      if (field('event')) frames.push({ id: field('id'), name: field('event') });
    }
    wake();
  });
  const until = name => new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no ${name} within ${PATIENCE} ms, only ${frames.map(f => f.name)}`)), PATIENCE);
    wake = () => { if (frames.some(frame => frame.name === name)) { clearTimeout(late); resolve(); } };
    wake();
  });
  return { frames, until, cut: () => answer.destroy() };
}

const made = await api('POST', '/api/v1/sessions', { agent: 'coder' });
check(made.status === 201, `a session is answered with ${made.status}`);
const session = `/api/v1/sessions/${made.json.id}`;

const first = await follow(`${session}/events`);
await first.until('stream.live');
await api('POST', `${session}/messages`, { content: 'Go.' });
await first.until('message.delta');
await first.until('turn.waiting');
first.cut();

const seen = first.frames.filter(frame => frame.id).map(frame => frame.id);
await api('POST', '/api/v1/approvals', { session_id: made.json.id, request_type: 'review', subject: 'While nobody reads' });
const second = await follow(`${session}/events`, seen.at(-1));
await second.until('stream.live');
second.cut();
seen.push(...second.frames.filter(frame => frame.id).map(frame => frame.id));
const log = (await api('GET', `${session}/events?limit=1000`)).json.data.map(event => String(event.position));
check(JSON.stringify(seen) === JSON.stringify(log), `read was ${seen} and not ${log}`);

const other = (await api('POST', '/api/v1/sessions', { agent: 'coder' })).json.id;
const large = await api('POST', `/api/v1/sessions/${other}/messages`, { content: 'x'.repeat(4_000_000) });
check(large.status === 202, `a message of 4 MB is answered with ${large.status}`);
const foreign = await api('GET', '/api/v1/sessions', undefined, { host: 'elsewhere.example' });
check(!foreign.json || foreign.json.code === 'host_refused', `another host is answered with ${foreign.status}`);
const origin = await api('GET', '/api/v1/sessions', undefined, { origin: 'https://elsewhere.example' });
check(origin.json?.code === 'origin_refused', `another origin is answered with ${origin.status}`);
console.log(`${seen.length} events, one reconnect`);
process.exit(0);
