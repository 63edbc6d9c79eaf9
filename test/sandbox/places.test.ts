import { describe, expect, it } from "vitest";
import { bench, names, rows } from "./bench.ts";
import type { JsonObject } from "./clickup/json.ts";
import { SEED } from "./clickup/seed.ts";

const { spaces, folders, lists } = SEED;

describe("the seeded workspace", () => {
  it("has 5 Spaces, 20 Folders and 100 Lists, all reachable by the documented calls", async () => {
    const { get } = bench();
    const all = rows((await get("/v2/team/9001/space?archived=false")).body, "spaces");
    expect(all).toHaveLength(5);
    const folderRows: JsonObject[] = [];
    let folderless = 0;
    for (const space of all) {
      folderRows.push(...rows((await get(`/v2/space/${space.id}/folder`)).body, "folders"));
      folderless += rows((await get(`/v2/space/${space.id}/list`)).body, "lists").length;
    }
    expect(folderRows).toHaveLength(20);
    const inside = folderRows.flatMap((folder) => rows(folder, "lists"));
    expect(inside.length + folderless).toBe(100);
    expect(new Set(inside.map((list) => list.id)).size).toBe(inside.length);
    expect(folderRows.filter((folder) => "parent_folder" in folder)).not.toHaveLength(0);
  });

  it("shows the same Folders in the undocumented call", async () => {
    const { get } = bench();
    expect(rows((await get("/v2/team/9001/folder")).body, "folders")).toHaveLength(20);
    const asBen = bench({ userId: SEED.users.ben });
    expect(rows((await asBen.get("/v2/team/9001/folder")).body, "folders")).toHaveLength(18);
  });

  it("tells members, the invited one without a name", async () => {
    const { body } = await bench().get("/v2/team");
    const members = rows(rows(body, "teams")[0] ?? {}, "members").map((member) => member.user);
    expect(members).toMatchObject([
      { id: 1001, username: "Ada Lovelace", role: 1 },
      { id: 1002, role: 3 },
      { id: 1003, role: 3 },
      { id: 1005, username: null, email: "invited@example.com" },
    ]);
  });

  it("gives user, plan, seats, task types and groups", async () => {
    const { get } = bench();
    expect((await get("/v2/user")).body).toMatchObject({ user: { timezone: "Europe/Berlin" } });
    expect((await get("/v2/team/9001/plan")).body).toEqual({ plan_name: "Business", plan_id: 3 });
    expect((await get("/v2/team/9001/seats")).body).toMatchObject({
      members: { filled_members_seats: 4 },
    });
    expect(names((await get("/v2/team/9001/custom_item")).body, "custom_items")).toEqual([
      "Bug",
      "Epic",
    ]);
    expect(names((await get("/v2/group?team_id=9001")).body, "groups")).toEqual([
      "Design &amp; Research",
      "Platform",
    ]);
    expect((await get("/v2/group")).status).toBe(401);
  });
});

describe("names and folders", () => {
  it("come back HTML-escaped", async () => {
    const { get } = bench();
    expect((await get(`/v2/space/${spaces.marketing}`)).body.name).toBe("Marketing &amp; Growth");
    expect(names((await get(`/v2/space/${spaces.product}/list`)).body, "lists")).toContain(
      "Personal &lt;Sandbox&gt;",
    );
  });

  it("give a List without a Folder a hidden one", async () => {
    const { get } = bench();
    expect((await get(`/v2/list/${lists.productInbox}`)).body.folder).toMatchObject({
      name: "hidden",
      hidden: true,
    });
  });

  it("nest subfolders only when asked", async () => {
    const { get } = bench();
    const flat = await get(`/v2/folder/${folders.mobile}`);
    expect(flat.body).not.toHaveProperty("folders");
    const nested = await get(`/v2/folder/${folders.mobile}?include_subfolders=true`);
    expect(names(nested.body, "folders")).toEqual(["iOS", "Android"]);
    expect((await get(`/v2/folder/${folders.ios}`)).body.parent_folder).toBe(folders.mobile);
  });
});

describe("statuses", () => {
  it("come from the List, else its Folder, else its Space", async () => {
    const { get } = bench();
    const statuses = async (id: string) =>
      rows((await get(`/v2/list/${id}`)).body, "statuses").map((status) => status.status);
    expect(await statuses(lists.launchPlan)).toEqual(["planned", "at risk", "launched 🚀"]);
    expect(await statuses(lists.tickets)).toEqual(["unread", "answered", "closed"]);
    expect(await statuses(lists.onboarding)).toEqual(["to do", "complete"]);
  });

  it("can be set on a List and are ignored on a Space", async () => {
    const { call } = bench();
    const wanted = [{ status: "Open" }, { status: "Doing" }, { status: "Closed" }];
    const list = await call("PUT", `/v2/list/${lists.now}`, { statuses: wanted });
    expect(list.body).toMatchObject({
      override_statuses: true,
      statuses: [{ type: "open" }, { status: "doing", type: "custom" }, { type: "closed" }],
    });
    const space = await call("POST", "/v2/team/9001/space", { name: "New", statuses: wanted });
    expect(space.body).toMatchObject({ statuses: [{ status: "to do" }, { status: "complete" }] });
  });
});

describe("archived", () => {
  it("is either-or", async () => {
    const { get } = bench({ userId: SEED.users.ben });
    const spacesOf = async (query: string) =>
      names((await get(`/v2/team/9002/space${query}`)).body, "spaces");
    expect(await spacesOf("?archived=true")).toEqual(["Old Stuff"]);
    expect(await spacesOf("")).toEqual(["Client Work", "Internal &amp; Admin"]);
    expect(names((await get("/v2/space/202/list?archived=true")).body, "lists")).toEqual([
      "Office",
    ]);
    expect(names((await get("/v2/space/201/folder?archived=true")).body, "folders")).toEqual([
      "Finished Clients",
    ]);
  });
});

describe("writing places", () => {
  it("creates, renames and deletes a Folder with all that is in it", async () => {
    const { call, get, sandbox } = bench();
    const folder = await call("POST", `/v2/space/${spaces.product}/folder`, {
      name: "New & shiny",
      parent_folder_id: folders.roadmap,
    });
    expect(folder.body).toMatchObject({ name: "New &amp; shiny", parent_folder: folders.roadmap });
    const list = await call("POST", `/v2/folder/${folder.body.id}/list`, { name: "L" });
    const task = await call("POST", `/v2/list/${list.body.id}/task`, { name: "T" });
    await call("DELETE", `/v2/folder/${folders.roadmap}`);
    expect((await get(`/v2/list/${list.body.id}`)).status).toBe(404);
    expect(sandbox.state.tasks[String(task.body.id)]).toBeUndefined();
    expect(sandbox.state.lists[lists.backlog]).toBeUndefined();
  });

  it("refuses a name that is taken in the same place", async () => {
    const { call } = bench();
    const list = await call("POST", `/v2/folder/${folders.ios}/list`, { name: "sprint board" });
    expect(list.body.ECODE).toBe("SUBCAT_016");
    const folder = await call("POST", `/v2/space/${spaces.product}/folder`, { name: "Mobile" });
    expect(folder.body.ECODE).toBe("CAT_014");
  });

  it("takes a List's folder and moves nothing", async () => {
    const { call, get } = bench();
    const put = await call("PUT", `/v2/list/${lists.now}`, { folder_id: folders.mobile });
    expect(put.status).toBe(200);
    expect((await get(`/v2/list/${lists.now}`)).body.folder).toMatchObject({ id: folders.roadmap });
  });

  it("sets and clears what a List can carry", async () => {
    const { call } = bench();
    const full = await call("PUT", `/v2/list/${lists.now}`, {
      content: "Now",
      status: "red",
      priority: 1,
      assignee: "1003",
      due_date: Date.UTC(2026, 10, 20, 15),
    });
    expect(full.body).toMatchObject({
      content: "Now",
      status: { status: "red", color: "#e50000" },
      priority: { priority: "urgent" },
      assignee: { id: 1003 },
      due_date: String(Date.UTC(2026, 10, 20, 3)),
      due_date_time: false,
    });
    const cleared = await call("PUT", `/v2/list/${lists.now}`, {
      unset_status: true,
      assignee: "none",
      due_date: null,
    });
    expect(cleared.body).toMatchObject({ status: null, assignee: null, due_date: null });
  });

  it("wants the whole Space on update", async () => {
    const { call } = bench();
    const part = await call("PUT", `/v2/space/${spaces.product}`, { name: "Product" });
    expect(part.status).toBe(400);
    const whole = await call("PUT", `/v2/space/${spaces.product}`, {
      name: "Product 2",
      color: null,
      private: true,
      admin_can_manage: false,
      multiple_assignees: true,
      features: { tags: { enabled: false } },
    });
    expect(whole.body).toMatchObject({
      name: "Product 2",
      private: true,
      members: [{ user: { id: 1001 } }],
      features: { tags: { enabled: false }, points: { enabled: true } },
    });
  });
});

describe("members and views of a List", () => {
  it("name only people with access of their own", async () => {
    const { get } = bench();
    const { body } = await get(`/v2/list/${lists.backlog}/member`);
    expect(rows(body, "members").map((member) => member.id)).toEqual([1001, 1002]);
    expect((await get(`/v2/list/${lists.now}/member`)).body.members).toEqual([]);
  });

  it("keep required views apart", async () => {
    const { body } = await bench().get(`/v2/list/${lists.backlog}/view`);
    expect(names(body, "views")).toEqual(["List", "Board &amp; urgent"]);
    expect(names(body, "required_views")).toEqual(["Calendar"]);
  });

  it("show tasks through the filters of the view", async () => {
    const { get } = bench();
    const { body } = await get(`/v2/view/${SEED.views.backlogBoard}/task?page=0`);
    const priorities = rows(body, "tasks").map((task) => task.priority);
    expect(priorities.length).toBeGreaterThan(0);
    expect(priorities.every((p) => JSON.stringify(p).includes('"urgent"'))).toBe(true);
  });
});
