/**
 * Tool calls as nearly all clients write them are answered here, without the SDK's server: that reads the
 * request and the result by schema once more and makes, for one message, a server, a transport and a
 * protocol, which is more work than all of ours in the Worker. What is written in any other way, and every
 * other method, is the SDK's; the answers are the same, and test/mcp/plain-call.test.ts compares them.
 */
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type Implementation,
  PROTOCOL_VERSION_META_KEY,
  SERVER_INFO_META_KEY,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";
import { INTERNAL_ERROR, type RpcError } from "../gate/errors.ts";
import type { Params, RpcMessage, RpcRequest } from "../gate/json-rpc.ts";
import { dispatch, type Notify, type RpcReply } from "./dispatch.ts";
import type { CallOptions, Exchange } from "./exchange.ts";
import type { Surface } from "./surface.ts";

type ProgressToken = string | number;

export interface PlainCall extends RpcRequest {
  method: "tools/call";
  params: { name: string; arguments?: Params; _meta?: Params & { progressToken?: ProgressToken } };
}

/** A call with nothing in it that we would not read as the SDK does; what stands in `_meta` is not looked at. */
export function isCall(message: RpcMessage): message is PlainCall {
  if (!("method" in message) || message.method !== "tools/call") return false;
  const { params } = message;
  return (
    "id" in message &&
    holdsOnly(message, ENVELOPE) &&
    params !== undefined &&
    holdsOnly(params, PARAMS) &&
    typeof params.name === "string" &&
    (params.arguments === undefined || isObject(params.arguments))
  );
}

/** The same of a 2025-era client, where `_meta` is empty but for a token to tell progress by. */
export function isPlainCall(message: RpcMessage): message is PlainCall {
  if (!isCall(message)) return false;
  const { _meta: meta } = message.params;
  if (meta === undefined) return true;
  const { progressToken: token, ...rest } = isObject(meta) ? meta : { other: meta };
  const isToken = token === undefined || typeof token === "string" || Number.isSafeInteger(token);
  return isToken && Object.keys(rest).length === 0;
}

/** A call that one look at its headers is enough for to be of the 2025 era: no revision of later is named. */
export function isOfSessionEra(message: RpcMessage, { headers }: Request): boolean {
  if (!isPlainCall(message)) return false;
  const version = headers.get("mcp-protocol-version");
  return version === null || SESSION_ERA.includes(version);
}

/**
 * A call of revision 2026-07-28 that has passed the SDK's look at its envelope, whose headers say the same
 * as its body, and whose client wants no word of progress.
 */
export function isModernCall(message: RpcMessage, { headers }: Request): message is PlainCall {
  return (
    isCall(message) &&
    isObject(message.params._meta) &&
    message.params._meta.progressToken === undefined &&
    message.params._meta[PROTOCOL_VERSION_META_KEY] === MODERN &&
    headers.get("mcp-protocol-version") === MODERN &&
    headers.get("mcp-method") === message.method &&
    headers.get("mcp-name") === message.params.name
  );
}

/** The same of revision 2026-07-28: an envelope with nothing in it that a schema could find wrong. */
export function isOfStatelessEra(message: RpcMessage, request: Request): boolean {
  if (!isModernCall(message, request)) return false;
  const { _meta: meta = {} } = message.params;
  const { [CLIENT_INFO_META_KEY]: client = NOBODY, [CLIENT_CAPABILITIES_META_KEY]: able } = meta;
  return (
    holdsOnly(meta, ENVELOPE_KEYS) &&
    isObject(client) &&
    holdsOnly(client, CLIENT_KEYS) &&
    typeof client.name === "string" &&
    typeof client.version === "string" &&
    isObject(able) &&
    holdsOnly(able, CAPABILITIES) &&
    Object.values(able).every(isEmpty)
  );
}

/** The answer to one request of a 2025-era client. */
export function replyTo(
  surface: Surface,
  exchange: Exchange,
  request: RpcRequest,
  notify: Notify,
): Promise<RpcReply> {
  if (surface.callTool === undefined || !isPlainCall(request)) {
    return dispatch(surface.serverFor(exchange), request, notify);
  }
  const progressToken = request.params._meta?.progressToken;
  return replyToCall(surface.callTool, exchange, request, {
    ...(progressToken !== undefined && {
      onProgress: (report) => {
        const params = { progressToken, ...report };
        notify({ jsonrpc: "2.0", method: "notifications/progress", params });
      },
    }),
  });
}

/** As the SDK's server: what is thrown becomes the error of the answer. */
export async function replyToCall(
  callTool: NonNullable<Surface["callTool"]>,
  exchange: Exchange,
  { id, params }: PlainCall,
  options: CallOptions,
): Promise<RpcReply> {
  try {
    const result = await callTool(exchange, params, id, options);
    return { jsonrpc: "2.0", id, result };
  } catch (error) {
    return { jsonrpc: "2.0", id, error: toRpcError(error) };
  }
}

/** What revision 2026-07-28 has in every result beside what the method says. */
export function toModernReply(
  { result, ...reply }: RpcReply,
  serverInfo: Implementation,
): RpcReply {
  if (!isObject(result)) return reply;
  const meta = isObject(result._meta) ? result._meta : {};
  return {
    ...reply,
    result: {
      ...result,
      resultType: "complete",
      _meta: { ...meta, [SERVER_INFO_META_KEY]: serverInfo },
    },
  };
}

const MODERN = "2026-07-28";
const SESSION_ERA: readonly string[] = SUPPORTED_PROTOCOL_VERSIONS;
const ENVELOPE: ReadonlySet<string> = new Set(["jsonrpc", "id", "method", "params"]);
const ENVELOPE_KEYS: ReadonlySet<string> = new Set([
  PROTOCOL_VERSION_META_KEY,
  CLIENT_INFO_META_KEY,
  CLIENT_CAPABILITIES_META_KEY,
]);
const CLIENT_KEYS: ReadonlySet<string> = new Set(["name", "version"]);
const NOBODY = { name: "", version: "" };
/** Declared by many clients, mostly without more. */
const CAPABILITIES: ReadonlySet<string> = new Set(["elicitation", "roots", "sampling"]);
const PARAMS: ReadonlySet<string> = new Set(["name", "arguments", "_meta"]);

/** Errors that carry a code of JSON-RPC were made to be read; the text of any other stays here. */
function toRpcError(error: unknown): RpcError {
  const { code, message, data } = error as Partial<RpcError>;
  if (!Number.isSafeInteger(code) || code === undefined) {
    return { code: INTERNAL_ERROR, message: "Internal error" };
  }
  return { code, message: message ?? "Internal error", ...(data !== undefined && { data }) };
}

function holdsOnly(value: object, known: ReadonlySet<string>): boolean {
  return Object.keys(value).every((key) => known.has(key));
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function isObject(value: unknown): value is Params {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
