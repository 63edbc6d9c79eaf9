import { describe, expect, it } from "vitest";
import { listList } from "../../../src/tools/list/list.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { launchPlan } = SEED.lists;

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
    expect(requests("/folder/503/list")).toEqual([
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
