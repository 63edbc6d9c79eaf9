import { describe, expect, it } from "vitest";
import { projectSummary } from "../../../src/tools/project/summary.ts";
import { onlyTasks } from "../../support/many-tasks.ts";
import { BENCH_NOW_MS, SEED, toolBench } from "../../support/tool-bench.ts";

const { now, backlog } = SEED.lists;
const DAY_MS = 86_400_000;

describe("clickup_project_summary", () => {
  it("reports numbers and top items of a List in one call and one for cycle time", async () => {
    const { call, requests, forget, value } = toolBench(projectSummary);
    await value({ in: [now] });
    forget();
    expect(await call({ in: [now], since: "2026-09-01" })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "blockers": {
              "count": 0,
              "top": [],
            },
            "complete": true,
            "flow": {
              "created": 2,
              "days_to_done": 3,
              "done": 1,
              "finished": [
                {
                  "due": "2026-10-15T15:00:00+02:00",
                  "id": "86c0001w5",
                  "name": "Add search suggestions",
                  "who": [
                    "Chika Tanaka",
                  ],
                },
              ],
              "per_week": 0.1,
            },
            "in": [
              "Product / Roadmap / Now",
            ],
            "people": {
              "Ben Okafor": {
                "done": 0,
                "open": 1,
                "overdue": 0,
              },
              "Chika Tanaka": {
                "done": 1,
                "open": 0,
                "overdue": 0,
              },
            },
            "progress": {
              "by_status": {
                "done": 1,
                "in progress": 1,
              },
              "done": 1,
              "open": 1,
              "percent": 50,
              "points": 11,
              "points_done": 4,
            },
            "risk": {
              "due_soon": {
                "count": 0,
                "top": [],
              },
              "overdue": {
                "count": 0,
                "top": [],
              },
              "urgent_unassigned": {
                "count": 0,
                "top": [],
              },
            },
            "since": "2026-09-01",
            "tasks": 2,
          },
          "text": "in: Product / Roadmap / Now
      since: 2026-09-01
      tasks: 2
      complete: yes
      progress:
        done: 1
        open: 1
        percent: 50
        by_status:
          done: 1
          in progress: 1
        points_done: 4
        points: 11
      risk:
        overdue:
          count: 0
          top: none
        due_soon:
          count: 0
          top: none
        urgent_unassigned:
          count: 0
          top: none
      blockers:
        count: 0
        top: none
      flow:
        created: 2
        done: 1
        per_week: 0.1
        days_to_done: 3
        finished (1):
          - id: 86c0001w5 · name: Add search suggestions · due: 2026-10-15T15:00:00+02:00 · who: Chika Tanaka
      people:
        Chika Tanaka:
          open: 0
          overdue: 0
          done: 1
        Ben Okafor:
          open: 1
          overdue: 0
          done: 0",
        },
      }
    `);
    expect(requests().length).toBeLessThanOrEqual(2);
  });

  it("reads a long List page by page, and says when that was not all", async () => {
    const { value, requests, forget } = toolBench(projectSummary);
    await value({ in: [now] });
    forget();
    const whole = await value({ in: [backlog], sections: ["progress"] });
    expect(whole.complete).toBe(true);
    expect(requests().length).toBe(Math.ceil(Number(whole.tasks) / 100));
    const part = await value({ in: [backlog], sections: ["progress"], max_tasks: 50 });
    expect(part).toMatchObject({ tasks: 50, complete: false, warnings: [expect.any(String)] });
  });

  it("tells what is overdue, due soon, urgent and nobody's, and how long work takes", async () => {
    const bench = toolBench(projectSummary);
    onlyTasks(bench, 6, (index) => ["Late", "Soon", "Far", "Hot", "Done", "Done too"][index] ?? "");
    const day = (days: number) => BENCH_NOW_MS + days * DAY_MS;
    const changes = [
      { dueMs: day(-3), assigneeIds: [1002] },
      { dueMs: day(5) },
      { dueMs: day(20) },
      { priority: 1, assigneeIds: [] },
      ...[-1, -2].map((ended) => ({
        status: "done",
        createdMs: day(-6),
        doneMs: day(ended),
        statusHistory: [
          { status: "to do", sinceMs: day(-6) },
          { status: "in progress", sinceMs: day(-4) },
          { status: "done", sinceMs: day(ended) },
        ],
      })),
    ];
    const plain = { status: "to do", priority: 3, dueMs: null, doneMs: null, closedMs: null };
    for (const [index, task] of Object.values(bench.sandbox.state.tasks).entries()) {
      Object.assign(
        task,
        plain,
        { assigneeIds: [1003], groupIds: [], points: null },
        changes[index],
      );
    }
    const { risk, flow, people, since } = await bench.value({ in: [backlog] });
    const only = (name: string) => ({ count: 1, top: [expect.objectContaining({ name })] });
    expect(risk).toEqual({
      overdue: only("Late"),
      due_soon: only("Soon"),
      urgent_unassigned: only("Hot"),
    });
    // A week back unless told otherwise.
    expect(since).toBe("2026-10-26");
    expect(flow).toMatchObject({
      created: 2,
      done: 2,
      per_week: 1.9,
      days_to_done: 4.5,
      days_in_progress: 2.5,
    });
    expect(people).toEqual({
      "Ben Okafor": { open: 1, overdue: 1, done: 0 },
      "Chika Tanaka": { open: 2, overdue: 0, done: 2 },
      "(nobody)": { open: 1, overdue: 0, done: 0 },
    });
  });

  it("reports on a tag alone, wherever its tasks are", async () => {
    const { value, sandbox } = toolBench(projectSummary);
    const { tasks, lists, spaces } = sandbox.state;
    const real = Object.values(tasks).filter(({ tags, listId, archived }) => {
      const list = lists[listId];
      const space = spaces[list?.spaceId ?? ""];
      const open = !archived && list?.archived === false && space?.archived === false;
      return open && space.workspaceId === "9001" && tags.includes("bug");
    });
    const summary = await value({ tag: "#Bug", sections: ["progress"] });
    expect(summary).toMatchObject({ tasks: real.length, complete: true });
    expect(summary).not.toHaveProperty("in");
  });

  it("gives only the sections that were asked for", async () => {
    const { value } = toolBench(projectSummary);
    const { people, progress, risk } = await value({ in: [now], sections: ["people"] });
    expect(people).toBeDefined();
    expect([progress, risk]).toEqual([undefined, undefined]);
  });

  it("counts blockers among what is open", async () => {
    const { value, sandbox } = toolBench(projectSummary);
    const [one, other] = Object.values(sandbox.state.tasks).filter(
      ({ listId, doneMs, parentId }) => listId === backlog && doneMs === null && parentId === null,
    );
    if (one === undefined || other === undefined) throw new Error("too few tasks");
    sandbox.state.dependencies.push({
      taskId: one.id,
      dependsOn: other.id,
      userId: 1001,
      dateMs: 0,
    });
    const { blockers } = await value({ in: [backlog], sections: ["blockers"] });
    expect(blockers).toMatchObject({ count: expect.any(Number) });
    expect((blockers as { top: object[] }).top).toContainEqual(
      expect.objectContaining({ id: one.id, waiting_on: expect.arrayContaining([other.id]) }),
    );
  });

  it("does without cycle time where the ClickApp is off, and says so", async () => {
    const { value, sandbox } = toolBench(projectSummary);
    sandbox.answerNext(
      new Response(JSON.stringify({ err: "off", ECODE: "TIS_001" }), { status: 400 }),
      {
        path: /bulk_time_in_status/,
      },
    );
    const { warnings, flow } = await value({
      in: [backlog],
      since: "2026-01-01",
      sections: ["flow"],
    });
    expect(warnings).toEqual([expect.stringContaining("cycle time")]);
    expect(flow).toMatchObject({ done: expect.any(Number), per_week: expect.any(Number) });
  });

  it("refuses a place or a tag that is not there rather than report nothing", async () => {
    const { call } = toolBench(projectSummary);
    for (const input of [
      { in: ["No such place"] },
      { in: ["../../team"] },
      { in: [now], tag: "no-such-tag" },
      { in: [now], since: "someday" },
      { in: [now], sections: ["weather"] },
    ]) {
      expect((await call(input)).ok, JSON.stringify(input)).toBe(false);
    }
  });
});
