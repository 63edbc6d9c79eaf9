/** What a session's object is built on: the library's lifecycle and sockets, and nothing that no session uses. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { signedIn } from "../support/mcp-bench.ts";

async function session() {
  const caller = await signedIn();
  const headers = { "mcp-session-id": (await caller.initialize())["mcp-session-id"] };
  const id = headers["mcp-session-id"].split(".")[0];
  return { caller, headers, stub: env.MCP_SESSION.getByName(`streamable-http:${id}`) };
}

type Stub = Awaited<ReturnType<typeof session>>["stub"];

const storedIn = (stub: Stub) =>
  runInDurableObject(stub, async (_, { storage }) => ({
    keys: [...(await storage.list()).keys()],
    tables: storage.sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\'",
      )
      .toArray()
      .map(({ name }) => name),
    alarm: await storage.getAlarm(),
  }));

describe("a session's object", () => {
  it("stores two values and makes no table, for it is made with every session", async () => {
    const { stub } = await session();
    expect(await storedIn(stub)).toEqual({
      keys: ["initializeRequest", "props"],
      tables: [],
      alarm: null,
    });
  });

  it("is removed with all that it stored, by an alarm after the answer to DELETE", async () => {
    const { caller, headers, stub } = await session();
    expect((await caller.fetch({ method: "DELETE", headers })).status).toBe(204);
    expect((await storedIn(stub)).alarm).not.toBeNull();
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await storedIn(stub)).toEqual({ keys: [], tables: [], alarm: null });
  });

  it("is removed too when the library's own base had condemned it, tables and all", async () => {
    const { stub } = await session();
    await runInDurableObject(stub, async (_, { storage }) => {
      storage.sql.exec("CREATE TABLE cf_agents_jobs (id TEXT)");
      await storage.put("cf_agents_destroy_pending", Date.now());
      await storage.setAlarm(Date.now() + 60_000);
    });
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await storedIn(stub)).toEqual({ keys: [], tables: [], alarm: null });
  });

  it("stays when an alarm finds it alive", async () => {
    const { caller, headers, stub } = await session();
    await runInDurableObject(stub, (_, { storage }) => storage.setAlarm(Date.now() + 60_000));
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect((await caller.ask("tools/list", {}, headers)).status).toBe(200);
    expect((await storedIn(stub)).keys).toEqual(["initializeRequest", "props"]);
  });
});
