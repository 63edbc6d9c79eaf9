import { describe, expect, it } from "vitest";
import { timeEntryAdd } from "../../../src/tools/time-entry/add.ts";
import { timeEntryUpdate } from "../../../src/tools/time-entry/update.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { BENCH_NOW_MS, SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;
const entries = SEED.timeEntries;

describe("clickup_time_entry_add", () => {
  it("logs one entry and reads its id back, since ClickUp's answer has none", async () => {
    const { call, requests, writes, forget } = toolBench(timeEntryAdd);
    await call({ task: checkout, duration: "1m", end: "2026-10-01T10:00" });
    forget();
    const outcome = await call({
      task: checkout,
      duration: "1h30",
      date: "2026-10-30",
      note: "Pairing",
      billable: true,
      tags: ["workshop"],
    });
    expect(requests()).toHaveLength(2);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "billable": true,
            "description": "Pairing",
            "duration": 5400000,
            "start": 1793347200000,
            "tags": [
              {
                "name": "workshop",
              },
            ],
            "tid": "86c000001",
          },
          "request": "POST /v2/team/9001/time_entries",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "entries": [
              {
                "duration_h": 1.5,
                "id": "1963465985520003465",
                "start": "2026-10-30T09:00:00+01:00",
                "task": "Checkout fails for accented addresses",
              },
            ],
            "hours": 1.5,
          },
          "text": "entries (1):
        - id: 1963465985520003465 · task: Checkout fails for accented addresses · start: 2026-10-30T09:00:00+01:00 · duration_h: 1.5
      hours: 1.5",
        },
      }
    `);
  });

  it("logs a batch with one reading, one after the other on a day", async () => {
    const { value, requests, forget } = toolBench(timeEntryAdd);
    await value({ task: checkout, duration: "1m" });
    forget();
    const result = await value({
      entries: [
        { task: checkout, duration: "2h", date: "2026-10-29" },
        { task: "NW-1", duration: "30m", date: "2026-10-29" },
        { task: bug, start: "2026-10-30 14:00", end: "2026-10-30 15:15" },
        { task: bug, date: "2026-10-30", start: "16:00", duration: "1h" },
      ],
    });
    expect(result).toMatchObject({
      hours: 4.75,
      entries: [
        { start: "2026-10-29T09:00:00+01:00", duration_h: 2, id: expect.any(String) },
        { start: "2026-10-29T11:00:00+01:00", duration_h: 0.5 },
        { start: "2026-10-30T14:00:00+01:00", duration_h: 1.25 },
        { start: "2026-10-30T16:00:00+01:00", duration_h: 1, id: expect.any(String) },
      ],
    });
    expect(requests()).toHaveLength(5);
  });

  it("takes a length alone to end now, and one with an end to end there", async () => {
    const { value, writes } = toolBench(timeEntryAdd);
    const lengthMs = 30 * 60_000;
    await value({ task: checkout, duration: "30m" });
    await value({ task: checkout, duration: "30m", end: "2026-10-30 12:00" });
    expect(writes().map(({ body }) => body)).toMatchObject([
      { start: BENCH_NOW_MS - lengthMs, duration: lengthMs },
      { start: Date.UTC(2026, 9, 30, 11) - lengthMs, duration: lengthMs },
    ]);
  });

  it("says that it does not know an id that ClickUp's list does not show yet", async () => {
    const { value, sandbox } = toolBench(timeEntryAdd);
    sandbox.answerNext(Response.json({ data: [] }), { method: "GET", path: /\/time_entries$/ });
    expect(await value({ task: checkout, duration: "1h", date: "2026-10-30" })).toEqual({
      entries: [{ task: checkout, start: "2026-10-30T09:00:00+01:00", duration_h: 1 }],
      hours: 1,
      warnings: ["Some entries do not show in ClickUp's list yet, so their ids are not known."],
    });
  });

  it("logs nothing when one entry is wrong, and says which", async () => {
    const { call, writes } = toolBench(timeEntryAdd);
    const good = { task: checkout, duration: "1h" };
    expect(await call({ entries: [good, { task: checkout, duration: "soon" }] })).toMatchObject({
      failure: { code: "invalid_input", argument: "entries.1.duration" },
    });
    expect(await call({ entries: [good, { task: checkout }] })).toMatchObject({
      failure: { argument: "entries.1.duration" },
    });
    expect(await call({ ...good, start: "2026-10-30" })).toMatchObject({
      failure: { argument: "start" },
    });
    const upsideDown = { task: checkout, start: "2026-10-30 15:00", end: "2026-10-30 14:00" };
    expect(await call(upsideDown)).toMatchObject({ failure: { argument: "end" } });
    expect(await call({ ...good, entries: [good] })).toMatchObject({
      failure: { argument: "entries" },
    });
    expect(await call({ ...good, user: "Zoe" })).toMatchObject({ failure: { code: "not_found" } });
    expect(await call({ entries: Array.from({ length: 26 }, () => good) })).toMatchObject({
      failure: { argument: "entries" },
    });
    expect(writes()).toEqual([]);
  });

  it("tells which entries of a batch ClickUp refused", async () => {
    const { value } = toolBench(timeEntryAdd);
    const result = await value({
      entries: [
        { task: checkout, duration: "1h", date: "2026-10-29" },
        { duration: "1h", date: "2026-10-29" },
      ],
    });
    expect(result).toMatchObject({
      entries: [{ task: "Checkout fails for accented addresses" }],
      failed: [{ code: "clickup_rejected" }],
    });
  });

  it("logs another person's time without a task where the plan allows, and finds its id", async () => {
    const { value, requests, writes } = toolBench(timeEntryAdd, {
      userId: SEED.users.emil,
      workspaceIds: [SEED.workspaces.summit],
    });
    expect(await value({ duration: "45m", user: "1009" })).toMatchObject({
      entries: [{ id: expect.any(String), duration_h: 0.75 }],
    });
    expect(writes()[0]?.body).toMatchObject({ assignee: 1009 });
    expect(requests().at(-1)).toContain("assignee=1009");
  });

  it("tells when the time was logged without its task", async () => {
    const { value, sandbox } = toolBench(timeEntryAdd);
    const pass = sandbox.fetch;
    sandbox.fetch = async (request) => {
      const answer = await pass(request);
      if (request.method === "POST") {
        const made = Object.values(sandbox.state.timeEntries).at(-1);
        if (made !== undefined) made.taskId = null;
      }
      return answer;
    };
    expect(await value({ task: checkout, duration: "1h" })).toMatchObject({
      entries: [{ ignored: "task: ClickUp logged the time without it" }],
    });
  });

  it("does not log twice for one dedupe_key, nor after a doubt", async () => {
    const bench = toolBench(timeEntryAdd);
    const input = { task: checkout, duration: "1h", dedupe_key: "k" };
    expect(await bench.value(input)).toEqual(await bench.value(input));
    expect(bench.writes()).toHaveLength(1);
    bench.forget();
    bench.sandbox.answerNext(new Response("{}", { status: 502 }));
    expect(await bench.call({ task: checkout, duration: "1h" })).toMatchObject({
      failure: { mayHaveHappened: true },
    });
    expect(bench.writes()).toHaveLength(1);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(timeEntryAdd);
    await call({ task: id, duration: "1h" });
    await call({ task: checkout, duration: "1h", user: id });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});

describe("a time of day or a weekday alone", () => {
  it.each([
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "",
  ])("is never logged in the time to come: %j 9:00", async (day) => {
    const { call, writes } = toolBench(timeEntryAdd);
    await call({ task: checkout, start: `${day} 9:00`.trim(), end: `${day} 9:30`.trim() });
    const body = writes()[0]?.body as { start: number; duration: number };
    const lastWeekMs = 8 * 86_400_000;
    expect(body.start).toBeLessThanOrEqual(BENCH_NOW_MS);
    expect(body.start).toBeGreaterThan(BENCH_NOW_MS - lastWeekMs);
    expect(body.duration).toBe(30 * 60_000);
  });

  it("may end later today than it is now, and never before it begins", async () => {
    const now = { nowMs: Date.UTC(2026, 10, 18, 8, 15) }; // a quarter past nine in Berlin
    const { call, writes } = toolBench(timeEntryAdd, now);
    await call({ task: checkout, start: "9:00", end: "9:30" });
    expect(writes()[0]?.body).toMatchObject({
      start: Date.UTC(2026, 10, 18, 8),
      duration: 1_800_000,
    });
    expect(await call({ task: checkout, start: "9:00", end: "8:30" })).toMatchObject({
      failure: { code: "invalid_input", argument: "end" },
    });
  });

  it("is of the entry's own day when an entry is changed", async () => {
    const { call, writes } = toolBench(timeEntryUpdate);
    await call({ entry: entries.checkoutAda, start: "9:00", end: "10:00" });
    // The entry begins on 31 October at ten in Berlin.
    expect(writes()[0]?.body).toMatchObject({ start: 1_793_433_600_000, end: 1_793_437_200_000 });
  });
});
