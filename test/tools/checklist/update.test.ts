import { describe, expect, it } from "vitest";
import { checklistUpdate } from "../../../src/tools/checklist/update.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;
const BEFORE = "Before release";

describe("clickup_checklist_update", () => {
  it("adds, checks, assigns and nests by name: one read, one call a change", async () => {
    const { call, requests, writes } = toolBench(checklistUpdate);
    const outcome = await call({
      task: checkout,
      checklist: BEFORE,
      add_items: ["Tell ops"],
      check: ["tell support & sales"],
      assign: { "Tell ops": "Ben Okafor", "Reproduce it": "none" },
      nest: { "Tell ops": "Tell support & sales" },
    });
    expect(requests().filter((line) => !/user|team$/.test(line))).toHaveLength(5);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "assignee": 1002,
            "name": "Tell ops",
          },
          "request": "POST /v2/checklist/b316218c-24ae-4005-8fc5-84d5aeaa7d14/checklist_item",
        },
        {
          "body": {
            "resolved": true,
          },
          "request": "PUT /v2/checklist/b316218c-24ae-4005-8fc5-84d5aeaa7d14/checklist_item/4aecd651-f75f-484d-8f5a-59fa93df8fa8",
        },
        {
          "body": {
            "parent": "4aecd651-f75f-484d-8f5a-59fa93df8fa8",
          },
          "request": "PUT /v2/checklist/b316218c-24ae-4005-8fc5-84d5aeaa7d14/checklist_item/ec63e95a-3cb2-459b-80a2-e7afb965954a",
        },
        {
          "body": {
            "assignee": null,
          },
          "request": "PUT /v2/checklist/b316218c-24ae-4005-8fc5-84d5aeaa7d14/checklist_item/c966fda7-6207-4910-87d1-3bea7ff545aa",
        },
      ]
    `);
    expect(outcome).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "b316218c-24ae-4005-8fc5-84d5aeaa7d14",
            "items": [
              {
                "done": true,
                "id": "c966fda7-6207-4910-87d1-3bea7ff545aa",
                "name": "Reproduce it",
              },
              {
                "done": true,
                "id": "4236a1a4-cb98-4a1b-8153-a8740bbe62b5",
                "name": "Write the test",
              },
              {
                "done": true,
                "id": "4aecd651-f75f-484d-8f5a-59fa93df8fa8",
                "name": "Tell support & sales",
              },
              {
                "assignee": "Ben Okafor",
                "done": false,
                "id": "ec63e95a-3cb2-459b-80a2-e7afb965954a",
                "name": "Tell ops",
                "parent": "4aecd651-f75f-484d-8f5a-59fa93df8fa8",
              },
            ],
            "name": "Before release",
            "task": "86c000001",
          },
          "text": "task: 86c000001
      id: b316218c-24ae-4005-8fc5-84d5aeaa7d14
      name: Before release
      items (4):
        - id: c966fda7-6207-4910-87d1-3bea7ff545aa · name: Reproduce it · done: yes
        - id: 4236a1a4-cb98-4a1b-8153-a8740bbe62b5 · name: Write the test · done: yes
        - id: 4aecd651-f75f-484d-8f5a-59fa93df8fa8 · name: Tell support & sales · done: yes
        - id: ec63e95a-3cb2-459b-80a2-e7afb965954a · name: Tell ops · done: no · assignee: Ben Okafor · parent: 4aecd651-f75f-484d-8f5a-59fa93df8fa8",
        },
      }
    `);
  });

  it("creates a checklist that is missing, with its items", async () => {
    const { value, writes } = toolBench(checklistUpdate);
    const made = await value({
      task: bug,
      checklist: "Rollout",
      add_items: ["One", "Two"],
      check: ["One"],
    });
    // A misspelt name makes a checklist, too, which has to be seen.
    expect(made).toMatchObject({
      name: "Rollout",
      created: true,
      items: [
        { name: "One", done: true },
        { name: "Two", done: false },
      ],
    });
    expect(writes().map(({ request }) => request.split(" ")[0])).toEqual([
      "POST",
      "POST",
      "POST",
      "PUT",
    ]);
  });

  it("takes checklist and items by their ids, and the only checklist for granted", async () => {
    const { value, requests, forget, sandbox } = toolBench(checklistUpdate);
    const [before, after] = sandbox.state.tasks[checkout]?.checklists ?? [];
    const item = before?.items[2]?.id;
    await value({ task: checkout, checklist: before?.id, check: [item] });
    expect(requests().at(-1)).toBe(`PUT /v2/checklist/${before?.id}/checklist_item/${item}`);
    await value({ task: checkout, checklist: after?.id, delete: true });
    forget();
    expect(await value({ task: checkout, uncheck: [item] })).toMatchObject({
      name: BEFORE,
      items: [{}, {}, { id: item, done: false }],
    });
  });

  it("finds a task by its name in a List", async () => {
    const { value } = toolBench(checklistUpdate);
    const task = "Crash when the cart is empty";
    const asked = { list: "Backlog", checklist: "Rollout", add_items: ["One"] };
    expect(await value({ task, ...asked })).toMatchObject({ task: bug, created: true });
  });

  it("puts an item at the top again, and takes away with one what hangs below", async () => {
    const { value } = toolBench(checklistUpdate);
    const at = { task: checkout, checklist: BEFORE };
    const nest = { "Write the test": "Reproduce it" };
    const nested = (await value({ ...at, nest })).items as { id: string; parent?: string }[];
    expect(nested[1]).toMatchObject({ name: "Write the test", parent: nested[0]?.id });
    const flat = await value({ ...at, nest: { "Write the test": "none" } });
    expect(JSON.stringify(flat.items)).not.toContain("parent");
    await value({ ...at, nest });
    expect(await value({ ...at, remove_items: ["Reproduce it"] })).toMatchObject({
      items: [{ name: "Tell support & sales" }],
    });
  });

  it("says on dry_run what it would change, and changes nothing", async () => {
    const { value, writes } = toolBench(checklistUpdate);
    expect(
      await value({
        task: checkout,
        checklist: BEFORE,
        rename: "Later",
        position: 1,
        add_items: ["Tell ops", "Write the test"],
        check: ["Tell support & sales"],
        remove_items: ["Reproduce it"],
        dry_run: true,
      }),
    ).toEqual({
      task: checkout,
      id: expect.any(String),
      name: BEFORE,
      would: [
        "rename to Later",
        "move to position 1",
        "add Tell ops",
        "change Tell support & sales",
        "remove Reproduce it",
      ],
      unchanged: ["Write the test"],
    });
    expect(writes()).toEqual([]);
  });

  it("tells what ClickUp's answer does not show, although it said yes", async () => {
    const { value, sandbox } = toolBench(checklistUpdate);
    sandbox.answerNext((request) => sandbox.fetch(new Request(request, { body: "{}" })), {
      method: "PUT",
    });
    const item = "Tell support & sales";
    expect(
      await value({
        task: checkout,
        checklist: BEFORE,
        check: [item],
        assign: { [item]: "me" },
        rename_items: { [item]: "Tell all" },
        nest: { [item]: "Reproduce it" },
      }),
    ).toMatchObject({
      ignored: ["check", "assign", "rename", "nest"].map(
        (part) => `${part} ${item}: ClickUp accepted this and did not do it`,
      ),
    });
  });

  it("asks which of two items with one name is meant", async () => {
    const { call, writes, sandbox } = toolBench(checklistUpdate);
    const [first, second] = sandbox.state.tasks[checkout]?.checklists[0]?.items ?? [];
    if (first !== undefined && second !== undefined) second.name = first.name;
    expect(await call({ task: checkout, checklist: BEFORE, check: ["Reproduce it"] })).toEqual({
      ok: false,
      failure: {
        code: "ambiguous",
        what: "checklist item",
        given: "Reproduce it",
        candidates: [first, second].map((one) => ({ id: one?.id, name: "Reproduce it" })),
      },
    });
    expect(writes()).toEqual([]);
  });

  it("writes nothing when what is asked for is there already", async () => {
    const { value, writes } = toolBench(checklistUpdate);
    const same = {
      task: checkout,
      checklist: BEFORE,
      check: ["Reproduce it"],
      add_items: ["Write the test"],
    };
    expect(await value(same)).toMatchObject({ unchanged: ["Write the test", "Reproduce it"] });
    expect(writes()).toEqual([]);
  });

  it("renames and moves a checklist, and removes items", async () => {
    const { value, sandbox } = toolBench(checklistUpdate);
    const now = await value({
      task: checkout,
      checklist: "After release",
      rename: "Later",
      position: 0,
      rename_items: { "Watch the error rate": "Watch the graphs" },
    });
    expect(now).toMatchObject({ name: "Later", items: [{ name: "Watch the graphs" }] });
    expect(sandbox.state.tasks[checkout]?.checklists[0]?.name).toBe("Later");
    const less = await value({
      task: checkout,
      checklist: "Later",
      remove_items: ["Watch the graphs"],
    });
    expect(less).toMatchObject({ items: [] });
  });

  it("deletes a checklist, says first what it would do, and needs clickup:delete for it", async () => {
    const bench = toolBench(checklistUpdate);
    const input = { task: checkout, checklist: BEFORE, delete: true };
    expect(await bench.value({ ...input, dry_run: true })).toMatchObject({
      would: ["delete Before release with 3 items"],
    });
    expect(bench.writes()).toEqual([]);
    expect(await bench.value(input)).toMatchObject({ deleted: true, name: BEFORE });
    expect(bench.sandbox.state.tasks[checkout]?.checklists).toHaveLength(1);

    const narrow = toolBench(checklistUpdate, { scopes: ["clickup:read", "clickup:write"] });
    for (const more of [{ delete: true }, { remove_items: ["Reproduce it"] }]) {
      expect(await narrow.call({ task: checkout, checklist: BEFORE, ...more })).toMatchObject({
        failure: { code: "insufficient_scope", needed: "clickup:delete" },
      });
    }
    expect(
      await narrow.value({ task: checkout, checklist: BEFORE, check: ["Tell support & sales"] }),
    ).toMatchObject({ id: expect.any(String) });
  });

  it("changes nothing when one name is wrong", async () => {
    const { call, writes } = toolBench(checklistUpdate);
    const base = { task: checkout, checklist: BEFORE, check: ["Tell support & sales"] };
    expect(await call({ ...base, uncheck: ["Nope"] })).toMatchObject({
      failure: { code: "not_found", what: "checklist item", given: "Nope" },
    });
    expect(await call({ ...base, assign: { "Reproduce it": "Zoe" } })).toMatchObject({
      failure: { code: "not_found", given: "Zoe" },
    });
    expect(await call({ ...base, uncheck: ["Tell support & sales"] })).toMatchObject({
      failure: { code: "invalid_input", argument: "uncheck" },
    });
    expect(await call({ task: checkout, check: ["x"] })).toMatchObject({
      failure: { argument: "checklist", allowed: [BEFORE, "After release"] },
    });
    expect(await call({ ...base, nest: { "Reproduce it": "Reproduce it" } })).toMatchObject({
      failure: { code: "invalid_input", argument: "nest" },
    });
    expect(await call({ ...base, remove_items: ["Tell support & sales"] })).toMatchObject({
      failure: { code: "invalid_input", argument: "remove_items" },
    });
    expect(await call({ ...base, delete: true })).toMatchObject({
      failure: { code: "invalid_input", argument: "delete" },
    });
    expect(await call({ task: checkout })).toMatchObject({
      failure: { code: "invalid_input", argument: "checklist" },
    });
    expect(await call({ ...base, task: "86c999999" })).toMatchObject({
      failure: { code: "not_found", what: "Task", findWith: "clickup_list_get" },
    });
    expect(await call({ task: checkout, checklist: "New", rename: "Newer" })).toMatchObject({
      failure: { code: "not_found", what: "checklist" },
    });
    expect(writes()).toEqual([]);
  });

  it("says that the checklist is not there rather than its item", async () => {
    const { call } = toolBench(checklistUpdate);
    expect(
      await call({ task: checkout, checklist: "Befor release", check: ["Nope"] }),
    ).toMatchObject({
      failure: {
        what: "checklist",
        given: "Befor release",
        nearest: [{ name: "Before release" }, { name: "After release" }],
      },
    });
  });

  it("tells what was done when a later step is refused", async () => {
    const { value, sandbox } = toolBench(checklistUpdate);
    await value({ task: checkout, checklist: BEFORE, uncheck: ["Write the test"] });
    const pass = sandbox.fetch;
    let writes = 0;
    sandbox.fetch = (request) => {
      if (request.method === "GET") return pass(request);
      writes += 1;
      return writes === 2
        ? Promise.resolve(new Response('{"err":"no","ECODE":"CHECK_001"}', { status: 400 }))
        : pass(request);
    };
    const result = await value({ task: checkout, checklist: BEFORE, add_items: ["A", "B", "C"] });
    expect(result).toMatchObject({ failed: [{ step: "add B", code: "clickup_rejected" }] });
    expect((result.items as { name: string }[]).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["A", "C"]),
    );
  });

  it.each(HOSTILE_IDS)("lets no hostile id out: %s", async (id) => {
    const { call, requests, writes } = toolBench(checklistUpdate);
    await call({ task: id, checklist: "x", add_items: ["a"] });
    await call({ task: checkout, checklist: BEFORE, check: [id] });
    await call({ task: checkout, checklist: BEFORE, remove_items: [id] });
    for (const name of ["assign", "nest", "rename_items"]) {
      await call({ task: checkout, checklist: BEFORE, [name]: { [id]: "me" } });
    }
    await call({ task: checkout, checklist: BEFORE, assign: { "Reproduce it": id } });
    await call({ task: checkout, checklist: BEFORE, nest: { "Reproduce it": id } });
    expect(leaked(requests(), id)).toEqual([]);
    expect(writes()).toEqual([]);
  });
});
