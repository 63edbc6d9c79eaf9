import { describe, expect, it } from "vitest";
import { listCreate } from "../../../src/tools/list/create.ts";
import { listDelete } from "../../../src/tools/list/delete.ts";
import { listGet } from "../../../src/tools/list/get.ts";
import { listList } from "../../../src/tools/list/list.ts";
import { listUpdate } from "../../../src/tools/list/update.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog, launchPlan } = SEED.lists;

describe("clickup_list_list", () => {
  it("gives a Folder's Lists in one call, and looks once for what lies above it", async () => {
    const { call, requests } = toolBench(listList);
    const outcome = await call({ in: "https://app.clickup.com/9001/v/f/503" });
    expect(requests()).toEqual([
      "GET /v2/folder/503/list?archived=false",
      "GET /v2/user",
      "GET /v2/space/101/folder?archived=false",
    ]);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "lists": [
              {
                "due": "2026-12-02T10:00:00+01:00",
                "id": "913",
                "name": "Launch Plan",
                "path": "Product / Roadmap / Q4 Launch / Launch Plan",
                "task_count": 4,
              },
              {
                "id": "914",
                "name": "Press Kit",
                "path": "Product / Roadmap / Q4 Launch / Press Kit",
                "task_count": 3,
              },
              {
                "color": "red",
                "id": "915",
                "name": "Beta Feedback",
                "path": "Product / Roadmap / Q4 Launch / Beta Feedback",
                "task_count": 4,
              },
              {
                "id": "916",
                "name": "Go / No-Go",
                "path": "Product / Roadmap / Q4 Launch / Go / No-Go",
                "task_count": 2,
              },
            ],
            "total": 4,
          },
          "text": "lists (4):
        - id: 913 · name: Launch Plan · path: Product / Roadmap / Q4 Launch / Launch Plan · task_count: 4 · due: 2026-12-02T10:00:00+01:00
        - id: 914 · name: Press Kit · path: Product / Roadmap / Q4 Launch / Press Kit · task_count: 3
        - id: 915 · name: Beta Feedback · path: Product / Roadmap / Q4 Launch / Beta Feedback · task_count: 4 · color: red
        - id: 916 · name: Go / No-Go · path: Product / Roadmap / Q4 Launch / Go / No-Go · task_count: 2
      total: 4
      complete: yes",
        },
      }
    `);
  });

  it("tells due dates, colours and owners where ClickUp does", async () => {
    const { value, sandbox } = toolBench(listList);
    const list = sandbox.state.lists[launchPlan];
    if (list !== undefined) {
      Object.assign(list, { dueMs: Date.UTC(2026, 11, 24, 4), color: "red", assigneeId: 1001 });
    }
    const { lists } = await value({ in: "Product / Roadmap / Q4 Launch", has_due: true });
    expect(lists).toEqual([
      expect.objectContaining({
        id: launchPlan,
        path: "Product / Roadmap / Q4 Launch / Launch Plan",
        color: "red",
        due: expect.stringMatching(/^2026-12-24/),
        assignee: "Ada Lovelace",
      }),
    ]);
    expect(await value({ in: "503", has_due: false })).toMatchObject({ total: 3 });
  });

  it("gives a Folder's Lists without its path where its Space is closed to the user", async () => {
    const { value, sandbox } = toolBench(listList);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "OAUTH_023" }, { status: 401 }), {
      path: "/api/v2/space/101/folder",
    });
    const { lists } = await value({ in: "https://app.clickup.com/9001/v/f/503" });
    expect((lists as { path: string }[])[0]?.path).toBe("Q4 Launch / Launch Plan");
  });

  it("gives a Space's own Lists, and with include_folders all of them in two calls", async () => {
    const { value, requests, forget } = toolBench(listList);
    await value({});
    forget();
    const own = await value({ in: "Product" });
    expect(own).toMatchObject({ total: 4, complete: true });
    expect(requests()).toEqual(["GET /v2/space/101/list?archived=false"]);
    forget();
    const all = await value({ in: "Product", include_folders: true, name_filter: "crash" });
    expect(requests()).toHaveLength(2);
    expect(all.lists).toEqual([
      expect.objectContaining({ path: "Product / Mobile / iOS / Crash Reports" }),
      expect.objectContaining({ path: "Product / Mobile / Android / Crash Reports" }),
    ]);
  });

  it("goes below a Folder, too", async () => {
    const { value } = toolBench(listList);
    const { lists } = await value({ in: "Product / Mobile", include_folders: true });
    expect((lists as { path: string }[]).map(({ path }) => path)).toEqual([
      "Product / Mobile / Shared Components",
      "Product / Mobile / App Store",
      "Product / Mobile / iOS / Sprint Board",
      "Product / Mobile / iOS / Ideas",
      "Product / Mobile / iOS / Crash Reports",
      "Product / Mobile / Android / Sprint Board",
      "Product / Mobile / Android / Ideas",
      "Product / Mobile / Android / Crash Reports",
    ]);
  });

  it("says which Space is missing, because ClickUp does not open it", async () => {
    const { value, sandbox } = toolBench(listList);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "OAUTH_024" }, { status: 403 }), {
      path: "/api/v2/space/105/list",
    });
    expect(await value({})).toMatchObject({
      note: "ClickUp does not show what is in: Private Lab 🔬.",
    });
  });

  it("gives the whole Workspace from a warm index without a call, page by page", async () => {
    const { value, call, requests, forget } = toolBench(listList);
    const first = await value({ limit: 60 });
    expect(first).toMatchObject({ total: 100, complete: false });
    expect(first.lists).toContainEqual({
      id: launchPlan,
      name: "Launch Plan",
      path: "Product / Roadmap / Q4 Launch / Launch Plan",
      task_count: 4,
      due: "2026-12-02T10:00:00+01:00",
    });
    forget();
    const second = await value({ limit: 60, cursor: first.next_cursor });
    expect(second).toMatchObject({ total: 100, complete: true });
    expect(requests()).toEqual([]);
    const ids = [first, second].flatMap(({ lists }) =>
      (lists as { id: string }[]).map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(100);
    expect(await call({ has_due: true, cursor: first.next_cursor })).toMatchObject({
      failure: { code: "invalid_input", argument: "cursor" },
    });
  });

  it("names the tool that finds places when this one is not there", async () => {
    const { call } = toolBench(listList);
    expect(await call({ in: "Nowhere at all" })).toMatchObject({
      failure: { code: "not_found", findWith: "clickup_workspace_hierarchy" },
    });
  });

  it("adds archived Lists with a second call", async () => {
    const { value, requests, sandbox } = toolBench(listList);
    const list = sandbox.state.lists[launchPlan];
    if (list !== undefined) list.archived = true;
    expect((await value({ in: "503", archived: true })).lists).toContainEqual(
      expect.objectContaining({ id: launchPlan, archived: true }),
    );
    expect(requests().filter((line) => line.includes("/folder/503/list"))).toEqual([
      "GET /v2/folder/503/list?archived=false",
      "GET /v2/folder/503/list?archived=true",
    ]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(listList);
    expect(await call({ in: id })).toMatchObject({ ok: false });
    expect(leaked(requests(), id)).toEqual([]);
  });
});

describe("clickup_list_create", () => {
  it("creates a List with its settings in one call", async () => {
    const { call, writes, requests, forget } = toolBench(listCreate);
    await call({ in: "nowhere", name: "x" }); // reads the index
    forget();
    const outcome = await call({
      in: "Product / Roadmap",
      name: "Q1 Plans",
      content: "**Why** we do it",
      due: "2026-12-24",
      priority: "high",
      assignee: "Ada Lovelace",
      color: "red",
    });
    expect(requests().filter((line) => !line.startsWith("GET /v2/user"))).toHaveLength(1);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "lists": [
              {
                "due": "2026-12-24",
                "id": "90130003464",
                "name": "Q1 Plans",
                "path": "Product / Roadmap / Q1 Plans",
                "url": "https://app.clickup.com/9001/v/li/90130003464",
              },
            ],
          },
          "text": "lists (1):
        - id: 90130003464 · name: Q1 Plans · path: Product / Roadmap / Q1 Plans · url: https://app.clickup.com/9001/v/li/90130003464 · due: 2026-12-24",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "assignee": 1001,
            "due_date": 1798081200000,
            "due_date_time": false,
            "markdown_content": "**Why** we do it",
            "name": "Q1 Plans",
            "priority": 2,
            "status": "red",
          },
          "request": "POST /v2/folder/501/list",
        },
      ]
    `);
  });

  it("is found by name at once, without a new reading", async () => {
    const { value, call, requests, forget } = toolBench(listCreate);
    await value({ in: "Product / Roadmap", name: "Q1 Plans" });
    forget();
    expect(await call({ list: "Product / Roadmap / Q1 Plans", limit: 1 }, listGet)).toMatchObject({
      ok: true,
    });
    expect(requests().filter((line) => line.includes("/space"))).toEqual([]);
  });

  it("creates several, a call each, and tells which failed", async () => {
    const { value, writes } = toolBench(listCreate);
    const made = await value({ in: "Product", lists: ["One", "Product Inbox", "Two"] });
    expect(writes().map(({ request }) => request)).toEqual([
      "POST /v2/space/101/list",
      "POST /v2/space/101/list",
      "POST /v2/space/101/list",
    ]);
    expect(made).toMatchObject({
      lists: [
        { name: "One", path: "Product / One" },
        { name: "Two", path: "Product / Two" },
      ],
      failed: [
        {
          step: "List Product Inbox",
          code: "clickup_rejected",
          problem: "There is a List of this name already. (ClickUp code SUBCAT_016)",
        },
      ],
    });
  });

  it("gives several the same settings, and tells of each what ClickUp did not take", async () => {
    const { value, writes, sandbox } = toolBench(listCreate);
    sandbox.answerNext(Response.json({ id: "90139", name: "One" }), { method: "POST" });
    const made = await value({
      in: "Product",
      lists: ["One", "Two"],
      content: "Why",
      due: "2026-12-24",
      priority: "low",
      assignee: "me",
      color: "red",
    });
    const [one, two] = writes().map(({ body }) => body as object);
    expect(two).toEqual({ ...one, name: "Two" });
    expect(made.ignored).toEqual(
      ["content", "due", "priority", "assignee", "color"].map((field) => ({
        list: "One",
        field,
        reason: "ClickUp did not take it",
      })),
    );
  });

  it("fails as a whole when none could be made", async () => {
    const { call } = toolBench(listCreate);
    expect(await call({ in: "Product", name: "Product Inbox" })).toMatchObject({
      ok: false,
      failure: { code: "clickup_rejected", ecode: "SUBCAT_016" },
    });
  });

  it("does not go on after a doubtful write", async () => {
    const { value, sandbox, writes } = toolBench(listCreate);
    sandbox.answerNext(new Response("{}", { status: 500 }), {
      path: "/api/v2/space/101/list",
      method: "POST",
    });
    const outcome = await toolBench(listCreate).call({ in: "Product", lists: ["A", "a"] });
    expect(outcome).toMatchObject({ failure: { code: "invalid_input", argument: "lists" } });
    await expect(value({ in: "Product", lists: ["One", "Two"] })).rejects.toThrow(
      "mayHaveHappened",
    );
    expect(writes()).toHaveLength(1);
  });

  it("makes one from a template, which ClickUp fills afterwards", async () => {
    const { value, writes, sandbox } = toolBench(listCreate);
    const [template] = Object.values(sandbox.state.listTemplates);
    const made = await value({
      in: "Product / Roadmap",
      name: "From it",
      from_template: template?.id,
    });
    expect(made).toMatchObject({
      lists: [{ name: "From it", path: "Product / Roadmap / From it" }],
      note: expect.stringContaining("still filling"),
    });
    expect(writes()).toMatchObject([
      {
        request: `POST /v2/folder/501/list_template/${template?.id}`,
        body: { name: "From it", options: { return_immediately: true, old_checklists: true } },
      },
    ]);
    const waited = await value({
      in: "Product",
      name: "Waited for",
      from_template: template?.id,
      wait: true,
    });
    expect(waited.note).toBeUndefined();
    expect(writes()[1]).toMatchObject({ body: { options: { return_immediately: false } } });
  });

  it.each([
    [{ name: "A", lists: ["B"] }, "name"],
    [{}, "name"],
    [{ name: "A", from_template: "t-1", due: "tomorrow" }, "due"],
    [{ name: "A", from_template: "../x" }, "from_template"],
    [{ name: "A", assignee: "Nobody Atall" }, undefined],
    [{ name: "A", due: "someday maybe" }, "due"],
  ])("writes nothing for %j", async (input, argument) => {
    const { call, writes } = toolBench(listCreate);
    expect(await call({ in: "Product", ...input })).toMatchObject({
      ok: false,
      failure: argument === undefined ? { code: "not_found" } : { code: "invalid_input", argument },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(listCreate);
    expect(await call({ in: id, name: "x" })).toMatchObject({ ok: false });
    expect(leaked(requests(), id)).toEqual([]);
  });
});

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
    expect(requests().filter((line) => line.includes("/list/"))).toHaveLength(1);
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
    expect(requests().filter((line) => line.includes(`/list/${backlog}`))).toEqual([
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

describe("clickup_list_delete", () => {
  it("deletes in two calls and forgets the List", async () => {
    const { call, requests, forget, sandbox } = toolBench(listDelete);
    await call({ list: "Launch Plan", expected_name: "x" });
    forget();
    expect(
      await call({
        list: "Product / Roadmap / Q4 Launch / Launch Plan",
        expected_name: "launch plan",
      }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "deleted": true,
            "id": "913",
            "name": "Launch Plan",
            "tasks": 4,
          },
          "text": "deleted: yes
      id: 913
      name: Launch Plan
      tasks: 4",
        },
      }
    `);
    const left = Object.values(sandbox.state.tasks).filter(({ listId }) => listId === launchPlan);
    expect(left).toEqual([]);
    expect(requests()).toEqual([`GET /v2/list/${launchPlan}`, `DELETE /v2/list/${launchPlan}`]);
    forget();
    const outcome = await call({ name_filter: "launch plan" }, listList);
    expect(outcome.ok && outcome.value.structured.lists).toEqual([]);
    expect(requests()).toEqual([]);
  });

  it("only looks in a dry run", async () => {
    const { value, writes } = toolBench(listDelete);
    expect(await value({ list: launchPlan, expected_name: "Launch Plan", dry_run: true })).toEqual({
      deleted: false,
      id: launchPlan,
      name: "Launch Plan",
      tasks: 4,
      dry_run: true,
      note: expect.stringContaining("closed and archived things may not be in them"),
    });
    expect(writes()).toEqual([]);
  });

  it("deletes nothing under another name than expected", async () => {
    const { call, writes } = toolBench(listDelete);
    expect(await call({ list: launchPlan, expected_name: "Press Kit" })).toMatchObject({
      ok: false,
      failure: {
        code: "invalid_input",
        argument: "expected_name",
        problem: expect.stringContaining('called "Launch Plan"'),
      },
    });
    expect(writes()).toEqual([]);
  });

  it("says that it is gone when asked a second time", async () => {
    const { value, call } = toolBench(listDelete);
    await value({ list: launchPlan, expected_name: "Launch Plan" });
    expect(await call({ list: launchPlan, expected_name: "Launch Plan" })).toMatchObject({
      failure: { code: "not_found", what: "List" },
    });
  });

  it("is refused where nodelete is set", async () => {
    const { call, writes } = toolBench(listDelete, { policy: { nodelete: true } });
    expect(await call({ list: launchPlan, expected_name: "Launch Plan" })).toMatchObject({
      failure: { code: "not_selected" },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(listDelete);
    expect(await call({ list: id, expected_name: "x" })).toMatchObject({ ok: false });
    expect(leaked(requests(), id)).toEqual([]);
  });
});
