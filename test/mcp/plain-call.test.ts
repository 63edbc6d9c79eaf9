import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { accountOf } from "../../src/account/account-of.ts";
import type {
  AccountDoor,
  Admission,
  ProgressListener,
  ToolReply,
} from "../../src/account/door.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { readConfig } from "../../src/env.ts";
import { passGate } from "../../src/gate/gate.ts";
import { toClientSessionId } from "../../src/gate/session-id.ts";
import { createLog } from "../../src/log/log.ts";
import { mcpRoutesOver } from "../../src/mcp/routes.ts";
import { clickUpSurface, type Surface } from "../../src/mcp/surface.ts";
import { MCP_URL } from "../support/mcp-bench.ts";

const config = readConfig(env);
const ours = clickUpSurface(config);
/** The same tools, with the SDK's server around every call. */
const theSdks: Surface = { needsSession: ours.needsSession, serverFor: ours.serverFor };

const caller = {
  userId: "1",
  credentialId: "c",
  kind: "grant",
  clientId: "x",
  scopes: ["clickup:read"],
} as const;
const limits = { limit: 100, remaining: 99, resetSeconds: 60 };
const admission = {
  admitted: true,
  tier: "free",
  limits,
} as const satisfies Admission;
const MODERN = "2026-07-28";
const CLIENT = "io.modelcontextprotocol/clientInfo";
const ABLE = "io.modelcontextprotocol/clientCapabilities";
const ENVELOPE = {
  "io.modelcontextprotocol/protocolVersion": MODERN,
  [CLIENT]: { name: "test", version: "1" },
  [ABLE]: {},
};

interface Asked {
  message: object;
  headers?: Record<string, string>;
  outcome?: Extract<ToolReply, { outcome: unknown }>["outcome"];
  refused?: Extract<Admission, { admitted: false }>;
  throws?: boolean;
  progress?: boolean;
}

async function answerOver(surface: Surface, asked: Asked) {
  const callTool = async (_call: unknown, tell?: ProgressListener): Promise<ToolReply> => {
    if (asked.throws) throw new Error("reset");
    if (asked.refused !== undefined) return { admission: asked.refused };
    if (asked.progress) await tell?.({ progress: 1, total: 2, message: "half" }, admission);
    const outcome = asked.outcome ?? { ok: true, value: { structured: { a: [1] }, text: "one" } };
    return { admission, outcome, upstreamCalls: 1 };
  };
  const admit = async () => asked.refused ?? admission;
  const log = createLog("error");
  const routes = mcpRoutesOver({
    env,
    config,
    log,
    surface,
    authenticate: async () => caller,
    account: () =>
      Object.assign(Object.create(accountOf(env, "1")), { callTool, admit }) as AccountDoor,
    openFeed: async () => new Response("{}"),
  });
  const request = new Request(MCP_URL, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: "Bearer x",
      ...asked.headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 7, ...asked.message }),
  });
  const response = await passGate(request, routes, config, "r", log);
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    limit: response.headers.get("ratelimit-remaining"),
    challenge: response.headers.get("www-authenticate"),
    body: messagesOf(await response.text()),
  };
}

function messagesOf(text: string): unknown[] {
  if (text === "" || text.startsWith("{")) return text === "" ? [] : [JSON.parse(text)];
  return text.match(/(?<=data: ).*/g)?.map((line) => JSON.parse(line) as unknown) ?? [];
}

async function headersOf(lane: "bare" | "session" | "modern", name = "x") {
  if (lane === "bare") return {};
  if (lane === "modern") {
    return { "mcp-protocol-version": MODERN, "mcp-method": "tools/call", "mcp-name": name };
  }
  const keys = config.jwtKeys;
  const sessionId = await toClientSessionId(keys, "1", "streamable-http", "s");
  return { "mcp-session-id": sessionId, "mcp-protocol-version": "2025-11-25" };
}

function call(lane: "bare" | "session" | "modern", more: object = {}, meta: object = {}) {
  const _meta = lane === "modern" ? { ...ENVELOPE, ...meta } : meta;
  const params = { name: "x", arguments: { b: 1 }, ...more };
  return {
    method: "tools/call",
    params: Object.keys(_meta).length > 0 ? { ...params, _meta } : params,
  };
}

const failing = (failure: Failure) => ({ outcome: { ok: false, failure } as const });
const LANES = ["bare", "session", "modern"] as const;

describe("a tool call that is answered without the SDK's server", () => {
  it.each(LANES)("has the answer that the SDK gives it (%s)", async (lane) => {
    const headers = await headersOf(lane);
    const plain: Asked[] = [
      { message: call(lane) },
      { message: call(lane, { arguments: undefined }) },
      { message: { ...call(lane), id: "seven" } },
      { message: call(lane, {}, { [ABLE]: { elicitation: {}, roots: {}, sampling: {} } }) },
      { message: call(lane, {}, { [ABLE]: { elicitation: { form: {} } }, "example/x": 1 }) },
      { message: call(lane), ...failing({ code: "premium_required", tool: "x", does: "y" }) },
      { message: call(lane), ...failing({ code: "insufficient_scope", needed: "clickup:write" }) },
      { message: call(lane), ...failing({ code: "unknown_tool", tool: "x", nearest: ["y"] }) },
      { message: call(lane), throws: true },
      { message: call(lane), refused: { admitted: false, refusal: "credential_dead" } },
      {
        message: call(lane),
        refused: { admitted: false, refusal: "rate_limited", limits, retryAfterSeconds: 3 },
      },
    ];
    for (const asked of plain) {
      const answered = await answerOver(ours, { ...asked, headers });
      expect(answered).toEqual(await answerOver(theSdks, { ...asked, headers }));
      expect(answered.body).toHaveLength(1);
    }
  });

  it.each(LANES)("tells progress as the SDK does (%s)", async (lane) => {
    const headers = await headersOf(lane);
    for (const progressToken of ["t", 3]) {
      const asked = { message: call(lane, {}, { progressToken }), headers, progress: true };
      const answered = await answerOver(ours, asked);
      expect(answered).toEqual(await answerOver(theSdks, asked));
      expect(answered.body).toHaveLength(2);
    }
  });

  it.each(LANES)("is read by the SDK when it is written in an odd way (%s)", async (lane) => {
    const headers = await headersOf(lane);
    const odd: Asked[] = [
      { message: call(lane, { name: 1 }) },
      { message: call(lane, { arguments: [] }) },
      { message: call(lane, {}, { progressToken: {} }) },
      { message: { ...call(lane), more: true } },
      { message: call(lane, { task: { ttl: "soon" } }) },
      { message: call(lane, { _meta: 5 }) },
      { message: call(lane, {}, { [ABLE]: 5 }) },
      { message: call(lane, {}, { "io.modelcontextprotocol/protocolVersion": "1999-01-01" }) },
      { message: call(lane, {}, { [CLIENT]: { name: "test" } }) },
      { message: call(lane, {}, { [CLIENT]: { name: "test", version: "1", icons: 5 } }) },
      ...[{ roots: 5 }, { roots: { listChanged: {} } }, { sampling: [] }, { tasks: {} }].map(
        (able) => ({ message: call(lane, {}, { [ABLE]: able }) }),
      ),
    ];
    for (const asked of odd) {
      const answered = await answerOver(ours, { ...asked, headers });
      expect(answered).toEqual(await answerOver(theSdks, { ...asked, headers }));
    }
  });

  it.each<Record<string, string>>([
    { "mcp-name": "y" },
    { "mcp-name": "" },
    { "mcp-method": "tools/list" },
    { "mcp-protocol-version": "2025-11-25" },
  ])("is the SDK's to refuse when its headers do not say what its body says (%j)", async (other) => {
    const headers = { ...(await headersOf("modern")), ...other };
    const answered = await answerOver(ours, { message: call("modern"), headers });
    expect(answered).toEqual(await answerOver(theSdks, { message: call("modern"), headers }));
    expect(answered.status).toBe(400);
  });
});
