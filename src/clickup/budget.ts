import { ClickUpError, ClickUpUnreachable, RATE_WINDOW_SECONDS } from "./errors.ts";
import { retryAfterMs } from "./retry.ts";
import { SharedReads } from "./shared-reads.ts";
import { type Sleep, sleep } from "./sleep.ts";

export type { Sleep } from "./sleep.ts";

/** Upstream requests at once for one token (threats.md, caps). */
export const MAX_IN_FLIGHT = 4;

// Beyond this a reset time is a clock that is wrong, not a window.
const LONGEST_HOLD_MS = 2 * RATE_WINDOW_SECONDS * 1000;
// X-RateLimit-Reset is in seconds; a value this large can only be milliseconds.
const MILLISECONDS_FROM = 1e12;

interface Waiter {
  deadlineMs: number;
  start(): void;
  fail(error: Error): void;
}

/**
 * What one ClickUp token may still send: at most four requests at once, first come first served, and none
 * beyond the minute's allowance that ClickUp reports. Lives as long as the token, across calls.
 */
export class TokenBudget {
  readonly reads = new SharedReads();
  readonly #now: () => number;
  readonly #sleep: Sleep;
  readonly #waiters: Waiter[] = [];
  #inFlight = 0;
  /** Requests left in ClickUp's window, less those that have left since it was told. */
  #remaining = Number.POSITIVE_INFINITY;
  /** When the window ends, or when ClickUp told us to come back. */
  #resetAtMs = 0;
  #timerAtMs: number | undefined;

  constructor(options: { now?: () => number; sleep?: Sleep } = {}) {
    this.#now = options.now ?? Date.now;
    this.#sleep = options.sleep ?? sleep;
  }

  /** A place to send one request; call the answer when the response has been read. */
  acquire(call: { deadlineMs: number; signal: AbortSignal; what: string }): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (call.signal.aborted) {
        reject(call.signal.reason);
        return;
      }
      const abandon = () => {
        const index = this.#waiters.indexOf(waiter);
        if (index >= 0) this.#waiters.splice(index, 1);
        reject(call.signal.reason);
      };
      const waiter: Waiter = {
        deadlineMs: call.deadlineMs,
        start: () => {
          call.signal.removeEventListener("abort", abandon);
          resolve(this.#take());
        },
        fail: (error) => {
          call.signal.removeEventListener("abort", abandon);
          reject(error instanceof ClickUpError ? tooLate(call.what, error) : error);
        },
      };
      call.signal.addEventListener("abort", abandon, { once: true });
      this.#waiters.push(waiter);
      this.#pump();
    });
  }

  /** Learns from any answer. The headers are documented for 429 and seen on all (measured, 2026-08). */
  observe(status: number, headers: Headers): void {
    const nowMs = this.#now();
    const pauseMs = status === 429 ? retryAfterMs(headers, nowMs) : undefined;
    const resetAtMs =
      pauseMs === undefined
        ? readResetMs(headers.get("X-RateLimit-Reset"), nowMs)
        : nowMs + pauseMs;
    const told = readCount(headers.get("X-RateLimit-Remaining"));
    const remaining = status === 429 ? 0 : told;
    if (remaining === undefined || resetAtMs === undefined || resetAtMs <= nowMs) return;
    this.#forgetPastWindow();
    // A refusal knows best when it ends, be it before the reset that another answer told.
    if (status === 429 || resetAtMs > this.#resetAtMs + 999) {
      this.#resetAtMs = resetAtMs;
      this.#remaining = remaining;
    } else if (resetAtMs > this.#resetAtMs - 1000) {
      // Same window. Answers overtake each other, so the smaller number is the truer one.
      this.#remaining = Math.min(this.#remaining, remaining);
    }
  }

  /** Whole seconds until ClickUp takes requests again; 0 when it takes them now. */
  holdSeconds(): number {
    this.#forgetPastWindow();
    return this.#remaining > 0 ? 0 : Math.max(1, Math.ceil((this.#resetAtMs - this.#now()) / 1000));
  }

  /** Requests that ClickUp still takes in this window; infinite before it has told. */
  callsLeft(): number {
    this.#forgetPastWindow();
    return Math.max(0, this.#remaining);
  }

  #take(): () => void {
    this.#inFlight += 1;
    this.#remaining -= 1;
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.#inFlight -= 1;
      this.#pump();
    };
  }

  #pump(): void {
    while (this.#waiters.length > 0) {
      const holdSeconds = this.holdSeconds();
      if (holdSeconds > 0) {
        this.#failThoseWhoCannotWait(holdSeconds);
        if (this.#waiters.length > 0) this.#wakeAt(this.#resetAtMs);
        return;
      }
      // Near the wall one at a time, so that each answer's count is known before the next one leaves.
      const places = this.#remaining <= MAX_IN_FLIGHT ? 1 : MAX_IN_FLIGHT;
      if (this.#inFlight >= places) return;
      const next = this.#waiters.shift();
      if (next === undefined) return;
      if (next.deadlineMs <= this.#now()) next.fail(new ClickUpUnreachable("out_of_time", false));
      else next.start();
    }
  }

  #failThoseWhoCannotWait(retryAfterSeconds: number): void {
    const staying = this.#waiters.filter((waiter) => waiter.deadlineMs > this.#resetAtMs);
    const leaving = this.#waiters.filter((waiter) => waiter.deadlineMs <= this.#resetAtMs);
    this.#waiters.splice(0, this.#waiters.length, ...staying);
    for (const waiter of leaving) {
      waiter.fail(
        new ClickUpError({ refusal: "rate_limited", status: 429, what: "", retryAfterSeconds }),
      );
    }
  }

  #wakeAt(atMs: number): void {
    if (this.#timerAtMs === atMs) return;
    this.#timerAtMs = atMs;
    void this.#sleep(Math.max(0, atMs - this.#now())).then(() => {
      if (this.#timerAtMs !== atMs) return;
      this.#timerAtMs = undefined;
      if (this.#resetAtMs <= atMs) this.#openWindow();
      this.#pump();
    });
  }

  #forgetPastWindow(): void {
    if (this.#resetAtMs > 0 && this.#resetAtMs <= this.#now()) this.#openWindow();
  }

  #openWindow(): void {
    this.#resetAtMs = 0;
    this.#remaining = Number.POSITIVE_INFINITY;
  }
}

function tooLate(what: string, error: ClickUpError): ClickUpError {
  return new ClickUpError({
    refusal: "rate_limited",
    status: 429,
    what,
    retryAfterSeconds: error.retryAfterSeconds ?? RATE_WINDOW_SECONDS,
  });
}

function readCount(value: string | null): number | undefined {
  return value !== null && /^\d+$/.test(value.trim()) ? Number(value) : undefined;
}

function readResetMs(value: string | null, nowMs: number): number | undefined {
  const count = readCount(value);
  if (count === undefined) return undefined;
  const atMs = count >= MILLISECONDS_FROM ? count : count * 1000;
  return Math.min(atMs, nowMs + LONGEST_HOLD_MS);
}
