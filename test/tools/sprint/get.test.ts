import { describe, expect, it } from "vitest";
import { sprintGet } from "../../../src/tools/sprint/get.ts";
import { BENCH_NOW_MS, toolBench } from "../../support/tool-bench.ts";

const DAY_MS = 86_400_000;
const FOLDER = "502";

/** The Folder "Releases" as Sprint Folder: three of its Lists are two-week sprints, the second runs. */
function sprints(name = "Sprints") {
  const bench = toolBench(sprintGet);
  const { state } = bench.sandbox;
  const folder = state.folders[FOLDER];
  if (folder === undefined) throw new Error("no Folder");
  folder.name = name;
  const lists = Object.values(state.lists).filter(({ folderId }) => folderId === FOLDER);
  for (const [index, list] of lists.slice(0, 3).entries()) {
    list.name = `Sprint ${index + 1}`;
    list.startMs = BENCH_NOW_MS + (index * 14 - 19) * DAY_MS;
    list.dueMs = list.startMs + 13 * DAY_MS;
  }
  return { ...bench, lists };
}

describe("clickup_sprint_get", () => {
  it("finds the Sprint Folder and the sprint that runs, in three calls", async () => {
    const { call, requests, forget, value } = sprints();
    await value({ which: "all" });
    forget();
    expect(await call({ include: ["burndown"] })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "burndown": [
              {
                "day": "2026-10-28",
                "points_left": 0,
                "tasks_left": 4,
              },
              {
                "day": "2026-10-29",
                "points_left": 0,
                "tasks_left": 4,
              },
              {
                "day": "2026-10-30",
                "points_left": 0,
                "tasks_left": 4,
              },
              {
                "day": "2026-10-31",
                "points_left": 0,
                "tasks_left": 4,
              },
              {
                "day": "2026-11-01",
                "points_left": 0,
                "tasks_left": 4,
              },
              {
                "day": "2026-11-02",
                "points_left": 0,
                "tasks_left": 4,
              },
            ],
            "by_person": {
              "(nobody)": {
                "done": 0,
                "points": 0,
                "tasks": 1,
              },
              "Ada Lovelace": {
                "done": 0,
                "points": 0,
                "tasks": 2,
              },
              "Chika Tanaka": {
                "done": 0,
                "points": 0,
                "tasks": 1,
              },
            },
            "by_status": {
              "to do": 4,
            },
            "complete": true,
            "days_left": 9,
            "end": "2026-11-10",
            "folder": "Sprints",
            "id": "909",
            "name": "Sprint 2",
            "points_done": 0,
            "points_left": 0,
            "start": "2026-10-28",
            "tasks_done": 0,
            "tasks_left": 4,
          },
          "text": "id: 909
      name: Sprint 2
      folder: Sprints
      start: 2026-10-28
      end: 2026-11-10
      days_left: 9
      tasks_done: 0
      tasks_left: 4
      points_done: 0
      points_left: 0
      by_status:
        to do: 4
      by_person:
        Ada Lovelace:
          tasks: 2
          points: 0
          done: 0
        Chika Tanaka:
          tasks: 1
          points: 0
          done: 0
        (nobody):
          tasks: 1
          points: 0
          done: 0
      burndown (6):
        - day: 2026-10-28 · tasks_left: 4 · points_left: 0
        - day: 2026-10-29 · tasks_left: 4 · points_left: 0
        - day: 2026-10-30 · tasks_left: 4 · points_left: 0
        - day: 2026-10-31 · tasks_left: 4 · points_left: 0
        - day: 2026-11-01 · tasks_left: 4 · points_left: 0
        - day: 2026-11-02 · tasks_left: 4 · points_left: 0
      complete: yes",
        },
      }
    `);
    expect(requests().length).toBeLessThanOrEqual(3);
  });

  it("gives the one before with what was carried over, the next, any by name, and all", async () => {
    const { value } = sprints();
    expect(await value({ which: "previous", include: ["tasks"] })).toMatchObject({
      name: "Sprint 1",
    });
    expect(await value({ which: "next" })).toMatchObject({ name: "Sprint 3" });
    expect(await value({ which: "sprint 3" })).toMatchObject({ name: "Sprint 3" });
    expect((await value({ which: "all" })).sprints).toMatchObject([
      { name: "Sprint 1" },
      { name: "Sprint 2" },
      { name: "Sprint 3" },
      {},
      {},
    ]);
  });

  it("counts points by status and person, burns down what was done, and names what was left", async () => {
    const { value, lists, sandbox } = sprints();
    const [first] = lists;
    const tasks = Object.values(sandbox.state.tasks).filter(({ listId }) => listId === first?.id);
    for (const task of tasks) {
      Object.assign(task, { status: "to do", points: 2, doneMs: null, closedMs: null });
      Object.assign(task, { assigneeIds: [1002], parentId: null, archived: false });
    }
    const [done, ...left] = tasks;
    const doneMs = (first?.startMs ?? 0) + 3 * DAY_MS;
    if (done !== undefined) Object.assign(done, { status: "done", points: 5, doneMs });
    const sprint = await value({ which: "previous", include: ["burndown", "tasks"] });
    const rows = left.length;
    expect(sprint).toMatchObject({
      name: "Sprint 1",
      days_left: 0,
      tasks_done: 1,
      tasks_left: rows,
      points_done: 5,
      points_left: 2 * rows,
      by_status: { done: 1, "to do": rows },
      by_person: { "Ben Okafor": { tasks: rows + 1, points: 5 + 2 * rows, done: 1 } },
    });
    const ids = (key: string) => (sprint[key] as { id: string }[]).map(({ id }) => id).toSorted();
    expect(ids("carry_over")).toEqual(left.map(({ id }) => id).toSorted());
    expect(ids("tasks")).toEqual(tasks.map(({ id }) => id).toSorted());
    const days = sprint.burndown as { tasks_left: number; points_left: number }[];
    expect(days).toHaveLength(14);
    expect(days.slice(2, 4)).toMatchObject([
      { tasks_left: rows + 1, points_left: 5 + 2 * rows },
      { tasks_left: rows, points_left: 2 * rows },
    ]);
  });

  it("asks when no Folder or several look like one, and when none runs", async () => {
    const none = sprints("Releases");
    expect((await none.call({ folder: "Roadmap" })).ok).toBe(false);
    // By their Lists, of which some are called after sprints.
    expect(await none.call({})).toMatchObject({
      failure: { code: "ambiguous", what: "Sprint Folder", candidates: [{}, {}, {}] },
    });
    const bare = sprints("Releases");
    for (const list of Object.values(bare.sandbox.state.lists)) list.name = `List ${list.id}`;
    expect(await bare.call({})).toMatchObject({ failure: { argument: "folder" } });
    const { call, advance } = sprints();
    expect(await call({ which: "Sprint 99" })).toMatchObject({ failure: { argument: "which" } });
    advance(90 * DAY_MS);
    expect(await call({})).toMatchObject({ failure: { code: "invalid_input", argument: "which" } });
    expect((await call({ folder: "../../team" })).ok).toBe(false);
  });
});
