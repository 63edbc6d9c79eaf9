import { describe, expect, it } from "vitest";
import { taskTagUpdate } from "../../../src/tools/task/tag-update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;

describe("clickup_task_tag_update", () => {
  it("reads each task once and sends only what changes", async () => {
    const { call, requests } = toolBench(taskTagUpdate);
    const outcome = await call({ tasks: [checkout, bug], add: ["Design"], remove: ["bug"] });
    expect(requests()).toMatchInlineSnapshot(`
      [
        "GET /v2/task/86c000001",
        "GET /v2/task/86c000007",
        "GET /v2/space/101/tag",
        "GET /v2/team/9001/space?archived=false",
        "POST /v2/task/86c000001/tag/design",
        "DELETE /v2/task/86c000001/tag/bug",
        "POST /v2/task/86c000007/tag/design",
        "DELETE /v2/task/86c000007/tag/bug",
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "tasks": [
              {
                "added": [
                  "design",
                ],
                "id": "86c000001",
                "name": "Checkout fails for accented addresses",
                "removed": [
                  "bug",
                ],
                "tags_now": [
                  "needs decision",
                  "design",
                ],
              },
              {
                "added": [
                  "design",
                ],
                "id": "86c000007",
                "name": "Crash when the cart is empty",
                "removed": [
                  "bug",
                ],
                "tags_now": [
                  "design",
                ],
              },
            ],
          },
          "text": "tasks (2):
        - id: 86c000001 · name: Checkout fails for accented addresses · tags_now: needs decision, design · added: design · removed: bug
        - id: 86c000007 · name: Crash when the cart is empty · tags_now: design · added: design · removed: bug",
        },
      }
    `);
  });

  it("replaces the whole set", async () => {
    const { value, sandbox } = toolBench(taskTagUpdate);
    await value({ tasks: [checkout], set: ["quick win"] });
    expect(sandbox.state.tasks[checkout]?.tags).toEqual(["quick win"]);
    await value({ tasks: [checkout], set: [] });
    expect(sandbox.state.tasks[checkout]?.tags).toEqual([]);
  });

  it("makes a tag only when that is allowed", async () => {
    const { call, value, writes } = toolBench(taskTagUpdate);
    expect(await call({ tasks: [bug], add: ["desing"] })).toMatchObject({
      ok: false,
      failure: { code: "invalid_input", argument: "add", allowed: ["design"] },
    });
    expect(writes()).toEqual([]);
    expect(await value({ tasks: [bug], add: ["Brand New"], create_missing: true })).toMatchObject({
      tags_created: ["brand new"],
      tasks: [{ id: bug, added: ["brand new"] }],
    });
  });

  it("sends nothing for tags that are there already", async () => {
    const { value, writes } = toolBench(taskTagUpdate);
    expect(await value({ tasks: [checkout], add: ["#Bug"] })).toMatchObject({
      tasks: [{ id: checkout, tags_now: expect.arrayContaining(["bug"]) }],
    });
    expect(writes()).toEqual([]);
  });

  it("tells which tags ClickUp did not add, because tags are off in the Space", async () => {
    const { value, sandbox } = toolBench(taskTagUpdate);
    const off = Object.values(sandbox.state.tasks).find(
      ({ listId }) => listId === SEED.lists.onboarding,
    );
    expect(await value({ tasks: [off?.id], add: ["launch"], create_missing: true })).toEqual({
      tasks: [
        {
          id: off?.id,
          name: off?.name,
          tags_now: [],
          error: "ClickUp did not add launch: tags are off in this Space",
          code: "ignored",
        },
      ],
    });
  });

  it("tells of a task that is not there beside the others", async () => {
    const { value } = toolBench(taskTagUpdate);
    expect(await value({ tasks: ["86zzzz999", bug], add: ["design"] })).toMatchObject({
      tasks: [
        { id: bug, added: ["design"] },
        { id: "86zzzz999", code: "not_found" },
      ],
    });
  });

  it.each([
    { tasks: [bug] },
    { tasks: [bug], add: ["a/b"], create_missing: true },
    { tasks: [bug], add: [".."], create_missing: true },
    { tasks: [bug], add: ["bug"], remove: ["Bug"] },
    { tasks: [bug], set: ["bug"], add: ["bug"] },
    { tasks: ["../x"], add: ["bug"] },
    { tasks: ["Crash when the cart is empty"], add: ["design"] },
  ])("writes nothing for %j", async (input) => {
    const { call, writes } = toolBench(taskTagUpdate);
    expect((await call(input)).ok).toBe(false);
    expect(writes()).toEqual([]);
  });
});
