/** Requests that no HTTP client writes, at the Worker as it ships: spellings, doubles and floods. Node only. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Build, build, discard, run } from "../bench/stack.ts";
import { type SandboxServer, startSandboxServer } from "../sandbox/server.ts";
import { freePort } from "../support/local-product.ts";
import { bareCall, signIn } from "../support/plain-oauth.ts";
import { type RawAnswer, request } from "./raw-connection.ts";

const APP = { id: "attacks", secret: "attacks" };
const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

let built: Build;
let sandbox: SandboxServer;
let worker: Miniflare;
let port: number;
let host: string;
let ada: string;
let ben: string;

beforeAll(async () => {
  built = await build(join(import.meta.dirname, "../../wrangler.jsonc"), "development");
  port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  host = `Host: 127.0.0.1:${port}`;
  sandbox = await startSandboxServer({
    port: 0,
    clients: [{ ...APP, redirectUris: [`${origin}/auth/callback`] }],
  });
  worker = await run(built, port, {
    PUBLIC_URL: origin,
    CLICKUP_API_URL: `${sandbox.origin}/api`,
    CLICKUP_AUTH_URL: `${sandbox.origin}/api`,
    CLICKUP_CLIENT_ID: APP.id,
    CLICKUP_CLIENT_SECRET: APP.secret,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    JWT_SECRET: randomBytes(64).toString("base64"),
    LOG_LEVEL: "error",
  });
  ada = (await signIn(origin, "1001")).tokens.access_token;
  ben = (await signIn(origin, "1002")).tokens.access_token;
});
afterAll(async () => {
  await worker?.dispose();
  await sandbox?.close();
  discard(built);
});

const bearer = (token: string) => `Authorization: Bearer ${token}`;

/** A ping by Ada with these header lines more. */
function ping(path: string, more: readonly string[] = [], body = PING): Promise<RawAnswer> {
  const headers = [
    host,
    bearer(ada),
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...more,
  ];
  return request(port, `POST ${path} HTTP/1.1`, headers, body);
}

/** Nothing was done, and no error of ours: what is not HTTP at all the runtime refuses by itself. */
function expectRefused(answer: RawAnswer): void {
  expect(answer.status === 0 || answer.status >= 400).toBe(true);
  if (/^x-request-id:/im.test(answer.head)) expect(answer.status).toBeLessThan(500);
  expect(answer.body).not.toContain('"result"');
}

async function isWell(): Promise<void> {
  const answer = await bareCall(`http://127.0.0.1:${port}`, ada, "ping");
  expect(answer.status).toBe(200);
}

describe("another spelling of a path", () => {
  it.each([
    "/%6dcp",
    "/mc%70",
    "//mcp",
    "/mcp/",
    "/MCP",
    "/mcp;a=b",
    "/mcp%2f",
    "/mcp%00",
    "/mcp%20",
    "/account//delete",
    "/account/%64elete",
    "/Account/delete",
    "/api/teams/",
    "/API/TASKS",
    "/\\mcp",
  ])("%s leads nowhere: 404, with a credential and without", async (path) => {
    expect((await ping(path)).status).toBe(404);
    const bare = await request(port, `GET ${path} HTTP/1.1`, [host]);
    expect(bare.status).toBe(404);
  });

  it.each([
    "/./mcp",
    "/account/../mcp",
    "/x/%2e%2e/mcp",
  ])("%s that a URL resolves to /mcp asks for the same credential", async (path) => {
    expect((await ping(path)).status).toBe(200);
    const without = [host, "Content-Type: application/json", `Content-Length: ${PING.length}`];
    const bare = await request(port, `POST ${path} HTTP/1.1`, without, PING);
    expect(bare.status).toBe(401);
  });

  it("by a whole address on another host is not answered as ours", async () => {
    expectRefused(await ping("http://evil.example/mcp"));
  });
});

describe("a method", () => {
  it.each([
    "TRACE",
    "TRACK",
    "CONNECT",
    "PROPFIND",
    "PATCH",
    "mcp",
    "Post",
  ])("%s is refused, and nothing of the request comes back", async (method) => {
    const answer = await request(port, `${method} /mcp HTTP/1.1`, [host, bearer(ada)]);
    expectRefused(answer);
    expect(answer.head + answer.body).not.toContain(ada);
    await isWell();
  });

  it("HEAD is a GET without its body, where there is a GET for all, and nothing at /mcp", async () => {
    const page = await request(port, "HEAD / HTTP/1.1", [host]);
    expect([page.status, page.body]).toEqual([200, ""]);
    expect((await request(port, "HEAD /mcp HTTP/1.1", [host, bearer(ada)])).status).toBe(405);
    expect((await request(port, "HEAD /auth/me HTTP/1.1", [host])).status).toBe(401);
  });

  it.each([
    ["GET /health", 200],
    ["GET /", 200],
    ["HEAD /health", 200],
    ["GET /.well-known/oauth-authorization-server", 200],
    ["GET /auth/me", 401],
    ["GET /api/teams", 401],
  ])("%s with a body, which says nothing there, is answered as without", async (line, status) => {
    const sized = await request(port, `${line} HTTP/1.1`, [host, "Content-Length: 5"], "{oops");
    expect(sized.status).toBe(status);
    expect(sized.head).toMatch(/^x-request-id: /im);
    const parts = "5\r\n{oops\r\n0\r\n\r\n";
    const chunked = [host, "Transfer-Encoding: chunked"];
    expect((await request(port, `${line} HTTP/1.1`, chunked, parts)).status).toBe(status);
  });

  it("OPTIONS says what a path takes and asks for no credential", async () => {
    const answer = await request(port, "OPTIONS /mcp HTTP/1.1", [host]);
    expect([answer.status, answer.body]).toEqual([204, ""]);
    expect(answer.head).toMatch(/allow: GET, POST, DELETE, OPTIONS/i);
  });

  it("in a header or the query does not take the place of the request's own", async () => {
    for (const header of ["X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE"]) {
      expect((await ping("/mcp?_method=DELETE", [header])).body).toContain('"result"');
    }
  });
});

describe("a header that comes twice", () => {
  it.each<[string, () => string[]]>([
    ["Authorization of two users", () => [bearer(ben)]],
    ["Authorization, the second one empty", () => ["Authorization: "]],
    ["Content-Type", () => ["Content-Type: text/plain"]],
    ["Host", () => ["Host: evil.example"]],
    ["Content-Length", () => ["Content-Length: 2"]],
    ["Mcp-Session-Id", () => ["Mcp-Session-Id: a.b", "Mcp-Session-Id: c.d"]],
    ["MCP-Protocol-Version", () => ["MCP-Protocol-Version: 2025-06-18", "MCP-Protocol-Version: x"]],
    ["Origin", () => ["Origin: https://claude.ai", "Origin: https://evil.example"]],
  ])("%s is nobody's choice: the request is refused", async (_, more) => {
    expectRefused(await ping("/mcp", more()));
    await isWell();
  });

  it("x-team-id chooses no Workspace by halves", async () => {
    const headers = [host, bearer(ada), "x-team-id: 9001", "x-team-id: 9002"];
    const answer = await request(port, "GET /api/teams HTTP/1.1", headers);
    expect(answer.status).toBe(403);
  });
});

describe("a credential", () => {
  it.each([
    "?access_token=",
    "?token=",
    "?authorization=Bearer%20",
  ])("in the address (%s) is none", async (query) => {
    const headers = [host, "Content-Type: application/json", `Content-Length: ${PING.length}`];
    const answer = await request(port, `POST /mcp${query}${ada} HTTP/1.1`, headers, PING);
    expect(answer.status).toBe(401);
    expect(answer.head + answer.body).not.toContain(ada);
  });

  it.each<[string, () => string]>([
    ["under another scheme", () => `Authorization: Token ${ada}`],
    ["with nothing before it", () => `Authorization: ${ada}`],
    ["quoted", () => `Authorization: Bearer "${ada}"`],
    ["with more behind it", () => `Authorization: Bearer ${ada}, Bearer ${ben}`],
    ["in a cookie", () => `Cookie: __Host-session=${ada}`],
    ["of a proxy", () => `Proxy-Authorization: Bearer ${ada}`],
    ["as the basic user", () => `Authorization: Basic ${btoa(`${ada}:`)}`],
  ])("%s is none", async (_, header) => {
    const headers = [host, header(), "Content-Type: application/json"];
    const line = `Content-Length: ${PING.length}`;
    const answer = await request(port, "POST /mcp HTTP/1.1", [...headers, line], PING);
    expect(answer.status).toBe(401);
  });
});

describe("a client that hangs up without a word", () => {
  it("ends its HTTP+SSE session, so that no answer is put on a stream that nobody reads", async () => {
    const origin = `http://127.0.0.1:${port}`;
    const { tokens } = await signIn(origin, "1001", {}, "/sse");
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const hangUp = new AbortController();
    const { body } = await fetch(`${origin}/sse`, { headers, signal: hangUp.signal });
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("\n\n")) text += (await reader?.read())?.value ?? "";
    const endpoint = /data: (\S+)/.exec(text)?.[1] ?? "";
    const post = async () => {
      const typed = { ...headers, "content-type": "application/json" };
      const answer = await fetch(origin + endpoint, { method: "POST", headers: typed, body: PING });
      await answer.body?.cancel();
      return answer.status;
    };
    expect(await post()).toBe(202);
    hangUp.abort();
    await expect.poll(post, { timeout: 10_000 }).toBe(404);
  }, 20_000);
});

describe("headers without end", () => {
  it.each<[string, () => string[]]>([
    ["2,000 of them", () => Array.from({ length: 2_000 }, (_, at) => `X-Nothing-${at}: ${at}`)],
    ["an Accept of 60 kB", () => [`Accept: ${"text/html;q=0.1, ".repeat(3_500)}application/json`]],
    ["an Accept that asks a parser to go back", () => [`Accept: ${"application/".repeat(4_000)}`]],
    ["a traceparent of 60 kB", () => [`traceparent: 00-${"0".repeat(60_000)}`]],
    ["a session id of 60 kB", () => [`Mcp-Session-Id: ${"a.".repeat(30_000)}`]],
    ["a cookie of 60 kB", () => [`Cookie: ${"__Host-session=x; ".repeat(3_500)}`]],
    ["toolsets of 60 kB", () => [`X-MCP-Toolsets: ${"tasks,".repeat(10_000)}`]],
    ["one of 1 MB", () => [`X-Long: ${"x".repeat(1_000_000)}`]],
  ])("(%s) are answered or refused at once, and break nothing", async (_, more) => {
    const startedAt = performance.now();
    const answer = await ping("/mcp", more());
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect([0, 200, 400, 404, 406, 413, 431, 500]).toContain(answer.status);
    if (/^x-request-id:/im.test(answer.head)) expect(answer.status).not.toBe(500);
    await isWell();
  });
});
