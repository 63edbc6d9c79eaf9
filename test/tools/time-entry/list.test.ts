import { describe, expect, it } from "vitest";
import { timeReport } from "../../../src/tools/time/report.ts";
import { timeEntryList } from "../../../src/tools/time-entry/list.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;
const entries = SEED.timeEntries;
const ids = (value: object) => (value as { entries: { id: string }[] }).entries.map(({ id }) => id);

describe("clickup_time_entry_list", () => {
  it("gives the caller's last 30 days in one call, with totals", async () => {
    const { call, requests } = toolBench(timeEntryList);
    const outcome = await call({});
    expect(requests("time")).toHaveLength(1);
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
    const calls = requests("time");
    expect(calls).toHaveLength(9);
    for (const line of calls) {
      expect(line.match(/(task|list|folder|space)_id=/g), line).toHaveLength(1);
    }
    const { backlog } = SEED.lists;
    const { roadmap } = SEED.folders;
    await value({ from: "2026-10-30", in: [backlog, "Product / Roadmap"] });
    const last = requests("time").slice(-2).join();
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
    expect(ben.requests("time")).toEqual([`GET /v2/task/${checkout}/time`]);
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
      expect(requests("time")).toEqual([expect.stringContaining("assignee=1002,1003")]);
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
