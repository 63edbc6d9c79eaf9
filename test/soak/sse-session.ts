/** The stream of an HTTP+SSE client, on which the answers to its POSTs come. */
import { type Heard, HUNG_MS, type Look, NOT_OPENED, type RpcAnswer } from "./heard.ts";

/** The session of an HTTP+SSE client: its stream, and who waits for an answer on it. */
export class SseSession {
  readonly endpoint: string;
  isOpen = true;
  readonly #controller: AbortController;
  readonly #waiting = new Map<number, (answer: RpcAnswer | undefined) => void>();

  static async open(
    origin: string,
    credential: { authorization: string },
    look: Look,
  ): Promise<SseSession | Heard> {
    const controller = new AbortController();
    const opening = setTimeout(() => controller.abort(), HUNG_MS);
    try {
      const response = await fetch(`${origin}/sse`, {
        headers: { ...credential, accept: "text/event-stream" },
        signal: controller.signal,
      });
      const events = eventsOf(response, look);
      const first = await events.next();
      if (first.done === true || !first.value.startsWith("/")) {
        controller.abort();
        const requestId = response.headers.get("x-request-id") ?? "";
        return { end: "answered", status: NOT_OPENED, requestId, text: "" };
      }
      return new SseSession(first.value, events, controller);
    } catch {
      return { end: controller.signal.aborted ? "hung" : "broken" };
    } finally {
      clearTimeout(opening);
    }
  }

  private constructor(
    endpoint: string,
    events: AsyncGenerator<string, void>,
    controller: AbortController,
  ) {
    this.endpoint = endpoint;
    this.#controller = controller;
    void this.#read(events);
  }

  /** Undefined when the stream ends first, or nothing comes in time. */
  answerTo(id: number): Promise<RpcAnswer | undefined> {
    return new Promise((resolve) => {
      const late = setTimeout(() => this.forget(id), HUNG_MS);
      this.#waiting.set(id, (answer) => {
        clearTimeout(late);
        resolve(answer);
      });
    });
  }

  forget(id: number): void {
    this.#waiting.get(id)?.(undefined);
    this.#waiting.delete(id);
  }

  close(): void {
    this.#controller.abort();
  }

  async #read(events: AsyncGenerator<string, void>): Promise<void> {
    try {
      for await (const data of events) {
        const answer = JSON.parse(data) as RpcAnswer;
        const id = Number(answer.id);
        this.#waiting.get(id)?.(answer);
        this.#waiting.delete(id);
      }
    } catch {
      // The process died, or this client left.
    }
    this.isOpen = false;
    for (const id of [...this.#waiting.keys()]) this.forget(id);
  }
}

/** What stands behind `data:` of each event. */
export async function* eventsOf(response: Response, look: Look): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of textsOf(response)) {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      look(block);
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield data;
    }
  }
}

async function* textsOf(response: Response): AsyncGenerator<string, void> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  for await (const bytes of response.body) yield decoder.decode(bytes, { stream: true });
}
