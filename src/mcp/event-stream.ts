/** Event streams that the Worker holds for a client, around what an object sends. */
import { INTERNAL_ERROR, rpcErrorMessage } from "../gate/errors.ts";
import { toEvent } from "./replies.ts";

/** As the SDK's own streams do. Proxies give up on a silent stream after 60 s at the earliest. */
const KEEP_ALIVE_MS = 15_000;

export interface HeldStream {
  /** The first thing to send. */
  opening: string;
  /** Takes the place of the first event of the source, where one is given. */
  replaceFirstEvent?: true;
  /** Ids that must be answered; whatever is open when the source ends gets an error. */
  owed?: readonly (string | number)[];
  /** The request's own. A connection that is cut is told by it alone: the stream would be held on and on. */
  clientGone?: AbortSignal;
  /** The client closed the stream, or its connection was cut. Ends the source; rejects when it cannot. */
  onCancel?(): Promise<unknown>;
}

/**
 * Passes the source on and keeps the connection alive in between. The timer lives in the Worker,
 * which holds the connection anyway; the object behind may hibernate.
 */
export function holdStream(
  source: ReadableStream<Uint8Array>,
  held: HeldStream,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  const encoder = new TextEncoder();
  const owed = new OwedAnswers(held.owed ?? []);
  let timer: ReturnType<typeof setInterval> | undefined;
  let isOver = false;
  const leave = async (reason?: unknown): Promise<void> => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    // The library behind complains of a source that is taken from it before it ends.
    const isEnding = await held.onCancel?.().then(
      () => true,
      () => false,
    );
    if (isEnding !== true) await reader.cancel(reason).catch(() => {});
  };
  const pump = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    let skip = held.replaceFirstEvent === true;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        owed.see(value);
        // The object's first write is one whole event. Whoever has left gets nothing more: it would be an
        // error, which gives the reader back before the source is ended by it.
        if (!skip && !isOver) controller.enqueue(value);
        skip = false;
      }
    } catch {
      // The object went away; the client learns it from the end of the stream. The reader is given back, or
      // the error would hold this function, and with it the reader and itself (`letGo` in clickup/exchange.ts).
      reader.releaseLock();
    }
    for (const id of owed.open()) controller.enqueue(encoder.encode(toEvent(lost(id))));
    clearInterval(timer);
    controller.close();
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (held.opening !== "") controller.enqueue(encoder.encode(held.opening));
      timer = setInterval(
        () => controller.enqueue(encoder.encode(": keep-alive\n\n")),
        KEEP_ALIVE_MS,
      );
      // Not awaited: `start` must return for the client to see anything.
      void pump(controller).catch(() => clearInterval(timer));
      // Gone before there was a stream: no event will tell of it.
      if (held.clientGone?.aborted === true) void leave();
      else held.clientGone?.addEventListener("abort", () => void leave(), { once: true });
    },
    cancel: leave,
  });
}

function lost(id: string | number) {
  return rpcErrorMessage(id, {
    code: INTERNAL_ERROR,
    message:
      "The connection to this session was lost before it answered. What was asked may have been done: look before asking again.",
  });
}

/** Reads along and strikes out the ids that were answered. */
class OwedAnswers {
  readonly #open: Set<string | number>;
  readonly #decoder = new TextDecoder();
  #rest = "";

  constructor(ids: readonly (string | number)[]) {
    this.#open = new Set(ids);
  }

  open(): Iterable<string | number> {
    return this.#open;
  }

  see(chunk: Uint8Array): void {
    if (this.#open.size === 0) return;
    const events = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split("\n\n");
    this.#rest = events.pop() ?? "";
    for (const event of events) {
      const id = answeredId(event);
      if (id !== undefined) this.#open.delete(id);
    }
  }
}

function answeredId(event: string): string | number | undefined {
  const message = readEvent(event);
  return message !== undefined && !("method" in message) && "id" in message
    ? (message.id as string | number)
    : undefined;
}

/** The JSON-RPC message of one event, without its trailing blank line. */
export function readEvent(event: string): Record<string, unknown> | undefined {
  const data = event
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice("data:".length))
    .join("\n");
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === "object" && message !== null ? { ...message } : undefined;
  } catch {
    return undefined;
  }
}
