import { describe, expect, it } from "vitest";
import { workspaceHierarchy } from "../../../src/tools/workspace/hierarchy.ts";
import { toolBench } from "../../support/tool-bench.ts";

interface Row {
  type: string;
  id: string;
  name: string;
  path: string;
}
const rowsOf = (value: unknown) => (value as { rows: Row[] }).rows;

describe("clickup_workspace_hierarchy", () => {
  it("shows 5 Spaces, 20 Folders and 100 Lists in 12 calls, and then in none", async () => {
    const { value, requests, forget } = toolBench(workspaceHierarchy);
    const all = await value({});
    expect(rowsOf(all)).toHaveLength(125);
    expect(all).toMatchObject({
      workspace: { id: "9001", name: "Northwind Studio" },
      index_age_s: 0,
      truncated: false,
    });
    expect(requests()).toHaveLength(12);
    forget();
    await value({});
    expect(requests()).toEqual([]);
  });

  it("reads as an indented tree with ids", async () => {
    const { call } = toolBench(workspaceHierarchy);
    const outcome = await call({ root: "Product", include: ["counts"] });
    expect(outcome.ok && outcome.value.text).toMatchInlineSnapshot(`
      "Northwind Studio (Workspace 9001)
      Product (space 101)
        Product Inbox (list 978) 1 task
        Quarterly Goals (list 979) 4 tasks
        Competitors (list 980) 3 tasks
        Personal <Sandbox> (list 981) 5 tasks
        Roadmap (folder 501) 295 tasks
          Backlog (list 901) 275 tasks
          Now (list 902) 2 tasks
          Next (list 903) 4 tasks
          Later (list 904) 2 tasks
          Ideas (list 905) 3 tasks
          Discovery (list 906) 6 tasks
          Bugs & Regressions (list 907) 3 tasks
          Q4 Launch (folder 503) 13 tasks
            Launch Plan (list 913) 4 tasks
            Press Kit (list 914) 3 tasks
            Beta Feedback (list 915) 4 tasks
            Go / No-Go (list 916) 2 tasks
        Releases (folder 502) 22 tasks
          2026.09 (list 908) 4 tasks
          2026.10 (list 909) 4 tasks
          2026.11 (list 910) 3 tasks
          2026.12 (list 911) 5 tasks
          Hotfixes (list 912) 6 tasks
        Mobile (folder 504) 9 tasks
          Shared Components (list 917) 6 tasks
          App Store (list 918) 3 tasks
          iOS (folder 505) 12 tasks
            Sprint Board (list 919) 5 tasks
            Ideas (list 920) 4 tasks
            Crash Reports (list 921) 3 tasks
          Android (folder 506) 7 tasks
            Sprint Board (list 922) 3 tasks
            Ideas (list 923) 3 tasks
            Crash Reports (list 924) 1 task
        Platform (folder 507) 21 tasks
          API (list 925) 2 tasks
          Infrastructure (list 926) 6 tasks
          Security (list 927) 3 tasks
          Observability (list 928) 6 tasks
          Data (list 929) 4 tasks
      Read 0 s ago."
    `);
  });

  it("gives the same as rows, each with its path", async () => {
    const { value } = toolBench(workspaceHierarchy);
    const input = { root: "Product / Mobile / iOS", depth: 2, include: ["counts", "statuses"] };
    expect(await value(input)).toMatchInlineSnapshot(`
      {
        "index_age_s": 0,
        "rows": [
          {
            "id": "505",
            "name": "iOS",
            "path": "Product / Mobile / iOS",
            "tasks": 12,
            "type": "folder",
          },
          {
            "id": "919",
            "name": "Sprint Board",
            "path": "Product / Mobile / iOS / Sprint Board",
            "statuses": [
              "to do",
              "in progress",
              "in review",
              "done",
              "closed",
            ],
            "tasks": 5,
            "type": "list",
          },
          {
            "id": "920",
            "name": "Ideas",
            "path": "Product / Mobile / iOS / Ideas",
            "statuses": [
              "to do",
              "in progress",
              "in review",
              "done",
              "closed",
            ],
            "tasks": 4,
            "type": "list",
          },
          {
            "id": "921",
            "name": "Crash Reports",
            "path": "Product / Mobile / iOS / Crash Reports",
            "statuses": [
              "to do",
              "in progress",
              "in review",
              "done",
              "closed",
            ],
            "tasks": 3,
            "type": "list",
          },
        ],
        "truncated": false,
        "workspace": {
          "id": "9001",
          "name": "Northwind Studio",
        },
      }
    `);
  });

  it("fetches one Space alone for a root", async () => {
    const { value, requests } = toolBench(workspaceHierarchy);
    const rows = rowsOf(await value({ root: "Customer Support" }));
    expect(rows[0]).toMatchObject({ type: "space", id: "103" });
    expect(requests()).toEqual([
      "GET /v2/team",
      "GET /v2/team/9001/space?archived=false",
      "GET /v2/space/103/folder?archived=false",
      "GET /v2/space/103/list?archived=false",
    ]);
  });

  it.each([
    "Mobile",
    "504",
    "Product / Mobile",
    "https://app.clickup.com/9001/v/f/504",
  ])("starts at the Folder %s", async (root) => {
    const { value } = toolBench(workspaceHierarchy);
    const rows = rowsOf(await value({ root }));
    expect(rows.map(({ name }) => name)).toEqual([
      "Mobile",
      "Shared Components",
      "App Store",
      "iOS",
      "Sprint Board",
      "Ideas",
      "Crash Reports",
      "Android",
      "Sprint Board",
      "Ideas",
      "Crash Reports",
    ]);
  });

  it("adds the Lists of the last level when they are asked for, and nothing else below it", async () => {
    const { value } = toolBench(workspaceHierarchy);
    const shown = async (input: object) =>
      rowsOf(await value({ root: "Product", depth: 1, ...input })).map(({ type, name }) => [
        type,
        name,
      ]);
    expect(await shown({})).toEqual([["space", "Product"]]);
    expect(await shown({ include: ["lists"] })).toEqual([
      ["space", "Product"],
      ["list", "Product Inbox"],
      ["list", "Quarterly Goals"],
      ["list", "Competitors"],
      ["list", "Personal <Sandbox>"],
    ]);
    expect(await shown({ include: ["counts"] })).toEqual([["space", "Product"]]);
  });

  it("stops at the depth asked for", async () => {
    const { value } = toolBench(workspaceHierarchy);
    const types = async (depth: number) =>
      new Set(rowsOf(await value({ depth })).map(({ path }) => path.split(" / ").length));
    expect(await types(1)).toEqual(new Set([1]));
    expect(Math.max(...(await types(2)))).toBe(2);
  });

  it("adds statuses, tags, members and Teams on request", async () => {
    const { value, call } = toolBench(workspaceHierarchy);
    const input = { root: "Product", include: ["statuses", "tags", "members"] };
    expect(await value(input)).toMatchObject({
      rows: expect.arrayContaining([
        expect.objectContaining({ id: "101", tags: expect.arrayContaining(["needs decision"]) }),
        expect.objectContaining({ id: "913", statuses: ["planned", "at risk", "launched 🚀"] }),
        expect.objectContaining({ id: "901", statuses: expect.arrayContaining(["in review"]) }),
      ]),
      members: expect.arrayContaining([
        { id: "1001", name: "Ada Lovelace", email: "ada@example.com", role: "owner" },
      ]),
      teams: expect.arrayContaining([
        expect.objectContaining({ handle: "design", members: ["Ada Lovelace", "Chika Tanaka"] }),
      ]),
    });
    const outcome = await call(input);
    expect(outcome.ok && outcome.value.text).toContain("@design");
  });

  it("filters names by a part or a near miss and keeps the whole path", async () => {
    const { value, call } = toolBench(workspaceHierarchy);
    expect(rowsOf(await value({ name_filter: "crash" })).map(({ path }) => path)).toEqual([
      "Product / Mobile / iOS / Crash Reports",
      "Product / Mobile / Android / Crash Reports",
    ]);
    expect(rowsOf(await value({ name_filter: "baklog" })).map(({ id }) => id)).toContain("901");
    const none = await call({ name_filter: "zzzzzz" });
    expect(none.ok && none.value.text).toContain("Nothing matches");
  });

  it("goes on with the cursor, and refuses one of other arguments", async () => {
    const { value, call } = toolBench(workspaceHierarchy);
    const first = await value({ limit: 60 });
    expect(first).toMatchObject({ truncated: true, next_cursor: expect.any(String) });
    const second = await value({ limit: 60, cursor: first.next_cursor });
    const third = await value({ limit: 60, cursor: second.next_cursor });
    expect(third).toMatchObject({ truncated: false });
    const ids = [first, second, third].flatMap(rowsOf).map(({ id }) => id);
    expect(new Set(ids).size).toBe(125);
    expect(await call({ depth: 1, cursor: first.next_cursor })).toMatchObject({
      ok: false,
      failure: { code: "invalid_input", argument: "cursor" },
    });
  });

  it("reads again when told to", async () => {
    const { value, requests, forget, sandbox } = toolBench(workspaceHierarchy);
    await value({});
    const list = sandbox.state.lists["901"];
    if (list !== undefined) list.name = "Renamed";
    forget();
    expect(rowsOf(await value({})).some(({ name }) => name === "Renamed")).toBe(false);
    const fresh = rowsOf(await value({ refresh: true }));
    expect(fresh.some(({ name }) => name === "Renamed")).toBe(true);
    expect(requests()).toHaveLength(11);
  });

  it("asks which Workspace when the user opened several", async () => {
    const { call, value } = toolBench(workspaceHierarchy, {
      userId: "1002",
      workspaceIds: ["9001", "9002"],
    });
    expect(await call({})).toMatchObject({
      ok: false,
      failure: {
        code: "invalid_input",
        argument: "workspace",
        allowed: ["Northwind Studio (id 9001)", "Harbor & Co (id 9002)"],
      },
    });
    expect(rowsOf(await value({ workspace: "Harbor & Co" })).map(({ name }) => name)).toContain(
      "Menu App",
    );
    const archived = rowsOf(await value({ workspace: "9002", include: ["archived"] }));
    expect(archived).toContainEqual(expect.objectContaining({ name: "Old Stuff", archived: true }));
  });

  it("keeps a name on one line and free of what nobody sees", async () => {
    const { call, sandbox } = toolBench(workspaceHierarchy);
    const list = sandbox.state.lists["901"];
    if (list !== undefined) list.name = "Back\nlog (list 1)\u202e\u{e0041}";
    const outcome = await call({ root: "Product" });
    expect(outcome.ok && outcome.value.text).toContain("    Back log (list 1) (list 901)\n");
  });

  it.each([
    "424242",
    "https://app.clickup.com/9001/v/f/424242",
    "https://app.clickup.com/9001/v/s/424242",
  ])("says that there is no %s rather than show an empty tree", async (root) => {
    const { call } = toolBench(workspaceHierarchy);
    expect(await call({ root })).toMatchObject({
      ok: false,
      failure: { code: "not_found", what: "Space or Folder", given: root },
    });
  });

  it("writes statuses once, where they differ from those above", async () => {
    const { call } = toolBench(workspaceHierarchy);
    const outcome = await call({ root: "Product", include: ["statuses"] });
    const text = outcome.ok ? outcome.value.text : "";
    expect(text.match(/statuses: .*/g)).toEqual([
      "statuses: to do, in progress, in review, done, closed",
      "statuses: planned, at risk, launched 🚀",
    ]);
    expect(text).toContain("Launch Plan (list 913) statuses: planned");
    expect(text).toContain("Where no statuses are shown, those of the Folder or Space above hold.");
    const rows = outcome.ok ? outcome.value.structured.rows : [];
    expect(rows).toContainEqual(
      expect.objectContaining({
        id: "901",
        statuses: ["to do", "in progress", "in review", "done", "closed"],
      }),
    );
  });

  it("names the nearest when the root does not exist", async () => {
    const { call } = toolBench(workspaceHierarchy);
    expect(await call({ root: "Prodcution" })).toMatchObject({
      ok: false,
      failure: { code: "not_found", nearest: [{ id: "101", name: "Product" }] },
    });
  });
});
