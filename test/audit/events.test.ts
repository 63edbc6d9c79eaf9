/** What leaves an audit event, seen by whoever downloads it: one each, whatever the lane. */
import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { type McpCaller, ORIGIN, signedIn } from "../support/mcp-bench.ts";

const FIELDS = [
  "id",
  "seq",
  "at",
  "user_id",
  "client_id",
  "session_id",
  "action",
  "tool",
  "outcome",
  "duration_ms",
  "upstream_calls",
  "request_id",
];

async function eventsOf(caller: McpCaller): Promise<Record<string, unknown>[]> {
  const response = await caller.fetch({ url: `${ORIGIN}/account/audit.ndjson` });
  const text = new TextDecoder().decode(await response.arrayBuffer());
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Action, tool and outcome of each event behind the sign-in. */
async function sinceSignIn(caller: McpCaller): Promise<unknown[]> {
  const events = await eventsOf(caller);
  return events.slice(1).map(({ action, tool, outcome }) => [action, tool, outcome]);
}

describe("the audit", () => {
  it("tells all fields of each event, and the request id that the answer carried", async () => {
    const caller = await signedIn();
    const response = await caller.post({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "clickup_task_get", arguments: {} },
    });
    await response.arrayBuffer();
    const events = await eventsOf(caller);
    for (const event of events) expect(Object.keys(event)).toEqual(expect.arrayContaining(FIELDS));
    expect(events.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(events[1]).toMatchObject({
      user_id: caller.userId,
      credential_id: caller.credentialId,
      request_id: response.headers.get("x-request-id"),
    });
  });

  it("has one event of a call on each lane, with the session where there is one", async () => {
    const caller = await signedIn();
    const call = { name: "clickup_task_get", arguments: {} };
    await caller.ask("tools/call", call);
    await (await caller.modern("tools/call", call)).arrayBuffer();
    const { "mcp-session-id": sessionId } = await caller.initialize();
    await caller.ask("tools/call", call, {
      "mcp-session-id": sessionId,
      "mcp-protocol-version": "2025-11-25",
      accept: "application/json, text/event-stream",
    });
    const events = (await eventsOf(caller)).slice(1);
    expect(events.map(({ action, outcome }) => [action, outcome])).toEqual([
      ["tools/call", "invalid_input"],
      ["tools/call", "invalid_input"],
      ["session_opened", "ok"],
      ["tools/call", "invalid_input"],
    ]);
    expect(events.map(({ session_id }) => session_id !== null)).toEqual([false, false, true, true]);
  });

  it("has one event of a refusal: by tier, by scope, by limit", async () => {
    const caller = await signedIn({ scopes: ["clickup:read"] });
    await caller.ask("tools/call", { name: "clickup_task_search", arguments: {} });
    await caller.ask("tools/call", { name: "clickup_task_create", arguments: {} });
    await caller.ask("tools/call", { name: "clickup_nothing_like_it", arguments: {} });
    await runInDurableObject(env.ACCOUNT.getByName(caller.userId), async (account) => {
      const request = { caller: callerOf(caller), requestId: "fill", cost: 97 };
      await (account as unknown as typeof caller.account).admit(request);
    });
    const refused = await caller.ask("tools/call", { name: "clickup_task_get", arguments: {} });
    expect(refused.status).toBe(429);
    await runInDurableObject(env.ACCOUNT.getByName(caller.userId), (_, { storage }) => {
      const rows = storage.sql.exec<{ action: string; outcome: string }>(
        "SELECT event ->> 'action' AS action, outcome FROM audit_events ORDER BY seq",
      );
      expect(rows.toArray().map(({ action, outcome }) => [action, outcome])).toEqual([
        ["sign_in", "ok"],
        ["tools/call", "premium_required"],
        ["tools/call", "insufficient_scope"],
        ["tools/call", "unknown_tool"],
        ["refused", "rate_limited"],
      ]);
    });
  });

  it("has one event of a token's creation and of its end", async () => {
    const caller = await signedIn();
    const body = { name: "CI", scopes: ["clickup:read"] };
    const created = await caller.post(body, {}, `${ORIGIN}/account/tokens`);
    const { id } = await created.json<{ id: string }>();
    await (await caller.post({}, {}, `${ORIGIN}/account/tokens/${id}/revoke`)).arrayBuffer();
    expect(await sinceSignIn(caller)).toEqual([
      ["token_created", null, "ok"],
      ["token_revoked", null, "ok"],
    ]);
  });
});

function callerOf({ userId, credentialId }: McpCaller) {
  return {
    userId,
    credentialId,
    kind: "personal_token" as const,
    clientId: "personal_token",
    scopes: ["clickup:read"] as const,
  };
}
