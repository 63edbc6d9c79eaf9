import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { sessionOf } from "../../src/account/session-door.ts";
import { openSessionStream, postToSession } from "../../src/mcp/session-objects.ts";
import { evictAll } from "../support/evict.ts";
import { EventReader, type McpCaller, signedIn } from "../support/mcp-bench.ts";

const TOOLS_CHANGED = { jsonrpc: "2.0", method: "notifications/tools/list_changed" };

async function inSession(caller: McpCaller, version?: string) {
  const session = await caller.initialize(version);
  expect(session.answer.status).toBe(200);
  return { "mcp-session-id": session["mcp-session-id"] };
}

function openStream(caller: McpCaller, headers: Record<string, string>) {
  return caller.fetch({ headers: { ...headers, accept: "text/event-stream" } });
}

/** The session's door as the account has it. */
function doorOf(headers: { "mcp-session-id": string }) {
  const sessionId = headers["mcp-session-id"].split(".")[0] ?? "";
  return sessionOf(env, { sessionId, transport: "streamable-http" });
}

describe("initialize", () => {
  it("negotiates, introduces the server and tells tier and limits", async () => {
    const caller = await signedIn();
    const { answer } = await caller.initialize("2025-06-18");
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(answer.headers.get("ratelimit-remaining")).toBe("99");
    expect(answer.body.result).toMatchObject({
      protocolVersion: "2025-06-18",
      capabilities: { tools: { listChanged: true }, resources: {} },
      serverInfo: { name: "clickup-mcp", title: "ClickUp", version: "0.1.0" },
      instructions: expect.stringMatching(/free tier: 7 tools, 100 requests a minute/),
    });
    expect(answer.body.result?.capabilities).not.toHaveProperty("logging");
  });

  it("offers the newest it knows to a client of an unknown revision", async () => {
    const { answer } = await (await signedIn()).initialize("1999-01-01");
    expect(answer.body.result?.protocolVersion).toBe("2025-11-25");
  });

  it("without its parameters is an invalid request and makes no session", async () => {
    const caller = await signedIn();
    const before = await listDurableObjectIds(env.MCP_SESSION);
    const { status, body, headers } = await caller.ask("initialize", {});
    expect([status, body.error?.code, headers.has("mcp-session-id")]).toEqual([200, -32602, false]);
    expect(await listDurableObjectIds(env.MCP_SESSION)).toHaveLength(before.length);
  });

  it("within a session is refused", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller);
    expect((await caller.ask("initialize", {}, headers)).status).toBe(400);
  });
});

describe("a session", () => {
  it("answers requests, with its own choice of tools whatever later URLs say", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller);
    expect((await caller.ask("tools/list", {}, headers)).status).toBe(200);
    expect((await caller.ask("ping", {}, headers)).body.result).toEqual({});
    const answer = await caller.ask("tools/call", { name: "nothing" }, headers);
    expect(answer.body.error?.message).toContain("Unknown tool");
    const odd = await caller.post(
      { jsonrpc: "2.0", id: 9, method: "ping" },
      headers,
      "http://localhost:8787/mcp?persona=nobody",
    );
    expect(odd.status).toBe(200);
  });

  it("takes notifications and answers of the client with 202", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller);
    for (const message of [
      { jsonrpc: "2.0", method: "notifications/initialized" },
      { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 7 } },
      { jsonrpc: "2.0", id: "elicit_1", result: { action: "accept" } },
    ]) {
      expect((await caller.post(message, headers)).status).toBe(202);
    }
  });

  it("ends with DELETE, and is 404 afterwards in every way", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller);
    expect((await caller.fetch({ method: "DELETE", headers })).status).toBe(204);
    expect((await caller.ask("tools/list", {}, headers)).status).toBe(404);
    expect((await caller.ask("tools/call", { name: "x" }, headers)).body.error?.code).toBe(40401);
    expect((await openStream(caller, headers)).status).toBe(404);
    expect((await caller.fetch({ method: "DELETE", headers })).status).toBe(404);
    // Asked again by an account that repeats itself.
    await doorOf(headers).endSession();
  });

  it("survives a restart of both objects", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller);
    await evictAll();
    expect((await caller.ask("tools/list", {}, headers)).status).toBe(200);
    const stream = await openStream(caller, headers);
    expect(stream.status).toBe(200);
    const events = new EventReader(stream);
    await doorOf(headers).toolListChanged();
    expect(JSON.parse((await events.next())?.data ?? "")).toEqual(TOOLS_CHANGED);
    await events.close();
  });

  it("has no GET and no DELETE without its id", async () => {
    const caller = await signedIn();
    expect((await caller.fetch({ headers: { accept: "text/event-stream" } })).status).toBe(405);
    expect((await caller.fetch({ method: "DELETE" })).status).toBe(405);
  });
});

describe("another user's session", () => {
  it("is 404 on POST, GET and DELETE, before and after a restart, and stays whole", async () => {
    const owner = await signedIn();
    const stranger = await signedIn();
    const headers = await inSession(owner);
    for (let round = 0; round < 2; round++) {
      expect((await stranger.ask("tools/list", {}, headers)).status).toBe(404);
      expect((await stranger.ask("tools/call", { name: "x" }, headers)).status).toBe(404);
      expect((await openStream(stranger, headers)).status).toBe(404);
      expect((await stranger.fetch({ method: "DELETE", headers })).status).toBe(404);
      const notice = {
        jsonrpc: "2.0",
        method: "notifications/cancelled",
        params: { requestId: 1 },
      };
      expect((await stranger.post(notice, headers)).status).toBe(404);
      await evictAll();
    }
    expect((await owner.ask("tools/list", {}, headers)).status).toBe(200);
  });

  it("or an invented one creates no object", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller);
    const before = await listDurableObjectIds(env.MCP_SESSION);
    const id = headers["mcp-session-id"].split(".")[0];
    for (const presented of [
      id,
      `${id}.${"A".repeat(43)}`,
      "a:b",
      crypto.randomUUID(),
      "x".repeat(1000),
    ]) {
      for (const method of ["GET", "DELETE"]) {
        const given = { "mcp-session-id": presented ?? "", accept: "text/event-stream" };
        expect((await caller.fetch({ method, headers: given })).status).toBe(404);
      }
      expect((await caller.ask("ping", {}, { "mcp-session-id": presented ?? "" })).status).toBe(
        404,
      );
    }
    expect(await listDurableObjectIds(env.MCP_SESSION)).toHaveLength(before.length);
  });

  it("cannot be taken over at the object itself, because the first owner stays", async () => {
    const owner = await signedIn();
    const headers = await inSession(owner);
    await evictAll();
    const sessionId = headers["mcp-session-id"].split(".")[0] ?? "";
    const stranger = { sessionId, userId: "1" };
    const stolen = new EventReader(await openSessionStream(env, stranger, null));
    expect(await stolen.next()).toBeUndefined();
    const posted = await postToSession(env, stranger, { jsonrpc: "2.0", id: 1, method: "ping" });
    expect(await posted.text()).toBe("");
    expect((await openStream(owner, headers)).status).toBe(200);
  });
});

describe("the stream of a session", () => {
  it("tells a changed list once, and again to a client that comes back with the last id", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller);
    const response = await openStream(caller, headers);
    expect(response.headers.get("mcp-session-id")).toBe(headers["mcp-session-id"]);
    const events = new EventReader(response);
    await doorOf(headers).toolListChanged();
    expect(JSON.parse((await events.next())?.data ?? "")).toEqual(TOOLS_CHANGED);
    await events.close();
    await doorOf(headers).toolListChanged();
    const again = await openStream(caller, {
      ...headers,
      "last-event-id": `_GET_stream:${"1".padStart(16, "0")}`,
    });
    const replayed = new EventReader(again);
    expect(JSON.parse((await replayed.next())?.data ?? "")).toEqual(TOOLS_CHANGED);
    await replayed.close();
  });

  it("gives way to a newer one of the same session", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller);
    const first = new EventReader(await openStream(caller, headers));
    const second = await openStream(caller, headers);
    expect(await first.next()).toBeUndefined();
    await second.body?.cancel();
  });

  it("closes when the account asks for it, and when the session ends", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller);
    const first = new EventReader(await openStream(caller, headers));
    await doorOf(headers).closeStream();
    expect(await first.next()).toBeUndefined();
    const second = new EventReader(await openStream(caller, headers));
    await caller.fetch({ method: "DELETE", headers });
    expect(await second.next()).toBeUndefined();
  });

  it("wants a client that takes event streams", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller);
    for (const accept of ["application/json", "text/event-stream;q=0"]) {
      expect((await caller.fetch({ headers: { ...headers, accept } })).status).toBe(406);
    }
  });
});

describe("a batch", () => {
  const batch = [
    { jsonrpc: "2.0", id: "a", method: "ping" },
    { jsonrpc: "2.0", method: "notifications/initialized" },
    { jsonrpc: "2.0", id: "b", method: "tools/call", params: { name: "nothing" } },
  ];

  it("is answered as a whole in a session of 2025-03-26, and each request counts one", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller, "2025-03-26");
    const response = await caller.post(batch, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get("ratelimit-remaining")).toBe("97");
    expect(await response.json()).toEqual([
      { jsonrpc: "2.0", id: "a", result: {} },
      { jsonrpc: "2.0", id: "b", error: expect.objectContaining({ code: -32602 }) },
    ]);
  });

  it.each([
    "2026-07-28",
    "bogus",
  ])("under a header that names the revision %s is 400, as a single message is", async (version) => {
    const caller = await signedIn();
    const headers = await inSession(caller, "2025-03-26");
    const answer = await caller.post(batch, { ...headers, "mcp-protocol-version": version });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ id: null, error: { code: -32600 } });
  });

  it("may not hold an initialize, which is refused in its place", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller, "2025-03-26");
    const response = await caller.post(
      [
        { jsonrpc: "2.0", id: 1, method: "initialize", params: {} },
        { jsonrpc: "2.0", id: 2, method: "ping" },
      ],
      headers,
    );
    expect(await response.json()).toMatchObject([
      { id: 1, error: { code: -32600 } },
      { id: 2, result: {} },
    ]);
  });

  it("is 400 in a session of any other revision and counts nothing", async () => {
    const caller = await signedIn();
    const headers = await inSession(caller, "2025-06-18");
    expect((await caller.post(batch, headers)).status).toBe(400);
    expect((await caller.ask("ping", {}, headers)).headers.get("ratelimit-remaining")).toBe("98");
  });
});
