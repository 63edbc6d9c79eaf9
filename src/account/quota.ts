import type { RateLimitState } from "./door.ts";

/** Our limits are per minute, over a window that slides (contract: "exactly"). */
export const WINDOW_MS = 60_000;
const MIN_RING_SIZE = 128;

interface Counted {
  atMs: number;
  cost: number;
}

export type QuotaDecision =
  | { admitted: true; limits: RateLimitState }
  | { admitted: false; limits: RateLimitState; retryAfterSeconds: number };

/**
 * An exact sliding window per account. The window lives in memory (its length is bounded by the
 * limit) and each admission in one row of `counted_calls`, so a check reads nothing and writes one
 * row however long the history, and an evicted object goes on where it was.
 */
export class Quota {
  readonly #sql: SqlStorage;
  readonly #ringSize: number;
  /** Oldest first; `#head` is the first that may still count. */
  #window: Counted[] = [];
  #head = 0;
  #used = 0;
  #nextSeq = 1;

  /** `maxLimit`: the highest limit any tier has, in requests a minute. */
  constructor(sql: SqlStorage, maxLimit: number) {
    this.#sql = sql;
    this.#ringSize = Math.max(MIN_RING_SIZE, maxLimit);
    this.#load();
  }

  /**
   * Counts `cost` requests at `nowMs` when they all fit under `limit`, else counts nothing.
   * A request leaves the window exactly `WINDOW_MS` after it was counted.
   */
  admit(nowMs: number, limit: number, cost: number): QuotaDecision {
    this.#advance(nowMs);
    if (this.#used + cost > limit) {
      const limits = this.#state(nowMs, limit);
      return { admitted: false, limits, retryAfterSeconds: this.#waitSeconds(nowMs, limit, cost) };
    }
    if (cost > 0) {
      this.#sql.exec(
        "INSERT OR REPLACE INTO counted_calls (slot, seq, at_ms, cost) VALUES (?, ?, ?, ?)",
        this.#nextSeq % this.#ringSize,
        this.#nextSeq,
        nowMs,
        cost,
      );
      this.#nextSeq += 1;
      this.#window.push({ atMs: nowMs, cost });
      this.#used += cost;
    }
    return { admitted: true, limits: this.#state(nowMs, limit) };
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

  #load(): void {
    const rows = this.#sql
      .exec<{ slot: number; seq: number; at_ms: number; cost: number }>(
        "SELECT slot, seq, at_ms, cost FROM counted_calls ORDER BY seq",
      )
      .toArray();
    this.#window = rows.map((row) => ({ atMs: row.at_ms, cost: row.cost }));
    // A clock that went back leaves later rows with earlier times: keep the times ascending.
    for (let i = this.#window.length - 2; i >= 0; i--) {
      const [counted, next] = [this.#window[i], this.#window[i + 1]];
      if (counted !== undefined && next !== undefined) {
        counted.atMs = Math.min(counted.atMs, next.atMs);
      }
    }
    this.#used = rows.reduce((sum, row) => sum + row.cost, 0);
    this.#nextSeq = (rows.at(-1)?.seq ?? 0) + 1;
    // The limits were changed by a deploy: put each row where the new ring expects it, or the
    // next admissions would overwrite rows that still count.
    if (rows.some((row) => row.slot !== row.seq % this.#ringSize)) {
      this.#sql.exec("DELETE FROM counted_calls");
      for (const row of rows.slice(-this.#ringSize)) {
        this.#sql.exec(
          "INSERT INTO counted_calls (slot, seq, at_ms, cost) VALUES (?, ?, ?, ?)",
          row.seq % this.#ringSize,
          row.seq,
          row.at_ms,
          row.cost,
        );
      }
    }
  }
}

function secondsUntil(atMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((atMs - nowMs) / 1000));
}
