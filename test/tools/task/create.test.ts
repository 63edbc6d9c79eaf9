import { describe, expect, it } from "vitest";
import { explain } from "../../../src/tools/explain.ts";
import { spaceGet } from "../../../src/tools/space/get.ts";
import { taskCreate } from "../../../src/tools/task/create.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

describe("clickup_task_create", () => {
  it("creates the task in one call and says where it is", async () => {
    const { call, requests, writes, forget } = toolBench(taskCreate);
    await call({ list: "901", name: "Warm up" });
    forget();
    const outcome = await call({
      list: "901",
      name: " Ship it ",
      description: "**Soon**",
      status: "In Progress",
      priority: "high",
      due: "tomorrow 5pm",
      start: "today",
      estimate: "1h30",
      points: 3,
      notify: true,
    });
    expect(requests()).toEqual(["POST /v2/list/901/task"]);
    expect(writes()[0]?.body).toEqual({
      name: "Ship it",
      markdown_content: "**Soon**",
      status: "In Progress",
      priority: 2,
      due_date: Date.UTC(2026, 10, 3, 16),
      due_date_time: true,
      start_date: Date.UTC(2026, 10, 2, 3),
      start_date_time: false,
      time_estimate: 5_400_000,
      points: 3,
      notify_all: true,
    });
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "due": "2026-11-03T17:00:00+01:00",
            "id": "86c0002oa",
            "list": "Backlog",
            "name": "Ship it",
            "start": "2026-11-02",
            "status": "in progress",
            "url": "https://app.clickup.com/t/86c0002oa",
          },
          "text": "id: 86c0002oa
      name: Ship it
      list: Backlog
      status: in progress
      url: https://app.clickup.com/t/86c0002oa
      due: 2026-11-03T17:00:00+01:00
      start: 2026-11-02",
        },
      }
    `);
  });

  it("sets people, tags, type and Custom Fields by name with the create itself", async () => {
    const { call, writes, value } = toolBench(taskCreate);
    await call({ list: "901", name: "Warm up" });
    const made = await value({
      list: "Product / Roadmap / Backlog",
      name: "Broken cart",
      assignees: ["me", "chika@example.com", "Ada Lovelace"],
      teams: ["Design"],
      tags: ["Bug"],
      type: "bug",
      fields: {
        severity: "minor & cosmetic",
        Platforms: ["web", "iOS"],
        "Ship Date": "2026-12-01 10:00",
        Reviewer: ["Ben Okafor"],
        "Customer Visible": "yes",
        Budget: "1200.50",
      },
    });
    expect(writes()[1]?.body).toEqual({
      name: "Broken cart",
      assignees: [1001, 1003],
      group_assignees: [SEED.groups.design],
      tags: ["bug"],
      custom_item_id: SEED.taskTypes.bug,
      custom_fields: [
        { id: SEED.fields.drop_down, value: SEED.options.minor },
        { id: SEED.fields.labels, value: [SEED.labels.web, SEED.labels.ios] },
        {
          id: SEED.fields.date,
          value: Date.UTC(2026, 11, 1, 9),
          value_options: { time: true },
        },
        { id: SEED.fields.users, value: { add: [1002] } },
        { id: SEED.fields.checkbox, value: true },
        { id: SEED.fields.currency, value: 1200.5 },
      ],
    });
    expect(made).not.toHaveProperty("ignored");
    expect(made).not.toHaveProperty("warnings");
  });

  it("adds watchers, checklists, relations and subtasks, one call each", async () => {
    const { value, writes } = toolBench(taskCreate);
    const made = await value({
      list: "901",
      name: "Launch",
      watchers: ["Ben Okafor"],
      checklists: [{ name: "Before", items: ["Test", "Tell"] }, "After"],
      blocks: [SEED.tasks.milestone],
      waiting_on: ["NW-1"],
      links: [SEED.tasks.bug],
      subtasks: ["Write", { name: "Review", assignees: ["Chika Tanaka"], status: "to do" }],
    });
    const id = String(made.id);
    expect(writes().map(({ request }) => request)).toEqual([
      "POST /v2/list/901/task",
      `PUT /v2/task/${id}`,
      `POST /v2/task/${id}/checklist`,
      expect.stringMatching(/^POST \/v2\/checklist\/[\w-]+\/checklist_item$/),
      expect.stringMatching(/^POST \/v2\/checklist\/[\w-]+\/checklist_item$/),
      `POST /v2/task/${id}/checklist`,
      `POST /v2/task/${id}/dependency`,
      `POST /v2/task/${id}/dependency`,
      `POST /v2/task/${id}/link/${SEED.tasks.bug}`,
      "POST /v2/list/901/task",
      "POST /v2/list/901/task",
    ]);
    expect(writes()[6]?.body).toEqual({ dependency_of: SEED.tasks.milestone });
    // The custom id was translated: ClickUp takes none there.
    expect(writes()[7]?.body).toEqual({ depends_on: SEED.tasks.checkout });
    expect(writes()[10]?.body).toEqual({
      name: "Review",
      assignees: [1003],
      status: "to do",
      parent: id,
    });
    expect(made.subtasks).toEqual([
      expect.objectContaining({ name: "Write" }),
      expect.objectContaining({ name: "Review" }),
    ]);
    expect(made).not.toHaveProperty("failed");
  });

  it("makes a subtask in its parent's List when only the parent is given", async () => {
    const { value, writes } = toolBench(taskCreate);
    await value({ parent: "https://app.clickup.com/t/9001/NW-1", name: "Dig deeper" });
    expect(writes()).toEqual([
      {
        request: "POST /v2/list/901/task",
        body: { name: "Dig deeper", parent: SEED.tasks.checkout },
      },
    ]);
  });

  it("does not read the parent where its List is given too", async () => {
    const { call, requests, forget } = toolBench(taskCreate);
    await call({ list: "901", name: "Warm up" });
    forget();
    await call({ list: "901", parent: SEED.tasks.checkout, name: "Dig deeper" });
    expect(requests()).toEqual(["POST /v2/list/901/task"]);
  });

  it("says that a parent has to be in the same List", async () => {
    const { call } = toolBench(taskCreate);
    const outcome = await call({ list: "902", parent: SEED.tasks.checkout, name: "Dig deeper" });
    expect(outcome).toMatchObject({ failure: { code: "clickup_rejected", ecode: "ITEM_137" } });
    expect(outcome.ok || explain(outcome.failure).text).toContain(
      "The parent task has to be in the same List.",
    );
  });

  it("names the List's statuses when the status is not one of them, and creates nothing", async () => {
    const { call, sandbox } = toolBench(taskCreate);
    const before = Object.keys(sandbox.state.tasks).length;
    expect(await call({ list: "901", name: "Ship it", status: "shipped" })).toEqual({
      ok: false,
      failure: {
        code: "invalid_input",
        problem: 'This List has no status "shipped".',
        argument: "status",
        allowed: ["to do", "in progress", "in review", "done", "closed"],
      },
    });
    expect(Object.keys(sandbox.state.tasks)).toHaveLength(before);
  });

  it.each([
    ["an unknown person", { assignees: ["Nobody Here"] }, "not_found"],
    ["an unknown Team", { teams: ["Nobody"] }, "not_found"],
    ["an unknown Custom Field", { fields: { Colour: "red" } }, "not_found"],
    ["an unknown option", { fields: { Severity: "huge" } }, "invalid_input"],
    ["an unknown type", { type: "epick" }, "invalid_input"],
    ["a date that is none", { due: "whenever" }, "invalid_input"],
    ["a start after the due date", { due: "tomorrow", start: "next week" }, "invalid_input"],
    ["a subtask's unknown status", { subtasks: [{ name: "a", status: "nope" }] }, "invalid_input"],
    ["a subtask's unknown person", { subtasks: [{ name: "a", assignees: ["x"] }] }, "not_found"],
    ["more subtasks than fit", { subtasks: Array(21).fill("a") }, "invalid_input"],
    ["a tag with a slash", { tags: ["a/b"] }, "invalid_input"],
    ["a field that ClickUp computes", { fields: { Progress: 3 } }, "invalid_input"],
    ["an argument that does not exist", { deadline: "today" }, "invalid_input"],
  ])("writes nothing when one name is wrong: %s", async (_, wrong, code) => {
    const { call, writes } = toolBench(taskCreate);
    const outcome = await call({ list: "901", name: "Ship it", ...wrong });
    expect(outcome).toMatchObject({ ok: false, failure: { code } });
    expect(writes()).toEqual([]);
  });

  it("lists the Lists of that name when there are several", async () => {
    const { call, writes } = toolBench(taskCreate);
    const outcome = await call({ list: "Sprint Board", name: "Ship it" });
    expect(outcome).toMatchObject({
      failure: {
        code: "ambiguous",
        candidates: [
          { id: SEED.lists.sprintBoardIos, name: "Sprint Board" },
          { id: SEED.lists.sprintBoardAndroid, name: "Sprint Board" },
        ],
      },
    });
    expect(writes()).toEqual([]);
  });

  it("names the tool that finds the List when ClickUp has no such List", async () => {
    const { call } = toolBench(taskCreate);
    expect(await call({ list: "404404", name: "Ship it" })).toEqual({
      ok: false,
      failure: { code: "not_found", what: "List", findWith: "clickup_workspace_hierarchy" },
    });
  });

  it("makes one call for all native fields once the names are known", async () => {
    const { value, requests, forget } = toolBench(taskCreate);
    await value({ list: "Backlog", name: "Warm up" });
    forget();
    await value({
      list: "Backlog",
      name: "Ship it",
      description: "**Now**",
      status: "in progress",
      assignees: ["Ben Okafor", "me"],
      priority: "high",
      due: "friday",
      start: "today",
      estimate: "2d",
      points: 3,
      tags: ["bug", "lunch"],
      type: "milestone",
    });
    expect(requests()).toEqual(["POST /v2/list/901/task"]);
  });

  it("tells that a tag is new in the Space, as far as its tags are known", async () => {
    const { value, call } = toolBench(taskCreate);
    await call({ space: "Product", include: ["tags"] }, spaceGet);
    const made = await value({ list: "Backlog", name: "Ship it", tags: ["lunch"] });
    expect(made.warnings).toEqual(['The tag "lunch" did not exist in this Space and was created.']);
  });

  it("makes a plain task where the plan caps the List's type, and says so", async () => {
    const { value, writes } = toolBench(taskCreate, {
      userId: SEED.users.ben,
      workspaceIds: [SEED.workspaces.harbor],
    });
    const made = await value({ list: SEED.lists.supportHours, name: "Ship it" });
    expect(made.warnings).toEqual([
      "The plan's cap on this List's task type is reached, so a plain task was created.",
    ]);
    expect(writes().at(-1)?.body).toEqual({ name: "Ship it", custom_item_id: 0 });
  });

  it("makes a task from a template and sets the rest afterwards", async () => {
    const { value, writes } = toolBench(taskCreate);
    const made = await value({
      list: "901",
      name: "Cart is broken",
      from_template: SEED.templates.bugReport,
      status: "in progress",
      assignees: ["me"],
      tags: ["launch"],
      fields: { Severity: "Blocker" },
    });
    expect(made).toMatchObject({ name: "Cart is broken", status: "in progress" });
    expect(made).not.toHaveProperty("failed");
    expect(made).not.toHaveProperty("ignored");
    expect(writes().map(({ request }) => request)).toEqual([
      `POST /v2/list/901/taskTemplate/${SEED.templates.bugReport}`,
      `PUT /v2/task/${made.id}`,
      `POST /v2/task/${made.id}/tag/launch`,
      `POST /v2/task/${made.id}/field/${SEED.fields.drop_down}`,
    ]);
  });

  it.each([
    "../../team",
    "901/../902",
    "https://evil.example/901",
    "901?x=1",
    "..",
    "a\u0000b",
  ])("lets no request leave that a hostile List id (%j) would bend", async (list) => {
    const { call, requests } = toolBench(taskCreate);
    const outcome = await call({ list, name: "Ship it" });
    expect(outcome.ok).toBe(false);
    expect(
      requests().filter((line) => !/^GET \/v2\/(user|team|space)(\/|$|\?)/.test(line)),
    ).toEqual([]);
  });

  it.each(["../checklist", "t-1/../../x", "t 1"])("refuses the template id %j", async (id) => {
    const { call, writes } = toolBench(taskCreate);
    const outcome = await call({ list: "901", name: "Ship it", from_template: id });
    expect(outcome).toMatchObject({
      failure: { code: "invalid_input", argument: "from_template" },
    });
    expect(writes()).toEqual([]);
  });

  it("asks for a place when neither List nor parent is given", async () => {
    const { call } = toolBench(taskCreate);
    expect(await call({ name: "Ship it" })).toMatchObject({
      failure: { code: "invalid_input", argument: "list", allowed: ["list", "parent"] },
    });
  });
});
