import { describe, expect, it } from "vitest";
import { viewDelete } from "../../../src/tools/view/delete.ts";
import { viewUpdate } from "../../../src/tools/view/update.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlogBoard, everything } = SEED.views;

describe("clickup_view_update", () => {
  it("reads the whole view, changes what is named and writes it back", async () => {
    const { value, requests, sandbox } = toolBench(viewUpdate);
    const before = structuredClone(sandbox.state.views[backlogBoard]);
    const input = { view: backlogBoard, name: "Board", group_by: "assignee", show_closed: true };
    expect(await value(input)).toEqual({
      id: backlogBoard,
      name: "Board",
      url: `https://app.clickup.com/9001/v/b/${backlogBoard}`,
      changed: ["group_by", "show_closed", "name"],
    });
    expect(requests("/view/")).toEqual([
      `GET /v2/view/${backlogBoard}`,
      `PUT /v2/view/${backlogBoard}`,
    ]);
    expect(sandbox.state.views[backlogBoard]).toEqual({
      ...before,
      name: "Board",
      grouping: { ...before?.grouping, field: "assignee" },
      filters: { ...before?.filters, show_closed: true },
    });
  });

  it("puts sorting, filters and columns in place of those that were there", async () => {
    const { value, writes, sandbox } = toolBench(viewUpdate);
    const { grouping } = sandbox.state.views[backlogBoard] ?? {};
    const wish = {
      sort_by: ["-due"],
      columns: ["assignee", "due"],
      filters: [{ field: "status", values: ["in progress"] }],
    };
    expect(await value({ view: backlogBoard, ...wish })).toMatchObject({
      changed: ["sort_by", "filters", "columns"],
    });
    expect(writes()).toMatchObject([
      {
        body: {
          grouping,
          sorting: { fields: [{ field: "dueDate", dir: -1 }] },
          columns: { fields: [{ field: "assignee" }, { field: "dueDate" }] },
          filters: { fields: [{ field: "status", op: "EQ", values: ["in progress"] }] },
        },
      },
    ]);
  });

  it("finds it by name at its place, and says what ClickUp ignored", async () => {
    const { value, sandbox } = toolBench(viewUpdate);
    const view = sandbox.state.views[backlogBoard];
    sandbox.answerNext(
      Response.json({ view: { id: backlogBoard, name: view?.name, grouping: view?.grouping } }),
      { method: "PUT" },
    );
    expect(
      await value({
        view: "Board & urgent",
        at: "Product / Roadmap / Backlog",
        group_by: "priority",
      }),
    ).toMatchObject({
      id: backlogBoard,
      changed: [],
      ignored: [{ field: "group_by", reason: "ClickUp made it status" }],
    });
  });

  it.each([
    [{ view: backlogBoard }, "view"],
    [{ view: backlogBoard, group_by: "shoe size" }, undefined],
    [{ view: "9z-404", name: "x" }, undefined],
  ])("writes nothing for %j", async (input, argument) => {
    const { call, writes } = toolBench(viewUpdate);
    expect(await call(input)).toMatchObject({
      ok: false,
      failure: argument === undefined ? {} : { code: "invalid_input", argument },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(viewUpdate);
    await call({ view: id, name: "x" });
    await call({ view: "Board", at: id, name: "x" });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});

describe("clickup_view_delete", () => {
  it("deletes in two calls", async () => {
    const { value, requests, sandbox } = toolBench(viewDelete);
    expect(await value({ view: backlogBoard, expected_name: "board & urgent" })).toEqual({
      deleted: true,
      id: backlogBoard,
      name: "Board & urgent",
      type: "board",
      place: "list 901",
    });
    expect(requests()).toEqual([`GET /v2/view/${backlogBoard}`, `DELETE /v2/view/${backlogBoard}`]);
    expect(sandbox.state.views[backlogBoard]).toBeUndefined();
  });

  it("names the place of a view by id alone from what is kept, because it is not worth a call", async () => {
    const { value, requests, forget } = toolBench(viewDelete);
    const at = "Product / Roadmap / Backlog";
    await value({ view: "Board & urgent", at, dry_run: true });
    forget();
    expect(await value({ view: backlogBoard, dry_run: true })).toMatchObject({
      place: "list 901 (Backlog)",
    });
    expect(requests()).toEqual([`GET /v2/view/${backlogBoard}`]);
  });

  it("takes a URL, or a name with its place, and leaves the tasks", async () => {
    const { value, sandbox } = toolBench(viewDelete);
    const count = Object.keys(sandbox.state.tasks).length;
    const url = `https://app.clickup.com/9001/v/b/${backlogBoard}`;
    expect(await value({ view: url })).toMatchObject({ deleted: true, id: backlogBoard });
    expect(await value({ view: "Calendar", at: SEED.lists.backlog })).toMatchObject({
      deleted: true,
      id: SEED.views.backlogRequired,
      place: "list 901 (Backlog)",
    });
    expect(Object.keys(sandbox.state.tasks)).toHaveLength(count);
  });

  it("deletes nothing in a dry run or under another name", async () => {
    const { value, call, writes } = toolBench(viewDelete);
    expect(await value({ view: "Everything", dry_run: true })).toMatchObject({
      deleted: false,
      id: everything,
      dry_run: true,
    });
    expect(await call({ view: backlogBoard, expected_name: "List" })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_name" },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(viewDelete);
    await call({ view: id });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});
