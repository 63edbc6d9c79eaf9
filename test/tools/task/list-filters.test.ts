import { describe, expect, it } from "vitest";
import { SEED } from "../../support/tool-bench.ts";
import { rowsOf, taskListBench } from "./task-list-bench.ts";

const { checkout, inTwoLists, bug, oddName } = SEED.tasks;

describe("clickup_task_list", () => {
  it("filters here what ClickUp cannot, and says how many were read", async () => {
    const { value, sandbox } = await taskListBench();
    const others = [bug, SEED.tasks.milestone, oddName].map((id) => sandbox.state.tasks[id] ?? {});
    const like = { name: "The checkout, again", priority: 1, startMs: 1_793_000_000_000 };
    for (const [index, missed] of [{ name: "x" }, { priority: 2 }, { startMs: null }].entries()) {
      Object.assign(others[index] ?? {}, like, missed);
    }
    const filter = { priority: ["urgent"], name: "checkout", start: "any" };
    const found = await value({ in: "Backlog", ...filter });
    expect(rowsOf(found).map(({ id }) => id)).toEqual([checkout]);
    expect(found.total_read).toBeGreaterThan(200);
  });

  it("knows open, done and closed as kinds of status", async () => {
    const { value, requests, forget } = await taskListBench();
    const open = rowsOf(await value({ in: "Backlog", status: ["open"], limit: 500 }));
    expect(new Set(open.map(({ status }) => status))).not.toContain("done");
    forget();
    const done = rowsOf(await value({ in: "Backlog", status: ["done"], limit: 500 }));
    expect(new Set(done.map(({ status }) => status))).toEqual(new Set(["done", "closed"]));
    expect(requests()[0]).toBe(
      `GET /v2/list/${SEED.lists.backlog}/task?page=0&statuses[]=done&statuses[]=closed&include_closed=true`,
    );
  });

  it("finds what nobody has, and what a Team has", async () => {
    const { value } = await taskListBench();
    const none = rowsOf(await value({ in: "Backlog", assignees: ["none"], limit: 500 }));
    expect(none.length).toBeGreaterThan(0);
    for (const row of none) expect(row.assignees).toBeUndefined();
    const team = rowsOf(await value({ in: "Backlog", assignees: ["@design"], limit: 500 }));
    expect(team.map(({ id }) => id)).toEqual([inTwoLists]);
  });

  it("lists what has any of several tags, or one type", async () => {
    const { value } = await taskListBench();
    const ids = async (filter: object) =>
      rowsOf(await value({ in: "Backlog", limit: 500, ...filter })).map(({ id }) => id);
    expect(await ids({ tags: ["#Bug", "c++ & rust"] })).toEqual(
      expect.arrayContaining([checkout, bug, oddName]),
    );
    expect(await ids({ type: "bug" })).toEqual([bug]);
  });

  it("takes due dates as spans, as overdue, and as none or any", async () => {
    const { value } = await taskListBench();
    const due = async (words: string) =>
      rowsOf(await value({ in: "Backlog", due: words, limit: 500 })).map((row) => row.due);
    expect(new Set(await due("none"))).toEqual(new Set([undefined]));
    const any = await due("any");
    expect(any.length).toBeGreaterThan(0);
    expect(any).not.toContain(undefined);
    const overdue = await due("overdue");
    expect(overdue.length).toBeGreaterThan(0);
    for (const at of overdue) expect(String(at) < "2026-11-02T10").toBe(true);
    const november = await due("2026-11-01..2026-11-30");
    expect(november.length).toBeGreaterThan(0);
    for (const at of november) expect(at).toMatch(/^2026-11/);
  });

  it("asks ClickUp for the time of creation, change and completion, whose limits are exclusive", async () => {
    const { value, requests, forget } = await taskListBench();
    for (const argument of ["created", "updated", "done"]) {
      forget();
      await value({ in: "Backlog", [argument]: "2026-10-20..2026-10-21", limit: 1 });
      const [line = ""] = requests();
      expect(line).toContain(`date_${argument}_gt=${Date.UTC(2026, 9, 19, 22) - 1}`);
      expect(line).toContain(`date_${argument}_lt=${Date.UTC(2026, 9, 21, 22)}`);
      expect(line.includes("include_closed=true")).toBe(argument === "done");
    }
  });

  it("asks ClickUp about Custom Fields by id, and compares the answer itself", async () => {
    const { value, requests } = await taskListBench();
    const found = await value({
      in: "Backlog",
      fields: [{ name: "Severity", op: "any", value: "Major, Blocker" }, "Story Size"],
    });
    expect(requests()).toEqual([
      `GET /v2/list/${SEED.lists.backlog}/field`,
      `GET /v2/list/${SEED.lists.backlog}/task?page=0&custom_fields=${JSON.stringify([
        {
          field_id: SEED.fields.drop_down,
          operator: "ANY",
          value: [SEED.options.major, SEED.options.blocker],
        },
      ])}`,
    ]);
    expect(rowsOf(found)).toMatchObject([{ id: checkout, fields: { "Story Size": 8 } }]);
  });

  it("takes Custom Fields by name over many Lists from the tasks themselves", async () => {
    const { value, requests } = await taskListBench();
    const found = await value({
      in: "Product",
      fields: [{ name: "severity", op: "=", value: "major" }],
    });
    expect(rowsOf(found).map(({ id }) => id)).toEqual([checkout]);
    expect(requests().every((line) => line.startsWith("GET /v2/team/9001/task?"))).toBe(true);
  });

  it.each([
    [{ name: "Story Size", op: ">=", value: 8 }],
    [{ name: "Story Size", op: "=", value: "8" }],
    [{ name: "Severity", op: "set" }],
    [{ name: "Platforms", op: "any", value: ["Web", "iOS"] }],
    [{ name: "Customer Visible", value: true }],
    [{ name: "Budget", op: ">", value: 1 }],
    [{ name: "Story Size", op: "<=", value: 8 }],
    [{ name: "Story Size", op: "<", value: 9 }],
    [{ name: "Severity", op: "!=", value: "Trivial" }],
    [{ name: "Notes", op: "contains", value: "three customers" }],
    [{ name: "Platforms", op: "all", value: ["Web", "Android"] }],
    [{ name: "Platforms", op: "not_any", value: ["iOS"] }],
  ])("finds the seeded task by %j", async (field) => {
    const { value } = await taskListBench();
    const found = rowsOf(await value({ in: "Backlog", fields: [field], limit: 500 }));
    expect(found.map(({ id }) => id)).toContain(checkout);
  });

  it.each([
    [{ name: "Story Size", op: "<", value: 8 }],
    [{ name: "Story Size", op: "!=", value: 8 }],
    [{ name: "Severity", op: "unset" }],
    [{ name: "Notes", op: "contains", value: "four customers" }],
    [{ name: "Platforms", op: "all", value: ["Web", "iOS"] }],
    [{ name: "Platforms", op: "not_any", value: ["Web"] }],
  ])("does not find it by %j", async (field) => {
    const { value } = await taskListBench();
    const found = rowsOf(await value({ in: "Backlog", fields: [field], limit: 500 }));
    expect(found.map(({ id }) => id)).not.toContain(checkout);
  });

  it.each([
    [{ status: ["in progres"] }, "status", /in progress/],
    [{ tags: ["bugg"] }, "tags", /no tag .*bugg/],
    [{ due: "soonish" }, "due", /span of time/],
    [{ due: "2026-12-01..2026-11-01" }, "due", /ends before/],
    [{ type: "Bog" }, "type", /task type/],
    [{ fields: [{ name: "Severity", value: "Huge" }] }, "fields.Severity", /Major/],
    [{ fields: ["Nonsense"] }, "fields", /Nonsense/],
    [{ group_by: "Nonsense" }, "group_by", /Nonsense/],
    [{ in: ["Backlog", SEED.views.backlogBoard] }, "in", /view stands alone/],
  ])("says that a filter is wrong instead of finding nothing: %j", async (filter, argument, words) => {
    const { call } = await taskListBench();
    const outcome = await call({ in: "Backlog", ...filter });
    expect(outcome).toMatchObject({ ok: false, failure: { code: "invalid_input", argument } });
    expect(JSON.stringify(outcome)).toMatch(words);
  });

  it("does not take an unknown person for one who has nothing to do", async () => {
    const { call, requests } = await taskListBench();
    expect(await call({ in: "Backlog", assignees: ["Nobody Here"] })).toMatchObject({
      failure: { code: "not_found", given: "Nobody Here" },
    });
    expect(requests("/task")).toEqual([]);
  });

  it("does not take a field that no task of many Lists has for one without hits", async () => {
    const { call } = await taskListBench();
    const outcome = await call({ in: "Product", fields: [{ name: "Nonsense", value: 1 }] });
    expect(outcome).toMatchObject({ ok: false, failure: { code: "invalid_input" } });
  });
});
