/** An answer that is one document, unless something has to be told before it. */
import type { Notify } from "./dispatch.ts";
import { messageReply, takesEvents, toEvent } from "./replies.ts";

export const EVENT_STREAM = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-cache, no-transform",
  // Some proxies hold a stream back until it ends.
  "X-Accel-Buffering": "no",
};

/**
 * What `work` returns, as one document. A notification before that makes the answer an event stream, which
 * ends with it, for a client that takes one; another client is told nothing. No keep-alive: a call has less
 * time than any proxy's patience.
 */
export async function replyOrStream(
  request: Request,
  form: "json" | "events",
  work: (notify: Notify) => Promise<unknown>,
): Promise<Response> {
  const begun = Promise.withResolvers<Response>();
  let stream: Events | undefined;
  const notify: Notify = (message) => {
    if (!takesEvents(request)) return;
    if (stream === undefined) {
      stream = new Events();
      begun.resolve(new Response(stream.body, { headers: EVENT_STREAM }));
    }
    stream.send(message);
  };
  const whole = work(notify).then((body) => {
    if (stream === undefined) return messageReply(body, form);
    for (const message of Array.isArray(body) ? body : [body]) stream.send(message);
    stream.end();
    return begun.promise;
  });
  return Promise.race([begun.promise, whole]);
}

class Events {
  readonly body: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor() {
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.#controller = undefined;
      },
    });
  }

  send(message: unknown): void {
    this.#controller?.enqueue(this.#encoder.encode(toEvent(message)));
  }

  end(): void {
    this.#controller?.close();
    this.#controller = undefined;
  }
}
