import { describe, expect, it } from "vitest";
import { taskMyWork } from "../../../src/tools/task/my-work.ts";
import { BENCH_NOW_MS, SEED, toolBench } from "../../support/tool-bench.ts";

type Bucket = { count: number; tasks: { id: string; due?: string }[] };
const HOUR_MS = 3_600_000;

describe("clickup_task_my_work", () => {
  it("sorts my open work, with the timer, in one call for 100 tasks and two more", async () => {
    const { call, requests, forget } = toolBench(taskMyWork);
    await call({ in: "Product Inbox" });
    forget();
    const outcome = await call({ limit: 2 });
    expect(requests()).toMatchInlineSnapshot(`
      [
        "GET /v2/team/9001/task?page=0&assignees[]=1001&subtasks=true",
        "GET /v2/team/9001/time_entries/current",
        "GET /v2/team/9001/time_entries?start_date=1793574000000&end_date=1793610000000",
        "GET /v2/team/9001/task?page=1&assignees[]=1001&subtasks=true",
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "blocked": {
              "count": 2,
              "tasks": [
                {
                  "custom_id": "NW-1",
                  "due": "2026-11-04T18:00:00+01:00",
                  "id": "86c000001",
                  "list": "Backlog",
                  "name": "Checkout fails for accented addresses",
                  "priority": "urgent",
                  "status": "in progress",
                  "url": "https://app.clickup.com/t/86c000001",
                  "waiting_on": [
                    "86c000007",
                  ],
                },
                {
                  "custom_id": "NW-27",
                  "id": "86c000008",
                  "list": "Backlog",
                  "name": "Prepare the launch announcement",
                  "status": "to do",
                  "url": "https://app.clickup.com/t/86c000008",
                  "waiting_on": [
                    "86c000006",
                  ],
                },
              ],
            },
            "complete": true,
            "due": {
              "count": 10,
              "tasks": [
                {
                  "custom_id": "NW-2211",
                  "due": "2026-11-03T14:00:00+01:00",
                  "id": "86c0002h6",
                  "list": "Competitors",
                  "name": "Measure keyboard shortcuts",
                  "priority": "low",
                  "status": "to do",
                  "url": "https://app.clickup.com/t/86c0002h6",
                },
                {
                  "due": "2026-11-03T14:00:00+01:00",
                  "id": "86c0002ep",
                  "list": "Kaffee & Küche",
                  "name": "Document CSV import",
                  "status": "to do",
                  "url": "https://app.clickup.com/t/86c0002ep",
                },
              ],
            },
            "open": 140,
            "overdue": {
              "count": 19,
              "tasks": [
                {
                  "due": "2026-10-13T15:00:00+02:00",
                  "id": "86c00028n",
                  "list": "Logo Refresh",
                  "name": "Review team permissions",
                  "priority": "normal",
                  "status": "drafting",
                  "url": "https://app.clickup.com/t/86c00028n",
                },
                {
                  "due": "2026-10-14T15:00:00+02:00",
                  "id": "86c0002j1",
                  "list": "Customer Feedback",
                  "name": "Measure price rounding",
                  "priority": "normal",
                  "status": "new",
                  "url": "https://app.clickup.com/t/86c0002j1",
                },
              ],
            },
            "today": {
              "count": 0,
              "tasks": [],
            },
            "tracked_today": "30m",
            "until": "2026-11-09",
            "user": "Ada Lovelace",
          },
          "text": "user: Ada Lovelace
      open: 140
      overdue:
        count: 19
        tasks (2):
          - id: 86c00028n · name: Review team permissions · status: drafting · priority: normal · due: 2026-10-13T15:00:00+02:00 · list: Logo Refresh
          - id: 86c0002j1 · name: Measure price rounding · status: new · priority: normal · due: 2026-10-14T15:00:00+02:00 · list: Customer Feedback
      today:
        count: 0
        tasks: none
      due:
        count: 10
        tasks (2):
          - id: 86c0002h6 · custom_id: NW-2211 · name: Measure keyboard shortcuts · status: to do · priority: low · due: 2026-11-03T14:00:00+01:00 · list: Competitors
          - id: 86c0002ep · name: Document CSV import · status: to do · due: 2026-11-03T14:00:00+01:00 · list: Kaffee & Küche
      blocked:
        count: 2
        tasks (2):
          - id: 86c000001 · custom_id: NW-1 · name: Checkout fails for accented addresses · status: in progress · priority: urgent · due: 2026-11-04T18:00:00+01:00 · list: Backlog · waiting_on: 86c000007
          - id: 86c000008 · custom_id: NW-27 · name: Prepare the launch announcement · status: to do · list: Backlog · waiting_on: 86c000006
      tracked_today: 30m
      until: 2026-11-09
      complete: yes
      URL of a task where none is shown: https://app.clickup.com/t/<id>",
        },
      }
    `);
  });

  it("puts each dated task in one bucket, by day where there is no hour", async () => {
    const { value, sandbox } = toolBench(taskMyWork);
    const [late, today, soon, far, none] = Object.values(sandbox.state.tasks)
      .filter(
        ({ assigneeIds, closedMs, doneMs }) =>
          assigneeIds.includes(1001) && closedMs === null && doneMs === null,
      )
      .map((task) => Object.assign(task, { dueMs: null, dueHasTime: true }));
    const day = 24 * HOUR_MS;
    Object.assign(late ?? {}, { dueMs: BENCH_NOW_MS - HOUR_MS });
    // 04:00 of today in Vienna's winter: a day without a time, not overdue before it ends.
    Object.assign(today ?? {}, { dueMs: Date.UTC(2026, 10, 2, 3) });
    Object.assign(soon ?? {}, { dueMs: BENCH_NOW_MS + 2 * day });
    Object.assign(far ?? {}, { dueMs: BENCH_NOW_MS + 20 * day });
    const work = await value({ include: ["overdue", "due", "unscheduled"] });
    const ids = (name: string) =>
      ((work[name] ?? { tasks: [] }) as Bucket).tasks.map(({ id }) => id);
    expect(ids("overdue")).toEqual([late?.id]);
    expect(ids("today")).toEqual([today?.id]);
    expect(ids("due")).toEqual([soon?.id]);
    expect(ids("unscheduled")).toContain(none?.id);
    expect(work).not.toHaveProperty("running_timer");
  });

  it("shows someone else's, up to a day that is named", async () => {
    const { value, requests } = toolBench(taskMyWork);
    const work = await value({ user: "Ben Okafor", horizon: "friday", include: ["due"] });
    expect(work).toMatchObject({ user: "Ben Okafor", until: "2026-11-06" });
    expect(requests().some((line) => line.includes("assignees[]=1002"))).toBe(true);
  });

  it("shows the running timer, and what was tracked today with it", async () => {
    const timer = {
      id: SEED.timeEntries.running,
      task: SEED.tasks.bug,
      name: "Crash when the cart is empty",
      duration: "1h",
    };
    const chika = toolBench(taskMyWork, { userId: SEED.users.chika });
    expect(await chika.value({ include: ["running_timer"] })).toMatchObject({
      user: "Chika Tanaka",
      running_timer: { ...timer, since: "2026-11-02T17:00:00+09:00" },
      tracked_today: "1h",
    });
    const ada = toolBench(taskMyWork);
    const other = await ada.value({ user: "Chika Tanaka", include: ["running_timer"] });
    expect(other).toMatchObject({ running_timer: timer });
    expect(other).not.toHaveProperty("overdue");
  });

  it("shows what changed since a day", async () => {
    const { value } = toolBench(taskMyWork);
    const work = await value({ updated_since: "2026-10-01", include: ["updated_since"] });
    expect((work.updated_since as Bucket).count).toBeGreaterThan(0);
  });

  it("counts as blocked what waits on something not done", async () => {
    const { value, sandbox } = toolBench(taskMyWork);
    const { checkout, milestone } = SEED.tasks;
    sandbox.state.dependencies = [
      { taskId: checkout, dependsOn: milestone, userId: 1001, dateMs: 0 },
    ];
    const work = await value({ include: ["blocked"] });
    expect((work.blocked as Bucket).tasks).toMatchObject([
      { id: checkout, waiting_on: [milestone] },
    ]);
  });

  it.each([
    { horizon: "soonish" },
    { user: "Zorro" },
    { in: "../../x" },
  ])("fails for %j", async (input) => {
    const { call, requests } = toolBench(taskMyWork);
    expect((await call(input)).ok).toBe(false);
    expect(requests("/task")).toEqual([]);
  });
});
