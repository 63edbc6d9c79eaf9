import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { accountOf } from "../../src/account/account-of.ts";
import { readEvents } from "../../src/account/audit-outbox.ts";
import type { AccountDoor, AdmissionRequest } from "../../src/account/door.ts";
import type { Caller } from "../../src/domain/caller.ts";
import { explain } from "../../src/tools/explain.ts";

let people = 0;

/** A signed-in account of its own, and the caller of its first grant. */
async function signedIn(): Promise<{ account: AccountDoor; caller: Caller; userId: string }> {
  people += 1;
  const userId = String(70_000_000 + people);
  const account = accountOf(env, userId);
  const caller: Caller = {
    userId,
    credentialId: crypto.randomUUID(),
    kind: "personal_token",
    clientId: "personal_token",
    scopes: ["clickup:read"],
  };
  await account.signIn({
    user: { id: userId, name: "Ada", email: "ada@example.com", timezone: "UTC", weekStartDay: 1 },
    workspaces: [{ id: "9001", name: "Northwind Studio" }],
    clickUpToken: `oauth-token-of-${userId}`,
    credential: { ...caller, clientName: "Script" },
    requestId: "r-sign-in",
  });
  return { account, caller, userId };
}

const request = (caller: Caller, extra: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  caller,
  requestId: "r-1",
  cost: 1,
  ...extra,
});

const session = (sessionId: string) => ({
  sessionId,
  transport: "streamable-http" as const,
  protocolVersion: "2025-11-25",
  clientName: "Test",
  clientVersion: "1",
  choice: {},
});

const eventsOf = (userId: string) =>
  runInDurableObject(env.ACCOUNT.getByName(userId), (_, state) =>
    readEvents(state.storage.sql, 0, 1000),
  );

describe("an account", () => {
  it("admits a live credential on the free tier and says what is left", async () => {
    const { account, caller } = await signedIn();
    expect(await account.admit(request(caller))).toEqual({
      admitted: true,
      tier: "free",
      limits: { limit: 100, remaining: 99, resetSeconds: 60 },
    });
  });

  it("refuses whoever never signed in, and remembers nothing of them", async () => {
    const caller: Caller = {
      userId: "7999",
      credentialId: "made-up",
      kind: "grant",
      clientId: "c",
      scopes: ["clickup:read"],
    };
    const account = accountOf(env, caller.userId);
    expect(await account.admit(request(caller))).toEqual({
      admitted: false,
      refusal: "credential_dead",
    });
    expect(await eventsOf(caller.userId)).toEqual([]);
  });

  it("refuses a revoked credential at once, and ends the sessions it opened", async () => {
    const { account, caller } = await signedIn();
    await account.openSession(request(caller), session("s1"));
    expect(await account.revokeCredential(caller.credentialId, "r-2")).toBe(true);
    expect(await account.admit(request(caller))).toMatchObject({ refusal: "credential_dead" });
    expect(await account.closeSession(caller, "s1")).toBe(false);
    expect(await account.revokeCredential(caller.credentialId, "r-3")).toBe(false);
  });

  it("does not take a credential of one kind for another", async () => {
    const { account, caller } = await signedIn();
    const posing: Caller = { ...caller, kind: "browser" };
    expect(await account.admit(request(posing))).toMatchObject({ refusal: "credential_dead" });
  });

  it("knows only the sessions that it opened", async () => {
    const { account, caller } = await signedIn();
    const other = await signedIn();
    await account.openSession(request(caller), session("mine"));
    expect(await account.admit(request(caller, { sessionId: "mine" }))).toMatchObject({
      admitted: true,
      session: { sessionId: "mine" },
    });
    expect(await other.account.admit(request(other.caller, { sessionId: "mine" }))).toMatchObject({
      refusal: "session_unknown",
    });
  });

  it("counts 101 simultaneous requests exactly, whatever session they come from", async () => {
    const { account, caller } = await signedIn();
    const answers = await Promise.all(
      Array.from({ length: 101 }, () => account.admit(request(caller))),
    );
    expect(answers.filter((answer) => answer.admitted)).toHaveLength(100);
    expect(answers.filter((answer) => !answer.admitted)).toMatchObject([
      { refusal: "rate_limited", limits: { remaining: 0 } },
    ]);
  });

  it("takes a batch from a session of the one revision that has batches, and from no other", async () => {
    const { account, caller } = await signedIn();
    await account.openSession(request(caller), {
      ...session("old"),
      protocolVersion: "2025-03-26",
    });
    await account.openSession(request(caller), session("new"));
    const batch = { batch: true as const, cost: 3 };
    expect(await account.admit(request(caller, { sessionId: "old", ...batch }))).toMatchObject({
      admitted: true,
      limits: { remaining: 95 },
    });
    expect(await account.admit(request(caller, { sessionId: "new", ...batch }))).toMatchObject({
      refusal: "batch_refused",
    });
    expect(await account.admit(request(caller, batch))).toMatchObject({ refusal: "batch_refused" });
  });

  it("leaves one audit event for each thing that happened, numbered without gaps", async () => {
    const { account, caller, userId } = await signedIn();
    await account.openSession(request(caller), session("s1"));
    await account.callTool({
      ...request(caller, { sessionId: "s1", requestId: "r-call" }),
      tool: "clickup_task_create",
      input: { name: "secret words" },
      choice: {},
    });
    await account.revokeCredential(caller.credentialId, "r-revoke");
    const events = await eventsOf(userId);
    expect(events.map(({ seq, action, outcome }) => [seq, action, outcome])).toEqual([
      [1, "sign_in", "ok"],
      [2, "session_opened", "ok"],
      // The caller has the scope to read only.
      [3, "tools/call", "insufficient_scope"],
      [4, "token_revoked", "ok"],
    ]);
    expect(events[2]).toMatchObject({
      user_id: userId,
      client_id: "personal_token",
      session_id: "s1",
      tool: "clickup_task_create",
      request_id: "r-call",
      upstream_calls: 0,
    });
    expect(JSON.stringify(events)).not.toContain("secret words");
  });

  it("says that a tool of the other tier needs Premium, and asks nothing of ClickUp", async () => {
    const { account, caller, userId } = await signedIn();
    const reply = await account.callTool({
      ...request(caller),
      tool: "clickup_task_search",
      input: {},
      choice: {},
    });
    expect(reply).toMatchObject({
      outcome: {
        ok: false,
        failure: {
          code: "premium_required",
          tool: "clickup_task_search",
          upgradeUrl: "http://localhost:8787/account",
        },
      },
    });
    expect((await eventsOf(userId)).at(-1)).toMatchObject({
      outcome: "premium_required",
      upstream_calls: 0,
    });
  });

  it("says what Premium is once, and the second time in a row only which tool and where to upgrade", async () => {
    const { account, caller } = await signedIn();
    await account.openSession(request(caller), session("quiet"));
    const refusal = async (tool: string, more: Partial<AdmissionRequest> = {}) => {
      const call = { ...request(caller, more), tool, input: {}, choice: {} };
      const reply = await account.callTool(call);
      if (!("outcome" in reply) || reply.outcome.ok) throw new Error("it was let through");
      return explain(reply.outcome.failure).text;
    };
    expect(await refusal("clickup_task_search")).toMatchInlineSnapshot(
      `"clickup_task_search (Search tasks) needs Premium, and this user is on the free tier. Nothing was sent to ClickUp, and calling again will not help. Tell the user, or go on with the free tools. Upgrade: http://localhost:8787/account"`,
    );
    expect(await refusal("clickup_task_delete")).toMatchInlineSnapshot(
      `"clickup_task_delete needs Premium too. The free tools are the ones in the list of tools. Upgrade: http://localhost:8787/account"`,
    );
    // A session of the same credential has not been told; and after another call it is news again.
    expect(await refusal("clickup_task_delete", { sessionId: "quiet" })).toContain("free tier");
    await refusal("clickup_task_get");
    expect(await refusal("clickup_task_delete")).toContain("free tier");
  });

  it("does not sign anybody out when the operator lost the key that sealed the token", async () => {
    const { account, caller, userId } = await signedIn();
    await runInDurableObject(env.ACCOUNT.getByName(userId), (_, { storage }) => {
      storage.sql.exec("UPDATE sealed_tokens SET sealed = 'v1.gone.AAAAAAAAAAAAAAAA.AAAA'");
    });
    const call = { ...request(caller), tool: "clickup_space_get", input: {}, choice: {} };
    expect(await account.callTool(call)).toMatchObject({
      outcome: { failure: { code: "internal" } },
    });
    expect(await account.isLive(caller.credentialId)).toBe(true);
  });

  it("leaves an event for the consent and for the end of a grant whose code came twice", async () => {
    const { account, userId } = await signedIn();
    const credential = {
      credentialId: crypto.randomUUID(),
      kind: "grant" as const,
      clientId: "client-1",
      clientName: "Claude",
      scopes: ["clickup:read" as const],
      expiresAtMs: Date.now() + 600_000,
    };
    await account.signIn({
      user: { id: userId, name: "Ada", email: "a@example.com", timezone: "UTC", weekStartDay: 1 },
      workspaces: [],
      clickUpToken: "another",
      credential,
      requestId: "r-consent",
    });
    expect(await account.claimGrant(credential.credentialId, "grant-1")).toBe(true);
    expect(await account.claimGrant(credential.credentialId, "grant-1")).toBe(false);
    const events = await eventsOf(userId);
    expect(events.slice(1).map((event) => [event.action, event.client_id])).toEqual([
      ["sign_in", "client-1"],
      ["consent", "client-1"],
      ["token_revoked", "client-1"],
    ]);
  });

  it("keeps the ClickUp token sealed: its text is nowhere in the storage", async () => {
    const { userId } = await signedIn();
    await runInDurableObject(env.ACCOUNT.getByName(userId), (_, { storage }) => {
      const tables = storage.sql
        .exec<{ name: string }>(
          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
        )
        .toArray();
      expect(tables.length).toBeGreaterThan(5);
      for (const { name } of tables) {
        const rows = storage.sql.exec(`SELECT * FROM ${name}`).toArray();
        expect(JSON.stringify(rows)).not.toContain("oauth-token-of");
      }
    });
  });

  it("tells listeners when something changed, and lets them go when their credential ends", async () => {
    const { account, caller } = await signedIn();
    const stub = env.ACCOUNT.getByName(caller.userId);
    const answer = await stub.fetch("https://account/events", {
      headers: { Upgrade: "websocket", "x-admission": JSON.stringify(request(caller)) },
    });
    expect(answer.status).toBe(101);
    const socket = answer.webSocket;
    if (socket === null) throw new Error("no socket");
    socket.accept();
    const closed = new Promise<number>((resolve) => {
      socket.addEventListener("close", (event) => resolve(event.code));
    });
    await account.revokeCredential(caller.credentialId, "r-revoke");
    expect(await closed).toBe(4001);
  });

  it("sets an alarm when it stored something that has an end, and the alarm may run", async () => {
    const { userId } = await signedIn();
    const stub = env.ACCOUNT.getByName(userId);
    const alarmAtMs = await runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
    expect(alarmAtMs).toBeGreaterThan(Date.now());
    expect(await runDurableObjectAlarm(stub)).toBe(true);
  });
});
