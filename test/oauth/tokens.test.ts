import { env } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { accountOf } from "../../src/account/account-of.ts";
import {
  type Client,
  oauthBench,
  REDIRECT_URI,
  type Tokens,
  USER,
} from "../support/oauth-bench.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const bodyOf = (response: Response) => response.json<Tokens & { error?: string }>();

describe("an authorization code", () => {
  it("gives tokens that work at once", async () => {
    const { connect, call } = oauthBench();
    const { tokens } = await connect();
    expect(tokens).toMatchObject({ expires_in: 86_400, scope: "clickup:read clickup:write" });
    expect(await call(tokens.access_token)).toBe(200);
  });

  it("redeemed six times at once gives one answer, and no token outlives the replay", async () => {
    const bench = oauthBench();
    for (let round = 0; round < 10; round += 1) {
      const client = await bench.register();
      const { code, verifier } = await bench.authorize(client);
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => bench.exchange(client, code, verifier)),
      );
      const good = answers.filter((answer) => answer.ok);
      expect(good).toHaveLength(1);
      for (const answer of good) {
        expect(await bench.call((await bodyOf(answer)).access_token)).toBe(401);
      }
    }
  });

  it("that comes again later ends the grant that it gave, because it has leaked", async () => {
    const bench = oauthBench();
    const client = await bench.register();
    const { code, verifier } = await bench.authorize(client);
    const first = await bodyOf(await bench.exchange(client, code, verifier));
    expect(await bench.call(first.access_token)).toBe(200);
    const again = await bench.exchange(client, code, verifier);
    expect(again.status).toBe(400);
    expect(await bodyOf(again)).toMatchObject({ error: "invalid_grant" });
    expect(again.headers.get("X-OAuth-Reason")).toBeNull();
    expect(await bench.call(first.access_token)).toBe(401);
    expect((await bench.refresh(client, first.refresh_token)).status).toBe(400);
  });

  it("needs its verifier", async () => {
    const bench = oauthBench();
    const client = await bench.register();
    const { code } = await bench.authorize(client);
    const answer = await bench.exchange(
      client,
      code,
      "wrong-verifier-wrong-verifier-wrong-verifier",
    );
    expect(await bodyOf(answer)).toMatchObject({ error: "invalid_grant" });
  });

  it.each([
    "a:b:c",
    "x".repeat(2000),
    `${"9".repeat(600)}:${"g".repeat(16)}:${"s".repeat(32)}`,
  ])("of another form (%#) is refused before it becomes a key", async (code) => {
    const bench = oauthBench();
    const answer = await bench.exchange(await bench.register(), code, "v".repeat(43));
    expect(await bodyOf(answer)).toMatchObject({ error: "invalid_grant" });
  });
});

describe("a refresh token", () => {
  it("used twenty times at once leaves every one of the users signed in", async () => {
    const { connect, refresh, call } = oauthBench();
    const { client, tokens } = await connect();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refresh(client, tokens.refresh_token)),
    );
    const all = await Promise.all(answers.map(bodyOf));
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    expect(new Set(all.map((each) => each.refresh_token)).size).toBe(1);
    for (const each of all) expect(await call(each.access_token)).toBe(200);
    expect((await refresh(client, all[7]?.refresh_token ?? "")).status).toBe(200);
  });

  it("whose answer was lost gives the same answer again, days later with a fresh access token", async () => {
    const { connect, refresh, call } = oauthBench();
    const { client, tokens } = await connect();
    const lost = await bodyOf(await refresh(client, tokens.refresh_token));
    const again = await bodyOf(await refresh(client, tokens.refresh_token));
    expect(again.refresh_token).toBe(lost.refresh_token);
    advance(3 * DAY_MS);
    const late = await bodyOf(await refresh(client, tokens.refresh_token));
    expect(late.expires_in).toBe(86_400);
    expect(await call(late.access_token)).toBe(200);
    // Who did get the first answer is not left behind either.
    const other = await bodyOf(await refresh(client, lost.refresh_token));
    expect(other.refresh_token).toBe(late.refresh_token);
  });

  it("works for ten minutes after its successor was used, and leads to the newest tokens", async () => {
    const { connect, refresh } = oauthBench();
    const { client, tokens } = await connect();
    const second = await bodyOf(await refresh(client, tokens.refresh_token));
    const third = await bodyOf(await refresh(client, second.refresh_token));
    advance(9 * MINUTE_MS);
    const late = await bodyOf(await refresh(client, tokens.refresh_token));
    expect(late.refresh_token).toBe(third.refresh_token);
  });

  it("reused after that ends the grant, because only a thief would", async () => {
    const { connect, refresh, call } = oauthBench();
    const { client, tokens } = await connect();
    const second = await bodyOf(await refresh(client, tokens.refresh_token));
    const third = await bodyOf(await refresh(client, second.refresh_token));
    advance(11 * MINUTE_MS);
    const reused = await refresh(client, tokens.refresh_token);
    expect([reused.status, (await bodyOf(reused)).error]).toEqual([400, "invalid_grant"]);
    expect(await call(third.access_token)).toBe(401);
    const newest = await refresh(client, third.refresh_token);
    expect([newest.status, (await bodyOf(newest)).error]).toEqual([400, "invalid_grant"]);
  });

  it("is dead after 90 idle days and alive before, each use starting them anew", async () => {
    const { connect, refresh } = oauthBench();
    const { client, tokens } = await connect();
    advance(80 * DAY_MS);
    const second = await bodyOf(await refresh(client, tokens.refresh_token));
    expect(second.refresh_token).toBeDefined();
    advance(91 * DAY_MS);
    expect((await refresh(client, second.refresh_token)).status).toBe(400);
  });

  it("is good for its own client only, and a stranger's try ends nothing", async () => {
    const { connect, register, refresh } = oauthBench();
    const { client, tokens } = await connect();
    const stranger = await register();
    const stolen = await refresh(stranger, tokens.refresh_token);
    expect(await bodyOf(stolen)).toMatchObject({ error: "invalid_grant" });
    expect((await refresh(client, tokens.refresh_token)).status).toBe(200);
  });

  it("replayed without the client's secret gets nothing of the kept answer", async () => {
    const bench = oauthBench();
    const client = await bench.register({ token_endpoint_auth_method: "client_secret_post" });
    const secret = { client_secret: client.client_secret ?? "" };
    const { code, verifier } = await bench.authorize(client);
    const tokens = await bodyOf(
      await bench.postForm("/oauth/token", {
        grant_type: "authorization_code",
        client_id: client.client_id,
        code,
        code_verifier: verifier,
        ...secret,
      }),
    );
    const first = await bodyOf(await bench.refresh(client, tokens.refresh_token, secret));
    const without = await bench.refresh(client, tokens.refresh_token);
    expect(without.status).toBe(401);
    expect(await without.text()).not.toContain(first.refresh_token);
    const wrong = await bench.refresh(client, tokens.refresh_token, { client_secret: "guess" });
    expect(wrong.status).toBe(401);
    const right = await bodyOf(await bench.refresh(client, tokens.refresh_token, secret));
    expect(right.refresh_token).toBe(first.refresh_token);
  });

  it("asked again for other scopes is not answered with the kept tokens, and nobody is signed out", async () => {
    const { connect, refresh } = oauthBench();
    const { client, tokens } = await connect();
    const full = await bodyOf(await refresh(client, tokens.refresh_token));
    const narrow = await bodyOf(
      await refresh(client, tokens.refresh_token, { scope: "clickup:read" }),
    );
    expect([full.scope, narrow.scope]).toEqual(["clickup:read clickup:write", "clickup:read"]);
    expect((await refresh(client, full.refresh_token)).status).toBe(200);
  });

  it("cannot widen the scopes of its grant", async () => {
    const { connect, refresh } = oauthBench();
    const { client, tokens } = await connect({ scope: "clickup:read" });
    const scope = "clickup:read clickup:delete";
    expect((await bodyOf(await refresh(client, tokens.refresh_token, { scope }))).scope).toBe(
      "clickup:read",
    );
  });

  it("of a revoked credential is refused although KV still knows the grant", async () => {
    const { connect, refresh } = oauthBench();
    const { client, tokens } = await connect();
    const account = accountOf(env, USER);
    const overview = await account.overview();
    const mine = overview?.credentials.find((each) => each.clientId === client.client_id);
    await account.revokeCredential(mine?.credentialId ?? "", "test");
    const answer = await refresh(client, tokens.refresh_token);
    expect(await bodyOf(answer)).toMatchObject({ error: "invalid_grant" });
  });

  it("that was made up wakes no account", async () => {
    const { refresh, register } = oauthBench();
    const token = `424242:${"g".repeat(16)}:${"s".repeat(32)}`;
    const named = vi.spyOn(env.ACCOUNT, "getByName");
    expect((await refresh(await register(), token)).status).toBe(400);
    expect(named).not.toHaveBeenCalled();
    named.mockRestore();
  });

  it("stays good when the token endpoint breaks half way", async () => {
    const { connect, refresh } = oauthBench();
    const { client, tokens } = await connect();
    const put = vi.spyOn(env.OAUTH_KV, "put").mockRejectedValue(new Error("KV is away"));
    const broken = await refresh(client, tokens.refresh_token);
    put.mockRestore();
    expect([broken.status, broken.headers.get("Retry-After")]).toEqual([503, "5"]);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(200);
  });
});

describe("a client with a secret", () => {
  const basic = ({ client_id, client_secret = "" }: Client) => ({
    Authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}`,
  });

  it("may say its name beside Basic, as the Python SDK of MCP does, and nobody else's", async () => {
    const bench = oauthBench();
    const client = await bench.register({ token_endpoint_auth_method: undefined });
    const { code, verifier } = await bench.authorize(client);
    const exchange = {
      grant_type: "authorization_code",
      client_id: client.client_id,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: verifier,
    };
    const tokens = await bodyOf(await bench.postForm("/oauth/token", exchange, basic(client)));
    const refresh = {
      grant_type: "refresh_token",
      client_id: client.client_id,
      refresh_token: tokens.refresh_token,
    };
    const stranger = await bench.register({ token_endpoint_auth_method: "client_secret_basic" });
    const asked = (fields: object, by: Client) =>
      bench.postForm("/oauth/token", { ...refresh, ...fields }, basic(by));
    expect((await asked({}, stranger)).status).toBe(400);
    expect((await asked({ client_secret: client.client_secret }, client)).status).toBe(400);
    expect((await asked({}, { ...client, client_secret: "guess" })).status).toBe(401);
    expect((await asked({}, client)).status).toBe(200);
    expect(await bench.call(tokens.access_token)).toBe(200);
  });
});

describe("revocation", () => {
  const revoke = (bench: ReturnType<typeof oauthBench>, client: Client, token: string) =>
    bench.postForm("/oauth/token", { client_id: client.client_id, token });

  it.each([
    "access_token",
    "refresh_token",
  ] as const)("of the %s ends the credential everywhere at once", async (kind) => {
    const bench = oauthBench();
    const { client, tokens } = await bench.connect();
    expect((await revoke(bench, client, tokens[kind])).status).toBe(200);
    expect(await bench.call(tokens.access_token)).toBe(401);
    expect((await bench.refresh(client, tokens.refresh_token)).status).toBe(400);
  });

  it("by another client changes nothing", async () => {
    const bench = oauthBench();
    const { tokens } = await bench.connect();
    const stranger = await bench.register();
    expect((await revoke(bench, stranger, tokens.refresh_token)).status).toBe(200);
    expect(await bench.call(tokens.access_token)).toBe(200);
  });
});

/** Moves this isolate's clock, the account's with it. */
function advance(ms: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + ms });
}
