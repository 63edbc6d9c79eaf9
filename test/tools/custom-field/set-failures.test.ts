import { describe, expect, it } from "vitest";
import { customFieldSet } from "../../../src/tools/custom-field/set.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, oddName } = SEED.tasks;
const SEVERITY = SEED.fields.drop_down;

describe("clickup_custom_field_set", () => {
  it("tells by its id which field was refused where nobody can see its name", async () => {
    const { value, sandbox } = toolBench(customFieldSet);
    const field = sandbox.state.fields[SEVERITY];
    if (field !== undefined) field.name = " ";
    sandbox.answerNext(Response.json({ err: "no" }, { status: 400 }), { method: "POST" });
    const fields = { [SEVERITY]: "Trivial", Notes: "Plain" };
    expect(await value({ tasks: [bug], fields })).toMatchObject({
      results: [
        { task: bug, field: SEVERITY, ok: false, code: "clickup_rejected" },
        { task: bug, field: "Notes", ok: true },
      ],
      failed: 1,
    });
  });

  it("leaves no refusal unheard where several fields are wrong", async () => {
    const unheard: unknown[] = [];
    const listen = (event: PromiseRejectionEvent) => unheard.push(event.reason);
    addEventListener("unhandledrejection", listen);
    const { call, writes } = toolBench(customFieldSet);
    expect((await call({ tasks: [bug], fields: { Rollout: 1e9, Nowhere: 1 } })).ok).toBe(false);
    await scheduler.wait(0);
    removeEventListener("unhandledrejection", listen);
    expect(unheard).toEqual([]);
    expect(writes()).toEqual([]);
  });

  it("sends a checkbox as text where ClickUp refuses it as a boolean", async () => {
    const { value, writes, sandbox } = toolBench(customFieldSet);
    sandbox.answerNext(Response.json({ err: "no" }, { status: 400 }), { method: "POST" });
    expect(await value({ tasks: [bug], fields: { "Customer Visible": true } })).toMatchObject({
      failed: 0,
    });
    expect(writes().map(({ body }) => body)).toEqual([{ value: true }, { value: "true" }]);
  });

  it("says that the Free plan's uses are spent", async () => {
    const { harbor } = SEED.workspaces;
    const { call, sandbox } = toolBench(customFieldSet, {
      userId: SEED.users.ben,
      workspaceIds: [harbor],
    });
    const { tasks, workspaces } = sandbox.state;
    const task = Object.values(tasks).find(({ listId }) => listId === SEED.lists.supportHours);
    if (workspaces[harbor] !== undefined) workspaces[harbor].fieldUses = 60;
    expect(await call({ tasks: [task?.id], fields: { "Hours Sold": 3 } })).toMatchObject({
      failure: {
        code: "clickup_rejected",
        ecode: "FIELD_033",
        hint: "The Free plan's lifetime uses of Custom Fields are spent.",
      },
    });
  });

  it.each([
    [51, { Component: "x" }],
    [26, { Component: "x", Notes: "y" }],
  ])("sends nothing for %i tasks and %j, which are more than 50 sets", async (count, fields) => {
    const { call, requests } = toolBench(customFieldSet);
    const tasks = Array.from({ length: count }, (_, index) => `86c${100_000 + index}`);
    expect(await call({ tasks, fields })).toMatchObject({
      failure: { code: "invalid_input", argument: "tasks" },
    });
    expect(requests()).toEqual([]);
  });

  it("changes nothing when one name or value is wrong, and says what is allowed", async () => {
    const { call, writes } = toolBench(customFieldSet);
    const tasks = [checkout, bug];
    expect(await call({ tasks, fields: { Component: "x", Severity: "Huge" } })).toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "fields.Severity",
        allowed: ["Blocker", "Major", "Minor & cosmetic", "Trivial"],
      },
    });
    expect(await call({ tasks, fields: { Componnt: "x" } })).toMatchObject({
      failure: { code: "not_found", what: "Custom Field", nearest: [{ name: "Component" }, {}] },
    });
    expect(await call({ tasks, fields: { Component: "x" }, mode: "add" })).toMatchObject({
      failure: { argument: "mode" },
    });
    expect(await call({ tasks, fields: { Upvotes: 3 } })).toMatchObject({
      failure: { argument: "fields.Upvotes" },
    });
    expect(await call({ tasks, fields: {} })).toMatchObject({ failure: { argument: "fields" } });
    expect(await call({ tasks, fields: { Component: "x", component: "y" } })).toMatchObject({
      failure: { code: "invalid_input", argument: "fields" },
    });
    expect(await call({ tasks, fields: { Platforms: null }, mode: "add" })).toMatchObject({
      failure: { code: "invalid_input", argument: "fields.Platforms" },
    });
    expect(writes()).toEqual([]);
  });

  it("tells per task and field what ClickUp refused, and goes on", async () => {
    const { value } = toolBench(customFieldSet);
    const result = await value({
      tasks: [bug, "86c999999", oddName],
      fields: { Component: "x", "Steps to Reproduce": "1. Open" },
    });
    expect(result).toMatchObject({
      failed: 3,
      results: [
        { task: bug, field: "Component", ok: true },
        { task: bug, field: "Steps to Reproduce", ok: true },
        { task: "86c999999", ok: false, error: "no such Task, or no access to it" },
        { task: "86c999999", ok: false, code: "not_found" },
        { task: oddName, field: "Component", ok: true },
        { task: oddName, field: "Steps to Reproduce", ok: false, code: "clickup_rejected" },
      ],
    });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(customFieldSet);
    await call({ tasks: [id], fields: { Component: "x" } });
    await call({ tasks: [bug], fields: { [id]: "x" } });
    await call({ tasks: [bug], fields: { "Related Work": [id] } });
    await call({ tasks: [bug], fields: { Reviewer: [id] } });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});
