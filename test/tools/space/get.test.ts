import { describe, expect, it } from "vitest";
import { spaceGet } from "../../../src/tools/space/get.ts";
import { toolBench } from "../../support/tool-bench.ts";

describe("clickup_space_get", () => {
  it("shows one Space with statuses, Folders and Lists", async () => {
    const { value, requests } = toolBench(spaceGet);
    expect(await value({ space: "customer support" })).toMatchInlineSnapshot(`
      {
        "archived": false,
        "folders": [
          {
            "id": "513",
            "lists": [
              {
                "id": "947",
                "name": "Tickets",
              },
              {
                "id": "948",
                "name": "VIP Customers",
              },
              {
                "id": "949",
                "name": "Refunds",
              },
              {
                "id": "950",
                "name": "Feature Requests",
              },
            ],
            "name": "Inbox",
          },
          {
            "id": "514",
            "lists": [
              {
                "id": "951",
                "name": "Open Escalations",
              },
              {
                "id": "952",
                "name": "Post-Mortems",
              },
              {
                "id": "953",
                "name": "Escalation Contacts",
              },
            ],
            "name": "Escalations",
          },
          {
            "id": "515",
            "lists": [
              {
                "id": "954",
                "name": "Articles to Write",
              },
              {
                "id": "955",
                "name": "Outdated Articles",
              },
              {
                "id": "956",
                "name": "Screencasts",
              },
              {
                "id": "957",
                "name": "FAQ",
              },
            ],
            "name": "Knowledge Base",
          },
        ],
        "id": "103",
        "lists": [
          {
            "id": "986",
            "name": "Shift Plan",
            "task_count": 2,
          },
          {
            "id": "987",
            "name": "Macros & Templates",
            "task_count": 5,
          },
          {
            "id": "988",
            "name": "Customer Feedback",
            "task_count": 2,
          },
          {
            "id": "989",
            "name": "Status Page",
            "task_count": 3,
          },
        ],
        "name": "Customer Support",
        "private": false,
        "statuses": [
          {
            "name": "new",
            "type": "open",
          },
          {
            "name": "triage",
            "type": "custom",
          },
          {
            "name": "waiting on customer",
            "type": "custom",
          },
          {
            "name": "solved",
            "type": "done",
          },
          {
            "name": "closed",
            "type": "closed",
          },
        ],
      }
    `);
    expect(requests()).toEqual([
      "GET /v2/team",
      "GET /v2/team/9001/space?archived=false",
      "GET /v2/space/103/folder?archived=false",
      "GET /v2/space/103/list?archived=false",
    ]);
  });

  it("costs nothing once the index is warm", async () => {
    const { value, requests, forget } = toolBench(spaceGet);
    await value({ space: "Product" });
    forget();
    await value({ space: "101" });
    expect(requests()).toEqual([]);
  });

  it("lists all Spaces with one call beside the one for the Workspace", async () => {
    const { value, requests } = toolBench(spaceGet);
    const { spaces } = (await value({})) as { spaces: { name: string; private: boolean }[] };
    expect(spaces.map(({ name }) => name)).toEqual([
      "Product",
      "Marketing & Growth",
      "Customer Support",
      "Opérations",
      "Private Lab 🔬",
    ]);
    expect(spaces[4]).toEqual(expect.objectContaining({ private: true }));
    expect(requests()).toHaveLength(2);
  });

  it("shows what is in each of them on request", async () => {
    const { value } = toolBench(spaceGet);
    const { spaces } = (await value({ include: ["folders", "statuses"] })) as { spaces: object[] };
    expect(spaces[2]).toMatchObject({
      name: "Customer Support",
      folders: [{ name: "Inbox" }, { name: "Escalations" }, { name: "Knowledge Base" }],
      statuses: expect.arrayContaining([{ name: "solved", type: "done" }]),
    });
  });

  it("adds ClickApps, members and tags on request", async () => {
    const { value } = toolBench(spaceGet);
    const space = await value({ space: "Opérations", include: ["features", "members", "tags"] });
    expect(space).toMatchObject({ features: { tags: false, checklists: true }, tags: [] });
    expect(space).not.toHaveProperty("folders");
    const lab = await value({ space: "Private Lab", include: ["members"] });
    expect(lab.members).toEqual(["Ada Lovelace", "Chika Tanaka"]);
  });

  it("reads a Space that is archived by its id", async () => {
    const { value } = toolBench(spaceGet, { userId: "1002", workspaceIds: ["9002"] });
    expect(await value({ space: "203" })).toMatchObject({ name: "Old Stuff", archived: true });
  });

  it("shows archived Folders when asked", async () => {
    const { value } = toolBench(spaceGet, { userId: "1002", workspaceIds: ["9002"] });
    expect(await value({ space: "Client Work", archived: true })).toMatchObject({
      folders: expect.arrayContaining([
        expect.objectContaining({ name: "Finished Clients", archived: true }),
      ]),
    });
  });

  it("does not let a Space that ClickUp does not open pass for an empty one", async () => {
    const { call, sandbox } = toolBench(spaceGet);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "OAUTH_024" }, { status: 403 }), {
      path: "/api/v2/space/101/folder",
    });
    expect(await call({ space: "Product", include: ["folders", "lists"] })).toMatchObject({
      value: {
        structured: { folders: [], lists: [], refused: true },
        text: expect.stringContaining("note: ClickUp does not show what is in: Product."),
      },
    });
  });

  it("says what to do when there is no such Space", async () => {
    const { call } = toolBench(spaceGet);
    expect(await call({ space: "Custmer Support" })).toMatchObject({ ok: true });
    expect(await call({ space: "Warehouse" })).toMatchObject({
      ok: false,
      failure: { code: "not_found", what: "Space", findWith: "clickup_workspace_hierarchy" },
    });
    expect(await call({ space: "404404" })).toMatchObject({
      ok: false,
      failure: { code: "workspace_not_shared", what: "Space" },
    });
  });
});
