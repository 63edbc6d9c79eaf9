import { describe, expect, it } from "vitest";
import { userGroupDelete } from "../../../src/tools/user-group/delete.ts";
import { userGroupList } from "../../../src/tools/user-group/list.ts";
import { userGroupUpdate } from "../../../src/tools/user-group/update.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { design, platform } = SEED.groups;

describe("clickup_user_group_list", () => {
  it("shows Teams with their people, and one Team's tasks", async () => {
    const { call, value, requests } = toolBench(userGroupList);
    expect(await call({})).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "teams": [
              {
                "handle": "design",
                "id": "6e33f7df-994e-4568-8bbf-90475dc98990",
                "members": [
                  {
                    "id": "1001",
                    "name": "Ada Lovelace",
                  },
                  {
                    "id": "1003",
                    "name": "Chika Tanaka",
                  },
                ],
                "name": "Design & Research",
              },
              {
                "handle": "platform",
                "id": "2c830c1d-3366-4a1a-8fe6-8890a8095401",
                "members": [
                  {
                    "id": "1002",
                    "name": "Ben Okafor",
                  },
                  {
                    "id": "1003",
                    "name": "Chika Tanaka",
                  },
                ],
                "name": "Platform",
              },
            ],
          },
          "text": "teams (2):
        - id: 6e33f7df-994e-4568-8bbf-90475dc98990 · name: Design & Research · handle: design
          members (2):
            - id: 1001 · name: Ada Lovelace
            - id: 1003 · name: Chika Tanaka
        - id: 2c830c1d-3366-4a1a-8fe6-8890a8095401 · name: Platform · handle: platform
          members (2):
            - id: 1002 · name: Ben Okafor
            - id: 1003 · name: Chika Tanaka",
        },
      }
    `);
    expect(requests()).toEqual(["GET /v2/team", "GET /v2/group?team_id=9001"]);
    const found = await value({ group: "platform", include_tasks: true });
    expect(found).toMatchObject({ teams: [{ id: platform }], tasks: expect.any(Array) });
    expect(requests().at(-1)).toMatch(/^GET \/v2\/team\/9001\/task\?/);
    const many = await value({ group: "design", include_tasks: true });
    expect(many).toMatchObject({
      tasks_complete: false,
      note: "More follow; for all use clickup_task_list with these people as assignees.",
    });
    const states = new Set((many.tasks as { status: string }[]).map(({ status }) => status));
    expect([states.has("in progress"), states.has("done")]).toEqual([true, false]);
    expect(await call({ include_tasks: true })).toMatchObject({
      failure: { code: "invalid_input" },
    });
    expect(await call({ group: "../x" })).toMatchObject({ failure: { code: "not_found" } });
  });
});

describe("the tasks of a Team", () => {
  it("are none where it has no members: ClickUp would give everybody's", async () => {
    const { value, requests, sandbox } = toolBench(userGroupList);
    const team = sandbox.state.groups[platform];
    if (team !== undefined) team.memberIds = [];
    expect(await value({ group: "platform", include_tasks: true })).toMatchObject({
      teams: [{ id: platform, members: [] }],
      tasks: [],
      tasks_complete: true,
    });
    expect(requests("/task")).toEqual([]);
  });
});

describe("clickup_user_group_update", () => {
  it("creates a Team", async () => {
    const { value, writes, call } = toolBench(userGroupUpdate);
    expect(await value({ name: "Ops", members: { add: ["Ben Okafor", "me"] } })).toMatchObject({
      name: "Ops",
      members: ["Ben Okafor", "Ada Lovelace"],
      created: true,
    });
    expect(writes()).toEqual([
      { request: "POST /v2/team/9001/group", body: { name: "Ops", members: [1002, 1001] } },
    ]);
    // What was made is known at once.
    expect(await call({ group: "Ops", name: "Operations" })).toMatchObject({ ok: true });
  });

  it("renames, and warns of a guest who may cost a seat", async () => {
    const { value, writes, sandbox } = toolBench(userGroupUpdate);
    expect(await value({ group: "@platform", name: "Core", handle: "core" })).toEqual({
      id: platform,
      name: "Core",
      members: ["Ben Okafor", "Chika Tanaka"],
    });
    expect(writes()).toEqual([
      { request: `PUT /v2/group/${platform}`, body: { name: "Core", handle: "core" } },
    ]);
    const summit = toolBench(userGroupUpdate, {
      userId: SEED.users.emil,
      workspaceIds: [SEED.workspaces.summit],
    });
    expect(await summit.value({ name: "Clients", members: { add: ["Gil Guest"] } })).toMatchObject({
      members: ["Gil Guest"],
      warning: "A guest who only views becomes a paid seat in a Team: tell the user.",
    });
    sandbox.answerNext(Response.json({ id: platform, name: "Core", members: [] }), {
      method: "PUT",
    });
    const ignored = await value({ group: platform, name: "Kernel", members: { add: ["me"] } });
    expect(ignored).toMatchObject({ ignored: ["name", "members"] });
  });

  it("adds, removes and sets members", async () => {
    const { value, writes } = toolBench(userGroupUpdate);
    await value({ group: "Platform", members: { add: ["Ada Lovelace"], remove: ["Ben Okafor"] } });
    expect(
      await value({ group: design, members: { set: ["Ben Okafor", "Ada Lovelace"] } }),
    ).toEqual({
      id: design,
      name: "Design & Research",
      members: expect.arrayContaining(["Ada Lovelace", "Ben Okafor"]),
    });
    expect(writes()).toEqual([
      { request: `PUT /v2/group/${platform}`, body: { members: { add: [1001], rem: [1002] } } },
      { request: `PUT /v2/group/${design}`, body: { members: { add: [1002], rem: [1003] } } },
    ]);
  });

  it("writes nothing for people and Teams that are not there", async () => {
    const { call, writes } = toolBench(userGroupUpdate);
    for (const input of [
      {},
      { group: "Platform" },
      { group: "Nobody", name: "X" },
      { group: "../x", name: "X" },
      { name: "Ops", members: { add: ["Nobody Here"] } },
      { name: "Ops", members: { remove: ["me"] } },
      { group: "Platform", members: { set: ["me"], add: ["me"] } },
    ]) {
      expect(await call(input), JSON.stringify(input)).toMatchObject({ ok: false });
    }
    expect(writes()).toEqual([]);
  });
});

describe("clickup_user_group_delete", () => {
  it("deletes a Team by its expected name alone", async () => {
    const { call, value, writes, sandbox } = toolBench(userGroupDelete);
    const task = sandbox.state.tasks[SEED.tasks.bug];
    if (task !== undefined) task.groupIds = [platform];
    expect(await call({ group: "platform", expected_name: "Design" })).toMatchObject({
      failure: { code: "invalid_input", argument: "expected_name" },
    });
    expect(await call({ group: "../x", expected_name: "x" })).toMatchObject({ ok: false });
    const asked = { group: "platform", expected_name: "Platform" };
    expect(await value({ ...asked, dry_run: true })).toMatchObject({ deleted: false, members: 2 });
    expect(writes()).toEqual([]);
    expect(await value(asked)).toEqual({
      deleted: true,
      id: platform,
      name: "Platform",
      members: 2,
    });
    expect(writes()).toEqual([{ request: `DELETE /v2/group/${platform}` }]);
    expect(task?.groupIds).toEqual([]);
    expect(await call({ group: "Platform", expected_name: "Platform" })).toMatchObject({
      failure: { code: "not_found", what: "Team" },
    });
  });
});
