import { describe, expect, it } from "vitest";
import { projectTimeline } from "../../../src/tools/project/timeline.ts";
import { onlyTasks } from "../../support/many-tasks.ts";
import { BENCH_NOW_MS, SEED, toolBench } from "../../support/tool-bench.ts";

const pressKit = "914";
const DAY_MS = 86_400_000;

/** Three tasks in a chain, one beside them, a milestone at the end; today is Monday, 2 November. */
function project() {
  const bench = toolBench(projectTimeline);
  const { state } = bench.sandbox;
  for (const task of Object.values(state.tasks)) {
    if (task.listId === pressKit) delete state.tasks[task.id];
  }
  const pattern = Object.values(state.tasks)[0];
  if (pattern === undefined) throw new Error("no tasks");
  const day = (days: number) => BENCH_NOW_MS - 5 * 3_600_000 - 3_600_000 + days * DAY_MS;
  const add = (id: string, name: string, more: Partial<typeof pattern> = {}) => {
    const bare = { parentId: null, startMs: null, dueMs: null, estimateMs: null, taskType: 0 };
    const status = { status: "to do", doneMs: null, closedMs: null, archived: false };
    state.tasks[id] = {
      ...pattern,
      ...bare,
      ...status,
      assigneeIds: [],
      ...more,
      id,
      name,
      listId: pressKit,
    };
  };
  add("86ca", "Write", { startMs: day(0), dueMs: day(1), assigneeIds: [1001] });
  add("86cb", 'Review: "all", =1+1', { estimateMs: 16 * 3_600_000, dueMs: day(2) });
  add("86cc", "Print", { estimateMs: 8 * 3_600_000 });
  add("86cd", "Photos");
  add("86ce", "Launch", { taskType: 1, dueMs: day(7) });
  const wait = (taskId: string, dependsOn: string) =>
    state.dependencies.push({ taskId, dependsOn, userId: 1001, dateMs: BENCH_NOW_MS });
  wait("86cb", "86ca");
  wait("86cc", "86cb");
  wait("86ce", "86cc");
  wait("86ce", "86cd");
  return { ...bench, wait };
}

const tasksOf = ({ state }: ReturnType<typeof project>["sandbox"]) =>
  Object.values(state.tasks).filter(({ listId }) => listId === pressKit);

describe("clickup_project_timeline", () => {
  it("computes dates, slack, the critical path and what is late, in one call for a hundred tasks", async () => {
    const { call, requests, forget, value } = project();
    await value({ project: pressKit });
    forget();
    expect(await call({ project: pressKit })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "count": 5,
            "critical_path": [
              "86ca",
              "86cb",
              "86cc",
              "86ce",
            ],
            "end": "2026-11-09",
            "groups": [
              [
                "86cd",
                "86ca",
              ],
              [
                "86cb",
              ],
              [
                "86cc",
              ],
              [
                "86ce",
              ],
            ],
            "late": [
              "86cb",
            ],
            "milestones": [
              {
                "end": "2026-11-09",
                "id": "86ce",
                "milestone": true,
                "name": "Launch",
                "start": "2026-11-09",
              },
            ],
            "project": "Product / Roadmap / Q4 Launch / Press Kit",
            "start": "2026-11-02",
            "tasks": [
              {
                "assumed": true,
                "end": "2026-11-02",
                "id": "86cd",
                "name": "Photos",
                "slack": 4,
                "start": "2026-11-02",
              },
              {
                "end": "2026-11-03",
                "id": "86ca",
                "name": "Write",
                "start": "2026-11-02",
                "who": [
                  "Ada Lovelace",
                ],
              },
              {
                "end": "2026-11-05",
                "id": "86cb",
                "late": 1,
                "name": "Review: "all", =1+1",
                "start": "2026-11-04",
              },
              {
                "end": "2026-11-06",
                "id": "86cc",
                "name": "Print",
                "start": "2026-11-06",
              },
              {
                "end": "2026-11-09",
                "id": "86ce",
                "milestone": true,
                "name": "Launch",
                "start": "2026-11-09",
              },
            ],
          },
          "text": "project: Product / Roadmap / Q4 Launch / Press Kit
      start: 2026-11-02
      end: 2026-11-09
      tasks (5):
        - id: 86cd · name: Photos · start: 2026-11-02 · end: 2026-11-02 · slack: 4 · assumed: yes
        - id: 86ca · name: Write · start: 2026-11-02 · end: 2026-11-03 · who: Ada Lovelace
        - id: 86cb · name: Review: "all", =1+1 · start: 2026-11-04 · end: 2026-11-05 · late: 1
        - id: 86cc · name: Print · start: 2026-11-06 · end: 2026-11-06
        - id: 86ce · name: Launch · start: 2026-11-09 · end: 2026-11-09 · milestone: yes
      critical_path: 86ca, 86cb, 86cc, 86ce
      groups: ["86cd","86ca"], ["86cb"], ["86cc"], ["86ce"]
      milestones (1):
        - id: 86ce · name: Launch · start: 2026-11-09 · end: 2026-11-09 · milestone: yes
      late: 86cb
      count: 5
      complete: yes",
        },
      }
    `);
    expect(requests()).toHaveLength(1);
  });

  it("draws it, and names cannot end a line or start a formula", async () => {
    const { value } = project();
    expect((await value({ project: pressKit, output: "mermaid" })).chart).toMatchInlineSnapshot(`
      "gantt
        dateFormat YYYY-MM-DD
        Photos :86cd, 2026-11-02, 2026-11-02
        Write :86ca, 2026-11-02, 2026-11-03
        Review  "all"  =1+1 :86cb, 2026-11-04, 2026-11-05
        Print :86cc, 2026-11-06, 2026-11-06
        Launch :milestone, 86ce, 2026-11-09, 2026-11-09"
    `);
    expect((await value({ project: pressKit, output: "csv" })).chart).toMatchInlineSnapshot(`
      "id,name,start,end,slack,late,who
      86cd,Photos,2026-11-02,2026-11-02,4,0,
      86ca,Write,2026-11-02,2026-11-03,0,0,Ada Lovelace
      86cb,"Review: ""all"", =1+1",2026-11-04,2026-11-05,0,1,
      86cc,Print,2026-11-06,2026-11-06,0,0,
      86ce,Launch,2026-11-09,2026-11-09,0,0,"
    `);
  });

  it("counts weekends only when asked to", async () => {
    const { value } = project();
    const work = await value({ project: pressKit, assume_duration: 6 });
    const all = await value({ project: pressKit, assume_duration: 6, workdays: false });
    const photos = (result: typeof work) =>
      (result.tasks as { id: string; end: string }[]).find(({ id }) => id === "86cd")?.end;
    expect([photos(work), photos(all)]).toEqual(["2026-11-09", "2026-11-07"]);
  });

  it("leaves out what is done unless it is asked for", async () => {
    const { value, sandbox } = project();
    const [write] = tasksOf(sandbox);
    if (write !== undefined) {
      Object.assign(write, { status: "closed", doneMs: BENCH_NOW_MS, closedMs: BENCH_NOW_MS });
    }
    const rows = async (input: object) =>
      ((await value({ project: pressKit, ...input })).tasks as { id: string; done?: boolean }[])
        .filter(({ id }) => id === "86ca")
        .map(({ done }) => done);
    expect(await rows({})).toEqual([]);
    expect(await rows({ include_done: true })).toEqual([true]);
  });

  it("says that these are not all where a project is too long to show", async () => {
    const bench = toolBench(projectTimeline);
    onlyTasks(bench, 301);
    expect(await bench.value({ project: SEED.lists.backlog, output: "csv" })).toMatchObject({
      count: 301,
      complete: false,
      warnings: expect.arrayContaining(["These are the first 300 of 301 tasks; ask for one List."]),
    });
  });

  it("names a circle and goes on without it", async () => {
    const { value, wait } = project();
    wait("86ca", "86cc");
    const { warnings, count } = await value({ project: pressKit });
    expect(warnings).toMatchInlineSnapshot(`
      [
        "These wait on each other in a circle: "Print" → "Write" → "Review: "all", =1+1" → "Print".",
        ""Write" is to start before "Print" can be done, which it waits on.",
      ]
    `);
    expect(count).toBe(5);
  });

  it("draws a project in which a program has written an estimate of a million years", async () => {
    const { value, sandbox } = project();
    const task = sandbox.state.tasks["86cc"];
    if (task !== undefined) task.estimateMs = 3e16;
    const { tasks, critical_path } = await value({ project: pressKit });
    expect(critical_path).toContain("86cc");
    expect(tasks).toContainEqual(
      expect.objectContaining({ id: "86cc", end: expect.stringMatching(/^21\d\d-/) }),
    );
  });

  it("calls no task critical where all end together on lengths that it made up", async () => {
    const { value, sandbox } = project();
    sandbox.state.dependencies = [];
    const nothing = { startMs: null, dueMs: null, estimateMs: null, taskType: 0 };
    for (const task of tasksOf(sandbox)) Object.assign(task, nothing);
    const { critical_path, warnings } = await value({ project: pressKit, assume_duration: 2 });
    expect(critical_path).toEqual([]);
    expect(warnings).toEqual([
      "No critical path: 5 tasks end together on assumed lengths (2 days). Estimates, dates or dependencies would tell them apart.",
    ]);
  });

  it("says how much of a critical path is assumed, and when it is one task alone", async () => {
    const { value, sandbox } = project();
    for (const task of tasksOf(sandbox)) task.estimateMs = null;
    expect(await value({ project: pressKit })).toMatchObject({
      critical_path: ["86ca", "86cb", "86cc", "86ce"],
      warnings: [
        "On the critical path 2 of 4 tasks have no estimate and no start with due; 1 day each is assumed.",
      ],
    });
    sandbox.state.dependencies = [];
    expect(await value({ project: pressKit })).toMatchObject({
      critical_path: ["86ce"],
      warnings: ["The critical path is one task, the last to end: it waits on no open one."],
    });
  });

  it("sends nothing but reads, and nothing for hostile ids", async () => {
    const { call, requests, writes } = project();
    expect((await call({ project: "../../team/1" })).ok).toBe(false);
    expect((await call({ project: "No such place" })).ok).toBe(false);
    expect(requests().some((line) => line.includes(".."))).toBe(false);
    expect(writes()).toEqual([]);
  });
});
