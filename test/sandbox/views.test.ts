import { describe, expect, it } from "vitest";
import { bench, names, rows } from "./bench.ts";
import type { JsonObject } from "./clickup/json.ts";
import { SEED, SEED_ANCHOR_MS } from "./clickup/seed.ts";

const { views, tasks } = SEED;
const LIST_VIEWS = "/v2/list/901/view";

const viewOf = (body: JsonObject): JsonObject => body.view as JsonObject;

describe("a view", () => {
  it("is made on each of the four levels, with defaults for what is not sent", async () => {
    const { call, get } = bench();
    const at = { team: ["9001", 7], space: ["101", 4], folder: ["501", 5], list: ["901", 6] };
    for (const [kind, [id, type]] of Object.entries(at)) {
      const made = await call("POST", `/v2/${kind}/${id}/view`, { name: "A & B", type: "board" });
      expect(viewOf(made.body)).toMatchObject({
        name: "A &amp; B",
        type: "board",
        parent: { id, type },
        grouping: { field: "none" },
        settings: { show_subtasks: 1 },
      });
      const read = await get(`/v2/view/${viewOf(made.body).id}`);
      expect(read.body).toEqual(made.body);
      expect(names((await get(`/v2/${kind}/${id}/view`)).body, "views")).toContain("A &amp; B");
    }
  });

  it("drops loose settings and unknown filter fields with a 200", async () => {
    const { call } = bench();
    const made = await call("POST", LIST_VIEWS, {
      name: "Loose",
      type: "list",
      show_subtasks: 3,
      settings: { show_images: false, colour: "red" },
      filters: { fields: [{ field: "mood", op: "EQ", values: [1] }] },
      grouping: { field: "mood" },
    });
    expect(made.status).toBe(200);
    const view = viewOf(made.body);
    expect(view).toMatchObject({
      settings: { show_subtasks: 1, show_images: false },
      filters: { fields: [] },
      grouping: { field: "none" },
    });
    expect(view.settings).not.toHaveProperty("colour");
  });

  it("of a type that the API does not make is refused, and a form becomes a list", async () => {
    const { call } = bench();
    const form = await call("POST", LIST_VIEWS, { name: "Intake", type: "form" });
    expect(viewOf(form.body).type).toBe("list");
    expect((await call("POST", LIST_VIEWS, { name: "x", type: "whiteboard" })).status).toBe(400);
    expect((await call("POST", LIST_VIEWS, { name: " ", type: "list" })).status).toBe(400);
  });

  it("is replaced whole by an update", async () => {
    const { call, get } = bench();
    const path = `/v2/view/${views.backlogBoard}`;
    const parent = { id: "901", type: 6 };
    const renamed = await call("PUT", path, { name: "Board", type: "board", parent });
    expect(viewOf(renamed.body)).toMatchObject({
      id: views.backlogBoard,
      name: "Board",
      grouping: { field: "none" },
      filters: { fields: [] },
    });
    expect((await get(path)).body).toEqual(renamed.body);
  });

  it("is gone after a delete, its messages too", async () => {
    const { call, get, sandbox } = bench();
    expect((await call("DELETE", `/v2/view/${views.productChat}`)).body).toEqual({});
    expect((await get(`/v2/view/${views.productChat}`)).body.ECODE).toBe("OAUTH_061");
    const left = Object.values(sandbox.state.comments).filter(({ on }) => on.kind === "view");
    expect(left).toEqual([]);
  });

  it("hangs on a place that its reader must see", async () => {
    const ada = bench();
    const made = await ada.call("POST", "/v2/space/105/view", { name: "Lab", type: "list" });
    const ben = ada.sandbox.tokenFor(SEED.users.ben);
    const asked = await ada.as(`Bearer ${ben}`, `/v2/view/${viewOf(made.body).id}`);
    expect(asked.body.ECODE).toBe("ACCESS_083");
  });
});

describe("the tasks of a view", () => {
  const shown = async (filters: JsonObject, path = LIST_VIEWS): Promise<JsonObject[]> => {
    const { call, get } = bench();
    const made = await call("POST", path, { name: "x", type: "list", filters });
    const read = await get(`/v2/view/${viewOf(made.body).id}/task?page=0`);
    return rows(read.body, "tasks");
  };

  it("come 100 a page with last_page", async () => {
    const { get } = bench();
    expect((await get(`/v2/view/${views.backlogList}/task`)).status).toBe(400);
    const first = await get(`/v2/view/${views.backlogList}/task?page=0`);
    expect(rows(first.body, "tasks")).toHaveLength(100);
    expect(first.body.last_page).toBe(false);
  });

  it("obey its filters by people, tags, status and priority", async () => {
    const field = (name: string, op: string, ...values: (string | number)[]) => ({
      fields: [{ field: name, op, values }],
    });
    const assigned = await shown(field("assignee", "ALL", 1001, 1003));
    expect(assigned.map((task) => task.id)).toEqual([tasks.checkout]);
    const tagged = await shown(field("tag", "ANY", "needs decision"));
    expect(tagged.map((task) => task.id)).toContain(tasks.checkout);
    const calm = await shown(field("priority", "EQ", -1));
    expect(calm.length).toBeGreaterThan(0);
    expect(calm.every((task) => task.priority === null)).toBe(true);
    const review = await shown(field("status", "EQ", "in review"));
    expect(review.every((task) => (task.status as JsonObject).status === "in review")).toBe(true);
  });

  it("obey dates, search, closed and archived", async () => {
    const late = await shown({
      fields: [{ field: "dueDate", op: "EQ", values: [{ op: "overdue" }] }],
    });
    expect(late.length).toBeGreaterThan(0);
    expect(late.every((task) => Number(task.due_date) < SEED_ANCHOR_MS)).toBe(true);
    const found = await shown({ search: "accented addresses" });
    expect(found.map((task) => task.id)).toEqual([tasks.checkout]);
    const closed = await shown({ search: "old checkout", show_closed: true });
    expect(closed.map((task) => task.id)).toEqual([tasks.closed]);
    const archived = await shown({ fields: [{ field: "archived", op: "EQ", values: [] }] });
    expect(archived.map((task) => task.id)).toEqual([tasks.archived]);
  });

  it("join several filters by OR when told", async () => {
    const fields = [
      { field: "tag", op: "ANY", values: ["c++ & rust"] },
      { field: `cf_${SEED.fields.short_text}`, op: "EQ", values: ["cart/checkout"] },
    ];
    expect(await shown({ op: "AND", fields })).toEqual([]);
    const either = await shown({ op: "OR", fields });
    expect(either.map((task) => task.id)).toEqual(
      expect.arrayContaining([tasks.oddName, tasks.checkout]),
    );
  });
});

describe("a chat view", () => {
  it("has messages, which other views have not", async () => {
    const { call, get } = bench();
    const path = `/v2/view/${views.productChat}/comment`;
    await call("POST", path, { comment_text: "Good.", notify_all: false });
    const texts = rows((await get(path)).body, "comments").map((row) => row.comment_text);
    expect(texts).toEqual(["Good.", "Thanks, noted.", "Release is on Thursday."]);
    const refused = await call("POST", `/v2/view/${views.backlogList}/comment`, {
      comment_text: "x",
    });
    expect(refused.status).toBe(400);
  });
});
