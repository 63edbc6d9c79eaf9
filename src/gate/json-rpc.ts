/** The shape of JSON-RPC messages as MCP allows them, checked before anything looks inside. */
import {
  INVALID_PARAMS,
  INVALID_REQUEST,
  type MessageId,
  PARSE_ERROR,
  type RpcError,
} from "./errors.ts";
import { readJson } from "./json-text.ts";

/** Messages in one batch; each request of them counts against the window. */
export const MAX_BATCH_MESSAGES = 20;
/** Clients number their requests or send UUIDs; we echo and log nothing longer. */
const MAX_ID_CHARACTERS = 256;
const MAX_METHOD_CHARACTERS = 128;

export type Params = Record<string, unknown>;

export interface RpcRequest {
  jsonrpc: "2.0";
  id: string | number;
  method: string;
  params?: Params;
}

export interface RpcNotification {
  jsonrpc: "2.0";
  method: string;
  params?: Params;
}

/** An answer of the client to a request of ours. */
export interface RpcResponse {
  jsonrpc: "2.0";
  id: string | number;
  result?: unknown;
  error?: unknown;
}

export type RpcMessage = RpcRequest | RpcNotification | RpcResponse;

export interface RpcBody {
  messages: readonly RpcMessage[];
  isBatch: boolean;
}

export type RpcReading =
  | { ok: true; body: RpcBody }
  | { ok: false; id: MessageId; error: RpcError };

export function isRequest(message: RpcMessage): message is RpcRequest {
  return "method" in message && "id" in message;
}

export function isNotification(message: RpcMessage): message is RpcNotification {
  return "method" in message && !("id" in message);
}

export function isResponse(message: RpcMessage): message is RpcResponse {
  return !("method" in message);
}

export function readRpcBody(bytes: Uint8Array): RpcReading {
  const reading = readJson(bytes);
  if (!reading.ok) return refuse(null, JSON_PROBLEMS[reading.problem]);
  const isBatch = Array.isArray(reading.value);
  const values: unknown[] = Array.isArray(reading.value) ? reading.value : [reading.value];
  if (values.length === 0) return refuse(null, invalid("a batch must not be empty"));
  if (values.length > MAX_BATCH_MESSAGES) {
    return refuse(null, invalid(`a batch holds at most ${MAX_BATCH_MESSAGES} messages`));
  }
  for (const value of values) {
    const error = problemOf(value);
    if (error !== undefined) return refuse(isBatch ? null : readableId(value), error);
  }
  // Checked just above, field by field.
  const messages = values as RpcMessage[];
  const ids = messages.filter(isRequest).map((message) => message.id);
  if (new Set(ids).size !== ids.length) {
    return refuse(null, invalid("two requests of a batch have the same id"));
  }
  return { ok: true, body: { messages, isBatch } };
}

const JSON_PROBLEMS = {
  encoding: { code: PARSE_ERROR, message: "Parse error: the body is not UTF-8" },
  syntax: { code: PARSE_ERROR, message: "Parse error: the body is not JSON" },
  nesting: { code: INVALID_REQUEST, message: "Invalid request: nested more than 64 levels deep" },
  prototype_key: { code: INVALID_REQUEST, message: 'Invalid request: the key "__proto__"' },
} satisfies Record<string, RpcError>;

function problemOf(value: unknown): RpcError | undefined {
  if (!isObject(value)) return invalid("a message must be an object");
  if (value.jsonrpc !== "2.0") return invalid('"jsonrpc" must be "2.0"');
  if ("id" in value && !isId(value.id)) {
    return invalid(`"id" must be a whole number or a string of at most ${MAX_ID_CHARACTERS}`);
  }
  if (!("method" in value)) {
    return "id" in value && "result" in value !== "error" in value
      ? undefined
      : invalid('there must be a "method", or an "id" with a "result" or an "error"');
  }
  const { method } = value;
  if (typeof method !== "string" || method === "" || method.length > MAX_METHOD_CHARACTERS) {
    return invalid('"method" must be a name');
  }
  if ("params" in value && !isObject(value.params)) {
    return { code: INVALID_PARAMS, message: 'Invalid params: "params" must be an object' };
  }
  return undefined;
}

function isId(id: unknown): id is string | number {
  return typeof id === "string" ? id.length <= MAX_ID_CHARACTERS : Number.isSafeInteger(id);
}

/** The id to answer to, also where the rest of the message is wrong. */
function readableId(value: unknown): MessageId {
  return isObject(value) && "method" in value && isId(value.id) ? value.id : null;
}

function invalid(problem: string): RpcError {
  return { code: INVALID_REQUEST, message: `Invalid request: ${problem}` };
}

function refuse(id: MessageId, error: RpcError): RpcReading {
  return { ok: false, id, error };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
