import { describe, expect, it } from "vitest";
import { apiExecute } from "../../../src/tools/api/execute.ts";
import { operations } from "../../../src/tools/api/operation.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog } = SEED.lists;

describe("clickup_api_execute", () => {
  it("calls the operation and keeps what was asked for", async () => {
    const { call, requests } = toolBench(apiExecute);
    expect(
      await call({
        operation: "GetList",
        path_params: { list_id: backlog },
        select: ["id", "name", "space.name"],
      }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "calls_left": 99,
            "complete": true,
            "data": {
              "id": "901",
              "name": "Backlog",
              "space": {
                "name": "Product",
              },
            },
            "operation": "GetList",
            "status": 200,
          },
          "text": "operation: GetList
      status: 200
      data:
        id: 901
        name: Backlog
        space:
          name: Product
      complete: yes
      calls_left: 99",
        },
      }
    `);
    expect(requests()).toEqual([`GET /v2/list/${backlog}`]);
  });

  it("keeps rows beside the rest as far as they are asked for", async () => {
    const { value } = toolBench(apiExecute);
    const asked = { operation: "GetList", path_params: { list_id: backlog } };
    const some = await value({ ...asked, select: ["name", "statuses.status"] });
    expect(some.data).toMatchObject({
      name: "Backlog",
      statuses: [{ status: "to do" }, {}, {}, {}, {}],
    });
    const whole = await value(asked);
    expect(whole.data).toMatchObject({
      id: backlog,
      statuses: [{ id: "p101_todo" }, {}, {}, {}, {}],
    });
  });

  it("goes on behind a page that holds another list beside its rows", async () => {
    const retell = async (_: Request, answer: Response) =>
      Response.json({ warnings: [], ...((await answer.json()) as object), last_page: false });
    const { value } = toolBench(apiExecute, { retell });
    const asked = { operation: "GetTasks", path_params: { list_id: backlog }, select: ["id"] };
    expect(await value(asked)).toMatchObject({
      data: { tasks: expect.arrayContaining([{ id: expect.any(String) }]) },
      complete: false,
      next_cursor: expect.any(String),
    });
  });

  it("stops before the token's minute is used up, and the cursor goes on from there", async () => {
    const { value, call, requests, advance } = toolBench(apiExecute, { rateLimitPerMinute: 2 });
    const asked = {
      operation: "GetTasks",
      path_params: { list_id: backlog },
      select: ["id"],
      all_pages: true,
    };
    const first = await value(asked);
    expect(first).toMatchObject({ complete: false, calls_left: 0 });
    expect(requests()).toHaveLength(2);
    advance(60_000);
    const next = { ...asked, cursor: first.next_cursor };
    expect(await call({ ...next, query: { archived: true } })).toMatchObject({
      failure: { code: "invalid_input", argument: "cursor" },
    });
    expect(await value(next)).toMatchObject({ complete: true });
  });

  it("takes the path with its ids, and fills in the Workspace", async () => {
    const { value, requests, forget } = toolBench(apiExecute);
    const first = await value({
      method: "GET",
      path: "https://api.clickup.com/api/v2/team/9001/time_entries/current",
    });
    expect(first).toMatchObject({ operation: "Getrunningtimeentry", status: 200 });
    await value({ operation: "GET /v2/team/{team_id}/space", query: { archived: false } });
    forget();
    await value({ operation: "GetSpaces", select: ["spaces.id"] });
    expect(requests()).toEqual(["GET /v2/team/9001/space"]);
  });

  it("sends lists under the names ClickUp wants", async () => {
    const { value, requests } = toolBench(apiExecute);
    await value({
      operation: "GetTasks",
      path_params: { list_id: backlog },
      query: { statuses: ["to do"], page: 0, custom_fields: [] },
      select: ["tasks.id"],
    });
    expect(requests()).toEqual([
      `GET /v2/list/${backlog}/task?statuses[]=to do&page=0&custom_fields=[]`,
    ]);
  });

  it("follows the pages and goes on by cursor", async () => {
    const { value, requests } = toolBench(apiExecute);
    const asked = {
      operation: "GetTasks",
      path_params: { list_id: backlog },
      select: ["id"],
    };
    const first = await value(asked);
    expect(first).toMatchObject({ complete: false, next_cursor: expect.any(String) });
    expect((first.data as { tasks: unknown[] }).tasks).toHaveLength(100);
    const second = await value({ ...asked, cursor: first.next_cursor });
    expect((second.data as { tasks: unknown[] }).tasks[0]).not.toEqual(
      (first.data as { tasks: unknown[] }).tasks[0],
    );
    const all = await value({ ...asked, all_pages: true });
    expect(all).toMatchObject({ complete: true });
    expect((all.data as { tasks: unknown[] }).tasks.length).toBeGreaterThan(250);
    expect(requests().slice(0, 3)).toEqual([
      `GET /v2/list/${backlog}/task`,
      `GET /v2/list/${backlog}/task?page=1`,
      `GET /v2/list/${backlog}/task`,
    ]);
  });

  it("cuts what is too large at a row, and the cursor goes on there", async () => {
    const { value } = toolBench(apiExecute);
    const asked = { operation: "GetTasks", path_params: { list_id: backlog } };
    const ids: string[] = [];
    let cursor: unknown;
    for (let calls = 0; calls < 8; calls += 1) {
      const page = await value({ ...asked, ...(cursor !== undefined && { cursor }) });
      ids.push(...(page.data as { tasks: { id: string }[] }).tasks.map(({ id }) => id));
      expect(JSON.stringify(page).length).toBeLessThan(70_000);
      expect(page).toMatchObject({ complete: false, note: expect.stringContaining("select") });
      cursor = page.next_cursor;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(40);
  });

  it("follows comments and chat by their own marks", async () => {
    const { value } = toolBench(apiExecute);
    const comments = await value({
      operation: "GetTaskComments",
      path_params: { task_id: SEED.tasks.checkout },
      select: ["comments.id"],
      all_pages: true,
    });
    expect((comments.data as { comments: unknown[] }).comments.length).toBeGreaterThan(25);
    const messages = await value({
      operation: "getChatMessages",
      path_params: { channel_id: SEED.channels.support },
      select: ["id"],
      all_pages: true,
    });
    expect((messages.data as { data: unknown[] }).data.length).toBeGreaterThan(100);
  });

  it("writes with a body that was checked", async () => {
    const { value, writes } = toolBench(apiExecute);
    expect(
      await value({
        operation: "POST /v2/list/{list_id}/task",
        path_params: { list_id: backlog },
        body: { name: "By hand", priority: 2 },
        select: ["name"],
      }),
    ).toEqual({
      operation: "CreateTask",
      status: 200,
      data: { name: "By hand" },
      complete: true,
      calls_left: expect.any(Number),
    });
    expect(writes()).toEqual([
      { request: `POST /v2/list/${backlog}/task`, body: { name: "By hand", priority: 2 } },
    ]);
  });

  it("deletes, merges and changes people only with confirm", async () => {
    const { call, requests } = toolBench(apiExecute);
    for (const { id } of operations().filter(({ needsConfirm }) => needsConfirm)) {
      expect(await call({ operation: id }), id).toMatchObject({
        failure: { code: "invalid_input", argument: "confirm" },
      });
    }
    expect(requests()).toEqual([]);
    const { milestone } = SEED.tasks;
    expect(
      await call({ operation: "DeleteTask", path_params: { task_id: milestone }, confirm: true }),
    ).toMatchObject({ ok: true, value: { structured: { status: 204, data: {} } } });
    expect(requests()).toEqual([`DELETE /v2/task/${milestone}`]);
  });

  it("needs the scope of the operation", async () => {
    const { call, requests } = toolBench(apiExecute, { scopes: ["clickup:read"] });
    const create = {
      operation: "CreateTask",
      path_params: { list_id: backlog },
      body: { name: "A" },
    };
    expect(await call(create)).toMatchObject({
      failure: { code: "insufficient_scope", needed: "clickup:write" },
    });
    expect(
      await call({ operation: "DeleteTask", path_params: { task_id: "1" }, confirm: true }),
    ).toMatchObject({ failure: { code: "insufficient_scope", needed: "clickup:delete" } });
    expect(requests()).toEqual([]);
    expect(await call({ operation: "GetAuthorizedUser", select: ["user.id"] })).toMatchObject({
      ok: true,
      value: { structured: { data: { user: { id: 1001 } } } },
    });
  });

  it("stays within readonly and nodelete", async () => {
    const readonly = toolBench(apiExecute, { policy: { readonly: true } });
    expect(
      await readonly.call({
        operation: "CreateTask",
        path_params: { list_id: backlog },
        body: { name: "A" },
      }),
    ).toMatchObject({ failure: { code: "not_selected" } });
    const nodelete = toolBench(apiExecute, { policy: { nodelete: true } });
    const merge = {
      operation: "mergeTasks",
      path_params: { task_id: SEED.tasks.bug },
      body: { source_task_ids: [SEED.tasks.milestone] },
      confirm: true,
    };
    expect(await nodelete.call(merge)).toMatchObject({ failure: { code: "not_selected" } });
    expect([...readonly.requests(), ...nodelete.requests()]).toEqual([]);
  });

  it("sends nothing outside the index", async () => {
    const { call, requests } = toolBench(apiExecute);
    const attempts = [
      { operation: "GetAccessToken" },
      { method: "POST", path: "/v2/oauth/token" },
      { method: "GET", path: "https://evil.example/v2/team" },
      { method: "GET", path: "https://api.clickup.com.evil.example/api/v2/team" },
      { method: "GET", path: "//evil.example/v2/team" },
      { method: "GET", path: "/v1/team" },
      { method: "GET", path: "/v2/../../secret" },
      { method: "GET", path: "/v2/task/%2e%2e" },
      { method: "GET", path: "/v2/task/a%2fb" },
      { method: "GET", path: "/v2/task/x?include_subtasks=true" },
      { method: "POST", path: "/v2/reminder" },
      { method: "PATCH", path: "/v2/team" },
      { operation: "GetTask", path_params: { task_id: "../team" } },
      ...["..", ".", "a/b", "a\\b"].map((tag_name) => ({
        operation: "AddTagToTask",
        path_params: { task_id: SEED.tasks.bug, tag_name },
      })),
      { operation: "GetTask", path_params: { task_id: ["x"] } },
      { operation: "GetTask" },
      { operation: "GetTask", path_params: { task_id: "x", list_id: "1" } },
      {
        operation: "getParentEntityAttachments",
        path_params: { entity_type: "chat", entity_id: "1" },
      },
      { operation: "CreateTaskAttachment", path_params: { task_id: "x" } },
      {},
    ];
    for (const attempt of attempts) {
      expect(await call(attempt), JSON.stringify(attempt)).toMatchObject({ ok: false });
    }
    expect(requests()).toEqual([]);
  });

  it("refuses what ClickUp would ignore silently, and what it needs and was not given", async () => {
    const { call, requests } = toolBench(apiExecute);
    const at = { path_params: { list_id: backlog } };
    for (const [input, argument] of [
      [{ operation: "GetTasks", ...at, query: { limit: 5 } }, "query.limit"],
      [{ operation: "GetTasks", ...at, query: { page: "first" } }, "query.page"],
      [{ operation: "CreateTask", ...at, body: { name: "A", list_id: "1" } }, "body.list_id"],
      [{ operation: "CreateTask", ...at, body: { name: "A", assignees: 1 } }, "body.assignees"],
      [{ operation: "CreateTask", ...at }, "body.name"],
      [{ operation: "Createatimeentry", body: { start: 1, task_id: "x" } }, "body.task_id"],
      [{ operation: "GetList", ...at, body: { name: "A" } }, "body"],
      [
        { operation: "updateTimeEstimatesByUser", path_params: { task_id: "x" }, body: { a: 1 } },
        "body",
      ],
    ] as const) {
      expect(await call(input)).toMatchObject({ failure: { code: "invalid_input", argument } });
    }
    expect(requests()).toEqual([]);
  });

  it("does not show the secrets of webhooks, but the one of a webhook just made", async () => {
    const { call, value } = toolBench(apiExecute);
    const body = { endpoint: "https://hooks.example.com/x", events: ["taskCreated"] };
    const made = await value({ operation: "CreateWebhook", body, select: ["webhook.secret"] });
    expect(made.data).toEqual({ webhook: { secret: expect.stringMatching(/^\w{16,}$/) } });
    const outcome = await call({ operation: "GetWebhooks", select: ["webhooks.secret"] });
    expect(outcome).toMatchObject({
      ok: true,
      value: { structured: { data: { webhooks: Array(3).fill({ secret: "(hidden)" }) } } },
    });
  });

  it("says what ClickUp refused, without its words", async () => {
    const { call } = toolBench(apiExecute);
    expect(await call({ operation: "GetList", path_params: { list_id: "999999" } })).toMatchObject({
      ok: false,
      failure: { what: "List" },
    });
  });
});
