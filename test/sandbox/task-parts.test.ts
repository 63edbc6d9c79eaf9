// Comments, checklists, tags, relations, members and time: what hangs on a task.
import { describe, expect, it } from "vitest";
import { bench, names, rows } from "./bench.ts";
import { SEED, SEED_ANCHOR_MS } from "./clickup/seed.ts";

const { tasks, lists } = SEED;
const DAY_MS = 86_400_000;

describe("comments", () => {
  it("come 25 at a time, newest first; start and start_id of the last give the rest", async () => {
    const { get } = bench();
    const path = `/v2/task/${tasks.checkout}/comment`;
    const first = rows((await get(path)).body, "comments");
    expect(first).toHaveLength(25);
    const last = first.at(-1);
    const next = await get(`${path}?start=${last?.date}&start_id=${last?.id}`);
    const rest = rows(next.body, "comments");
    expect(rest).toHaveLength(7);
    expect(new Set([...first, ...rest].map((comment) => comment.id)).size).toBe(32);
    expect((await get(`${path}?start=${last?.date}`)).status).toBe(400);
  });

  it("hold threads that are read on their own, with the count as text", async () => {
    const { get, call } = bench();
    const first = rows((await get(`/v2/task/${tasks.checkout}/comment`)).body, "comments");
    const thread = first.find((comment) => comment.reply_count === "2");
    const path = `/v2/comment/${thread?.id}/reply`;
    expect(rows((await get(path)).body, "comments")).toHaveLength(2);
    await call("POST", path, { comment_text: "third", notify_all: false });
    expect(rows((await get(path)).body, "comments")[0]?.comment_text).toBe("third");
  });

  it("answer a create with numbers and give the id as text later", async () => {
    const { call, get } = bench();
    const path = `/v2/task/${tasks.bug}/comment`;
    const made = await call("POST", path, { comment_text: "Hi", assignee: 1003 });
    expect(made.body).toMatchObject({ id: expect.any(Number), date: SEED_ANCHOR_MS });
    expect(rows((await get(path)).body, "comments")).toMatchObject([
      { id: String(made.body.id), comment_text: "Hi", assignee: { id: 1003 }, resolved: false },
    ]);
  });

  it("take rich runs, an update and a delete", async () => {
    const { call, get } = bench();
    const path = `/v2/list/${lists.now}/comment`;
    const runs = [{ text: "Look", attributes: { bold: true } }, { text: " here" }];
    const made = await call("POST", path, { comment: runs });
    const read = rows((await get(path)).body, "comments")[0];
    expect(read).toMatchObject({ comment: runs, comment_text: "Look here" });
    const one = `/v2/comment/${made.body.id}`;
    await call("PUT", one, { comment_text: "Done", resolved: true });
    expect(rows((await get(path)).body, "comments")[0]?.resolved).toBe(true);
    await call("DELETE", one);
    expect((await get(path)).body.comments).toEqual([]);
  });
});

describe("checklists", () => {
  it("are made empty and filled one item at a time", async () => {
    const { call, get } = bench();
    const made = await call("POST", `/v2/task/${tasks.bug}/checklist`, { name: "Plan" });
    const checklist = made.body.checklist as { id: string };
    const path = `/v2/checklist/${checklist.id}/checklist_item`;
    await call("POST", path, { name: "First", assignee: 1003 });
    const second = await call("POST", path, { name: "Second" });
    expect(second.body).toMatchObject({ checklist: { resolved: 0, unresolved: 2 } });
    const task = (await get(`/v2/task/${tasks.bug}`)).body;
    const [first, other] = rows(rows(task, "checklists")[0] ?? {}, "items");
    await call("PUT", `${path}/${other?.id}`, { parent: String(first?.id), resolved: true });
    const after = (await get(`/v2/task/${tasks.bug}`)).body;
    expect(after.checklists).toMatchObject([
      {
        name: "Plan",
        orderindex: "0",
        resolved: 1,
        items: [{ name: "First", assignee: { id: 1003 }, children: [{ name: "Second" }] }],
      },
    ]);
    await call("DELETE", `/v2/checklist/${checklist.id}`);
    expect((await get(`/v2/task/${tasks.bug}`)).body.checklists).toEqual([]);
  });
});

describe("tags", () => {
  it("go on and off a task by name, lower-case, and are made on the way", async () => {
    const { call, get } = bench();
    await call("POST", `/v2/task/${tasks.bug}/tag/${encodeURIComponent("Hot Fix")}`);
    const tagged = (await get(`/v2/task/${tasks.bug}`)).body;
    expect(names(tagged, "tags")).toEqual(["bug", "hot fix"]);
    await call("DELETE", `/v2/task/${tasks.bug}/tag/bug`);
    expect(names((await get(`/v2/task/${tasks.bug}`)).body, "tags")).toEqual(["hot fix"]);
  });

  it("with a slash in the name are made and cannot be addressed", async () => {
    const { call, get } = bench();
    await call("POST", "/v2/space/101/tag", { tag: { name: "UI/UX" } });
    expect(names((await get("/v2/space/101/tag")).body, "tags")).toContain("ui/ux");
    const path = `/v2/task/${tasks.bug}/tag/${encodeURIComponent("ui/ux")}`;
    expect(await call("POST", path)).toMatchObject({ status: 404, body: { ECODE: "APP_001" } });
  });

  it("do not stick where the ClickApp is off", async () => {
    const { call } = bench();
    const made = await call("POST", `/v2/list/${lists.onboarding}/task`, {
      name: "x",
      tags: ["a"],
    });
    expect(made.body.tags).toEqual([]);
  });

  it("are renamed on every task of their Space", async () => {
    const { call, get } = bench();
    const tag = { name: "defect", fg_color: "#000000", bg_color: "#ffffff" };
    await call("PUT", "/v2/space/101/tag/bug", { tag });
    expect(names((await get(`/v2/task/${tasks.bug}`)).body, "tags")).toEqual(["defect"]);
    await call("DELETE", "/v2/space/101/tag/defect");
    expect((await get(`/v2/task/${tasks.bug}`)).body.tags).toEqual([]);
    expect(names((await get("/v2/space/101/tag")).body, "tags")).not.toContain("defect");
  });
});

describe("relations", () => {
  it("show a dependency in the same words on both tasks", async () => {
    const { get } = bench();
    const edge = { task_id: tasks.checkout, depends_on: tasks.bug, type: 1, userid: "1001" };
    for (const id of [tasks.checkout, tasks.bug]) {
      expect(rows((await get(`/v2/task/${id}`)).body, "dependencies")).toEqual(
        expect.arrayContaining([expect.objectContaining(edge)]),
      );
    }
  });

  it("take exactly one side, and the delete in the query", async () => {
    const { call, get } = bench();
    const path = `/v2/task/${tasks.oddName}/dependency`;
    const both = { depends_on: tasks.bug, dependency_of: tasks.bug };
    expect((await call("POST", path, both)).status).toBe(400);
    expect((await call("POST", path, { dependency_of: tasks.bug })).body).toEqual({});
    expect((await get(`/v2/task/${tasks.bug}`)).body.dependencies).toHaveLength(2);
    await call("DELETE", `${path}?dependency_of=${tasks.bug}`);
    expect((await get(`/v2/task/${tasks.bug}`)).body.dependencies).toHaveLength(1);
  });

  it("link both ways", async () => {
    const { call, get } = bench();
    await call("POST", `/v2/task/${tasks.bug}/link/${tasks.milestone}`);
    expect((await get(`/v2/task/${tasks.milestone}`)).body.linked_tasks).toMatchObject([
      { task_id: tasks.milestone, link_id: tasks.bug },
    ]);
    await call("DELETE", `/v2/task/${tasks.milestone}/link/${tasks.bug}`);
    expect((await get(`/v2/task/${tasks.bug}`)).body.linked_tasks).toEqual([]);
  });

  it("show a task in a second List, and silently not where the ClickApp is off", async () => {
    const { call, get } = bench();
    const add = async (list: string) => call("POST", `/v2/list/${list}/task/${tasks.bug}`);
    expect(await add(lists.now)).toMatchObject({ status: 200, body: {} });
    expect(await add(lists.onboarding)).toMatchObject({ status: 200, body: {} });
    const locations = async () => (await get(`/v2/task/${tasks.bug}`)).body.locations;
    expect(await locations()).toEqual([{ id: lists.now, name: "Now" }]);
    await call("DELETE", `/v2/list/${lists.now}/task/${tasks.bug}`);
    expect(await locations()).toEqual([]);
  });
});

describe("moving to another List", () => {
  const path = (list: string) => `/v3/workspaces/9001/tasks/${tasks.checkout}/home_list/${list}`;

  it("takes the subtasks along", async () => {
    const { call, get } = bench();
    const moved = await call("PUT", path(lists.now), {});
    expect(moved.body).toEqual({ data: { task_id: tasks.checkout, new_list_id: lists.now } });
    const below = (await get(`/v2/task/${tasks.subSubtask}`)).body;
    expect(below.list).toMatchObject({ id: lists.now });
  });

  it("needs a mapping for a status that the new List has not, and says so in v3's shape", async () => {
    const { call, get } = bench();
    const refused = await call("PUT", path(lists.blackFriday), {});
    expect(refused).toMatchObject({
      status: 400,
      body: { status: 400, message: "Status does not exist", timestamp: SEED_ANCHOR_MS },
    });
    const status_mappings = [
      { source_status_id: "p101_inprogress", destination_status_id: "p102_drafting" },
      { source_status_id: "p101_todo", destination_status_id: "p102_idea" },
    ];
    expect((await call("PUT", path(lists.blackFriday), { status_mappings })).status).toBe(200);
    expect((await get(`/v2/task/${tasks.checkout}`)).body).toMatchObject({
      status: { status: "drafting" },
      space: { id: "102" },
    });
  });
});

describe("members of a task", () => {
  it("are those with a part in it", async () => {
    const { body } = await bench().get(`/v2/task/${tasks.checkout}/member`);
    expect(rows(body, "members").map((member) => member.id)).toEqual([1002, 1001, 1003]);
  });
});

describe("time", () => {
  it("in status counts minutes since the change", async () => {
    const { get, call, wait } = bench();
    await call("PUT", `/v2/task/${tasks.oddName}`, { status: "in review" });
    wait(30 * 60_000);
    const { body } = await get(`/v2/task/${tasks.oddName}/time_in_status`);
    expect(body).toMatchObject({
      current_status: {
        status: "in review",
        total_time: { by_minute: 30, since: String(SEED_ANCHOR_MS) },
      },
      status_history: [{ status: "to do", total_time: { by_minute: 4 * 24 * 60 } }, {}],
    });
  });

  it("in status for many takes 2 to 100 ids, repeated", async () => {
    const { get } = bench();
    const path = "/v2/task/bulk_time_in_status/task_ids";
    const { body } = await get(`${path}?task_ids=${tasks.bug}&task_ids=${tasks.checkout}`);
    expect(Object.keys(body).sort()).toEqual([tasks.checkout, tasks.bug].sort());
    expect((await get(`${path}?task_ids=${tasks.bug}`)).status).toBe(400);
  });

  it("entries are one's own of 30 days, and others' only for owners and admins", async () => {
    const ada = bench();
    const own = rows((await ada.get("/v2/team/9001/time_entries")).body, "data");
    expect(own).toHaveLength(2);
    const from = SEED_ANCHOR_MS - 50 * DAY_MS;
    const all = await ada.get(`/v2/team/9001/time_entries?assignee=1001,1003&start_date=${from}`);
    expect(rows(all.body, "data")).toHaveLength(5);
    const running = rows(all.body, "data").find((entry) => !("end" in entry));
    expect(Number(running?.duration)).toBeLessThan(0);
    const ben = bench({ userId: SEED.users.ben });
    const asked = await ben.get("/v2/team/9001/time_entries?assignee=1001");
    expect(asked.body.ECODE).toBe("TIMEENTRY_059");
  });

  it("entries narrow by one place only", async () => {
    const { get } = bench();
    const at = async (query: string) => get(`/v2/team/9001/time_entries?${query}`);
    expect(rows((await at(`task_id=${tasks.checkout}`)).body, "data")).toHaveLength(1);
    expect((await at("space_id=101&list_id=901")).body.ECODE).toBe("TIMEENTRY_065");
  });
});
