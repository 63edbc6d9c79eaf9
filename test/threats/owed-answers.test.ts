/** The account's object goes away in the middle of a call, as at a deploy: nobody is left waiting. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClickUpSandbox, createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import { EventReader, type McpCaller, ORIGIN } from "../support/mcp-bench.ts";
import { premiumCaller } from "../support/premium-caller.ts";

/** Creates of the call that are done before the object dies. */
const CREATES_BEFORE = 5;
const TASKS = 80;

let sandbox: ClickUpSandbox;
let creates = 0;

beforeEach(() => {
  sandbox = createClickUpSandbox();
  creates = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    if (request.method === "POST") creates += 1;
    await scheduler.wait(10);
    return sandbox.fetch(request);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const bulk = (id: number, more: object = {}) => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: {
    name: "clickup_task_bulk_create",
    arguments: {
      list: SEED.lists.backlog,
      tasks: Array.from({ length: TASKS }, (_, at) => ({ name: `Row ${at}` })),
    },
    ...more,
  },
});
const PROGRESS = { _meta: { progressToken: "p" } };
const EVENTS = { accept: "application/json, text/event-stream" };
const LOST = { error: { code: 50301, message: expect.stringContaining("may have been done") } };

interface Told {
  job: { done: number; left: number };
  failed?: unknown[];
}

async function dieInTheMiddle(caller: McpCaller): Promise<void> {
  while (creates < CREATES_BEFORE) await scheduler.wait(5);
  await env.ACCOUNT.getByName(caller.userId)
    .restart()
    .catch(() => {});
}

async function messagesOf(response: Response): Promise<unknown[]> {
  const text = await response.text();
  if (!response.headers.get("content-type")?.includes("event-stream")) {
    return [JSON.parse(text)].flat();
  }
  return [...text.matchAll(/^data: (.*)$/gm)].flatMap(([, data = "null"]) => JSON.parse(data));
}

/** Answers only: a notification has no id. */
const idsOf = (messages: unknown[]) =>
  messages.flatMap((message) =>
    typeof message === "object" && message !== null && "id" in message ? [message.id] : [],
  );

describe("every request is answered, though the account dies in the middle of it", () => {
  it.each<[string, (caller: McpCaller) => Promise<Response>, number[]]>([
    ["as a bare call", (caller) => caller.post(bulk(5)), [5]],
    [
      "as a bare call whose answer has begun",
      (caller) => caller.post(bulk(5, PROGRESS), EVENTS),
      [5],
    ],
    [
      "in a session",
      async (caller) => {
        const { "mcp-session-id": id } = await caller.initialize();
        return caller.post(bulk(5), { ...EVENTS, "mcp-session-id": id });
      },
      [5],
    ],
    [
      "in a session, its answer begun",
      async (caller) => {
        const { "mcp-session-id": id } = await caller.initialize();
        return caller.post(bulk(5, PROGRESS), { ...EVENTS, "mcp-session-id": id });
      },
      [5],
    ],
    [
      "in a batch whose answer has begun",
      async (caller) => {
        const { "mcp-session-id": id } = await caller.initialize("2025-03-26");
        const batch = [bulk(5, PROGRESS), bulk(6, PROGRESS), { ...bulk(7), method: "ping" }];
        return caller.post(batch, { ...EVENTS, "mcp-session-id": id });
      },
      [5, 6, 7],
    ],
    [
      "at revision 2026-07-28",
      (caller) => caller.modern("tools/call", bulk(1).params, {}, { progressToken: 1 }),
      [1],
    ],
  ])("%s", async (_, send, ids) => {
    const caller = await premiumCaller(sandbox);
    const sent = send(caller);
    await dieInTheMiddle(caller);
    const messages = await messagesOf(await sent);
    expect(idsOf(messages).sort()).toEqual(ids);
    for (const id of ids.slice(0, 2)) {
      expect(messages).toContainEqual(
        expect.objectContaining({ id, error: expect.objectContaining({ code: 50301 }) }),
      );
    }
    const text = JSON.stringify(messages);
    expect(text).toContain("may have been done");
    expect(text).not.toContain("account was deleted"); // the inner error of this restart
    const again = await caller.ask("ping");
    expect(again.status).toBe(200);
  });

  it("in a batch without a stream, each by its own id", async () => {
    const caller = await premiumCaller(sandbox);
    const { "mcp-session-id": id } = await caller.initialize("2025-03-26");
    const ping = { jsonrpc: "2.0", id: 7, method: "ping" };
    const sent = caller.post([bulk(5), bulk(6), ping], { "mcp-session-id": id });
    await dieInTheMiddle(caller);
    expect(await (await sent).json()).toMatchObject([
      { id: 5, ...LOST },
      { id: 6, ...LOST },
      { id: 7, result: {} },
    ]);
  });

  it("over HTTP+SSE, by the status of the POST or on the stream", async () => {
    const caller = await premiumCaller(sandbox);
    const url = `${ORIGIN}/sse`;
    const opened = await caller.fetch({ url, headers: { accept: "text/event-stream" } });
    const stream = new EventReader(opened);
    const messageUrl = new URL((await stream.next())?.data ?? "", url).href;
    const sent = caller.post(bulk(5), {}, messageUrl);
    await dieInTheMiddle(caller);
    const response = await sent;
    if (response.status === 202) {
      expect(JSON.parse((await stream.next())?.data ?? "{}")).toMatchObject({ id: 5, ...LOST });
    } else {
      expect(await response.json()).toMatchObject({ id: 5, ...LOST });
    }
    await stream.close();
  });

  it("and what was begun is not begun again by anybody: a job says what became of it", async () => {
    const caller = await premiumCaller(sandbox);
    const sent = caller.post(bulk(5));
    await dieInTheMiddle(caller);
    await (await sent).text();
    const jobId = await runInDurableObject(env.ACCOUNT.getByName(caller.userId), (_, { storage }) =>
      String(storage.sql.exec("SELECT job_id FROM jobs").one().job_id),
    );
    const look = { name: "clickup_task_bulk_create", arguments: { job: jobId } };
    const { body } = await caller.ask("tools/call", look);
    const { structuredContent: told } = body.result as { structuredContent: Told };
    expect(told.job.done + told.job.left + (told.failed?.length ?? 0)).toBe(TASKS);
    expect(told.job.left).toBeGreaterThan(0);
    const names = Object.values(sandbox.state.tasks).map(({ name }) => name);
    const rows = names.filter((name) => name.startsWith("Row "));
    expect(rows.length).toBeGreaterThanOrEqual(told.job.done);
    expect(new Set(rows).size).toBe(rows.length);
  });
});
