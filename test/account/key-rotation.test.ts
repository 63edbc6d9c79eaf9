/** ENCRYPTION_KEY and JWT_SECRET change while people are signed in; each change is another deployment. */
import { createExecutionContext, env, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { Account } from "../../src/account/account.ts";
import type { SignIn } from "../../src/account/door.ts";
import { newUploadTicket } from "../../src/crypto/upload-ticket.ts";
import type { Caller } from "../../src/domain/caller.ts";
import { readConfig } from "../../src/env.ts";
import worker from "../../src/index.ts";
import { oauthBench } from "../support/oauth-bench.ts";
import { scriptOf } from "../support/script.ts";

const random = (bytes: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("base64");
const OLD = env.ENCRYPTION_KEY;
const NEW = random(32);
let people = 0;
let userId = "";
let caller: Caller;

const object = () => env.ACCOUNT.getByName(userId);

/** The account as a deployment with that ENCRYPTION_KEY would run it, over the same storage. */
function deployedWith<T>(
  encryptionKey: string,
  work: (account: Account) => Promise<T>,
): Promise<T> {
  return runInDurableObject(object(), (_, state) =>
    work(new Account(state, { ...env, ENCRYPTION_KEY: encryptionKey })),
  );
}

const whoAmI = (account: Account) =>
  account.callTool({
    caller,
    requestId: "r-1",
    cost: 1,
    tool: "rest_teams_list",
    input: {},
    choice: {},
    rest: {},
  });

/** With which key id each thing that stays is sealed now. */
const sealedBy = () =>
  runInDurableObject(object(), (_, { storage }) => {
    const kidOf = (sealed: unknown) =>
      typeof sealed === "string"
        ? sealed.split(".")[1]
        : new TextDecoder().decode(
            new Uint8Array(sealed as ArrayBuffer).subarray(
              2,
              2 + (new Uint8Array(sealed as ArrayBuffer)[1] ?? 0),
            ),
          );
    const one = (query: string) => Object.values(storage.sql.exec(query).one()).map(kidOf);
    return {
      token: one("SELECT sealed FROM sealed_tokens"),
      apiKey: one("SELECT sealed, workspaces FROM api_keys"),
      profile: one("SELECT sealed_profile FROM account"),
    };
  });

beforeEach(async () => {
  const bench = oauthBench();
  people += 1;
  userId = String(72_000_000 + people);
  caller = {
    userId,
    credentialId: crypto.randomUUID(),
    kind: "personal_token",
    clientId: "personal_token",
    scopes: ["clickup:read"],
  };
  const signIn: SignIn = {
    user: { id: userId, name: "Ada", email: "ada@example.com", timezone: "UTC", weekStartDay: 1 },
    workspaces: [{ id: "9001", name: "Northwind Studio" }],
    clickUpToken: bench.sandbox.tokenFor("1001", ["9001"]),
    credential: { ...caller, clientName: "Script" },
    requestId: "r-sign-in",
  };
  const key = { key: bench.sandbox.personalTokenFor("1001"), workspaces: signIn.workspaces };
  await deployedWith(`old:${OLD}`, async (account) => {
    await account.signIn(signIn);
    await account.storeApiKey(caller, key, "r-key");
  });
});

describe("ENCRYPTION_KEY", () => {
  it("rotates: what the old key sealed opens, and is sealed by the new one at the next use", async () => {
    expect(await sealedBy()).toEqual({ token: ["old"], apiKey: ["old", "old"], profile: ["old"] });
    await deployedWith(`new:${NEW},old:${OLD}`, async (account) => {
      expect(await whoAmI(account)).toMatchObject({ outcome: { ok: true } });
    });
    expect(await sealedBy()).toEqual({ token: ["new"], apiKey: ["new", "new"], profile: ["new"] });
    // So that the old one may leave, and nobody notices.
    await deployedWith(`new:${NEW}`, async (account) => {
      expect(await whoAmI(account)).toMatchObject({ outcome: { ok: true } });
      expect(await account.overview()).toMatchObject({ user: { name: "Ada" } });
      expect(await account.removeApiKey(caller, "r-remove")).toBe(true);
      expect(await whoAmI(account)).toMatchObject({ outcome: { ok: true } });
    });
  });

  it("that is another altogether signs nobody out: the right one back, all is as it was", async () => {
    await deployedWith(random(32), async (account) => {
      expect(await whoAmI(account)).toMatchObject({ outcome: { failure: { code: "internal" } } });
      expect(await account.isLive(caller.credentialId)).toBe(true);
    });
    await deployedWith(OLD, async (account) => {
      expect(await whoAmI(account)).toMatchObject({ outcome: { ok: true } });
    });
  });

  it("whose old key left too early costs a new sign-in, and nothing else", async () => {
    await deployedWith(`new:${NEW}`, async (account) => {
      expect(await whoAmI(account)).toMatchObject({
        outcome: { failure: { code: "internal", signInUrl: "http://localhost:8787/auth/login" } },
      });
      const { sandbox } = oauthBench();
      await account.signIn({
        user: { id: userId, name: "Ada", email: "", timezone: "UTC", weekStartDay: 1 },
        workspaces: [{ id: "9001", name: "Northwind Studio" }],
        clickUpToken: sandbox.tokenFor("1001", ["9001"]),
        credential: { ...caller, credentialId: crypto.randomUUID(), clientName: "Browser" },
        requestId: "r-sign-in",
      });
      // The API key is gone too: it would stand before the new sign-in, and never open.
      expect(await account.overview()).not.toHaveProperty("apiKey");
      expect(await whoAmI(account)).toMatchObject({ outcome: { ok: true } });
    });
  });

  it("that left too early does not keep the user from removing the API key", async () => {
    await deployedWith(`new:${NEW}`, async (account) => {
      expect(await account.removeApiKey(caller, "r-remove")).toBe(true);
    });
  });
});

describe("JWT_SECRET", () => {
  it("rotates: tokens, sessions, cookies and forms of the old key go on, and end when it leaves", async () => {
    const bench = oauthBench();
    const { browser, csrf, token } = await scriptOf(bench, "1003");
    const { tokens, client } = await bench.connect({}, "1003");
    const cookie = `__Host-session=${browser.cookies.get("__Host-session")}`;
    const json = { "Content-Type": "application/json" };
    const begin = await bench.request("/mcp", {
      method: "POST",
      headers: { ...json, Authorization: `Bearer ${token}` },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: {
          protocolVersion: "2025-11-25",
          capabilities: {},
          clientInfo: { name: "test", version: "1" },
        },
      }),
    });
    await begin.body?.cancel();
    const session = { "Mcp-Session-Id": begin.headers.get("Mcp-Session-Id") ?? "" };
    const ticket = await newUploadTicket(readConfig(env).jwtKeys, "1003");
    const ping = JSON.stringify({ jsonrpc: "2.0", id: 2, method: "ping" });

    const send = (secret: string, path: string, init: RequestInit) =>
      worker.fetch(
        new Request(new URL(path, "http://localhost:8787"), {
          redirect: "manual",
          ...init,
        }) as Parameters<typeof worker.fetch>[0],
        { ...env, JWT_SECRET: secret },
        createExecutionContext(),
      );
    const bearer = (value: string) => ({ ...json, Authorization: `Bearer ${value}` });
    const inSession = (accessToken: string) => ({
      method: "POST",
      headers: { ...bearer(accessToken), ...session },
      body: ping,
    });
    const statuses = async (secret: string) => {
      const ask = async (path: string, init: RequestInit) => {
        const response = await send(secret, path, init);
        await response.body?.cancel();
        return response.status;
      };
      return {
        personalToken: await ask("/auth/me", { headers: bearer(token) }),
        accessToken: await ask("/auth/me", { headers: bearer(tokens.access_token) }),
        session: await ask("/mcp", inSession(tokens.access_token)),
        // A link of ours is told what is missing; another is not known.
        uploadLink: await ask(`/upload/${ticket}`, { method: "PUT" }),
        cookie: await ask("/auth/me", { headers: { Cookie: cookie, Accept: "application/json" } }),
        form: await ask("/account/tokens/none/revoke", {
          method: "POST",
          headers: { ...json, Cookie: cookie, "X-CSRF-Token": csrf },
          body: "{}",
        }),
      };
    };
    const old = env.JWT_SECRET;
    const anew = random(64);
    const good = {
      personalToken: 200,
      accessToken: 200,
      session: 200,
      uploadLink: 411,
      cookie: 200,
      form: 404,
    };
    expect(await statuses(old)).toEqual(good);
    expect(await statuses(`k2:${anew},k1:${old}`)).toEqual(good);
    const onlyNew = `k2:${anew}`;
    expect(await statuses(onlyNew)).toEqual({
      personalToken: 401,
      accessToken: 401,
      session: 401,
      uploadLink: 404,
      cookie: 401,
      form: 401,
    });
    // MCP clients stay signed in all the same: what they refresh by rests on no key of ours.
    const answer = await send(onlyNew, "/oauth/token", {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: tokens.refresh_token,
        client_id: client.client_id,
      }),
    });
    const { access_token } = await answer.json<{ access_token: string }>();
    const me = await send(onlyNew, "/auth/me", { headers: bearer(access_token) });
    expect(await me.json()).toMatchObject({ user: { id: "1003" } });
    expect((await send(onlyNew, "/mcp", inSession(access_token))).status).toBe(404);
  });
});
