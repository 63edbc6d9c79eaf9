import { ClickUpError, ClickUpUnreachable, RATE_WINDOW_SECONDS } from "./errors.ts";
import { retryAfterMs } from "./retry.ts";
import { SharedReads } from "./shared-reads.ts";
import { type Sleep, sleep } from "./sleep.ts";

export type { Sleep } from "./sleep.ts";

/** Upstream requests at once for one token (docs/api.md). A Worker has 6 connections at a time. */
export const MAX_IN_FLIGHT = 4;

// Beyond this a reset time is a clock that is wrong, not a window.
const LONGEST_HOLD_MS = 2 * RATE_WINDOW_SECONDS * 1000;
// X-RateLimit-Reset is in seconds; a value this large can only be milliseconds.
const MILLISECONDS_FROM = 1e12;

/** Another client that sent something so lately may well come again within the minute. */
const SEEN_LATELY_MS = RATE_WINDOW_SECONDS * 1000;

/** Whose a request is. */
export interface Share {
  /** One client of the user's: those that wait take turns, however much each of them asks for. */
  client: string;
  /** Nobody waits for it: it leaves only when nothing else does. */
  background?: true;
}

const NOBODYS: Share = { client: "" };

interface Waiter {
  deadlineMs: number;
  start(): void;
  fail(error: Error): void;
}

/**
 * What one ClickUp token may still send: at most four requests at once, the user's clients in turns, and
 * none beyond the minute's allowance that ClickUp reports. Lives as long as the token, across calls.
 */
export class TokenBudget {
  readonly reads = new SharedReads();
  readonly #now: () => number;
  readonly #sleep: Sleep;
  readonly #line = new WaitingLine();
  /** When each client last sent something. */
  readonly #seenAtMs = new Map<string, number>();
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
  acquire(call: {
    deadlineMs: number;
    signal: AbortSignal;
    what: string;
    share?: Share | undefined;
  }): Promise<() => void> {
    const { share = NOBODYS } = call;
    return new Promise((resolve, reject) => {
      if (call.signal.aborted) {
        reject(call.signal.reason);
        return;
      }
      const abandon = () => {
        this.#line.leave(waiter);
        reject(call.signal.reason);
      };
      const waiter: Waiter = {
        deadlineMs: call.deadlineMs,
        start: () => {
          call.signal.removeEventListener("abort", abandon);
          if (share.background !== true) this.#seenAtMs.set(share.client, this.#now());
          resolve(this.#take());
        },
        fail: (error) => {
          call.signal.removeEventListener("abort", abandon);
          reject(error instanceof ClickUpError ? tooLate(call.what, error) : error);
        },
      };
      call.signal.addEventListener("abort", abandon, { once: true });
      this.#line.join(waiter, share);
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

  /** True when another client of the user's sent something within the minute. */
  isShared(client: string): boolean {
    const sinceMs = this.#now() - SEEN_LATELY_MS;
    for (const [other, atMs] of this.#seenAtMs) {
      if (atMs < sinceMs) this.#seenAtMs.delete(other);
      else if (other !== client) return true;
    }
    return false;
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
    while (this.#line.length > 0) {
      const holdSeconds = this.holdSeconds();
      if (holdSeconds > 0) {
        this.#failThoseWhoCannotWait(holdSeconds);
        if (this.#line.length > 0) this.#wakeAt(this.#resetAtMs);
        return;
      }
      // Near the wall one at a time, so that each answer's count is known before the next one leaves.
      const places = this.#remaining <= MAX_IN_FLIGHT ? 1 : MAX_IN_FLIGHT;
      if (this.#inFlight >= places) return;
      const next = this.#line.next();
      if (next === undefined) return;
      if (next.deadlineMs <= this.#now()) next.fail(new ClickUpUnreachable("out_of_time", false));
      else next.start();
    }
  }

  #failThoseWhoCannotWait(retryAfterSeconds: number): void {
    for (const waiter of this.#line.takeOut(({ deadlineMs }) => deadlineMs <= this.#resetAtMs)) {
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

/** Those who wait: each client first come first served, the clients in turns, background work last. */
class WaitingLine {
  /** The client whose turn is next comes first. */
  readonly #clients = new Map<string, Waiter[]>();
  readonly #background: Waiter[] = [];

  get length(): number {
    let length = this.#background.length;
    for (const waiters of this.#clients.values()) length += waiters.length;
    return length;
  }

  join(waiter: Waiter, { client, background }: Share): void {
    if (background === true) {
      this.#background.push(waiter);
      return;
    }
    const waiters = this.#clients.get(client);
    if (waiters === undefined) this.#clients.set(client, [waiter]);
    else waiters.push(waiter);
  }

  next(): Waiter | undefined {
    for (const [client, waiters] of this.#clients) {
      const waiter = waiters.shift();
      // To the end of the round; whoever has nothing more to send leaves it.
      this.#clients.delete(client);
      if (waiters.length > 0) this.#clients.set(client, waiters);
      return waiter;
    }
    return this.#background.shift();
  }

  leave(waiter: Waiter): void {
    this.takeOut((other) => other === waiter);
  }

  takeOut(isMeant: (waiter: Waiter) => boolean): Waiter[] {
    const out: Waiter[] = [];
    for (const waiters of [...this.#clients.values(), this.#background]) {
      const taken = waiters.filter(isMeant);
      if (taken.length === 0) continue;
      out.push(...taken);
      waiters.splice(0, waiters.length, ...waiters.filter((waiter) => !isMeant(waiter)));
    }
    for (const [client, waiters] of this.#clients) {
      if (waiters.length === 0) this.#clients.delete(client);
    }
    return out;
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
