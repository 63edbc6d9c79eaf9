import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { type Client, oauthBench, REDIRECT_URI } from "../support/oauth-bench.ts";

const post = (bench: ReturnType<typeof oauthBench>, body: string, headers = {}) =>
  bench.request("/oauth/register", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body,
  });
const tell = (metadata: object) => JSON.stringify({ redirect_uris: [REDIRECT_URI], ...metadata });

describe("registration", () => {
  it("keeps a clean name and nothing that we neither show nor need", async () => {
    const bench = oauthBench();
    const client = await bench.register({
      client_name: "Ev\u202Eil\u0000 <b>App</b>",
      logo_uri: "http://169.254.169.254/latest/meta-data",
      tos_uri: "https://example.com/tos",
      contacts: ["ada@example.com"],
      "client_name#ja": "x",
      client_uri: "javascript:alert(1)",
    });
    expect(client.client_name).toBe("Evil <b>App</b>");
    const stored = await env.OAUTH_KV.get<object>(`client:${client.client_id}`, "json");
    expect(JSON.stringify(stored)).not.toMatch(/169\.254|tos|ada@|javascript|#ja/);
    expect(bench.toClickUp()).toBe(0); // nor is anything fetched
  });

  it("keeps the redirect URIs that can be used and drops a scheme that any app could claim", async () => {
    const { register } = oauthBench();
    const cursor = "cursor://anysphere.cursor-mcp/oauth/callback";
    const client = await register({ redirect_uris: [cursor, "mystery://cb", REDIRECT_URI] });
    expect(client.redirect_uris).toEqual([cursor, REDIRECT_URI]);
  });

  it("leaves out grant types that we have not, as VS Code lists them", async () => {
    const { register } = oauthBench();
    const client = await register({
      grant_types: [
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
      ],
    });
    expect(client.grant_types).toEqual(["authorization_code", "refresh_token"]);
  });

  it.each<[string, string, string]>([
    ["no JSON", "{", "invalid_client_metadata"],
    ["a list", "[]", "invalid_client_metadata"],
    ["no redirect URI", "{}", "invalid_redirect_uri"],
    ["an empty list of them", tell({ redirect_uris: [] }), "invalid_redirect_uri"],
    [
      "a thousand of them",
      tell({ redirect_uris: Array(1000).fill("https://a.io/") }),
      "invalid_redirect_uri",
    ],
    [
      "a script for a redirect",
      tell({ redirect_uris: ["javascript:alert(1)"] }),
      "invalid_redirect_uri",
    ],
    [
      "one bad redirect among good ones",
      tell({ redirect_uris: [REDIRECT_URI, "http://evil.example/cb"] }),
      "invalid_redirect_uri",
    ],
    ["only an unknown scheme", tell({ redirect_uris: ["mystery://cb"] }), "invalid_redirect_uri"],
    ["a name that is no text", tell({ client_name: { a: 1 } }), "invalid_client_metadata"],
    ["a grant that we have not", tell({ grant_types: ["password"] }), "invalid_client_metadata"],
  ])("refuses %s", async (_, body, error) => {
    const answer = await post(oauthBench(), body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error });
  });

  it("refuses a 500 kB name before it is read as anything", async () => {
    const answer = await post(oauthBench(), tell({ client_name: "x".repeat(500_000) }));
    expect(answer.status).toBe(413);
  });

  it("is throttled per address, and per network for IPv6", async () => {
    const bench = oauthBench();
    const from = (address: string) => post(bench, tell({}), { "CF-Connecting-IP": address });
    const network = `2001:db8:${Math.floor(Math.random() * 0xffff).toString(16)}:7`;
    // The limiter counts by the clock's minute, 100 in each: more than 200 cannot all pass in two.
    let answer = await from(`${network}::0`);
    expect(answer.status).toBe(201);
    for (let at = 1; at <= 200 && answer.status === 201; at += 1) {
      answer = await from(`${network}::${at.toString(16)}`);
    }
    expect([answer.status, answer.headers.get("Retry-After")]).toEqual([429, "60"]);
    expect((await from("198.51.100.7")).status).toBe(201);
  });

  it("may be called by any page, because it carries no cookie", async () => {
    const answer = await post(oauthBench(), tell({}), { Origin: "https://some.client.example" });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect((await answer.json<Client>()).client_id).toBeTruthy();
  });
});
