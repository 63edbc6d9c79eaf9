import { describe, expect, it } from "vitest";
import { workspaceGet } from "../../../src/tools/workspace/get.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

describe("clickup_workspace_get", () => {
  it("says who and where in two calls, and then in none", async () => {
    const { value, requests, forget } = toolBench(workspaceGet);
    expect(await value({})).toMatchInlineSnapshot(`
      {
        "calls_left": 98,
        "user": {
          "email": "ada@example.com",
          "id": "1001",
          "name": "Ada Lovelace",
          "timezone": "Europe/Berlin",
          "week_start": "monday",
        },
        "workspaces": [
          {
            "color": "#40bc86",
            "id": "9001",
            "member_count": 4,
            "name": "Northwind Studio",
            "role": "owner",
          },
        ],
      }
    `);
    expect(requests().toSorted()).toEqual(["GET /v2/team", "GET /v2/user"]);
    forget();
    await value({});
    expect(requests()).toEqual([]);
  });

  it("reads each part that is asked for in one call, and keeps plan, roles and types", async () => {
    const { value, requests, forget } = toolBench(workspaceGet);
    const include = ["plan", "seats", "members", "roles", "task_types", "shared", "teams"];
    await value({});
    forget();
    expect(await value({ include })).toMatchObject({
      plan: expect.any(String),
      seats: { members: { filled: expect.any(Number), total: expect.any(Number) } },
      members: expect.arrayContaining([
        { id: "1001", name: "Ada Lovelace", email: "ada@example.com", role: "owner" },
      ]),
      roles: expect.any(Array),
      task_types: expect.arrayContaining([
        { id: 0, name: "task" },
        { id: SEED.taskTypes.bug, name: "Bug" },
      ]),
      shared: { tasks: expect.any(Array), lists: expect.any(Array) },
      teams: expect.arrayContaining([
        expect.objectContaining({ handle: "design", members: ["Ada Lovelace", "Chika Tanaka"] }),
      ]),
    });
    expect(requests().toSorted()).toEqual([
      "GET /v2/group?team_id=9001",
      "GET /v2/team/9001/custom_item",
      "GET /v2/team/9001/customroles?include_members=true",
      "GET /v2/team/9001/plan",
      "GET /v2/team/9001/seats",
      "GET /v2/team/9001/shared",
    ]);
    forget();
    await value({ include: ["plan", "roles", "task_types"] });
    expect(requests()).toEqual([]);
  });

  it("tells of a part that ClickUp refuses, and gives the rest", async () => {
    const { value, sandbox } = toolBench(workspaceGet);
    sandbox.answerNext(Response.json({ err: "no", ECODE: "ACCESS_083" }, { status: 403 }), {
      path: "/api/v2/team/9001/customroles",
    });
    expect(await value({ include: ["plan", "roles"] })).toMatchObject({
      plan: expect.any(String),
      warnings: ["roles: this user may not do that"],
    });
  });

  it("lists several, and asks which one when parts are wanted", async () => {
    const { value, call } = toolBench(workspaceGet, {
      userId: "1002",
      workspaceIds: ["9001", "9002"],
    });
    expect((await value({})).workspaces).toHaveLength(2);
    expect(await call({ include: ["plan"] })).toMatchObject({
      failure: { code: "invalid_input", argument: "workspace" },
    });
    expect(await value({ workspace: "Harbor & Co", include: ["plan"] })).toMatchObject({
      workspaces: [{ id: "9002" }],
      plan: "Free Forever",
    });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(workspaceGet);
    expect(await call({ workspace: id, include: ["plan"] })).toMatchObject({ ok: false });
    expect(leaked(requests(), id)).toEqual([]);
  });
});
