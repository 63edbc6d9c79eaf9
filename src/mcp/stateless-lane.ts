/** Revision 2026-07-28: every request stands alone, and `subscriptions/listen` is a stream. */
import { createMcpHandler, type ServerEventBus } from "@modelcontextprotocol/server";
import type { Admission } from "../account/door.ts";
import { rpcErrorMessage } from "../gate/errors.ts";
import { isRequest } from "../gate/json-rpc.ts";
import { answer, type Lane } from "./answer.ts";
import { missingParam } from "./dispatch.ts";
import { RefusedError } from "./exchange.ts";
import { isModernCall, replyToCall, toModernReply } from "./plain-call.ts";

/**
 * The SDK's strict handler: headers against body, envelope, versions, capabilities. `hasEnvelope`: the SDK
 * has found the request's envelope to be in order.
 */
export function answerModern(
  lane: Lane,
  request: Request,
  hasEnvelope: boolean,
): Promise<Response> {
  const { exchange, message, deps } = lane;
  return answer(lane, async () => {
    if (!isRequest(message)) {
      await exchange.admitted(0);
    } else if (message.method !== "tools/call") {
      // A tool call is admitted in the hop that runs it.
      await exchange.admitted();
    }
    const missing = isRequest(message) ? missingParam(message) : undefined;
    if (missing !== undefined) return Response.json(rpcErrorMessage(lane.id, missing));
    const { callTool, serverInfo } = deps.surface;
    const isPlain = hasEnvelope && isModernCall(message, request);
    if (isPlain && callTool !== undefined && serverInfo !== undefined) {
      // Fires when the client goes away.
      const abort = request.signal;
      const reply = await replyToCall(callTool, exchange, message, { abort });
      return Response.json(toModernReply(reply, serverInfo));
    }
    const handler = createMcpHandler(() => deps.surface.serverFor(exchange), {
      legacy: "reject",
    });
    return handler.fetch(request, { parsedBody: message });
  });
}

/**
 * The Worker holds the client's stream, and a socket to the account feeds it: the account knows
 * of changes in every isolate, and an idle socket lets it sleep.
 */
export function answerListen(lane: Lane, request: Request): Promise<Response> {
  const { exchange, message, deps } = lane;
  return answer(lane, async () => {
    let socket: WebSocket | null = null;
    await exchange.admitBy(1, async (_account, admissionRequest) => {
      const response = await deps.openFeed(admissionRequest.caller.userId, admissionRequest);
      socket = response.webSocket;
      // Written by the account, as `door.ts` has it.
      const told = response.headers.get("x-admission") ?? (await response.text());
      return JSON.parse(told) as Admission;
    });
    const { admission } = exchange;
    if (admission !== undefined && !admission.admitted) throw new RefusedError(admission);
    if (socket === null) throw new Error("the account gave no socket");
    const feed = new AccountBus(socket);
    const handler = createMcpHandler(() => deps.surface.serverFor(exchange), {
      legacy: "reject",
      bus: feed,
    });
    feed.onEnd(() => void handler.close());
    const response = await handler.fetch(request, { parsedBody: message });
    if (!feed.isUsed) feed.close();
    return response;
  });
}

/** What the account sends, as the SDK's events for the one stream of this request. */
class AccountBus implements ServerEventBus {
  readonly #socket: WebSocket;
  isUsed = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.accept();
  }

  publish(): void {}

  subscribe(listener: Parameters<ServerEventBus["subscribe"]>[0]): () => void {
    this.isUsed = true;
    this.#socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string" && data.includes('"tools_list_changed"')) {
        listener({ kind: "tools_list_changed" });
      }
    });
    return () => this.close();
  }

  /** The account ends a stream when the credential died or newer streams took its place. */
  onEnd(end: () => void): void {
    this.#socket.addEventListener("close", end);
    this.#socket.addEventListener("error", end);
  }

  close(): void {
    this.#socket.close(1000, "the client left");
  }
}
