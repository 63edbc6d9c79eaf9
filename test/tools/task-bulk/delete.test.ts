import { describe, expect, it } from "vitest";
import { taskBulkDelete } from "../../../src/tools/task-bulk/delete.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { now } = SEED.lists;
const { bug, milestone, checkout } = SEED.tasks;

describe("clickup_task_bulk_delete", () => {
  it("deletes by id in one call each, and reads nothing", async () => {
    const bench = toolBench(taskBulkDelete);
    expect(
      await bench.call({ tasks: [bug, milestone, bug], expected_count: 2 }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "deleted": [
              {
                "id": "86c000007",
              },
              {
                "id": "86c000006",
              },
            ],
          },
          "text": "deleted (2):
        - id: 86c000007
        - id: 86c000006",
        },
      }
    `);
    expect(bench.requests()).toEqual([`DELETE /v2/task/${bug}`, `DELETE /v2/task/${milestone}`]);
    expect(bench.sandbox.state.tasks[bug]).toBeUndefined();
  });

  it("lists first what a filter would delete, and then wants the count", async () => {
    const bench = toolBench(taskBulkDelete);
    const filter = { in: [now], include_closed: true };
    const listed = await bench.value({ filter });
    const count = (listed.would_delete as []).length;
    expect(listed).toMatchObject({
      deleted: [],
      count,
      note: `Nothing was deleted. Subtasks go with their task, listed here or not. dry_run false and expected_count ${count} deletes.`,
    });
    expect(await bench.call({ filter, dry_run: false })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_count" },
    });
    expect(await bench.call({ filter, dry_run: false, expected_count: 1 })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_count" },
    });
    expect(bench.writes()).toEqual([]);
    const done = await bench.value({
      filter,
      dry_run: false,
      expected_count: Number(listed.count),
    });
    expect(done.deleted).toEqual(listed.would_delete);
    expect(done.failed).toBeUndefined();
  });

  it("lists named tasks with their names when asked for a dry run", async () => {
    const bench = toolBench(taskBulkDelete);
    expect(await bench.value({ tasks: [bug, "NW-1"], dry_run: true })).toMatchInlineSnapshot(`
      {
        "count": 2,
        "deleted": [],
        "note": "Nothing was deleted. Subtasks go with their task, listed here or not. dry_run false deletes.",
        "would_delete": [
          {
            "id": "86c000007",
            "name": "Crash when the cart is empty",
          },
          {
            "id": "86c000001",
            "name": "Checkout fails for accented addresses",
          },
        ],
      }
    `);
    expect(bench.writes()).toEqual([]);
  });

  it("does not send a delete for subtasks that go with their parent", async () => {
    const bench = toolBench(taskBulkDelete);
    const { state } = bench.sandbox;
    const parent = state.tasks[checkout];
    const below = Object.values(state.tasks).filter(({ parentId }) => parentId === checkout);
    for (const task of [parent, ...below]) if (task !== undefined) task.tags = ["doomed"];
    const filter = { in: [SEED.lists.backlog], tags: ["doomed"], subtasks: true };
    const count = below.length + 1;
    const { deleted } = await bench.value({ filter, dry_run: false, expected_count: count });
    expect(deleted).toHaveLength(count);
    expect(bench.writes().map(({ request }) => request)).toEqual([`DELETE /v2/task/${checkout}`]);
    expect(state.tasks[SEED.tasks.subSubSubtask]).toBeUndefined();
  });

  it("reports a task that is not there, and deletes the others", async () => {
    const bench = toolBench(taskBulkDelete);
    expect(await bench.value({ tasks: [bug, "86cnothere"] })).toMatchInlineSnapshot(`
      {
        "deleted": [
          {
            "id": "86c000007",
          },
        ],
        "failed": [
          {
            "code": "not_found",
            "id": "86cnothere",
            "problem": "no such Task, or no access to it",
            "step": "delete",
          },
        ],
      }
    `);
  });

  it("sends nothing for hostile ids, and nothing with both kinds of picking", async () => {
    const bench = toolBench(taskBulkDelete);
    for (const input of [
      { tasks: ["../../team/9001"] },
      { tasks: [bug, "a/b"] },
      { tasks: [bug], filter: { in: [now] }, dry_run: false, expected_count: 1 },
      {},
      { filter: {}, dry_run: false, expected_count: 1 },
      { filter: { in: [now], tags: ["bugg"] } },
      { filter: { in: [now], status: ["nope"] } },
    ]) {
      expect((await bench.call(input)).ok, JSON.stringify(input)).toBe(false);
    }
    expect(bench.writes()).toEqual([]);
  });

  it("is held by nodelete whatever it was asked", async () => {
    const bench = toolBench(taskBulkDelete, { policy: { nodelete: true } });
    const { deleted, job } = await bench.value({ tasks: [bug, milestone] });
    expect(deleted).toEqual([]);
    expect(job).toMatchObject({ state: "stopped" });
    expect(bench.writes()).toEqual([]);
  });
});
