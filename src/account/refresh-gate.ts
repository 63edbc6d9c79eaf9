import type { RefreshStart } from "./door.ts";
import type { RefreshDecision } from "./grants.ts";

/** How long a parallel refresh waits for the one before it, and what it is told after that. */
const MAX_WAIT_MS = 15_000;
const RETRY_AFTER_SECONDS = 5;

/**
 * Lets parallel refreshes of one grant wait for the one that is exchanging, in this object's memory.
 * The tables decide; when the object restarts meanwhile, the waiting ones have been cut off with it.
 */
export class RefreshGate {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Asks `decide` now and again after each finished exchange, until it says something but `wait`. */
  async pass(
    grantId: string,
    decide: () => RefreshDecision,
    maxWaitMs = MAX_WAIT_MS,
  ): Promise<RefreshStart> {
    const deadlineMs = Date.now() + maxWaitMs;
    for (;;) {
      const decision = decide();
      if (decision.step !== "wait") return decision;
      const leftMs = deadlineMs - Date.now();
      if (leftMs <= 0) return { step: "busy", retryAfterSeconds: RETRY_AFTER_SECONDS };
      await this.#turn(grantId, leftMs);
    }
  }

  /** An exchange of this grant is over: all who wait ask again. */
  open(grantId: string): void {
    for (const wake of this.#waiting.get(grantId) ?? []) wake();
  }

  #turn(grantId: string, maxWaitMs: number): Promise<void> {
    const waiting = this.#waiting.get(grantId) ?? new Set();
    this.#waiting.set(grantId, waiting);
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0) this.#waiting.delete(grantId);
        resolve();
      };
      const timer = setTimeout(wake, maxWaitMs);
      waiting.add(wake);
    });
  }
}
