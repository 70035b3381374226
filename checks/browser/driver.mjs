// Drives headless Chromium: a page on an allowed origin reads a session by the browser's own EventSource, with the
// cookie of a browser session, while the server is killed and started again. "restart" on standard output asks for
// that, a line on standard input says that it is done. Before that, it looks at the server's own page, /docs.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const ROUNDS = 5;
const EVENTS = 20;
const PATIENCE = 60_000;
const url = process.env.SERVER_URL;
const key = process.env.AGENT_RUNTIME_API_KEY;
const restarted = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function api(method, path, body) {
  for (let left = 50; ; left--) {
    try {
      const answer = await fetch(url + path, { method, body: body && JSON.stringify(body), headers: {
        authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) } });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? undefined : await answer.json();
    } catch (broken) {
      if (left === 0 || !/fetch failed/.test(broken.message)) throw broken;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }
}

async function restart() {
  console.log('restart');
  await restarted.next();
}

const pages = createServer((request, response) => {
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>check</title>');
});
await new Promise(resolve => pages.listen(Number(process.env.PAGE_PORT), '127.0.0.1', resolve));

async function schemas(page) {
  await page.evaluate(() => document.querySelectorAll('details').forEach(box => { box.open = true; }));
  await page.waitForFunction(() => [...document.querySelectorAll('pre')].every(text => text.textContent !== ''),
    undefined, { timeout: PATIENCE });
  return page.evaluate(() => [...document.querySelectorAll('pre')].map(text => text.textContent));
}

// The page about the interface shows each schema with all that is in it, and one that is in itself has an end. What the
// server sends is there, too.
async function readDocs(page, sent) {
  await page.goto(`${url}/docs`);
  await page.waitForSelector('main h2', { timeout: PATIENCE });
  const shown = await schemas(page);
  const open = shown.filter(text => text.includes('"$ref"'));
  const told = await page.evaluate(() => [...document.querySelectorAll('summary')].map(line => line.textContent));
  for (const summary of sent) {
    if (!told.some(line => line.includes(summary))) throw new Error(`/docs does not show the webhook "${summary}"`);
  }
  if (shown.length < 50 || open.length > 0) throw new Error(`/docs leaves references:\n${open[0] ?? shown.length}`);
  await page.route('**/openapi.json', route => route.fulfill({ json: {
    info: { title: 'T', version: '1' },
    paths: { '/tree': { get: { operationId: 'tree', responses: { 200: { description: 'A tree.', content: {
      'application/json': { schema: { $ref: '#/components/schemas/Tree' } } } } } } } },
    components: { schemas: { Tree: { type: 'object', properties: {
      root: { $ref: '#/components/schemas/Leaf' }, part: { $ref: '#/components/schemas/Tree' } } },
    Leaf: { type: 'string' } } } } }));
  await page.goto(`${url}/docs`);
  await page.waitForSelector('main h2', { timeout: PATIENCE });
  const tree = JSON.parse((await schemas(page))[0]);
  if (tree.properties.root.type !== 'string' || tree.properties.part.$ref !== '#/components/schemas/Tree') {
    throw new Error(`/docs shows a schema that is part of itself as ${JSON.stringify(tree)}`);
  }
}

const { components, webhooks } = await api('GET', '/openapi.json');
const types = components.schemas.EventType.enum;
const sent = Object.values(webhooks).flatMap(item => Object.values(item)).map(operation => operation.summary);
if (sent.length === 0) throw new Error('no webhooks are described');
const { id: session } = await api('POST', '/api/v1/sessions', { agent: 'coder' });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM, headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'] });
try {
  const docs = await browser.newPage();
  await readDocs(docs, sent);
  await docs.close();
  const page = await browser.newPage();
  page.on('pageerror', error => console.error(`the page: ${error.message}`));
  await page.goto(`http://127.0.0.1:${process.env.PAGE_PORT}/`);

  const refused = await page.evaluate(address => new Promise(resolve => {
    const source = new EventSource(address, { withCredentials: true });
    source.onerror = () => resolve(source.readyState === EventSource.CLOSED);
    source.onopen = () => resolve(false);
  }), `${url}/api/v1/sessions/${session}/events`);
  if (!refused) throw new Error('a page without a cookie could read');

  await page.evaluate(async ({ url, key, session, types }) => {
    const made = await fetch(`${url}/api/v1/browser-session`,
      { method: 'POST', credentials: 'include', headers: { authorization: `Bearer ${key}` } });
    if (!made.ok) throw new Error(`no browser session: ${made.status} ${await made.text()}`);
    if (document.cookie !== '') throw new Error('the page can read the cookie');
    const change = await fetch(`${url}/api/v1/sessions`,
      { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{}' });
    if (change.ok) throw new Error('a cookie alone can change something');
    window.seen = [];
    window.opened = 0;
    const source = new EventSource(`${url}/api/v1/sessions/${session}/events`, { withCredentials: true });
    source.onopen = () => window.opened++;
    for (const type of types) {
      source.addEventListener(type, event => window.seen.push([event.lastEventId, JSON.parse(event.data).event_id]));
    }
  }, { url, key, session, types });

  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < EVENTS; i++) {
      await api('POST', '/api/v1/approvals', { session_id: session, request_type: 'review', subject: `${round}/${i}` });
      if (i === EVENTS / 2) await restart();
    }
  }
  const log = (await api('GET', `/api/v1/sessions/${session}/events?limit=1000`)).data;
  await page.waitForFunction(last => window.seen.length > 0 && window.seen.at(-1)[0] === last,
    String(log.at(-1).position), { timeout: PATIENCE });
  const { seen, opened } = await page.evaluate(() => ({ seen: window.seen, opened: window.opened }));
  const expected = log.map(event => [String(event.position), event.event_id]);
  if (JSON.stringify(seen) !== JSON.stringify(expected)) {
    throw new Error(`the page saw\n${JSON.stringify(seen)}\nand not\n${JSON.stringify(expected)}`);
  }
  if (opened <= ROUNDS) throw new Error(`connected ${opened} times, ${ROUNDS} restarts were there`);
  console.log(`${seen.length} events once and in order, over ${opened} connections and ${ROUNDS} restarts`);
} finally {
  await browser.close();
  pages.close();
  process.stdin.destroy();
}
