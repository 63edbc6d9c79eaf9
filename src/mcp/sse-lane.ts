/**
 * The HTTP+SSE transport of 2024-11-05: a GET opens the session and its stream, every message is a
 * POST beside it, and the answers come down the stream.
 */
import { waitUntil } from "cloudflare:workers";
import { INVALID_PARAMS, rpcError } from "../gate/errors.ts";
import { isNotification, isRequest } from "../gate/json-rpc.ts";
import type { GatedRequest } from "../gate/route.ts";
import { newSessionId, readClientSessionId, toClientSessionId } from "../gate/session-id.ts";
import { readChoice } from "../tools/choice.ts";
import { answer, exchangeOf, type McpDeps, sessionExchange } from "./answer.ts";
import { holdStream } from "./event-stream.ts";
import { NoAnswerError } from "./exchange.ts";
import { batchRefused, firstId, identify, readPost, refuseKnown } from "./lanes.ts";
import { replyTo } from "./plain-call.ts";
import { notAcceptable, sessionNotFound, takesStream } from "./replies.ts";
import { EVENT_STREAM } from "./reply-or-stream.ts";
import { standingOf } from "./server-info.ts";
import { deliverToSse, openSseSession, postToSseSession } from "./session-objects.ts";

const REVISION = "2024-11-05"; // the last that has this transport

export async function openSse(gated: GatedRequest, deps: McpDeps): Promise<Response> {
  const known = await identify(gated, "sse", null, deps);
  if (!known.ok) return known.response;
  const { caller } = known;
  const refuse = refuseKnown({ gated, deps, caller }, "sse", null);
  if (gated.request.headers.has("accept") && !takesStream(gated.request)) {
    return refuse(notAcceptable());
  }
  const choice = readChoice(gated.url.searchParams, gated.request.headers);
  if (!choice.ok) {
    const data = { known: [...choice.known] };
    return refuse(rpcError(400, null, { code: INVALID_PARAMS, message: choice.problem, data }));
  }
  const sessionId = newSessionId();
  const account = deps.account(caller.userId);
  const exchange = exchangeOf({ gated, deps, caller }, { choice: choice.choice });
  return answer({ exchange, endpoint: "sse", id: null, deps }, async () => {
    const admission = await exchange.admitBy(0, (door, request) =>
      door.openSession(
        { ...request, opensStream: true },
        {
          sessionId,
          transport: "sse",
          protocolVersion: REVISION,
          // Told in the first message only, when the session is long open.
          clientName: "",
          clientVersion: "",
          choice: choice.choice,
        },
      ),
    );
    if (!admission.admitted) return new Response(null);
    const { userId } = caller;
    const props = { userId, ...standingOf(admission) };
    const response = await openSseSession(deps.env, { sessionId, userId }, props);
    if (!response.ok || response.body === null) throw new NoAnswerError();
    const presented = await toClientSessionId(deps.config.jwtKeys, userId, "sse", sessionId);
    const endpoint = `/sse/message?sessionId=${presented}`;
    const body = holdStream(response.body, {
      opening: `event: endpoint\ndata: ${endpoint}\n\n`,
      replaceFirstEvent: true,
      clientGone: gated.request.signal,
      // In this transport the stream is the session.
      onCancel: () => {
        const ended = account.streamClosed({ sessionId, transport: "sse" });
        waitUntil(ended);
        return ended;
      },
    });
    return new Response(body, { headers: EVENT_STREAM });
  });
}

/** The POST is answered once the reply is on the stream, so that a loss can still be told. */
export async function postSse(gated: GatedRequest, deps: McpDeps): Promise<Response> {
  const read = readPost(gated, "sse", deps);
  if (!read.ok) return read.response;
  const id = firstId(read.body);
  const known = await identify(gated, "sse", id, deps);
  if (!known.ok) return known.response;
  const { caller } = known;
  const [message] = read.body.messages;
  if (read.body.isBatch || message === undefined) {
    return refuseKnown({ gated, deps, caller }, "sse", null)(batchRefused());
  }
  const presented = gated.url.searchParams.get("sessionId") ?? "";
  const sessionId = await readClientSessionId(deps.config.jwtKeys, caller.userId, "sse", presented);
  if (sessionId === undefined) return sessionNotFound(id);

  const exchange = sessionExchange({ gated, deps, caller }, sessionId);
  const session = { sessionId, userId: caller.userId };
  return answer({ exchange, endpoint: "sse", id, message, deps }, async () => {
    const isCall = isRequest(message) && message.method === "tools/call";
    const forObject =
      !isNotification(message) &&
      (!isRequest(message) ||
        message.method === "initialize" ||
        deps.surface.needsSession(message.method));
    if (!isCall || forObject) {
      const admission = await exchange.admit(isRequest(message) ? 1 : 0);
      if (!admission.admitted) return new Response(null);
    }
    if (forObject) {
      const response = await postToSseSession(deps.env, session, message);
      await response.body?.cancel();
      if (!response.ok) return sessionNotFound(id);
    } else if (isRequest(message)) {
      let told: Promise<unknown> = Promise.resolve();
      const reply = await replyTo(deps.surface, exchange, message, (notification) => {
        // One after the other, and none that is lost takes the answer with it.
        told = told.then(() => deliverToSse(deps.env, session, notification)).catch(() => {});
      });
      await told;
      // A refusal is told by the status of this POST, not on the stream.
      if (!exchange.admission?.admitted) return new Response(null);
      if (!(await deliverToSse(deps.env, session, reply))) return sessionNotFound(id, isCall);
    } else if (isNotification(message) && message.method === "notifications/cancelled") {
      const cancelled = message.params?.requestId;
      if (typeof cancelled === "string" || typeof cancelled === "number")
        await exchange.cancel(cancelled);
    }
    return new Response("Accepted", { status: 202 });
  });
}
