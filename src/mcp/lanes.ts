/** One `/mcp` for every revision: which lane a request takes, once it has passed the gate. */

import { SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/sdk/types.js";
import { classifyInboundRequest } from "@modelcontextprotocol/server";
import type { Caller } from "../domain/caller.ts";
import {
  INVALID_PARAMS,
  INVALID_REQUEST,
  METHOD_NOT_ALLOWED,
  type MessageId,
  rpcError,
  UNSUPPORTED_MEDIA_TYPE,
} from "../gate/errors.ts";
import { isRequest, type RpcBody, type RpcMessage, readRpcBody } from "../gate/json-rpc.ts";
import type { GatedRequest } from "../gate/route.ts";
import { readChoice } from "../tools/choice.ts";
import { answer, exchangeOf, type KnownRequest, type McpDeps } from "./answer.ts";
import { answerBare } from "./bare-lane.ts";
import { isOfSessionEra, isOfStatelessEra } from "./plain-call.ts";
import { acceptedForm, type McpEndpoint, notAcceptable, unauthorized } from "./replies.ts";
import { deleteSession, getSessionStream, postInSession, startSession } from "./session-lane.ts";
import { answerListen, answerModern } from "./stateless-lane.ts";

const INITIALIZE_IN_SESSION = {
  code: INVALID_REQUEST,
  message: "Invalid request: initialize starts a session; send no Mcp-Session-Id",
};
const WITHOUT_SESSION = {
  code: METHOD_NOT_ALLOWED,
  message: "Without Mcp-Session-Id this path takes POST.",
};

export async function serveMcp(gated: GatedRequest, deps: McpDeps): Promise<Response> {
  const { request } = gated;
  return request.method === "POST" ? post(gated, deps) : readOrEnd(gated, deps);
}

async function post(gated: GatedRequest, deps: McpDeps): Promise<Response> {
  const { request } = gated;
  const read = readPost(gated, "mcp", deps);
  if (!read.ok) return read.response;
  const { body } = read;
  const id = firstId(body);
  const known = await identify(gated, "mcp", id, deps);
  if (!known.ok) return known.response;
  const { caller } = known;

  const refuse = refuseKnown({ gated, deps, caller }, "mcp", id);
  const [message] = body.messages;
  const sessionHeader = request.headers.get("mcp-session-id");
  if (body.isBatch || message === undefined) {
    if (sessionHeader === null) return refuse(batchRefused());
    const problem = versionProblem(request, null);
    return problem === undefined
      ? postInSession({ gated, deps, caller, body, presented: sessionHeader })
      : refuse(problem);
  }
  const era = eraOf(message, request);
  const isLegacy = era === "legacy";
  if (isLegacy && sessionHeader !== null && !isInitialize(message)) {
    const problem = versionProblem(request, id);
    return problem === undefined
      ? postInSession({ gated, deps, caller, body, presented: sessionHeader })
      : refuse(problem);
  }

  const choice = readChoice(gated.url.searchParams, request.headers);
  if (!choice.ok) {
    const error = {
      code: INVALID_PARAMS,
      message: choice.problem,
      data: { known: [...choice.known] },
    };
    return refuse(rpcError(400, id, error));
  }
  const exchange = exchangeOf({ gated, deps, caller }, { choice: choice.choice });
  const lane = { exchange, endpoint: "mcp", id, message, deps } as const;
  if (!isLegacy) {
    return isRequest(message) && message.method === "subscriptions/listen"
      ? answerListen(lane, request)
      : answerModern(lane, request, era === "modern");
  }
  const form = acceptedForm(request);
  if (form === undefined) return refuse(notAcceptable());
  if (isRequest(message) && isInitialize(message)) {
    return sessionHeader === null
      ? startSession({ ...lane, message }, choice.choice, form)
      : refuse(rpcError(400, id, INITIALIZE_IN_SESSION));
  }
  const problem = versionProblem(request, id);
  return problem === undefined ? answerBare(lane, request, form) : refuse(problem);
}

/** GET and DELETE are for sessions of the 2025 era; without one there is nothing to read or end. */
async function readOrEnd(gated: GatedRequest, deps: McpDeps): Promise<Response> {
  const { request } = gated;
  const known = await identify(gated, "mcp", null, deps);
  if (!known.ok) return known.response;
  const { caller } = known;
  const refuse = refuseKnown({ gated, deps, caller }, "mcp", null);
  const presented = request.headers.get("mcp-session-id");
  if (presented === null) return refuse(rpcError(405, null, WITHOUT_SESSION, { Allow: "POST" }));
  const wrongVersion = versionProblem(request, null);
  if (wrongVersion !== undefined) return refuse(wrongVersion);
  const visit = { gated, deps, caller, presented };
  return request.method === "DELETE" ? deleteSession(visit) : getSessionStream(visit);
}

/**
 * Refusals that need no account, with what every answer to a known caller has: its limits, and 401
 * instead where the credential is not live any more.
 */
export function refuseKnown(
  request: KnownRequest,
  endpoint: McpEndpoint,
  id: MessageId,
): (refusal: Response) => Promise<Response> {
  return (refusal) => {
    const exchange = exchangeOf(request, { choice: {} });
    return answer({ exchange, endpoint, id, deps: request.deps }, async () => {
      await exchange.admitted(0);
      return refusal;
    });
  };
}

type PostReading = { ok: true; body: RpcBody } | { ok: false; response: Response };

/** Content type and shape; the first thing a client without a token may get is the challenge. */
export function readPost(gated: GatedRequest, endpoint: McpEndpoint, deps: McpDeps): PostReading {
  const { request, bytes } = gated;
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const isJson = type === "application/json";
  // A probe without token, body or type is how clients look for the sign-in.
  if ((bytes.byteLength === 0 || !isJson) && !request.headers.has("authorization")) {
    return { ok: false, response: unauthorized(null, endpoint, deps.config, false) };
  }
  if (!isJson) {
    const error = {
      code: UNSUPPORTED_MEDIA_TYPE,
      message: "Content-Type must be application/json.",
    };
    return { ok: false, response: rpcError(415, null, error) };
  }
  const reading = readRpcBody(bytes);
  return reading.ok
    ? { ok: true, body: reading.body }
    : { ok: false, response: rpcError(400, reading.id, reading.error) };
}

/** The caller that the credential proves, or the answer to one that proves nothing. */
export async function identify(
  gated: GatedRequest,
  endpoint: McpEndpoint,
  id: MessageId,
  deps: McpDeps,
): Promise<{ ok: true; caller: Caller } | { ok: false; response: Response }> {
  const authorization = gated.request.headers.get("authorization");
  const caller = await deps.authenticate(authorization, endpoint);
  if (caller !== undefined) deps.log.note({ userId: caller.userId });
  return caller === undefined
    ? { ok: false, response: unauthorized(id, endpoint, deps.config, authorization !== null) }
    : { ok: true, caller };
}

export function firstId(body: RpcBody): MessageId {
  return body.isBatch ? null : (body.messages.find(isRequest)?.id ?? null);
}

export function batchRefused(): Response {
  return rpcError(400, null, {
    code: INVALID_REQUEST,
    message: "Invalid request: batches are for sessions of revision 2025-03-26 only",
  });
}

/** As the SDK's `isLegacyRequest` finds it, and besides whether its handler would refuse the request unread. */
function eraOf(message: RpcMessage, request: Request): "legacy" | "modern" | "reject" {
  if (isOfSessionEra(message, request)) return "legacy";
  if (isOfStatelessEra(message, request)) return "modern";
  const version = request.headers.get("mcp-protocol-version");
  const method = request.headers.get("mcp-method");
  const name = request.headers.get("mcp-name");
  return classifyInboundRequest({
    httpMethod: request.method,
    ...(version !== null && { protocolVersionHeader: version }),
    ...(method !== null && { mcpMethodHeader: method }),
    ...(name !== null && { mcpNameHeader: name }),
    body: message,
  }).kind;
}

function isInitialize(message: RpcMessage): boolean {
  return isRequest(message) && message.method === "initialize";
}

function versionProblem(request: Request, id: MessageId): Response | undefined {
  const version = request.headers.get("mcp-protocol-version");
  if (version === null || SUPPORTED_PROTOCOL_VERSIONS.includes(version)) return undefined;
  return rpcError(400, id, {
    code: INVALID_REQUEST,
    message: `Unsupported MCP-Protocol-Version. Supported: ${SUPPORTED_PROTOCOL_VERSIONS.join(", ")}.`,
    data: { supported: SUPPORTED_PROTOCOL_VERSIONS },
  });
}
