import { describe, expect, it } from "vitest";
import { explain } from "../../../src/tools/explain.ts";
import { taskUpdate } from "../../../src/tools/task/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, milestone, subtask } = SEED.tasks;

describe("clickup_task_update", () => {
  it("says that naming another List moves nothing", async () => {
    const { value, call } = toolBench(taskUpdate);
    expect(await value({ task: bug, list: "902", name: "Other" })).toMatchObject({
      changed: { name: ["Crash when the cart is empty", "Other"] },
      ignored: [{ field: "list", reason: expect.stringContaining("not moved") }],
    });
    expect(await value({ task: bug, list: "901", name: "Again" })).toMatchObject({ ignored: [] });
    expect(await call({ task: bug, list: "902" })).toMatchObject({
      failure: { problem: expect.stringContaining('"list" does not move a task') },
    });
  });

  it("says that a parent has to be in the same List", async () => {
    const { call, sandbox } = toolBench(taskUpdate);
    const elsewhere = Object.values(sandbox.state.tasks).find(({ listId }) => listId === "902");
    const outcome = await call({ task: subtask, parent: elsewhere?.id });
    expect(outcome).toMatchObject({ failure: { code: "clickup_rejected", ecode: "ITEM_137" } });
    expect(outcome.ok || explain(outcome.failure).text).toContain(
      "The parent task has to be in the same List.",
    );
  });

  it("says that a subtask cannot become a task of its own, rather than do nothing", async () => {
    const { value, writes } = toolBench(taskUpdate);
    const reason =
      "ClickUp's API cannot make a subtask a task of its own; that is possible in the app only";
    for (const parent of [null, "none"]) {
      expect(await value({ task: subtask, parent })).toMatchObject({
        changed: {},
        ignored: [{ field: "parent", reason }],
      });
    }
    expect(writes()).toEqual([]);
  });

  it("tells that null is not a way to clear", async () => {
    const { value } = toolBench(taskUpdate);
    expect(await value({ task: checkout, name: "Other", due: null })).toMatchObject({
      changed: { name: ["Checkout fails for accented addresses", "Other"] },
      ignored: [{ field: "due", reason: 'null counts as not given; "none" clears a value' }],
    });
  });

  it("tells which tags ClickUp did not add, because tags are off in the Space", async () => {
    const { value, sandbox } = toolBench(taskUpdate);
    const off = Object.values(sandbox.state.tasks).find(
      ({ listId }) => listId === SEED.lists.onboarding,
    );
    expect(await value({ task: off?.id, tags: { add: ["launch"] } })).toMatchObject({
      changed: {},
      ignored: [
        { field: "tags", reason: "ClickUp did not add launch: tags are off in this Space" },
      ],
    });
  });

  it("tells what ClickUp answered 200 to and did not do", async () => {
    const { value, sandbox } = toolBench(taskUpdate);
    // ClickUp takes the change and answers with the task as it was.
    sandbox.answerNext(
      async (request) => {
        const reading = new Request(request.url, {
          headers: { Authorization: request.headers.get("Authorization") ?? "" },
        });
        return await sandbox.fetch(reading);
      },
      { method: "PUT" },
    );
    expect(await value({ task: checkout, priority: "low" })).toMatchObject({
      changed: {},
      ignored: [{ field: "priority", reason: "ClickUp accepted this and did not do it" }],
    });
  });

  it("names the List's statuses when the status is not one of them, and writes nothing", async () => {
    const { call, sandbox } = toolBench(taskUpdate);
    const outcome = await call({ task: checkout, status: "shipped", tags: { add: ["launch"] } });
    expect(outcome).toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "status",
        allowed: ["to do", "in progress", "in review", "done", "closed"],
      },
    });
    expect(sandbox.state.tasks[checkout]?.tags).toEqual(["bug", "needs decision"]);
  });

  it.each([
    ["an unknown person", { assignees: { add: ["Nobody"] } }, "not_found"],
    ["a person and a comment", { watchers: { set: ["Nobody"] }, comment: "hi" }, "invalid_input"],
    ["an unknown field", { fields: { Colour: 1 } }, "not_found"],
    ["a wrong option", { fields: { Platforms: ["Web", "Amiga"] } }, "invalid_input"],
    ["a wrong date", { due: "someday" }, "invalid_input"],
    ["set beside add", { assignees: { set: ["me"], add: ["me"] } }, "invalid_input"],
    ["a list where an object belongs", { assignees: ["me"] }, "invalid_input"],
    ["description twice", { description: "a", append_description: "b" }, "invalid_input"],
    ["the same tag twice", { tags: { add: ["a"], remove: ["A"] } }, "invalid_input"],
    ["itself as parent", { parent: checkout }, "invalid_input"],
    ["nothing", {}, "invalid_input"],
  ])("writes nothing when one name is wrong: %s", async (_, wrong, code) => {
    const { call, writes } = toolBench(taskUpdate);
    const good = Object.keys(wrong).length === 0 ? {} : { name: "Other" };
    const outcome = await call({ task: checkout, ...good, ...wrong });
    expect(outcome).toMatchObject({ ok: false, failure: { code } });
    expect(writes()).toEqual([]);
  });

  it("says which step failed when others were done", async () => {
    const { value, sandbox } = toolBench(taskUpdate);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "FIELD_033" }, { status: 403 }), {
      method: "POST",
      path: /field/,
    });
    const result = await value({
      task: checkout,
      name: "Other",
      fields: { Severity: "Minor & cosmetic", Rollout: 60 },
    });
    expect(result.failed).toEqual([
      {
        step: "field Severity",
        code: "clickup_rejected",
        problem:
          "The Free plan's lifetime uses of Custom Fields are spent. (ClickUp code FIELD_033)",
      },
    ]);
    expect(result.changed).toEqual({
      name: ["Checkout fails for accented addresses", "Other"],
      Rollout: [50, 60],
    });
  });

  it("fails as a whole when not one step was done", async () => {
    const { call, sandbox } = toolBench(taskUpdate);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "FIELD_033" }, { status: 403 }), {
      method: "POST",
      path: /field/,
    });
    expect(await call({ task: checkout, fields: { Severity: "Blocker" } })).toMatchObject({
      ok: false,
      failure: { code: "clickup_rejected", ecode: "FIELD_033" },
    });
  });

  it("does not send the change again after a 502, because it may have been made", async () => {
    const { call, sandbox, writes } = toolBench(taskUpdate);
    sandbox.answerNext(new Response("oops", { status: 502 }), { method: "PUT" });
    expect(await call({ task: milestone, name: "Other" })).toEqual({
      ok: false,
      failure: { code: "clickup_unavailable", mayHaveHappened: true },
    });
    expect(writes()).toHaveLength(1);
  });
});
