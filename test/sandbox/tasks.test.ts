import { describe, expect, it } from "vitest";
import { bench, names, rows } from "./bench.ts";
import { SEED } from "./clickup/seed.ts";

const { tasks, lists } = SEED;

describe("reading a task", () => {
  it("gives a raw task of realistic size", async () => {
    const { get } = bench();
    for (const id of [tasks.pricingPage, tasks.checkout]) {
      const { body } = await get(`/v2/task/${id}`);
      const size = JSON.stringify(body).length;
      expect(size).toBeGreaterThan(5_000);
      expect(size).toBeLessThan(15_000);
    }
  });

  it("has markdown, subtasks and attachments only where asked or always, as documented", async () => {
    const { get } = bench();
    const plain = (await get(`/v2/task/${tasks.checkout}`)).body;
    expect(plain).not.toHaveProperty("markdown_description");
    expect(plain).not.toHaveProperty("subtasks");
    expect(plain.attachments).toMatchObject([{ title: "error log.txt", thumbnail_small: null }]);
    const full = await get(
      `/v2/task/${tasks.checkout}?include_subtasks=true&include_markdown_description=true`,
    );
    expect(full.body.markdown_description).toContain("## What happens");
    expect(full.body.description).not.toContain("##");
    expect(rows(full.body, "subtasks")).toMatchObject([
      { id: tasks.subtask, parent: tasks.checkout, top_level_parent: tasks.checkout },
      { id: tasks.subSubtask, parent: tasks.subtask, top_level_parent: tasks.checkout },
      { id: tasks.subSubSubtask, parent: tasks.subSubtask },
    ]);
  });

  it("takes a custom id with its workspace, and not without", async () => {
    const { get } = bench();
    const found = await get("/v2/task/NW-1?custom_task_ids=true&team_id=9001");
    expect(found.body.id).toBe(tasks.checkout);
    expect((await get("/v2/task/NW-1?custom_task_ids=true")).status).toBe(400);
    expect((await get("/v2/task/NW-1")).body.ECODE).toBe("OAUTH_027");
  });

  it("has time_spent only when somebody tracked time", async () => {
    const { get } = bench();
    expect((await get(`/v2/task/${tasks.checkout}`)).body.time_spent).toBe(12_600_000);
    expect((await get(`/v2/task/${tasks.oddName}`)).body).not.toHaveProperty("time_spent");
  });

  it("keeps hostile text as it is, and escapes names", async () => {
    const { get } = bench();
    const hostile = (await get(`/v2/task/${tasks.hostile}`)).body;
    expect(hostile.description).toContain("\u202E");
    const odd = (await get(`/v2/task/${tasks.oddName}`)).body;
    expect(odd.name).toBe("Terms &amp; Conditions &lt;draft&gt; für naïve Kunden 🚀");
  });
});

describe("creating a task", () => {
  it("fills in what ClickUp fills in", async () => {
    const { call, sandbox } = bench();
    const { status, body } = await call("POST", "/v2/list/901/task", {
      name: "Ship it",
      markdown_content: "**Now**",
      description: "loses",
      assignees: [1003],
      priority: 2,
      tags: ["Bug", "Brand new"],
      time_estimate: 3_600_000,
      points: 3,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: "Ship it",
      description: "Now",
      markdown_description: "**Now**",
      status: { status: "to do", type: "open" },
      creator: { id: 1001 },
      assignees: [{ id: 1003 }],
      tags: [{ name: "bug" }, { name: "brand new" }],
      priority: { id: "2", priority: "high" },
      time_estimate: 3_600_000,
      points: 3,
      list: { id: "901", name: "Backlog" },
      space: { id: "101" },
      permission_level: "create",
    });
    expect(sandbox.state.spaces["101"]?.tags.map((tag) => tag.name)).toContain("brand new");
  });

  it("stores a date without a clock time at 04:00 in the person's zone", async () => {
    const noonBerlin = Date.UTC(2026, 11, 1, 11);
    const due = async (userId: string, dueMs: number) => {
      const made = await bench({ userId }).call("POST", "/v2/list/901/task", {
        name: "x",
        due_date: dueMs,
      });
      return Number(made.body.due_date);
    };
    expect(await due(SEED.users.ada, noonBerlin)).toBe(Date.UTC(2026, 11, 1, 3));
    expect(await due(SEED.users.ben, noonBerlin)).toBe(Date.UTC(2026, 11, 1, 9));
    expect(await due(SEED.users.chika, noonBerlin)).toBe(Date.UTC(2026, 10, 30, 19));
    // The night the clocks change in Berlin.
    expect(await due(SEED.users.ada, Date.UTC(2027, 2, 28, 12))).toBe(Date.UTC(2027, 2, 28, 2));
  });

  it("keeps the instant when it is told that there is a clock time", async () => {
    const dueMs = Date.UTC(2026, 11, 1, 16);
    const { body } = await bench().call("POST", "/v2/list/901/task", {
      name: "x",
      due_date: dueMs,
      due_date_time: true,
    });
    expect(body.due_date).toBe(String(dueMs));
  });

  it.each([
    [{ name: "x", status: "nope" }, "ITEM_114"],
    [{ name: "n".repeat(2049) }, "INPUT_005"],
    [{}, "INPUT_005"],
    [{ name: "x", parent: SEED.tasks.secret }, "ITEM_137"],
    [{ name: "x", custom_fields: [{ id: "nope", value: 1 }] }, "FIELD_115"],
  ])("refuses %j with %s", async (body, ecode) => {
    const { call, sandbox } = bench();
    const before = Object.keys(sandbox.state.tasks).length;
    const answer = await call("POST", "/v2/list/901/task", body);
    expect(answer).toMatchObject({ status: 400, body: { ECODE: ecode } });
    expect(Object.keys(sandbox.state.tasks)).toHaveLength(before);
  });

  it("makes a subtask in the parent's List", async () => {
    const { call } = bench();
    const made = await call("POST", "/v2/list/901/task", { name: "Sub", parent: tasks.subtask });
    expect(made.body).toMatchObject({ parent: tasks.subtask, top_level_parent: tasks.checkout });
  });

  it("drops the value of a field that is not for the task's type", async () => {
    const { call, sandbox } = bench();
    const custom_fields = [{ id: SEED.fields.stepsToReproduce, value: "1. Open" }];
    const plain = await call("POST", "/v2/list/901/task", { name: "x", custom_fields });
    expect(plain.status).toBe(200);
    expect(sandbox.state.tasks[String(plain.body.id)]?.fieldValues).toEqual({});
    const bug = await call("POST", "/v2/list/901/task", {
      name: "x",
      custom_item_id: 1300,
      custom_fields,
    });
    expect(sandbox.state.tasks[String(bug.body.id)]?.fieldValues).toEqual({
      [SEED.fields.stepsToReproduce]: "1. Open",
    });
  });

  it("hits the task-type cap of a free workspace through the List's default type", async () => {
    const { call } = bench({ userId: SEED.users.ben });
    const path = `/v2/list/${lists.supportHours}/task`;
    expect((await call("POST", path, { name: "x" })).body.ECODE).toBe("ITEM_246");
    expect((await call("POST", path, { name: "x", custom_item_id: 0 })).status).toBe(200);
  });

  it("comes from a template with its checklists", async () => {
    const { call } = bench();
    const path = `/v2/list/901/taskTemplate/${SEED.templates.bugReport}`;
    const { body } = await call("POST", path, { name: "From template" });
    expect(body.task).toMatchObject({ name: "From template", checklists: [{ name: "Triage" }] });
  });
});

describe("updating a task", () => {
  it("changes people by add and rem and bumps date_updated", async () => {
    const { call, wait, get } = bench();
    const before = (await get(`/v2/task/${tasks.checkout}`)).body.date_updated;
    wait(60_000);
    const { body } = await call("PUT", `/v2/task/${tasks.checkout}`, {
      assignees: { add: [1002], rem: [1003] },
      watchers: { add: [], rem: [1001] },
      group_assignees: { add: [SEED.groups.design] },
    });
    expect(rows(body, "assignees").map((user) => user.id)).toEqual([1001, 1002]);
    expect(rows(body, "watchers").map((user) => user.id)).toEqual([1002, 1003]);
    expect(names(body, "group_assignees")).toEqual(["Design &amp; Research"]);
    expect(Number(body.date_updated)).toBeGreaterThan(Number(before));
  });

  it("takes tags and list_id and does nothing with them", async () => {
    const { call } = bench();
    const { status, body } = await call("PUT", `/v2/task/${tasks.pricingPage}`, {
      tags: ["x"],
      list_id: "902",
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ tags: [], list: { id: "901" } });
  });

  it("ignores an empty description and clears it with one space", async () => {
    const { call } = bench();
    const put = async (description: string) =>
      (await call("PUT", `/v2/task/${tasks.checkout}`, { description })).body.description;
    expect(await put("")).toContain("What happens");
    expect(await put(" ")).toBe("");
  });

  it("leaves a subtask under its parent when parent is null", async () => {
    const { call } = bench();
    const { body } = await call("PUT", `/v2/task/${tasks.subtask}`, { parent: null });
    expect(body.parent).toBe(tasks.checkout);
  });

  it("refuses a parent below the task itself", async () => {
    const { call } = bench();
    const { body } = await call("PUT", `/v2/task/${tasks.checkout}`, { parent: tasks.subSubtask });
    expect(body.ECODE).toBe("ITEM_137");
  });

  it("sets and takes back the dates of done and closed", async () => {
    const { call } = bench();
    const put = async (status: string) =>
      (await call("PUT", `/v2/task/${tasks.bug}`, { status })).body;
    expect(await put("DONE")).toMatchObject({
      status: { status: "done" },
      date_done: expect.any(String),
      date_closed: null,
    });
    expect(await put("closed")).toMatchObject({ date_closed: expect.any(String) });
    expect(await put("to do")).toMatchObject({ date_done: null, date_closed: null });
  });

  it("changes nothing when it refuses", async () => {
    const { call, get } = bench();
    const answer = await call("PUT", `/v2/task/${tasks.bug}`, { name: "New", status: "nope" });
    expect(answer.body.ECODE).toBe("ITEM_114");
    expect((await get(`/v2/task/${tasks.bug}`)).body.name).toBe("Crash when the cart is empty");
  });

  it("clears dates, priority and estimate with null", async () => {
    const { call } = bench();
    const { body } = await call("PUT", `/v2/task/${tasks.checkout}`, {
      due_date: null,
      start_date: null,
      priority: null,
      time_estimate: null,
      points: null,
    });
    expect(body).toMatchObject({
      due_date: null,
      start_date: null,
      priority: null,
      time_estimate: null,
      points: null,
    });
  });
});

describe("deleting a task", () => {
  it("takes subtasks, relations and comments with it, and answers 204 without a body", async () => {
    const { call, get, sandbox } = bench();
    expect((await call("DELETE", `/v2/task/${tasks.checkout}`)).status).toBe(204);
    expect((await get(`/v2/task/${tasks.subSubtask}`)).body.ECODE).toBe("OAUTH_027");
    expect(JSON.stringify(sandbox.state.dependencies)).not.toContain(tasks.checkout);
    expect(JSON.stringify(sandbox.state.comments)).not.toContain(tasks.checkout);
  });
});
