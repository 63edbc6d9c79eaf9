import { env } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { readConfig } from "../../src/env.ts";
import type { ResourceName } from "../../src/oauth/resources.ts";
import { authenticate } from "../../src/oauth/validate-token.ts";
import { oauthBench, PUBLIC_URL, USER } from "../support/oauth-bench.ts";

const ask = (header: string | null, resource: ResourceName = "mcp") =>
  authenticate(header, resource, readConfig(env));

describe("authenticate", () => {
  it("knows the user, the credential and the scopes of an access token", async () => {
    const { tokens, client } = await oauthBench().connect({ scope: "clickup:read" });
    expect(await ask(`Bearer ${tokens.access_token}`)).toEqual({
      userId: USER,
      credentialId: expect.any(String),
      kind: "grant",
      clientId: client.client_id,
      scopes: ["clickup:read"],
    });
    expect(await ask(`bearer   ${tokens.access_token}`)).toBeDefined();
  });

  it("takes a token at its own resource only", async () => {
    const { connect } = oauthBench();
    const mcp = await connect();
    const sse = await connect({ resource: `${PUBLIC_URL}/sse` });
    expect(await ask(`Bearer ${mcp.tokens.access_token}`, "sse")).toBeUndefined();
    expect(await ask(`Bearer ${sse.tokens.access_token}`, "mcp")).toBeUndefined();
    expect(await ask(`Bearer ${sse.tokens.access_token}`, "sse")).toBeDefined();
  });

  it.each([
    null,
    "",
    "Bearer",
    "Bearer ",
    "Basic abc",
    "Bearer pk_1001_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
    "Bearer 1001_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "Bearer a b",
    "Bearer a, Bearer b",
    `Bearer ${"9".repeat(600)}:${"g".repeat(16)}:${"s".repeat(32)}`,
    `Bearer 1001:${"g".repeat(16)}:${"s".repeat(32)}`,
    "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMDAxIn0.",
    "Bearer x.y.z",
  ])("knows nobody by %j, and sends it nowhere", async (header) => {
    const outbound = vi.spyOn(globalThis, "fetch");
    expect(await ask(header)).toBeUndefined();
    expect(outbound).not.toHaveBeenCalled();
    outbound.mockRestore();
  });

  it("does not take a refresh token for an access token", async () => {
    const { tokens } = await oauthBench().connect();
    expect(await ask(`Bearer ${tokens.refresh_token}`)).toBeUndefined();
  });

  it("knows an access token without KV, which may be stale or away", async () => {
    const bench = oauthBench();
    const { tokens } = await bench.connect();
    const get = vi.spyOn(env.OAUTH_KV, "get").mockRejectedValue(new Error("KV is away"));
    expect(await bench.call(tokens.access_token)).toBe(200);
    expect(get).not.toHaveBeenCalled();
    get.mockRestore();
  });
});
