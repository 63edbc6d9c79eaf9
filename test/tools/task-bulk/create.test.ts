import { describe, expect, it } from "vitest";
import { taskBulkCreate } from "../../../src/tools/task-bulk/create.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog, now } = SEED.lists;
const { checkout, bug, milestone } = SEED.tasks;
const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Task ${index + 1}` }));

async function warm(options: Parameters<typeof toolBench>[1] = {}) {
  const bench = toolBench(taskBulkCreate, options);
  await bench.value({ list: backlog, tasks: [{ name: "Warm up" }], dry_run: true });
  bench.forget();
  return bench;
}

const isDependency = ({ request }: { request: string }) => request.endsWith("/dependency");

describe("clickup_task_bulk_create", () => {
  it("makes parents, subtasks, dependencies and checklists, one call each", async () => {
    const { call, writes, requests } = await warm();
    const outcome = await call({
      list: backlog,
      defaults: { priority: "high", assignees: ["Ben Okafor"] },
      tasks: [
        { name: "Plan", key: "plan", due: "2026-12-01" },
        { name: "Build", key: "build", parent_key: "plan", waiting_on_keys: ["test"] },
        {
          name: "Test",
          key: "test",
          priority: "low",
          checklists: [{ name: "QA", items: ["Run"] }],
        },
      ],
    });
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "created": [
              {
                "id": "86c0002o8",
                "key": "plan",
                "name": "Plan",
                "url": "https://app.clickup.com/t/86c0002o8",
              },
              {
                "id": "86c0002oc",
                "key": "build",
                "name": "Build",
                "url": "https://app.clickup.com/t/86c0002oc",
              },
              {
                "id": "86c0002oa",
                "key": "test",
                "name": "Test",
                "url": "https://app.clickup.com/t/86c0002oa",
              },
            ],
          },
          "text": "created (3):
        - key: plan · id: 86c0002o8 · name: Plan · url: https://app.clickup.com/t/86c0002o8
        - key: build · id: 86c0002oc · name: Build · url: https://app.clickup.com/t/86c0002oc
        - key: test · id: 86c0002oa · name: Test · url: https://app.clickup.com/t/86c0002oa",
        },
      }
    `);
    // The checklist's item and the dependency leave at once; either may come first.
    const inOrder = writes().toSorted((a, b) => Number(isDependency(a)) - Number(isDependency(b)));
    expect(inOrder).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "assignees": [
              1002,
            ],
            "due_date": 1796094000000,
            "due_date_time": false,
            "name": "Plan",
            "priority": 2,
          },
          "request": "POST /v2/list/901/task",
        },
        {
          "body": {
            "assignees": [
              1002,
            ],
            "name": "Test",
            "priority": 4,
          },
          "request": "POST /v2/list/901/task",
        },
        {
          "body": {
            "assignees": [
              1002,
            ],
            "name": "Build",
            "parent": "86c0002o8",
            "priority": 2,
          },
          "request": "POST /v2/list/901/task",
        },
        {
          "body": {
            "name": "QA",
          },
          "request": "POST /v2/task/86c0002oa/checklist",
        },
        {
          "body": {
            "name": "Run",
          },
          "request": "POST /v2/checklist/a28854cd-49d9-4d42-8cb4-af519ff84cad/checklist_item",
        },
        {
          "body": {
            "depends_on": "86c0002oa",
          },
          "request": "POST /v2/task/86c0002oc/dependency",
        },
      ]
    `);
    expect(requests().filter((line) => line.startsWith("POST"))).toHaveLength(6);
  });

  it("takes of each task what clickup_task_create takes, and tasks that are there already", async () => {
    const { value, writes } = await warm();
    const { created } = await value({
      list: backlog,
      tasks: [
        {
          name: "A",
          description: "**Why**",
          status: "In progress",
          assignees: ["me"],
          teams: ["Design"],
          priority: "urgent",
          due: "tomorrow 5pm",
          start: "today",
          estimate: "2h",
          points: 3,
          tags: ["Bug"],
          type: "bug",
          fields: { Severity: "Trivial" },
          parent: checkout,
          waiting_on: ["NW-1"],
          blocks: [milestone],
        },
      ],
    });
    const [{ id }] = created as [{ id: string }];
    expect(writes()).toEqual([
      {
        request: `POST /v2/list/${backlog}/task`,
        body: {
          name: "A",
          markdown_content: "**Why**",
          status: "in progress",
          assignees: [1001],
          group_assignees: [SEED.groups.design],
          priority: 1,
          due_date: Date.UTC(2026, 10, 3, 16),
          due_date_time: true,
          start_date: Date.UTC(2026, 10, 2, 3),
          start_date_time: false,
          time_estimate: 7_200_000,
          points: 3,
          tags: ["bug"],
          custom_item_id: SEED.taskTypes.bug,
          custom_fields: [{ id: SEED.fields.drop_down, value: SEED.options.trivial }],
          parent: checkout,
        },
      },
      { request: `POST /v2/task/${id}/dependency`, body: { depends_on: checkout } },
      { request: `POST /v2/task/${milestone}/dependency`, body: { depends_on: id } },
    ]);
  });

  it("tells once what each word for a date was taken for", async () => {
    const { value } = await warm();
    const tasks = [
      { name: "A", due: "next friday" },
      { name: "B", due: "2026-12-01", start: "tomorrow 5pm" },
      { name: "C" },
    ];
    const dates = {
      "next friday": "2026-11-13",
      "tomorrow 5pm": "2026-11-03T17:00:00+01:00",
      "+1 week": "2026-11-09",
    };
    const asked = { list: backlog, tasks, defaults: { due: "+1 week" } };
    expect(await value({ ...asked, dry_run: true })).toMatchObject({ dates });
    const made = await value(asked);
    expect(made.dates).toEqual(dates);
    expect(await value({ list: backlog, tasks: rows(2) })).not.toHaveProperty("dates");
  });

  it("creates 50 tasks in 50 calls, four at a time", async () => {
    const { value, sandbox, requests } = await warm();
    let underWay = 0;
    let most = 0;
    const real = sandbox.fetch;
    sandbox.fetch = async (request) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const answer = await real(request);
      underWay -= 1;
      return answer;
    };
    const { created, job } = await value({ list: backlog, tasks: rows(50) });
    expect(created).toHaveLength(50);
    expect(job).toBeUndefined();
    expect(requests()).toHaveLength(50);
    expect(most).toBe(4);
  });

  it("creates nothing when one name of one row is wrong", async () => {
    const { call, writes } = await warm();
    const bad = [
      { tasks: [{ name: "A" }, { name: "B", status: "nowhere" }] },
      { tasks: [{ name: "A" }, { name: "B", assignees: ["nobody at all"] }] },
      { tasks: [{ name: "A" }, { name: "B", fields: { "No such": 1 } }] },
      { tasks: [{ name: "A" }, { name: "B", colour: "red" }] },
      { tasks: [{ name: "A" }, { name: " " }] },
      {
        tasks: [
          { name: "A", key: "a" },
          { name: "B", parent_key: "b" },
        ],
      },
      {
        tasks: [
          { name: "A", key: "a" },
          { name: "B", key: "a" },
        ],
      },
      { tasks: [{ name: "A", key: "a", parent_key: "a" }] },
      { tasks: [{ name: "A", parent: "../../user" }] },
      { tasks: [{ name: "A", key: "a", parent: bug, parent_key: "a" }] },
      { tasks: rows(501) },
      { tasks: [{ name: "A" }], defaults: { due: "someday" } },
      { tasks: [{ name: "A" }], list: "../../team" },
    ];
    for (const input of bad) {
      const outcome = await call({ list: backlog, ...input });
      expect(outcome.ok, JSON.stringify(input)).toBe(false);
    }
    expect(writes()).toEqual([]);
  });

  it("says which row is wrong, and how", async () => {
    const { call } = await warm();
    expect(
      await call({ list: backlog, tasks: [{ name: "A" }, { name: "B", dueDate: 3, x: 1 }] }),
    ).toMatchInlineSnapshot(`
      {
        "failure": {
          "allowed": [
            "name",
            "key",
            "parent_key",
            "waiting_on_keys",
            "parent",
            "waiting_on",
            "blocks",
            "description",
            "status",
            "assignees",
            "teams",
            "priority",
            "due",
            "start",
            "estimate",
            "points",
            "tags",
            "type",
            "fields",
            "checklists",
          ],
          "argument": "tasks.1.x",
          "code": "invalid_input",
          "problem": "In "tasks.1": There is no argument "x".",
        },
        "ok": false,
      }
    `);
    expect(
      await call({
        list: backlog,
        tasks: [
          { name: "A", key: "a", waiting_on_keys: ["b"] },
          { name: "B", key: "b", waiting_on_keys: ["a"] },
        ],
      }),
    ).toMatchInlineSnapshot(`
      {
        "failure": {
          "argument": "tasks.0.waiting_on_keys",
          "code": "invalid_input",
          "problem": "The tasks lead back to "a" by waiting_on_keys.",
        },
        "ok": false,
      }
    `);
  });

  it("tells the calls of a dry run and sends none of them", async () => {
    const { value, writes } = await warm();
    const input = {
      list: "Product / Roadmap / Backlog",
      tasks: [
        { name: "A", key: "a", tags: ["brand new"] },
        { name: "B", waiting_on_keys: ["a"] },
      ],
    };
    expect(await value({ ...input, dry_run: true })).toMatchInlineSnapshot(`
      {
        "created": [],
        "dry_run": {
          "calls": 3,
          "tasks": 2,
        },
      }
    `);
    expect(writes()).toEqual([]);
  });

  it("reports per row, and goes on or stops at the first failure as told", async () => {
    const bench = await warm();
    const refused = () =>
      bench.sandbox.answerNext(
        new Response(JSON.stringify({ err: "no", ECODE: "INPUT_005" }), { status: 400 }),
        { method: "POST" },
      );
    refused();
    const tasks = [{ name: "A", key: "a" }, { name: "B", parent_key: "a" }, { name: "C" }];
    expect(await bench.value({ list: backlog, tasks })).toMatchInlineSnapshot(`
      {
        "created": [
          {
            "id": "86c0002o8",
            "name": "C",
            "url": "https://app.clickup.com/t/86c0002o8",
          },
        ],
        "failed": [
          {
            "code": "clickup_rejected",
            "key": "a",
            "name": "A",
            "problem": "A task name may have at most 2,048 characters. (ClickUp code INPUT_005)",
            "step": "create",
          },
          {
            "code": "not_tried",
            "name": "B",
            "problem": "it builds on "create" of "A", which was not done",
            "step": "create",
          },
        ],
      }
    `);
    refused();
    const stopped = await bench.value({ list: backlog, tasks: rows(8), on_error: "stop" });
    expect(stopped.created).toHaveLength(3);
    expect(stopped.job).toMatchObject({ state: "stopped", left: 0 });
    expect(stopped.failed).toHaveLength(5);
  });

  it("tells what ClickUp dropped without a word", async () => {
    const { value } = await warm();
    const { ignored } = await value({
      list: backlog,
      tasks: [{ name: "A", fields: { "Steps to Reproduce": "Open it" } }],
    });
    expect(ignored).toMatchInlineSnapshot(`
      [
        {
          "field": "Steps to Reproduce",
          "name": "A",
          "reason": "ClickUp dropped it; the Custom Field does not apply to this type of task",
        },
      ]
    `);
  });

  it("never sends a create again whose answer did not come", async () => {
    const bench = await warm();
    bench.sandbox.answerNext(new Response("", { status: 502 }), { method: "POST", after: true });
    const { created, failed } = await bench.value({ list: backlog, tasks: rows(3) });
    expect(created).toHaveLength(2);
    expect(failed).toMatchInlineSnapshot(`
      [
        {
          "code": "unknown",
          "name": "Task 1",
          "problem": "no answer from ClickUp: it may or may not have been done; look before repeating it",
          "step": "create",
        },
      ]
    `);
    expect(bench.writes()).toHaveLength(3);
  });

  it("goes on as a job beyond ClickUp's minute, looked up and cancelled by its id", async () => {
    const bench = await warm({ rateLimitPerMinute: 30 });
    const first = await bench.value({ list: backlog, tasks: rows(60) });
    const { job } = first as { job: { id: string; done: number; left: number } };
    expect(job).toMatchObject({ state: "running" });
    expect(job.done + job.left).toBe(60);
    expect(first.created).toHaveLength(job.done);

    bench.advance(61_000);
    await bench.goOn();
    const second = await bench.value({ job: job.id });
    expect((second.created as unknown[]).length).toBeGreaterThan(job.done);

    const cancelled = await bench.value({ job: job.id, cancel: true });
    expect(cancelled.job).toMatchObject({ state: "cancelled", left: 0 });
    bench.advance(61_000);
    await bench.goOn();
    const made = Object.values(bench.sandbox.state.tasks).filter(({ name }) =>
      /^Task \d/.test(name),
    );
    expect(made).toHaveLength((cancelled.created as unknown[]).length);
    expect(new Set(made.map(({ name }) => name)).size).toBe(made.length);
  });

  it("knows no job of another tool, and none that never was", async () => {
    const { call, requests } = await warm();
    for (const job of ["job_0", "../job", "%2e%2e"]) {
      expect(await call({ job })).toMatchObject({ failure: { argument: "job" } });
    }
    expect(requests()).toEqual([]);
    expect(await call({})).toMatchObject({ failure: { argument: "list" } });
    expect(await call({ list: now })).toMatchObject({ failure: { argument: "tasks" } });
  });

  it("creates once under one dedupe_key", async () => {
    const bench = await warm();
    const input = { list: backlog, tasks: rows(2), dedupe_key: "once" };
    expect(await bench.value(input)).toEqual(await bench.value(input));
    expect(bench.writes()).toHaveLength(2);
  });
});
