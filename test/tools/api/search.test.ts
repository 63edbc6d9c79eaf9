import { describe, expect, it } from "vitest";
import { entriesOf, operations } from "../../../src/tools/api/operation.ts";
import { apiSearch } from "../../../src/tools/api/search.ts";
import { NOTES, SUMMARIES } from "../../../src/tools/api/summaries.ts";
import { toolBench } from "../../support/tool-bench.ts";

describe("the index of operations", () => {
  it("holds all 173 but the sign-in's own, each once and with words of ours", () => {
    const all = operations();
    expect(all).toHaveLength(172);
    expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(172);
    const ids = all.map(({ id }) => id).sort();
    expect(Object.keys(SUMMARIES).sort()).toEqual(ids);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(NOTES)));
    expect(all.filter(({ path }) => path.includes("oauth"))).toEqual([]);
    expect(all.map(({ path }) => path)).toContain("/v2/folder/{folder_id}/position");
  });

  it("can be read as a whole: every entry has a name and a kind", () => {
    for (const { id, query, body } of operations()) {
      expect(`${query}${body}`, id).not.toContain("#");
      for (const text of [query, body.startsWith("{") ? body : ""]) {
        for (const { name, kinds } of entriesOf(text)) {
          expect(name, id).toMatch(/^\w+(\[\])?$/);
          expect(kinds.join("|"), `${id} ${name}`).not.toBe("");
        }
      }
    }
  });

  it("asks to confirm every delete, the merge and all that changes people and access", () => {
    const asked = operations().filter(({ needsConfirm }) => needsConfirm);
    expect(asked.every(({ method }) => method !== "GET")).toBe(true);
    expect(operations().filter(({ method }) => method === "DELETE")).toEqual(
      asked.filter(({ method }) => method === "DELETE"),
    );
    expect(asked.flatMap(({ id, method }) => (method === "DELETE" ? [] : [id])).sort()).toEqual([
      "AddGuestToFolder",
      "AddGuestToList",
      "AddGuestToTask",
      "CreateUserGroup",
      "EditGuestOnWorkspace",
      "EditUserOnWorkspace",
      "InviteGuestToWorkspace",
      "InviteUserToWorkspace",
      "UpdateTeam",
      "mergeTasks",
      "publicPatchAcl",
    ]);
  });
});

describe("clickup_api_search", () => {
  it("finds operations by words, and the tools that do the same", async () => {
    const { call, requests } = toolBench(apiSearch);
    expect(await call({ query: "delete goal", limit: 3 })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "operations": [
              {
                "effect": "delete",
                "method": "DELETE",
                "operation": "DeleteGoal",
                "path": "/v2/goal/{goal_id}",
                "summary": "Delete a goal",
              },
              {
                "effect": "delete",
                "method": "DELETE",
                "operation": "DeleteKeyResult",
                "path": "/v2/key_result/{key_result_id}",
                "summary": "Delete a key result",
              },
              {
                "effect": "read",
                "method": "GET",
                "operation": "GetGoal",
                "path": "/v2/goal/{goal_id}",
                "summary": "One goal with key results",
              },
            ],
            "tools": [
              "clickup_goal_delete",
              "clickup_goal_get",
              "clickup_goal_create",
              "clickup_goal_update",
              "clickup_task_delete",
            ],
            "total": 35,
          },
          "text": "operations (3):
        - operation: DeleteGoal · method: DELETE · path: /v2/goal/{goal_id} · summary: Delete a goal · effect: delete
        - operation: DeleteKeyResult · method: DELETE · path: /v2/key_result/{key_result_id} · summary: Delete a key result · effect: delete
        - operation: GetGoal · method: GET · path: /v2/goal/{goal_id} · summary: One goal with key results · effect: read
      total: 35
      tools: clickup_goal_delete, clickup_goal_get, clickup_goal_create, clickup_goal_update, clickup_task_delete",
        },
      }
    `);
    expect(requests()).toEqual([]);
  });

  it("shows all that one operation takes", async () => {
    const { value } = toolBench(apiSearch);
    expect(await value({ operation: "CreateWebhook" })).toMatchInlineSnapshot(`
      {
        "body": "{endpoint:string, events:["*"]|[string], space_id?:integer, folder_id?:integer, list_id?:integer, task_id?:string}",
        "note": "One place at most; none means the Workspace. The answer holds the secret, once.",
        "operations": [
          {
            "effect": "write",
            "method": "POST",
            "operation": "CreateWebhook",
            "path": "/v2/team/{team_id}/webhook",
            "summary": "Register a webhook",
          },
        ],
        "path_params": "team_id:string",
        "scope": "clickup:write",
        "tag": "Webhooks",
      }
    `);
    expect(
      await value({ operation: "PUT /v2/folder/{folder_id}/position" }),
    ).toMatchInlineSnapshot(`
      {
        "body": "{parent_folder_id?:string, space_id?:string, position?:integer, custom_type_map?:object}",
        "operations": [
          {
            "effect": "write",
            "method": "PUT",
            "operation": "MoveFolder",
            "path": "/v2/folder/{folder_id}/position",
            "summary": "Move a Folder below another or to a Space, or change its order",
          },
        ],
        "path_params": "folder_id:string",
        "scope": "clickup:write",
        "tag": "Folders",
      }
    `);
    expect(await value({ operation: "GetTasks" })).toMatchObject({
      query: expect.stringMatching(/\bpage\?:integer\b/),
      scope: "clickup:read",
    });
    // Arguments are objects, and what is sent to these two is a list and a file.
    expect(await value({ operation: "updateTimeEstimatesByUser" })).toMatchObject({
      body: expect.stringMatching(/^\{items:\[.+\]\}$/),
    });
    expect(await value({ operation: "CreateTaskAttachment" })).toMatchObject({
      body: "a file; use clickup_attachment_upload",
    });
    expect(await value({ operation: "DELETE /v2/group/{group_id}" })).toMatchObject({
      confirm: true,
      scope: "clickup:delete",
    });
  });

  it.each([
    ["GetTasks", "An unknown status, person or tag gives no tasks and no error"],
    ["GetFilteredTeamTasks", "an unknown Custom Field drops all field filters"],
    ["GetTask", "401 OAUTH_027, which is no sign-in problem"],
    ["CreateTask", "A field that is not for this task type is dropped"],
    ["UpdateTask", "list_id and tags are ignored here"],
    ["AddTaskToList", "answers 200 and does nothing"],
    ["UpdateList", "folder_id is ignored"],
    ["CreateSpace", "statuses are ignored silently"],
    ["UpdateSpace", "statuses are ignored silently"],
    ["SetCustomFieldValue", "A bare array empties a people field"],
    ["Createatimeentry", "task_id is ignored silently"],
    ["UpdateatimeEntry", "An unknown id answers 200 with data null"],
    ["DeleteatimeEntry", "An unknown id answers 200 with data null"],
    ["CreateTeamView", "loose keys are dropped silently"],
    ["CreateListView", "loose keys are dropped silently"],
    ["UpdateView", "Loose settings are dropped silently"],
    ["UpdateComment", "The text is replaced"],
    ["editPagePublic", "an empty content wipes the page"],
  ])("tells of %s what ClickUp does without a word", async (operation, note) => {
    const { value } = toolBench(apiSearch);
    expect(await value({ operation })).toMatchObject({ note: expect.stringContaining(note) });
  });

  it("narrows by tag and method, and lists all of them without words", async () => {
    const { value, call } = toolBench(apiSearch);
    expect(await value({ tag: "webhooks", method: "GET" })).toMatchObject({
      operations: [{ operation: "GetWebhooks", effect: "read" }],
      total: 1,
    });
    expect(await value({ limit: 200 })).toMatchObject({ total: 172 });
    expect(await value({ query: "GET /v2/list/{list_id}/task", limit: 1 })).toMatchObject({
      operations: [{ operation: "GetTasks" }],
    });
    expect(await call({ tag: "Whiteboards" })).toMatchObject({
      failure: { code: "invalid_input", argument: "tag" },
    });
  });

  it("says so when ClickUp offers nothing of the kind", async () => {
    const { value, call } = toolBench(apiSearch);
    expect(await value({ query: "whiteboard" })).toMatchObject({ operations: expect.any(Array) });
    expect(await value({ query: "zebra" })).toMatchObject({
      operations: [],
      total: 0,
      tags: expect.arrayContaining(["Goals", "Webhooks"]),
      note: "Nothing fits. What no operation is for, ClickUp's public API does not offer.",
    });
    expect(await call({ operation: "GetTask5" })).toMatchObject({
      failure: { code: "not_found", nearest: [{ id: "GetTasks" }, {}, {}] },
    });
  });
});
