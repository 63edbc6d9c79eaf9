import { describe, expect, it } from "vitest";
import { taskBulkUpdate } from "../../../src/tools/task-bulk/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog, now } = SEED.lists;
const { bug, milestone, subtask, closed, checkout } = SEED.tasks;

type Bench = ReturnType<typeof toolBench>;
function idsIn(bench: Bench, listId: string, count: number): string[] {
  const ids = Object.values(bench.sandbox.state.tasks)
    .filter((task) => task.listId === listId && task.parentId === null && !task.archived)
    .sort((a, b) => b.updatedMs - a.updatedMs)
    .slice(0, count)
    .map(({ id }) => id);
  expect(ids).toHaveLength(count);
  return ids;
}

describe("clickup_task_bulk_update", () => {
  it("makes one change to many tasks in one call each, after one read", async () => {
    const bench = toolBench(taskBulkUpdate);
    await bench.value({ tasks: [bug], set: { name: "Warm up" }, dry_run: true });
    bench.forget();
    const outcome = await bench.call({
      tasks: [bug, milestone, subtask],
      list: backlog,
      set: { priority: 2, due: "2026-12-24" },
    });
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "updated": [
              {
                "changed": [
                  "priority",
                  "due",
                ],
                "id": "86c000007",
                "name": "Crash when the cart is empty",
              },
              {
                "changed": [
                  "priority",
                  "due",
                ],
                "id": "86c000006",
                "name": "Public beta",
              },
              {
                "changed": [
                  "priority",
                  "due",
                ],
                "id": "86c000009",
                "name": "Normalise street names",
              },
            ],
          },
          "text": "updated (3):
        - id: 86c000007 · name: Crash when the cart is empty · changed: priority, due
        - id: 86c000006 · name: Public beta · changed: priority, due
        - id: 86c000009 · name: Normalise street names · changed: priority, due",
        },
      }
    `);
    expect(bench.requests()).toMatchInlineSnapshot(`
      [
        "GET /v2/team",
        "GET /v2/team/9001/task?page=0&include_closed=true&subtasks=true&order_by=updated&list_ids[]=901",
        "PUT /v2/task/86c000007",
        "PUT /v2/task/86c000006",
        "PUT /v2/task/86c000009",
      ]
    `);
    expect(bench.writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "due_date": 1798081200000,
            "due_date_time": false,
            "priority": 2,
          },
          "request": "PUT /v2/task/86c000007",
        },
        {
          "body": {
            "due_date": 1798081200000,
            "due_date_time": false,
            "priority": 2,
          },
          "request": "PUT /v2/task/86c000006",
        },
        {
          "body": {
            "due_date": 1798081200000,
            "due_date_time": false,
            "priority": 2,
          },
          "request": "PUT /v2/task/86c000009",
        },
      ]
    `);
  });

  it("changes one Custom Field on 20 tasks in at most 21 calls", async () => {
    const bench = toolBench(taskBulkUpdate);
    const tasks = idsIn(bench, backlog, 20);
    await bench.value({ tasks, set: { fields: { "Story Size": 3 } }, dry_run: true });
    bench.forget();
    const { updated } = await bench.value({ tasks, set: { fields: { "Story Size": 13 } } });
    expect(updated).toHaveLength(20);
    expect(bench.requests().length).toBeLessThanOrEqual(21);
  });

  it("picks by filter, skips what is so already, and holds to the expected count", async () => {
    const bench = toolBench(taskBulkUpdate);
    const open = Object.values(bench.sandbox.state.tasks).filter(
      ({ listId, parentId }) => listId === now && parentId === null,
    );
    const input = { filter: { in: [now], include_closed: true }, set: { status: "closed" } };
    const preview = await bench.value({ ...input, dry_run: true });
    expect(preview.count).toBe(open.length);
    expect(preview.updated).toEqual([]);
    expect(bench.writes()).toEqual([]);
    expect(await bench.call({ ...input, expected_count: open.length + 1 })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_count" },
    });
    expect(bench.writes()).toEqual([]);
    const done = await bench.value({ ...input, expected_count: open.length });
    expect(done.updated).toEqual(
      (preview.would_update as { id: string }[]).map(({ id }) =>
        expect.objectContaining({ id, changed: ["status"] }),
      ),
    );
    bench.forget();
    const again = await bench.value(input);
    expect(again.updated).toEqual([]);
    expect(again.unchanged).toHaveLength(open.length);
    expect(bench.writes()).toEqual([]);
  });

  it("makes a change of its own to each task", async () => {
    const bench = toolBench(taskBulkUpdate);
    const { updated } = await bench.value({
      changes: [
        { task: bug, assignees: { add: ["Ben Okafor"] }, tags: { add: ["launch"] } },
        { task: closed, name: "Another name", description: "" },
        { task: "NW-1", archived: true },
      ],
    });
    expect(updated).toMatchInlineSnapshot(`
      [
        {
          "changed": [
            "assignees",
            "tag launch",
          ],
          "id": "86c000007",
          "name": "Crash when the cart is empty",
        },
        {
          "changed": [
            "name",
          ],
          "id": "86c00000c",
          "name": "Retire the old checkout",
        },
        {
          "changed": [
            "archived",
          ],
          "id": "86c000001",
          "name": "Checkout fails for accented addresses",
        },
      ]
    `);
  });

  it("changes nothing when one name is wrong anywhere", async () => {
    const bench = toolBench(taskBulkUpdate);
    const bad = [
      { tasks: [bug, milestone], set: { status: "nowhere" } },
      { tasks: [bug, "86cnothere"], set: { name: "x" } },
      { tasks: Array.from({ length: 45 }, (_, n) => `86cnone${n}`), set: { name: "x" } },
      { tasks: [bug], set: { color: "red" } },
      { tasks: [bug], set: {} },
      { tasks: [bug] },
      { set: { name: "x" } },
      { filter: {}, set: { name: "x" } },
      { filter: { in: ["No such List"] }, set: { name: "x" } },
      { filter: { in: [now], colour: "x" }, set: { name: "x" } },
      { filter: { in: [now], tags: ["bugg"] }, set: { name: "x" } },
      { filter: { in: [now], assignees: ["Nobody Here"] }, set: { name: "x" } },
      { tasks: [bug], set: { list: "902" } },
      { tasks: ["../../team/1"], set: { name: "x" } },
      {
        changes: [
          { task: bug, name: "x" },
          { task: bug, due: "tomorrow" },
        ],
      },
      {
        changes: [
          { task: bug, name: "x" },
          { task: milestone, due: "someday" },
        ],
      },
      { changes: [{ name: "x" }] },
      { changes: [{ task: bug, comment: "x" }] },
      { tasks: [bug], changes: [{ task: bug, name: "x" }] },
    ];
    for (const input of bad) {
      expect((await bench.call(input)).ok, JSON.stringify(input)).toBe(false);
    }
    expect(bench.writes()).toEqual([]);
  });

  it("tells once what each word for a date was taken for", async () => {
    const { value } = toolBench(taskBulkUpdate);
    const set = { due: "next friday", start: "2026-11-05" };
    const dates = { "next friday": "2026-11-13" };
    const asked = { tasks: [bug, milestone], set };
    expect(await value({ ...asked, dry_run: true })).toMatchObject({ dates });
    expect((await value(asked)).dates).toEqual(dates);
  });

  it("reports what failed, what is unknown and what ClickUp ignored", async () => {
    const bench = toolBench(taskBulkUpdate);
    const refusal = new Response(JSON.stringify({ err: "no", ECODE: "ITEM_114" }), { status: 400 });
    bench.sandbox.answerNext(refusal, { method: "PUT", path: `/api/v2/task/${bug}` });
    bench.sandbox.answerNext(new Response("", { status: 503 }), {
      method: "PUT",
      path: `/api/v2/task/${milestone}`,
    });
    const same = bench.sandbox.state.tasks[checkout];
    bench.sandbox.answerNext(
      Response.json({ id: checkout, name: same?.name, due_date: null, priority: null }),
      { method: "PUT", path: `/api/v2/task/${checkout}` },
    );
    expect(
      await bench.value({ tasks: [bug, milestone, checkout], set: { due: "2027-01-04" } }),
    ).toMatchInlineSnapshot(`
      {
        "failed": [
          {
            "code": "clickup_rejected",
            "id": "86c000007",
            "name": "Crash when the cart is empty",
            "problem": "The status does not exist in this List. (ClickUp code ITEM_114)",
            "step": "due",
          },
          {
            "code": "unknown",
            "id": "86c000006",
            "name": "Public beta",
            "problem": "no answer from ClickUp: it may or may not have been done; look before repeating it",
            "step": "due",
          },
        ],
        "ignored": [
          {
            "field": "due",
            "id": "86c000001",
            "name": "Checkout fails for accented addresses",
            "reason": "ClickUp accepted this and did not do it",
          },
        ],
        "updated": [],
      }
    `);
  });

  it("tells of every part that ClickUp answered 200 to and did not do", async () => {
    const bench = toolBench(taskBulkUpdate);
    const as = bench.sandbox.state.tasks[SEED.tasks.subtask];
    bench.sandbox.answerNext(
      Response.json({
        id: subtask,
        name: as?.name,
        status: { status: "to do" },
        parent: checkout,
        description: "old",
      }),
      { method: "PUT" },
    );
    const set = {
      name: "New",
      status: "done",
      assignees: { add: ["me"] },
      watchers: { add: ["Ben Okafor"] },
      teams: { add: ["Design"] },
      priority: "high",
      due: "tomorrow",
      start: "today",
      estimate: "1h",
      points: 2,
      description: "",
      type: "Bug",
      parent: bug,
      archived: true,
    };
    // What is cleared has to be there first.
    Object.assign(as ?? {}, { markdown: "old", text: "old" });
    const { updated, ignored } = await bench.value({ tasks: [subtask], set });
    expect(updated).toEqual([]);
    expect((ignored as { field: string }[]).map(({ field }) => field).sort()).toEqual(
      Object.keys(set).sort(),
    );
  });

  it("tells of the tags that ClickUp did not add, because tags are off in the Space", async () => {
    const bench = toolBench(taskBulkUpdate);
    const tasks = idsIn(bench, SEED.lists.onboarding, 2);
    const { updated, ignored } = await bench.value({
      tasks: [...tasks, bug],
      set: { tags: { add: ["launch"] } },
    });
    expect(updated).toMatchObject([{ id: bug, changed: ["tag launch"] }]);
    expect(ignored).toMatchObject(
      tasks.map((id) => ({
        id,
        field: "tag launch",
        reason: "ClickUp did not add launch: tags are off in this Space",
      })),
    );
  });

  it("goes on as a job beyond ClickUp's minute, and changes each task once", async () => {
    const bench = toolBench(taskBulkUpdate, { rateLimitPerMinute: 30 });
    const tasks = idsIn(bench, backlog, 60);
    const input = { tasks, list: backlog, set: { points: 21 } };
    const first = await bench.value(input);
    const { job } = first as { job: { id: string; done: number; left: number } };
    expect(job).toMatchObject({ state: "running" });
    expect(first.updated).toHaveLength(job.done);
    for (let minute = 0; minute < 4; minute += 1) {
      bench.advance(61_000);
      await bench.goOn();
    }
    const last = await bench.value({ job: job.id });
    expect(last).toMatchObject({ job: { state: "done", done: 60, left: 0 } });
    expect(last.updated).toHaveLength(60);
    expect(bench.requests("PUT ").toSorted()).toEqual(
      tasks.map((id) => `PUT /v2/task/${id}`).toSorted(),
    );
  });

  it("keeps to a filter that finds more than one call may change", async () => {
    const bench = toolBench(taskBulkUpdate);
    expect(
      await bench.call({
        filter: { in: ["Product"], subtasks: true, include_closed: true },
        set: { points: 1 },
      }),
    ).toMatchObject({ failure: { code: "invalid_input", argument: "filter" } });
    expect(bench.writes()).toEqual([]);
  });
});
