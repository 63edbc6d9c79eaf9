import { describe, expect, it } from "vitest";
import { listList } from "../../../src/tools/list/list.ts";
import { listUpdate } from "../../../src/tools/list/update.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog, launchPlan } = SEED.lists;

describe("clickup_list_update", () => {
  it("changes what is given in one call", async () => {
    const { call, writes, requests } = toolBench(listUpdate);
    const outcome = await call({
      list: backlog,
      name: "Backlog 2027",
      content: "New *text*",
      due: "2026-12-24 17:00",
      priority: 2,
      assignee: "Ben Okafor",
      color: "blue",
    });
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "changed": [
              "content",
              "due",
              "priority",
              "assignee",
              "color",
              "name",
            ],
            "due": "2026-12-24T17:00:00+01:00",
            "id": "901",
            "name": "Backlog 2027",
          },
          "text": "id: 901
      name: Backlog 2027
      changed: content, due, priority, assignee, color, name
      due: 2026-12-24T17:00:00+01:00",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "assignee": "1002",
            "due_date": 1798128000000,
            "due_date_time": true,
            "markdown_content": "New *text*",
            "name": "Backlog 2027",
            "priority": 2,
            "status": "blue",
          },
          "request": "PUT /v2/list/901",
        },
      ]
    `);
    expect(requests("/list/")).toHaveLength(1);
  });

  it("clears with none, and a colour with null", async () => {
    const { value, writes, sandbox } = toolBench(listUpdate);
    const list = sandbox.state.lists[backlog];
    if (list !== undefined) {
      Object.assign(list, { dueMs: 1, color: "red", assigneeId: 1001, priority: 2, content: "x" });
    }
    expect(
      await value({
        list: backlog,
        due: "none",
        assignee: "none",
        priority: "none",
        content: "",
        color: null,
      }),
    ).toEqual({
      id: backlog,
      name: "Backlog",
      changed: ["content", "due", "priority", "assignee", "color"],
    });
    expect(writes()[0]?.body).toEqual({
      content: " ",
      due_date: null,
      priority: null,
      assignee: "none",
      unset_status: true,
    });
  });

  it("reads statuses back and says when ClickUp kept the old ones", async () => {
    const { value, requests, sandbox } = toolBench(listUpdate);
    const statuses = ["Idea", "Doing", { name: "Over", type: "closed" }];
    expect(await value({ list: backlog, statuses })).toMatchObject({ changed: ["statuses"] });
    expect(requests(`/list/${backlog}`)).toEqual([
      `PUT /v2/list/${backlog}`,
      `GET /v2/list/${backlog}`,
    ]);
    sandbox.answerNext(Response.json({ id: launchPlan, name: "Launch Plan" }), {
      method: "PUT",
      path: `/api/v2/list/${launchPlan}`,
    });
    expect(await value({ list: launchPlan, statuses })).toMatchObject({
      changed: [],
      ignored: [{ field: "statuses", reason: "ClickUp kept: planned, at risk, launched 🚀" }],
    });
  });

  it("says what ClickUp ignored", async () => {
    const { value, sandbox } = toolBench(listUpdate);
    sandbox.answerNext(Response.json({ id: backlog, name: "Backlog" }), {
      method: "PUT",
      path: `/api/v2/list/${backlog}`,
    });
    expect(await value({ list: backlog, name: "Other", due: "tomorrow", assignee: null })).toEqual({
      id: backlog,
      name: "Backlog",
      changed: [],
      ignored: [
        { field: "name", reason: "ClickUp did not take it" },
        { field: "due", reason: "ClickUp did not take it" },
        { field: "assignee", reason: 'null counts as not given; "none" clears a value' },
      ],
    });
  });

  it("names the tool that finds the List when ClickUp has no such List", async () => {
    const { call } = toolBench(listUpdate);
    expect(await call({ list: "404404", name: "Other" })).toEqual({
      ok: false,
      failure: { code: "not_found", what: "List", findWith: "clickup_workspace_hierarchy" },
    });
  });

  it("keeps the index true: the new name is known and the count not lost", async () => {
    const { value, call, requests, forget } = toolBench(listUpdate);
    await value({ list: "Product / Roadmap / Backlog", name: "Renamed", due: "none" });
    await call({}, listList); // the time zone
    forget();
    const outcome = await call({ name_filter: "renamed" }, listList);
    expect(outcome.ok && outcome.value.structured.lists).toEqual([
      { id: backlog, name: "Renamed", path: "Product / Roadmap / Renamed", task_count: 275 },
    ]);
    expect(requests()).toEqual([]);
  });

  it.each([
    [{}, "list"],
    [{ statuses: ["one", "one"] }, "statuses"],
    [
      {
        statuses: [
          { name: "a", type: "done" },
          { name: "b", type: "done" },
        ],
      },
      "statuses",
    ],
  ])("writes nothing for %j", async (input, argument) => {
    const { call, writes } = toolBench(listUpdate);
    expect(await call({ list: backlog, ...input })).toMatchObject({
      failure: { code: "invalid_input", argument },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(listUpdate);
    expect(await call({ list: id, name: "x" })).toMatchObject({ ok: false });
    expect(leaked(requests(), id)).toEqual([]);
  });
});
