import { describe, expect, it } from "vitest";
import { taskBulkMove } from "../../../src/tools/task-bulk/move.ts";
import { onlyTasks } from "../../support/many-tasks.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog, now, launchPlan } = SEED.lists;
const { bug, milestone, subtask, checkout } = SEED.tasks;

type Bench = ReturnType<typeof toolBench>;
const topOf = (bench: Bench, listId: string) =>
  Object.values(bench.sandbox.state.tasks).filter(
    (task) => task.listId === listId && task.parentId === null && !task.archived,
  );

describe("clickup_task_bulk_move", () => {
  it("moves tasks in one call each, after two reads", async () => {
    const bench = toolBench(taskBulkMove);
    await bench.value({
      tasks: [bug, milestone, checkout],
      list: backlog,
      to_list: now,
      dry_run: true,
    });
    bench.forget();
    const outcome = await bench.call({
      tasks: [bug, milestone, checkout],
      list: backlog,
      to_list: now,
    });
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "moved": [
              {
                "id": "86c000007",
                "name": "Crash when the cart is empty",
              },
              {
                "id": "86c000006",
                "name": "Public beta",
              },
              {
                "id": "86c000001",
                "name": "Checkout fails for accented addresses",
              },
            ],
            "to_list": {
              "id": "902",
              "name": "Now",
            },
          },
          "text": "moved (3):
        - id: 86c000007 · name: Crash when the cart is empty
        - id: 86c000006 · name: Public beta
        - id: 86c000001 · name: Checkout fails for accented addresses
      to_list:
        id: 902
        name: Now",
        },
      }
    `);
    expect(bench.requests()).toMatchInlineSnapshot(`
      [
        "GET /v2/list/902",
        "GET /v2/team/9001/task?page=0&include_closed=true&subtasks=true&order_by=updated&list_ids[]=901",
        "PUT /v3/workspaces/9001/tasks/86c000007/home_list/902",
        "PUT /v3/workspaces/9001/tasks/86c000006/home_list/902",
        "PUT /v3/workspaces/9001/tasks/86c000001/home_list/902",
      ]
    `);
    expect(bench.sandbox.state.tasks[subtask]?.listId).toBe(now);
  });

  it("says what becomes of statuses that the new List lacks, and asks before anything moves", async () => {
    const bench = toolBench(taskBulkMove);
    const asked = await bench.call({ from_list: now, to_list: launchPlan });
    expect(asked).toMatchObject({ failure: { code: "invalid_input", argument: "status_map" } });
    expect(bench.writes()).toEqual([]);
    const count = topOf(bench, now).length;
    const done = await bench.value({
      from_list: now,
      to_list: launchPlan,
      default_status: "planned",
    });
    expect(done.moved).toHaveLength(count);
    expect(done.failed).toBeUndefined();
    expect(Object.values(done.mapping as object)).toContain("planned");
    expect(topOf(bench, now)).toEqual([]);
    const again = await bench.value({ from_list: launchPlan, to_list: launchPlan });
    expect(again).toMatchObject({ moved: [], unchanged: expect.any(Array) });
  });

  it("stands in for moving a List, which ClickUp's API cannot do", async () => {
    const bench = toolBench(taskBulkMove);
    const count = topOf(bench, now).length;
    const input = { from_list: "Product / Roadmap / Now", to_place: "Product / Mobile" };
    expect(await bench.value({ ...input, dry_run: true })).toMatchObject({ moved: [], count });
    expect(bench.writes()).toEqual([]);
    const done = await bench.value({ ...input, expected_count: count });
    expect(done.moved).toHaveLength(count);
    expect(done.to_list).toMatchObject({ name: "Now", created: true });
    expect(bench.sandbox.state.lists[now]).toBeDefined();
    const ids = (done.moved as { id: string }[]).map(({ id }) => id);
    expect(
      topOf(bench, String((done.to_list as { id: string }).id))
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids.sort());
    expect(bench.sandbox.state.lists[(done.to_list as { id: string }).id]?.folderId).toBe(
      SEED.folders.mobile,
    );
    expect(await bench.call(input)).toMatchObject({
      failure: { code: "invalid_input", argument: "to_place" },
    });
  });

  it("picks by filter, maps statuses by name and leaves Custom Fields behind as told", async () => {
    const bench = toolBench(taskBulkMove);
    const input = {
      filter: { in: [backlog], type: "Bug" },
      to_list: launchPlan,
      status_map: { "In Progress": "at risk" },
    };
    expect(await bench.value({ ...input, dry_run: true })).toMatchObject({
      moved: [],
      count: 1,
      mapping: { "in progress": "at risk" },
    });
    expect(bench.writes()).toEqual([]);
    const { moved } = await bench.value({ ...input, expected_count: 1, move_fields: false });
    expect(moved).toMatchObject([{ id: bug }]);
    expect(bench.writes()[0]?.body).toMatchObject({
      move_custom_fields: false,
      status_mappings: expect.any(Array),
    });
    expect(bench.sandbox.state.tasks[bug]).toMatchObject({ listId: launchPlan, status: "at risk" });
  });

  it("says which part of a List it moves when one call cannot hold all of it", async () => {
    const bench = toolBench(taskBulkMove);
    onlyTasks(bench, 520);
    const preview = await bench.value({ from_list: backlog, to_list: now, dry_run: true });
    expect(preview).toMatchObject({
      count: 500,
      warnings: ["The List holds more; these are the first 500. Call again for the rest."],
    });
  });

  it("moves nothing for a wrong name, a lone subtask, hostile ids or another count", async () => {
    const bench = toolBench(taskBulkMove);
    for (const input of [
      { tasks: [bug], to_list: "No such List" },
      { tasks: [bug], to_list: now, status_map: { "to do": "nowhere" }, filter: {} },
      { tasks: [bug], to_list: now, default_status: "nowhere", from_list: now },
      { tasks: [subtask], to_list: now },
      { tasks: ["../../team/1"], to_list: now },
      { tasks: [bug], to_list: "../../team" },
      { tasks: [bug], to_list: now, expected_count: 2 },
      { tasks: [bug] },
      { to_list: now },
      { from_list: now, to_list: launchPlan, to_place: "Product" },
      { tasks: [bug], to_place: "Product" },
      { from_list: now, to_place: "Marketing", status_map: { nothing: "x" }, expected_count: 77 },
    ]) {
      expect((await bench.call(input)).ok, JSON.stringify(input)).toBe(false);
    }
    expect(bench.writes()).toEqual([]);
  });

  it("tells when ClickUp answers and the task stays where it was", async () => {
    const bench = toolBench(taskBulkMove);
    bench.sandbox.answerNext(Response.json({ data: { task_id: bug, new_list_id: backlog } }), {
      method: "PUT",
    });
    const { ignored } = await bench.value({ tasks: [bug], to_list: now });
    expect(ignored).toMatchInlineSnapshot(`
      [
        {
          "field": "list",
          "id": "86c000007",
          "name": "Crash when the cart is empty",
          "reason": "ClickUp accepted this and did not do it",
        },
      ]
    `);
  });
});
