import { describe, expect, it } from "vitest";
import { customFieldGet } from "../../../src/tools/custom-field/get.ts";
import { customFieldSet } from "../../../src/tools/custom-field/set.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug, milestone, oddName, pricingPage } = SEED.tasks;
const SEVERITY = SEED.fields.drop_down;
type Fields = { name: string; id: string; applies_to?: string[] }[];
const fieldsOf = (value: object) => (value as { fields: Fields }).fields;

describe("clickup_custom_field_get", () => {
  it("gives a List's definitions with options and task types in one call, then from the cache", async () => {
    const { value, requests, forget } = toolBench(customFieldGet);
    await value({ at: SEED.lists.tickets });
    forget();
    const all = await value({ at: "Product / Roadmap / Backlog" });
    expect(requests().filter((line) => line.includes("/field"))).toEqual([
      `GET /v2/list/${SEED.lists.backlog}/field?include_applied_objects=true`,
    ]);
    expect(fieldsOf(all).find(({ name }) => name === "Severity")).toMatchInlineSnapshot(`
      {
        "id": "7e505367-46df-4612-8ae3-9b3695e9b2f4",
        "name": "Severity",
        "options": [
          {
            "id": "b3e590be-6223-487d-897d-0a6bd9a2985a",
            "name": "Blocker",
          },
          {
            "id": "2e615ea3-359a-48d1-8f78-fdbbc4bde25e",
            "name": "Major",
          },
          {
            "id": "23f2f852-cdb9-4eec-8f0d-e1905eee1f98",
            "name": "Minor & cosmetic",
          },
          {
            "id": "2eeccc43-8da6-438b-8e04-7d139f09733f",
            "name": "Trivial",
          },
        ],
        "type": "drop_down",
      }
    `);
    expect(fieldsOf(all).find(({ name }) => name === "Steps to Reproduce")).toMatchObject({
      applies_to: ["Bug"],
    });
    forget();
    await value({ at: "Product / Roadmap / Backlog", field: "sev" });
    expect(requests()).toEqual([]);
  });

  it("gives a List what it inherits from its Folder, Space and Workspace", async () => {
    const { value } = toolBench(customFieldGet);
    const fields = fieldsOf(await value({ at: SEED.lists.sprintBoardIos }));
    expect(fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["Sprint Goal", "Severity", "Cost Centre"]),
    );
    expect(fields.find(({ name }) => name === "Cost Centre")).toMatchObject({ required: true });
    expect(fields.find(({ name }) => name === "Budget")).toMatchObject({ currency: "EUR" });
  });

  it("says above a List that it shows its own level only", async () => {
    const { value } = toolBench(customFieldGet);
    const ofWorkspace = ["Cost Centre", "Effort (days)"];
    for (const at of [undefined, "workspace"]) {
      const own = await value({ at });
      expect(fieldsOf(own).map(({ name }) => name)).toEqual(ofWorkspace);
      expect(own.note).toContain("Only this level");
    }
    expect(fieldsOf(await value({ at: "Product", type: "drop_down" }))).toHaveLength(1);
    const inFolder = fieldsOf(await value({ at: "Mobile / iOS" })).map(({ name }) => name);
    expect(inFolder.sort()).toEqual([...ofWorkspace, "Sprint Goal"]);
  });

  it("shows the id of a task type that was deleted since", async () => {
    const { value, sandbox } = toolBench(customFieldGet);
    for (const workspace of Object.values(sandbox.state.workspaces)) workspace.taskTypes = [];
    const asked = { at: SEED.lists.backlog, field: "Steps to Reproduce" };
    expect(fieldsOf(await value(asked))).toMatchObject([{ applies_to: ["1300"] }]);
  });

  it("leaves the options out where they are not wanted", async () => {
    const { value } = toolBench(customFieldGet);
    const asked = { at: SEED.lists.backlog, field: "Severity", include_options: false };
    expect(fieldsOf(await value(asked))).toEqual([
      { id: SEVERITY, name: "Severity", type: "drop_down" },
    ]);
  });

  it("filters by task type, and refuses a filter that fits nothing", async () => {
    const { value, call } = toolBench(customFieldGet);
    const bugs = fieldsOf(await value({ at: SEED.lists.backlog, task_type: "Bug" }));
    const epics = fieldsOf(await value({ at: SEED.lists.backlog, task_type: "Epic" }));
    expect(bugs.length).toBe(epics.length + 1);
    expect(await call({ at: SEED.lists.backlog, field: "Severty" })).toMatchObject({
      failure: { code: "invalid_input", argument: "field", allowed: ["Severity"] },
    });
    expect(await call({ at: SEED.lists.backlog, type: "dropdown" })).toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "type",
        allowed: expect.arrayContaining(["drop_down"]),
      },
    });
    expect(await call({ at: SEED.lists.backlog, task_type: "Bog" })).toMatchObject({
      failure: { argument: "task_type", allowed: ["task", "milestone", "Bug", "Epic"] },
    });
  });

  it("says that the place or the task is not there", async () => {
    const { call } = toolBench(customFieldGet);
    expect(await call({ at: "Nowhere at all" })).toMatchObject({
      failure: { code: "not_found", given: "Nowhere at all" },
    });
    expect(await call({ task: "86c999999" })).toMatchObject({
      failure: { code: "not_found", what: "Task", findWith: "clickup_list_get" },
    });
  });

  it("leaves raw values out of the text where they say nothing more", async () => {
    const { call } = toolBench(customFieldGet);
    const outcome = await call({ task: checkout });
    const text = outcome.ok ? outcome.value.text : "";
    // A number comes as text, a person with colours and pictures.
    expect(text).toMatch(/type: number\n {4}value: 8\n {2}\w/);
    expect(text).toMatch(/type: users\n {4}value: Chika Tanaka\n {2}\w/);
    expect(text).toMatch(/value: Major\n {4}raw: 1\n/);
  });

  it("gives one task's values, readable and raw, in one call", async () => {
    const { value, requests, forget } = toolBench(customFieldGet);
    await value({ task: bug });
    forget();
    const read = await value({ task: checkout, field: "severity" });
    expect(requests()).toEqual([`GET /v2/task/${checkout}`]);
    expect(read).toEqual({
      task: checkout,
      values: { Severity: { id: SEVERITY, type: "drop_down", value: "Major", raw: 1 } },
    });
    // By its name, too, in the List that `at` then is.
    for (const task of [{ task: bug }, { task: "Crash when the cart is empty", at: "Backlog" }]) {
      expect(await value({ ...task, field: "Hotline" })).toEqual({
        task: bug,
        values: {},
        unset: ["Hotline"],
      });
    }
  });

  it("keeps both of two fields with one name apart by their ids", async () => {
    const { value, sandbox } = toolBench(customFieldGet);
    const { text, short_text: short } = SEED.fields;
    for (const id of [text, short]) {
      const field = sandbox.state.fields[id];
      if (field !== undefined) field.name = "Remark";
    }
    expect(await value({ task: checkout, field: "Remark" })).toMatchObject({
      values: {
        Remark: { id: text, value: "Seen by three customers." },
        [`Remark (${short})`]: { id: short, value: "cart/checkout" },
      },
    });
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests } = toolBench(customFieldGet);
    await call({ at: id });
    await call({ task: id });
    expect(leaked(requests(), id)).toEqual([]);
  });
});

describe("clickup_custom_field_set", () => {
  it("tells by its id which field was refused where nobody can see its name", async () => {
    const { value, sandbox } = toolBench(customFieldSet);
    const field = sandbox.state.fields[SEVERITY];
    if (field !== undefined) field.name = " ";
    sandbox.answerNext(Response.json({ err: "no" }, { status: 400 }), { method: "POST" });
    const fields = { [SEVERITY]: "Trivial", Notes: "Plain" };
    expect(await value({ tasks: [bug], fields })).toMatchObject({
      results: [
        { task: bug, field: SEVERITY, ok: false, code: "clickup_rejected" },
        { task: bug, field: "Notes", ok: true },
      ],
      failed: 1,
    });
  });

  it("sets fields of every kind by name and plain value, and shows them as people read them", async () => {
    const { call, writes } = toolBench(customFieldSet);
    const outcome = await call({
      tasks: [bug],
      fields: {
        Severity: "minor & cosmetic",
        Platforms: ["iOS", "Web"],
        Reviewer: ["Ben Okafor"],
        "Ship Date": "2026-12-24",
        "Customer Visible": true,
        Budget: "€ 12.50",
        Site: { lat: 52.5, lng: 13.4, address: "Berlin" },
        "Related Work": [checkout],
        Notes: "Plain",
      },
    });
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "value": "23f2f852-cdb9-4eec-8f0d-e1905eee1f98",
          },
          "request": "POST /v2/task/86c000007/field/7e505367-46df-4612-8ae3-9b3695e9b2f4",
        },
        {
          "body": {
            "value": [
              "836b7f36-e7cd-4382-88c7-7a174691459f",
              "414af6b8-411f-4024-865f-fa473401872b",
            ],
          },
          "request": "POST /v2/task/86c000007/field/9cfbe406-c8ae-4138-85e6-4d296c1ab82d",
        },
        {
          "body": {
            "value": {
              "add": [
                1002,
              ],
              "rem": [],
            },
          },
          "request": "POST /v2/task/86c000007/field/9450008f-f60c-4212-813b-2b88ad759c87",
        },
        {
          "body": {
            "value": 1798081200000,
            "value_options": {
              "time": false,
            },
          },
          "request": "POST /v2/task/86c000007/field/b3e63eca-420c-4c37-83bd-19412dd9cfdb",
        },
        {
          "body": {
            "value": true,
          },
          "request": "POST /v2/task/86c000007/field/320a99ed-10ae-4844-8985-a2664a1f2283",
        },
        {
          "body": {
            "value": 12.5,
          },
          "request": "POST /v2/task/86c000007/field/30d0b6b4-0e8b-4942-89d7-b9cbb17395c7",
        },
        {
          "body": {
            "value": {
              "formatted_address": "Berlin",
              "location": {
                "lat": 52.5,
                "lng": 13.4,
              },
            },
          },
          "request": "POST /v2/task/86c000007/field/eea27c2f-360e-48a8-8ffc-c7c199ff0b38",
        },
        {
          "body": {
            "value": {
              "add": [
                "86c000001",
              ],
              "rem": [],
            },
          },
          "request": "POST /v2/task/86c000007/field/d7b7665f-0aa2-4740-8906-79e38686a460",
        },
        {
          "body": {
            "value": "Plain",
          },
          "request": "POST /v2/task/86c000007/field/9fed4c2a-75e7-4f7a-88ff-da25934cfda1",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "failed": 0,
            "results": [
              {
                "field": "Severity",
                "ok": true,
                "task": "86c000007",
                "value_now": "Minor & cosmetic",
              },
              {
                "field": "Platforms",
                "ok": true,
                "task": "86c000007",
                "value_now": [
                  "iOS",
                  "Web",
                ],
              },
              {
                "field": "Reviewer",
                "ok": true,
                "task": "86c000007",
                "value_now": [
                  "Ben Okafor",
                ],
              },
              {
                "field": "Ship Date",
                "ok": true,
                "task": "86c000007",
                "value_now": "2026-12-24",
              },
              {
                "field": "Customer Visible",
                "ok": true,
                "task": "86c000007",
                "value_now": true,
              },
              {
                "field": "Budget",
                "ok": true,
                "task": "86c000007",
                "value_now": 12.5,
              },
              {
                "field": "Site",
                "ok": true,
                "task": "86c000007",
                "value_now": "Berlin",
              },
              {
                "field": "Related Work",
                "ok": true,
                "task": "86c000007",
                "value_now": [
                  "86c000001",
                ],
              },
              {
                "field": "Notes",
                "ok": true,
                "task": "86c000007",
                "value_now": "Plain",
              },
            ],
          },
          "text": "results (9):
        - task: 86c000007 · field: Severity · ok: yes · value_now: Minor & cosmetic
        - task: 86c000007 · field: Platforms · ok: yes · value_now: iOS, Web
        - task: 86c000007 · field: Reviewer · ok: yes · value_now: Ben Okafor
        - task: 86c000007 · field: Ship Date · ok: yes · value_now: 2026-12-24
        - task: 86c000007 · field: Customer Visible · ok: yes · value_now: yes
        - task: 86c000007 · field: Budget · ok: yes · value_now: 12.5
        - task: 86c000007 · field: Site · ok: yes · value_now: Berlin
        - task: 86c000007 · field: Related Work · ok: yes · value_now: 86c000001
        - task: 86c000007 · field: Notes · ok: yes · value_now: Plain
      failed: 0",
        },
      }
    `);
  });

  it("changes one field on 20 tasks in at most 21 calls", async () => {
    const { value, requests, forget, sandbox } = toolBench(customFieldSet);
    await value({ tasks: [bug], fields: { Component: "warm" }, dry_run: true });
    forget();
    const tasks = Object.values(sandbox.state.tasks)
      .filter(({ listId }) => listId === SEED.lists.backlog)
      .slice(0, 20)
      .map(({ id }) => id);
    const result = await value({ tasks, fields: { Component: "api" } });
    expect(result).toMatchObject({ failed: 0 });
    expect(requests().length).toBeLessThanOrEqual(21);
    for (const id of tasks) {
      expect(sandbox.state.tasks[id]?.fieldValues[SEED.fields.short_text]).toBe("api");
    }
  });

  it("adds to and removes from labels and people without losing the others", async () => {
    const { value, writes, forget } = toolBench(customFieldSet);
    expect(
      await value({
        tasks: [checkout],
        fields: { Platforms: ["iOS"], Reviewer: ["Ben Okafor"] },
        mode: "add",
      }),
    ).toMatchObject({
      results: [
        { field: "Platforms", ok: true, value_now: ["Web", "Android", "iOS"] },
        { field: "Reviewer", ok: true, value_now: ["Chika Tanaka", "Ben Okafor"] },
      ],
    });
    forget();
    await value({ tasks: [checkout], fields: { Platforms: ["Web"] }, mode: "remove" });
    expect(writes()[0]?.body).toEqual({ value: [SEED.labels.android, SEED.labels.ios] });
    forget();
    await value({ tasks: [checkout], fields: { Reviewer: ["Ada Lovelace"] } });
    expect(writes()[0]?.body).toEqual({ value: { add: [1001], rem: [1003, 1002] } });
  });

  it("tells of people added to a task that was not read what was added, not what is there now", async () => {
    const { value, requests, forget } = toolBench(customFieldSet);
    const asked = { tasks: [checkout, bug], fields: { Reviewer: ["Ben Okafor"] }, mode: "add" };
    await value({ ...asked, dry_run: true });
    forget();
    expect(await value(asked)).toEqual({
      results: [
        { task: checkout, field: "Reviewer", ok: true, value_now: ["Chika Tanaka", "Ben Okafor"] },
        { task: bug, field: "Reviewer", ok: true, added: ["Ben Okafor"] },
      ],
      failed: 0,
      note: expect.stringContaining("the whole value was not read"),
    });
    expect(requests()).toHaveLength(3);
    const relations = { tasks: [bug, checkout], fields: { "Related Work": [bug] }, mode: "remove" };
    expect(await value(relations)).toMatchObject({
      results: [
        { task: bug, unchanged: true },
        { task: checkout, removed: [bug] },
      ],
    });
  });

  it("spends no use of a field on adding who is there, or on removing who is not", async () => {
    const { value, writes } = toolBench(customFieldSet);
    const row = { task: checkout, ok: true, unchanged: true, value_now: ["Chika Tanaka"] };
    const add = { tasks: [checkout], fields: { Reviewer: ["Chika Tanaka"] }, mode: "add" };
    expect(await value(add)).toMatchObject({ results: [row] });
    const remove = { tasks: [checkout], fields: { Reviewer: ["Ben Okafor"] }, mode: "remove" };
    expect(await value(remove)).toMatchObject({ results: [row] });
    expect(writes()).toEqual([]);
  });

  it("clears with null, and spends no use on what is there already", async () => {
    const { value, writes, sandbox } = toolBench(customFieldSet);
    expect(
      await value({ tasks: [checkout], fields: { Severity: "Major", Component: null } }),
    ).toMatchObject({
      results: [
        { field: "Severity", unchanged: true },
        { field: "Component", ok: true, value_now: null },
      ],
    });
    expect(writes().map(({ request }) => request)).toEqual([
      `DELETE /v2/task/${checkout}/field/${SEED.fields.short_text}`,
    ]);
    expect(sandbox.state.tasks[checkout]?.fieldValues[SEED.fields.short_text]).toBeUndefined();
  });

  it("takes tasks by their names in a List, whose definitions it then uses", async () => {
    const { value, writes } = toolBench(customFieldSet);
    const tasks = ["Crash when the cart is empty", "Public beta"];
    expect(await value({ tasks, list: "Backlog", fields: { Component: "api" } })).toMatchObject({
      failed: 0,
    });
    expect(
      writes()
        .map(({ request }) => request)
        .sort(),
    ).toEqual([milestone, bug].map((id) => `POST /v2/task/${id}/field/${SEED.fields.short_text}`));
  });

  it("takes people off, and leaves the others", async () => {
    const { value, sandbox } = toolBench(customFieldSet);
    const fields = { Reviewer: ["Chika Tanaka"], "Related Work": [bug] };
    await value({ tasks: [checkout], fields: { Reviewer: ["Ben Okafor"] }, mode: "add" });
    await value({ tasks: [checkout], fields, mode: "remove" });
    const { [SEED.fields.users]: people, [SEED.fields.tasks]: related } =
      sandbox.state.tasks[checkout]?.fieldValues ?? {};
    expect(people).toEqual([1002]);
    expect(related).toBeUndefined();
  });

  it("leaves no refusal unheard where several fields are wrong", async () => {
    const unheard: unknown[] = [];
    const listen = (event: PromiseRejectionEvent) => unheard.push(event.reason);
    addEventListener("unhandledrejection", listen);
    const { call, writes } = toolBench(customFieldSet);
    expect((await call({ tasks: [bug], fields: { Rollout: 1e9, Nowhere: 1 } })).ok).toBe(false);
    await scheduler.wait(0);
    removeEventListener("unhandledrejection", listen);
    expect(unheard).toEqual([]);
    expect(writes()).toEqual([]);
  });

  it("sends a checkbox as text where ClickUp refuses it as a boolean", async () => {
    const { value, writes, sandbox } = toolBench(customFieldSet);
    sandbox.answerNext(Response.json({ err: "no" }, { status: 400 }), { method: "POST" });
    expect(await value({ tasks: [bug], fields: { "Customer Visible": true } })).toMatchObject({
      failed: 0,
    });
    expect(writes().map(({ body }) => body)).toEqual([{ value: true }, { value: "true" }]);
  });

  it("says that the Free plan's uses are spent", async () => {
    const { harbor } = SEED.workspaces;
    const { call, sandbox } = toolBench(customFieldSet, {
      userId: SEED.users.ben,
      workspaceIds: [harbor],
    });
    const { tasks, workspaces } = sandbox.state;
    const task = Object.values(tasks).find(({ listId }) => listId === SEED.lists.supportHours);
    if (workspaces[harbor] !== undefined) workspaces[harbor].fieldUses = 60;
    expect(await call({ tasks: [task?.id], fields: { "Hours Sold": 3 } })).toMatchObject({
      failure: {
        code: "clickup_rejected",
        ecode: "FIELD_033",
        hint: "The Free plan's lifetime uses of Custom Fields are spent.",
      },
    });
  });

  it.each([
    [51, { Component: "x" }],
    [26, { Component: "x", Notes: "y" }],
  ])("sends nothing for %i tasks and %j, which are more than 50 sets", async (count, fields) => {
    const { call, requests } = toolBench(customFieldSet);
    const tasks = Array.from({ length: count }, (_, index) => `86c${100_000 + index}`);
    expect(await call({ tasks, fields })).toMatchObject({
      failure: { code: "invalid_input", argument: "tasks" },
    });
    expect(requests()).toEqual([]);
  });

  it("changes nothing when one name or value is wrong, and says what is allowed", async () => {
    const { call, writes } = toolBench(customFieldSet);
    const tasks = [checkout, bug];
    expect(await call({ tasks, fields: { Component: "x", Severity: "Huge" } })).toMatchObject({
      failure: {
        code: "invalid_input",
        argument: "fields.Severity",
        allowed: ["Blocker", "Major", "Minor & cosmetic", "Trivial"],
      },
    });
    expect(await call({ tasks, fields: { Componnt: "x" } })).toMatchObject({
      failure: { code: "not_found", what: "Custom Field", nearest: [{ name: "Component" }, {}] },
    });
    expect(await call({ tasks, fields: { Component: "x" }, mode: "add" })).toMatchObject({
      failure: { argument: "mode" },
    });
    expect(await call({ tasks, fields: { Upvotes: 3 } })).toMatchObject({
      failure: { argument: "fields.Upvotes" },
    });
    expect(await call({ tasks, fields: {} })).toMatchObject({ failure: { argument: "fields" } });
    expect(await call({ tasks, fields: { Component: "x", component: "y" } })).toMatchObject({
      failure: { code: "invalid_input", argument: "fields" },
    });
    expect(await call({ tasks, fields: { Platforms: null }, mode: "add" })).toMatchObject({
      failure: { code: "invalid_input", argument: "fields.Platforms" },
    });
    expect(writes()).toEqual([]);
  });

  it("tells per task and field what ClickUp refused, and goes on", async () => {
    const { value } = toolBench(customFieldSet);
    const result = await value({
      tasks: [bug, "86c999999", oddName],
      fields: { Component: "x", "Steps to Reproduce": "1. Open" },
    });
    expect(result).toMatchObject({
      failed: 3,
      results: [
        { task: bug, field: "Component", ok: true },
        { task: bug, field: "Steps to Reproduce", ok: true },
        { task: "86c999999", ok: false, error: "no such Task, or no access to it" },
        { task: "86c999999", ok: false, code: "not_found" },
        { task: oddName, field: "Component", ok: true },
        { task: oddName, field: "Steps to Reproduce", ok: false, code: "clickup_rejected" },
      ],
    });
  });

  it("finds a field of the same name where another List has its own", async () => {
    const { value, sandbox } = toolBench(customFieldSet);
    const own = Object.values(sandbox.state.fields).find(({ name }) => name === "Ticket Source");
    const other = "5c6d7e8f-0000-4000-8000-000000000001";
    if (own === undefined) throw new Error("not seeded");
    sandbox.state.fields[other] = {
      ...own,
      id: other,
      place: { kind: "list", id: SEED.lists.backlog },
    };
    const ticket = Object.values(sandbox.state.tasks).find(
      ({ listId }) => listId === SEED.lists.tickets,
    );
    const tasks = [bug, ticket?.id];
    expect(await value({ tasks, fields: { "Ticket Source": "mail" } })).toMatchObject({
      failed: 0,
    });
    expect(sandbox.state.tasks[bug]?.fieldValues[other]).toBe("mail");
    expect(sandbox.state.tasks[ticket?.id ?? ""]?.fieldValues[own.id]).toBe("mail");
  });

  it("on dry_run says what would be set", async () => {
    const { value, writes } = toolBench(customFieldSet);
    expect(
      await value({ tasks: [bug, pricingPage], fields: { Severity: "Trivial" }, dry_run: true }),
    ).toMatchObject({
      dry_run: true,
      note: "Nothing was set; value_now is what each would be without dry_run.",
      results: [{ value_now: "Trivial" }, { value_now: "Trivial" }],
    });
    expect(writes()).toEqual([]);
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(customFieldSet);
    await call({ tasks: [id], fields: { Component: "x" } });
    await call({ tasks: [bug], fields: { [id]: "x" } });
    await call({ tasks: [bug], fields: { "Related Work": [id] } });
    await call({ tasks: [bug], fields: { Reviewer: [id] } });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});
