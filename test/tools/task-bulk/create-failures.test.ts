import { describe, expect, it } from "vitest";
import { SEED } from "../../support/tool-bench.ts";
import { bulkCreateBench, rows } from "./bulk-create-bench.ts";

const { backlog } = SEED.lists;
const { bug } = SEED.tasks;

describe("clickup_task_bulk_create", () => {
  it("creates nothing when one name of one row is wrong", async () => {
    const { call, writes } = await bulkCreateBench();
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
    const { call } = await bulkCreateBench();
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

  it("reports per row, and goes on or stops at the first failure as told", async () => {
    const bench = await bulkCreateBench();
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
    const { value } = await bulkCreateBench();
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
    const bench = await bulkCreateBench();
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
});
