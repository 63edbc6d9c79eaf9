import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/env.ts";
import { challenge } from "../../src/oauth/validate-token.ts";
import { oauthBench, PUBLIC_URL } from "../support/oauth-bench.ts";

const read = async (path: string, headers = {}) =>
  (await oauthBench().request(path, { headers })).json<Record<string, unknown>>();

describe("discovery", () => {
  it("names every endpoint at PUBLIC_URL", async () => {
    expect(await read("/.well-known/oauth-authorization-server")).toMatchInlineSnapshot(`
      {
        "authorization_endpoint": "http://localhost:8787/authorize",
        "authorization_response_iss_parameter_supported": true,
        "client_id_metadata_document_supported": true,
        "code_challenge_methods_supported": [
          "S256",
        ],
        "grant_types_supported": [
          "authorization_code",
          "refresh_token",
        ],
        "issuer": "http://localhost:8787",
        "protected_resources": [
          "http://localhost:8787/mcp",
          "http://localhost:8787/sse",
        ],
        "registration_endpoint": "http://localhost:8787/oauth/register",
        "response_modes_supported": [
          "query",
        ],
        "response_types_supported": [
          "code",
        ],
        "revocation_endpoint": "http://localhost:8787/oauth/token",
        "scopes_supported": [
          "clickup:read",
          "clickup:write",
          "clickup:delete",
          "offline_access",
        ],
        "token_endpoint": "http://localhost:8787/oauth/token",
        "token_endpoint_auth_methods_supported": [
          "client_secret_basic",
          "client_secret_post",
          "none",
          "private_key_jwt",
        ],
        "token_endpoint_auth_signing_alg_values_supported": [
          "RS256",
          "ES256",
        ],
      }
    `);
  });

  it("is refused by the gate in the shape that OAuth clients read", async () => {
    const bench = oauthBench();
    const bodies = [{ method: "GET" }, { method: "POST", body: "x".repeat(1024 * 1024 + 1) }];
    for (const path of ["/oauth/token", "/oauth/register"]) {
      for (const init of bodies) {
        const answer = await bench.request(path, init);
        expect(answer.status).toBe(init.method === "GET" ? 405 : 413);
        expect(await answer.json()).toEqual({
          error: "invalid_request",
          error_description: expect.any(String),
        });
      }
    }
  });

  it("tells any page that a document is not there, rather than nothing at all", async () => {
    const headers = { Origin: "https://evil.example" };
    for (const path of ["openid-configuration", "oauth-authorization-server/mcp", "jwks.json"]) {
      const answer = await oauthBench().request(`/.well-known/${path}`, { headers });
      expect(answer.status).toBe(404);
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("*");
    }
  });

  it("says the same under another Host, so that nobody can be led away", async () => {
    const bench = oauthBench();
    const path = "/.well-known/oauth-authorization-server";
    const other = await bench.request(`http://127.0.0.1:8787${path}`);
    expect(await other.json()).toMatchObject({
      issuer: PUBLIC_URL,
      token_endpoint: `${PUBLIC_URL}/oauth/token`,
    });
    const foreign = await bench.request(`http://evil.example${path}`);
    expect(foreign.status).toBe(421);
  });

  it.each([
    ["", "mcp"],
    ["/mcp", "mcp"],
    ["/sse", "sse"],
  ])("describes the resource at /.well-known/oauth-protected-resource%s", async (path, resource) => {
    expect(await read(`/.well-known/oauth-protected-resource${path}`)).toMatchObject({
      resource: `${PUBLIC_URL}/${resource}`,
      authorization_servers: [PUBLIC_URL],
      scopes_supported: ["clickup:read", "clickup:write"],
    });
  });

  it("is reached from the challenge, which names an error only when a credential came", () => {
    const config = readConfig(env);
    expect(challenge(config, { resource: "sse" })).toBe(
      `Bearer realm="ClickUp MCP", resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource/sse", scope="clickup:read clickup:write"`,
    );
    expect(challenge(config, { resource: "mcp", error: "invalid_token" })).toContain(
      'error="invalid_token"',
    );
  });
});
