/** What every lane needs, and what every lane's answer gets before it leaves. */
import type { AccountDoor, AdmissionRequest } from "../account/door.ts";
import type { Caller } from "../domain/caller.ts";
import type { Config } from "../env.ts";
import { INTERNAL_ERROR, type MessageId, rpcError } from "../gate/errors.ts";
import type { RpcMessage } from "../gate/json-rpc.ts";
import type { GatedRequest } from "../gate/route.ts";
import { classOf, type Log } from "../log/log.ts";
import { Exchange, type ExchangeStart, NoAnswerError, RefusedError } from "./exchange.ts";
import {
  type McpEndpoint,
  refusedReply,
  scopeChallenge,
  sessionNotFound,
  unavailable,
  withLimits,
} from "./replies.ts";
import type { Surface } from "./surface.ts";

export interface McpDeps {
  env: Pick<Env, "MCP_SESSION">;
  config: Pick<Config, "publicUrl" | "requestsPerMinute" | "jwtKeys">;
  log: Log;
  surface: Surface;
  authenticate(authorization: string | null, endpoint: McpEndpoint): Promise<Caller | undefined>;
  account(userId: string): AccountDoor;
  /** The account's event feed: 101 with a socket, or the refused admission as JSON. */
  openFeed(userId: string, request: AdmissionRequest): Promise<Response>;
}

export interface Lane {
  exchange: Exchange;
  endpoint: McpEndpoint;
  /** Of the request that is owed an answer; null for notifications, responses and batches. */
  id: MessageId;
  message: RpcMessage;
  /** `work` answers each request of it by its own id. */
  isBatch?: boolean;
  deps: McpDeps;
}

export interface KnownRequest {
  gated: GatedRequest;
  deps: McpDeps;
  caller: Caller;
}

export function exchangeOf(
  { gated, deps, caller }: KnownRequest,
  options: Pick<ExchangeStart, "choice" | "sessionId">,
): Exchange {
  return new Exchange({
    account: deps.account(caller.userId),
    caller,
    requestId: gated.requestId,
    traceparent: gated.traceparent,
    log: deps.log,
    ...options,
  });
}

/** Of a request in a session, whose choice of tools the account knows since it was opened. */
export function sessionExchange(request: KnownRequest, sessionId: string): Exchange {
  return exchangeOf(request, { choice: {}, sessionId });
}

/**
 * Runs a lane's work. Whatever the SDK made of it, a refusal of the account or its silence is what
 * the client gets; and every answer of a known caller carries its limits.
 */
export async function answer(
  {
    exchange,
    endpoint,
    id,
    message,
    isBatch = false,
    deps,
  }: Omit<Lane, "message"> & { message?: RpcMessage },
  work: () => Promise<Response>,
): Promise<Response> {
  let response: Response;
  try {
    response = await work();
    if (exchange.admission === undefined && !exchange.gotNoAnswer) await exchange.admit(1);
  } catch (error) {
    if (isForeign(error)) return sessionNotFound(id);
    if (!(error instanceof RefusedError) && !(error instanceof NoAnswerError)) {
      deps.log.error("an MCP request failed", {
        error: classOf(error),
      });
      const internal = { code: INTERNAL_ERROR, message: "Something went wrong in this server." };
      return withLimits(rpcError(500, id, internal), exchange.admission);
    }
    response = new Response(null);
  }
  const { admission, neededScope } = exchange;
  // Of an admitted batch some requests may have their answers, and the others have an error by their id.
  const isAnswered = isBatch && admission?.admitted === true && response.body !== null;
  if ((exchange.gotNoAnswer && !isAnswered) || admission === undefined) {
    await response.body?.cancel();
    const isCall = message !== undefined && "method" in message && message.method === "tools/call";
    return unavailable(id, isCall);
  }
  if (!admission.admitted) {
    await response.body?.cancel();
    return refusedReply(admission, id, endpoint, deps.config);
  }
  if (neededScope !== undefined && id !== null && response.status === 200) {
    const scopes = [...exchange.caller.scopes, neededScope];
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(scopeChallenge(endpoint, deps.config, scopes))) {
      headers.set(name, value);
    }
    response = new Response(response.body, { status: 403, headers });
  }
  return withLimits(response, admission);
}

/** Errors keep their name over a Durable Object call, and nothing else of their class. */
function isForeign(error: unknown): boolean {
  return error instanceof Error && error.name === "ForeignSessionError";
}
