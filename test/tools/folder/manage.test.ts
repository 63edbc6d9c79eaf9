import { describe, expect, it } from "vitest";
import { folderCreate } from "../../../src/tools/folder/create.ts";
import { folderDelete } from "../../../src/tools/folder/delete.ts";
import { folderUpdate } from "../../../src/tools/folder/update.ts";
import { workspaceHierarchy } from "../../../src/tools/workspace/hierarchy.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { roadmap, mobile, ios } = SEED.folders;

/** Paths that the index now knows. */
async function pathsIn(bench: ReturnType<typeof toolBench>, root: string): Promise<string[]> {
  const outcome = await bench.call({ root }, workspaceHierarchy);
  const rows = outcome.ok ? (outcome.value.structured.rows as { path: string }[]) : [];
  return rows.map(({ path }) => path);
}

describe("clickup_folder_create", () => {
  it("creates a subfolder with its Lists, a call each", async () => {
    const bench = toolBench(folderCreate);
    await bench.call({}, workspaceHierarchy);
    bench.forget();
    const made = await bench.value({
      name: "Watch",
      parent_folder: "Product / Mobile",
      lists: ["Ideas", "Bugs"],
    });
    expect(made).toMatchInlineSnapshot(`
      {
        "id": "90130003464",
        "lists": [
          {
            "id": "90130003465",
            "name": "Ideas",
            "url": "https://app.clickup.com/9001/v/li/90130003465",
          },
          {
            "id": "90130003466",
            "name": "Bugs",
            "url": "https://app.clickup.com/9001/v/li/90130003466",
          },
        ],
        "name": "Watch",
        "path": "Product / Mobile / Watch",
        "url": "https://app.clickup.com/9001/v/f/90130003464",
      }
    `);
    expect(bench.requests()).toHaveLength(3);
    expect(bench.writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "name": "Watch",
            "parent_folder_id": "504",
          },
          "request": "POST /v2/space/101/folder",
        },
        {
          "body": {
            "name": "Ideas",
          },
          "request": "POST /v2/folder/90130003464/list",
        },
        {
          "body": {
            "name": "Bugs",
          },
          "request": "POST /v2/folder/90130003464/list",
        },
      ]
    `);
    bench.forget();
    expect(await pathsIn(bench, "Mobile")).toEqual(
      expect.arrayContaining(["Product / Mobile / Watch", "Product / Mobile / Watch / Bugs"]),
    );
    expect(bench.requests()).toEqual([]);
  });

  it("refuses a name that is there already, unless told otherwise", async () => {
    const { call, writes } = toolBench(folderCreate);
    expect(await call({ name: "roadmap", space: "Product" })).toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "name",
        problem: expect.stringContaining(`"Product / Roadmap" (id ${roadmap})`),
      },
    });
    expect(writes()).toEqual([]);
    expect(await call({ name: "Roadmap", space: "Product", allow_duplicate: true })).toMatchObject({
      failure: { code: "clickup_rejected", hint: "There is a Folder of this name already." },
    });
    // Elsewhere the name is free.
    expect(await call({ name: "Roadmap", parent_folder: "Product / Mobile" })).toMatchObject({
      ok: true,
    });
  });

  it("keeps the Folder when a List fails", async () => {
    const { value, sandbox } = toolBench(folderCreate);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "SUBCAT_016" }, { status: 400 }), {
      method: "POST",
      path: /\/folder\/\d+\/list$/,
    });
    expect(await value({ name: "Half", space: "Product", lists: ["A", "B"] })).toMatchObject({
      path: "Product / Half",
      lists: [{ name: "B" }],
      failed: [{ step: "List A", code: "clickup_rejected" }],
    });
  });

  it("makes one from a template", async () => {
    const { value, writes, sandbox } = toolBench(folderCreate);
    const [template] = Object.values(sandbox.state.folderTemplates);
    const input = { space: "Product", from_template: template?.id };
    expect(await value({ ...input, name: "Later" })).toMatchObject({
      note: expect.stringContaining("still filling"),
    });
    const ready = await value({ ...input, name: "Now", wait: true });
    expect(ready.note).toBeUndefined();
    expect(sandbox.state.folders[String(ready.id)]).toMatchObject({ name: "Now" });
    expect(writes()).toMatchObject([
      { body: { name: "Later", options: { return_immediately: true, subtasks: true } } },
      { body: { name: "Now", options: { return_immediately: false } } },
    ]);
  });

  it("explains that Folders cannot be nested any deeper", async () => {
    const { call, value } = toolBench(folderCreate);
    await value({ name: "Deep", parent_folder: ios });
    expect(await call({ name: "Deeper", parent_folder: "Deep" })).toMatchObject({
      failure: {
        code: "clickup_rejected",
        ecode: "CAT_137",
        hint: expect.stringContaining("deep"),
      },
    });
  });

  it.each([
    [{ name: "X" }, "space"],
    [{ name: "X", space: "Marketing & Growth", parent_folder: "Product / Mobile" }, "space"],
    [{ name: "X", space: "Product", lists: ["a", "A"] }, "lists"],
    [{ name: "X", space: "Product", from_template: "a/b" }, "from_template"],
  ])("writes nothing for %j", async (input, argument) => {
    const { call, writes } = toolBench(folderCreate);
    expect(await call(input)).toMatchObject({ failure: { code: "invalid_input", argument } });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(folderCreate);
    await call({ name: "x", space: id });
    await call({ name: "x", parent_folder: id });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});

describe("clickup_folder_update", () => {
  it("renames and nests in one call each", async () => {
    const bench = toolBench(folderUpdate);
    await bench.call({}, workspaceHierarchy);
    bench.forget();
    expect(
      await bench.value({ folder: "Platform", name: "Base", parent_folder: "Product / Mobile" }),
    ).toEqual({
      id: "507",
      name: "Base",
      path: "Product / Mobile / Base",
      changed: ["name", "parent_folder"],
    });
    expect(bench.writes()).toEqual([
      { request: "PUT /v2/folder/507", body: { name: "Base" } },
      { request: "PUT /v2/folder/507/position", body: { parent_folder_id: mobile } },
    ]);
    expect(await pathsIn(bench, "Mobile")).toContain("Product / Mobile / Base / API");
  });

  it.each(["none", null])("makes a subfolder a top-level Folder with %j", async (parent) => {
    const { value, writes } = toolBench(folderUpdate);
    expect(await value({ folder: "Product / Mobile / iOS", parent_folder: parent })).toMatchObject({
      path: "Product / iOS",
      changed: ["parent_folder"],
    });
    expect(writes()).toEqual([
      { request: `PUT /v2/folder/${ios}/position`, body: { space_id: "101" } },
    ]);
  });

  it("changes its place in the order alone", async () => {
    const { value, writes } = toolBench(folderUpdate);
    expect(await value({ folder: "Product / Mobile", position: 0 })).toEqual({
      id: mobile,
      name: "Mobile",
      path: "Product / Mobile",
      changed: ["position"],
    });
    expect(writes()).toEqual([
      { request: `PUT /v2/folder/${mobile}/position`, body: { position: 0 } },
    ]);
  });

  it("moves to another Space with its task types, and in the order", async () => {
    const bench = toolBench(folderUpdate);
    expect(
      await bench.value({
        folder: mobile,
        space: "Marketing & Growth",
        position: 1,
        task_type_map: { Bug: "task" },
      }),
    ).toMatchObject({ changed: ["space", "position"] });
    expect(bench.writes()).toEqual([
      {
        request: `PUT /v2/folder/${mobile}/position`,
        body: { space_id: "102", position: 1, custom_type_map: { "1300": 0 } },
      },
    ]);
    expect(await pathsIn(bench, "Marketing & Growth")).toContain(
      "Marketing & Growth / Mobile / iOS / Ideas",
    );
  });

  it("tells in words why ClickUp refused, and what was done before", async () => {
    const { value, call } = toolBench(folderUpdate);
    expect(
      await value({ folder: "Product / Mobile", name: "Mob", parent_folder: "Mobile / iOS" }),
    ).toMatchObject({
      changed: ["name"],
      path: "Product / Mob",
      failed: [
        {
          step: "move",
          problem: "A Folder cannot be put into one of its own subfolders. (ClickUp code CAT_148)",
        },
      ],
    });
    expect(await call({ folder: mobile, parent_folder: ios })).toMatchObject({
      failure: { code: "clickup_rejected", ecode: "CAT_148" },
    });
  });

  it.each([
    [{ folder: mobile }, "folder"],
    [{ folder: mobile, parent_folder: mobile }, "parent_folder"],
    [{ folder: mobile, parent_folder: roadmap, space: "Product" }, "space"],
    [{ folder: mobile, task_type_map: { Bug: "task" } }, "task_type_map"],
  ])("writes nothing for %j", async (input, argument) => {
    const { call, writes } = toolBench(folderUpdate);
    expect(await call(input)).toMatchObject({ failure: { code: "invalid_input", argument } });
    expect(writes()).toEqual([]);
  });

  it.each([
    [
      { folder: "Nowhere at all", name: "X" },
      { code: "not_found", what: "Folder" },
    ],
    [
      { folder: mobile, parent_folder: "Nowhere at all" },
      { code: "not_found", what: "Folder" },
    ],
    [
      { folder: mobile, space: "103", task_type_map: { Bog: "task" } },
      { argument: "task_type_map", allowed: ["task", "milestone", "Bug", "Epic"] },
    ],
  ])("writes nothing for %j, which names what is not there", async (input, failure) => {
    const { call, writes } = toolBench(folderUpdate);
    expect(await call(input)).toMatchObject({ failure });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(folderUpdate);
    await call({ folder: id, name: "x" });
    await call({ folder: mobile, parent_folder: id });
    await call({ folder: mobile, space: id });
    await call({ folder: mobile, space: "103", task_type_map: { [id]: "task" } });
    await call({ folder: mobile, space: "103", task_type_map: { Bug: id } });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});

describe("clickup_folder_delete", () => {
  it("deletes it with all below, and forgets that", async () => {
    const bench = toolBench(folderDelete);
    await bench.call({}, workspaceHierarchy);
    bench.forget();
    expect(await bench.value({ folder: "Product / Mobile", expected_name: "Mobile" })).toEqual({
      deleted: true,
      id: mobile,
      name: "Mobile",
      subfolders: 2,
      lists: 8,
      tasks: 28,
    });
    expect(bench.requests()).toEqual([
      `GET /v2/folder/${mobile}?include_subfolders=true`,
      `DELETE /v2/folder/${mobile}`,
    ]);
    bench.forget();
    expect((await pathsIn(bench, "Product")).filter((path) => path.includes("Mobile"))).toEqual([]);
    expect(bench.requests()).toEqual([]);
  });

  it("deletes nothing in a dry run or under another name", async () => {
    const { value, call, writes } = toolBench(folderDelete);
    expect(await value({ folder: mobile, expected_name: "Mobile", dry_run: true })).toMatchObject({
      deleted: false,
      lists: 8,
      dry_run: true,
      note: expect.stringContaining("closed and archived things may not be in them"),
    });
    expect(await call({ folder: "Nowhere at all", expected_name: "Mobile" })).toMatchObject({
      failure: { code: "not_found", what: "Folder", findWith: "clickup_workspace_hierarchy" },
    });
    expect(await call({ folder: mobile, expected_name: "Roadmap" })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_name" },
    });
    expect(await call({ folder: mobile })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_name" },
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(folderDelete);
    await call({ folder: id, expected_name: id });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});
