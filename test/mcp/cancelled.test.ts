/** A call that its client gives up, on each way that a client can come: ClickUp is asked no more. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readEvents } from "../../src/account/audit-outbox.ts";
import { type ClickUpSandbox, createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import { EventReader, type McpCaller, ORIGIN } from "../support/mcp-bench.ts";
import { premiumCaller } from "../support/premium-caller.ts";

const LATENCY_MS = 20;
/** So many of the creates below have left when the client gives up. */
const CREATES_BEFORE = 8;
const TASKS = 60;
const ID = 5;

let sandbox: ClickUpSandbox;
let creates = 0;
/** Requests that left after the account was told. */
const seenSince = (mark: number) => creates - mark;

beforeEach(() => {
  sandbox = createClickUpSandbox();
  creates = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    if (request.method === "POST") creates += 1;
    await scheduler.wait(LATENCY_MS);
    return sandbox.fetch(request);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const bulk = (more: object = {}) => ({
  name: "clickup_task_bulk_create",
  arguments: {
    list: SEED.lists.backlog,
    tasks: Array.from({ length: TASKS }, (_, index) => ({ name: `Row ${index}` })),
    dedupe_key: "k",
  },
  ...more,
});
const call = (params = bulk()) => ({ jsonrpc: "2.0", id: ID, method: "tools/call", params });
const CANCELLED = {
  jsonrpc: "2.0",
  method: "notifications/cancelled",
  params: { requestId: ID, reason: "the user pressed stop" },
};

async function underWay(): Promise<void> {
  while (creates < CREATES_BEFORE) await scheduler.wait(5);
}

/** Nothing leaves any more; the event says what it was, and the same call again is not made twice. */
async function expectStopped(caller: McpCaller): Promise<void> {
  await expect.poll(() => lastCall(caller)).toMatchObject({ outcome: "cancelled" });
  const mark = creates;
  expect(mark).toBeLessThan(TASKS);
  const { upstream_calls = 0 } = (await lastCall(caller)) ?? {};
  expect(upstream_calls).toBeGreaterThanOrEqual(mark);
  expect(upstream_calls).toBeLessThan(mark + 10);
  await scheduler.wait(5 * LATENCY_MS);
  expect(seenSince(mark)).toBe(0);
  const again = (await (await caller.post(call())).json()) as { result: object };
  expect(seenSince(mark)).toBe(0);
  expect(again.result).toMatchObject({ structuredContent: { job: { state: "cancelled" } } });
}

function lastCall(caller: McpCaller) {
  return runInDurableObject(env.ACCOUNT.getByName(caller.userId), (_, { storage }) =>
    readEvents(storage.sql, 0, 1_000).findLast(({ action }) => action === "tools/call"),
  );
}

describe("a call that is cancelled in the middle of its writes", () => {
  it.each([
    ["", bulk()],
    [" whose answer has begun", bulk({ _meta: { progressToken: 1 } })],
  ])("in a session stops%s", async (_, params) => {
    const caller = await premiumCaller(sandbox);
    const { "mcp-session-id": id } = await caller.initialize();
    const headers = { accept: "application/json, text/event-stream", "mcp-session-id": id };
    const answer = caller.post(call(params), headers).then((response) => response.text());
    await underWay();
    expect((await caller.post(CANCELLED, headers)).status).toBe(202);
    expect(await answer).toContain("cancelled");
    await expectStopped(caller);
  });

  it("over HTTP+SSE stops", async () => {
    const caller = await premiumCaller(sandbox);
    const url = `${ORIGIN}/sse`;
    const stream = new EventReader(
      await caller.fetch({ url, headers: { accept: "text/event-stream" } }),
    );
    const messageUrl = new URL((await stream.next())?.data ?? "", url).href;
    const posted = caller.post(call(), {}, messageUrl);
    await underWay();
    expect((await caller.post(CANCELLED, {}, messageUrl)).status).toBe(202);
    expect((await posted).status).toBe(202);
    await expectStopped(caller);
    await stream.close();
  });

  it("in a batch stops, and the rest of the batch is answered", async () => {
    const caller = await premiumCaller(sandbox);
    const { "mcp-session-id": id } = await caller.initialize("2025-03-26");
    const headers = { "mcp-session-id": id };
    const batch = [call(), { jsonrpc: "2.0", id: 6, method: "ping" }];
    const answer = caller.post(batch, headers).then((response) => response.json());
    await underWay();
    await caller.post(CANCELLED, headers);
    expect(await answer).toMatchObject([{ id: ID }, { id: 6, result: {} }]);
    await expectStopped(caller);
  });

  it("goes on when another client of the same user cancels that id", async () => {
    const caller = await premiumCaller(sandbox);
    const other = await premiumCaller(sandbox, undefined, caller.userId);
    const { "mcp-session-id": id } = await caller.initialize();
    const { "mcp-session-id": otherId } = await other.initialize();
    const answer = caller.post(call(), { "mcp-session-id": id });
    await underWay();
    await other.post(CANCELLED, { "mcp-session-id": otherId });
    await other.post(CANCELLED, { "mcp-session-id": id });
    await caller.post(CANCELLED);
    expect(await (await answer).json()).toMatchObject({ id: ID });
    expect(creates).toBe(TASKS);
    expect(await lastCall(caller)).toMatchObject({ outcome: "ok" });
  });

  it.each([
    ["", {}],
    [" whose answer has begun", { progressToken: 1 }],
  ])("of revision 2026-07-28 stops when its client goes away%s", async (_, more) => {
    const caller = await premiumCaller(sandbox);
    const abort = new AbortController();
    const options = { ...more, signal: abort.signal };
    const answer = caller
      .modern("tools/call", bulk(), {}, options)
      .then((response) => response.text())
      .catch(() => "gone");
    await underWay();
    abort.abort();
    expect(await answer).toBe("gone");
    await expectStopped(caller);
  });

  it("stops when its credential is revoked, which is in force at once", async () => {
    const caller = await premiumCaller(sandbox);
    const answer = caller.post(call());
    await underWay();
    await caller.account.revokeCredential(caller.credentialId, "r-revoke");
    await (await answer).text();
    const mark = creates;
    expect(mark).toBeLessThan(TASKS);
    expect(await lastCall(caller)).toMatchObject({ outcome: "cancelled" });
    await scheduler.wait(5 * LATENCY_MS);
    expect(seenSince(mark)).toBe(0);
  });

  it("without a session goes on when its client goes away: the 2025 eras do not call that cancelling", async () => {
    const caller = await premiumCaller(sandbox);
    const abort = new AbortController();
    const answer = caller
      .fetch({
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(call()),
        signal: abort.signal,
      })
      .catch(() => "gone");
    await underWay();
    abort.abort();
    expect(await answer).toBe("gone");
    await expect.poll(() => creates, { timeout: 10_000 }).toBe(TASKS);
  });
});
