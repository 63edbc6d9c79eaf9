/** A queue that keeps what it accepted, delivers at least once, and refuses now and then. */
import type { Random } from "./random.ts";
import type { Delivery } from "./worker-process.ts";

const QUEUE = "clickup-mcp-audit-faults";
const DEAD_QUEUE = "clickup-mcp-audit-dead-faults";
/** As in wrangler.jsonc. */
const MAX_RETRIES = 10;
const BATCH = 10;
/** What the consumer asks to wait is minutes; here it is milliseconds. */
const MS_PER_SECOND_ASKED = 5;
const MAX_DELIVERIES = 5;

interface Queued {
  id: string;
  queue: string;
  body: unknown;
  attempts: number;
  /** How often it is still to be delivered, though it be acknowledged each time. */
  deliveriesLeft: number;
  visibleAtMs: number;
}

export class FaultyQueue {
  readonly #random: Random;
  readonly #maxDeliveries: number;
  readonly #messages = new Map<string, Queued>();
  accepted = 0;
  /** Deliveries of messages that had been acknowledged before. */
  redelivered = 0;
  died = 0;

  /** Each message comes up to so many times, though it be acknowledged each time. */
  constructor(random: Random, maxDeliveries = MAX_DELIVERIES) {
    this.#random = random;
    this.#maxDeliveries = maxDeliveries;
  }

  get isEmpty(): boolean {
    return this.#messages.size === 0;
  }

  accept(body: unknown): void {
    this.accepted += 1;
    const id = `m${this.accepted}`;
    this.#messages.set(id, {
      id,
      queue: QUEUE,
      body,
      attempts: 1,
      deliveriesLeft: this.#random.from(1, this.#maxDeliveries),
      visibleAtMs: 0,
    });
  }

  /** Messages of one queue that are due; they stay hidden until `settle`. */
  take(id: number): Delivery | undefined {
    const due = [...this.#messages.values()].filter((one) => one.visibleAtMs <= Date.now());
    const queue = due[0]?.queue;
    if (queue === undefined) return undefined;
    const taken = this.#random.shuffled(due.filter((one) => one.queue === queue)).slice(0, BATCH);
    for (const one of taken) one.visibleAtMs = Number.POSITIVE_INFINITY;
    const messages = taken.map(({ id, attempts, body }) => ({
      id,
      attempts,
      body,
      timestamp: new Date(),
    }));
    return { id, queue, messages };
  }

  /** What is not acknowledged comes again; without an answer, that is everything. */
  settle({ messages }: Delivery, acked: string[] = [], delaySeconds: Record<string, number> = {}) {
    for (const { id } of messages) {
      const message = this.#messages.get(id);
      if (message === undefined) continue;
      message.attempts += 1;
      message.visibleAtMs = Date.now() + (delaySeconds[id] ?? 0) * MS_PER_SECOND_ASKED;
      if (acked.includes(id)) {
        message.deliveriesLeft -= 1;
        if (message.deliveriesLeft === 0) this.#messages.delete(id);
        else this.redelivered += 1;
      } else if (message.attempts > MAX_RETRIES + 1 && message.queue === QUEUE) {
        this.died += 1;
        message.queue = DEAD_QUEUE;
        message.attempts = 1;
      }
    }
  }
}
