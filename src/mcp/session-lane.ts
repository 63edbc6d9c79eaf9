/**
 * Sessions of the 2025 era. The session's object makes the session and pushes to its stream;
 * whatever it is not needed for is answered here, with one hop to the account.
 */
import { waitUntil } from "cloudflare:workers";
import {
  InitializeRequestSchema,
  LATEST_PROTOCOL_VERSION,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/sdk/types.js";
import type { Caller } from "../domain/caller.ts";
import type { ToolChoice } from "../domain/tool-choice.ts";
import { INVALID_PARAMS, INVALID_REQUEST, rpcErrorMessage } from "../gate/errors.ts";
import {
  isNotification,
  isRequest,
  isResponse,
  type RpcBody,
  type RpcMessage,
  type RpcRequest,
} from "../gate/json-rpc.ts";
import type { GatedRequest } from "../gate/route.ts";
import { newSessionId, readClientSessionId, toClientSessionId } from "../gate/session-id.ts";
import { answer, type Lane, type McpDeps, sessionExchange } from "./answer.ts";
import { holdStream } from "./event-stream.ts";
import { type Exchange, NoAnswerError } from "./exchange.ts";
import { replyTo } from "./plain-call.ts";
import {
  acceptedForm,
  messageReply,
  notAcceptable,
  sessionNotFound,
  takesStream,
} from "./replies.ts";
import { EVENT_STREAM, replyOrStream } from "./reply-or-stream.ts";
import { standingOf } from "./server-info.ts";
import { initializeSession, openSessionStream, postToSession } from "./session-objects.ts";

const SESSION_HEADER = "Mcp-Session-Id";
/** Revision 2025-03-26: "The initialize request MUST NOT be part of a JSON-RPC batch". */
const INITIALIZE_IN_BATCH = {
  code: INVALID_REQUEST,
  message: "Invalid request: initialize may not be part of a batch",
};
/** What a client claims of itself is kept and shown as text, no longer than this. */
const MAX_CLAIM_CHARACTERS = 100;

export interface Visit {
  gated: GatedRequest;
  deps: McpDeps;
  caller: Caller;
  /** The session id as the client sent it. */
  presented: string;
}

/** `initialize`: registered with the account first, then made, so that none is left unknown. */
export function startSession(
  lane: Lane & { message: RpcRequest },
  choice: ToolChoice,
  form: "json" | "events",
): Promise<Response> {
  const { exchange, message, deps } = lane;
  const { userId } = exchange.caller;
  return answer(lane, async () => {
    const parsed = InitializeRequestSchema.safeParse(message);
    if (!parsed.success) {
      await exchange.admitted();
      const problem =
        "Invalid params: initialize needs protocolVersion, capabilities and clientInfo";
      return messageReply(
        rpcErrorMessage(message.id, { code: INVALID_PARAMS, message: problem }),
        form,
      );
    }
    const { protocolVersion, clientInfo } = parsed.data.params;
    const sessionId = newSessionId();
    const admission = await exchange.admitBy(1, (account, request) =>
      account.openSession(request, {
        sessionId,
        transport: "streamable-http",
        protocolVersion: SUPPORTED_PROTOCOL_VERSIONS.includes(protocolVersion)
          ? protocolVersion
          : LATEST_PROTOCOL_VERSION,
        clientName: claim(clientInfo.name),
        clientVersion: claim(clientInfo.version),
        choice,
      }),
    );
    if (!admission.admitted) return new Response(null);
    const props = { userId, ...standingOf(admission) };
    const address = { sessionId, userId };
    let reply: Record<string, unknown> | undefined;
    try {
      reply = await initializeSession(deps.env, address, props, message);
    } finally {
      if (reply === undefined) {
        waitUntil(deps.account(userId).closeSession(exchange.caller, sessionId));
      }
    }
    if (reply === undefined) throw new NoAnswerError();
    const presented = await toClientSessionId(
      deps.config.jwtKeys,
      userId,
      "streamable-http",
      sessionId,
    );
    return messageReply(reply, form, { headers: { [SESSION_HEADER]: presented } });
  });
}

export async function postInSession({
  gated,
  deps,
  caller,
  presented,
  body,
}: Visit & { body: RpcBody }): Promise<Response> {
  const { messages, isBatch } = body;
  const requests = messages.filter(isRequest);
  const id = isBatch ? null : (requests[0]?.id ?? null);
  const sessionId = await bareSessionId({ deps, caller, presented });
  if (sessionId === undefined) return sessionNotFound(id);
  const form = acceptedForm(gated.request);
  if (form === undefined) return notAcceptable();
  const exchange = sessionExchange({ gated, deps, caller }, sessionId);
  const [message] = messages;
  const lane = {
    exchange,
    endpoint: "mcp",
    id,
    isBatch,
    deps,
    ...(message !== undefined && { message }),
  } as const;
  return answer(lane, async () => {
    const isSingleCall = !isBatch && requests[0]?.method === "tools/call";
    const needsSession = requests.some(({ method }) => deps.surface.needsSession(method));
    if (!isSingleCall || needsSession) {
      const admission = await exchange.admit(requests.length, isBatch ? { batch: true } : {});
      if (!admission.admitted) return new Response(null);
    }
    const address = { sessionId, userId: caller.userId };
    if (needsSession) {
      const version = gated.request.headers.get("mcp-protocol-version");
      const payload = isBatch ? messages : message;
      return streamed(await postToSession(deps.env, address, payload, version), requests);
    }
    await notify(messages, exchange, () => {
      const responses = messages.filter(isResponse);
      return postToSession(deps.env, address, responses).then((response) =>
        response.body?.cancel(),
      );
    });
    if (requests.length === 0) return new Response(null, { status: 202 });
    return replyOrStream(gated.request, form, async (notify) => {
      const replies = await Promise.all(
        requests.map((request) =>
          request.method === "initialize"
            ? rpcErrorMessage(request.id, INITIALIZE_IN_BATCH)
            : replyTo(deps.surface, exchange, request, notify),
        ),
      );
      return isBatch ? replies : replies[0];
    });
  });
}

/** The id without its signature; undefined for one that is not this user's. */
function bareSessionId({ deps, caller, presented }: Omit<Visit, "gated">) {
  return readClientSessionId(deps.config.jwtKeys, caller.userId, "streamable-http", presented);
}

/** What is owed no answer: cancellations are the account's, responses the session's. */
async function notify(
  messages: readonly RpcMessage[],
  exchange: Exchange,
  pass: () => Promise<unknown>,
): Promise<void> {
  for (const message of messages) {
    if (!isNotification(message) || message.method !== "notifications/cancelled") continue;
    const id = message.params?.requestId;
    if (typeof id === "string" || typeof id === "number") await exchange.cancel(id);
  }
  if (messages.some(isResponse)) await pass();
}

export async function getSessionStream({
  gated,
  deps,
  caller,
  presented,
}: Visit): Promise<Response> {
  const sessionId = await bareSessionId({ deps, caller, presented });
  if (sessionId === undefined) return sessionNotFound(null);
  if (!takesStream(gated.request)) return notAcceptable();
  const exchange = sessionExchange({ gated, deps, caller }, sessionId);
  return answer({ exchange, endpoint: "mcp", id: null, deps }, async () => {
    const admission = await exchange.admit(0, { opensStream: true });
    if (!admission.admitted) return new Response(null);
    const address = { sessionId, userId: caller.userId };
    const lastEventId = gated.request.headers.get("last-event-id");
    const response = await openSessionStream(deps.env, address, lastEventId);
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return sessionNotFound(null);
    }
    const body = holdStream(response.body, {
      opening: ": open\n\n",
      clientGone: gated.request.signal,
    });
    return new Response(body, { headers: { ...EVENT_STREAM, [SESSION_HEADER]: presented } });
  });
}

export async function deleteSession({ gated, deps, caller, presented }: Visit): Promise<Response> {
  const sessionId = await bareSessionId({ deps, caller, presented });
  if (sessionId === undefined) return sessionNotFound(null);
  const exchange = sessionExchange({ gated, deps, caller }, sessionId);
  return answer({ exchange, endpoint: "mcp", id: null, deps }, async () => {
    const admission = await exchange.admit(0);
    if (!admission.admitted) return new Response(null);
    const wasOpen = await deps.account(caller.userId).closeSession(caller, sessionId);
    return wasOpen ? new Response(null, { status: 204 }) : sessionNotFound(null);
  });
}

/** The object's stream, with an error for what it leaves unanswered. */
function streamed(response: Response, requests: readonly RpcRequest[]): Response {
  if (response.status === 404) return sessionNotFound(requests[0]?.id ?? null);
  if (!response.ok || response.body === null) throw new NoAnswerError();
  const owed = requests.map((request) => request.id);
  return new Response(holdStream(response.body, { opening: "", owed }), { headers: EVENT_STREAM });
}

function claim(text: string): string {
  return text.replace(/\p{C}/gu, "").slice(0, MAX_CLAIM_CHARACTERS);
}
