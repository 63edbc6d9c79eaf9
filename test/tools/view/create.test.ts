import { describe, expect, it } from "vitest";
import { viewCreate } from "../../../src/tools/view/create.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

describe("clickup_view_create", () => {
  it("turns plain words into ClickUp's sections, in one call", async () => {
    const { call, requests, writes, forget } = toolBench(viewCreate);
    await call({
      at: SEED.lists.backlog,
      name: "First",
      filters: [
        { field: "Severity", op: "set" },
        { field: "assignee", values: ["me"] },
      ],
    });
    forget();
    expect(
      await call({
        at: SEED.lists.backlog,
        name: "Hot & mine",
        type: "board",
        group_by: "due",
        sort_by: ["-priority", "due date"],
        filters: [
          { field: "assignee", values: ["me"] },
          { field: "priority", values: ["urgent", "high"] },
          { field: "Severity", op: "is_not", values: ["Trivial"] },
          { field: "due", values: ["overdue"] },
          { field: "start", op: "before", values: ["2026-12-01T00:00:00Z"] },
        ],
        columns: ["assignee", "Severity"],
        show_closed: true,
      }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "8cjz3465-105",
            "name": "Hot & mine",
            "type": "board",
            "url": "https://app.clickup.com/9001/v/b/8cjz3465-105",
          },
          "text": "id: 8cjz3465-105
      name: Hot & mine
      type: board
      url: https://app.clickup.com/9001/v/b/8cjz3465-105",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "columns": {
              "fields": [
                {
                  "field": "assignee",
                  "hidden": false,
                  "idx": 0,
                },
                {
                  "field": "cf_7e505367-46df-4612-8ae3-9b3695e9b2f4",
                  "hidden": false,
                  "idx": 1,
                },
              ],
            },
            "divide": {
              "collapsed": [],
              "dir": null,
              "field": null,
            },
            "filters": {
              "fields": [
                {
                  "field": "assignee",
                  "idx": 0,
                  "op": "EQ",
                  "values": [
                    "1001",
                  ],
                },
                {
                  "field": "priority",
                  "idx": 1,
                  "op": "EQ",
                  "values": [
                    "1",
                    "2",
                  ],
                },
                {
                  "field": "cf_7e505367-46df-4612-8ae3-9b3695e9b2f4",
                  "idx": 2,
                  "op": "NOT",
                  "values": [
                    "2eeccc43-8da6-438b-8e04-7d139f09733f",
                  ],
                },
                {
                  "field": "dueDate",
                  "idx": 3,
                  "op": "EQ",
                  "values": [
                    {
                      "op": "overdue",
                    },
                  ],
                },
                {
                  "field": "startDate",
                  "idx": 4,
                  "op": "LT",
                  "values": [
                    "1796083200000",
                  ],
                },
              ],
              "op": "AND",
              "search": "",
              "show_closed": true,
            },
            "grouping": {
              "collapsed": [],
              "dir": 1,
              "field": "dueDate",
              "ignore": false,
            },
            "name": "Hot & mine",
            "settings": {
              "collapse_empty_columns": null,
              "me_checklists": true,
              "me_comments": true,
              "me_subtasks": true,
              "show_assignees": true,
              "show_closed_subtasks": false,
              "show_images": true,
              "show_subtask_parent_names": false,
              "show_subtasks": 1,
              "show_task_locations": false,
            },
            "sorting": {
              "fields": [
                {
                  "dir": -1,
                  "field": "priority",
                  "idx": 0,
                },
                {
                  "dir": 1,
                  "field": "dueDate",
                  "idx": 1,
                },
              ],
            },
            "team_sidebar": {
              "assigned_comments": false,
              "assignees": [],
              "unassigned_tasks": false,
            },
            "type": "board",
          },
          "request": "POST /v2/list/901/view",
        },
      ]
    `);
    expect(requests()).toHaveLength(1);
  });

  it("copies another view beside it, in two calls", async () => {
    const { value, writes, sandbox } = toolBench(viewCreate);
    const made = await value({ name: "Copy", copy_of: SEED.views.backlogBoard });
    expect(writes()[0]?.request).toBe("POST /v2/list/901/view");
    expect(sandbox.state.views[String(made.id)]).toMatchObject({
      type: "board",
      filters: { fields: [{ field: "priority", values: ["1"] }] },
    });
  });

  it("hangs on the place that is named, else on the Workspace, and is a list unless told", async () => {
    const { value, writes } = toolBench(viewCreate);
    const { product } = SEED.spaces;
    const { mobile } = SEED.folders;
    for (const at of [product, "Product / Mobile", undefined]) await value({ at, name: "Mine" });
    expect(writes()).toMatchObject([
      { request: `POST /v2/space/${product}/view`, body: { type: "list" } },
      { request: `POST /v2/folder/${mobile}/view` },
      { request: "POST /v2/team/9001/view" },
    ]);
  });

  it.each([
    ["status", "status"],
    ["assignees", "assignee"],
    ["priority", "priority"],
    ["tag", "tag"],
    ["due date", "dueDate"],
    ["Severity", `cf_${SEED.fields.drop_down}`],
    ["none", "none"],
  ])("groups by %s", async (group_by, field) => {
    const { value, writes } = toolBench(viewCreate);
    await value({ at: SEED.lists.backlog, name: "Mine", group_by });
    expect(writes()).toMatchObject([{ body: { grouping: { field } } }]);
  });

  it("tells what ClickUp ignored", async () => {
    const { value, sandbox } = toolBench(viewCreate);
    sandbox.answerNext(
      Response.json({
        view: {
          id: "8c-9",
          name: "Plain",
          type: "list",
          grouping: { field: "none" },
          sorting: { fields: [] },
          columns: { fields: [{ field: "priority" }] },
          filters: { fields: [], show_closed: false },
        },
      }),
      { method: "POST" },
    );
    expect(
      await value({
        name: "Plain",
        type: "gantt",
        group_by: "status",
        sort_by: ["due"],
        columns: ["assignee"],
        filters: [{ field: "tag", values: ["bug"] }],
        show_closed: true,
      }),
    ).toMatchObject({
      ignored: [
        { field: "type", reason: "ClickUp made it list" },
        { field: "group_by", reason: "ClickUp made it none" },
        { field: "sort_by", reason: "ClickUp dropped it" },
        { field: "columns", reason: "ClickUp dropped it" },
        { field: "filters", reason: "ClickUp dropped it" },
        { field: "show_closed", reason: "ClickUp made it false" },
      ],
    });
  });

  it.each<Record<string, unknown>>([
    { filters: [{ field: "asignee", values: ["me"] }] },
    { filters: [{ field: "priority", values: ["hottest"] }] },
    { filters: [{ field: "status", values: ["nope"] }] },
    { filters: [{ field: "tag" }] },
    { group_by: "horoscope" },
  ])("creates nothing for %j, which ClickUp would drop without a word", async (wish) => {
    const { call, writes } = toolBench(viewCreate);
    expect(await call({ at: SEED.lists.backlog, name: "X", ...wish })).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
  });

  it.each(["../team/1", "901/view"])("sends nothing for the hostile place %s", async (at) => {
    const { call, writes } = toolBench(viewCreate);
    expect(await call({ at, name: "X" })).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
  });
});
