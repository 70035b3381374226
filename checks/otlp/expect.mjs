// node expect.mjs URL TRACEPARENT FILE: whether the receiver has, of that trace, the spans that FILE lists and no other.
// A span is listed by its name and its parent's, "caller" for the span that the traceparent names; kind, status (UNSET
// where it is left out), links (the names of the spans they lead to) and the attributes that matter.
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

const [url, traceparent, file] = process.argv.slice(2);
const [, traceId, caller] = traceparent.split("-");
const expected = JSON.parse(readFileSync(file, "utf8"));

// Who sends may send in batches.
async function arrived() {
  for (let tries = 100; ; tries--) {
    const { traces } = await (await fetch(`${url}/v1/traces`)).json();
    const spans = traces.find((trace) => trace.traceId === traceId)?.spans ?? [];
    if (spans.length >= expected.length || tries === 0) {
      return { spans, all: traces.flatMap((trace) => trace.spans) };
    }
    await wait(200);
  }
}

const { spans, all } = await arrived();
const nameOf = (id) => all.find((span) => span.spanId === id)?.name ?? `unknown span ${id}`;

function shown(span, attributes) {
  return {
    name: span.name,
    parent: span.parentSpanId === caller ? "caller" : nameOf(span.parentSpanId),
    kind: span.kind,
    status: span.status.code,
    links: span.links.map((link) => nameOf(link.spanId)),
    attributes: Object.fromEntries(attributes.map((name) => [name, span.attributes[name]])),
  };
}

const left = [...spans];
const problems = [];
for (const one of expected) {
  const wanted = { status: "UNSET", links: [], attributes: {}, ...one };
  const names = Object.keys(wanted.attributes);
  const at = left.findIndex((span) => isDeepStrictEqual(shown(span, names), wanted));
  if (at >= 0) {
    left.splice(at, 1);
  } else {
    problems.push(`there is no ${JSON.stringify(wanted)}`);
  }
}
for (const span of left) {
  problems.push(`nobody expects ${JSON.stringify(shown(span, Object.keys(span.attributes)))}`);
}
problems.forEach((problem) => console.error(problem));
process.exitCode = problems.length === 0 ? 0 : 1;
