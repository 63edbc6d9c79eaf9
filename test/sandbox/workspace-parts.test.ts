// Webhooks, groups, roles, what is shared, and the two operations that no document names.
import { describe, expect, it } from "vitest";
import { bench, names, rows } from "./bench.ts";
import type { JsonObject } from "./clickup/json.ts";
import { SEED } from "./clickup/seed.ts";

const { webhooks, groups, lists, tasks } = SEED;
const HOOKS = "/v2/team/9001/webhook";

describe("webhooks", () => {
  it("are made with a secret, once", async () => {
    const { call, get } = bench();
    const endpoint = "https://hooks.example.com/new";
    const body = { endpoint, events: ["taskCreated"], list_id: 901, space_id: 101 };
    const made = await call("POST", HOOKS, body);
    expect(made.body.webhook).toMatchObject({
      id: made.body.id,
      userid: 1001,
      team_id: 9001,
      events: ["taskCreated"],
      // The most specific place counts.
      list_id: "901",
      space_id: null,
      health: { status: "active", fail_count: 0 },
      secret: expect.stringMatching(/^[0-9A-F]{64}$/),
    });
    expect(await call("POST", HOOKS, body)).toMatchObject({
      status: 400,
      body: { ECODE: "OAUTH_171" },
    });
    expect(rows((await get(HOOKS)).body, "webhooks")).toHaveLength(3);
  });

  it("take known events or all, and a web address", async () => {
    const { call } = bench();
    const post = async (endpoint: string, events: string | string[]) =>
      (await call("POST", HOOKS, { endpoint, events })).status;
    expect(await post("https://a.example.com", "*")).toBe(200);
    expect(await post("https://b.example.com", ["taskEaten"])).toBe(400);
    expect(await post("https://c.example.com", [])).toBe(400);
    expect(await post("mailto:x@example.com", "*")).toBe(400);
  });

  it("tell their health, and come back when set active", async () => {
    const { call, get } = bench();
    const suspended = rows((await get(HOOKS)).body, "webhooks")[1];
    expect(suspended?.health).toEqual({ status: "suspended", fail_count: 100 });
    const path = `/v2/webhook/${webhooks.suspended}`;
    const body = { endpoint: "https://new.example.com", events: "*", status: "active" };
    expect((await call("PUT", path, body)).body.webhook).toMatchObject({
      endpoint: "https://new.example.com",
      events: ["*"],
      list_id: lists.backlog,
      health: { status: "active", fail_count: 0 },
    });
    expect((await call("PUT", path, { status: "active" })).status).toBe(400);
  });

  it("are invisible to everybody else", async () => {
    const { call, get } = bench({ userId: SEED.users.ben });
    expect((await get(HOOKS)).body.webhooks).toEqual([]);
    const gone = await call("DELETE", `/v2/webhook/${webhooks.everything}`);
    expect(gone.body.ECODE).toBe("OAUTH_061");
    const own = bench();
    expect((await own.call("DELETE", `/v2/webhook/${webhooks.everything}`)).body).toEqual({});
    expect(rows((await own.get(HOOKS)).body, "webhooks")).toHaveLength(1);
  });
});

describe("groups", () => {
  it("are made with members of the workspace only", async () => {
    const { call, get } = bench();
    const path = "/v2/team/9001/group";
    const made = await call("POST", path, { name: "Data & ML", members: [1002] });
    expect(made.body).toMatchObject({
      name: "Data &amp; ML",
      handle: "dataml",
      members: [{ id: 1002 }],
    });
    expect(names((await get("/v2/group?team_id=9001")).body, "groups")).toHaveLength(3);
    expect((await call("POST", path, { name: "x", members: [1004] })).status).toBe(400);
  });

  it("change by add and rem; a bare list is no change", async () => {
    const { call } = bench();
    const path = `/v2/group/${groups.design}`;
    const members = { add: [1002, 1002], rem: [1003] };
    const changed = await call("PUT", path, { name: "Design", members });
    expect(rows(changed.body, "members").map((member) => member.id)).toEqual([1001, 1002]);
    expect((await call("PUT", path, { members: [1001] })).body.ECODE).toBe("SANDBOX_001");
  });

  it("leave their tasks when deleted", async () => {
    const { call, get } = bench();
    await call("DELETE", `/v2/group/${groups.design}`);
    expect((await get(`/v2/task/${tasks.inTwoLists}`)).body.group_assignees).toEqual([]);
    expect((await call("DELETE", `/v2/group/${groups.design}`)).status).toBe(401);
  });
});

describe("what is shared", () => {
  it("is given outright: Lists with the person named, tasks in Spaces they do not see", async () => {
    const { get, sandbox } = bench({ userId: SEED.users.ben });
    sandbox.state.tasks[tasks.secret]?.assigneeIds.push(1002);
    const shared = (await get("/v2/team/9001/shared")).body.shared as JsonObject;
    expect(rows(shared, "lists")).toMatchObject([{ id: "901", task_count: expect.any(String) }]);
    expect(rows(shared, "tasks").map((task) => task.id)).toEqual([tasks.secret]);
    expect(shared.folders).toEqual([]);
  });
});

describe("roles of one's own", () => {
  it("are none below Enterprise", async () => {
    const { get } = bench();
    expect((await get("/v2/team/9001/customroles")).body).toEqual({ custom_roles: [] });
  });
});

describe("making a Custom Field", () => {
  const path = "/v2/list/901/field";

  it("works, undocumented, with options where they belong", async () => {
    const { call, get } = bench();
    const options = [{ name: "Red" }, { name: "Green" }];
    const body = { name: "Light & sound", type: "drop_down", type_config: { options } };
    const made = await call("POST", path, body);
    expect(made.body.field).toMatchObject({
      name: "Light &amp; sound",
      type_config: { options: [{ name: "Red", orderindex: 0 }, { name: "Green" }] },
    });
    expect(names((await get(path)).body, "fields")).toContain("Light &amp; sound");
  });

  it("refuses by what is wrong", async () => {
    const { call } = bench();
    const code = async (body: JsonObject) =>
      (await call("POST", path, { name: "x", ...body })).body.ECODE;
    const options = [{ name: "A" }];
    expect(await code({})).toBe("FIELD_002");
    expect(await code({ type: "drop_down", options })).toBe("FIELD_022");
    expect(await code({ type: "labels", type_config: { options } })).toBe("FIELD_146");
    const change = await call("PATCH", `/v2/field/${SEED.fields.text}`, { name: "y" });
    expect(change).toMatchObject({ status: 403, body: { ECODE: "FIELD_262" } });
  });

  it("and a reminder are not there once switched off", async () => {
    const off = bench({ undocumented: [] });
    expect((await off.call("POST", path, { name: "x", type: "text" })).status).toBe(405);
    const reminder = { title: "Call", due_date: 1_793_000_000_000 };
    expect((await off.call("POST", "/v2/reminder", reminder)).status).toBe(404);
    const on = bench();
    const made = await on.call("POST", "/v2/reminder", reminder);
    expect(made.body).toMatchObject({ title: "Call", due_date: "1793000000000", assignee: 1001 });
    expect((await on.get("/v2/reminder")).status).toBe(405);
  });
});
