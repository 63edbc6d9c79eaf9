import { describe, expect, it } from "vitest";
import {
  completeEvent,
  DONE,
  type EventStart,
  KEPT_EVENTS,
  readEvents,
  recordEvent,
} from "../../src/account/audit-outbox.ts";
import { countDelivered, countUsage, readUsage, removeOldUsage } from "../../src/account/usage.ts";
import { inAccount } from "../support/account-sql.ts";

const HOUR_MS = 60 * 60 * 1000;
const NOW_MS = Date.UTC(2026, 10, 22, 10, 30);
const THIS_HOUR_MS = Date.UTC(2026, 10, 22, 10);

const START: EventStart = {
  action: "tools/call",
  userId: "1001",
  clientId: "personal_token",
  requestId: "r-1",
};

function record(
  sql: SqlStorage,
  tool: string | undefined,
  outcome = "ok",
  atMs = NOW_MS,
  action: EventStart["action"] = "tools/call",
): number {
  const start = { ...START, action, ...(tool !== undefined && { tool }) };
  return recordEvent(sql, atMs, start, { ...DONE, outcome });
}

describe("usage", () => {
  it("counts a call from the moment it ended, before its event has left the outbox", () =>
    inAccount(({ sql }) => {
      const seq = recordEvent(sql, NOW_MS, { ...START, tool: "clickup_task_get" });
      expect(readUsage(sql, NOW_MS)).toEqual({ hours: [], tools: [] });
      completeEvent(sql, seq, DONE);
      expect(readUsage(sql, NOW_MS)).toEqual({
        hours: [{ atMs: THIS_HOUR_MS, ok: 1, failed: 0, refused: 0 }],
        tools: [{ tool: "clickup_task_get", ok: 1, failed: 0, refused: 0 }],
      });
    }));

  it("says the same before and after events were drained, also while their rows stay", () =>
    inAccount(({ sql }) => {
      record(sql, "clickup_task_get", "ok", NOW_MS - 2 * HOUR_MS);
      record(sql, "clickup_task_get");
      record(sql, "clickup_task_create", "clickup_rejected");
      record(sql, "clickup_task_delete", "premium_required");
      record(sql, undefined, "rate_limited", NOW_MS, "refused");
      record(sql, undefined, "ok", NOW_MS, "rest");
      const before = readUsage(sql, NOW_MS);
      expect(before.hours).toEqual([
        { atMs: THIS_HOUR_MS - 2 * HOUR_MS, ok: 1, failed: 0, refused: 0 },
        { atMs: THIS_HOUR_MS, ok: 2, failed: 1, refused: 2 },
      ]);
      expect(before.tools).toEqual([
        { tool: "clickup_task_get", ok: 2, failed: 0, refused: 0 },
        { tool: "clickup_task_create", ok: 0, failed: 1, refused: 0 },
        { tool: "clickup_task_delete", ok: 0, failed: 0, refused: 1 },
        { tool: "limit", ok: 0, failed: 0, refused: 1 },
        { tool: "rest", ok: 1, failed: 0, refused: 0 },
      ]);
      const events = readEvents(sql, 0, 100);
      countUsage(sql, events.slice(0, 3));
      expect(readUsage(sql, NOW_MS)).toEqual(before);
      countUsage(sql, events.slice(3));
      expect(readUsage(sql, NOW_MS)).toEqual(before);
      sql.exec("DELETE FROM audit_events");
      expect(readUsage(sql, NOW_MS)).toEqual(before);
    }));

  it("writes one row for a batch of one hour, however many tools it has", () =>
    inAccount(({ sql }) => {
      for (const tool of ["clickup_task_get", "clickup_list_get", "clickup_space_get"]) {
        record(sql, tool);
        record(sql, tool, "forbidden");
      }
      countUsage(sql, readEvents(sql, 0, 100));
      expect(sql.exec("SELECT * FROM usage").toArray()).toHaveLength(1);
    }));

  it("is written for all batches of an hour together, once the hour is over", () =>
    inAccount(({ sql }) => {
      const rows = () => sql.exec("SELECT hour FROM usage").toArray().length;
      for (let delivered = 1; delivered <= 5; delivered++) {
        record(sql, "clickup_task_get", "ok", NOW_MS + delivered * 60_000);
        countDelivered(sql, delivered, NOW_MS + delivered * 60_000);
        expect(readUsage(sql, NOW_MS).tools).toMatchObject([{ ok: delivered }]);
      }
      expect(rows()).toBe(0);
      const nextMs = THIS_HOUR_MS + HOUR_MS;
      record(sql, "clickup_task_get", "ok", nextMs);
      countDelivered(sql, 5, nextMs);
      expect(rows()).toBe(1);
      countDelivered(sql, 6, nextMs);
      expect(rows()).toBe(1);
      expect(readUsage(sql, NOW_MS).tools).toMatchObject([{ ok: 6 }]);
    }));

  it("is written sooner for a hundred events, and for none that is still to be delivered", () =>
    inAccount(({ sql }) => {
      for (let i = 0; i < 130; i++) record(sql, "clickup_task_get");
      countDelivered(sql, 99, NOW_MS);
      expect(sql.exec("SELECT last_seq FROM usage").toArray()).toEqual([]);
      countDelivered(sql, 110, NOW_MS);
      expect(sql.exec("SELECT last_seq FROM usage").toArray()).toEqual([{ last_seq: 110 }]);
      expect(readUsage(sql, NOW_MS).tools).toMatchObject([{ ok: 130 }]);
    }));

  it("lets no event's row be taken before it was counted", () =>
    inAccount(({ sql }) => {
      const rows = () => Number(sql.exec("SELECT count(*) AS n FROM audit_events").one().n);
      for (let i = 0; i < KEPT_EVENTS; i++) record(sql, "clickup_task_get", "ok", NOW_MS);
      sql.exec("INSERT INTO audit_drain VALUES (1, ?, '[]', NULL, 0, NULL)", KEPT_EVENTS);
      record(sql, "clickup_task_get", "ok", NOW_MS + 60_000);
      expect(rows()).toBe(KEPT_EVENTS + 1);
      countDelivered(sql, KEPT_EVENTS, NOW_MS + 60_000);
      record(sql, "clickup_task_get", "ok", NOW_MS + 60_000);
      expect(rows()).toBe(KEPT_EVENTS + 1);
      expect(readUsage(sql, NOW_MS).tools).toMatchObject([{ ok: KEPT_EVENTS + 2 }]);
    }));

  it("goes on behind events that are no calls, which need no look again", () =>
    inAccount(({ sql }) => {
      for (let i = 0; i < 100; i++) record(sql, undefined, "ok", NOW_MS, "session_opened");
      countDelivered(sql, 100, NOW_MS);
      expect(sql.exec("SELECT counts, last_seq FROM usage").toArray()).toEqual([
        { counts: "{}", last_seq: 100 },
      ]);
      expect(readUsage(sql, NOW_MS)).toEqual({ hours: [], tools: [] });
    }));

  it("leaves out what is no call", () =>
    inAccount(({ sql }) => {
      for (const action of ["sign_in", "consent", "token_created", "session_opened"] as const) {
        record(sql, undefined, "ok", NOW_MS, action);
      }
      countUsage(sql, readEvents(sql, 0, 100));
      expect(readUsage(sql, NOW_MS)).toEqual({ hours: [], tools: [] });
    }));

  it("keeps names that a client made up together, so that they cannot fill the row", () =>
    inAccount(({ sql }) => {
      for (let made = 0; made < 50; made++) record(sql, `made_up_${made}`, "unknown_tool");
      record(sql, "__proto__", "unknown_tool");
      countUsage(sql, readEvents(sql, 0, 100));
      expect(readUsage(sql, NOW_MS).tools).toEqual([
        { tool: "other", ok: 0, failed: 51, refused: 0 },
      ]);
    }));

  it("forgets an hour after 31 days", () =>
    inAccount(({ sql }) => {
      record(sql, "clickup_task_get", "ok", NOW_MS - 31 * 24 * HOUR_MS);
      record(sql, "clickup_list_get", "ok", NOW_MS - 31 * 24 * HOUR_MS + HOUR_MS);
      countUsage(sql, readEvents(sql, 0, 100));
      expect(readUsage(sql, NOW_MS).tools.map(({ tool }) => tool)).toEqual(["clickup_list_get"]);
      removeOldUsage(sql, NOW_MS);
      expect(sql.exec("SELECT hour FROM usage").toArray()).toHaveLength(1);
      removeOldUsage(sql, NOW_MS + HOUR_MS);
      expect(sql.exec("SELECT hour FROM usage").toArray()).toEqual([]);
    }));
});
