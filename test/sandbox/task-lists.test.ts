import { describe, expect, it } from "vitest";
import type { Bench } from "./bench.ts";
import { bench, rows } from "./bench.ts";
import type { JsonObject } from "./clickup/json.ts";
import { SEED, SEED_ANCHOR_MS } from "./clickup/seed.ts";

const { tasks, lists, fields } = SEED;
const BACKLOG = `/v2/list/${lists.backlog}/task`;

async function everyPage({ get }: Bench, path: string): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for (let page = 0; ; page += 1) {
    const { body } = await get(`${path}${path.includes("?") ? "&" : "?"}page=${page}`);
    all.push(...rows(body, "tasks"));
    if (body.last_page === true) return all;
    if (page > 20) throw new Error("no last page");
  }
}

async function ids({ get }: Bench, path: string): Promise<unknown[]> {
  return rows((await get(path)).body, "tasks").map((task) => task.id);
}

const filter = (...filters: JsonObject[]): string =>
  `custom_fields=${encodeURIComponent(JSON.stringify(filters))}`;

describe("pages of tasks", () => {
  it("hold 100 and end with last_page, newest first, none twice", async () => {
    const one = bench();
    const first = await one.get(`${BACKLOG}?limit=5&query=x`);
    expect(rows(first.body, "tasks")).toHaveLength(100);
    expect(first.body.last_page).toBe(false);
    const all = await everyPage(one, BACKLOG);
    expect(all.length).toBeGreaterThan(250);
    expect(new Set(all.map((task) => task.id)).size).toBe(all.length);
    const created = all.map((task) => Number(task.date_created));
    expect(created).toEqual([...created].sort((a, b) => b - a));
  });

  it("are empty beyond the end and a 500 below zero", async () => {
    const { get } = bench();
    expect((await get(`${BACKLOG}?page=99`)).body).toEqual({ tasks: [], last_page: true });
    expect(await get(`${BACKLOG}?page=-1`)).toMatchObject({ status: 500 });
    expect((await get(`${BACKLOG}?order_by=name`)).body.ECODE).toBe("ITEMV2_003");
  });

  it("leave out subtasks, closed and archived ones until asked", async () => {
    const one = bench();
    const plain = (await everyPage(one, BACKLOG)).map((task) => task.id);
    expect(plain).not.toContain(tasks.subtask);
    expect(plain).not.toContain(tasks.closed);
    expect(plain).not.toContain(tasks.archived);
    const wide = await everyPage(one, `${BACKLOG}?subtasks=true&include_closed=true`);
    expect(wide.map((task) => task.id)).toEqual(
      expect.arrayContaining([tasks.subSubSubtask, tasks.closed]),
    );
    expect(await ids(one, `${BACKLOG}?archived=true`)).toEqual([tasks.archived]);
  });

  it("show a task of another List only with include_timl", async () => {
    const one = bench();
    const now = `/v2/list/${lists.now}/task`;
    expect(await ids(one, now)).not.toContain(tasks.inTwoLists);
    expect(await ids(one, `${now}?include_timl=true`)).toContain(tasks.inTwoLists);
  });
});

describe("filters", () => {
  it("want brackets on arrays", async () => {
    const { get } = bench();
    const ecode = async (query: string) => (await get(`${BACKLOG}?${query}`)).body.ECODE;
    expect(await ecode("statuses=to%20do")).toBe("PUBAPITASK_014");
    expect(await ecode("assignees=1001")).toBe("ITEM_156");
  });

  it("find by status, assignee, tag, type and watcher", async () => {
    const one = bench();
    const found = async (query: string) => ids(one, `${BACKLOG}?${query}`);
    expect(await found("statuses[]=In%20Progress&assignees[]=1003")).toEqual(
      expect.arrayContaining([tasks.checkout, tasks.bug]),
    );
    expect(await found("tags[]=c%2B%2B%20%26%20rust")).toContain(tasks.oddName);
    expect(await found("custom_items[]=1300")).toEqual([tasks.bug]);
    expect(await found("custom_items[]=1")).toEqual([tasks.milestone]);
    expect(await found("watchers[]=1002&tags[]=needs%20decision")).toContain(tasks.checkout);
  });

  it("answer 200 and nothing for a value that nobody knows", async () => {
    const one = bench();
    for (const query of ["statuses[]=nope", "assignees[]=1", "tags[]=nope"]) {
      expect(await ids(one, `${BACKLOG}?${query}`)).toEqual([]);
    }
  });

  it("take dates as open intervals", async () => {
    const one = bench();
    const dueMs = SEED_ANCHOR_MS + 14 * 86_400_000;
    const at = async (query: string) => ids(one, `${BACKLOG}?custom_items[]=1&${query}`);
    expect(await at(`due_date_gt=${dueMs - 1}&due_date_lt=${dueMs + 1}`)).toEqual([
      tasks.milestone,
    ]);
    expect(await at(`due_date_gt=${dueMs}`)).toEqual([]);
  });

  it("find by field value, and all go when one field is unknown", async () => {
    const one = bench();
    const found = async (...filters: JsonObject[]) => ids(one, `${BACKLOG}?${filter(...filters)}`);
    const component = { field_id: fields.short_text, operator: "=", value: "CHECK" };
    expect(await found(component)).toEqual([tasks.checkout]);
    expect(await found({ ...component, operator: "==" })).toEqual([]);
    const severity = { field_id: fields.drop_down, operator: "ANY", value: [SEED.options.major] };
    expect(await found(severity, component)).toEqual([tasks.checkout]);
    expect(await found({ field_id: fields.currency, operator: ">", value: 1000 })).toHaveLength(1);
    const range = { low_value: 1300, high_value: 1400 };
    expect(await found({ field_id: fields.currency, operator: "RANGE", value: range })).toEqual([]);
    expect(await found({ field_id: fields.labels, operator: "IS NOT NULL" })).toHaveLength(1);
    const unknown = { field_id: "nope", operator: "=", value: "1" };
    expect(await found(component, unknown)).toHaveLength(100);
    expect((await one.get(`${BACKLOG}?custom_fields=x`)).body.ECODE).toBe("ITEM_155");
  });
});

describe("filtered team tasks", () => {
  it("narrow by Space, Folder and List and know parents", async () => {
    const one = bench();
    const path = "/v2/team/9001/task";
    const inFolder = await one.get(`${path}?project_ids[]=${SEED.folders.ios}`);
    const places = rows(inFolder.body, "tasks").map((task) => task.folder);
    expect(places.length).toBeGreaterThan(0);
    expect(places.every((folder) => JSON.stringify(folder).includes('"iOS"'))).toBe(true);
    expect(await ids(one, `${path}?parent=${tasks.checkout}`)).toEqual([tasks.subtask]);
    expect(await ids(one, `${path}?space_ids[]=105&list_ids[]=${lists.secretRoadmap}`)).toContain(
      tasks.secret,
    );
  });

  it("hide private Spaces and archived Lists", async () => {
    const ben = bench({ userId: SEED.users.ben });
    expect(await ids(ben, "/v2/team/9001/task?space_ids[]=105")).toEqual([]);
    const now = ben.sandbox.state.lists[lists.now];
    if (now !== undefined) now.archived = true;
    expect(await ids(ben, `/v2/team/9001/task?list_ids[]=${lists.now}`)).toEqual([]);
  });

  it("has no archived parameter", async () => {
    const { get } = bench();
    expect((await get("/v2/team/9001/task?archived=true")).body.ECODE).toBe("SANDBOX_001");
  });
});
