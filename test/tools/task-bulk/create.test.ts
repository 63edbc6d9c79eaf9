import { describe, expect, it } from "vitest";
import { SEED } from "../../support/tool-bench.ts";
import { bulkCreateBench, rows } from "./bulk-create-bench.ts";

const { backlog, now } = SEED.lists;
const { checkout, milestone } = SEED.tasks;

const isDependency = ({ request }: { request: string }) => request.endsWith("/dependency");

describe("clickup_task_bulk_create", () => {
  it("makes parents, subtasks, dependencies and checklists, one call each", async () => {
    const { call, writes, requests } = await bulkCreateBench();
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
    expect(requests("POST ")).toHaveLength(6);
  });

  it("takes of each task what clickup_task_create takes, and tasks that are there already", async () => {
    const { value, writes } = await bulkCreateBench();
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
    const { value } = await bulkCreateBench();
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
    const { value, sandbox, requests } = await bulkCreateBench();
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

  it("tells the calls of a dry run and sends none of them", async () => {
    const { value, writes } = await bulkCreateBench();
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

  it("goes on as a job beyond ClickUp's minute, looked up and cancelled by its id", async () => {
    const bench = await bulkCreateBench({ rateLimitPerMinute: 30 });
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
    const { call, requests } = await bulkCreateBench();
    for (const job of ["job_0", "../job", "%2e%2e"]) {
      expect(await call({ job })).toMatchObject({ failure: { argument: "job" } });
    }
    expect(requests()).toEqual([]);
    expect(await call({})).toMatchObject({ failure: { argument: "list" } });
    expect(await call({ list: now })).toMatchObject({ failure: { argument: "tasks" } });
  });

  it("creates once under one dedupe_key", async () => {
    const bench = await bulkCreateBench();
    const input = { list: backlog, tasks: rows(2), dedupe_key: "once" };
    expect(await bench.value(input)).toEqual(await bench.value(input));
    expect(bench.writes()).toHaveLength(2);
  });
});
