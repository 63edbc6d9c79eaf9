import { describe, expect, it } from "vitest";
import { workspaceSearch } from "../../../src/tools/workspace/search.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

interface Row {
  type: string;
  id: string;
  name: string;
  score: number;
  snippet?: string;
  path?: string;
}
const rowsOf = (value: unknown) => (value as { rows: Row[] }).rows;

describe("clickup_workspace_search", () => {
  it("finds things of every kind, the nearest first", async () => {
    const { value, requests, forget } = toolBench(workspaceSearch);
    await value({ query: "anything" });
    forget();
    const found = await value({ query: "launch" });
    const rows = rowsOf(found);
    expect(new Set(rows.map(({ type }) => type))).toEqual(
      new Set(["folder", "list", "task", "doc", "channel"]),
    );
    expect(rows.map(({ score }) => score)).toEqual(
      rows.map(({ score }) => score).toSorted((a, b) => b - a),
    );
    expect(rows).toContainEqual({
      type: "list",
      id: SEED.lists.launchPlan,
      name: "Launch Plan",
      path: "Product / Roadmap / Q4 Launch / Launch Plan",
      url: `https://app.clickup.com/9001/v/li/${SEED.lists.launchPlan}`,
      score: expect.any(Number),
    });
    const few = rowsOf(await value({ query: "launch", limit: 1 })).map(({ type }) => type);
    expect(few.toSorted()).toEqual([...new Set(rows.map(({ type }) => type))].toSorted());
    // A warm index adds nothing.
    expect(requests().filter((line) => /\/(space|folder|list|user)\b/.test(line))).toEqual([]);
  });

  it("says as much as text as in its rows", async () => {
    const { call } = toolBench(workspaceSearch);
    expect(await call({ query: "crash android", types: ["list"] })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "pages_read": 0,
            "rows": [
              {
                "id": "924",
                "name": "Crash Reports",
                "path": "Product / Mobile / Android / Crash Reports",
                "score": 52,
                "type": "list",
                "url": "https://app.clickup.com/9001/v/li/924",
              },
            ],
            "scanned": 100,
          },
          "text": "rows (1):
        - type: list · id: 924 · name: Crash Reports · path: Product / Mobile / Android / Crash Reports · url: https://app.clickup.com/9001/v/li/924 · score: 52
      pages_read: 0
      scanned: 100
      complete: yes",
        },
      }
    `);
  });

  it("takes a phrase as it stands, and leaves out what is not wanted", async () => {
    const { value, sandbox } = toolBench(workspaceSearch);
    const names = ["Red door handle", "Door, red", "Red door bell"];
    const tasks = Object.values(sandbox.state.tasks).filter(({ listId, archived, status }) => {
      return listId === SEED.lists.backlog && !archived && status === "to do";
    });
    for (const [index, name] of names.entries()) Object.assign(tasks[index] ?? {}, { name });
    const found = async (query: string) =>
      rowsOf(await value({ query, types: ["task"], max_pages: 60 }))
        .map(({ name }) => name)
        .toSorted();
    expect(await found("red door")).toEqual(["Door, red", "Red door bell", "Red door handle"]);
    expect(await found('"red door"')).toEqual(["Red door bell", "Red door handle"]);
    expect(await found('"red door" -bell')).toEqual(["Red door handle"]);
  });

  it("searches closed tasks only when told to, and says so where it found none", async () => {
    const { value, sandbox } = toolBench(workspaceSearch);
    const closed = sandbox.state.tasks[SEED.tasks.closed];
    if (closed !== undefined) closed.name = "Xylophone tuned";
    const input = { query: "xylophone", types: ["task"], max_pages: 60 };
    expect(await value(input)).toMatchObject({
      rows: [],
      note: "Closed tasks were not searched; include_closed does.",
    });
    const found = await value({ ...input, include_closed: true });
    expect(rowsOf(found).map(({ id }) => id)).toEqual([SEED.tasks.closed]);
    const byStatus = await value({ query: "xylophone", status: ["closed"], max_pages: 60 });
    expect(rowsOf(byStatus).map(({ id }) => id)).toEqual([SEED.tasks.closed]);
  });

  it("reads the pages of Docs on request, and shows where the words stand", async () => {
    const { value } = toolBench(workspaceSearch);
    const input = { query: "whoever has the phone", types: ["doc"] };
    expect(rowsOf(await value(input))).toEqual([]);
    expect(rowsOf(await value({ ...input, search_bodies: true }))).toMatchObject([
      { id: SEED.docs.handbook, snippet: expect.stringContaining("Whoever has the phone.") },
    ]);
  });

  it.each([
    ["member", "chika", "Chika Tanaka"],
    ["member", "ada@example.com", "Ada Lovelace"],
    ["channel", "support", "Support questions"],
    ["view", "everything", "Everything"],
    ["space", "lab", "Private Lab 🔬"],
    ["folder", "q4", "Q4 Launch"],
    ["list", "crash android", "Crash Reports"],
  ])("finds a %s by %j", async (type, query, name) => {
    const { value } = toolBench(workspaceSearch);
    const rows = rowsOf(await value({ query, types: [type] }));
    expect(rows.map((row) => row.name.toLowerCase())).toContain(name.toLowerCase());
    expect(rows.every((row) => row.type === type)).toBe(true);
  });

  it("shows tasks with their path, and follows the page budget with a cursor", async () => {
    const { value, sandbox } = toolBench(workspaceSearch);
    const task = sandbox.state.tasks[SEED.tasks.checkout];
    if (task !== undefined) Object.assign(task, { name: "Needle in it", updatedMs: 1 });
    const first = await value({ query: "needle", types: ["task"], max_pages: 1 });
    expect(first).toMatchObject({
      rows: [],
      pages_read: 1,
      complete: false,
      note: expect.stringContaining("Only a part was read"),
    });
    let page = first;
    const found: Row[] = [];
    for (let calls = 0; page.complete === false && calls < 20; calls += 1) {
      const cursor = page.next_cursor;
      page = await value({ query: "needle", types: ["task"], max_pages: 1, cursor });
      found.push(...rowsOf(page));
    }
    expect(page.complete).toBe(true);
    expect(found).toEqual([
      expect.objectContaining({
        id: SEED.tasks.checkout,
        path: expect.stringContaining(" / "),
      }),
    ]);
  });

  it("reads bodies on request and shows where the words stand", async () => {
    const { value, sandbox } = toolBench(workspaceSearch);
    const task = sandbox.state.tasks[SEED.tasks.checkout];
    if (task !== undefined) Object.assign(task, { text: "some xylophone here", markdown: "x" });
    const input = { query: "xylophone", types: ["task"], max_pages: 60 };
    expect(rowsOf(await value(input))).toEqual([]);
    expect(rowsOf(await value({ ...input, search_bodies: true }))).toEqual([
      expect.objectContaining({ snippet: "some xylophone here" }),
    ]);
  });

  it("stays below the places that are named", async () => {
    const { value } = toolBench(workspaceSearch);
    const rows = rowsOf(await value({ query: "ideas", in: ["Product / Mobile"] }));
    expect(rows.filter(({ type }) => type === "list").map(({ path }) => path)).toEqual([
      "Product / Mobile / iOS / Ideas",
      "Product / Mobile / Android / Ideas",
    ]);
    expect(rows.every(({ type }) => type !== "member" && type !== "view")).toBe(true);
  });

  it("searches tasks alone when a filter only tasks have is given", async () => {
    const { value, requests } = toolBench(workspaceSearch);
    const rows = rowsOf(
      await value({ query: "-zzzz a", assignees: ["me"], updated_after: "2020-01-01" }),
    );
    expect(rows.every(({ type }) => type === "task")).toBe(true);
    expect(requests("/task?")[0]).toContain("assignees[]=1001");
    expect(requests("/v3/")).toEqual([]);
  });

  it("gives every hit once over its pages", async () => {
    const { value } = toolBench(workspaceSearch);
    const all = rowsOf(await value({ query: "ideas", types: ["list"], limit: 100 }));
    const one = await value({ query: "ideas", types: ["list"], limit: 1 });
    const rows = rowsOf(one);
    let { next_cursor: cursor } = one;
    while (cursor !== undefined) {
      const more = await value({ query: "ideas", types: ["list"], limit: 1, cursor });
      rows.push(...rowsOf(more));
      cursor = more.next_cursor;
    }
    expect(rows.map(({ id }) => id).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });

  it("does not call a search complete of which ClickUp refused a part", async () => {
    const { value, sandbox } = toolBench(workspaceSearch);
    sandbox.answerNext(Response.json({ message: "no" }, { status: 403 }), {
      path: "/api/v3/workspaces/9001/docs",
    });
    expect(await value({ query: "handbook", types: ["doc"] })).toMatchObject({
      rows: [],
      complete: false,
      warnings: [expect.stringContaining("Docs")],
    });
  });

  it.each([
    [{ query: "-only" }, "query"],
    [{ query: "x", updated_after: "whenever" }, "updated_after"],
    [{ query: "x", types: ["tasks"] }, "types.0"],
    // ClickUp would find no tasks with it, and say nothing.
    [{ query: "x", in: [SEED.lists.now], status: ["nope"] }, "status"],
    [{ query: "x", cursor: "abc" }, "cursor"],
  ])("refuses %j", async (input, argument) => {
    const { call } = toolBench(workspaceSearch);
    expect(await call(input)).toMatchObject({ failure: { code: "invalid_input", argument } });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(workspaceSearch);
    await call({ query: "x", in: [id] });
    await call({ query: "x", assignees: [id] });
    expect(leaked(requests(), id)).toEqual([]);
  });
});
