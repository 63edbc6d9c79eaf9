/** Two clients of one user, one of which wants much: the other does not wait for it. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readEvents } from "../../src/account/audit-outbox.ts";
import { MAX_IN_FLIGHT } from "../../src/clickup/budget.ts";
import { type ClickUpSandbox, createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import type { McpCaller } from "../support/mcp-bench.ts";
import { premiumCaller } from "../support/premium-caller.ts";

const LATENCY_MS = 30;
const { bug } = SEED.tasks;

let sandbox: ClickUpSandbox;
/** Task ids in the order in which they were read. */
let reads: string[];
/** While it is open ended, ClickUp answers nobody. */
let held: Promise<void>;

beforeEach(() => {
  reads = [];
  held = Promise.resolve();
});

afterEach(() => {
  vi.restoreAllMocks();
});

function over(options: { rateLimitPerMinute?: number }): void {
  sandbox = createClickUpSandbox(options);
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const read = /\/task\/(\w+)$/.exec(new URL(request.url).pathname)?.[1];
    if (request.method === "GET" && read !== undefined) reads.push(read);
    await Promise.all([held, scheduler.wait(LATENCY_MS)]);
    return sandbox.fetch(request);
  });
}

async function twoClients() {
  const eager = await premiumCaller(sandbox);
  const other = await premiumCaller(sandbox, undefined, eager.userId);
  return { eager, other };
}

async function call(caller: McpCaller, name: string, args: object) {
  const { body } = await caller.ask("tools/call", { name, arguments: args });
  return body.result as { isError?: boolean; structuredContent?: Record<string, unknown> };
}

/** Tool calls that were admitted and are not answered. */
function underWay(userId: string): Promise<number> {
  return runInDurableObject(
    env.ACCOUNT.getByName(userId),
    (_, { storage }) =>
      readEvents(storage.sql, 0, 100).filter(({ outcome }) => outcome === "pending").length,
  );
}

const bulk = (count: number) => ({
  list: SEED.lists.backlog,
  tasks: Array.from({ length: count }, (_, index) => ({ name: `Row ${index}` })),
});
const created = () =>
  Object.values(sandbox.state.tasks).filter(({ name }) => name.startsWith("Row ")).length;

describe("two clients of one user", () => {
  it("take turns at ClickUp: one read does not wait for the hundred of another client", async () => {
    over({ rateLimitPerMinute: 1_000 });
    const { eager, other } = await twoClients();
    await call(other, "clickup_workspace_hierarchy", {});
    const ids = Object.keys(sandbox.state.tasks)
      .filter((id) => id !== bug)
      .slice(0, 100);
    const { promise, resolve: answerAll } = Promise.withResolvers<void>();
    held = promise;
    const many = Array.from({ length: 5 }, (_, part) =>
      call(eager, "clickup_task_get", { tasks: ids.slice(20 * part, 20 * part + 20) }),
    );
    await expect.poll(() => underWay(eager.userId)).toBe(5);
    await expect.poll(() => reads.length).toBe(MAX_IN_FLIGHT);
    const one = call(other, "clickup_task_get", { task: bug });
    await expect.poll(() => underWay(eager.userId)).toBe(6);
    answerAll();
    expect(await one).not.toHaveProperty("isError");
    await Promise.all(many);
    expect(reads).toHaveLength(101);
    // One after the other it would be the 101st.
    expect(reads.indexOf(bug)).toBeLessThanOrEqual(MAX_IN_FLIGHT + 8);
  });

  it("leave each other something of ClickUp's minute, of which a client alone takes all", async () => {
    over({ rateLimitPerMinute: 60 });
    const { eager, other } = await twoClients();
    await call(other, "clickup_task_get", { task: bug });
    const begun = await call(eager, "clickup_task_bulk_create", bulk(80));
    expect(begun.structuredContent).toMatchObject({ job: { state: "running" } });
    expect(created()).toBeGreaterThanOrEqual(30);
    expect(created()).toBeLessThanOrEqual(40);
    for (let read = 0; read < 10; read += 1) {
      expect(await call(other, "clickup_task_get", { task: bug })).not.toHaveProperty("isError");
    }
    expect(sandbox.seen.map(({ status }) => status)).not.toContain(429);
  });

  it("are not held back when there is only one", async () => {
    over({ rateLimitPerMinute: 60 });
    const alone = await premiumCaller(sandbox);
    const done = await call(alone, "clickup_task_bulk_create", bulk(50));
    expect(done.structuredContent).not.toHaveProperty("job");
    expect(created()).toBe(50);
  });
});
