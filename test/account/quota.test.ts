import { describe, expect, it } from "vitest";
import { Quota, WINDOW_MS } from "../../src/account/quota.ts";
import { inAccount } from "../support/account-sql.ts";

const T0 = 1_800_000_000_000;
const LIMIT = 100;

describe("Quota", () => {
  it("admits the limit and refuses one more, whatever the spread within the minute", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, LIMIT);
      for (let i = 0; i < LIMIT; i++) {
        expect(quota.admit(T0 + i * 500, LIMIT, 1).admitted).toBe(true);
      }
      const refused = quota.admit(T0 + 55_000, LIMIT, 1);
      expect(refused).toEqual({
        admitted: false,
        limits: { limit: LIMIT, remaining: 0, resetSeconds: 5 },
        retryAfterSeconds: 5,
      });
    }));

  it("does not count what it refused, so that a client that hammers gets in on time", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, LIMIT);
      for (let i = 0; i < LIMIT; i++) quota.admit(T0, LIMIT, 1);
      for (let i = 1; i < 50; i++)
        expect(quota.admit(T0 + i * 1000, LIMIT, 1).admitted).toBe(false);
      expect(quota.admit(T0 + WINDOW_MS - 1, LIMIT, 1).admitted).toBe(false);
      expect(quota.admit(T0 + WINDOW_MS, LIMIT, 1).admitted).toBe(true);
    }));

  it("slides: no minute holds more than the limit, also across a fixed minute's edge", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, 10);
      const admitted: number[] = [];
      for (let t = 0; t < 5 * WINDOW_MS; t += 700) {
        if (quota.admit(T0 + t, 10, 1).admitted) admitted.push(t);
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
      expect(quota.admit(T0, 10, 8).admitted).toBe(true);
      expect(quota.admit(T0 + 1, 10, 3)).toMatchObject({
        admitted: false,
        limits: { remaining: 2 },
      });
      expect(quota.admit(T0 + 2, 10, 2)).toMatchObject({
        admitted: true,
        limits: { remaining: 0 },
      });
    }));

  it("goes on where it was after the object was evicted", () =>
    inAccount(({ sql }) => {
      const before = new Quota(sql, LIMIT);
      for (let i = 0; i < LIMIT; i++) before.admit(T0 + i, LIMIT, 1);
      const after = new Quota(sql, LIMIT);
      expect(after.admit(T0 + 1000, LIMIT, 1).admitted).toBe(false);
      expect(after.admit(T0 + WINDOW_MS, LIMIT, 1)).toMatchObject({ admitted: true });
      expect(after.admit(T0 + WINDOW_MS, LIMIT, 1)).toMatchObject({ admitted: false });
    }));

  it("keeps one row per call of the window, however long the history", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, 128);
      for (let i = 0; i < 3000; i++) quota.admit(T0 + i * 1000, 128, 1);
      expect(sql.exec("SELECT count(*) AS rows FROM counted_calls").one()).toEqual({ rows: 128 });
    }));

  it("keeps what counts when a deploy changes the limits", () =>
    inAccount(({ sql }) => {
      const before = new Quota(sql, 200);
      for (let i = 0; i < 150; i++) before.admit(T0 + i, 200, 1);
      const after = new Quota(sql, 500);
      expect(after.peek(T0 + 1000, 500).remaining).toBe(350);
      for (let i = 0; i < 100; i++) after.admit(T0 + 2000, 500, 1);
      expect(new Quota(sql, 500).peek(T0 + 3000, 500).remaining).toBe(250);
    }));

  it("locks nobody out for more than a minute when the clock goes back", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, 10);
      for (let i = 0; i < 10; i++) quota.admit(T0 + 3_600_000, 10, 1);
      expect(quota.admit(T0, 10, 1)).toMatchObject({ admitted: false, retryAfterSeconds: 60 });
      expect(new Quota(sql, 10).admit(T0, 10, 1)).toMatchObject({ retryAfterSeconds: 60 });
      expect(quota.admit(T0 + WINDOW_MS, 10, 1).admitted).toBe(true);
    }));

  it("says when a lower limit lets the next call in", () =>
    inAccount(({ sql }) => {
      const quota = new Quota(sql, 500);
      for (let i = 0; i < 200; i++) quota.admit(T0 + i * 100, 500, 1);
      expect(quota.admit(T0 + 20_000, 100, 1)).toEqual({
        admitted: false,
        limits: { limit: 100, remaining: 0, resetSeconds: 40 },
        // The 101st oldest was made at 10.0 s and leaves at 70.0 s.
        retryAfterSeconds: 50,
      });
    }));
});
