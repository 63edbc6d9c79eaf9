/** Facts of clients and of the platform that no other test is about: `iss`, error codes, and Cloudflare's own limits. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fixBatch } from "../../src/account/audit-batches.ts";
import { DONE, type EventStart, recordEvent } from "../../src/account/audit-outbox.ts";
import { CacheEntries } from "../../src/account/cache-entries.ts";
import { ContentSeal } from "../../src/crypto/content-seal.ts";
import { readConfig } from "../../src/env.ts";
import * as errors from "../../src/gate/errors.ts";
import { createLog } from "../../src/log/log.ts";
import { oauthRoutes } from "../../src/oauth/routes.ts";
import { createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { inAccount } from "../support/account-sql.ts";
import { answerOf, MCP_URL, ORIGIN, send, signedIn } from "../support/mcp-bench.ts";
import { authorizeUrl, newPkce, oauthBench, PUBLIC_URL } from "../support/oauth-bench.ts";
import { premiumCaller } from "../support/premium-caller.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the authorization response", () => {
  it("names its issuer, whether it brings a code or an error, since a client may have several servers", async () => {
    const bench = oauthBench();
    const client = await bench.register();
    const { back } = await bench.authorize(client);
    expect([back.searchParams.has("code"), back.searchParams.get("iss")]).toEqual([
      true,
      PUBLIC_URL,
    ]);
    const url = new URL(authorizeUrl(client, await newPkce()), PUBLIC_URL);
    url.searchParams.set("response_type", "token");
    const refused = await bench.browser().visit(url.pathname + url.search);
    const error = new URL(refused.headers.get("Location") ?? "").searchParams;
    expect([error.has("error"), error.get("iss")]).toEqual([true, PUBLIC_URL]);
  });

  it("is advertised to do so, or not, at the turn of one switch that changes nothing else", async () => {
    const config = readConfig(env);
    const metadata = async (advertiseIss?: boolean) => {
      const ctx = createExecutionContext();
      const routes = oauthRoutes(env, ctx, config, createLog("error"), advertiseIss);
      const path = "/.well-known/oauth-authorization-server";
      const route = routes.find((one) => one.path === path);
      const request = new Request(PUBLIC_URL + path);
      const gated = { request, url: new URL(request.url), bytes: new Uint8Array() };
      const answer = await route?.answer({ ...gated, params: {}, requestId: "1", traceparent: "" });
      return answer?.json<Record<string, unknown>>();
    };
    const { authorization_response_iss_parameter_supported: said, ...rest } =
      (await metadata()) ?? {};
    expect(said).toBe(true);
    expect(await metadata(false)).toEqual(rest);
  });
});

describe("a JSON-RPC error code", () => {
  const RESERVED = (code: number) => code >= -32_768 && code <= -32_000;
  /** JSON-RPC 2.0 §5.1. */
  const STANDARD = [-32_700, -32_600, -32_601, -32_602, -32_603];

  it("of ours lies outside what JSON-RPC keeps for itself", () => {
    const codes = Object.values(errors).filter(
      (value) => typeof value === "number" && value !== errors.UNAVAILABLE_RETRY_SECONDS,
    );
    const ours = codes.filter((code) => !STANDARD.includes(code as number)) as number[];
    expect(ours.length).toBeGreaterThan(8);
    expect(ours.filter(RESERVED)).toEqual([]);
  });

  it("is one of these two kinds in every refusal that a client can bring about", async () => {
    const caller = await signedIn();
    const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
    const json = { "content-type": "application/json" };
    const codes = [
      await send(MCP_URL, { method: "POST", headers: json, body: JSON.stringify(ping) }),
      await send(MCP_URL, { method: "POST", headers: { origin: "https://evil.example" } }),
      await send(MCP_URL, { method: "PUT" }),
      await caller.post(ping, { "mcp-session-id": "unknown" }),
      await caller.post(ping, { "content-type": "text/plain" }),
      await caller.post(ping, { accept: "image/png" }),
      await caller.post("x".repeat(1024 * 1024 + 1)),
      await caller.post("{"),
      await caller.post("{}"),
      await caller.post({ ...ping, method: "nothing" }),
      await caller.post({ ...ping, params: [] }),
      await caller.fetch({ headers: { accept: "text/event-stream" } }),
    ].map(async (answer) => {
      const { body, status } = await answerOf(answer);
      return { status, code: body.error?.code ?? 0 };
    });
    let last = await caller.ask("ping");
    while (last.status === 200) last = await caller.ask("ping");
    const seen = [
      ...(await Promise.all(codes)),
      { status: last.status, code: last.body.error?.code ?? 0 },
    ];
    for (const { status, code } of seen) {
      const isOurs = !RESERVED(code) && Math.floor(code / 100) === status;
      expect([status, code, STANDARD.includes(code) || isOurs]).toEqual([status, code, true]);
    }
    expect(seen.at(-1)).toEqual({ status: 429, code: 42901 });
  });
});

describe("the platform's limit", () => {
  /** Durable Objects, SQLite: 2 MB a row (developers.cloudflare.com/durable-objects/platform/limits). */
  const MAX_ROW_BYTES = 2_000_000;
  /** Queues: 128 kB a message. */
  const MAX_MESSAGE_BYTES = 128_000;
  /** KV: an expiry is at least a minute away. */
  const MIN_TTL_SECONDS = 60;
  /** Workers: connections of one request that wait for their answer. */
  const MAX_CONNECTIONS = 6;

  it("of a row would end the call, so that an answer of ClickUp's which does not fit is not kept", async () => {
    await inAccount((storage) => {
      const { encryptionKeys, environment } = readConfig(env);
      const seal = new ContentSeal(encryptionKeys, environment, "account");
      const cache = new CacheEntries(storage.sql, seal, Date.now);
      for (const bytes of [1_700_000, 1_800_000, MAX_ROW_BYTES, 3 * MAX_ROW_BYTES]) {
        cache.write(String(bytes), { text: "x".repeat(bytes) });
      }
      const kept = storage.sql
        .exec<{ key: string; bytes: number }>(
          "SELECT key, length(value) AS bytes FROM cache_entries",
        )
        .toArray();
      expect(kept.map(({ key }) => key)).toEqual(["1700000"]);
      expect(kept[0]?.bytes).toBeLessThan(MAX_ROW_BYTES);
      // What was kept under the same key before is not shown in its place.
      cache.write("1700000", { text: "x".repeat(MAX_ROW_BYTES) });
      expect(cache.read("1700000")).toBeUndefined();
    });
  });

  it("of a message ends a batch of audit events before its hundredth", async () => {
    const call: EventStart = {
      action: "tools/call",
      userId: "1001",
      // A client that is a document is named by its address.
      clientId: `https://client.example/${"x".repeat(2_000)}`,
      requestId: crypto.randomUUID(),
    };
    await inAccount((storage) => {
      for (let at = 0; at < 200; at += 1) recordEvent(storage.sql, Date.now(), call, DONE);
      const batch = storage.transactionSync(() => fixBatch(storage.sql, Date.now(), "1001", 1_000));
      const bytes = new TextEncoder().encode(JSON.stringify(batch)).byteLength;
      expect(batch?.events.length).toBeGreaterThan(10);
      expect(bytes).toBeGreaterThan(MAX_MESSAGE_BYTES / 2);
      expect(bytes).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    });
  });

  it("of one write a second for each key of R2 is kept, since no two batches have the same key", async () => {
    const call: EventStart = { action: "rest", userId: "1001", clientId: "c", requestId: "r" };
    const nowMs = Date.now();
    const keyOf = () =>
      inAccount((storage) => {
        recordEvent(storage.sql, nowMs, call, DONE);
        return storage.transactionSync(() => fixBatch(storage.sql, nowMs, "1001", 2))?.key;
      });
    const keys = await Promise.all(Array.from({ length: 20 }, keyOf));
    expect(keys).not.toContain(undefined);
    expect(new Set(keys).size).toBe(20);
  });

  it("of KV's expiry is kept by everything that a sign-in leaves there", async () => {
    const put = vi.spyOn(env.OAUTH_KV, "put");
    const bench = oauthBench();
    const { client, tokens } = await bench.connect();
    await bench.refresh(client, tokens.refresh_token);
    await bench.browser().logIn(bench.sandbox);
    const nowSeconds = Date.now() / 1000;
    const ends = put.mock.calls.map(([key, , options]) => ({
      key: String(key).split(":")[0],
      seconds:
        options?.expirationTtl ??
        (options?.expiration === undefined ? Infinity : options.expiration - nowSeconds),
    }));
    expect(ends.length).toBeGreaterThan(5);
    expect(ends.filter(({ seconds }) => seconds < MIN_TTL_SECONDS)).toEqual([]);
    // The rule has something to judge.
    expect(ends.filter(({ seconds }) => seconds < 3_600)).not.toEqual([]);
  });

  it("of connections is never reached, however many calls of a user want ClickUp at once", async () => {
    const sandbox = createClickUpSandbox({ rateLimitPerMinute: 10_000 });
    let open = 0;
    let most = 0;
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      open += 1;
      most = Math.max(most, open);
      await scheduler.wait(5);
      const answer = await sandbox.fetch(new Request(input, init));
      open -= 1;
      return answer;
    });
    const caller = await premiumCaller(sandbox);
    const arguments_ = { queries: ["checkout", "pricing"], include: ["comments"] };
    const calls = Array.from({ length: 8 }, (_, at) =>
      at % 2 === 0
        ? caller.ask("tools/call", { name: "clickup_workspace_hierarchy", arguments: {} })
        : caller.ask("tools/call", { name: "clickup_task_search", arguments: arguments_ }),
    );
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(MAX_CONNECTIONS);
  });
});

it("the address of this server is the one that it is set to, whatever Host a request names", async () => {
  const answer = await send(`${ORIGIN}/.well-known/oauth-authorization-server`, {
    headers: { host: "evil.example", "x-forwarded-host": "evil.example" },
  });
  expect(await answer.text()).not.toContain("evil.example");
});
