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

  it("asks when no Folder or several look like one, and when none runs", async () => {
    const none = sprints("Releases");
    expect((await none.call({ folder: "Roadmap" })).ok).toBe(false);
    const { call, advance } = sprints();
    expect(await call({ which: "Sprint 99" })).toMatchObject({ failure: { argument: "which" } });
    advance(90 * DAY_MS);
    expect(await call({})).toMatchObject({ failure: { code: "invalid_input", argument: "which" } });
    expect((await call({ folder: "../../team" })).ok).toBe(false);
  });
});
