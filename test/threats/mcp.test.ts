/** What a hostile client may write to `/mcp` and `/sse`, in every lane. */
import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerOf, EventReader, MCP_URL, type McpCaller, signedIn } from "../support/mcp-bench.ts";

/** Bodies per run; each user may send a hundred in a minute. */
const BODIES = 300;
const BODIES_PER_USER = 90;

let left = 0;
beforeEach(() => {
  left = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => {
    left += 1;
    return new Response("{}", { status: 500 });
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function lanesOf(caller: McpCaller): Promise<Record<string, string>[]> {
  const { "mcp-session-id": id } = await caller.initialize();
  return [{}, { "mcp-session-id": id }, { "mcp-protocol-version": "2026-07-28" }];
}

describe("an id", () => {
  it.each([
    "",
    "0",
    "__proto__",
    "constructor",
    "\u202Egpj\u0000",
    "🧨".repeat(60),
    0,
    -1,
    Number.MAX_SAFE_INTEGER,
    "x".repeat(256),
  ])("%j comes back as it was, of the same type", async (id) => {
    const caller = await signedIn();
    const { "mcp-session-id": session } = await caller.initialize();
    for (const headers of [{}, { "mcp-session-id": session }]) {
      const response = await caller.post({ jsonrpc: "2.0", id, method: "ping" }, headers);
      expect(await response.json()).toEqual({ jsonrpc: "2.0", id, result: {} });
    }
  });

  it.each([
    null,
    1.5,
    Number.MAX_SAFE_INTEGER + 1,
    true,
    [],
    {},
    "x".repeat(257),
  ])("%j is refused, and nothing is counted", async (id) => {
    const caller = await signedIn();
    const answer = await answerOf(await caller.post({ jsonrpc: "2.0", id, method: "ping" }));
    expect([answer.status, answer.body.id, answer.body.error?.code]).toEqual([400, null, -32600]);
    expect((await caller.ask("ping")).headers.get("ratelimit-remaining")).toBe("99");
  });

  it("given twice is one id for the parser, and two requests of a batch may not share one", async () => {
    const caller = await signedIn();
    const twice = '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}';
    expect((await answerOf(await caller.post(twice))).body.id).toBe(2);
    const { "mcp-session-id": session } = await caller.initialize("2025-03-26");
    const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
    const batch = await caller.post([ping, ping], { "mcp-session-id": session });
    expect(batch.status).toBe(400);
  });
});

describe("a name that every JavaScript object has", () => {
  const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];

  it.each(NAMES)("%s is no method, no tool, no toolset and no persona", async (name) => {
    const caller = await signedIn();
    for (const headers of (await lanesOf(caller)).slice(0, 2)) {
      const method = await answerOf(
        await caller.post({ jsonrpc: "2.0", id: 1, method: name }, headers),
      );
      expect(method.body.error?.code).toBe(-32601);
      const call = await caller.ask("tools/call", { name, arguments: {} }, headers);
      expect(call.body.error?.message).toMatch(/^Unknown tool/);
    }
    const modern = await answerOf(await caller.modern("tools/call", { name, arguments: {} }));
    expect(modern.body.error?.message).toMatch(/^Unknown tool/);
    for (const query of ["toolsets", "tools", "exclude", "persona"]) {
      const answer = await caller.post(
        { jsonrpc: "2.0", id: 1, method: "tools/list" },
        {},
        `${MCP_URL}?${query}=${name}`,
      );
      expect([query, answer.status]).toEqual([query, 400]);
    }
    expect(left).toBe(0);
  });
});

describe("a body of any kind", () => {
  it(`is answered as JSON-RPC and never breaks the server, over ${BODIES} bodies in each lane`, async () => {
    let caller = await signedIn();
    let lanes = await lanesOf(caller);
    let sent = 0;
    const key = fc.oneof(
      fc.constantFrom("jsonrpc", "id", "method", "params", "result", "error", "_meta", "name"),
      fc.string({ maxLength: 8 }),
    );
    const json = fc.jsonValue({ maxDepth: 4 });
    const message = fc.record(
      {
        jsonrpc: fc.oneof(fc.constant("2.0"), json),
        id: fc.oneof(fc.integer(), fc.string({ maxLength: 12 }), json),
        method: fc.oneof(
          fc.constantFrom("ping", "tools/list", "tools/call", "initialize", "resources/read"),
          fc.constantFrom("notifications/cancelled", "subscriptions/listen", "server/discover"),
          fc.string({ maxLength: 20 }),
        ),
        params: fc.oneof(
          fc.dictionary(key, json, { maxKeys: 5 }),
          fc.record({ name: fc.constant("clickup_task_get"), arguments: json }),
          json,
        ),
      },
      { requiredKeys: ["jsonrpc", "method"] },
    );
    const body = fc.oneof(
      { weight: 5, arbitrary: message.map((value) => JSON.stringify(value)) },
      {
        weight: 1,
        arbitrary: fc.array(message, { maxLength: 22 }).map((all) => JSON.stringify(all)),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(message, fc.nat(200))
          .map(([value, at]) => JSON.stringify(value).slice(0, at)),
      },
      { weight: 1, arbitrary: fc.string() },
    );
    await fc.assert(
      fc.asyncProperty(body, fc.nat(2), async (text, lane) => {
        sent += 1;
        if (sent % BODIES_PER_USER === 0) {
          caller = await signedIn();
          lanes = await lanesOf(caller);
        }
        const response = await caller.post(text, lanes[lane]);
        const answer = await response.text();
        expect(response.status).toBeLessThan(500);
        if (answer === "") {
          expect([202, 204]).toContain(response.status);
          return;
        }
        const documents = response.headers.get("content-type")?.includes("event-stream")
          ? [...answer.matchAll(/^data: (.*)$/gm)].map(([, data]) => data ?? "")
          : [answer];
        for (const document of documents) {
          for (const reply of [JSON.parse(document)].flat()) {
            expect(reply).toMatchObject({ jsonrpc: "2.0" });
            expect("result" in reply || "error" in reply).toBe(true);
          }
        }
      }),
      { numRuns: BODIES, seed: 20261122 },
    );
  });

  it("that breaks off, says nothing, or is compressed is refused and counts nothing", async () => {
    const caller = await signedIn();
    const headers = { "content-type": "application/json" };
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"jsonrpc":"2.0","id":1,'));
        controller.error(new Error("the client went away"));
      },
    });
    const breaks = await caller
      .fetch({ method: "POST", headers, body: broken })
      .then(({ status }) => status)
      .catch(() => 400);
    expect(breaks).toBe(400);
    const gzip = new Blob(['{"jsonrpc":"2.0","id":1,"method":"ping"}'])
      .stream()
      .pipeThrough(new CompressionStream("gzip"));
    const packed = await caller.fetch({
      method: "POST",
      headers: { ...headers, "content-encoding": "gzip" },
      body: gzip,
    });
    expect(packed.status).toBe(400);
    expect((await caller.fetch({ method: "POST", headers, body: "" })).status).toBe(400);
    expect((await caller.ask("ping")).headers.get("ratelimit-remaining")).toBe("99");
  });
});

describe("a request of revision 2026-07-28", () => {
  it.each<[string, Record<string, string>]>([
    ["another method", { "mcp-method": "ping" }],
    ["another tool", { "mcp-name": "clickup_space_get" }],
    ["two tools", { "mcp-name": "clickup_task_get, clickup_space_get" }],
    ["no tool", { "mcp-name": "" }],
    ["an older revision", { "mcp-protocol-version": "2025-11-25" }],
    ["a revision that does not exist", { "mcp-protocol-version": "2027-01-01" }],
  ])("whose headers name %s than its body is refused, and ClickUp hears nothing", async (_, headers) => {
    const caller = await signedIn();
    const call = { name: "clickup_task_get", arguments: { task: "86c000001" } };
    const answer = await answerOf(await caller.modern("tools/call", call, headers));
    expect([answer.status, answer.body.error === undefined]).toEqual([400, false]);
    expect(left).toBe(0);
  });
});

describe("a flood", () => {
  it("of forty listeners leaves ten open, whichever way they came", async () => {
    const caller = await signedIn();
    const { "mcp-session-id": id } = await caller.initialize();
    const listen = { notifications: { toolsListChanged: true } };
    const opened: EventReader[] = [];
    for (let at = 0; at < 39; at += 1) {
      opened.push(new EventReader(await caller.modern("subscriptions/listen", listen)));
    }
    const headers = { "mcp-session-id": id, accept: "text/event-stream" };
    opened.push(new EventReader(await caller.fetch({ headers })));
    let ended = 0;
    const ends = opened.map(async (events) => {
      while ((await events.next().catch(() => undefined)) !== undefined);
      ended += 1;
    });
    await expect.poll(() => ended, { timeout: 5_000 }).toBe(30);
    await Promise.all(opened.map((events) => events.close().catch(() => {})));
    await Promise.allSettled(ends);
  });

  it("of invented session ids, at every door, makes no object", async () => {
    const caller = await signedIn();
    await caller.initialize();
    const before = (await listDurableObjectIds(env.MCP_SESSION)).length;
    for (let at = 0; at < 40; at += 1) {
      const id = `${crypto.randomUUID().replaceAll("-", "")}.${"A".repeat(43)}`;
      expect((await caller.ask("ping", {}, { "mcp-session-id": id })).status).toBe(404);
      const url = `${MCP_URL.replace("/mcp", "/sse/message")}?sessionId=${id}`;
      const posted = await caller.post({ jsonrpc: "2.0", id: 1, method: "ping" }, {}, url);
      expect(posted.status).toBe(404);
    }
    expect((await listDurableObjectIds(env.MCP_SESSION)).length).toBe(before);
  });
});
