import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { taskList } from "../../../src/tools/task/list.ts";
import { onlyTasks } from "../../support/many-tasks.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";
import { type Row, rowsOf, taskListBench } from "./task-list-bench.ts";

const { checkout, inTwoLists, archived, subtask, bug } = SEED.tasks;

describe("clickup_task_list", () => {
  it("gives compact rows of a List by filter, in one call", async () => {
    const { call, requests } = await taskListBench();
    const outcome = await call({
      in: "Backlog",
      status: ["in progress"],
      assignees: ["Ada Lovelace"],
      due: "before 2026-11-10",
      tags: ["bug"],
      limit: 2,
    });
    expect(requests()).toMatchInlineSnapshot(`
      [
        "GET /v2/list/901/task?page=0&statuses[]=in progress&assignees[]=1001&tags[]=bug&due_date_lt=1794265200000",
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "left_out": [
              "subtasks",
            ],
            "tasks": [
              {
                "assignees": [
                  "Ada Lovelace",
                  "Chika Tanaka",
                ],
                "custom_id": "NW-1",
                "due": "2026-11-04T18:00:00+01:00",
                "id": "86c000001",
                "name": "Checkout fails for accented addresses",
                "priority": "urgent",
                "status": "in progress",
                "url": "https://app.clickup.com/t/86c000001",
              },
            ],
            "total_read": 1,
            "understood": {
              "due": "..2026-11-09",
              "in": "Product / Roadmap / Backlog",
            },
          },
          "text": "tasks (1):
        - id: 86c000001 · custom_id: NW-1 · name: Checkout fails for accented addresses · status: in progress · priority: urgent · assignees: Ada Lovelace, Chika Tanaka · due: 2026-11-04T18:00:00+01:00
      understood:
        due: ..2026-11-09
        in: Product / Roadmap / Backlog
      total_read: 1
      complete: yes
      left_out: subtasks
      URL of a task where none is shown: https://app.clickup.com/t/<id>",
        },
      }
    `);
  });

  it("lists 1,000 tasks of a List in 10 calls, over two of its own", async () => {
    const bench = await taskListBench();
    onlyTasks(bench, 1_000);
    const first = await bench.value({ in: "Backlog", limit: 500 });
    const second = await bench.value({ in: "Backlog", limit: 500, cursor: first.next_cursor });
    expect(bench.requests()).toHaveLength(10);
    expect([first.complete, second.complete]).toEqual([false, true]);
    const ids = [...rowsOf(first), ...rowsOf(second)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(1_000);
  });

  it("gives 100 tasks within 7,000 tokens, as text and as structure", async () => {
    const { call } = await taskListBench();
    const outcome = await call({ in: "Backlog" });
    if (!outcome.ok) throw new Error("refused");
    expect(rowsOf(outcome.value.structured)).toHaveLength(100);
    expect(encode(outcome.value.text).length).toBeLessThanOrEqual(7_000);
    expect(encode(JSON.stringify(outcome.value.structured)).length).toBeLessThanOrEqual(7_000);
  });

  it("goes on exactly where it stopped, and only with the same filter", async () => {
    const { value, call } = await taskListBench();
    const all = rowsOf(await value({ in: "Backlog", priority: ["high"], limit: 500 }));
    const first = await value({ in: "Backlog", priority: ["high"], limit: 7 });
    const second = await value({
      in: "Backlog",
      priority: ["high"],
      limit: 500,
      cursor: first.next_cursor,
    });
    expect([...rowsOf(first), ...rowsOf(second)]).toEqual(all);
    const other = await call({ in: "Backlog", priority: ["low"], cursor: first.next_cursor });
    expect(other).toMatchObject({ ok: false, failure: { argument: "cursor" } });
  });

  it("lists the whole Workspace where no place is named", async () => {
    const { value, requests } = await taskListBench();
    const found = rowsOf(await value({ tags: ["bug"] }));
    expect(requests()).toEqual(["GET /v2/team/9001/task?page=0&tags[]=bug"]);
    expect(found.find(({ id }) => id === bug)).toMatchObject({ list: "Backlog" });
  });

  it("orders by due date either way, with undated tasks last", async () => {
    const { value, sandbox } = await taskListBench();
    const order = async (input: object) =>
      rowsOf(await value({ in: "Backlog", order_by: "due", limit: 500, ...input })).map(
        ({ id }) => sandbox.state.tasks[id]?.dueMs ?? null,
      );
    const first = await order({});
    const dated = first.filter((ms) => ms !== null);
    expect(dated.length).toBeGreaterThan(1);
    expect(first.slice(0, dated.length)).toEqual(dated.toSorted((a, b) => a - b));
    expect((await order({ reverse: true })).slice(0, dated.length)).toEqual(
      dated.toSorted((a, b) => b - a),
    );
  });

  it("lets ClickUp order by creation and change", async () => {
    const { value, requests, forget } = await taskListBench();
    for (const order_by of ["created", "updated"]) {
      forget();
      await value({ in: "Backlog", order_by, reverse: true, limit: 1 });
      expect(requests()[0]).toContain(`order_by=${order_by}&reverse=true`);
    }
  });

  it("gives full rows with their descriptions on request", async () => {
    const { value } = await taskListBench();
    const filter = { in: "Backlog", name: "checkout fails", detail: "full" };
    expect(rowsOf(await value(filter))).toMatchObject([
      { id: checkout, description: expect.stringContaining("## What happens"), points: 5 },
    ]);
  });

  it("groups and sums all, and shows the first of them", async () => {
    const { value } = await taskListBench();
    const result = await value({ in: "Backlog", group_by: "status", count_only: true });
    expect(result).toMatchInlineSnapshot(`
      {
        "complete": true,
        "count": 275,
        "estimate": "726h",
        "groups": [
          {
            "count": 209,
            "estimate": "566h",
            "name": "to do",
            "points": 290,
          },
          {
            "count": 24,
            "estimate": "79h",
            "name": "in progress",
            "points": 21,
          },
          {
            "count": 21,
            "estimate": "50h",
            "name": "done",
            "points": 32,
          },
          {
            "count": 21,
            "estimate": "31h",
            "name": "in review",
            "points": 22,
          },
        ],
        "left_out": [
          "subtasks",
          "closed tasks",
        ],
        "points": 365,
        "total_read": 275,
        "understood": {
          "in": "Product / Roadmap / Backlog",
        },
      }
    `);
    const shown = await value({ in: "Backlog", group_by: "assignee", limit: 3 });
    expect(shown.note).toMatch(/^All \d+ tasks are counted, and 3 of them shown/);
    expect(await value({ in: "Backlog", count_only: true })).not.toHaveProperty("tasks");
  });

  it("groups by each of its keys and by a Custom Field", async () => {
    const { value } = await taskListBench();
    for (const [group_by, name, id] of [
      ["assignee", "Ada Lovelace", checkout],
      ["priority", "urgent", checkout],
      ["list", "Backlog", checkout],
      ["tag", "bug", checkout],
      ["due", "2026-11-04", checkout],
      ["type", "Bug", bug],
      ["Severity", "Major", checkout],
    ]) {
      const result = await value({ in: "Backlog", tags: ["bug"], group_by, limit: 500 });
      const groups = result.groups as { name: string; count: number; tasks: Row[] }[];
      const group = groups.find((one) => one.name === name);
      expect(
        group?.tasks.map((task) => task.id),
        group_by,
      ).toContain(id);
      expect(group?.tasks).toHaveLength(group?.count ?? 0);
    }
  });

  it("reads archived tasks and those from other Lists where only the List knows them", async () => {
    const { value, call } = await taskListBench();
    const old = rowsOf(await value({ in: "Backlog", archived: true }));
    expect(old.map(({ id }) => id)).toContain(archived);
    const now = rowsOf(await value({ in: "Now", multi_list: true, limit: 500 }));
    expect(now.map(({ id }) => id)).toContain(inTwoLists);
    expect(await call({ archived: true })).toMatchObject({
      ok: false,
      failure: { code: "invalid_input", argument: "archived" },
    });
  });

  it("says what is left out unless it is asked for, and which place a name was taken for", async () => {
    const { value } = await taskListBench();
    const all = await value({ in: "backl", limit: 500 });
    expect(all).toMatchObject({
      complete: true, // of what was asked for, which is not all that there is
      left_out: ["subtasks", "closed tasks"],
      understood: { in: "Product / Roadmap / Backlog" },
    });
    expect(await value({ in: "901", limit: 1, status: ["closed"] })).toMatchObject({
      left_out: ["subtasks"],
    });
    const whole = await value({ in: "901", limit: 1, subtasks: true, include_closed: true });
    expect(whole).not.toHaveProperty("left_out");
    expect(whole).not.toHaveProperty("understood");
    expect(await value({ parent: checkout, include_closed: false })).not.toHaveProperty("left_out");
  });

  it("lists the subtasks of one task, and the tasks of a view", async () => {
    const { value, requests, forget } = await taskListBench();
    expect(rowsOf(await value({ parent: checkout })).map(({ id }) => id)).toContain(subtask);
    forget();
    await value({ in: SEED.views.backlogBoard, limit: 1 });
    expect(requests().at(-1)).toBe(`GET /v2/view/${SEED.views.backlogBoard}/task?page=0`);
  });

  it("reads places of several kinds one after the other, each task once", async () => {
    const { value, requests } = await taskListBench();
    const found = rowsOf(
      await value({ in: ["Marketing & Growth", "Roadmap", "Backlog"], limit: 500 }),
    );
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    const asked = requests().map((line) => /(space_ids|project_ids|list_ids)/.exec(line)?.[1]);
    expect([...new Set(asked)]).toEqual(["space_ids", "project_ids", "list_ids"]);
  });

  it("names the nearest place for one that is not there", async () => {
    const { call } = await taskListBench();
    expect(await call({ in: "Baklogg xy" })).toMatchObject({
      ok: false,
      failure: { code: "not_found", what: "Space, Folder or List" },
    });
  });

  it("stops before ClickUp's minute is used up, and says that it is not all", async () => {
    const bench = toolBench(taskList, { rateLimitPerMinute: 30 });
    await bench.value({ in: "Product Inbox", limit: 1 });
    onlyTasks(bench, 3_000);
    const result = await bench.value({ in: "Backlog", name: "task 29", limit: 500 });
    expect(result).toMatchObject({ complete: false });
    expect(result.note).toMatch(/calls a minute/);
    bench.advance(60_000);
    const rest: Row[] = [];
    let cursor = result.next_cursor;
    while (cursor !== undefined) {
      const next = await bench.value({ in: "Backlog", name: "task 29", limit: 500, cursor });
      rest.push(...rowsOf(next));
      cursor = next.next_cursor;
      bench.advance(60_000);
    }
    expect(rowsOf(result).length + rest.length).toBe(111);
  });

  it.each(["../../user", "9 or 1=1", "%2e%2e", "\u0000"])("sends no hostile id %j", async (id) => {
    const { call, requests } = await taskListBench();
    await call({ in: id });
    await call({ parent: id });
    expect(requests("/task")).toEqual([]);
  });
});
