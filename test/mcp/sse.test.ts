import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { sessionOf } from "../../src/account/session-door.ts";
import { createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import { evictAll } from "../support/evict.ts";
import { EventReader, type McpCaller, ORIGIN, signedIn } from "../support/mcp-bench.ts";

const SSE_URL = `${ORIGIN}/sse`;

async function connect(caller: McpCaller, url = SSE_URL) {
  const response = await caller.fetch({ url, headers: { accept: "text/event-stream" } });
  expect(response.status).toBe(200);
  const events = new EventReader(response);
  const endpoint = await events.next();
  expect(endpoint?.event).toBe("endpoint");
  const messageUrl = new URL(endpoint?.data ?? "", url).href;
  const post = (message: unknown) => caller.post(message, {}, messageUrl);
  const next = async () => JSON.parse((await events.next())?.data ?? "null");
  return { events, messageUrl, post, next };
}

const initialize = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2024-11-05",
    capabilities: {},
    clientInfo: { name: "old", version: "1" },
  },
};

describe("the transport of 2024-11-05", () => {
  it("answers each POST on the stream, initialize first", async () => {
    const caller = await signedIn();
    const { post, next, events } = await connect(caller);
    expect((await post(initialize)).status).toBe(202);
    expect(await next()).toMatchObject({
      id: 0,
      result: { protocolVersion: "2024-11-05", instructions: expect.stringContaining("free tier") },
    });
    expect((await post({ jsonrpc: "2.0", method: "notifications/initialized" })).status).toBe(202);
    const listed = await post({ jsonrpc: "2.0", id: 1, method: "tools/list" });
    expect([listed.status, listed.headers.get("ratelimit-remaining")]).toEqual([202, "98"]);
    expect(await next()).toMatchObject({ id: 1, result: { tools: expect.any(Array) } });
    await post({ jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "nothing" } });
    expect(await next()).toMatchObject({ id: 2, error: { code: -32602 } });
    await events.close();
  });

  it("gives an endpoint that is signed, and mints the id itself whatever the client proposes", async () => {
    const caller = await signedIn();
    const { messageUrl, events } = await connect(caller, `${SSE_URL}?sessionId=mine`);
    const presented = new URL(messageUrl).searchParams.get("sessionId");
    expect(presented).toMatch(/^[0-9a-f]{32}\.[A-Za-z0-9_-]{43}$/);
    expect(new URL(messageUrl).pathname).toBe("/sse/message");
    await events.close();
  });

  it("takes no message of another user, nor of an invented session", async () => {
    const owner = await signedIn();
    const stranger = await signedIn();
    const { messageUrl, post, next, events } = await connect(owner);
    const before = await listDurableObjectIds(env.MCP_SESSION);
    const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
    expect((await stranger.post(ping, {}, messageUrl)).status).toBe(404);
    expect((await stranger.post(initialize, {}, messageUrl)).status).toBe(404);
    expect((await owner.post(ping, {}, `${SSE_URL}/message?sessionId=abc`)).status).toBe(404);
    expect((await owner.post(ping, {}, `${SSE_URL}/message`)).status).toBe(404);
    expect(await listDurableObjectIds(env.MCP_SESSION)).toHaveLength(before.length);
    expect((await post(ping)).status).toBe(202);
    expect(await next()).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
    await events.close();
  });

  it("says 429 at the POST, because nothing comes down the stream", async () => {
    const caller = await signedIn();
    const { post, events } = await connect(caller);
    await Promise.all(Array.from({ length: 100 }, () => caller.ask("ping")));
    const refused = await post({ jsonrpc: "2.0", id: 5, method: "ping" });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ id: 5, error: { code: 42901 } });
    await events.close();
  });

  it("pushes a changed list, also after the object slept", async () => {
    const caller = await signedIn();
    const { next, events, messageUrl } = await connect(caller);
    await evictAll();
    const sessionId = new URL(messageUrl).searchParams.get("sessionId")?.split(".")[0] ?? "";
    await sessionOf(env, { sessionId, transport: "sse" }).toolListChanged();
    expect(await next()).toMatchObject({ method: "notifications/tools/list_changed" });
    await events.close();
  });

  it("ends the session with the stream, for its client and for its object", async () => {
    const caller = await signedIn();
    const { post, events, messageUrl } = await connect(caller);
    const sessionId = new URL(messageUrl).searchParams.get("sessionId")?.split(".")[0] ?? "";
    await sessionOf(env, { sessionId, transport: "sse" }).closeStream();
    expect(await events.next()).toBeUndefined();
    await expect
      .poll(async () => (await post({ jsonrpc: "2.0", id: 1, method: "ping" })).status)
      .toBe(404);
  });

  it("says at the POST that a call may have been done whose stream ended meanwhile", async () => {
    const sandbox = createClickUpSandbox();
    const clickUpToken = sandbox.tokenFor(SEED.users.ada, [SEED.workspaces.northwind]);
    const caller = await signedIn({ clickUpToken });
    const { post, messageUrl } = await connect(caller);
    const sessionId = new URL(messageUrl).searchParams.get("sessionId")?.split(".")[0] ?? "";
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      if (request.method === "POST") {
        await sessionOf(env, { sessionId, transport: "sse" }).closeStream();
      }
      return sandbox.fetch(request);
    });
    const args = { list: SEED.lists.backlog, name: "once" };
    const params = { name: "clickup_task_create", arguments: args };
    const answer = await post({ jsonrpc: "2.0", id: 6, method: "tools/call", params });
    expect([answer.status, await answer.json()]).toEqual([
      404,
      expect.objectContaining({
        id: 6,
        error: expect.objectContaining({
          message: expect.stringContaining("may have been done all the same"),
        }),
      }),
    ]);
    const made = Object.values(sandbox.state.tasks).filter(({ name }) => name === "once");
    expect(made).toHaveLength(1);
    vi.restoreAllMocks();
  });

  it("takes no batch", async () => {
    const caller = await signedIn();
    const { post, events } = await connect(caller);
    expect((await post([{ jsonrpc: "2.0", id: 1, method: "ping" }])).status).toBe(400);
    await events.close();
  });
});
