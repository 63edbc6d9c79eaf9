import { describe, expect, it } from "vitest";
import { viewGet } from "../../../src/tools/view/get.ts";
import { workspaceHierarchy } from "../../../src/tools/workspace/hierarchy.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlogBoard, backlogList } = SEED.views;

describe("clickup_view_get", () => {
  it("lists the views of a List, required ones too, in one call", async () => {
    const { call, requests, forget } = toolBench(viewGet);
    await call({ at: "Product / Roadmap / Backlog" });
    forget();
    expect(await call({ at: SEED.lists.backlog })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "place": "Product / Roadmap / Backlog",
            "views": [
              {
                "id": "8c-103",
                "name": "Calendar",
                "type": "calendar",
                "url": "https://app.clickup.com/9001/v/c/8c-103",
              },
              {
                "id": "8c-101",
                "name": "List",
                "type": "list",
                "url": "https://app.clickup.com/9001/v/l/8c-101",
              },
              {
                "id": "8c-102",
                "name": "Board & urgent",
                "type": "board",
                "url": "https://app.clickup.com/9001/v/b/8c-102",
              },
            ],
          },
          "text": "place: Product / Roadmap / Backlog
      views (3):
        - id: 8c-103 · name: Calendar · type: calendar · url: https://app.clickup.com/9001/v/c/8c-103
        - id: 8c-101 · name: List · type: list · url: https://app.clickup.com/9001/v/l/8c-101
        - id: 8c-102 · name: Board & urgent · type: board · url: https://app.clickup.com/9001/v/b/8c-102",
        },
      }
    `);
    expect(requests()).toEqual(["GET /v2/list/901/view"]);
  });

  it("narrows them to one type, in a Space too", async () => {
    const { value, requests } = toolBench(viewGet);
    expect(await value({ at: SEED.lists.backlog, type: "Board" })).toMatchObject({
      views: [{ id: backlogBoard, type: "board" }],
    });
    expect(await value({ at: "Product", type: "gantt" })).toEqual({ place: "Product", views: [] });
    expect(requests()).toContain(`GET /v2/space/${SEED.spaces.product}/view`);
  });

  it("names the place of a view where the index is kept, without a call", async () => {
    const { value, call, requests, forget } = toolBench(viewGet);
    await call({}, workspaceHierarchy);
    forget();
    const view = SEED.views.backlogBoard;
    expect(await value({ view })).toMatchObject({ view: { place: "list 901 (Backlog)" } });
    expect(requests()).toEqual([`GET /v2/view/${view}`]);
  });

  it("says that without a place only one level is looked at", async () => {
    const { value } = toolBench(viewGet);
    expect(await value({})).toMatchObject({
      place: "Northwind Studio",
      note: expect.stringContaining("Everything level"),
    });
  });

  it("shows one view's settings, by id or by name", async () => {
    const { call, value } = toolBench(viewGet);
    expect(await call({ view: backlogBoard })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "view": {
              "filters": {
                "fields": [
                  {
                    "field": "priority",
                    "idx": 0,
                    "op": "EQ",
                    "values": [
                      "1",
                    ],
                  },
                ],
                "op": "AND",
                "show_closed": false,
              },
              "grouping": {
                "dir": 1,
                "field": "status",
                "ignore": false,
              },
              "id": "8c-102",
              "name": "Board & urgent",
              "place": "list 901",
              "settings": {
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
              "type": "board",
              "url": "https://app.clickup.com/9001/v/b/8c-102",
            },
          },
          "text": "view:
        id: 8c-102
        name: Board & urgent
        type: board
        url: https://app.clickup.com/9001/v/b/8c-102
        place: list 901
        grouping:
          field: status
          dir: 1
          ignore: no
        filters:
          op: AND
          fields (1):
            - field: priority · op: EQ · idx: 0 · values: 1
          show_closed: no
        settings:
          show_task_locations: no
          show_subtasks: 1
          show_subtask_parent_names: no
          show_closed_subtasks: no
          show_assignees: yes
          show_images: yes
          me_comments: yes
          me_subtasks: yes
          me_checklists: yes",
        },
      }
    `);
    expect(await value({ view: "board & urgent", at: SEED.lists.backlog })).toMatchObject({
      view: { id: backlogBoard },
    });
    const url = `https://app.clickup.com/9001/v/b/${backlogBoard}`;
    expect(await value({ view: url })).toMatchObject({ view: { id: backlogBoard, url } });
  });

  it("shows the tasks that a view shows, and goes on with the cursor", async () => {
    const { value, requests, forget } = toolBench(viewGet);
    await value({ view: backlogBoard });
    forget();
    const first = await value({ view: backlogList, tasks: true, limit: 60 });
    expect(first).toMatchObject({ complete: false });
    const second = await value({
      view: backlogList,
      tasks: true,
      limit: 60,
      cursor: first.next_cursor,
    });
    const ids = [first, second].flatMap(({ tasks }) =>
      (tasks as { id: string }[]).map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(120);
    expect(requests()).toContain(`GET /v2/view/${backlogList}/task?page=0`);
  });

  it("writes a task's address once in the text, since it follows from the id", async () => {
    const { call } = toolBench(viewGet);
    const outcome = await call({ view: backlogList, tasks: true, limit: 3 });
    const text = outcome.ok ? outcome.value.text : "";
    expect(text.match(/https:\/\/app\.clickup\.com\/t\//g)).toHaveLength(1);
    expect(text).toContain("URL of a task where none is shown: https://app.clickup.com/t/<id>");
  });

  it("says how views are found when the one named is not there", async () => {
    const { call } = toolBench(viewGet);
    expect(await call({ view: "Roadmap 2030", at: SEED.lists.backlog })).toMatchObject({
      failure: { code: "not_found", what: "view", findWith: "clickup_view_get" },
    });
  });

  it.each([
    "../9001",
    "8c-1/task",
    "https://app.clickup.com/9001/v/l/..%2f",
  ])("sends nothing below a view for %s", async (view) => {
    const { call, requests } = toolBench(viewGet);
    expect(await call({ view, tasks: true })).toMatchObject({ ok: false });
    expect(requests("/v2/view/")).toEqual([]);
  });
});
