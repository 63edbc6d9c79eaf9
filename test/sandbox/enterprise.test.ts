// Members, guests, the audit log and access: workspace 9003, the only one on the Enterprise plan.
import { describe, expect, it } from "vitest";
import { bench, rows } from "./bench.ts";
import { isObject, type JsonObject } from "./clickup/json.ts";
import { SEED, SEED_ANCHOR_MS } from "./clickup/seed.ts";

const { users, lists, folders, tasks, customRoles } = SEED;
const TEAM = "/v2/team/9003";
const emil = () => bench({ userId: users.emil });

const emails = (team: unknown): unknown[] =>
  isObject(team)
    ? rows(team, "members").map(({ user }) => (isObject(user) ? user.email : undefined))
    : [];

describe("members", () => {
  it("are managed by owners and admins of an Enterprise workspace alone", async () => {
    const invite = { email: "new@example.com", admin: false };
    const refused = await bench().call("POST", "/v2/team/9001/user", invite);
    expect(refused).toMatchObject({ status: 403, body: { ECODE: "SANDBOX_003" } });
    const hana = bench({ userId: users.hana });
    expect((await hana.call("POST", `${TEAM}/user`, invite)).status).toBe(403);
  });

  it("are invited, once each, and show up without a name", async () => {
    const { call, get } = emil();
    const invite = { email: "New@Example.com", admin: true };
    const { body } = await call("POST", `${TEAM}/user`, invite);
    expect(emails(body.team)).toContain("new@example.com");
    expect((await call("POST", `${TEAM}/user`, invite)).status).toBe(400);
    expect((await call("POST", `${TEAM}/user`, { email: "nobody", admin: true })).status).toBe(400);
    expect((await get(`${TEAM}/user/1010`)).body.member).toMatchObject({
      user: { username: null, role: 2, date_joined: null },
      invited_by: { id: 1006 },
    });
  });

  it("are changed whole and leave; the owner does neither", async () => {
    const { call, get } = emil();
    const hana = `${TEAM}/user/${users.hana}`;
    expect((await get(hana)).body.member).toMatchObject({
      user: { custom_role: { id: customRoles.contractor, name: "Contractor" } },
    });
    const edited = await call("PUT", hana, { username: "Hana K.", admin: true });
    expect(edited.body.member).toMatchObject({ user: { username: "Hana K.", role: 2 } });
    expect(edited.body.member).not.toHaveProperty("user.custom_role");
    expect((await call("PUT", hana, { admin: true })).status).toBe(400);
    const wrong = { username: "x", admin: true, custom_role_id: customRoles.contractor };
    expect((await call("PUT", hana, wrong)).status).toBe(400);
    expect((await call("DELETE", hana)).body.team).toMatchObject({ id: "9003", members: [] });
    expect((await get(hana)).status).toBe(404);
    const owner = `${TEAM}/user/${users.emil}`;
    expect((await call("DELETE", owner)).status).toBe(403);
    expect((await get(`${TEAM}/user/${users.guest}`)).status).toBe(404);
  });
});

describe("guests", () => {
  const guest = `${TEAM}/guest/${users.guest}`;

  it("are invited with permissions and read by id", async () => {
    const { call, get } = emil();
    const invite = {
      email: "g@client.example",
      can_create_views: true,
      custom_role_id: customRoles.auditor,
    };
    const made = await call("POST", `${TEAM}/guest`, invite);
    expect(emails(made.body.team)).toContain("g@client.example");
    expect((await get(`${TEAM}/guest/1010`)).body.guest).toMatchObject({
      user: { role: 4, custom_role: { name: "Outside auditor" } },
      can_create_views: true,
      can_edit_tags: false,
      shared: { tasks: [], lists: [], folders: [] },
    });
    expect((await get(`${TEAM}/guest/${users.hana}`)).status).toBe(404);
  });

  it("keep the permissions that an update leaves out", async () => {
    const { call } = emil();
    const { body } = await call("PUT", guest, { can_edit_tags: true });
    expect(body.guest).toMatchObject({ can_edit_tags: true, can_see_time_spent: true });
    expect((await call("DELETE", guest)).status).toBe(200);
    expect((await call("DELETE", guest)).status).toBe(404);
  });

  it("are given tasks, Lists and Folders at a level, and lose them again", async () => {
    const { call } = emil();
    const share = async (place: string, permission_level: string) =>
      call("POST", `/v2/${place}/guest/${users.guest}`, { permission_level });
    const { body } = await share(`task/${tasks.firstSite}`, "edit");
    expect(body.guest).toMatchObject({
      shared: {
        tasks: [{ id: tasks.firstSite, permission_level: "edit" }],
        lists: [{ id: lists.rollout, permission_level: "comment" }],
      },
    });
    expect((await share(`folder/${folders.clients}`, "read")).body.guest).toMatchObject({
      shared: { folders: [{ name: "Clients", permission_level: "read" }] },
    });
    expect((await share(`list/${lists.intake}`, "own")).status).toBe(400);
    const gone = await call("DELETE", `/v2/list/${lists.rollout}/guest/${users.guest}`);
    expect(gone.body.guest).toMatchObject({ shared: { lists: [] } });
    const quiet = await call(
      "DELETE",
      `/v2/folder/${folders.clients}/guest/${users.guest}?include_shared=false`,
    );
    expect(quiet.body.guest).not.toHaveProperty("shared");
  });
});

describe("the audit log", () => {
  const LOG = "/v3/workspaces/9003/auditlogs";

  it("is the owner's, in v3's words", async () => {
    const farah = bench({ userId: users.farah });
    const refused = await farah.call("POST", LOG, { applicability: "auth-and-security" });
    expect(refused).toMatchObject({ status: 403, body: { status: 403 } });
  });

  it("filters and pages by instant, newest first", async () => {
    const { call } = emil();
    const read = async (body: JsonObject) => {
      const query = { applicability: "auth-and-security", ...body };
      return rows((await call("POST", LOG, query)).body, "data");
    };
    const first = await read({ pagination: { pageRows: 30 } });
    expect(first).toHaveLength(30);
    const pageTimestamp = first.at(-1)?.timestamp ?? 0;
    const page = { pageRows: 30, pageTimestamp, pageDirection: "before" };
    const rest = await read({ pagination: page });
    expect(rest).toHaveLength(10);
    expect(new Set([...first, ...rest].map((row) => row.id)).size).toBe(40);
    expect(await read({ filter: { eventStatus: "failed", userId: ["1007"] } })).toHaveLength(5);
    const startTime = SEED_ANCHOR_MS - 3 * 3_600_000;
    expect(await read({ filter: { startTime, eventType: ["USER_LOGIN"] } })).toHaveLength(2);
  });
});

describe("access", () => {
  it("is changed by object and answers nothing", async () => {
    const { call, sandbox } = emil();
    const path = "/v3/workspaces/9003/list/3001/acls";
    const set = async (permission_level: number | null) =>
      call("PATCH", path, { entries: [{ kind: "user", id: users.hana, permission_level }] });
    expect(await set(4)).toMatchObject({ status: 200, body: {} });
    expect(sandbox.state.lists[lists.rollout]?.sharedWithIds).toEqual([1009]);
    await set(null);
    expect(sandbox.state.access["list/3001"]?.entries).toEqual([]);
    expect((await set(2)).status).toBe(400);
    expect((await call("PATCH", "/v3/workspaces/9003/list/9/acls", {})).status).toBe(404);
    expect((await call("PATCH", "/v3/workspaces/9003/nonsense/9/acls", {})).status).toBe(400);
  });

  it("makes a Space private, so that others lose it", async () => {
    const { call, sandbox } = emil();
    await call("PATCH", "/v3/workspaces/9003/space/301/acls", { private: true });
    const hana = bench({ userId: users.hana, state: sandbox.state });
    expect((await hana.get("/v2/space/301")).body.ECODE).toBe("ACCESS_083");
  });
});

describe("estimates by person", () => {
  const path = `/v3/workspaces/9001/tasks/${tasks.checkout}/time_estimates_by_user`;

  it("are merged by PATCH and replaced by PUT", async () => {
    const { call, get } = bench();
    const patch = async (body: JsonObject[]) => call("PATCH", path, body);
    const first = [
      { assignee: 1003, time: 7_200_000 },
      { assignee: "unassigned", time: 3_600_000 },
    ];
    expect((await patch(first)).body.data).toMatchObject({ total_time_estimate: 10_800_000 });
    expect((await patch([{ assignee: 1003, time: 0 }])).body).toEqual({
      data: { total_time_estimate: 3_600_000, updated_estimates: { 1003: 0 } },
    });
    const put = await call("PUT", path, [{ assignee: 1003, time: 60_000 }]);
    expect(put.body).toEqual({
      data: { total_time_estimate: 60_000, assignee_estimates: { 1003: 60_000 } },
    });
    expect((await get(`/v2/task/${tasks.checkout}`)).body.time_estimate).toBe(60_000);
    expect((await patch([{ assignee: 1005, time: 1 }])).status).toBe(400);
    expect((await patch([{ assignee: 1003, time: -1 }])).status).toBe(400);
  });
});
