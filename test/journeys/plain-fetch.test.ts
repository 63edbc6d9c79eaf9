/** A script without any MCP library: registration, tokens and bare calls by hand. */
import { describe, expect, inject, it } from "vitest";
import { FREE_TOOLS, meetAnError, type ToolResult, workInClickUp } from "../support/first-call.ts";
import { bareCall, signIn } from "../support/plain-oauth.ts";

const publicUrl = inject("publicUrl");

describe("plain fetch", () => {
  it("registers, signs in, and works with bare calls that need no handshake", async () => {
    const { tokens } = await signIn(publicUrl, "1003");
    expect(tokens).toMatchObject({
      token_type: expect.stringMatching(/^bearer$/i),
      expires_in: 86_400,
      refresh_token: expect.any(String),
    });
    const call = async (name: string, args: Record<string, unknown>) => {
      const answer = await bareCall(publicUrl, tokens.access_token, "tools/call", {
        name,
        arguments: args,
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toContain("application/json");
      return ((await answer.json()) as { result: ToolResult }).result;
    };
    const list = await bareCall(publicUrl, tokens.access_token, "tools/list");
    const { result } = (await list.json()) as { result: { tools: { name: string }[] } };
    expect(result.tools.map((tool) => tool.name).sort()).toEqual(FREE_TOOLS);
    expect(list.headers.get("ratelimit-limit")).toBe("10000");
    await workInClickUp(call, "plain fetch");
    await meetAnError(call);
  });

  it("stays signed in when it refreshes several times at once", async () => {
    const { clientId, tokens } = await signIn(publicUrl, "1003");
    const refresh = (token: string) =>
      fetch(new URL("/oauth/token", publicUrl), {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "refresh_token",
          refresh_token: token,
          client_id: clientId,
        }),
      });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refresh(tokens.refresh_token)),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    // Whichever answer the client kept, it can go on with it.
    for (const answer of [answers[0], answers[7], answers[19]]) {
      const next = (await answer?.json()) as { access_token: string; refresh_token: string };
      const list = await bareCall(publicUrl, next.access_token, "tools/list");
      expect(list.status).toBe(200);
      expect((await refresh(next.refresh_token)).status).toBe(200);
    }
  });

  it("is told where to sign in when it has no token", async () => {
    const answer = await fetch(new URL("/mcp", publicUrl), { method: "POST", body: "{}" });
    expect(answer.status).toBe(401);
    const challenge = answer.headers.get("www-authenticate") ?? "";
    const metadataUrl = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "";
    const metadata = (await (await fetch(metadataUrl)).json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({
      resource: `${publicUrl}/mcp`,
      authorization_servers: [publicUrl],
    });
  });
});
