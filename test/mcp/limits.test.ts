import { env, evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { MCP_URL, ORIGIN, signedIn } from "../support/mcp-bench.ts";

describe("the limit of 100 a minute", () => {
  it("gives 101 concurrent bare calls 100 answers and one 429", async () => {
    const caller = await signedIn();
    const answers = await Promise.all(
      Array.from({ length: 101 }, (_, at) =>
        at % 2 === 0 ? caller.ask("tools/list") : caller.ask("tools/call", { name: "nothing" }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    const [only] = refused;
    const wait = Number(only?.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(only?.body).toEqual({
      jsonrpc: "2.0",
      id: expect.any(Number),
      error: { code: 42901, message: "Rate limit exceeded", data: { retry_after_seconds: wait } },
    });
    expect(only?.headers.get("ratelimit-limit")).toBe("100");
    expect(only?.headers.get("ratelimit-remaining")).toBe("0");
  });

  it("holds over sessions, credentials and revisions of one user", async () => {
    const caller = await signedIn();
    const other = await signedIn({ userId: caller.userId });
    const session = await caller.initialize();
    const headers = { "mcp-session-id": session["mcp-session-id"] };
    await Promise.all(Array.from({ length: 99 }, () => other.ask("ping")));
    const refused = await Promise.all([
      caller.ask("ping", {}, headers),
      caller.ask("tools/call", { name: "x" }, headers),
      caller.initialize().then(({ answer }) => answer),
      other.modern("tools/list"),
      other.modern("tools/call", { name: "x" }),
      other.modern("subscriptions/listen", { notifications: { toolsListChanged: true } }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 429));
    // What is no request is not counted and still taken.
    expect(
      (await caller.post({ jsonrpc: "2.0", method: "notifications/initialized" }, headers)).status,
    ).toBe(202);
    expect((await caller.fetch({ method: "DELETE", headers })).status).toBe(204);
  });

  it("holds when the account was put out of memory, for calls as for what leaves no event", async () => {
    const caller = await signedIn();
    await caller.initialize();
    const asked = Array.from({ length: 99 }, (_, at) =>
      at % 3 === 0 ? caller.ask("ping") : caller.ask("tools/call", { name: "nothing" }),
    );
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(99).fill(200));
    await evictDurableObject(env.ACCOUNT.getByName(caller.userId));
    expect(await caller.ask("ping")).toMatchObject({ status: 429 });
    expect(await caller.ask("tools/call", { name: "nothing" })).toMatchObject({ status: 429 });
  });

  it("counts each request once whatever becomes of it, and nothing that was refused by its shape", async () => {
    const caller = await signedIn();
    const left = async (answer: Promise<{ headers: Headers }>) =>
      (await answer).headers.get("ratelimit-remaining");
    expect(await left(caller.ask("no/such/method"))).toBe("99");
    expect(await left(caller.ask("tools/call", {}))).toBe("98");
    expect(await left(caller.modern("tools/call", { name: "x" }, { "mcp-name": "y" }))).toBe("97");
    expect(await left(caller.post({ jsonrpc: "2.0", id: null, method: "ping" }))).toBeNull();
    expect(
      await left(
        caller.post({ jsonrpc: "2.0", id: 1, method: "ping" }, {}, `${MCP_URL}?persona=nobody`),
      ),
    ).toBe("97");
    expect(await left(caller.ask("ping"))).toBe("96");
  });

  it("stands on every answer to a known caller", async () => {
    const caller = await signedIn();
    const session = await caller.initialize();
    const headers = { "mcp-session-id": session["mcp-session-id"], accept: "text/event-stream" };
    const stream = await caller.fetch({ headers });
    const sse = await caller.fetch({ url: `${ORIGIN}/sse` });
    for (const answer of [
      session.answer,
      stream,
      sse,
      await caller.modern("server/discover"),
      await caller.ask("ping"),
    ]) {
      expect(answer.headers.get("ratelimit-limit")).toBe("100");
      expect(answer.headers.get("ratelimit-reset")).toMatch(/^\d+$/);
    }
    await stream.body?.cancel();
    await sse.body?.cancel();
  });

  it("stands also on what is refused before any work, which counts nothing", async () => {
    const caller = await signedIn();
    const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
    for (const answer of [
      await caller.post(ping, {}, `${MCP_URL}?toolsets=nothing`),
      await caller.post(ping, { accept: "text/html" }),
      await caller.post(ping, { "mcp-protocol-version": "1999-01-01x" }),
      await caller.post([ping]),
      await caller.post({ ...ping, method: "initialize" }, { "mcp-session-id": "a.b" }),
      await caller.fetch({ method: "DELETE" }),
      await caller.fetch(),
      await caller.fetch({ url: `${ORIGIN}/sse?persona=nobody` }),
      await caller.fetch({ url: `${ORIGIN}/sse`, headers: { accept: "application/json" } }),
      await caller.post([ping], {}, `${ORIGIN}/sse/message?sessionId=a.b`),
    ]) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.get("ratelimit-limit")).toBe("100");
      expect(answer.headers.get("ratelimit-remaining")).toBe("100");
    }
  });
});
