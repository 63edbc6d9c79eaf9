import { describe, expect, it } from "vitest";
import { spaceCreate } from "../../../src/tools/space/create.ts";
import { spaceDelete } from "../../../src/tools/space/delete.ts";
import { spaceGet } from "../../../src/tools/space/get.ts";
import { spaceUpdate } from "../../../src/tools/space/update.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { product, operations } = SEED.spaces;

/** As published: only Get Spaces tells the colour, and the answer to a new Space leaves out a ClickApp. */
async function withoutColour(request: Request, answer: Response): Promise<Response> {
  if (!/\/space(\/\d+)?$/.test(new URL(request.url).pathname)) return answer;
  if (request.method === "GET" && request.url.includes("/team/")) return answer;
  const { color: _, features, ...rest } = (await answer.json()) as Record<string, unknown>;
  const { time_tracking: __, ...told } = features as Record<string, unknown>;
  return Response.json({ ...rest, features: request.method === "POST" ? told : features });
}

describe("clickup_space_create", () => {
  it("creates a Space with the features asked for in one write", async () => {
    const { value, writes } = toolBench(spaceCreate);
    const made = await value({
      name: "Legal",
      features: { "Time Tracking": false, sprints: true },
    });
    expect(made).toMatchInlineSnapshot(`
      {
        "id": "90130003464",
        "name": "Legal",
        "url": "https://app.clickup.com/9001/v/s/90130003464",
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "features": {
              "checklists": {
                "enabled": true,
              },
              "custom_fields": {
                "enabled": true,
              },
              "dependency_warning": {
                "enabled": true,
              },
              "due_dates": {
                "enabled": true,
                "remap_closed_due_date": false,
                "remap_due_dates": false,
                "start_date": true,
              },
              "portfolios": {
                "enabled": true,
              },
              "remap_dependencies": {
                "enabled": false,
              },
              "sprints": {
                "enabled": true,
              },
              "tags": {
                "enabled": true,
              },
              "time_estimates": {
                "enabled": true,
              },
              "time_tracking": {
                "enabled": false,
              },
            },
            "multiple_assignees": true,
            "name": "Legal",
          },
          "request": "POST /v2/team/9001/space",
        },
      ]
    `);
  });

  it("adds an update for what ClickUp takes only there", async () => {
    const { value, writes, call } = toolBench(spaceCreate);
    const made = await value({ name: "Board", private: true, color: "#ff0000" });
    expect(made.ignored).toBeUndefined();
    expect(writes()).toMatchObject([
      { request: "POST /v2/team/9001/space" },
      { request: `PUT /v2/space/${made.id}`, body: { private: true, color: "#ff0000" } },
    ]);
    expect(await call({ space: "Board" }, spaceGet)).toMatchObject({ ok: true });
  });

  it("tells what ClickUp ignored, or refused once the Space was made", async () => {
    const { value, sandbox } = toolBench(spaceCreate);
    sandbox.answerNext(
      Response.json({ id: "777", name: "Board", multiple_assignees: false, features: {} }),
      { method: "POST" },
    );
    const reason = "ClickUp did not take it; the plan may not allow it";
    expect(await value({ name: "Board", features: { sprints: true } })).toEqual({
      id: "777",
      name: "Board",
      url: "https://app.clickup.com/9001/v/s/777",
      ignored: [
        { field: "multiple_assignees", reason },
        { field: "features.sprints", reason },
      ],
    });
    sandbox.answerNext(Response.json({ err: "no", ECODE: "ACCESS_083" }, { status: 403 }), {
      method: "PUT",
    });
    expect(await value({ name: "Quiet", private: true })).toMatchObject({
      id: expect.any(String),
      failed: [{ step: "private and color", code: "forbidden" }],
    });
  });

  it("leaves on the ClickApps that the answer does not list, and claims no colour that it does not show", async () => {
    const { value, writes } = toolBench(spaceCreate, { retell: withoutColour });
    expect(await value({ name: "Research", color: "#00ff00" })).toEqual({
      id: expect.any(String),
      name: "Research",
      url: expect.any(String),
    });
    expect(writes()).toMatchObject([
      { body: { features: { time_tracking: { enabled: true } } } },
      { body: { color: "#00ff00", features: { time_tracking: { enabled: true } } } },
    ]);
  });

  it("makes a second one of a name when told to, for one assignee a task when told to", async () => {
    const { value, writes } = toolBench(spaceCreate);
    await value({ name: "Product", allow_duplicate: true, multiple_assignees: false });
    expect(writes()).toMatchObject([{ body: { name: "Product", multiple_assignees: false } }]);
  });

  it("refuses a name that is there, and features that are not", async () => {
    const { call, writes } = toolBench(spaceCreate);
    expect(await call({ name: "product" })).toMatchObject({
      failure: { code: "invalid_input", argument: "name" },
    });
    expect(await call({ name: "New", features: { time_traking: true } })).toMatchObject({
      failure: { code: "invalid_input", argument: "features", allowed: ["time_tracking"] },
    });
    expect(await call({ name: "New", color: "reddish" })).toMatchObject({
      failure: { code: "invalid_input", argument: "color" },
    });
    expect(writes()).toEqual([]);
  });
});

describe("clickup_space_update", () => {
  it("sends the whole Space back with the changes on top, in two calls", async () => {
    const { value, requests, writes, sandbox } = toolBench(spaceUpdate);
    const before = structuredClone(sandbox.state.spaces[product]);
    expect(
      await value({
        space: product,
        name: "Products",
        features: { zoom: true, start_date: false },
      }),
    ).toEqual({
      id: product,
      name: "Products",
      changed: ["name", "features.zoom", "features.start_date"],
    });
    expect(requests("/space/101")).toEqual([
      `GET /v2/space/${product}`,
      `PUT /v2/space/${product}`,
    ]);
    expect(sandbox.state.spaces[product]).toEqual({
      ...before,
      name: "Products",
      features: {
        ...before?.features,
        zoom: { enabled: true },
        due_dates: { ...(before?.features.due_dates as object), start_date: false },
      },
    });
    expect(writes()).toHaveLength(1);
  });

  it("writes nothing when all is so already", async () => {
    const { value, writes } = toolBench(spaceUpdate);
    expect(await value({ space: "Operations", features: { tags: false } })).toEqual({
      id: operations,
      name: "Opérations",
      changed: [],
      unchanged: ["features.tags"],
    });
    expect(writes()).toEqual([]);
  });

  it("says what ClickUp ignored", async () => {
    const { value, writes, sandbox } = toolBench(spaceUpdate);
    const answer = { id: product, name: "Product", private: false, color: null };
    sandbox.answerNext(Response.json(answer), {
      method: "PUT",
      path: `/api/v2/space/${product}`,
    });
    expect(await value({ space: product, private: true, color: "none" })).toEqual({
      id: product,
      name: "Product",
      changed: ["color"],
      ignored: [{ field: "private", reason: "ClickUp did not take it; the plan may not allow it" }],
    });
    expect(writes()).toMatchObject([{ body: { private: true, color: null } }]);
  });

  it("keeps the colour, which Get Space need not tell, and claims nothing of what no answer shows", async () => {
    const { value, writes, sandbox } = toolBench(spaceUpdate, { retell: withoutColour });
    const space = sandbox.state.spaces[product];
    expect(await value({ space: product, name: "Products", color: "#abcdef" })).toMatchObject({
      changed: ["name", "color"],
    });
    expect(await value({ space: product, private: true })).toMatchObject({ changed: ["private"] });
    expect(writes().map(({ body }) => body)).toMatchObject([
      { color: "#abcdef" },
      { color: "#abcdef" },
    ]);
    expect(space).toMatchObject({ color: "#abcdef" });
  });

  it("passes on ClickUp's refusal of what needs another plan, and changes nothing", async () => {
    const { call, value, sandbox } = toolBench(spaceUpdate);
    const before = structuredClone(sandbox.state.spaces[product]);
    expect(await call({ space: product, admin_can_manage: true })).toMatchObject({
      failure: { code: "clickup_rejected" },
    });
    expect(sandbox.state.spaces[product]).toEqual(before);
    expect(await value({ space: product, multiple_assignees: false })).toMatchObject({
      changed: ["multiple_assignees"],
    });
  });

  it("knows the new name at once", async () => {
    const { value, call } = toolBench(spaceUpdate);
    await value({ space: "Product", name: "Products" });
    expect(await call({ space: "Products" }, spaceGet)).toMatchObject({ ok: true });
  });

  it("asks for something to change", async () => {
    const { call, writes } = toolBench(spaceUpdate);
    expect(await call({ space: product })).toMatchObject({ failure: { code: "invalid_input" } });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(spaceUpdate);
    await call({ space: id, name: "x" });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});

describe("clickup_space_delete", () => {
  it("deletes in two calls from a warm index and says what was in it", async () => {
    const { value, call, requests, forget } = toolBench(spaceDelete);
    await call({ space: "Operations", expected_name: "?" });
    await value({ space: "Operations", expected_name: "opérations", dry_run: true });
    forget();
    expect(await value({ space: "Operations", expected_name: "Operations" })).toEqual({
      deleted: true,
      id: operations,
      name: "Opérations",
      contents_count: {
        folders: expect.any(Number),
        lists: expect.any(Number),
        tasks: expect.any(Number),
      },
    });
    expect(requests()).toEqual([`GET /v2/space/${operations}`, `DELETE /v2/space/${operations}`]);
    expect(await call({ space: "Operations" }, spaceGet)).toMatchObject({
      failure: { code: "not_found" },
    });
  });

  it("deletes nothing in a dry run or under another name", async () => {
    const { value, call, writes, sandbox } = toolBench(spaceDelete);
    expect(await value({ space: product, expected_name: "Product", dry_run: true })).toEqual({
      deleted: false,
      id: product,
      name: "Product",
      contents_count: {
        folders: Object.values(sandbox.state.folders).filter((f) => f.spaceId === product).length,
        lists: Object.values(sandbox.state.lists).filter((l) => l.spaceId === product).length,
        tasks: expect.any(Number),
      },
      dry_run: true,
      note: expect.stringContaining("closed and archived things may not be in them"),
    });
    expect(await call({ space: product, expected_name: "Support" })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_name" },
    });
    expect(writes()).toEqual([]);
  });

  it("does not call a Space empty that ClickUp does not open", async () => {
    const { value, sandbox } = toolBench(spaceDelete);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "OAUTH_024" }, { status: 403 }), {
      path: `/api/v2/space/${product}/folder`,
    });
    expect(await value({ space: product, expected_name: "Product", dry_run: true })).toEqual({
      deleted: false,
      id: product,
      name: "Product",
      dry_run: true,
      note: "What is in it could not be counted; all of it would go.",
    });
  });

  it("says so when the role does not allow it", async () => {
    const { call } = toolBench(spaceDelete, { userId: SEED.users.chika });
    expect(await call({ space: product, expected_name: "Product" })).toMatchObject({
      failure: { code: "forbidden" },
    });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(spaceDelete);
    await call({ space: id, expected_name: id });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});
