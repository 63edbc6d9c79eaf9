/** The limit of a user over every way in: sessions, tokens, revisions of MCP, and plain HTTP. */
import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { readConfig } from "../../src/env.ts";
import { createLog } from "../../src/log/log.ts";
import { webRoutes } from "../../src/web/routes.ts";
import { oauthBench } from "../support/oauth-bench.ts";
import { type Script, scriptOf } from "../support/script.ts";

const T0 = Date.UTC(2026, 10, 22, 12);
const CALLS = 1_000;
const LIMIT = 100;
/** The last two, deleting everything and signing out, end the credential. */
const SCRIPT_ROUTES: [string, string, unknown?][] = [
  ["GET", "/api/teams"],
  ["POST", "/api/tasks", {}],
  ["GET", "/auth/me"],
  ["POST", "/auth/api-key", {}],
  ["DELETE", "/auth/api-key"],
  ["POST", "/auth/api-key/forget", {}],
  ["GET", "/account"],
  ["GET", "/account/audit.ndjson"],
  ["GET", "/account/export.json"],
  ["POST", "/account/preferences", {}],
  ["POST", "/account/sessions/none/end", {}],
  ["POST", "/account/tokens", {}],
  ["POST", "/account/tokens/none/revoke", {}],
  ["POST", "/account/delete", {}],
  ["POST", "/auth/logout", {}],
];
/** Whoever asks there is not known, or proves itself in another way than by a credential. */
const OPEN_ROUTES =
  /^\/($|llms\.txt|assets\/|authorize|auth\/(login|callback)|oauth\/clickup\/|upload\/|stripe\/)/;

const rpc = (method: string, params: object = {}, id: number | undefined = 1) => ({
  jsonrpc: "2.0",
  ...(id !== undefined && { id }),
  method,
  params,
});
const MODERN = {
  "mcp-protocol-version": "2026-07-28",
  accept: "application/json, text/event-stream",
};
const modern = ({ send }: Script, method: string) =>
  send("POST", "/mcp", rpc(method, { _meta: META }), { ...MODERN, "mcp-method": method });
const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

async function openSession({ send }: Script): Promise<string> {
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  };
  const response = await send("POST", "/mcp", rpc("initialize", params));
  await response.body?.cancel();
  return response.headers.get("mcp-session-id") ?? "";
}

function freezeTime(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: T0 });
}

const setTier = (userId: string, tier: "free" | "premium") =>
  runInDurableObject(env.ACCOUNT.getByName(userId), (_, { storage }) => {
    storage.sql.exec("UPDATE account SET tier = ?", tier);
  });

describe("the limit of a user", () => {
  it("lets exactly 100 of 1,000 simultaneous calls pass, over ten sessions, three tokens and REST", async () => {
    const bench = oauthBench();
    freezeTime();
    const scripts = [
      await scriptOf(bench, "1003"),
      await scriptOf(bench, "1003"),
      await scriptOf(bench, "1003"),
    ];
    const scriptAt = (at: number) => scripts[at % scripts.length] as Script;
    const sessions: string[] = [];
    for (let at = 0; at < 10; at++) sessions.push(await openSession(scriptAt(at)));
    const ways = [
      (at: number) =>
        scriptAt(at).send("POST", "/mcp", rpc("ping"), {
          "mcp-session-id": sessions[at % sessions.length] ?? "",
        }),
      (at: number) => scriptAt(at).send("POST", "/mcp", rpc("tools/list")),
      (at: number) => scriptAt(at).send("POST", "/mcp", rpc("tools/call", { name: "x" })),
      (at: number) => modern(scriptAt(at), "tools/list"),
      (at: number) => scriptAt(at).send("GET", "/api/teams"),
      (at: number) => scriptAt(at).send("POST", "/api/tasks", {}),
      (at: number) => scriptAt(at).send("GET", "/auth/me"),
    ];
    const answers = await Promise.all(
      Array.from({ length: CALLS }, async (_, at) => {
        const response = await ways[at % ways.length]?.(at);
        await response?.body?.cancel();
        return response;
      }),
    );
    const refused = answers.filter((answer) => answer?.status === 429);
    expect(CALLS - refused.length).toBe(LIMIT - sessions.length);
    expect(new Set(refused.map((answer) => answer?.headers.get("Retry-After")))).toEqual(
      new Set(["60"]),
    );
    // To the second: a moment before the minute is over none passes, then all hundred do again.
    vi.setSystemTime(T0 + 59_999);
    const early = await scriptAt(0).send("GET", "/auth/me");
    expect([early.status, early.headers.get("Retry-After")]).toEqual([429, "1"]);
    vi.setSystemTime(T0 + 60_000);
    const again = await scriptAt(0).send("GET", "/auth/me");
    expect([again.status, again.headers.get("RateLimit-Remaining")]).toEqual([200, "99"]);
  }, 120_000);

  it("stands on every answer to a known caller, and every route refuses by it", async () => {
    const bench = oauthBench();
    freezeTime();
    const script = await scriptOf(bench, "1004");
    const session = { "mcp-session-id": await openSession(script) };
    const inMcp: (() => Promise<Response>)[] = [
      () => script.send("POST", "/mcp", rpc("tools/list")),
      () => script.send("POST", "/mcp", rpc("no/such/method")),
      () => script.send("POST", "/mcp", rpc("tools/call", { name: "clickup_task_delete" })),
      () => script.send("POST", "/mcp", rpc("tools/list"), session),
      () => modern(script, "tools/list"),
      () => modern(script, "subscriptions/listen"),
    ];
    const stream = await script.send("GET", "/mcp", undefined, {
      ...session,
      accept: "text/event-stream",
    });
    const sse = await script.send("GET", "/sse", undefined, { accept: "text/event-stream" });
    const answers = [stream, sse];
    for (const ask of inMcp) answers.push(await ask());
    for (const [method, path, body] of SCRIPT_ROUTES.slice(0, -2)) {
      answers.push(await script.send(method, path, body));
    }
    for (const answer of answers) {
      const { headers } = answer;
      expect(headers.get("RateLimit-Limit")).toBe("100");
      expect(headers.get("RateLimit-Remaining")).toMatch(/^\d+$/);
      expect(headers.get("RateLimit-Reset")).toBe("60");
      await answer.body?.cancel();
    }
    vi.setSystemTime(T0 + 20_000);
    for (let i = 0; i < LIMIT; i++) await (await script.send("GET", "/auth/me")).body?.cancel();
    for (const ask of inMcp) {
      const answer = await ask();
      expect([answer.status, answer.headers.get("Retry-After")]).toEqual([429, "40"]);
      expect(await answer.json()).toMatchObject({
        error: { code: 42901, message: "Rate limit exceeded", data: { retry_after_seconds: 40 } },
      });
    }
    for (const [method, path, body] of SCRIPT_ROUTES) {
      const answer = await script.send(method, path, body);
      expect([path, answer.status, answer.headers.get("Retry-After")]).toEqual([path, 429, "40"]);
      expect(await answer.json()).toEqual({
        error: "Rate limit exceeded",
        code: "rate_limited",
        request_id: answer.headers.get("X-Request-Id"),
      });
    }
  }, 60_000);

  it("is walked for all routes there are: one that is added has to be added here", () => {
    const config = readConfig(env);
    const known = SCRIPT_ROUTES.map(([, path]) => path.replace("/none", "/:id"));
    const paths = webRoutes(env, config, createLog("error")).map(({ path }) => path);
    expect(paths.filter((path) => !OPEN_ROUTES.test(path)).sort()).toEqual(
      [...new Set(known)].sort(),
    );
  });

  it("moves with the tier at once, also in the middle of a minute", async () => {
    const bench = oauthBench();
    freezeTime();
    const { send } = await scriptOf(bench, "1002");
    const left = async () => (await send("GET", "/auth/me")).headers.get("RateLimit-Remaining");
    for (let i = 0; i < LIMIT; i++) await left();
    expect((await send("GET", "/auth/me")).status).toBe(429);
    await setTier("1002", "premium");
    expect(await left()).toBe("399");
    for (let i = 0; i < 20; i++) await left();
    await setTier("1002", "free");
    const refused = await send("GET", "/auth/me");
    expect([refused.status, refused.headers.get("RateLimit-Limit")]).toEqual([429, "100"]);
    await setTier("1002", "premium");
    expect(await left()).toBe("378");
  });
});
