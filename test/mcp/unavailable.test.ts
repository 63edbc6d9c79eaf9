import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { accountOf } from "../../src/account/account-of.ts";
import type { AccountDoor, Admission } from "../../src/account/door.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { readConfig } from "../../src/env.ts";
import { passGate } from "../../src/gate/gate.ts";
import { createLog } from "../../src/log/log.ts";
import { mcpRoutesOver } from "../../src/mcp/routes.ts";
import { clickUpSurface } from "../../src/mcp/surface.ts";
import { MCP_URL } from "../support/mcp-bench.ts";

const config = readConfig(env);
const log = createLog("error");

/** The routes over an account of which single doors are replaced. */
async function ask(message: object, doors: Partial<AccountDoor>) {
  const caller = {
    userId: "1",
    credentialId: "c",
    kind: "grant",
    clientId: "x",
    scopes: ["clickup:read"],
  } as const;
  const routes = mcpRoutesOver({
    env,
    config,
    log,
    surface: clickUpSurface(config),
    authenticate: async () => caller,
    account: () => Object.assign(Object.create(accountOf(env, "1")), doors) as AccountDoor,
    openFeed: async () => new Response("{}"),
  });
  const request = new Request(MCP_URL, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer x" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 7, ...message }),
  });
  const response = await passGate(request, routes, config, "r", log);
  return {
    response,
    body: await response.json<{ id: unknown; error?: { message: string }; result?: object }>(),
  };
}

const silent = () =>
  Promise.reject(new Error("Durable Object reset because its code was updated."));
const limits = { limit: 100, remaining: 99, resetSeconds: 60 };
const admission = { admitted: true, tier: "free", limits } satisfies Admission;

describe("an account that does not answer", () => {
  it("is 503 with Retry-After, for the id that is owed an answer", async () => {
    const { response, body } = await ask({ method: "tools/list" }, { admit: silent });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(body).toMatchObject({ id: 7, error: { code: 50301 } });
    expect(body.error?.message).not.toContain("may have been done");
  });

  it("says at a tool call that it may have been done, and nothing of the inner error", async () => {
    const { response, body } = await ask(
      { method: "tools/call", params: { name: "x" } },
      { callTool: silent },
    );
    expect(response.status).toBe(503);
    expect(body).toMatchObject({ id: 7, error: { code: 50301 } });
    expect(body.error?.message).toContain("may have been done");
    expect(JSON.stringify(body)).not.toContain("Durable Object");
  });
});

describe("a tool's outcome", () => {
  const outcomeOf = (failure: Failure) =>
    ask(
      { method: "tools/call", params: { name: "x" } },
      { callTool: async () => ({ admission, outcome: { ok: false, failure }, upstreamCalls: 0 }) },
    );

  it("of success has the structure and the text", async () => {
    const value = { structured: { id: "86a1" }, text: "id: 86a1" };
    const { body } = await ask(
      { method: "tools/call", params: { name: "x" } },
      { callTool: async () => ({ admission, outcome: { ok: true, value }, upstreamCalls: 0 }) },
    );
    expect(body.result).toEqual({
      content: [{ type: "text", text: "id: 86a1" }],
      structuredContent: { id: "86a1" },
    });
  });

  it("of failure has an error in words and a code, and no structure", async () => {
    const { response, body } = await outcomeOf({
      code: "rate_limited",
      by: "clickup",
      retryAfterSeconds: 12,
    });
    expect(response.status).toBe(200);
    expect(body.result).toEqual({
      isError: true,
      content: [{ type: "text", text: expect.stringContaining("12 s") }],
      _meta: { error: { code: "rate_limited", retry_after_seconds: 12, by: "clickup" } },
    });
  });

  it("that lacks a scope is 403 with a step-up, and the result for who cannot step up", async () => {
    const { response, body } = await outcomeOf({
      code: "insufficient_scope",
      needed: "clickup:write",
    });
    expect(response.status).toBe(403);
    const challenge = response.headers.get("www-authenticate");
    expect(challenge).toContain('error="insufficient_scope"');
    expect(challenge).toContain('scope="clickup:read clickup:write"');
    expect(body).toMatchObject({
      id: 7,
      result: { isError: true, _meta: { error: { code: "insufficient_scope" } } },
    });
  });
});
