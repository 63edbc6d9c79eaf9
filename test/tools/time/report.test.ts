import { describe, expect, it } from "vitest";
import { timeReport } from "../../../src/tools/time/report.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;

describe("clickup_time_report", () => {
  it("sums by person and task, with estimates and workdays without time", async () => {
    const { call, requests } = toolBench(timeReport);
    const outcome = await call({
      from: "2026-10-26",
      to: "2026-11-02",
      users: ["all"],
      group_by: ["user", "task"],
      compare_estimates: true,
    });
    expect(requests("time")).toHaveLength(1);
    expect(requests("team/9001/task").length).toBeLessThanOrEqual(4);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "from": "2026-10-26",
            "no_entries": [
              "Ben Okafor",
            ],
            "notes": [
              "1 running timer counts up to now.",
            ],
            "rows": [
              {
                "billable_hours": 0,
                "entries": 1,
                "estimate_h": 8,
                "hours": 2,
                "task": "Checkout fails for accented addresses",
                "task_id": "86c000001",
                "user": "Chika Tanaka",
              },
              {
                "billable_hours": 1.5,
                "entries": 1,
                "estimate_h": 8,
                "hours": 1.5,
                "task": "Checkout fails for accented addresses",
                "task_id": "86c000001",
                "user": "Ada Lovelace",
              },
              {
                "billable_hours": 0,
                "entries": 1,
                "estimate_h": 0,
                "hours": 1,
                "task": "Crash when the cart is empty",
                "task_id": "86c000007",
                "user": "Chika Tanaka",
              },
              {
                "billable_hours": 0.5,
                "entries": 1,
                "estimate_h": 0,
                "hours": 0.5,
                "task": "(none)",
                "user": "Ada Lovelace",
              },
            ],
            "to": "2026-11-02",
            "totals": {
              "billable_hours": 2,
              "entries": 4,
              "estimate_h": 8,
              "hours": 5,
              "non_billable_hours": 3,
            },
            "unlogged": [
              {
                "count": 5,
                "days": [
                  "2026-10-26",
                  "2026-10-27",
                  "2026-10-28",
                  "2026-10-29",
                  "2026-10-30",
                ],
                "user": "Ada Lovelace",
              },
              {
                "count": 5,
                "days": [
                  "2026-10-26",
                  "2026-10-27",
                  "2026-10-28",
                  "2026-10-29",
                  "2026-10-30",
                ],
                "user": "Chika Tanaka",
              },
            ],
            "workdays": 6,
          },
          "text": "from: 2026-10-26
      to: 2026-11-02
      rows (4):
        - user: Chika Tanaka · task: Checkout fails for accented addresses · task_id: 86c000001 · hours: 2 · billable_hours: 0 · entries: 1 · estimate_h: 8
        - user: Ada Lovelace · task: Checkout fails for accented addresses · task_id: 86c000001 · hours: 1.5 · billable_hours: 1.5 · entries: 1 · estimate_h: 8
        - user: Chika Tanaka · task: Crash when the cart is empty · task_id: 86c000007 · hours: 1 · billable_hours: 0 · entries: 1 · estimate_h: 0
        - user: Ada Lovelace · task: (none) · hours: 0.5 · billable_hours: 0.5 · entries: 1 · estimate_h: 0
      totals:
        hours: 5
        billable_hours: 2
        non_billable_hours: 3
        entries: 4
        estimate_h: 8
      workdays: 6
      unlogged (2):
        - user: Ada Lovelace · count: 5 · days: 2026-10-26, 2026-10-27, 2026-10-28, 2026-10-29, 2026-10-30
        - user: Chika Tanaka · count: 5 · days: 2026-10-26, 2026-10-27, 2026-10-28, 2026-10-29, 2026-10-30
      no_entries: Ben Okafor
      complete: yes
      notes: 1 running timer counts up to now.",
        },
      }
    `);
  });

  it("counts workdays without time, and names who has none once and only those who could have", async () => {
    const { value } = toolBench(timeReport);
    const everybody = await value({ users: ["all"] });
    // Three weeks of days for each would say no more than their number.
    expect(everybody).toMatchObject({
      workdays: 21,
      unlogged: [
        { user: "Ada Lovelace", count: 20 },
        { user: "Chika Tanaka", count: 20 },
      ],
      no_entries: ["Ben Okafor"], // not who was invited and never came
    });
    expect(JSON.stringify(everybody.unlogged)).not.toContain("days");
    expect(await value({ from: "2026-10-12" })).toMatchObject({
      unlogged: [{ user: "Ada Lovelace", count: 15, days: expect.arrayContaining(["2026-10-12"]) }],
    });
    expect(await value({ users: ["invited@example.com"], from: "2026-10-26" })).toMatchObject({
      workdays: 6,
      no_entries: ["invited@example.com"],
    });
  });

  it("does not take time in other places for none", async () => {
    const { value } = toolBench(timeReport);
    const part = await value({ users: ["all"], in: ["Backlog"] });
    expect(part).not.toHaveProperty("unlogged");
    expect(part).not.toHaveProperty("no_entries");
    expect(part.notes).toContain(
      `Workdays without time are told only without "in": this is a part of people's time.`,
    );
  });

  it("groups by day, week, List and label, in the user's days", async () => {
    const { value } = toolBench(timeReport);
    const asked = { from: "2026-09-01", users: ["me"] };
    expect(await value({ ...asked, group_by: ["week", "tag"] })).toMatchObject({
      rows: [
        { week: "2026-09-21", tag: "workshop", hours: 1 },
        { week: "2026-10-26", tag: "(none)", hours: 1.5 },
        { week: "2026-11-02", hours: 0.5 },
      ],
      totals: { hours: 3, billable_hours: 3, non_billable_hours: 0 },
    });
    expect(await value({ ...asked, group_by: ["list"] })).toMatchObject({
      rows: [{ list: "Backlog", hours: 2.5, entries: 2 }, { list: "(none)" }],
    });
    expect(await value({ ...asked, group_by: ["day"] })).toMatchObject({
      rows: [{ day: "2026-09-23" }, { day: "2026-10-31" }, { day: "2026-11-02" }],
    });
  });

  it("writes CSV in which no cell is a formula", async () => {
    const { value, sandbox } = toolBench(timeReport);
    const task = sandbox.state.tasks[checkout];
    if (task !== undefined) task.name = '=HYPERLINK("x"), cheap';
    expect((await value({ group_by: ["task"], format: "csv" })).csv).toBe(
      [
        "task,task_id,hours,billable_hours,entries",
        `"'=HYPERLINK(""x""), cheap",${checkout},1.5,1.5,1`,
        "(none),,0.5,0.5,1",
      ].join("\n"),
    );
  });

  it("tells of estimates that it did not find", async () => {
    const { value, sandbox } = toolBench(timeReport);
    const input = { users: ["all"], from: "2026-10-26", compare_estimates: true };
    const bugTask = sandbox.state.tasks[bug];
    // ClickUp's lists do not show it any more.
    if (bugTask !== undefined) bugTask.archived = true;
    expect(await value(input)).toMatchObject({
      complete: false,
      notes: expect.arrayContaining(["The estimates of 1 task were not found and count as none."]),
    });
  });

  it("tells that a running timer is counted up to now, and refuses an unknown person", async () => {
    const { value, call } = toolBench(timeReport);
    expect(await value({ users: ["Chika"] })).toMatchObject({
      totals: { hours: 3 },
      notes: ["1 running timer counts up to now."],
    });
    expect(await call({ users: ["Zoe"] })).toMatchObject({ failure: { code: "not_found" } });
    expect(await call({ group_by: ["colour"] })).toMatchObject({
      failure: { code: "invalid_input" },
    });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(timeReport);
    await call({ in: [id] });
    await call({ users: [id] });
    expect(leaked(requests(), id)).toEqual([]);
  });
});
