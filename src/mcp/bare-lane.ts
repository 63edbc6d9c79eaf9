/** A 2025-era message without a session: one request, one JSON answer, nothing kept. */
import { isRequest } from "../gate/json-rpc.ts";
import { answer, type Lane } from "./answer.ts";
import { replyTo } from "./plain-call.ts";
import { replyOrStream } from "./reply-or-stream.ts";

export function answerBare(
  lane: Lane,
  request: Request,
  form: "json" | "events",
): Promise<Response> {
  const { exchange, message, deps } = lane;
  return answer(lane, async () => {
    if (!isRequest(message)) {
      // Without a session there is nothing that a notification or a response could speak of.
      await exchange.admitted(0);
      return new Response(null, { status: 202 });
    }
    // A tool call is admitted in the hop that runs it.
    if (message.method !== "tools/call") await exchange.admitted();
    return replyOrStream(request, form, (notify) =>
      replyTo(deps.surface, exchange, message, notify),
    );
  });
}
