import { describe, expect, it } from "vitest";
import { DONE, KEPT_EVENTS, recordEvent } from "../../src/account/audit-outbox.ts";
import { WINDOW_MS } from "../../src/account/counted-calls.ts";
import { Quota, type QuotaDecision } from "../../src/account/quota.ts";
import { inAccount } from "../support/account-sql.ts";

const T0 = 1_800_000_000_000;
const LIMIT = 100;

const EVENT = { action: "tools/call", userId: "1001", clientId: "client", requestId: "r" } as const;

/** As an account admits: what was counted is in the event of the request, or has a row. */
class Account {
  readonly #sql: SqlStorage;
  readonly #maxLimit: number;
  #quota: Quota;

  constructor(sql: SqlStorage, maxLimit: number) {
    this.#sql = sql;
    this.#maxLimit = maxLimit;
    this.#quota = new Quota(sql, maxLimit);
  }

  call(nowMs: number, limit = this.#maxLimit): QuotaDecision {
    const decision = this.#quota.admit(nowMs, limit, 1);
    const { counted } = decision.admitted ? decision : {};
    const action = decision.admitted ? "tools/call" : "refused";
    recordEvent(this.#sql, nowMs, { ...EVENT, action, counted }, DONE);
    return decision;
  }

  list(nowMs: number): QuotaDecision {
    return admitRow(this.#quota, nowMs, this.#maxLimit, 1);
  }

  evict(): void {
    this.#quota = new Quota(this.#sql, this.#maxLimit);
  }
}

/** Events up to that number were delivered, and counted for the usage. */
function areDone(sql: SqlStorage, seq: number): void {
  sql.exec("INSERT OR REPLACE INTO audit_drain VALUES (1, ?, '[]', NULL, 0, NULL)", seq);
  sql.exec("INSERT OR REPLACE INTO usage VALUES (1, '{}', ?)", seq);
}

/** A request that leaves no event. */
function admitRow(quota: Quota, nowMs: number, limit: number, cost: number): QuotaDecision {
  const decision = quota.admit(nowMs, limit, cost);
  if (decision.admitted && decision.counted !== undefined) quota.store(decision.counted);
  return decision;
}

describe("Quota", () => {
  it("admits the limit and refuses one more, whatever the spread within the minute", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, LIMIT);
      for (let i = 0; i < LIMIT; i++) {
        expect(admitRow(quota, T0 + i * 500, LIMIT, 1).admitted).toBe(true);
      }
      const refused = admitRow(quota, T0 + 55_000, LIMIT, 1);
      expect(refused).toEqual({
        admitted: false,
        limits: { limit: LIMIT, remaining: 0, resetSeconds: 5 },
        retryAfterSeconds: 5,
      });
    }));

  it("does not count what it refused, so that a client that hammers gets in on time", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, LIMIT);
      for (let i = 0; i < LIMIT; i++) admitRow(quota, T0, LIMIT, 1);
      for (let i = 1; i < 50; i++)
        expect(admitRow(quota, T0 + i * 1000, LIMIT, 1).admitted).toBe(false);
      expect(admitRow(quota, T0 + WINDOW_MS - 1, LIMIT, 1).admitted).toBe(false);
      expect(admitRow(quota, T0 + WINDOW_MS, LIMIT, 1).admitted).toBe(true);
    }));

  it("slides: no minute holds more than the limit, also across a fixed minute's edge", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, 10);
      const admitted: number[] = [];
      for (let t = 0; t < 5 * WINDOW_MS; t += 700) {
        if (admitRow(quota, T0 + t, 10, 1).admitted) admitted.push(t);
      }
      for (const start of admitted) {
        const inMinute = admitted.filter((t) => t >= start && t < start + WINDOW_MS);
        expect(inMinute.length).toBeLessThanOrEqual(10);
      }
      expect(admitted.length).toBe(50);
    }));

  it("admits a batch whole or refuses it whole", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, 10);
      expect(admitRow(quota, T0, 10, 8).admitted).toBe(true);
      expect(admitRow(quota, T0 + 1, 10, 3)).toMatchObject({
        admitted: false,
        limits: { remaining: 2 },
      });
      expect(admitRow(quota, T0 + 2, 10, 2)).toMatchObject({
        admitted: true,
        limits: { remaining: 0 },
      });
    }));

  it("goes on where it was after the object was evicted", () =>
    inAccount(({ sql }) => {
      const before = new Quota(sql, LIMIT);
      for (let i = 0; i < LIMIT; i++) admitRow(before, T0 + i, LIMIT, 1);
      const after = new Quota(sql, LIMIT);
      expect(admitRow(after, T0 + 1000, LIMIT, 1).admitted).toBe(false);
      expect(admitRow(after, T0 + WINDOW_MS, LIMIT, 1)).toMatchObject({ admitted: true });
      expect(admitRow(after, T0 + WINDOW_MS, LIMIT, 1)).toMatchObject({ admitted: false });
    }));

  it("keeps one row per call of the window, however long the history", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, 128);
      for (let i = 0; i < 3000; i++) admitRow(quota, T0 + i * 1000, 128, 1);
      expect(sql.exec("SELECT count(*) AS rows FROM counted_calls").one()).toEqual({ rows: 128 });
    }));

  it("keeps what counts when a deploy changes the limits", () =>
    inAccount(({ sql }) => {
      const before = new Quota(sql, 200);
      for (let i = 0; i < 150; i++) admitRow(before, T0 + i, 200, 1);
      const after = new Quota(sql, 500);
      expect(after.peek(T0 + 1000, 500).remaining).toBe(350);
      for (let i = 0; i < 100; i++) admitRow(after, T0 + 2000, 500, 1);
      expect(new Quota(sql, 500).peek(T0 + 3000, 500).remaining).toBe(250);
    }));

  it("locks nobody out for more than a minute when the clock goes back", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, 10);
      for (let i = 0; i < 10; i++) admitRow(quota, T0 + 3_600_000, 10, 1);
      expect(admitRow(quota, T0, 10, 1)).toMatchObject({ admitted: false, retryAfterSeconds: 60 });
      expect(new Quota(sql, 10).admit(T0, 10, 1)).toMatchObject({ retryAfterSeconds: 60 });
      expect(admitRow(quota, T0 + WINDOW_MS, 10, 1).admitted).toBe(true);
    }));

  it("says when a lower limit lets the next call in", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, 500);
      for (let i = 0; i < 200; i++) admitRow(quota, T0 + i * 100, 500, 1);
      expect(admitRow(quota, T0 + 20_000, 100, 1)).toEqual({
        admitted: false,
        limits: { limit: 100, remaining: 0, resetSeconds: 40 },
        // The 101st oldest was made at 10.0 s and leaves at 70.0 s.
        retryAfterSeconds: 50,
      });
    }));

  it("counts a call by its event alone, and finds it there when it was evicted", () =>
    inAccount(({ sql }) => {
      const account = new Account(sql, 4);
      for (const atMs of [T0, T0 + 1000]) account.call(atMs);
      account.list(T0 + 2000);
      expect(sql.exec("SELECT count(*) AS rows FROM counted_calls").one()).toEqual({ rows: 1 });
      account.evict();
      expect(account.call(T0 + 3000)).toMatchObject({ limits: { remaining: 0, resetSeconds: 57 } });
      account.evict();
      expect(account.list(T0 + 4000)).toMatchObject({ admitted: false, retryAfterSeconds: 56 });
      expect(account.list(T0 + WINDOW_MS)).toMatchObject({ admitted: true });
    }));

  it("does not count the events of what was refused", () =>
    inAccount(({ sql }) => {
      const account = new Account(sql, 2);
      for (let i = 0; i < 30; i++) account.call(T0 + i * 1000);
      account.evict();
      expect(account.call(T0 + WINDOW_MS)).toMatchObject({ admitted: true });
      expect(account.call(T0 + WINDOW_MS)).toMatchObject({ admitted: false });
      expect(account.call(T0 + WINDOW_MS + 1000)).toMatchObject({ admitted: true });
    }));

  it("leaves a drained event its row for as long as it counts, however many refusals follow", () =>
    inAccount(({ sql }) => {
      const account = new Account(sql, 3);
      for (let i = 0; i < 3; i++) account.call(T0 + i);
      areDone(sql, 3);
      for (let i = 0; i < 2 * KEPT_EVENTS; i++) account.call(T0 + 20 * i + 30);
      account.evict();
      expect(account.call(T0 + WINDOW_MS - 1)).toMatchObject({ admitted: false });
      expect(account.call(T0 + WINDOW_MS)).toMatchObject({ admitted: true });
      const rows = () => Number(sql.exec("SELECT count(*) AS n FROM audit_events").one().n);
      const before = rows();
      account.call(T0 + WINDOW_MS + 5);
      expect(rows()).toBe(before);
    }));

  it("holds a limit that is higher than the number of events that are kept", () =>
    inAccount(({ sql }) => {
      const account = new Account(sql, 3 * KEPT_EVENTS);
      for (let i = 0; i < 3 * KEPT_EVENTS; i++) {
        account.call(T0 + i);
        areDone(sql, i);
      }
      account.evict();
      expect(account.call(T0 + WINDOW_MS - 1).admitted).toBe(false);
      expect(account.call(T0 + WINDOW_MS).admitted).toBe(true);
    }));

  it("goes on counting behind what it counted before, though all of that has left the window", () =>
    inAccount(({ sql }) => {
      const account = new Account(sql, 10);
      for (let i = 0; i < 5; i++) account.call(T0 + i);
      account.evict();
      const decision = account.call(T0 + 2 * WINDOW_MS);
      expect(decision).toMatchObject({ counted: { number: 6 }, limits: { remaining: 9 } });
    }));
});
