/** The two shapes of a refusal: plain HTTP, and JSON-RPC where an MCP client asked. */
import type { JsonValue } from "../domain/json.ts";

/** A JSON-RPC id as MCP allows it; null when the message had none that could be read. */
export type MessageId = string | number | null;

/** Codes that JSON-RPC and MCP define. */
export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

/**
 * Our own codes: the HTTP status and two digits. JSON-RPC keeps −32768…−32000 for itself, so ours
 * stay outside.
 */
export const RATE_LIMITED = 42901;
export const UNAUTHORIZED = 40101;
export const FORBIDDEN_ORIGIN = 40301;
export const SESSION_NOT_FOUND = 40401;
export const METHOD_NOT_ALLOWED = 40501;
export const NOT_ACCEPTABLE = 40601;
export const BODY_TOO_SLOW = 40801;
export const BODY_TOO_LARGE = 41301;
export const UNSUPPORTED_MEDIA_TYPE = 41501;
export const UNAVAILABLE = 50301;

/** What a refusal says, before it is known in which shape. */
export interface Refusal {
  status: number;
  /** Stable word for programs. */
  code: string;
  /** One sentence for people. */
  message: string;
  rpcCode: number;
  headers?: Record<string, string>;
}

/** `{"error","code","request_id"}`, everywhere outside MCP and OAuth. */
export function httpError(
  refusal: Omit<Refusal, "rpcCode" | "headers"> & { headers?: HeadersInit },
  requestId: string,
): Response {
  return Response.json(
    { error: refusal.message, code: refusal.code, request_id: requestId },
    { status: refusal.status, headers: refusal.headers ?? {} },
  );
}

export interface RpcError {
  code: number;
  message: string;
  data?: JsonValue;
}

export function rpcErrorMessage(id: MessageId, error: RpcError) {
  return { jsonrpc: "2.0" as const, id, error };
}

export function rpcError(
  status: number,
  id: MessageId,
  error: RpcError,
  headers: Record<string, string> = {},
): Response {
  return Response.json(rpcErrorMessage(id, error), { status, headers });
}

/** Seconds after which a client may ask again when an account object did not answer. */
export const UNAVAILABLE_RETRY_SECONDS = 2;

export const ACCOUNT_UNAVAILABLE: Refusal = {
  status: 503,
  code: "unavailable",
  message: `This server cannot answer right now. Try again in ${UNAVAILABLE_RETRY_SECONDS} seconds.`,
  rpcCode: UNAVAILABLE,
  headers: { "Retry-After": String(UNAVAILABLE_RETRY_SECONDS) },
};

/** Ends the message of an error whose work may have been done before it. */
export const IN_DOUBT =
  "What was asked may have been done all the same: look before you ask again.";

/** The same of a request that changes something, whose object fell silent in the middle of it. */
export const ACCOUNT_SILENT: Refusal = {
  ...ACCOUNT_UNAVAILABLE,
  message: `${ACCOUNT_UNAVAILABLE.message} ${IN_DOUBT}`,
};
