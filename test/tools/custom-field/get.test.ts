import { describe, expect, it } from "vitest";
import { customFieldGet } from "../../../src/tools/custom-field/get.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;
const SEVERITY = SEED.fields.drop_down;
type Fields = { name: string; id: string; applies_to?: string[] }[];
const fieldsOf = (value: object) => (value as { fields: Fields }).fields;

describe("clickup_custom_field_get", () => {
  it("gives a List's definitions with options and task types in one call, then from the cache", async () => {
    const { value, requests, forget } = toolBench(customFieldGet);
    await value({ at: SEED.lists.tickets });
    forget();
    const all = await value({ at: "Product / Roadmap / Backlog" });
    expect(requests("/field")).toEqual([
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
