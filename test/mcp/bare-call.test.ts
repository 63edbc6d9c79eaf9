import { describe, expect, it } from "vitest";
import { MCP_URL, ORIGIN, send, signedIn } from "../support/mcp-bench.ts";

describe("a bare call", () => {
  it("answers tools/list as plain JSON with nothing but a token and a content type", async () => {
    const caller = await signedIn();
    const answer = await caller.ask("tools/list");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(answer.headers.has("mcp-session-id")).toBe(false);
    expect(answer.body).toMatchObject({
      jsonrpc: "2.0",
      id: 1,
      result: { tools: expect.any(Array) },
    });
  });

  it("answers ping, resources/list and resources/read", async () => {
    const caller = await signedIn();
    expect((await caller.ask("ping")).body).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
    const { body } = await caller.ask("resources/list");
    expect(body.result).toMatchObject({ resources: [{ uri: "clickup://account" }] });
    const read = await caller.ask("resources/read", { uri: "clickup://account" });
    const [content] = read.body.result?.contents as { text: string }[];
    expect(JSON.parse(content?.text ?? "")).toMatchObject({
      tier: "free",
      requests_per_minute: 100,
      requests_left: 97,
      premium: { requests_per_minute: 500, upgrade_url: `${ORIGIN}/account` },
    });
  });

  it("names what is wrong with a call, in the codes of JSON-RPC", async () => {
    const caller = await signedIn();
    const code = async (method: string, params = {}) =>
      (await caller.ask(method, params)).body.error?.code;
    expect(await code("tools/frobnicate")).toBe(-32601);
    expect(await code("logging/setLevel", { level: "info" })).toBe(-32601);
    expect(await code("tools/call")).toBe(-32602);
    expect(await code("tools/call", { name: "clickup_task_get", arguments: [] })).toBe(-32602);
    expect(await code("resources/read")).toBe(-32602);
    expect(await code("resources/read", { uri: "clickup://nothing" })).toBe(-32602);
    expect(await code("tools/list", { cursor: "abc" })).toBe(-32602);
  });

  it("answers an unknown tool as a protocol error", async () => {
    const caller = await signedIn();
    const { status, body } = await caller.ask("tools/call", {
      name: "clickup_create_task",
      arguments: {},
    });
    expect(status).toBe(200);
    expect(body.error).toMatchObject({
      code: -32602,
      message: expect.stringContaining("Unknown tool: clickup_create_task"),
    });
  });

  it("is an event stream for a client that takes nothing else, and 406 for one that takes neither", async () => {
    const caller = await signedIn();
    const message = { jsonrpc: "2.0", id: 1, method: "ping" };
    const events = await caller.post(message, { accept: "text/event-stream" });
    expect(events.headers.get("content-type")).toBe("text/event-stream");
    expect(await events.text()).toBe(
      'event: message\ndata: {"result":{},"jsonrpc":"2.0","id":1}\n\n',
    );
    expect((await caller.post(message, { accept: "text/html" })).status).toBe(406);
    const never = { accept: "application/json;q=0, text/event-stream; q=0.0" };
    expect((await caller.post(message, never)).status).toBe(406);
    const rather = { accept: "application/json;q=0,text/event-stream;q=0.5" };
    expect((await caller.post(message, rather)).headers.get("content-type")).toBe(
      "text/event-stream",
    );
    expect((await caller.post(message, { accept: "*/*" })).headers.get("content-type")).toContain(
      "json",
    );
  });

  it("takes notifications with 202 and no body", async () => {
    const caller = await signedIn();
    const response = await caller.post({ jsonrpc: "2.0", method: "notifications/initialized" });
    expect(response.status).toBe(202);
    expect(await response.text()).toBe("");
  });

  it("refuses what is not JSON-RPC with the id that could be read", async () => {
    const caller = await signedIn();
    const refused = async (body: unknown, headers = {}) => {
      const response = await caller.post(body, headers);
      return [response.status, await response.json()];
    };
    expect(await refused("{")).toEqual([
      400,
      {
        jsonrpc: "2.0",
        id: null,
        error: { code: -32700, message: "Parse error: the body is not JSON" },
      },
    ]);
    expect(await refused({ jsonrpc: "2.0", id: 5, method: "x", params: [] })).toMatchObject([
      400,
      { id: 5, error: { code: -32602 } },
    ]);
    expect(await refused([{ jsonrpc: "2.0", id: 1, method: "ping" }])).toMatchObject([
      400,
      { error: { code: -32600 } },
    ]);
    expect(await refused("x", { "content-type": "text/plain" })).toMatchObject([
      415,
      { error: { code: 41501 } },
    ]);
    expect(
      await refused(
        { jsonrpc: "2.0", id: 1, method: "ping" },
        { "mcp-protocol-version": "1999-01-01" },
      ),
    ).toMatchObject([400, { id: 1 }]);
  });
});

describe("the credential", () => {
  const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
  const post = (authorization?: string) =>
    send(MCP_URL, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(authorization !== undefined && { authorization }),
      },
      body: message,
    });

  it("missing: 401 with the way to sign in, built from PUBLIC_URL", async () => {
    const response = await post();
    expect(response.status).toBe(401);
    const challenge = response.headers.get("www-authenticate") ?? "";
    expect(challenge).toMatch(/^Bearer /);
    expect(challenge).toContain(
      `resource_metadata="${ORIGIN}/.well-known/oauth-protected-resource/mcp"`,
    );
    expect(challenge).not.toContain("error=");
  });

  it("missing, with no body at all: 401 too, because clients probe like that", async () => {
    for (const method of ["POST", "GET", "DELETE"]) {
      expect((await send(MCP_URL, { method })).status).toBe(401);
    }
    expect((await send(`${ORIGIN}/sse`)).status).toBe(401);
    expect((await send(`${ORIGIN}/sse/message`, { method: "POST" })).status).toBe(401);
  });

  it.each([
    "Bearer pk_12345_ABCDEFGHIJ",
    "Bearer 12345_abcdef0123456789",
    "Bearer x",
    "Basic YTpi",
    "Bearer",
  ])("%s is 401 and goes nowhere", async (authorization) => {
    const response = await post(authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(await response.text()).not.toContain("ABCDEF");
  });

  it("revoked: 401 at the next request in every lane", async () => {
    const caller = await signedIn();
    const session = await caller.initialize();
    await caller.account.revokeCredential(caller.credentialId, "test");
    const headers = { "mcp-session-id": session["mcp-session-id"] };
    const answers = await Promise.all([
      caller.ask("tools/list"),
      caller.ask("tools/call", { name: "x" }),
      caller.ask("tools/list", {}, headers),
      caller.initialize().then(({ answer }) => answer),
      caller.modern("tools/list"),
      caller.modern("subscriptions/listen", { notifications: { toolsListChanged: true } }),
      caller.fetch({ headers: { ...headers, accept: "text/event-stream" } }),
      caller.fetch({ method: "DELETE", headers }),
      caller.fetch({ url: `${ORIGIN}/sse` }),
      caller.post({ jsonrpc: "2.0", method: "notifications/initialized" }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
  });
});
