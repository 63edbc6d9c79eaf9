/** The limiter against a slow one that is plain to read, over random schedules of one user's requests. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DONE, recordEvent } from "../../src/account/audit-outbox.ts";
import { Quota, type QuotaDecision } from "../../src/account/quota.ts";
import { inAccount } from "../support/account-sql.ts";

const WINDOW_MS = 60_000;
const T0 = 1_800_000_000_000;
/** The least that a ring holds; see quota.ts. */
const RING = 128;
const SCHEDULES = 100_000;
const LONG_SCHEDULES = 150;

/** Every request that was ever admitted, looked through from the beginning at each question. */
class SlowQuota {
  #all: { storedMs: number; atMs: number; cost: number; hasLeft: boolean }[] = [];

  admit(nowMs: number, limit: number, cost: number): QuotaDecision {
    for (const one of this.#all) {
      // Made later than now, by a clock that went back: it counts as made now.
      if (!one.hasLeft) one.atMs = Math.min(one.atMs, nowMs);
      if (one.atMs + WINDOW_MS <= nowMs) one.hasLeft = true;
    }
    const counted = () => this.#all.filter(({ hasLeft }) => !hasLeft);
    const used = () => counted().reduce((sum, one) => sum + one.cost, 0);
    const limits = () => {
      const ends = counted().map(({ atMs }) => atMs + WINDOW_MS);
      return {
        limit,
        remaining: Math.max(0, limit - used()),
        resetSeconds: ends.length === 0 ? 0 : Math.ceil((Math.min(...ends) - nowMs) / 1000),
      };
    };
    if (used() + cost <= limit) {
      if (cost > 0) this.#all.push({ storedMs: nowMs, atMs: nowMs, cost, hasLeft: false });
      return { admitted: true, limits: limits() };
    }
    const fitsIn = (seconds: number) => {
      const left = counted().filter(({ atMs }) => atMs + WINDOW_MS > nowMs + seconds * 1000);
      return left.reduce((sum, one) => sum + one.cost, 0) + cost <= limit;
    };
    let retryAfterSeconds = 1;
    // A batch larger than the limit never fits; it is told a whole minute.
    while (!fitsIn(retryAfterSeconds) && retryAfterSeconds < 60) retryAfterSeconds += 1;
    return { admitted: false, limits: limits(), retryAfterSeconds };
  }

  /** The object is gone from memory: what is stored is when each request came, in their order. */
  evict(): void {
    this.#all = this.#all.slice(-RING);
    let latestMs = Number.POSITIVE_INFINITY;
    for (const one of this.#all.toReversed()) {
      latestMs = Math.min(latestMs, one.storedMs);
      one.atMs = latestMs;
      one.hasLeft = false;
    }
  }

  /** When a request leaves the window, for schedules that aim at that instant. */
  endOf(index: number): number {
    const one = this.#all.at(-1 - (index % Math.max(1, this.#all.length)));
    return (one?.atMs ?? T0) + WINDOW_MS;
  }
}

/** When the next request comes: so much later (or, the clock going back, earlier), or at an edge. */
const When = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 500, 20_000, 59_999, 60_000, 60_001) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -30_000, -60_000, -3_600_000, 3_600_000) },
);
const Edge = fc.record({ of: fc.nat(7), offsetMs: fc.constantFrom(-1, 0, 1) });

const Step = fc.record({
  when: fc.oneof({ weight: 3, arbitrary: When }, { weight: 1, arbitrary: Edge }),
  evicted: fc.constantFrom(false, false, false, false, true),
  /** Free and premium: a change of the tier is a change from one step to the next. */
  limit: fc.constantFrom(3, 3, 3, 7),
  cost: fc.constantFrom(1, 1, 1, 1, 0, 2, 5, 9),
  leavesEvent: fc.boolean(),
});

type Schedule = {
  when: number | { of: number; offsetMs: number };
  evicted: boolean;
  limit: number;
  cost: number;
  leavesEvent: boolean;
}[];

const EVENT = { action: "tools/call", userId: "u", clientId: "c", requestId: "r" } as const;

/** Throws at the first decision in which the two differ. */
function compare(sql: SqlStorage, schedule: Schedule, maxLimit: number): void {
  sql.exec("DELETE FROM counted_calls");
  sql.exec("DELETE FROM audit_events");
  let quota = new Quota(sql, maxLimit);
  const slow = new SlowQuota();
  let nowMs = T0;
  for (const { when, evicted, limit, cost, leavesEvent } of schedule) {
    if (evicted) {
      quota = new Quota(sql, maxLimit);
      slow.evict();
    }
    nowMs = typeof when === "number" ? nowMs + when : slow.endOf(when.of) + when.offsetMs;
    const [fast, wanted] = [quota.admit(nowMs, limit, cost), slow.admit(nowMs, limit, cost)];
    if (!isSame(fast, wanted)) {
      expect({ nowMs, ...fast }).toMatchObject({ nowMs, ...wanted });
    }
    if (!fast.admitted || fast.counted === undefined) continue;
    if (leavesEvent) recordEvent(sql, nowMs, { ...EVENT, counted: fast.counted }, DONE);
    else quota.store(fast.counted);
  }
}

/** Much cheaper than a deep comparison, half a million times. */
function isSame(one: QuotaDecision, other: QuotaDecision): boolean {
  const { limits: a } = one;
  const { limits: b } = other;
  if (a.limit !== b.limit || a.remaining !== b.remaining) return false;
  if (a.resetSeconds !== b.resetSeconds || one.admitted !== other.admitted) return false;
  return one.admitted || other.admitted || one.retryAfterSeconds === other.retryAfterSeconds;
}

describe("the sliding window", () => {
  it(`decides as the slow one does, over ${SCHEDULES} schedules`, { timeout: 120_000 }, () =>
    inAccount(({ sql }) => {
      const schedules = fc.array(Step, { minLength: 3, maxLength: 7 });
      fc.assert(
        fc.property(schedules, (schedule) => compare(sql, schedule, 7)),
        { numRuns: SCHEDULES },
      );
    }),
  );

  it(
    "decides so too when its ring has gone round, with limits that fill it",
    { timeout: 120_000 },
    () =>
      inAccount(({ sql }) => {
        const step = fc.record({
          when: fc.oneof(
            { weight: 8, arbitrary: fc.integer({ min: 0, max: 900 }) },
            { weight: 1, arbitrary: Edge },
            { weight: 1, arbitrary: fc.constantFrom(59_999, 60_000, -700) },
          ),
          evicted: fc.nat(40).map((one) => one === 0),
          limit: fc.constantFrom(RING, RING, 100),
          cost: fc.constantFrom(1, 1, 1, 1, 1, 1, 20),
          leavesEvent: fc.boolean(),
        });
        const schedules = fc.array(step, { minLength: 200, maxLength: 400, size: "max" });
        fc.assert(
          fc.property(schedules, (schedule) => compare(sql, schedule, RING)),
          { numRuns: LONG_SCHEDULES },
        );
      }),
  );
});
