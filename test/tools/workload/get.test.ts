import { describe, expect, it } from "vitest";
import { workloadGet } from "../../../src/tools/workload/get.ts";
import { onlyTasks } from "../../support/many-tasks.ts";
import { BENCH_NOW_MS, SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog, now } = SEED.lists;
const DAY_MS = 86_400_000;

describe("clickup_workload_get", () => {
  it("lists whoever was asked for, also with nothing to do", async () => {
    const { value } = toolBench(workloadGet);
    expect(await value({ people: ["me", "Chika Tanaka"], in: [now], unit: "tasks" })).toMatchObject(
      {
        people: [
          { name: "Ada Lovelace", open: 0, overdue: 0 },
          { name: "Chika Tanaka", open: 0 },
        ],
      },
    );
  });

  it("shares open work out by person and week, in ceil(n/100) calls and one for tracked time", async () => {
    const { call, value, requests, forget } = toolBench(workloadGet);
    await value({ in: [now] });
    forget();
    expect(
      await call({ in: ["Product / Roadmap"], unit: "hours", capacity_h: 10 }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "from": "2026-11-02",
            "in": [
              "Product / Roadmap",
            ],
            "people": [
              {
                "load": {
                  "2026-11-02": 42,
                  "2026-11-09": 56,
                  "2026-11-16": 0,
                  "2026-11-23": 6,
                },
                "name": "Chika Tanaka",
                "no_date": 124,
                "open": 70,
                "over": [
                  "2026-11-02",
                  "2026-11-09",
                ],
                "overdue": 10,
              },
              {
                "load": {
                  "2026-11-02": 29,
                  "2026-11-09": 16,
                  "2026-11-16": 11,
                  "2026-11-23": 15,
                },
                "name": "Ben Okafor",
                "no_date": 65,
                "open": 63,
                "over": [
                  "2026-11-02",
                  "2026-11-09",
                  "2026-11-16",
                  "2026-11-23",
                ],
                "overdue": 3,
              },
              {
                "load": {
                  "2026-11-02": 62,
                  "2026-11-09": 0,
                  "2026-11-16": 0,
                  "2026-11-23": 0,
                },
                "name": "Ada Lovelace",
                "no_date": 52,
                "open": 55,
                "over": [
                  "2026-11-02",
                ],
                "overdue": 7,
              },
            ],
            "to": "2026-11-29",
            "unassigned": {
              "load": {
                "2026-11-02": 64,
                "2026-11-09": 26,
                "2026-11-16": 8,
                "2026-11-23": 13,
              },
              "name": "(nobody)",
              "no_date": 104,
              "open": 209,
              "overdue": 8,
            },
            "unit": "hours",
            "without_estimate": 318,
          },
          "text": "in: Product / Roadmap
      unit: hours
      from: 2026-11-02
      to: 2026-11-29
      people (3):
        - name: Chika Tanaka · open: 70 · overdue: 10 · no_date: 124 · over: 2026-11-02, 2026-11-09
          load:
            2026-11-02: 42
            2026-11-09: 56
            2026-11-16: 0
            2026-11-23: 6
        - name: Ben Okafor · open: 63 · overdue: 3 · no_date: 65 · over: 2026-11-02, 2026-11-09, 2026-11-16, 2026-11-23
          load:
            2026-11-02: 29
            2026-11-09: 16
            2026-11-16: 11
            2026-11-23: 15
        - name: Ada Lovelace · open: 55 · overdue: 7 · no_date: 52 · over: 2026-11-02
          load:
            2026-11-02: 62
            2026-11-09: 0
            2026-11-16: 0
            2026-11-23: 0
      unassigned:
        name: (nobody)
        open: 209
        overdue: 8
        load:
          2026-11-02: 64
          2026-11-09: 26
          2026-11-16: 8
          2026-11-23: 13
        no_date: 104
      without_estimate: 318
      complete: yes",
        },
      }
    `);
    expect(requests("/time_entries")).toHaveLength(1);
  });

  it("takes a Team for its people, and refuses one without any", async () => {
    const { value } = toolBench(workloadGet);
    const asked = { in: [backlog], unit: "tasks" };
    const named = await value({ ...asked, people: ["Ben Okafor", "Chika Tanaka"] });
    expect(await value({ ...asked, people: ["Platform"] })).toEqual(named);
    expect(named.people).toMatchObject([
      { open: expect.any(Number) },
      { open: expect.any(Number) },
    ]);
    const { call, sandbox } = toolBench(workloadGet);
    const team = sandbox.state.groups[SEED.groups.design];
    if (team !== undefined) team.memberIds = [];
    expect(await call({ ...asked, people: [SEED.groups.design] })).toMatchObject({
      failure: { code: "invalid_input", argument: "people" },
    });
  });

  it("holds a week's work, overdue with it, against the capacity, beside what was tracked", async () => {
    const bench = toolBench(workloadGet);
    onlyTasks(bench, 4);
    const hour = 3_600_000;
    const tasks = Object.values(bench.sandbox.state.tasks);
    const changes = [
      { dueMs: BENCH_NOW_MS - 3 * DAY_MS, estimateMs: 30 * hour, points: 3 },
      { dueMs: BENCH_NOW_MS + DAY_MS, estimateMs: 11 * hour, points: 5 },
      { dueMs: BENCH_NOW_MS + 8 * DAY_MS, estimateMs: 40 * hour, assigneeIds: [1003, 1001] },
      { dueMs: null, estimateMs: null },
    ];
    for (const [index, task] of tasks.entries()) {
      Object.assign(task, { status: "to do", points: null, assigneeIds: [1003] }, changes[index]);
    }
    const entry = bench.sandbox.state.timeEntries[SEED.timeEntries.checkoutChika];
    if (entry !== undefined) entry.taskId = tasks[0]?.id ?? null;
    const asked = { in: [backlog], from: "2026-10-26", to: "2026-11-15" };
    const found = await bench.value(asked);
    expect(found).toMatchObject({ from: "2026-10-26", to: "2026-11-15", without_estimate: 1 });
    expect(found.people).toEqual([
      {
        name: "Chika Tanaka",
        open: 4,
        overdue: 1,
        load: { "2026-11-02": 41, "2026-11-09": 20 },
        tracked_h: 2,
        // 40 hours unless told otherwise.
        over: ["2026-11-02"],
      },
      { name: "Ada Lovelace", open: 1, overdue: 0, load: { "2026-11-09": 20 } },
    ]);
    const { people } = await bench.value({ ...asked, unit: "points" });
    expect(people).toMatchObject([{ load: { "2026-11-02": 8 } }, {}]);
  });

  it("does without tracked time where the role does not show it, and says so", async () => {
    const { value } = toolBench(workloadGet, { userId: SEED.users.ben });
    expect(await value({ in: [now] })).toMatchObject({
      people: expect.any(Array),
      warnings: ["tracked time: this user may not do that"],
    });
  });

  it("counts points or tasks of the people that were named", async () => {
    const { value } = toolBench(workloadGet);
    const { people, unassigned } = await value({
      in: [backlog],
      people: ["Ben Okafor"],
      unit: "tasks",
    });
    expect((people as { name: string }[]).map(({ name }) => name)).toEqual(["Ben Okafor"]);
    expect(unassigned).toBeUndefined();
    expect((await value({ in: [backlog], unit: "points" })).unit).toBe("points");
  });

  it("refuses people, places and periods that do not resolve", async () => {
    const { call, writes } = toolBench(workloadGet);
    for (const input of [
      { people: ["nobody"] },
      { in: ["../../team"] },
      { in: [now], from: "2026-12-01", to: "2026-11-01" },
      { in: [now], from: "2026-01-01", to: "2028-01-01" },
      { in: [now], unit: "stones" },
    ]) {
      expect((await call(input)).ok, JSON.stringify(input)).toBe(false);
    }
    expect(writes()).toEqual([]);
  });
});
