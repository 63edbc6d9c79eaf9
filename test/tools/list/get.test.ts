import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { listGet } from "../../../src/tools/list/get.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

interface Row {
  id: string;
  status?: string;
  assignees?: string[];
  due?: string;
}
const rowsOf = (value: { tasks?: unknown }) => value.tasks as Row[];

describe("clickup_list_get", () => {
  it("gives the List and a page of its open tasks as rows", async () => {
    const { call, requests, forget } = toolBench(listGet);
    await call({ list: "902" });
    forget();
    const outcome = await call({ list: SEED.lists.blackFriday, limit: 2 });
    expect(requests().sort()).toEqual([
      `GET /v2/list/${SEED.lists.blackFriday}`,
      `GET /v2/list/${SEED.lists.blackFriday}/task?page=0`,
    ]);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": false,
            "id": "930",
            "name": "Black Friday",
            "next_cursor": "eyJwIjowLCJyIjoyLCJmIjoiNGQ1MzE2ZWI4MDA2In0",
            "note": "Only the List's own Folder is known; the path may lack Folders above it.",
            "path": "Marketing & Growth / Campaigns & Events / Black Friday",
            "statuses": [
              {
                "name": "idea",
                "order": 0,
                "type": "open",
              },
              {
                "name": "drafting",
                "order": 1,
                "type": "custom",
              },
              {
                "name": "waiting for approval",
                "order": 2,
                "type": "custom",
              },
              {
                "name": "published",
                "order": 3,
                "type": "closed",
              },
            ],
            "task_count": 5,
            "tasks": [
              {
                "assignees": [
                  "Chika Tanaka",
                ],
                "due": "2026-10-24T15:00:00+02:00",
                "id": "86c00025b",
                "name": "Measure load tests",
                "priority": "normal",
                "status": "drafting",
                "url": "https://app.clickup.com/t/86c00025b",
              },
              {
                "assignees": [
                  "Chika Tanaka",
                ],
                "due": "2026-11-16T14:00:00+01:00",
                "id": "86c00025f",
                "name": "Remove the sign-up form",
                "status": "waiting for approval",
                "url": "https://app.clickup.com/t/86c00025f",
              },
            ],
          },
          "text": "id: 930
      name: Black Friday
      path: Marketing & Growth / Campaigns & Events / Black Friday
      note: Only the List's own Folder is known; the path may lack Folders above it.
      statuses (4):
        - name: idea · type: open · order: 0
        - name: drafting · type: custom · order: 1
        - name: waiting for approval · type: custom · order: 2
        - name: published · type: closed · order: 3
      task_count: 5
      tasks (2):
        - id: 86c00025b · name: Measure load tests · status: drafting · priority: normal · assignees: Chika Tanaka · due: 2026-10-24T15:00:00+02:00
        - id: 86c00025f · name: Remove the sign-up form · status: waiting for approval · assignees: Chika Tanaka · due: 2026-11-16T14:00:00+01:00
      complete: no
      next_cursor: eyJwIjowLCJyIjoyLCJmIjoiNGQ1MzE2ZWI4MDA2In0
      URL of a task where none is shown: https://app.clickup.com/t/<id>",
        },
      }
    `);
  });

  it("tells description, dates, priority and owner of the List itself", async () => {
    const { value, sandbox } = toolBench(listGet);
    Object.assign(sandbox.state.lists[SEED.lists.launchPlan] ?? {}, {
      content: "**Why** we launch",
      startMs: Date.UTC(2026, 10, 30, 3),
      dueMs: Date.UTC(2026, 11, 24, 16),
      dueHasTime: true,
      priority: 2,
      assigneeId: 1001,
    });
    expect(await value({ list: SEED.lists.launchPlan, include: ["views"] })).toMatchObject({
      content_md: "**Why** we launch",
      start: "2026-11-30",
      due: "2026-12-24T17:00:00+01:00",
      priority: "high",
      assignee: "Ada Lovelace",
    });
  });

  it.each([
    "901",
    "https://app.clickup.com/9001/v/li/901",
    "Backlog",
    "Product / Roadmap / Backlog",
  ])("finds the List by %s", async (list) => {
    const { value } = toolBench(listGet);
    expect(await value({ list, include: ["members"] })).toMatchObject({ id: "901" });
  });

  it("adds fields, members and views with one call each, and leaves tasks out unless asked", async () => {
    const { value, requests } = toolBench(listGet);
    const list = await value({ list: "901", include: ["fields", "members", "views"] });
    expect(list).not.toHaveProperty("tasks");
    expect(list.members).toEqual(["Ada Lovelace", "Ben Okafor"]);
    expect(list.views).toContainEqual({ id: "8c-102", name: "Board & urgent", type: "board" });
    expect(list.fields).toContainEqual({
      name: "Severity",
      id: SEED.fields.drop_down,
      type: "drop_down",
      options: ["Blocker", "Major", "Minor & cosmetic", "Trivial"],
    });
    expect(requests("/list/901")).toHaveLength(4);
  });

  it("walks over all pages by cursor, each task once", async () => {
    const { value, requests } = toolBench(listGet);
    const ids: string[] = [];
    let cursor: unknown;
    let answers = 0;
    do {
      const answer = await value({ list: "901", limit: 70, cursor });
      ids.push(...rowsOf(answer).map(({ id }) => id));
      cursor = answer.next_cursor;
      expect(answer.complete).toBe(cursor === undefined);
      answers += 1;
    } while (cursor !== undefined && answers < 10);
    expect(ids.length).toBeGreaterThan(250);
    expect(new Set(ids).size).toBe(ids.length);
    // The List itself was read once, with the first page.
    expect(requests().filter((line) => line === "GET /v2/list/901")).toHaveLength(1);
  });

  it("goes on with a cursor however the List is named and however many rows are wanted", async () => {
    const { value } = toolBench(listGet);
    const first = await value({ list: "Backlog", limit: 5 });
    const next = await value({ list: "901", limit: 7, cursor: first.next_cursor });
    const ids = [...rowsOf(first), ...rowsOf(next)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(12);
  });

  it("says of what was asked for that there is none", async () => {
    const { call } = toolBench(listGet);
    const include = ["tasks", "views"];
    const outcome = await call({ list: "901", include, due_before: "2001-01-01" });
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        structured: { tasks: [], complete: true },
        text: expect.stringContaining("\ntasks: none\n"),
      },
    });
  });

  it("refuses a cursor of another filter, and one that is not ours", async () => {
    const { call, value } = toolBench(listGet);
    const { next_cursor: cursor } = await value({ list: "901", limit: 5 });
    for (const wrong of [
      { list: "901", limit: 5, cursor, status: ["to do"] },
      { list: "902", limit: 5, cursor },
      { list: "901", limit: 5, cursor: "page2" },
    ]) {
      expect(await call(wrong)).toMatchObject({
        failure: { code: "invalid_input", argument: "cursor" },
      });
    }
  });

  it("filters by status, person and due date in ClickUp's own query", async () => {
    const { value, requests } = toolBench(listGet);
    const answer = await value({
      list: "901",
      status: ["In Progress", "to do"],
      assignee: ["me"],
      due_before: "end of month",
    });
    const beforeMs = Date.UTC(2026, 10, 29, 23);
    expect(requests().at(-1)).toBe(
      `GET /v2/list/901/task?page=0&statuses[]=in progress&statuses[]=to do&assignees[]=1001&due_date_lt=${beforeMs}`,
    );
    expect(answer.due_before).toBe("2026-11-30");
    for (const row of rowsOf(answer)) {
      expect(row.assignees).toContain("Ada Lovelace");
      expect((row.due ?? "9999") < "2026-11-30").toBe(true);
    }
  });

  it("shows closed tasks when a closed status is asked for", async () => {
    const { value } = toolBench(listGet);
    const rows = rowsOf(await value({ list: "901", status: ["closed"] }));
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["closed"]));
    const statuses = async (input: object) =>
      rowsOf(await value({ list: "901", ...input })).map(({ status }) => status);
    expect(await statuses({})).not.toContain("closed");
    expect(await statuses({ include_closed: true })).toContain("closed");
  });

  it("filters here for what ClickUp cannot: nobody, and Teams", async () => {
    const { value } = toolBench(listGet);
    const answer = await value({ list: "901", assignee: ["none"], limit: 10 });
    expect(rowsOf(answer)).toHaveLength(10);
    for (const row of rowsOf(answer)) expect(row).not.toHaveProperty("assignees");
    expect(answer.scanned).toBeGreaterThanOrEqual(10);
    const team = rowsOf(await value({ list: "901", assignee: ["Design"] }));
    expect(team.map(({ id }) => id)).toEqual([SEED.tasks.inTwoLists]);
    const next = await value({
      list: "901",
      assignee: ["none"],
      limit: 10,
      cursor: answer.next_cursor,
    });
    const seen = new Set(rowsOf(answer).map(({ id }) => id));
    expect(rowsOf(next).filter(({ id }) => seen.has(id))).toEqual([]);
  });

  it.each([
    ["status", { status: ["doing"] }, "invalid_input"],
    ["assignee", { assignee: ["Nobody Here"] }, "not_found"],
    ["due_before", { due_before: "soon" }, "invalid_input"],
    ["limit", { limit: 500 }, "invalid_input"],
    ["include", { include: ["comments"] }, "invalid_input"],
  ])("makes an unknown %s an error, never an empty answer", async (_, wrong, code) => {
    const { call } = toolBench(listGet);
    expect(await call({ list: "901", ...wrong })).toMatchObject({ ok: false, failure: { code } });
  });

  it("takes open, done and closed for kinds of status where the List has none of that name", async () => {
    const { value, requests } = toolBench(listGet);
    await value({ list: "901", status: ["open"] });
    expect(requests().at(-1)).toBe(
      "GET /v2/list/901/task?page=0&statuses[]=to do&statuses[]=in progress&statuses[]=in review",
    );
  });

  it("names the List's own statuses for one that it does not have", async () => {
    const { call } = toolBench(listGet);
    expect(await call({ list: "901", status: "doing" })).toMatchObject({
      failure: {
        argument: "status",
        allowed: ["to do", "in progress", "in review", "done", "closed"],
      },
    });
  });

  it("gives full rows on request, descriptions included", async () => {
    const { value } = toolBench(listGet);
    const rows = rowsOf(await value({ list: "901", detail: "full", limit: 100 }));
    expect(rows[0]).toHaveProperty("created");
    expect(rows.find(({ id }) => id === SEED.tasks.checkout)).toMatchObject({
      description: expect.stringContaining("## What happens"),
    });
  });

  it("shows a List without a Folder by its Space", async () => {
    const { value } = toolBench(listGet);
    const list = await value({ list: SEED.lists.productInbox, limit: 1 });
    expect(list.path).toMatch(/^Product \/ [^/]+$/);
    expect(list).not.toHaveProperty("note");
  });

  it("does not let the path of a List in a subfolder pass for the whole while nothing else is known", async () => {
    const { value } = toolBench(listGet);
    const list = SEED.lists.sprintBoardIos;
    expect(await value({ list, limit: 1 })).toMatchObject({
      path: "Product / iOS / Sprint Board",
      note: "Only the List's own Folder is known; the path may lack Folders above it.",
    });
    const named = { list: "Product / Mobile / iOS / Sprint Board", limit: 1 };
    for (const asked of [named, { list, limit: 1 }]) {
      const known = await value(asked);
      expect(known).toMatchObject({ path: "Product / Mobile / iOS / Sprint Board" });
      expect(known).not.toHaveProperty("note");
    }
  });

  it("names the tool that finds Lists when there is no such List", async () => {
    const { call } = toolBench(listGet);
    expect(await call({ list: "404404" })).toEqual({
      ok: false,
      failure: { code: "not_found", what: "List", findWith: "clickup_workspace_hierarchy" },
    });
  });

  it("shows a hundred tasks to a model in 6,000 tokens, with the way to each one's URL", async () => {
    const { call } = toolBench(listGet);
    const outcome = await call({ list: "Backlog" });
    const { text, structured } = outcome.ok ? outcome.value : { text: "", structured: {} };
    expect(structured.tasks).toHaveLength(100);
    expect(rowsOf(structured)[0]).toHaveProperty("url");
    expect(encode(text).length).toBeLessThan(6_000);
    expect(encode(JSON.stringify(structured)).length).toBeLessThan(7_000);
    expect(text).toContain("URL of a task where none is shown: https://app.clickup.com/t/<id>");
  });

  it("tells a subtask by its parent when subtasks are listed", async () => {
    const { value } = toolBench(listGet);
    const rows = rowsOf(await value({ list: "901", status: "to do", subtasks: true }));
    expect(rows.find(({ id }) => id === SEED.tasks.subtask)).toMatchObject({
      parent: SEED.tasks.checkout,
    });
    expect(rows.find(({ id }) => id === SEED.tasks.oddName)).not.toHaveProperty("parent");
  });

  it("keeps a URL that is not of the usual form", async () => {
    const { call, sandbox } = toolBench(listGet);
    sandbox.answerNext(
      Response.json({ tasks: [{ id: "86x1", name: "A", url: "https://eu.example.com/t/86x1" }] }),
      { path: "/api/v2/list/901/task" },
    );
    const outcome = await call({ list: "901" });
    expect(outcome.ok && outcome.value.text).toContain("url: https://eu.example.com/t/86x1");
    expect(outcome.ok && outcome.value.text).not.toContain("where none is shown");
  });

  it.each([
    "../../team",
    "901/..",
    "https://evil.example/v/li/901",
    "901?a=b",
    "..",
  ])("lets no request leave that a hostile List id (%j) would bend", async (list) => {
    const { call, requests } = toolBench(listGet);
    expect(await call({ list })).toMatchObject({ ok: false });
    expect(
      requests().filter((line) => !/^GET \/v2\/(user|team|space)(\/|$|\?)/.test(line)),
    ).toEqual([]);
  });
});
