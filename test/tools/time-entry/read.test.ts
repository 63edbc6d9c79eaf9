import { describe, expect, it } from "vitest";
import { timeReport } from "../../../src/tools/time/report.ts";
import { timeEntryHistory } from "../../../src/tools/time-entry/history.ts";
import { timeEntryList } from "../../../src/tools/time-entry/list.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;
const entries = SEED.timeEntries;
const ids = (value: object) => (value as { entries: { id: string }[] }).entries.map(({ id }) => id);
const timeCalls = (requests: readonly string[]) => requests.filter((line) => line.includes("time"));

describe("clickup_time_entry_list", () => {
  it("gives the caller's last 30 days in one call, with totals", async () => {
    const { call, requests } = toolBench(timeEntryList);
    const outcome = await call({});
    expect(timeCalls(requests())).toHaveLength(1);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "entries": [
              {
                "billable": true,
                "duration_h": 0.5,
                "end": "2026-11-02T05:30:00+01:00",
                "id": "1963465985517105843",
                "start": "2026-11-02T05:00:00+01:00",
                "user": "Ada Lovelace",
              },
              {
                "billable": true,
                "duration_h": 1.5,
                "end": "2026-10-31T11:30:00+01:00",
                "id": "1963465985517105840",
                "start": "2026-10-31T10:00:00+01:00",
                "task": "Checkout fails for accented addresses",
                "task_id": "86c000001",
                "user": "Ada Lovelace",
              },
            ],
            "from": "2026-10-03",
            "to": "now",
            "totals": {
              "billable_hours": 2,
              "entries": 2,
              "hours": 2,
            },
          },
          "text": "entries (2):
        - id: 1963465985517105843 · user: Ada Lovelace · start: 2026-11-02T05:00:00+01:00 · end: 2026-11-02T05:30:00+01:00 · duration_h: 0.5 · billable: yes
        - id: 1963465985517105840 · task: Checkout fails for accented addresses · task_id: 86c000001 · user: Ada Lovelace · start: 2026-10-31T10:00:00+01:00 · end: 2026-10-31T11:30:00+01:00 · duration_h: 1.5 · billable: yes
      totals:
        entries: 2
        hours: 2
        billable_hours: 2
      from: 2026-10-03
      to: now
      complete: yes",
        },
      }
    `);
  });

  it("asks a long period month by month, and every place by itself", async () => {
    const { value, requests } = toolBench(timeEntryList);
    const found = await value({
      from: "2026-09-01",
      to: "2026-11-02",
      in: [checkout, bug, "Product"],
    });
    expect(ids(found)).toEqual([entries.checkoutAda, entries.old]);
    const calls = timeCalls(requests());
    expect(calls).toHaveLength(9);
    for (const line of calls) {
      expect(line.match(/(task|list|folder|space)_id=/g), line).toHaveLength(1);
    }
    const { backlog } = SEED.lists;
    const { roadmap } = SEED.folders;
    await value({ from: "2026-10-30", in: [backlog, "Product / Roadmap"] });
    const last = timeCalls(requests()).slice(-2).join();
    expect(last).toMatch(new RegExp(`list_id=${backlog}.*folder_id=${roadmap}`));
  });

  it("gives everybody's for owners and admins, and a task's whole time for the others", async () => {
    const ada = toolBench(timeEntryList);
    expect(ids(await ada.value({ users: ["all"], in: [checkout] }))).toEqual([
      entries.checkoutChika,
      entries.checkoutAda,
    ]);
    const ben = toolBench(timeEntryList, { userId: SEED.users.ben });
    const found = await ben.value({ users: ["all"], in: [checkout] });
    expect(ids(found)).toHaveLength(2);
    expect(found.note).toContain("Only owners and admins");
    expect(timeCalls(ben.requests())).toEqual([`GET /v2/task/${checkout}/time`]);
    expect(await ben.call({ users: ["Ada Lovelace"] })).toMatchObject({
      failure: { code: "forbidden", what: "other people's time" },
    });
  });

  it("shows a running timer with what has passed, and filters by label and billable", async () => {
    const { value, call } = toolBench(timeEntryList);
    const chika = await value({ users: ["Chika"], in: [bug] });
    expect(chika).toMatchObject({ entries: [{ running: true, duration_h: 1 }] });
    expect(ids(await value({ from: "2026-09-01", tags: ["Workshop"] }))).toEqual([entries.old]);
    expect(ids(await value({ tags: ["workshop"] }))).toEqual([]);
    expect(await call({ tags: ["Holiday"] })).toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "tags",
        allowed: ["workshop", "on site & travel"],
      },
    });
    expect(ids(await value({ users: ["all"], billable: false })).length).toBeGreaterThan(0);
  });

  it("takes a Team for its people, and refuses one without any", async () => {
    for (const tool of [timeEntryList, timeReport]) {
      const { value, requests } = toolBench(tool);
      await value({ users: ["@platform"], from: "2026-10-30" });
      expect(timeCalls(requests())).toEqual([expect.stringContaining("assignee=1002,1003")]);
      const { call, sandbox } = toolBench(tool);
      const team = sandbox.state.groups[SEED.groups.design];
      if (team !== undefined) team.memberIds = [];
      // ClickUp would give the caller's own time for nobody's.
      expect(await call({ users: [SEED.groups.design], from: "2026-10-30" })).toMatchObject({
        failure: { code: "invalid_input", argument: "users" },
      });
    }
  });

  it("gives one entry, all labels, or the next rows", async () => {
    const { value, call } = toolBench(timeEntryList);
    expect(ids(await value({ entry: entries.old }))).toEqual([entries.old]);
    expect(await call({ entry: "42" })).toMatchObject({
      failure: { code: "not_found", what: "time entry", given: "42" },
    });
    expect(await value({ labels: true })).toEqual({
      labels: [
        { name: "workshop", fg: "#FFFFFF", bg: "#BF55EC" },
        { name: "on site & travel", fg: "#FFFFFF", bg: "#2ecd6f" },
      ],
    });
    const first = await value({ limit: 1 });
    expect(first).toMatchObject({ complete: false, totals: { entries: 2 } });
    const rest = await value({ limit: 1, cursor: first.next_cursor });
    expect(rest.complete).toBe(true);
    expect(ids(rest)).not.toEqual(ids(first));
  });

  it("refuses a period that is upside down or needs too many calls", async () => {
    const { call, value } = toolBench(timeEntryList);
    expect(await call({ from: "2026-11-02", to: "2026-11-01" })).toMatchObject({
      failure: { argument: "from" },
    });
    expect(await call({ from: "1990-01-01" })).toMatchObject({ failure: { argument: "from" } });
    expect(await call({ in: ["Quetzal"] })).toMatchObject({ failure: { code: "not_found" } });
    // A near miss is taken for reading, and said.
    expect(await value({ in: ["Backlo"] })).toMatchObject({ in: ["Product / Roadmap / Backlog"] });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(timeEntryList);
    await call({ entry: id });
    await call({ in: [id] });
    await call({ users: [id] });
    expect(leaked(requests(), id)).toEqual([]);
  });
});

describe("clickup_time_entry_history", () => {
  it("gives an entry with its changes and approval in two calls", async () => {
    const { call, requests } = toolBench(timeEntryHistory);
    const outcome = await call({ entry: entries.old });
    expect(timeCalls(requests())).toHaveLength(2);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "approval": {
              "approved_at": "2026-09-28T11:00:00+02:00",
              "approved_by": "Ada Lovelace",
              "approvers": [
                "Ada Lovelace",
              ],
              "history": [
                {
                  "after": "approved",
                  "at": "2026-09-28T11:00:00+02:00",
                  "before": "submitted",
                  "by": "Ada Lovelace",
                  "field": "status",
                },
              ],
              "status": "approved",
            },
            "entry": {
              "billable": true,
              "duration_h": 1,
              "end": "2026-09-23T12:00:00+02:00",
              "id": "1963465985517105842",
              "start": "2026-09-23T11:00:00+02:00",
              "tags": [
                "workshop",
              ],
              "task": "Crash when the cart is empty",
              "task_id": "86c000007",
              "user": "Ada Lovelace",
            },
            "history": [
              {
                "at": "2026-09-24T11:00:00+02:00",
                "before": "Lokk at it",
                "by": "Ada Lovelace",
                "field": "description",
              },
            ],
          },
          "text": "entry:
        id: 1963465985517105842
        task: Crash when the cart is empty
        task_id: 86c000007
        user: Ada Lovelace
        start: 2026-09-23T11:00:00+02:00
        end: 2026-09-23T12:00:00+02:00
        duration_h: 1
        billable: yes
        tags: workshop
      approval:
        status: approved
        approved_by: Ada Lovelace
        approved_at: 2026-09-28T11:00:00+02:00
        approvers: Ada Lovelace
        history (1):
          - at: 2026-09-28T11:00:00+02:00 · by: Ada Lovelace · field: status · before: submitted · after: approved
      history (1):
        - at: 2026-09-24T11:00:00+02:00 · by: Ada Lovelace · field: description · before: Lokk at it",
        },
      }
    `);
  });

  it("says when there is no such entry, though ClickUp says 200", async () => {
    const { call } = toolBench(timeEntryHistory);
    expect(await call({ entry: "42" })).toMatchObject({ failure: { code: "not_found" } });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(timeEntryHistory);
    expect((await call({ entry: id })).ok).toBe(false);
    expect(timeCalls(requests())).toEqual([]);
  });
});

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
    const calls = requests();
    expect(timeCalls(calls)).toHaveLength(1);
    expect(calls.filter((line) => /team\/9001\/task/.test(line)).length).toBeLessThanOrEqual(4);
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
