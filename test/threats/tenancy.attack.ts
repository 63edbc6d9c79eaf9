/** Several users at once, each with words of their own in ClickUp: nobody ever reads another's. */
import { evictAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { seededRandom } from "../sandbox/clickup/random.ts";
import { type ClickUpSandbox, createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import { type McpCaller, ORIGIN, signedIn } from "../support/mcp-bench.ts";

const USERS = 4;
/** Of each user; a free one may send a hundred in a minute. */
const REQUESTS = 40;
const RANDOM_SEED = 20261122;
const EVICT_EVERY = 40;

interface Tenant {
  canary: string;
  sandbox: ClickUpSandbox;
  token: string;
  caller: McpCaller;
  session: string;
}

let tenants: Tenant[];
let strangers: string[];
let random: () => number;

beforeEach(async () => {
  tenants = [];
  strangers = [];
  random = seededRandom(RANDOM_SEED).next;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const token = request.headers.get("authorization")?.replace(/^Bearer /, "");
    const tenant = tenants.find((one) => one.token === token);
    if (tenant === undefined) {
      strangers.push(request.url);
      return new Response("{}", { status: 401 });
    }
    await scheduler.wait(random() * 8);
    const inner = new Request(request);
    inner.headers.set(
      "authorization",
      `Bearer ${tenant.sandbox.tokenFor(SEED.users.ada, [SEED.workspaces.northwind])}`,
    );
    return tenant.sandbox.fetch(inner);
  });
  for (let at = 0; at < USERS; at += 1) tenants.push(await tenantOf(at));
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function tenantOf(at: number): Promise<Tenant> {
  const canary = `canary${at}x${crypto.randomUUID().slice(0, 8)}`;
  const sandbox = createClickUpSandbox({ rateLimitPerMinute: 10_000 });
  const { tasks, lists, folders, spaces, users, workspaces, comments } = sandbox.state;
  for (const rows of [tasks, lists, folders, spaces, workspaces]) {
    for (const row of Object.values(rows)) row.name = `${canary} ${row.name}`;
  }
  for (const row of Object.values(comments)) row.text = `${canary} ${row.text}`;
  for (const row of Object.values(users)) row.email = `${canary}.${row.email}`;
  const token = `token-of-${canary}`;
  const caller = await signedIn({ clickUpToken: token });
  await caller.account.signIn({
    user: {
      id: caller.userId,
      name: canary,
      email: `${canary}@example.com`,
      timezone: "UTC",
      weekStartDay: 1,
    },
    workspaces: [{ id: SEED.workspaces.northwind, name: `${canary} Northwind` }],
    clickUpToken: token,
    credential: {
      credentialId: crypto.randomUUID(),
      kind: "browser",
      clientId: "browser",
      clientName: canary,
      scopes: ["clickup:read"],
    },
    requestId: "sign-in",
  });
  const { "mcp-session-id": session } = await caller.initialize();
  return { canary, sandbox, token, caller, session };
}

const EVENTS = { accept: "application/json, text/event-stream" };
const pick = <T>(all: readonly T[]): T => {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error("nothing to pick from");
  return one;
};

const CALLS = [
  { name: "clickup_workspace_hierarchy", arguments: {} },
  { name: "clickup_list_get", arguments: { list: SEED.lists.backlog, include: ["tasks"] } },
  { name: "clickup_task_get", arguments: { task: SEED.tasks.checkout, include: ["comments"] } },
  { name: "clickup_task_create", arguments: { list: SEED.lists.backlog, name: "made here" } },
  { name: "clickup_task_update", arguments: { task: SEED.tasks.bug, priority: "low" } },
  { name: "clickup_space_get", arguments: { space: SEED.spaces.product } },
];
const message = () => ({ jsonrpc: "2.0", id: 1, method: "tools/call", params: pick(CALLS) });

const WAYS: ((tenant: Tenant, other: Tenant) => Promise<Response>)[] = [
  ({ caller }) => caller.post(message()),
  ({ caller }) => caller.post(message(), EVENTS),
  ({ caller, session }) => caller.post(message(), { "mcp-session-id": session }),
  ({ caller }) => caller.modern("tools/call", pick(CALLS)),
  ({ caller }) =>
    caller.post({
      jsonrpc: "2.0",
      id: 1,
      method: "resources/read",
      params: { uri: "clickup://account" },
    }),
  ({ caller }) => caller.fetch({ url: `${ORIGIN}/api/teams` }),
  ({ caller }) => caller.fetch({ url: `${ORIGIN}/auth/me` }),
  ({ caller }) => caller.fetch({ url: `${ORIGIN}/account/audit.ndjson` }),
  ({ caller }) => caller.fetch({ url: `${ORIGIN}/account/export.json` }),
  // The same with what belongs to the other.
  ({ caller }, other) => caller.post(message(), { "mcp-session-id": other.session }),
  ({ caller }, other) => caller.fetch({ headers: { ...EVENTS, "mcp-session-id": other.session } }),
  ({ caller }, other) =>
    caller.fetch({
      url: `${ORIGIN}/account/tokens/${other.caller.credentialId}/revoke`,
      method: "POST",
    }),
];

describe("users who share an isolate", () => {
  it("read nothing of each other, in any lane, under evictions", async () => {
    let sent = 0;
    const wrong: string[] = [];
    const own = new Map<string, number>();
    const work = tenants.map(async (tenant) => {
      const others = tenants.filter((one) => one !== tenant);
      for (let at = 0; at < REQUESTS; at += 1) {
        const way = pick(WAYS);
        const response = await way(tenant, pick(others));
        const text = `${JSON.stringify([...response.headers])}${await response.text()}`;
        for (const { canary } of others) {
          if (text.includes(canary)) wrong.push(`${tenant.canary} read ${canary}: ${way}`);
        }
        if (text.includes(tenant.canary)) own.set(tenant.canary, (own.get(tenant.canary) ?? 0) + 1);
        sent += 1;
        if (sent % EVICT_EVERY === 0) await evictAllDurableObjects().catch(() => {});
      }
    });
    await Promise.all(work);
    expect(wrong).toEqual([]);
    expect(strangers).toEqual([]);
    // The check can fail: each has read their own words many times.
    for (const { canary } of tenants) expect(own.get(canary) ?? 0).toBeGreaterThan(REQUESTS / 5);
    for (const { caller, canary } of tenants) {
      expect(await caller.ask("ping").then(({ status }) => status)).toBe(200);
      const stored = await storedText(caller.userId);
      for (const other of tenants) {
        if (other.canary !== canary) expect(stored).not.toContain(other.canary);
      }
    }
  });
});

function storedText(userId: string): Promise<string> {
  return runInDurableObject(env.ACCOUNT.getByName(userId), (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray();
    return tables
      .map(({ name }) => JSON.stringify(storage.sql.exec(`SELECT * FROM "${name}"`).toArray()))
      .join("\n");
  });
}
