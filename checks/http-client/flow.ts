// The flow of a plug-in, written against the types that the OpenAPI document gives.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Schemas = components["schemas"];
type Frame = Schemas["TurnFrame"];

const baseUrl = process.env.SERVER_URL;
const key = process.env.AGENT_RUNTIME_API_KEY;
if (!baseUrl || !key) throw new Error("SERVER_URL and AGENT_RUNTIME_API_KEY are needed");
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });

function must<T>(answer: { data?: T; error?: Schemas["Problem"]; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.status} ${answer.error?.code}: ${answer.error?.detail}`);
  }
  return answer.data;
}

function check(holds: boolean, claim: string): void {
  if (!holds) throw new Error(`not so: ${claim}`);
  console.log(`  ${claim}`);
}

async function frames(stream: unknown): Promise<Frame[]> {
  if (!(stream instanceof ReadableStream)) throw new Error("there is no stream");
  const text = await new Response(stream).text();
  return text.split("\n\n").flatMap((block) => {
    const fields = new Map(
      block.split("\n").map((line) => {
        const at = line.indexOf(":");
        return [line.slice(0, at), line.slice(at + 2)] as const;
      }),
    );
    const data = fields.get("data");
    return data === undefined
      ? []
      : [{ id: fields.get("id"), event: fields.get("event"), data: JSON.parse(data) } as unknown as Frame];
  });
}

const requests = (all: Frame[]) =>
  all.flatMap((frame) =>
    frame.event === "tool.execution.requested" && frame.data.type === frame.event
      ? [frame.data.data]
      : [],
  );

const created = must(
  await api.POST("/api/v1/sessions", {
    body: {
      title: "a generated client",
      agent: "coder",
      client_tools: [
        {
          name: "word_count",
          description: "Counts the words of a text.",
          schema: { type: "object" },
          side_effect: "read",
        },
      ],
    },
    params: { header: { "Idempotency-Key": crypto.randomUUID() } },
  }),
);
check(created.client_tools[0]?.name === "word_count", "a session has the tools of its client");
const path = { id: created.id };

const asked = await frames(
  must(
    await api.POST("/api/v1/sessions/{id}/messages", {
      params: { path },
      body: { content: "What is in README.md?" },
      headers: { Accept: "text/event-stream" },
      parseAs: "stream",
    }),
  ),
);
check(asked[0]?.event === "request.accepted", "a stream begins with what was accepted");
check(
  asked.some((frame) => frame.event === "message.delta" && frame.data.text.length > 0),
  "pieces of the message come by the stream",
);
const reading = requests(asked)[0];
if (reading === undefined) throw new Error("the client was asked to execute nothing");
check(reading.tool === "read_file", "the client is asked to execute a call");

const resumed = await frames(
  must(
    await api.POST("/api/v1/sessions/{id}/tool-results", {
      params: { path },
      body: { call_id: reading.call_id, digest: reading.digest, result: "# Demo" },
      headers: { Accept: "text/event-stream" },
      parseAs: "stream",
    }),
  ),
);
check(
  resumed.some((frame) => frame.event === "approval.requested"),
  "the turn goes on to the question whether a command may run",
);

const inbox = must(
  await api.GET("/api/v1/approvals", {
    params: { query: { status: "pending", session_id: created.id } },
  }),
);
const approval = inbox.data[0];
if (approval === undefined) throw new Error("nothing is pending");
const decided = must(
  await api.PUT("/api/v1/approvals/{id}/decision", {
    params: { path: { id: approval.id } },
    body: { digest: approval.digest, decision: "approve" },
  }),
);
check(decided.status === "approved", "an approval is decided");

async function openCall(): Promise<Schemas["OpenCall"]> {
  for (let tries = 0; tries < 100; tries++) {
    const now = must(await api.GET("/api/v1/sessions/{id}", { params: { path } }));
    const call = now.open_calls.find((open) => open.state === "requested");
    if (call !== undefined) return call;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("no call is requested");
}
const running = await openCall();
if (running.digest === undefined) throw new Error("a requested call has a digest");
const last = await frames(
  must(
    await api.POST("/api/v1/sessions/{id}/tool-results", {
      params: { path },
      body: { call_id: running.call_id, digest: running.digest, result: "# Demo" },
      headers: { Accept: "text/event-stream" },
      parseAs: "stream",
    }),
  ),
);
check(last.at(-1)?.event === "turn.completed", "the turn comes to its end, and the stream with it");

const page = must(
  await api.GET("/api/v1/sessions/{id}/events", { params: { path, query: { limit: 5 } } }),
);
if (typeof page === "string") throw new Error("a page was asked for, no stream");
check(page.data.length === 5 && page.has_more, "events come in pages");
check(
  page.data.every((event, index) => event.position === index + 1),
  "their positions have no gaps",
);

const stale = await api.PUT("/api/v1/approvals/{id}/decision", {
  params: { path: { id: approval.id } },
  body: { digest: approval.digest, decision: "reject", reason: "too late" },
});
check(stale.error?.code === "already_decided", "a second decision is told that it is too late");
check(stale.error?.winner?.status === "approved", "and which was first");
