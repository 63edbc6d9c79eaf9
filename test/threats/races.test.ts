/** Two things at once, of which one takes away what the other needs. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type McpCaller, ORIGIN, signedIn } from "../support/mcp-bench.ts";

const ROUNDS = 10;
const JSON_TYPE = { "content-type": "application/json" };

function post(caller: McpCaller, path: string, body: object): Promise<Response> {
  return caller.fetch({
    url: `${ORIGIN}${path}`,
    method: "POST",
    headers: JSON_TYPE,
    body: JSON.stringify(body),
  });
}

async function rows(userId: string, table: string): Promise<number> {
  return runInDurableObject(
    env.ACCOUNT.getByName(userId),
    (_, { storage }) =>
      storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n,
  );
}

const callerOf = (userId: string, credentialId: string) =>
  ({
    userId,
    credentialId,
    kind: "personal_token",
    clientId: "personal_token",
    scopes: ["clickup:read", "clickup:write"],
  }) as const;

describe("a credential that was ended between a request's admission and its work", () => {
  it("makes no token that outlives it", async () => {
    const caller = await signedIn();
    const { account, userId, credentialId } = caller;
    const admitted = callerOf(userId, credentialId);
    await account.revokeAll(admitted, "sign-out");
    const successor = { ...admitted, credentialId: "outlives-it", clientName: "stolen" };
    await account.addCredential(admitted, successor, "late");
    expect(await account.isLive("outlives-it")).toBe(false);
  });

  it("changes no preference, and writes nothing into an account that was deleted", async () => {
    const caller = await signedIn();
    const { account, userId, credentialId } = caller;
    const admitted = callerOf(userId, credentialId);
    await account.deleteAccount(admitted);
    expect(await account.setPreferences(admitted, { readonly: true }, "late")).toBe(false);
    for (const table of ["preferences", "audit_events", "credentials"]) {
      expect([table, await rows(userId, table)]).toEqual([table, 0]);
    }
  });

  it("leaves nothing that works, in whatever order the two requests come", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const caller = await signedIn();
      const [made] = await Promise.all([
        post(caller, "/account/tokens", { name: "late" }),
        post(caller, "/auth/logout", { everywhere: true }),
      ]);
      const { token } = await made.json<{ token?: string }>();
      if (token === undefined) continue;
      const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` };
      const answer = await caller.fetch({ url: `${ORIGIN}/auth/me`, headers });
      expect(answer.status).toBe(401);
    }
  });
});

describe("fifty personal tokens", () => {
  it("are the most, also when sixty are asked for at once", async () => {
    const caller = await signedIn();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) => post(caller, "/account/tokens", { name: `t${at}` })),
    );
    const made = answers.filter(({ ok }) => ok).length;
    // The one that asks is the first of them.
    expect(made).toBe(49);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(11);
  });
});

describe("deletion in the middle of traffic", () => {
  it("lets no call, session or token come after it, and leaves one row", async () => {
    const caller = await signedIn();
    const ping = () => caller.ask("ping").then(({ status }) => status);
    const before = Array.from({ length: 10 }, ping);
    const deletion = post(caller, "/account/delete", {});
    const meanwhile = [
      ...Array.from({ length: 10 }, ping),
      caller.initialize().then(({ answer }) => answer.status),
      post(caller, "/account/tokens", { name: "late" }).then(({ status }) => status),
      post(caller, "/account/preferences", { readonly: true }).then(({ status }) => status),
    ];
    expect((await deletion).status).toBe(200);
    for (const status of await Promise.all([...before, ...meanwhile])) {
      expect([200, 401, 403, 503]).toContain(status);
    }
    expect(await ping()).toBe(401);
    await evictDurableObject(env.ACCOUNT.getByName(caller.userId)).catch(() => {});
    for (const table of ["account", "credentials", "sessions", "preferences", "audit_events"]) {
      expect([table, await rows(caller.userId, table)]).toEqual([table, 0]);
    }
  });
});
