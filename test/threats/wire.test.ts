/** What stands between the lines of a message: line breaks, doubled keys, lookalikes; and who may keep an answer. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ROUTES } from "../privacy/routes.ts";
import { answerOf, EventReader, MCP_URL, signedIn } from "../support/mcp-bench.ts";
import { oauthBench } from "../support/oauth-bench.ts";
import { scriptOf } from "../support/script.ts";

const EVENTS = { accept: "text/event-stream" };
/** Each ends a line for somebody who reads event streams, be it by the standard or by Python's `splitlines`. */
const LINE_BREAKS = ["\n", "\n\n", "\r", "\r\n\r\n", "\u2028", "\u0085", "\u0000"];
const FORGED = 'event: message\ndata: {"jsonrpc":"2.0","id":"forged","result":{}}\n\n';

describe("an event stream", () => {
  beforeEach(() => {
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json({}));
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(LINE_BREAKS)("carries an id with %j in it as one event of ours", async (lineBreak) => {
    const caller = await signedIn();
    const id = `1${lineBreak}${FORGED}`;
    const answer = await caller.post({ jsonrpc: "2.0", id, method: "ping" }, EVENTS);
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    const events = new EventReader(answer);
    expect(JSON.parse((await events.next())?.data ?? "")).toEqual({
      jsonrpc: "2.0",
      id,
      result: {},
    });
    expect(await events.next()).toBeUndefined();
  });

  it.each(
    LINE_BREAKS,
  )("carries a tool's name with %j in it as one event of ours", async (lineBreak) => {
    const caller = await signedIn();
    const params = { name: `clickup_task_get${lineBreak}${FORGED}`, arguments: {} };
    const answer = await caller.post(
      { jsonrpc: "2.0", id: 1, method: "tools/call", params },
      EVENTS,
    );
    const text = await answer.text();
    expect(text.match(/^data: /gm)).toHaveLength(1);
    expect(text.match(/^event: /gm)).toHaveLength(1);
    for (const raw of ["\r", "\u0000", "\u0085", "\u2028"]) expect(text).not.toContain(raw);
  });

  it.each([
    "../other",
    "0".repeat(5_000),
    "__proto__",
    "1,2",
    "%0a",
  ])("is not resumed at %j of nobody's, and no stream is shown that was not asked for", async (at) => {
    const caller = await signedIn();
    const { "mcp-session-id": session } = await caller.initialize();
    const headers = { ...EVENTS, "mcp-session-id": session, "last-event-id": at };
    const answer = await caller.fetch({ headers });
    expect(answer.status).toBeLessThan(500);
    await answer.body?.cancel();
    expect((await caller.ask("ping", {}, { "mcp-session-id": session })).status).toBe(200);
  });
});

describe("a key that comes twice", () => {
  const call = (name: string) =>
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{${name},"arguments":{"task":"86c000001"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"x","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}`;
  const headers = {
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "clickup_task_get",
  };

  it("in the body is the one that is called, so that it is also the one that the header must name", async () => {
    const left = vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json({}));
    const caller = await signedIn();
    const single = await caller.post(call('"name":"clickup_task_get"'), headers);
    expect(single.status).toBe(200);
    left.mockClear();
    const body = call('"name":"clickup_task_get","name":"clickup_space_get"');
    const answer = await answerOf(await caller.post(body, headers));
    expect([answer.status, answer.body.result]).toEqual([400, undefined]);
    const escaped = call('"name":"clickup_task_get","n\\u0061me":"clickup_space_get"');
    expect((await caller.post(escaped, headers)).status).toBe(400);
    expect(left).not.toHaveBeenCalled();
    left.mockRestore();
  });
});

describe("a name that only looks like another", () => {
  it.each([
    "clickup_task_get ",
    "CLICKUP_TASK_GET",
    "clickup_task_get\u0000",
    "clickup\u200b_task_get",
    "clickup_tаsk_get", // a Cyrillic letter
    "ｃlickup_task_get",
    "clickup_task_get/../clickup_task_delete",
  ])("%j is no tool", async (name) => {
    const caller = await signedIn();
    const { body } = await caller.ask("tools/call", { name, arguments: {} });
    expect(body.error?.message).toMatch(/^Unknown tool/);
  });

  it.each([
    "Tools/Call",
    "tools/call ",
    "tools\\call",
    "tools/../tools/call",
    "tools%2fcall",
  ])("%j is no method", async (method) => {
    const caller = await signedIn();
    expect((await caller.ask(method)).body.error?.code).toBe(-32601);
  });

  it.each<[string, (id: string) => string]>([
    ["with a space behind it", (id) => `${id}%20`],
    ["in capitals", (id) => id.toUpperCase()],
    ["with its signature cut", (id) => id.slice(0, -1)],
    ["with another end", (id) => `${id}.${id.split(".").at(-1)}`],
    ["without its signature", (id) => id.split(".")[0] ?? ""],
    ["twice", (id) => `${id}, ${id}`],
  ])("a session id %s is unknown", async (_, spoil) => {
    const caller = await signedIn();
    const { "mcp-session-id": id } = await caller.initialize();
    const spoilt = spoil(id);
    expect(spoilt).not.toBe(id);
    expect((await caller.ask("ping", {}, { "mcp-session-id": spoilt })).status).toBe(404);
    expect((await caller.ask("ping", {}, { "mcp-session-id": id })).status).toBe(200);
  });
});

describe("an answer", () => {
  /** Written by us for everybody, the same whoever asks. */
  const PUBLIC = [
    "/llms.txt",
    "/icon.svg",
    "/assets/copy.js",
    "/assets/icon.svg",
    "/assets/style.css",
  ];

  it.each(
    ROUTES,
  )("of %s is kept by no cache, unless it is the same for everybody", async (route) => {
    const [method = "", pattern = ""] = route.split(" ");
    const path = pattern.replace(/:\w+/, "some-id");
    const bench = oauthBench();
    const { browser, token } = await scriptOf(bench, "1001");
    const asked: RequestInit = { method, ...(method !== "GET" && { body: "{}" }) };
    const answers = [
      await bench.request(path, { ...asked, headers: { Authorization: `Bearer ${token}` } }),
      await browser.visit(path, { ...asked, headers: { "If-None-Match": "*" } }),
      await bench.request(path, asked),
    ];
    for (const answer of answers) {
      await answer.body?.cancel();
      expect(answer.status).not.toBe(304);
      const said = answer.headers.get("cache-control") ?? "";
      if (PUBLIC.includes(path)) {
        expect(said).toMatch(/^public\b/);
        expect(answer.headers.has("set-cookie")).toBe(false);
      } else {
        expect([path, said]).toEqual([path, expect.stringMatching(/^no-store\b/)]);
        expect(answer.headers.has("etag")).toBe(false);
      }
    }
  });

  it("that streams is kept by none either, in any revision", async () => {
    const caller = await signedIn();
    const { "mcp-session-id": session } = await caller.initialize();
    const listen = { notifications: { toolsListChanged: true } };
    const streams = [
      await caller.fetch({ headers: { ...EVENTS, "mcp-session-id": session } }),
      await caller.fetch({ url: MCP_URL.replace("/mcp", "/sse"), headers: EVENTS }),
      await caller.modern("subscriptions/listen", listen),
      await caller.post({ jsonrpc: "2.0", id: 1, method: "ping" }, EVENTS),
    ];
    for (const stream of streams) {
      expect(stream.status).toBe(200);
      expect(stream.headers.get("content-type")).toMatch(/^text\/event-stream/);
      expect(stream.headers.get("cache-control")).toMatch(/^no-store\b/);
      await stream.body?.cancel();
    }
  });
});
