/** What a warm tool call asks of the platform, on every lane. Counts, which are the same on any machine. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import worker from "../../src/index.ts";
import { countedEnv } from "../support/counted-env.ts";
import { oauthBench, PUBLIC_URL } from "../support/oauth-bench.ts";

/** What each call may ask of the platform and how often it may go over its JSON. */
const EACH_CALL = {
  account: 1, // tier, window, audit and the tool are one RPC
  session: 0,
  kvReads: 0, // an access token says itself whose it is
  kvWrites: 0,
  toClickUp: 0,
  parses: 1, // the body; the tool reads what was parsed
  writes: 1, // to see that the result fits; the answer itself is written by Response.json
};

/** No other text of the request or the answer has it in it. */
const MARK = "Backlog";
const FOUND = `"name":"${MARK}"`;
const CALL = { name: "clickup_workspace_hierarchy", arguments: { name_filter: MARK, limit: 1 } };
const STATELESS = "2026-07-28";
const SESSION = "2025-11-25";

async function bench() {
  const oauth = oauthBench();
  const { tokens } = await oauth.connect();
  const { env, asked, reset } = countedEnv();
  const post = async (message: object, headers: Record<string, string>) => {
    const ctx = createExecutionContext();
    const request = new Request(`${PUBLIC_URL}/mcp`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${tokens.access_token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }),
    });
    const response = await worker.fetch(request as Parameters<typeof worker.fetch>[0], env, ctx);
    const text = await response.text();
    await waitOnExecutionContext(ctx);
    expect(text).toContain(FOUND);
    return response;
  };
  const lanes = {
    stateless: () =>
      post(
        {
          method: "tools/call",
          params: {
            ...CALL,
            _meta: {
              "io.modelcontextprotocol/protocolVersion": STATELESS,
              "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
              "io.modelcontextprotocol/clientCapabilities": {},
            },
          },
        },
        {
          "mcp-protocol-version": STATELESS,
          "mcp-method": "tools/call",
          "mcp-name": CALL.name,
        },
      ),
    bare: () => post({ method: "tools/call", params: CALL }, { accept: "*/*" }),
    sessionful: async () => {
      sessionId ??= await openSession();
      return post(
        { method: "tools/call", params: CALL },
        { "mcp-session-id": sessionId, "mcp-protocol-version": SESSION },
      );
    },
  };
  let sessionId: string | undefined;
  const openSession = async () => {
    const opened = await oauth.request("/mcp", {
      method: "POST",
      headers: {
        authorization: `Bearer ${tokens.access_token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 0,
        method: "initialize",
        params: {
          protocolVersion: SESSION,
          capabilities: {},
          clientInfo: { name: "test", version: "1" },
        },
      }),
    });
    await opened.text();
    return opened.headers.get("mcp-session-id") ?? "";
  };
  return { lanes, asked, reset, toClickUp: oauth.toClickUp };
}

describe("a warm tool call", () => {
  it.each([
    "stateless",
    "bare",
    "sessionful",
  ] as const)("is one hop, reads no KV, and nothing is parsed twice, %s", async (name) => {
    const { lanes, asked, reset, toClickUp } = await bench();
    const call = lanes[name];
    await call();
    // What the first call sealed, the second opens and keeps.
    await call();
    reset();
    const before = toClickUp();
    const parsed = vi.spyOn(JSON, "parse");
    const written = vi.spyOn(JSON, "stringify");
    onTestFinished(() => {
      parsed.mockRestore();
      written.mockRestore();
    });
    await call();
    const parses = parsed.mock.calls.filter(([text]) => String(text).includes(MARK)).length;
    const writes = written.mock.results.filter(({ value }) => String(value).includes(FOUND)).length;
    expect({ ...asked, toClickUp: toClickUp() - before, parses, writes }).toEqual(EACH_CALL);
  });
});
