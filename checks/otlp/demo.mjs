// node demo.mjs URL FILE: whether all that the receiver has is the spans that FILE lists: how many there are of each name
// under a span of each name.
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

const [url, file] = process.argv.slice(2);
const expected = JSON.parse(readFileSync(file, "utf8"));
const wanted = Object.values(expected).reduce((sum, count) => sum + count, 0);

async function spans() {
  const { traces } = await (await fetch(`${url}/v1/traces`)).json();
  return traces.flatMap((trace) => trace.spans);
}

let all = await spans();
for (let tries = 100; tries > 0 && all.length < wanted; tries--) {
  await wait(200);
  all = await spans();
}
const nameOf = (id) => (id ? (all.find((span) => span.spanId === id)?.name ?? "a span that is missing") : "nothing");
const found = {};
for (const span of all) {
  const key = `${span.name} under ${nameOf(span.parentSpanId)}`;
  found[key] = (found[key] ?? 0) + 1;
}
const sorted = (counts) => Object.fromEntries(Object.entries(counts).sort());
if (!isDeepStrictEqual(sorted(found), sorted(expected))) {
  console.error(JSON.stringify(sorted(found), null, 2));
  process.exitCode = 1;
}
