import { describe, expect, it } from "vitest";
import { taskDelete } from "../../../src/tools/task/delete.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;

describe("clickup_task_delete", () => {
  it("reads the task first and tells what went with it", async () => {
    const { call, requests, sandbox } = toolBench(taskDelete);
    const outcome = await call({
      task: checkout,
      expected_name: "checkout fails for accented addresses",
    });
    expect(requests()).toEqual([
      `GET /v2/task/${checkout}?include_subtasks=true`,
      `DELETE /v2/task/${checkout}`,
    ]);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "custom_id": "NW-1",
            "deleted": true,
            "id": "86c000001",
            "list": "Backlog",
            "name": "Checkout fails for accented addresses",
            "subtasks_deleted": 3,
          },
          "text": "deleted: yes
      id: 86c000001
      custom_id: NW-1
      name: Checkout fails for accented addresses
      list: Backlog
      subtasks_deleted: 3",
        },
      }
    `);
    expect(sandbox.state.tasks[checkout]).toBeUndefined();
    expect(sandbox.state.tasks[SEED.tasks.subSubSubtask]).toBeUndefined();
  });

  it("deletes by custom id, through the task's own id", async () => {
    const { value, writes } = toolBench(taskDelete);
    expect(await value({ task: "NW-1" })).toMatchObject({ deleted: true, id: checkout });
    expect(writes()).toEqual([{ request: `DELETE /v2/task/${checkout}` }]);
  });

  it("keeps a task of another name than expected", async () => {
    const { call, writes } = toolBench(taskDelete);
    const outcome = await call({ task: bug, expected_name: "Something else" });
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: "invalid_input", argument: "expected_name" },
    });
    expect(writes()).toEqual([]);
  });

  it("deletes nothing with dry_run", async () => {
    const { value, writes } = toolBench(taskDelete);
    expect(await value({ task: bug, dry_run: true })).toMatchObject({ deleted: false, id: bug });
    expect(writes()).toEqual([]);
  });

  it("says not_found for a task that is not there, and sends no DELETE", async () => {
    const { call, writes } = toolBench(taskDelete);
    expect(await call({ task: "86zzzz999" })).toMatchObject({
      ok: false,
      failure: { code: "not_found", what: "Task" },
    });
    expect(writes()).toEqual([]);
  });

  it.each([
    "../../list/901",
    "a/b",
    "86c%2f1",
    "x'; drop",
  ])("sends no hostile id %j", async (task) => {
    const { call, writes, requests } = toolBench(taskDelete);
    expect((await call({ task })).ok).toBe(false);
    expect([...writes(), ...requests("/task")]).toEqual([]);
  });
});
