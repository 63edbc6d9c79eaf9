import { describe, expect, it } from "vitest";
import { taskMove } from "../../../src/tools/task/move.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, subtask } = SEED.tasks;
const { now, launchPlan, backlog } = SEED.lists;

describe("clickup_task_move", () => {
  it("moves with one read and one write where the statuses are there by name", async () => {
    const { call, requests, writes, forget, sandbox } = toolBench(taskMove);
    await call({ task: bug, to_list: "Backlog" });
    forget();
    const outcome = await call({ task: checkout, to_list: "Product / Roadmap / Now" });
    expect(requests()).toEqual([
      `GET /v2/task/${checkout}?include_subtasks=true`,
      `PUT /v3/workspaces/9001/tasks/${checkout}/home_list/${now}`,
    ]);
    expect(writes()[0]?.body).toMatchInlineSnapshot(`
      {
        "custom_fields_to_move": [
          "9fed4c2a-75e7-4f7a-88ff-da25934cfda1",
          "79c015c7-0b96-4730-81ef-e5b18fae4169",
          "26088059-d6b8-4fd2-861c-66a893140b18",
          "bf0977d6-7f2c-4272-828e-493dac2d9b8f",
          "8d1823a0-c0cf-41dd-8619-721cbed4a782",
          "bb6438bc-bcb1-4234-8c53-aaf5d874e0f8",
          "30d0b6b4-0e8b-4942-89d7-b9cbb17395c7",
          "b3e63eca-420c-4c37-83bd-19412dd9cfdb",
          "7e505367-46df-4612-8ae3-9b3695e9b2f4",
          "9cfbe406-c8ae-4138-85e6-4d296c1ab82d",
          "320a99ed-10ae-4844-8985-a2664a1f2283",
          "9450008f-f60c-4212-813b-2b88ad759c87",
          "d7b7665f-0aa2-4740-8906-79e38686a460",
          "5774a45c-bff5-42f0-85ac-e15aea4514b2",
          "ec89434d-a133-45dc-8ab5-4f39f1b1ca0c",
          "2d51b4b8-65a1-4ab0-837b-1b17b8928b3b",
          "23760ab1-b74d-4bd1-8f0e-672eb51ad217",
          "eea27c2f-360e-48a8-8ffc-c7c199ff0b38",
          "0c501ad4-554d-4322-8523-dcfff37ed505",
          "3d9bceb2-f9d6-4d77-8a68-14947a52c27b",
          "57171e80-b299-4eb5-8187-e86731d944e7",
          "eec1143c-b96b-43eb-871e-22d3016afd6c",
        ],
        "move_custom_fields": true,
      }
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "fields_kept": [
              "Notes",
              "Component",
              "Spec",
              "Reporter",
              "Hotline",
              "Story Size",
              "Budget",
              "Ship Date",
              "Severity",
              "Platforms",
              "Customer Visible",
              "Reviewer",
              "Related Work",
              "Campaign",
              "Evidence",
              "Confidence",
              "Rollout",
              "Site",
              "Upvotes",
              "Sign-off",
              "Cost Centre",
              "Effort (days)",
            ],
            "from_list": "Backlog",
            "id": "86c000001",
            "moved": true,
            "name": "Checkout fails for accented addresses",
            "status_after": "in progress",
            "status_before": "in progress",
            "subtasks_moved": 3,
            "to_list": "Now",
          },
          "text": "id: 86c000001
      name: Checkout fails for accented addresses
      from_list: Backlog
      to_list: Now
      status_before: in progress
      status_after: in progress
      moved: yes
      subtasks_moved: 3
      fields_kept: Notes, Component, Spec, Reporter, Hotline, Story Size, Budget, Ship Date, Severity, Platforms, Customer Visible, Reviewer, Related Work, Campaign, Evidence, Confidence, Rollout, Site, Upvotes, Sign-off, Cost Centre, Effort (days)",
        },
      }
    `);
    expect(sandbox.state.tasks[checkout]?.listId).toBe(now);
    expect(sandbox.state.tasks[subtask]?.listId).toBe(now);
  });

  it("maps statuses by id where the List has others, in three calls", async () => {
    const { value, requests, writes, forget, sandbox } = toolBench(taskMove);
    await value({ task: bug, to_list: "Backlog" });
    forget();
    const result = await value({
      task: checkout,
      to_list: "Launch Plan",
      status_map: { "In Progress": "at risk" },
      default_status: "planned",
    });
    expect(requests()).toHaveLength(3);
    expect(requests()[1]).toBe(`GET /v2/list/${launchPlan}`);
    expect(writes()[0]?.body).toHaveProperty("status_mappings");
    expect(result).toMatchObject({ status_before: "in progress", status_after: "at risk" });
    expect(sandbox.state.tasks[checkout]?.status).toBe("at risk");
  });

  it("moves nothing while a status has no place, and names those of the List", async () => {
    const { call, writes } = toolBench(taskMove);
    const outcome = await call({ task: checkout, to_list: launchPlan });
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: "invalid_input", argument: "status_map" },
    });
    expect(writes()).toEqual([]);
    expect(
      await call({ task: checkout, to_list: launchPlan, default_status: "nowhere" }),
    ).toMatchObject({ ok: false, failure: { argument: "default_status" } });
  });

  it("takes Custom Field values along unless told otherwise", async () => {
    const body = async (move_fields?: string[]) => {
      const { call, writes } = toolBench(taskMove);
      await call({ task: checkout, to_list: now, ...(move_fields && { move_fields }) });
      return writes()[0]?.body as {
        move_custom_fields?: boolean;
        custom_fields_to_move?: string[];
      };
    };
    expect((await body()).custom_fields_to_move).toContain(SEED.fields.drop_down);
    expect(await body(["none"])).toEqual({ move_custom_fields: false });
    expect(await body(["all"])).toEqual({ move_custom_fields: true });
    expect((await body(["Severity"])).custom_fields_to_move).toEqual([SEED.fields.drop_down]);
    const { call, writes } = toolBench(taskMove);
    expect(await call({ task: checkout, to_list: now, move_fields: ["Nonsense"] })).toMatchObject({
      ok: false,
      failure: { argument: "move_fields" },
    });
    expect(writes()).toEqual([]);
  });

  it("writes nothing for a task that is there already", async () => {
    const { value, writes } = toolBench(taskMove);
    expect(await value({ task: checkout, to_list: backlog })).toMatchObject({ moved: false });
    expect(writes()).toEqual([]);
  });

  it("tells when ClickUp answers and the task stays where it was", async () => {
    const { value, sandbox } = toolBench(taskMove);
    sandbox.answerNext(Response.json({ data: { task_id: bug, new_list_id: backlog } }), {
      method: "PUT",
    });
    expect(await value({ task: bug, to_list: now })).toEqual({
      id: bug,
      name: "Crash when the cart is empty",
      from_list: "Backlog",
      to_list: "Now",
      status_before: "in progress",
      status_after: "in progress",
      moved: false,
      note: "ClickUp accepted this and did not do it.",
    });
  });

  it("says not_found for a task that is not there", async () => {
    const { call, writes } = toolBench(taskMove);
    expect(await call({ task: "86zzzz999", to_list: now })).toMatchObject({
      failure: { code: "not_found", what: "Task", findWith: "clickup_task_search" },
    });
    expect(writes()).toEqual([]);
  });

  it("says that a subtask moves with its parent", async () => {
    const { call, writes } = toolBench(taskMove);
    expect(await call({ task: subtask, to_list: now })).toMatchObject({
      ok: false,
      failure: { code: "invalid_input", argument: "task" },
    });
    expect(writes()).toEqual([]);
  });

  it.each(["../../x", "9/1", "%2e%2e"])("sends no hostile id %j", async (id) => {
    const { call, writes } = toolBench(taskMove);
    expect((await call({ task: id, to_list: now })).ok).toBe(false);
    expect((await call({ task: checkout, to_list: id })).ok).toBe(false);
    expect(writes()).toEqual([]);
  });
});
