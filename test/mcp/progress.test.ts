/** How far a long call is, told on each way that a client can come. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClickUpSandbox, createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import { EventReader, type McpCaller, ORIGIN } from "../support/mcp-bench.ts";
import { premiumCaller } from "../support/premium-caller.ts";

const LATENCY_MS = 40;
const CREATE = "clickup_task_bulk_create";
const TASKS = 24;

let sandbox: ClickUpSandbox;

beforeEach(() => {
  sandbox = createClickUpSandbox();
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    await scheduler.wait(LATENCY_MS);
    return sandbox.fetch(new Request(input, init));
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** A call of some 300 ms at four requests at once, with or without the wish to be told. */
function bulk(progressToken?: string | number) {
  return {
    name: CREATE,
    arguments: {
      list: SEED.lists.backlog,
      tasks: Array.from({ length: TASKS }, (_, index) => ({ name: `Secret row ${index}` })),
    },
    ...(progressToken !== undefined && { _meta: { progressToken } }),
  };
}

interface Message {
  id?: unknown;
  method?: string;
  params?: { progressToken: unknown; progress: number; total?: number; message: string };
  result?: { structuredContent?: { created: unknown[] } };
}

async function messagesOf(events: EventReader, until?: (message: Message) => boolean) {
  const messages: Message[] = [];
  for (;;) {
    const event = await events.next();
    if (event === undefined) return messages;
    const message = JSON.parse(event.data) as Message;
    messages.push(message);
    if (until?.(message)) return messages;
  }
}

/** Grows, knows the whole, ends before the answer, and holds nothing of what was written. */
function expectProgress(messages: readonly Message[], token: unknown): void {
  const told = messages.slice(0, -1);
  expect(told.length).toBeGreaterThanOrEqual(1);
  expect(told.length).toBeLessThanOrEqual(5);
  let before = 0;
  for (const { method, params } of told) {
    expect(method).toBe("notifications/progress");
    expect(params?.progressToken).toBe(token);
    expect(params?.progress).toBeGreaterThan(before);
    expect(params?.total).toBeGreaterThanOrEqual(TASKS);
    expect(params?.progress).toBeLessThanOrEqual(params?.total ?? 0);
    expect(params?.message).toMatch(/^\d+ of 24 steps finished$/);
    before = params?.progress ?? 0;
  }
  expect(messages.at(-1)?.result?.structuredContent?.created).toHaveLength(TASKS);
}

const BOTH = { accept: "application/json, text/event-stream" };
const ask = (caller: McpCaller, params: object, headers: Record<string, string>) =>
  caller.post({ jsonrpc: "2.0", id: 5, method: "tools/call", params }, headers);

describe("a client that gave a progress token", () => {
  it("of a session is told on the answer's own stream, which has its limits and ends with the result", async () => {
    const caller = await premiumCaller(sandbox);
    const { "mcp-session-id": id } = await caller.initialize();
    const response = await ask(caller, bulk("t-1"), { ...BOTH, "mcp-session-id": id });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    // Premium's limit, less initialize and this call: admitted once, though the answer began early.
    expect(response.headers.get("ratelimit-remaining")).toBe("498");
    expectProgress(await messagesOf(new EventReader(response)), "t-1");
  });

  it("of revision 2026-07-28 is told in the same way, without any session", async () => {
    const caller = await premiumCaller(sandbox);
    const response = await caller.modern("tools/call", bulk(), {}, { progressToken: 7 });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(response.headers.get("ratelimit-remaining")).toBe("499");
    expectProgress(await messagesOf(new EventReader(response)), 7);
  });

  it("of HTTP+SSE is told on the session's stream", async () => {
    const caller = await premiumCaller(sandbox);
    const url = `${ORIGIN}/sse`;
    const stream = new EventReader(
      await caller.fetch({ url, headers: { accept: "text/event-stream" } }),
    );
    const messageUrl = new URL((await stream.next())?.data ?? "", url).href;
    const posted = caller.post(
      { jsonrpc: "2.0", id: 5, method: "tools/call", params: bulk("t-2") },
      {},
      messageUrl,
    );
    const messages = await messagesOf(stream, ({ id }) => id === 5);
    expectProgress(messages, "t-2");
    expect((await posted).status).toBe(202);
    await stream.close();
  });

  it("of a batch is told before the answers of the batch", async () => {
    const caller = await premiumCaller(sandbox);
    const { "mcp-session-id": id } = await caller.initialize("2025-03-26");
    const response = await caller.post(
      [
        { jsonrpc: "2.0", id: 5, method: "tools/call", params: bulk("t-3") },
        { jsonrpc: "2.0", id: 6, method: "ping" },
      ],
      { ...BOTH, "mcp-session-id": id },
    );
    const messages = await messagesOf(new EventReader(response));
    const answers = messages.splice(-2);
    expect(answers.map(({ id }) => id)).toEqual([5, 6]);
    expectProgress([...messages, answers[0] as Message], "t-3");
  });

  it("without a session is told, too, when it takes event streams, and gets plain JSON when it does not", async () => {
    const caller = await premiumCaller(sandbox);
    const told = await ask(caller, bulk("t-4"), BOTH);
    expectProgress(await messagesOf(new EventReader(told)), "t-4");
    for (const accept of [undefined, "*/*", "application/json"]) {
      const plain = await ask(caller, bulk("t-5"), accept === undefined ? {} : { accept });
      expect(plain.headers.get("content-type")).toContain("application/json");
      expect(await plain.json()).toMatchObject({ id: 5, result: { structuredContent: {} } });
    }
  });

  it("gets plain JSON from a call that is not long", async () => {
    const caller = await premiumCaller(sandbox);
    const { "mcp-session-id": id } = await caller.initialize();
    const params = {
      name: "clickup_task_get",
      arguments: { task: SEED.tasks.bug },
      _meta: { progressToken: 1 },
    };
    await ask(caller, params, { ...BOTH, "mcp-session-id": id });
    const warm = await ask(caller, params, { ...BOTH, "mcp-session-id": id });
    expect(warm.headers.get("content-type")).toContain("application/json");
  });

  it("is refused with a status as ever, because nothing has begun by then", async () => {
    const caller = await premiumCaller(sandbox, ["clickup:read"]);
    const { "mcp-session-id": id } = await caller.initialize();
    const refused = await ask(caller, bulk("t-6"), { ...BOTH, "mcp-session-id": id });
    expect(refused.status).toBe(403);
    expect(sandbox.seen).toEqual([]);
  });
});

describe("a client that gave none", () => {
  it("is told nothing on any way and gets plain JSON", async () => {
    const caller = await premiumCaller(sandbox);
    const { "mcp-session-id": id } = await caller.initialize();
    for (const response of [
      await ask(caller, bulk(), { ...BOTH, "mcp-session-id": id }),
      await caller.modern("tools/call", bulk()),
      await ask(caller, bulk(), BOTH),
    ]) {
      expect(response.headers.get("content-type")).toContain("application/json");
      expect(await response.text()).not.toContain("notifications/progress");
    }
  });
});
