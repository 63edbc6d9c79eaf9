/** Tricks at the authorization server that its own tests do not name. */
import { describe, expect, it, vi } from "vitest";
import {
  authorizeUrl,
  type Client,
  handleOf,
  newPkce,
  oauthBench,
  PUBLIC_URL,
  REDIRECT_URI,
  type Tokens,
} from "../support/oauth-bench.ts";

type Bench = ReturnType<typeof oauthBench>;

const SITE = "https://client.example/cb";
const APP = "cursor://anysphere.cursor-mcp/oauth/callback";

async function ask(bench: Bench, client: Client, change: (query: URLSearchParams) => void) {
  const url = new URL(authorizeUrl(client, await newPkce()), PUBLIC_URL);
  change(url.searchParams);
  return bench.browser().visit(url.pathname + url.search);
}

describe("a redirect URI that only looks like the registered one", () => {
  it.each<[string, string[]]>([
    [
      SITE,
      [
        "https://client.example/CB",
        "https://client.example/cb/",
        "https://client.example/cb?next=https://evil.example",
        "https://client.example/cb%2F..%2Fother",
        "https://client.example/%63b",
        "https://client.example/./cb",
        "https://client.example//cb",
        "https://client.example/x/../cb",
        "https://client.example:8443/cb",
        "https://client.example./cb",
        "https://client.example.evil.example/cb",
        "https://evil.example/https://client.example/cb",
        "https://client.example@evil.example/cb",
        "https://client.example%40evil.example/cb",
        "https://evil.example\\@client.example/cb",
        "https://client.example/cb#",
        "https://client.example/cb#@evil.example",
        "https://client.example/cb\r\nSet-Cookie: a=b",
        "https://client.example/cb%00",
        " https://client.example/cb",
        "http://client.example/cb",
        "//client.example/cb",
        "/cb",
        "javascript://client.example/cb%0aalert(1)",
        "https://сlient.example/cb", // a Cyrillic letter
      ],
    ],
    [
      REDIRECT_URI,
      [
        "http://127.0.0.2:33418/callback",
        "http://[::1]:33418/callback",
        "http://0.0.0.0:33418/callback",
        "http://localhost:33418/callback",
        "https://127.0.0.1:33418/callback",
        "http://127.0.0.1:33418/Callback",
        "http://127.0.0.1:33418/callback/",
        "http://127.0.0.1:33418/callback?next=x",
        "http://127.0.0.1:99999/callback",
        "http://127.0.0.1:1@evil.example/callback",
        "http://127.0.0.1.evil.example:33418/callback",
        "http://evil.example#127.0.0.1:33418/callback",
      ],
    ],
    [
      APP,
      [
        "cursor://evil/oauth/callback",
        "cursor:anysphere.cursor-mcp/oauth/callback",
        "vscode://anysphere.cursor-mcp/oauth/callback",
        "cursor://anysphere.cursor-mcp/oauth/callback?x",
        "https://anysphere.cursor-mcp/oauth/callback",
      ],
    ],
  ])("of %s is refused on a page, and nothing is sent there", async (registered, tricks) => {
    const bench = oauthBench();
    const client = await bench.register({ redirect_uris: [registered] });
    for (const trick of tricks) {
      const response = await ask(bench, client, (query) => query.set("redirect_uri", trick));
      expect([trick, response.status, response.headers.get("Location")]).toEqual([
        trick,
        400,
        null,
      ]);
      const html = await response.text();
      expect(html).not.toContain("evil.example");
      expect(handleOf(html)).toBe("");
    }
  });
});

describe("an authorization request", () => {
  it.each([
    ["token", "unsupported_response_type"],
    ["id_token", "unsupported_response_type"],
    ["code token", "unsupported_response_type"],
    ["none", "unsupported_response_type"],
    ["", "invalid_request"],
    ["CODE", "unsupported_response_type"],
  ])("with response_type %j gets no code and no consent page", async (type, error) => {
    const bench = oauthBench();
    const response = await ask(bench, await bench.register(), (query) =>
      query.set("response_type", type),
    );
    const back = new URL(response.headers.get("Location") ?? "");
    expect(back.origin + back.pathname).toBe(REDIRECT_URI);
    expect(back.searchParams.get("error")).toBe(error);
    expect(back.searchParams.has("code")).toBe(false);
  });

  it.each<[string, (query: URLSearchParams) => void]>([
    ["the method plain", (query) => query.set("code_challenge_method", "plain")],
    ["a method of another case", (query) => query.set("code_challenge_method", "s256")],
    ["a challenge that is too short", (query) => query.set("code_challenge", "abc")],
    ["an empty challenge", (query) => query.set("code_challenge", "")],
  ])("with %s is refused, since a code could be used without its proof", async (_, change) => {
    const bench = oauthBench();
    const response = await ask(bench, await bench.register(), change);
    const back = new URL(response.headers.get("Location") ?? "");
    expect(back.searchParams.get("error")).toBe("invalid_request");
  });

  it("is not taken from an object that the client names or signs itself", async () => {
    const bench = oauthBench();
    const client = await bench.register();
    const before = bench.toClickUp();
    const response = await ask(bench, client, (query) => {
      query.set("request_uri", "https://evil.example/request.jwt");
      query.set(
        "request",
        "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9.",
      );
    });
    expect(await response.text()).not.toContain("evil.example");
    expect(bench.toClickUp()).toBe(before);
  });
});

describe("a code", () => {
  const redeem = (bench: Bench, fields: Record<string, string>) =>
    bench.postForm("/oauth/token", { grant_type: "authorization_code", ...fields });

  it.each<[string, (good: Record<string, string>, stranger: Client) => Record<string, string>]>([
    ["without its verifier", ({ code_verifier: _, ...rest }) => rest],
    ["with an empty verifier", (good) => ({ ...good, code_verifier: "" })],
    ["by another client", (good, { client_id }) => ({ ...good, client_id })],
    ["with another redirect URI", (good) => ({ ...good, redirect_uri: SITE })],
    ["for another resource", (good) => ({ ...good, resource: "https://other.example/mcp" })],
    [
      "for the resource that was not asked for",
      (good) => ({ ...good, resource: `${PUBLIC_URL}/sse` }),
    ],
    [
      "as a refresh token",
      (good) => ({ ...good, grant_type: "refresh_token", refresh_token: good.code ?? "" }),
    ],
  ])("redeemed %s gives nothing", async (_, spoil) => {
    const bench = oauthBench();
    const client = await bench.register();
    const { code, verifier } = await bench.authorize(client);
    const good = {
      client_id: client.client_id,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: verifier,
    };
    const answer = await redeem(bench, spoil(good, await bench.register()));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toContain("access_token");
  });

  it("gives the scopes that were consented to, whatever the exchange asks for", async () => {
    const bench = oauthBench();
    const client = await bench.register();
    const { code, verifier } = await bench.authorize(client, { scope: "clickup:read" });
    const answer = await redeem(bench, {
      client_id: client.client_id,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: verifier,
      scope: "clickup:read clickup:write clickup:delete",
    });
    expect(answer.status).toBe(200);
    expect(await answer.json<Tokens>()).toMatchObject({ scope: "clickup:read" });
  });
});

describe("everything after consent", () => {
  it("leads nowhere but to ClickUp, ourselves and the client's own address", async () => {
    const bench = oauthBench();
    for (const path of [
      "/auth/login?redirect=https://evil.example",
      "/auth/login?next=//evil.example",
      "/authorize?redirect_uri=https://evil.example",
      "/auth/callback?redirect=https://evil.example&state=x&code=y",
      "/account?next=https://evil.example",
      "/auth/login//evil.example",
      "//evil.example/auth/login",
    ]) {
      const response = await bench.browser().visit(path.startsWith("//") ? `/.${path}` : path);
      const location = new URL(response.headers.get("Location") ?? "/", PUBLIC_URL);
      expect([path, location.hostname]).toEqual([
        path,
        expect.stringMatching(/^(localhost|app\.clickup\.com)$/),
      ]);
      expect(location.search).not.toContain("evil");
    }
  });
});

describe("a store of tokens that lags behind by a minute", () => {
  it("changes nothing: what was revoked is refused at once, and a code works once", async () => {
    const bench = oauthBench();
    const { client, tokens } = await bench.connect();
    const fresh = await bench.authorize(client);
    const lag = await frozenKv();
    try {
      const codes = await Promise.all(
        Array.from({ length: 4 }, () => bench.exchange(client, fresh.code, fresh.verifier)),
      );
      expect(codes.filter(({ ok }) => ok).length).toBeLessThanOrEqual(1);
      await bench.postForm("/oauth/token", {
        client_id: client.client_id,
        token: tokens.refresh_token,
      });
      expect(await bench.call(tokens.access_token)).toBe(401);
      expect((await bench.refresh(client, tokens.refresh_token)).status).toBe(400);
    } finally {
      lag.thaw();
    }
  });
});

/** Reads answer as of now; writes go through and are not seen. */
async function frozenKv() {
  const { env } = await import("cloudflare:workers");
  const kv = env.OAUTH_KV;
  const seen = new Map<string, string | null>();
  for (let cursor: string | undefined; ; ) {
    const page = await kv.list(cursor === undefined ? {} : { cursor });
    for (const { name } of page.keys) seen.set(name, await kv.get(name));
    if (page.list_complete) break;
    cursor = page.cursor;
  }
  const get = vi.spyOn(kv, "get").mockImplementation((async (
    name: string,
    options?: string | { type?: string },
  ) => {
    const text = seen.get(name) ?? null;
    const type = typeof options === "string" ? options : options?.type;
    return type === "json" && text !== null ? JSON.parse(text) : text;
  }) as never);
  return { thaw: () => get.mockRestore() };
}
