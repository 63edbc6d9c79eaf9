import { describe, expect, it } from "vitest";
import { timeTrackingCurrent } from "../../../src/tools/time-tracking/current.ts";
import { timeTrackingStart } from "../../../src/tools/time-tracking/start.ts";
import { timeTrackingStop } from "../../../src/tools/time-tracking/stop.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { BENCH_NOW_MS, SEED, type ToolBench, toolBench } from "../../support/tool-bench.ts";

const { checkout } = SEED.tasks;

/** Ada's timer, begun an hour before. */
function startTimer({ sandbox }: ToolBench) {
  const chika = sandbox.state.timeEntries[SEED.timeEntries.running];
  if (chika === undefined) throw new Error("not seeded");
  const id = "1963465985517105900";
  sandbox.state.timeEntries[id] = { ...chika, id, userId: 1001, description: "Bug hunt" };
  return id;
}

describe("clickup_time_tracking_current", () => {
  it("tells the running timer in one call, or that none runs", async () => {
    const bench = toolBench(timeTrackingCurrent);
    expect(await bench.value({})).toEqual({ running: false });
    expect(bench.requests("time_entries")).toEqual(["GET /v2/team/9001/time_entries/current"]);
    startTimer(bench);
    expect(await bench.call({})).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "elapsed": "1h",
            "entry_id": "1963465985517105900",
            "note": "Bug hunt",
            "running": true,
            "started": "2026-11-02T09:00:00+01:00",
            "task": "Crash when the cart is empty",
            "task_id": "86c000007",
          },
          "text": "running: yes
      entry_id: 1963465985517105900
      task: Crash when the cart is empty
      task_id: 86c000007
      started: 2026-11-02T09:00:00+01:00
      note: Bug hunt
      elapsed: 1h",
        },
      }
    `);
  });

  it("tells another person's where the role allows, and one's own by name", async () => {
    const ada = toolBench(timeTrackingCurrent);
    expect(await ada.value({ user: "Chika" })).toMatchObject({ running: true, elapsed: "1h" });
    const ben = toolBench(timeTrackingCurrent, { userId: SEED.users.ben });
    expect(await ben.value({ user: "Ben Okafor" })).toEqual({ running: false });
    expect(await ben.call({ user: "Chika" })).toMatchObject({ failure: { code: "forbidden" } });
    expect(await ben.call({ user: "Zoe" })).toMatchObject({ failure: { code: "not_found" } });
  });
});

describe("clickup_time_tracking_start", () => {
  it("starts a timer in two calls", async () => {
    const { call, requests, writes } = toolBench(timeTrackingStart);
    const outcome = await call({ task: checkout, note: "Fix", billable: true, tags: ["workshop"] });
    expect(requests("time_entries")).toHaveLength(2);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "billable": true,
            "description": "Fix",
            "tags": [
              {
                "name": "workshop",
              },
            ],
            "tid": "86c000001",
          },
          "request": "POST /v2/team/9001/time_entries/start",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "entry_id": "1963465985520003464",
            "note": "Fix",
            "started": "2026-11-02T10:00:00+01:00",
            "task": "Checkout fails for accented addresses",
            "task_id": "86c000001",
          },
          "text": "entry_id: 1963465985520003464
      task: Checkout fails for accented addresses
      task_id: 86c000001
      started: 2026-11-02T10:00:00+01:00
      note: Fix",
        },
      }
    `);
  });

  it("ends a running timer only when told to, and says what it ended", async () => {
    const bench = toolBench(timeTrackingStart);
    const id = startTimer(bench);
    expect(await bench.call({ task: checkout })).toMatchObject({
      failure: { code: "invalid_input", argument: "switch" },
    });
    expect(bench.writes()).toEqual([]);
    expect(await bench.value({ task: checkout, switch: true })).toMatchObject({
      stopped_previous: { entry_id: id, task: "Crash when the cart is empty", duration: "1h" },
    });
    expect(bench.sandbox.state.timeEntries[id]?.endMs).not.toBeNull();
  });

  it("tells what ClickUp accepted and did not do", async () => {
    const { value, sandbox } = toolBench(timeTrackingStart);
    const started = { id: "1", start: String(BENCH_NOW_MS), duration: -1, billable: false };
    sandbox.answerNext(Response.json({ data: { ...started, description: "", tags: [] } }), {
      method: "POST",
    });
    const asked = { task: checkout, note: "Fix", billable: true, tags: ["workshop"] };
    expect(await value(asked)).toEqual({
      entry_id: "1",
      started: "2026-11-02T10:00:00+01:00",
      ignored: ["task", "billable", "note", "tags"].map(
        (name) => `${name}: ClickUp accepted this and did not do it`,
      ),
    });
  });

  it("finds a task by its name in a List, and passes on that the plan wants a task", async () => {
    const { value, call, sandbox } = toolBench(timeTrackingStart);
    const byName = { task: "Crash when the cart is empty", list: "Product / Roadmap / Backlog" };
    expect(await value(byName)).toMatchObject({ task_id: SEED.tasks.bug });
    const count = Object.keys(sandbox.state.timeEntries).length;
    expect(await call({ switch: true })).toMatchObject({ failure: { code: "clickup_rejected" } });
    // An id that is none is a wrong id, and no reason to sign in again.
    expect(await call({ task: "86czzzzzz", switch: true })).toMatchObject({
      failure: { code: "workspace_not_shared", what: "Task" },
    });
    expect(Object.keys(sandbox.state.timeEntries)).toHaveLength(count);
  });

  it("takes a custom id, and explains a Space without time tracking", async () => {
    const { value, call, writes, sandbox } = toolBench(timeTrackingStart);
    expect(await value({ task: "NW-1" })).toMatchObject({ task_id: checkout });
    expect(writes()[0]?.request).toContain("custom_task_ids=true&team_id=9001");
    const off = Object.values(sandbox.state.tasks).find(
      ({ listId }) => sandbox.state.lists[listId]?.spaceId === SEED.spaces.operations,
    );
    expect(await call({ task: off?.id, switch: true })).toMatchObject({
      failure: { code: "clickup_rejected", ecode: "TIMEENTRY_072" },
    });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(timeTrackingStart);
    expect((await call({ task: id })).ok).toBe(false);
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});

describe("clickup_time_tracking_stop", () => {
  it("stops the timer, and adds a note to what it says already", async () => {
    const bench = toolBench(timeTrackingStop);
    const id = startTimer(bench);
    const outcome = await bench.call({ note: "Found it" });
    expect(bench.writes()).toMatchInlineSnapshot(`
      [
        {
          "request": "POST /v2/team/9001/time_entries/stop",
        },
        {
          "body": {
            "description": "Bug hunt
      Found it",
          },
          "request": "PUT /v2/team/9001/time_entries/1963465985517105900",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "duration": "1h",
            "entry_id": "1963465985517105900",
            "note": "Bug hunt
      Found it",
            "started": "2026-11-02T09:00:00+01:00",
            "stopped": true,
            "task": "Crash when the cart is empty",
            "task_id": "86c000007",
          },
          "text": "stopped: yes
      entry_id: 1963465985517105900
      task: Crash when the cart is empty
      task_id: 86c000007
      started: 2026-11-02T09:00:00+01:00
      note:
        | Bug hunt
        | Found it
      duration: 1h",
        },
      }
    `);
    expect(bench.sandbox.state.timeEntries[id]?.description).toBe("Bug hunt\nFound it");
  });

  it("says that none runs, and sends no stop then", async () => {
    const { value, writes } = toolBench(timeTrackingStop);
    expect(await value({})).toEqual({ stopped: false, reason: "No timer was running." });
    expect(writes()).toEqual([]);
  });

  it("stops for a connection that may only add, and says that the note was kept back", async () => {
    const bench = toolBench(timeTrackingStop, { policy: { addOnly: true } });
    startTimer(bench);
    expect(await bench.value({ note: "x" })).toMatchObject({
      stopped: true,
      note: "Bug hunt",
      failed: [{ step: "note", code: "not_selected" }],
    });
  });
});
