/** Runs one message of a 2025-era client through an SDK server, without HTTP and without a session. */
import type { JSONRPCMessage, Server, Transport } from "@modelcontextprotocol/server";
import { INTERNAL_ERROR, INVALID_PARAMS, type RpcError, rpcErrorMessage } from "../gate/errors.ts";
import type { RpcRequest } from "../gate/json-rpc.ts";

export interface RpcReply {
  jsonrpc: "2.0";
  id: string | number | null;
  result?: unknown;
  error?: RpcError;
}

/** Something for the client before the answer. */
export type Notify = (message: JSONRPCMessage) => void;

/** The answer to a request; there always is one. What the server tells before it goes to `notify`. */
export async function dispatch(
  server: Server,
  request: RpcRequest,
  notify: Notify = () => {},
): Promise<RpcReply> {
  const missing = missingParam(request);
  if (missing !== undefined) return rpcErrorMessage(request.id, missing);
  const transport = new OneAnswer(request.id, notify);
  try {
    await server.connect(transport);
    transport.onmessage?.(request as JSONRPCMessage);
    return await transport.answer;
  } finally {
    await server.close();
  }
}

/** The SDK answers these with "internal error"; the fault is the caller's. */
export function missingParam({ method, params }: RpcRequest): RpcError | undefined {
  if (method === "tools/call") {
    if (typeof params?.name !== "string") return invalid('"name" must be the name of a tool');
    const input = params.arguments;
    if (
      input !== undefined &&
      (typeof input !== "object" || input === null || Array.isArray(input))
    ) {
      return invalid('"arguments" must be an object');
    }
  }
  if (method === "resources/read" && typeof params?.uri !== "string") {
    return invalid('"uri" must be the URI of a resource');
  }
  if (
    method.endsWith("/list") &&
    params?.cursor !== undefined &&
    typeof params.cursor !== "string"
  ) {
    return invalid('"cursor" must be a string');
  }
  return undefined;
}

function invalid(problem: string): RpcError {
  return { code: INVALID_PARAMS, message: `Invalid params: ${problem}` };
}

class OneAnswer implements Transport {
  readonly answer: Promise<RpcReply>;
  onmessage?: NonNullable<Transport["onmessage"]>;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly #id: string | number;
  readonly #settle: (reply: RpcReply) => void;
  readonly #notify: Notify;

  constructor(id: string | number, notify: Notify) {
    this.#id = id;
    this.#notify = notify;
    const { promise, resolve } = Promise.withResolvers<RpcReply>();
    this.answer = promise;
    this.#settle = resolve;
  }

  async start(): Promise<void> {}

  async send(message: JSONRPCMessage): Promise<void> {
    if ("method" in message) this.#notify(message);
    else if (message.id === this.#id) this.#settle(message as RpcReply);
  }

  async close(): Promise<void> {
    this.#settle(
      rpcErrorMessage(this.#id, { code: INTERNAL_ERROR, message: "The request was given up." }),
    );
    this.onclose?.();
  }
}
