import { describe, expect, it } from "vitest";
import { folderGet } from "../../../src/tools/folder/get.ts";
import { BENCH_NOW_MS, toolBench } from "../../support/tool-bench.ts";

describe("clickup_folder_get", () => {
  it("shows a Folder by path with its Lists, subfolders and statuses", async () => {
    const { value } = toolBench(folderGet);
    expect(await value({ folder: "Product / Roadmap" })).toMatchInlineSnapshot(`
      {
        "archived": false,
        "id": "501",
        "lists": [
          {
            "id": "901",
            "name": "Backlog",
            "task_count": 275,
          },
          {
            "id": "902",
            "name": "Now",
            "task_count": 2,
          },
          {
            "id": "903",
            "name": "Next",
            "task_count": 4,
          },
          {
            "id": "904",
            "name": "Later",
            "task_count": 2,
          },
          {
            "id": "905",
            "name": "Ideas",
            "task_count": 3,
          },
          {
            "id": "906",
            "name": "Discovery",
            "task_count": 6,
          },
          {
            "id": "907",
            "name": "Bugs & Regressions",
            "task_count": 3,
          },
        ],
        "name": "Roadmap",
        "path": "Product / Roadmap",
        "statuses": [
          {
            "name": "to do",
            "type": "open",
          },
          {
            "name": "in progress",
            "type": "custom",
          },
          {
            "name": "in review",
            "type": "custom",
          },
          {
            "name": "done",
            "type": "done",
          },
          {
            "name": "closed",
            "type": "closed",
          },
        ],
        "subfolders": [
          {
            "id": "503",
            "lists": [
              {
                "id": "913",
                "name": "Launch Plan",
              },
              {
                "id": "914",
                "name": "Press Kit",
              },
              {
                "id": "915",
                "name": "Beta Feedback",
              },
              {
                "id": "916",
                "name": "Go / No-Go",
              },
            ],
            "name": "Q4 Launch",
            "task_count": 13,
          },
        ],
        "task_count": 295,
      }
    `);
  });

  it("takes one call for an id or URL", async () => {
    const { value, requests } = toolBench(folderGet);
    await value({ folder: "507" });
    await value({ folder: "https://app.clickup.com/9001/v/f/507" });
    expect(requests()).toEqual([
      "GET /v2/folder/507?include_subfolders=true",
      "GET /v2/folder/507?include_subfolders=true",
    ]);
  });

  it("adds archived Lists with a second call", async () => {
    const { value, requests, sandbox } = toolBench(folderGet);
    const list = sandbox.state.lists["901"];
    if (list !== undefined) list.archived = true;
    const folder = await value({ folder: "501", archived: true, include: ["lists"] });
    expect(folder.lists).toContainEqual({ id: "901", name: "Backlog", archived: true });
    expect(requests()).toEqual(["GET /v2/folder/501", "GET /v2/folder/501/list?archived=true"]);
  });

  it("gives the parts alone that are asked for, and when a List is due", async () => {
    const { value, sandbox } = toolBench(folderGet);
    const list = sandbox.state.lists["932"];
    if (list !== undefined) Object.assign(list, { dueMs: BENCH_NOW_MS, dueHasTime: true });
    const folder = await value({ folder: "Campaigns & Events", include: ["lists"] });
    expect(Object.keys(folder).sort()).toEqual(["archived", "id", "lists", "name", "path"]);
    expect(folder.lists).toContainEqual({
      id: "932",
      name: "Trade Fair Köln",
      due: "2026-11-02T10:00:00+01:00",
    });
  });

  it("adds archived Folders of a Space", async () => {
    const { value, sandbox } = toolBench(folderGet);
    const folder = sandbox.state.folders["507"];
    if (folder !== undefined) folder.archived = true;
    const pathsOf = async (input: object) =>
      ((await value(input)) as { folders: { path: string; archived?: true }[] }).folders;
    expect(JSON.stringify(await pathsOf({ space: "Product" }))).not.toContain("Platform");
    expect(await pathsOf({ space: "Product", archived: true })).toContainEqual(
      expect.objectContaining({ path: "Product / Platform", archived: true }),
    );
    const top = await pathsOf({ space: "Product", include: ["lists"] });
    expect(top.map(({ path }) => path)).toEqual([
      "Product / Roadmap",
      "Product / Releases",
      "Product / Mobile",
    ]);
  });

  it("lists the Folders of a Space", async () => {
    const { value } = toolBench(folderGet);
    const { folders } = (await value({ space: "Product" })) as { folders: { path: string }[] };
    expect(folders.map(({ path }) => path)).toEqual([
      "Product / Roadmap",
      "Product / Releases",
      "Product / Roadmap / Q4 Launch",
      "Product / Mobile",
      "Product / Mobile / iOS",
      "Product / Mobile / Android",
      "Product / Platform",
    ]);
  });

  it("looks for a Folder within the Space that is given", async () => {
    const { value } = toolBench(folderGet);
    expect(await value({ folder: "Blog", space: "Marketing & Growth / Content" })).toMatchObject({
      path: "Marketing & Growth / Content / Blog",
    });
    expect(await value({ folder: "Roadmap", space: "Product" })).toMatchObject({ id: "501" });
  });

  it("takes the names of subfolders from the index when ClickUp gives ids alone", async () => {
    const { value, sandbox } = toolBench(folderGet);
    sandbox.answerNext(
      Response.json({
        id: "504",
        name: "Mobile",
        space: { id: "101", name: "Product" },
        lists: [],
        folders: [{ id: "505" }],
      }),
      { path: "/api/v2/folder/504" },
    );
    expect(await value({ folder: "504" })).toMatchObject({
      subfolders: [{ id: "505", name: "iOS" }],
    });
  });

  it("names what lies between a subfolder and its Space, which ClickUp's answer does not", async () => {
    const { value, requests } = toolBench(folderGet);
    expect(await value({ folder: "505" })).toMatchObject({ path: "Product / Mobile / iOS" });
    expect(requests("/space/")).toEqual(["GET /v2/space/101/folder?archived=false"]);
  });

  it("does not let a Space that ClickUp does not open pass for one without Folders", async () => {
    const { value, sandbox } = toolBench(folderGet);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "OAUTH_024" }, { status: 403 }), {
      path: "/api/v2/space/101/folder",
    });
    expect(await value({ space: "Product" })).toEqual({
      folders: [],
      note: "ClickUp does not show what is in: Product.",
    });
  });

  it("asks for one of its two arguments", async () => {
    const { call, requests } = toolBench(folderGet);
    expect(await call({})).toMatchObject({
      ok: false,
      failure: { code: "invalid_input", argument: "folder" },
    });
    expect(requests()).toEqual([]);
  });

  it("says that the Folder or Space is not there", async () => {
    const { call } = toolBench(folderGet);
    const findWith = "clickup_workspace_hierarchy";
    for (const [input, what] of [
      [{ folder: "Nowhere at all" }, "Folder"],
      [{ folder: "Nowhere at all", space: "Product" }, "Folder"],
      [{ space: "Nowhere at all" }, "Space"],
    ] as const) {
      expect(await call(input)).toMatchObject({ failure: { code: "not_found", what, findWith } });
    }
    // ClickUp has one answer for a wrong id and for another Workspace's.
    expect(await call({ folder: "999999" })).toMatchObject({
      failure: { code: "workspace_not_shared", what: "Folder" },
    });
  });

  it("lists the candidates of a name that is there twice", async () => {
    const { call, sandbox } = toolBench(folderGet);
    const folder = sandbox.state.folders["508"];
    if (folder !== undefined) folder.name = "Roadmap";
    expect(await call({ folder: "Roadmap" })).toMatchObject({
      ok: false,
      failure: {
        code: "ambiguous",
        candidates: [{ path: "Product / Roadmap" }, { path: "Marketing & Growth / Roadmap" }],
      },
    });
  });
});
