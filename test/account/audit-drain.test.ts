import { describe, expect, it } from "vitest";
import { DRAIN_DELAY_MS, drainDueAtMs, fixBatch } from "../../src/account/audit-batches.ts";
import { AuditDrain } from "../../src/account/audit-drain.ts";
import {
  completeEvent,
  DONE,
  type EventStart,
  KEPT_EVENTS,
  readEvents,
  recordEvent,
} from "../../src/account/audit-outbox.ts";
import { WINDOW_MS } from "../../src/account/counted-calls.ts";
import { readUsage } from "../../src/account/usage.ts";
import type { AuditBatch } from "../../src/domain/audit-event.ts";
import { createLog } from "../../src/log/log.ts";
import { inAccount } from "../support/account-sql.ts";

const USER = "1001";
const NOON_MS = Date.UTC(2026, 10, 21, 12);
const call: EventStart = {
  action: "tools/call",
  userId: USER,
  clientId: "client",
  requestId: "r-1",
  tool: "clickup_task_get",
};

/** The account of a user who is signed in, and a queue that keeps what it accepts. */
function outbox(work: (bench: Bench) => void | Promise<void>): Promise<void> {
  return inAccount(async (storage) => {
    storage.sql.exec(
      `INSERT INTO account (id, user_id, name, email, timezone, week_start_day, workspaces,
                            created_at_ms, signed_in_at_ms) VALUES (1, ?, '', '', '', 1, '[]', 0, 0)`,
      USER,
    );
    await work(new Bench(storage));
  });
}

class Bench {
  readonly storage: DurableObjectStorage;
  readonly sql: SqlStorage;
  readonly sent: AuditBatch[] = [];
  isRefusing = false;

  constructor(storage: DurableObjectStorage) {
    this.storage = storage;
    this.sql = storage.sql;
  }

  record(count: number, atMs = NOON_MS): void {
    for (let i = 0; i < count; i++) recordEvent(this.sql, atMs, call, DONE);
  }

  /** A drain of an object that starts now. */
  newDrain(): AuditDrain {
    const queue = {
      send: async (batch: AuditBatch) => {
        if (this.isRefusing) throw new Error("Queue sendBatch failed: Bad Gateway");
        this.sent.push(structuredClone(batch));
      },
    };
    const silent = createLog("error", {});
    return new AuditDrain(this.storage, queue as unknown as Env["AUDIT_QUEUE"], silent);
  }

  seqs(): number[][] {
    return this.sent.map(({ events }) => events.map(({ seq }) => seq));
  }

  rows(): number {
    return this.sql.exec<{ n: number }>("SELECT count(*) AS n FROM audit_events").one().n;
  }
}

describe("the audit outbox", () => {
  it("numbers without gaps and never tells an earlier time than before, though the clock goes back", () =>
    outbox(({ sql }) => {
      recordEvent(sql, NOON_MS, call, DONE);
      recordEvent(sql, NOON_MS - 5000, call, DONE);
      expect(readEvents(sql, 0, 9).map(({ seq, at }) => [seq, at])).toEqual([
        [1, "2026-11-21T12:00:00.000Z"],
        [2, "2026-11-21T12:00:00.000Z"],
      ]);
    }));

  it("says null where something does not apply, so that every event has the same fields", () =>
    outbox(({ sql }) => {
      recordEvent(sql, NOON_MS, { ...call, action: "sign_in", tool: "" }, DONE);
      expect(readEvents(sql, 0, 1)).toEqual([
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          seq: 1,
          at: "2026-11-21T12:00:00.000Z",
          user_id: USER,
          client_id: "client",
          session_id: null,
          action: "sign_in",
          tool: null,
          outcome: "ok",
          duration_ms: 0,
          upstream_calls: 0,
          request_id: "r-1",
          credential_id: null,
        },
      ]);
    }));

  it("keeps no tool name that no tool has, since it is text of the client's own", () =>
    outbox(({ sql }) => {
      recordEvent(sql, NOON_MS, { ...call, tool: "my password is hunter2" }, DONE);
      expect(JSON.stringify(readEvents(sql, 0, 1))).not.toContain("hunter2");
    }));

  it("gives a delivered event's row to the next one, so that removing it costs no write", () =>
    outbox(async (bench) => {
      bench.record(KEPT_EVENTS + 200);
      await bench.newDrain().drain();
      const rows = bench.rows();
      bench.record(300, NOON_MS + WINDOW_MS);
      expect(bench.rows()).toBe(rows);
      await bench.newDrain().drain();
      expect(bench.seqs().flat()).toEqual(
        Array.from({ length: KEPT_EVENTS + 500 }, (_, i) => i + 1),
      );
    }));

  it("takes no row of an event that was not delivered, however many there are", () =>
    outbox(async (bench) => {
      bench.isRefusing = true;
      bench.record(KEPT_EVENTS + 50);
      await bench.newDrain().drain();
      bench.record(50);
      expect(bench.rows()).toBe(KEPT_EVENTS + 100);
    }));

  it("goes on behind the highest number that was delivered, though its row were gone", () =>
    outbox(async (bench) => {
      bench.record(3);
      await bench.newDrain().drain();
      bench.sql.exec("DELETE FROM audit_events");
      expect(recordEvent(bench.sql, NOON_MS, call, DONE)).toBe(4);
    }));
});

describe("draining the outbox", () => {
  it("sends up to 100 events of one UTC day in a message that names its object", () =>
    outbox(async (bench) => {
      const midnightMs = Date.UTC(2026, 10, 22);
      bench.record(130, midnightMs - 1);
      bench.record(20, midnightMs);
      await bench.newDrain().drain();
      expect(bench.sent.map(({ key, events }) => [key.split("/")[2], events.length])).toEqual([
        ["2026-11-21", 100],
        ["2026-11-21", 30],
        ["2026-11-22", 20],
      ]);
      for (const { key, user_id } of bench.sent) {
        expect(key).toMatch(/^audit\/1001\/\d{4}-\d{2}-\d{2}\/\d{13}-[0-9a-f]{12}\.json$/);
        expect(user_id).toBe(USER);
      }
      expect(drainDueAtMs(bench.sql)).toBeUndefined();
    }));

  it("lets no call that still runs hold back the events behind it, and sends it when it ends", () =>
    outbox(async (bench) => {
      const drain = bench.newDrain();
      bench.record(2, Date.now());
      const running = recordEvent(bench.sql, Date.now(), call);
      bench.record(2, Date.now());
      await drain.drain();
      bench.record(1, Date.now());
      completeEvent(bench.sql, running, { outcome: "cancelled", durationMs: 5, upstreamCalls: 1 });
      await drain.drain();
      expect(bench.seqs()).toEqual([
        [1, 2, 4, 5],
        [3, 6],
      ]);
      expect(bench.sent[1]?.events[0]).toMatchObject({ outcome: "cancelled", duration_ms: 5 });
      expect(drainDueAtMs(bench.sql)).toBeUndefined();
    }));

  it("sends a call that died with the object before as unknown, once and for all", () =>
    outbox(async (bench) => {
      const seq = recordEvent(bench.sql, Date.now(), call);
      await bench.newDrain().drain();
      expect(bench.sent[0]?.events).toMatchObject([
        { seq: 1, outcome: "unknown", duration_ms: null, upstream_calls: null },
      ]);
      completeEvent(bench.sql, seq, DONE);
      expect(readEvents(bench.sql, 0, 1)).toMatchObject([{ outcome: "unknown" }]);
    }));

  it("takes a call for dead that is pending for longer than any may live", () =>
    outbox(async (bench) => {
      const drain = bench.newDrain();
      recordEvent(bench.sql, Date.now() - 16 * 60_000, call);
      recordEvent(bench.sql, Date.now() - 14 * 60_000, call);
      await drain.drain();
      expect(bench.seqs()).toEqual([[1]]);
    }));

  it("sends the same events under the same key when it died before it could note the queue's yes", () =>
    outbox(async (bench) => {
      bench.record(3);
      const before = bench.storage.transactionSync(() => fixBatch(bench.sql, NOON_MS, USER, 9));
      bench.record(3);
      await bench.newDrain().drain();
      expect(bench.sent).toHaveLength(2);
      expect(bench.sent[0]).toEqual(before);
      expect(bench.seqs()).toEqual([
        [1, 2, 3],
        [4, 5, 6],
      ]);
    }));

  it("keeps the events when the queue refuses them, and comes again later and later", () =>
    outbox(async (bench) => {
      bench.record(2);
      bench.isRefusing = true;
      const waits: number[] = [];
      for (let i = 0; i < 9; i++) {
        await bench.newDrain().drain();
        waits.push(Math.round(((drainDueAtMs(bench.sql) ?? 0) - Date.now()) / 1000));
        bench.sql.exec("UPDATE audit_drain SET retry_at_ms = 1");
      }
      expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600]);
      bench.isRefusing = false;
      await bench.newDrain().drain();
      expect(bench.seqs()).toEqual([[1, 2]]);
    }));

  it("leaves the queue alone until the time it has set itself", () =>
    outbox(async (bench) => {
      bench.record(1);
      bench.isRefusing = true;
      await bench.newDrain().drain();
      bench.isRefusing = false;
      await bench.newDrain().drain();
      expect(bench.sent).toEqual([]);
    }));

  it("counts each call for the usage once, in the transaction that takes it out", () =>
    outbox(async (bench) => {
      const drain = bench.newDrain();
      const nowMs = Date.now();
      bench.record(150, nowMs);
      await drain.drain();
      await drain.drain();
      expect(readUsage(bench.sql, nowMs).tools).toEqual([
        { tool: "clickup_task_get", ok: 150, failed: 0, refused: 0 },
      ]);
    }));

  it("is due 40 s after the oldest event that waits", () =>
    outbox(({ sql, ...bench }) => {
      expect(drainDueAtMs(sql)).toBeUndefined();
      recordEvent(sql, NOON_MS, call, DONE);
      recordEvent(sql, NOON_MS + 9000, call, DONE);
      expect(drainDueAtMs(sql)).toBe(NOON_MS + DRAIN_DELAY_MS);
      expect(bench.sent).toEqual([]);
    }));

  it("leaves nothing behind in an account that was deleted while its batch was being sent", () =>
    outbox(async (bench) => {
      bench.record(1);
      const drain = bench.newDrain();
      const draining = drain.drain();
      for (const table of ["account", "audit_events", "audit_drain"]) {
        bench.sql.exec(`DELETE FROM ${table}`);
      }
      await draining;
      const left = bench.sql.exec("SELECT 1 FROM audit_drain UNION ALL SELECT 1 FROM usage");
      expect(left.toArray()).toEqual([]);
    }));
});
