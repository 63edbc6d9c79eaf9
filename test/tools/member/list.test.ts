import { describe, expect, it } from "vitest";
import { memberList } from "../../../src/tools/member/list.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout } = SEED.tasks;
const names = (value: object) =>
  (value as { members: { name: string }[] }).members.map((m) => m.name);

describe("clickup_member_list", () => {
  it("lists people and Teams from what is kept", async () => {
    const { call, requests, forget } = toolBench(memberList);
    await call({ include_teams: true });
    forget();
    const outcome = await call({ include_teams: true });
    expect(requests()).toEqual([]);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "complete": true,
            "members": [
              {
                "email": "ada@example.com",
                "id": "1001",
                "initials": "AL",
                "last_active": "2026-11-02T09:00:00+01:00",
                "name": "Ada Lovelace",
                "role": "owner",
              },
              {
                "email": "ben@example.com",
                "id": "1002",
                "initials": "BO",
                "last_active": "2026-11-02T08:00:00+01:00",
                "name": "Ben Okafor",
                "role": "member",
              },
              {
                "email": "chika@example.com",
                "id": "1003",
                "initials": "CT",
                "last_active": "2026-11-02T07:00:00+01:00",
                "name": "Chika Tanaka",
                "role": "member",
              },
              {
                "email": "invited@example.com",
                "id": "1005",
                "initials": "I",
                "name": "invited@example.com",
                "role": "member",
              },
            ],
            "teams": [
              {
                "handle": "design",
                "id": "6e33f7df-994e-4568-8bbf-90475dc98990",
                "members": [
                  "Ada Lovelace",
                  "Chika Tanaka",
                ],
                "name": "Design & Research",
              },
              {
                "handle": "platform",
                "id": "2c830c1d-3366-4a1a-8fe6-8890a8095401",
                "members": [
                  "Ben Okafor",
                  "Chika Tanaka",
                ],
                "name": "Platform",
              },
            ],
          },
          "text": "members (4):
        - id: 1001 · name: Ada Lovelace · email: ada@example.com · role: owner · initials: AL · last_active: 2026-11-02T09:00:00+01:00
        - id: 1002 · name: Ben Okafor · email: ben@example.com · role: member · initials: BO · last_active: 2026-11-02T08:00:00+01:00
        - id: 1003 · name: Chika Tanaka · email: chika@example.com · role: member · initials: CT · last_active: 2026-11-02T07:00:00+01:00
        - id: 1005 · name: invited@example.com · email: invited@example.com · role: member · initials: I
      teams (2):
        - id: 6e33f7df-994e-4568-8bbf-90475dc98990 · name: Design & Research · handle: design · members: Ada Lovelace, Chika Tanaka
        - id: 2c830c1d-3366-4a1a-8fe6-8890a8095401 · name: Platform · handle: platform · members: Ben Okafor, Chika Tanaka
      complete: yes",
        },
      }
    `);
  });

  it("searches by part of a name or e-mail, and by role", async () => {
    const { value } = toolBench(memberList);
    expect(names(await value({ query: "BEN@" }))).toEqual(["Ben Okafor"]);
    expect(names(await value({ role: "owner" }))).toEqual(["Ada Lovelace"]);
    expect(await value({ query: "nobody" })).toEqual({ members: [], complete: true });
  });

  it("reads custom roles only when one is asked for", async () => {
    const { call, requests } = toolBench(memberList);
    const outcome = await call({ role: "Astronaut" });
    expect(outcome).toMatchObject({ failure: { code: "invalid_input", argument: "role" } });
    expect(requests("customroles")).toHaveLength(1);
  });

  it("finds the people of a custom role", async () => {
    const { value } = toolBench(memberList, {
      userId: SEED.users.emil,
      workspaceIds: [SEED.workspaces.summit],
    });
    expect(await value({ role: "contractor" })).toMatchObject({
      members: [{ id: "1009", role: "Contractor" }],
      complete: true,
    });
    expect(await value({ role: "Outside auditor" })).toEqual({ members: [], complete: true });
  });

  it("resolves many names at once, and says of the others who could be meant", async () => {
    const { value } = toolBench(memberList);
    expect(
      await value({ resolve: ["me", "chika@example.com", "@design", "Zoe", "1002"] }),
    ).toMatchObject({
      members: [{ id: "1001" }, { id: "1003" }, { id: "1002" }],
      teams: [{ name: "Design & Research", members: ["Ada Lovelace", "Chika Tanaka"] }],
      unresolved: [{ given: "Zoe", problem: "fits nobody" }],
      complete: false,
    });
  });

  it("names those whom one text fits, rather than choose", async () => {
    const { value, sandbox } = toolBench(memberList);
    const ben = sandbox.state.users[SEED.users.ben];
    if (ben !== undefined) ben.username = "Ada Byron";
    expect(await value({ resolve: ["Ada"] })).toEqual({
      members: [],
      unresolved: [
        {
          given: "Ada",
          problem: "fits several",
          candidates: [
            { id: "1001", name: "Ada Lovelace <ada@example.com>" },
            { id: "1002", name: "Ada Byron <ben@example.com>" },
          ],
        },
      ],
      complete: false,
    });
  });

  it("searches Teams by name and handle beside people", async () => {
    const { value } = toolBench(memberList);
    const found = await value({ query: "platf", include_teams: true });
    expect(found).toMatchObject({ members: [], teams: [{ name: "Platform" }] });
  });

  it("shows who has access of their own to a task or List, and who is in a Team", async () => {
    const { value, requests, forget } = toolBench(memberList);
    await value({});
    forget();
    const task = await value({ of: checkout });
    expect(requests()).toEqual([`GET /v2/task/${checkout}/member`]);
    expect(names(task)).toContain("Ada Lovelace");
    expect(task.note).toContain("access of their own");
    const list = await value({ of: "Product / Roadmap / Backlog" });
    expect(names(list)).toEqual(["Ada Lovelace", "Ben Okafor"]);
    expect(list.of).toBe("Product / Roadmap / Backlog");
    const team = await value({ of: "Platform" });
    expect(names(team)).toEqual(["Ben Okafor", "Chika Tanaka"]);
    expect(team).toMatchObject({ teams: [{ name: "Platform" }] });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(memberList);
    await call({ of: id });
    await call({ resolve: [id] });
    expect(leaked(requests(), id)).toEqual([]);
  });
});
