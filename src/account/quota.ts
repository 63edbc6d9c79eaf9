import { type Counted, readCounted, storeCounted, WINDOW_MS } from "./counted-calls.ts";
import type { RateLimitState } from "./door.ts";

const MIN_RING_SIZE = 128;

export type QuotaDecision =
  /** What was counted, for the event of this request or for `store`; absent when nothing was. */
  | { admitted: true; limits: RateLimitState; counted?: Counted }
  | { admitted: false; limits: RateLimitState; retryAfterSeconds: number };

/**
 * An exact sliding window per account. It lives in memory (its length is bounded by the limit), so that a
 * check reads nothing however long the history, and is read again by an object that was evicted.
 */
export class Quota {
  readonly #sql: SqlStorage;
  readonly #ringSize: number;
  #isLoaded = false;
  /** Oldest first; `#head` is the first that may still count. */
  #window: Pick<Counted, "atMs" | "cost">[] = [];
  #head = 0;
  #used = 0;
  #nextNumber = 1;

  /** `maxLimit`: the highest limit any tier has, in requests a minute. */
  constructor(sql: SqlStorage, maxLimit: number) {
    this.#sql = sql;
    this.#ringSize = Math.max(MIN_RING_SIZE, maxLimit);
  }

  /**
   * Counts `cost` requests at `nowMs` when they all fit under `limit`, else counts nothing.
   * A request leaves the window exactly `WINDOW_MS` after it was counted. What was counted must be
   * written in the same transaction.
   */
  admit(nowMs: number, limit: number, cost: number): QuotaDecision {
    this.#advance(nowMs);
    if (this.#used + cost > limit) {
      const limits = this.#state(nowMs, limit);
      return { admitted: false, limits, retryAfterSeconds: this.#waitSeconds(nowMs, limit, cost) };
    }
    if (cost === 0) return { admitted: true, limits: this.#state(nowMs, limit) };
    const counted = { number: this.#nextNumber, atMs: nowMs, cost };
    this.#nextNumber += 1;
    this.#window.push({ atMs: nowMs, cost });
    this.#used += cost;
    return { admitted: true, limits: this.#state(nowMs, limit), counted };
  }

  /** Writes what was counted for a request that leaves no event. */
  store(counted: Counted): void {
    storeCounted(this.#sql, counted, this.#ringSize);
  }

  /** The state without counting anything. */
  peek(nowMs: number, limit: number): RateLimitState {
    this.#advance(nowMs);
    return this.#state(nowMs, limit);
  }

  #state(nowMs: number, limit: number): RateLimitState {
    const oldest = this.#window[this.#head];
    return {
      limit,
      remaining: Math.max(0, limit - this.#used),
      resetSeconds: oldest === undefined ? 0 : secondsUntil(oldest.atMs + WINDOW_MS, nowMs),
    };
  }

  /** Whole seconds until so many have left the window that `cost` fits. */
  #waitSeconds(nowMs: number, limit: number, asked: number): number {
    let mustLeave = this.#used + asked - limit;
    for (let i = this.#head; i < this.#window.length; i++) {
      const { atMs = 0, cost = 0 } = this.#window[i] ?? {};
      mustLeave -= cost;
      if (mustLeave <= 0) return secondsUntil(atMs + WINDOW_MS, nowMs);
    }
    return WINDOW_MS / 1000; // a batch larger than the limit: it never fits
  }

  #advance(nowMs: number): void {
    if (!this.#isLoaded) this.#load(nowMs);
    // The clock went back (another machine): what lies ahead counts as made now, so that a jump
    // can lock nobody out for longer than one window.
    for (let i = this.#window.length - 1; i >= this.#head; i--) {
      const counted = this.#window[i];
      if (counted === undefined || counted.atMs <= nowMs) break;
      counted.atMs = nowMs;
    }
    for (;;) {
      const oldest = this.#window[this.#head];
      if (oldest === undefined || oldest.atMs > nowMs - WINDOW_MS) break;
      this.#used -= oldest.cost;
      this.#head += 1;
    }
    if (this.#head > this.#ringSize) {
      this.#window = this.#window.slice(this.#head);
      this.#head = 0;
    }
  }

  #load(nowMs: number): void {
    const counted = readCounted(this.#sql, nowMs, this.#ringSize);
    this.#window = counted.map(({ atMs, cost }) => ({ atMs, cost }));
    // A clock that went back leaves later ones with earlier times: keep the times ascending.
    for (let i = this.#window.length - 2; i >= 0; i--) {
      const [one, next] = [this.#window[i], this.#window[i + 1]];
      if (one !== undefined && next !== undefined) one.atMs = Math.min(one.atMs, next.atMs);
    }
    this.#used = counted.reduce((sum, { cost }) => sum + cost, 0);
    this.#nextNumber = (counted.at(-1)?.number ?? 0) + 1;
    this.#isLoaded = true;
  }
}

function secondsUntil(atMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((atMs - nowMs) / 1000));
}
