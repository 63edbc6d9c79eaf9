import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { Alarm, MIN_SWEEP_INTERVAL_MS, nextAlarmAtMs } from "../../src/account/alarm.ts";
import { DRAIN_DELAY_MS, LEFT_DELAY_MS } from "../../src/account/audit-batches.ts";
import { ENDED_JOB_LIFE_MS } from "../../src/account/jobs.ts";
import { signedIn } from "../support/mcp-bench.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 24 * 60 * 60 * 1000;

const inside = <T>(userId: string, work: (storage: DurableObjectStorage) => Promise<T>) =>
  runInDurableObject(env.ACCOUNT.getByName(userId), (_, { storage }) => work(storage));

describe("the next alarm", () => {
  it("is for the first of what waits, and nothing waits for ever", () => {
    expect(nextAlarmAtMs({}, NOW_MS)).toBeUndefined();
    const drainDueAtMs = NOW_MS + 5000;
    expect(nextAlarmAtMs({ drainDueAtMs, sessionUsedAtMs: NOW_MS }, NOW_MS)).toBe(drainDueAtMs);
    expect(nextAlarmAtMs({ drainDueAtMs, jobResumeAtMs: NOW_MS + 1000 }, NOW_MS)).toBe(
      NOW_MS + 1000,
    );
  });

  it("comes for a job at its time, and for what has ended at most once an hour", () => {
    const jobResumeAtMs = NOW_MS + 1000;
    expect(nextAlarmAtMs({ jobResumeAtMs, entryStoredAtMs: 0 }, NOW_MS)).toBe(jobResumeAtMs);
    const endedMs = NOW_MS - ENDED_JOB_LIFE_MS;
    expect(nextAlarmAtMs({ jobEndedAtMs: endedMs }, NOW_MS)).toBe(NOW_MS + MIN_SWEEP_INTERVAL_MS);
  });

  it("comes in 20 s for events that a drain has just left though they are due: their calls still run", () => {
    const drainDueAtMs = NOW_MS - 3000;
    expect(nextAlarmAtMs({ drainDueAtMs }, NOW_MS, drainDueAtMs)).toBe(NOW_MS + LEFT_DELAY_MS);
  });

  it("comes at once for events that came due while it worked", () => {
    const drainDueAtMs = NOW_MS - 3000;
    expect(nextAlarmAtMs({ drainDueAtMs }, NOW_MS, drainDueAtMs - 1)).toBe(drainDueAtMs);
  });

  it("does not come often for clean-up alone", () => {
    const overdue = { sessionUsedAtMs: NOW_MS - 90 * DAY_MS };
    expect(nextAlarmAtMs(overdue, NOW_MS)).toBe(NOW_MS + MIN_SWEEP_INTERVAL_MS);
  });
});

describe("the alarm of an account", () => {
  it("is set with the first event, for 40 s later, and stays there for those that follow", async () => {
    const beforeMs = Date.now();
    const caller = await signedIn();
    const setMs = (await inside(caller.userId, (storage) => storage.getAlarm())) ?? 0;
    expect(setMs - beforeMs).toBeGreaterThanOrEqual(DRAIN_DELAY_MS);
    expect(setMs - Date.now()).toBeLessThanOrEqual(DRAIN_DELAY_MS);
    await caller.ask("tools/call", { name: "clickup_task_get", arguments: {} });
    expect(await inside(caller.userId, (storage) => storage.getAlarm())).toBe(setMs);
  });

  it("leaves events that are recorded while it runs to the next one, which is due 40 s after them", async () => {
    const caller = await signedIn();
    await inside(caller.userId, async (storage) => {
      const alarm = new Alarm(storage);
      const nowMs = Date.now();
      storage.sql.exec("UPDATE audit_events SET at_ms = ?", nowMs - DRAIN_DELAY_MS);
      await storage.deleteAlarm();
      await alarm.run(async () => {
        alarm.bringToDrain(nowMs);
        expect(await storage.getAlarm()).toBeNull();
        storage.sql.exec("UPDATE audit_events SET at_ms = ?", nowMs);
      });
      expect(await storage.getAlarm()).toBe(nowMs + DRAIN_DELAY_MS);
    });
  });

  it("sets alarms for events again after work that failed", async () => {
    const caller = await signedIn();
    await inside(caller.userId, async (storage) => {
      const alarm = new Alarm(storage);
      await storage.deleteAlarm();
      await expect(alarm.run(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
      alarm.bringToDrain(Date.now());
      expect(await storage.getAlarm()).not.toBeNull();
    });
  });

  it("is set again when the platform has dropped it, as it does after six failures", async () => {
    const caller = await signedIn();
    await inside(caller.userId, async (storage) => {
      await storage.deleteAlarm();
      await new Alarm(storage).restore();
      expect((await storage.getAlarm()) ?? 0).toBeGreaterThan(Date.now());
    });
  });

  it("is not set for an account that holds nothing", () =>
    inside("never-signed-in", async (storage) => {
      await new Alarm(storage).restore();
      expect(await storage.getAlarm()).toBeNull();
    }));
});
