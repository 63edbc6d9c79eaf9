import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { accountOf } from "../../src/account/account-of.ts";
import { AccountDeletion, type Elsewhere, LAST_LOOK_AFTER_MS } from "../../src/account/deletion.ts";
import { readDeletion, tablesOf } from "../../src/account/deletion-record.ts";
import { migrate } from "../../src/account/migrations.ts";
import { readUserId, writeProfile } from "../../src/account/profile.ts";
import type { Caller } from "../../src/domain/caller.ts";
import { createLog } from "../../src/log/log.ts";
import { inAccount } from "../support/account-sql.ts";
import { contentSealOf } from "../support/content-seal.ts";

let people = 74_000_000;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function person() {
  people += 1;
  const userId = String(people);
  const caller: Caller = {
    userId,
    credentialId: crypto.randomUUID(),
    kind: "personal_token",
    clientId: "personal_token",
    scopes: ["clickup:read", "clickup:write"],
  };
  const signIn = () =>
    accountOf(env, userId).signIn({
      user: { id: userId, name: "Ada", email: "ada@example.com", timezone: "UTC", weekStartDay: 1 },
      workspaces: [],
      clickUpToken: "t",
      credential: { ...caller, credentialId: crypto.randomUUID(), clientName: "Script" },
      requestId: "r-1",
    });
  await accountOf(env, userId).signIn({
    user: { id: userId, name: "Ada", email: "ada@example.com", timezone: "UTC", weekStartDay: 1 },
    workspaces: [],
    clickUpToken: "t",
    credential: { ...caller, clientName: "Script" },
    requestId: "r-1",
  });
  const erase = async () => {
    const wasDeleted = await accountOf(env, userId).deleteAccount(caller);
    await accountOf(env, userId)
      .restart()
      .catch(() => {});
    await accountOf(env, userId).finishDeletion();
    return wasDeleted;
  };
  const object = () => env.ACCOUNT.getByName(userId);
  const rows = () =>
    runInDurableObject(object(), (_, { storage }) =>
      Object.fromEntries(
        tablesOf(storage.sql)
          .filter((table) => table !== "schema_steps")
          .map((table) => [table, storage.sql.exec(`SELECT * FROM "${table}"`).toArray()]),
      ),
    );
  return { userId, caller, signIn, erase, object, rows };
}

const nonEmpty = (tables: Record<string, unknown[]>) =>
  Object.keys(tables).filter((table) => (tables[table]?.length ?? 0) > 0);

describe("deleting an account", () => {
  it("leaves one row, refuses every credential, and lets nothing late make new rows", async () => {
    const { caller, userId, erase, rows } = await person();
    expect(await erase()).toBe(true);
    expect(nonEmpty(await rows())).toEqual(["deletions"]);

    const account = accountOf(env, userId);
    const request = { caller, requestId: "r-2", cost: 1 };
    expect(await account.admit(request)).toEqual({ admitted: false, refusal: "credential_dead" });
    expect(
      await account.callTool({ ...request, tool: "clickup_task_get", input: {}, choice: {} }),
    ).toEqual({ admission: { admitted: false, refusal: "credential_dead" } });
    expect(await account.overview()).toBeUndefined();
    const credential = { ...caller, credentialId: "late", clientName: "Late" };
    await account.addCredential(caller, credential, "r-3");
    await account.revokeCredential(caller.credentialId, "r-4");
    await account.claimGrant(caller.credentialId, "g-1");
    await account.streamClosed({ sessionId: "s-1", transport: "sse" });
    await account.startRefresh({
      grantId: "g-1",
      clientId: "c",
      tokenHash: "h",
      requestHash: "h",
    });
    expect(await account.deleteAccount(caller)).toBe(false);
    expect(nonEmpty(await rows())).toEqual(["deletions"]);
  });

  it("removes grants, tokens, audit objects and dead letters of this user and of no other", async () => {
    const { userId, erase } = await person();
    const other = `${userId}9`;
    for (const id of [userId, other]) {
      await env.OAUTH_KV.put(`grant:${id}:g1`, JSON.stringify({ createdAt: 1 }));
      await env.OAUTH_KV.put(`token:${id}:g1:t1`, "{}");
      await env.AUDIT_BUCKET.put(`audit/${id}/2026-11-21/1763683200000-abc.json`, "[]");
      await env.AUDIT_BUCKET.put(`audit-dead/${id}/m1.json`, "{}");
    }
    await erase();
    const keys = async (id: string) => [
      ...(await env.OAUTH_KV.list({ prefix: `grant:${id}:` })).keys.map(({ name }) => name),
      ...(await env.OAUTH_KV.list({ prefix: `token:${id}:` })).keys.map(({ name }) => name),
      ...(await env.AUDIT_BUCKET.list({ prefix: `audit/${id}/` })).objects.map(({ key }) => key),
      ...(await env.AUDIT_BUCKET.list({ prefix: `audit-dead/${id}/` })).objects.map(
        ({ key }) => key,
      ),
    ];
    expect(await keys(userId)).toEqual([]);
    expect(await keys(other)).toHaveLength(4);
  });

  it("looks once more later, and then keeps no id of the user either", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { userId, erase, object } = await person();
    await erase();
    const late = `audit/${userId}/2026-11-21/1763683200000-late.json`;
    await env.AUDIT_BUCKET.put(late, "[]");
    vi.setSystemTime(Date.now() + LAST_LOOK_AFTER_MS);
    expect(await runDurableObjectAlarm(object())).toBe(true);
    expect(await env.AUDIT_BUCKET.head(late)).toBeNull();
    const deletion = await runInDurableObject(object(), (_, { storage }) =>
      readDeletion(storage.sql),
    );
    expect(deletion).toMatchObject({ remaining: null, nextTryAtMs: null });
  });

  it("keeps what a newer sign-in has made, and numbers its events from 1", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { userId, erase, signIn, object, rows } = await person();
    await erase();
    vi.setSystemTime(Date.now() + 60_000);
    await signIn();
    const nowMs = Date.now();
    const createdAt = Math.floor(nowMs / 1000);
    await env.OAUTH_KV.put(`grant:${userId}:new`, JSON.stringify({ createdAt }));
    await env.OAUTH_KV.put(`token:${userId}:new:t1`, "{}");
    await env.OAUTH_KV.put(`grant:${userId}:old`, JSON.stringify({ createdAt: createdAt - 600 }));
    await env.OAUTH_KV.put(`token:${userId}:old:t1`, "{}");
    const made = `audit/${userId}/2026-11-21/${nowMs}-new.json`;
    await env.AUDIT_BUCKET.put(made, "[]");
    vi.setSystemTime(nowMs + LAST_LOOK_AFTER_MS);
    await runInDurableObject(object(), (_, { storage }) => storage.setAlarm(Date.now()));
    await runDurableObjectAlarm(object());

    const kv = await env.OAUTH_KV.list({ prefix: "" });
    const ofUser = kv.keys.map(({ name }) => name).filter((name) => name.includes(`:${userId}:`));
    expect(ofUser.sort()).toEqual([`grant:${userId}:new`, `token:${userId}:new:t1`]);
    expect(await env.AUDIT_BUCKET.head(made)).not.toBeNull();
    const { audit_events: events, account } = await rows();
    expect(account).toHaveLength(1);
    expect(events?.map((event) => event.seq)).toEqual([1]);
  });

  it("goes on by alarm until what lies elsewhere is gone, however often it fails", () =>
    inAccount(async (storage) => {
      migrate(storage);
      const { sql } = storage;
      const seal = contentSealOf(env.ACCOUNT.newUniqueId());
      const user = { id: "74999999", name: "A", email: "a@b.c", timezone: "UTC", weekStartDay: 0 };
      writeProfile(sql, seal, { user, workspaces: [] }, 1);
      sql.exec("INSERT INTO billing (id, customer_id, idempotency_key) VALUES (1, 'cus_1', 'k')");
      let fails = 2;
      const forgotten: string[] = [];
      const elsewhere: Elsewhere = {
        kv: env.OAUTH_KV,
        bucket: env.AUDIT_BUCKET,
        endSession: async () => {},
        forgetCustomer: async (customerId) => {
          fails -= 1;
          if (fails >= 0) throw new Error("Stripe is away");
          forgotten.push(customerId);
        },
      };
      const deletion = new AccountDeletion(storage, elsewhere, createLog("error"));
      vi.useFakeTimers({ toFake: ["Date"] });
      expect(await deletion.begin(Date.now())).toBe(true);
      expect(readUserId(sql)).toBeUndefined();
      for (let attempt = 1; attempt <= 2; attempt++) {
        await deletion.goOn();
        const { attempts, nextTryAtMs } = readDeletion(sql) ?? {};
        expect(attempts).toBe(attempt);
        vi.setSystemTime(nextTryAtMs ?? 0);
      }
      await deletion.goOn();
      expect(forgotten).toEqual(["cus_1"]);
      expect(readDeletion(sql)?.remaining).toEqual({
        userId: "74999999",
        sessions: [],
        lastLook: true,
      });
    }));
});
