import { describe, expect, it } from "vitest";
import { findRestOperation } from "../../../src/tools/rest/operations.ts";
import { HOSTILE_IDS, leaked } from "../../support/hostile.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { backlog } = SEED.lists;

function bench() {
  const operation = findRestOperation("clickup_task_create");
  if (operation === undefined) throw new Error("not there");
  return toolBench(operation);
}

describe("POST /api/tasks", () => {
  it.each([
    ["ClickUp's list", [{ id: SEED.fields.drop_down, value: "Major" }]],
    ["an object by name", { Severity: "Major" }],
  ])("takes Custom Fields as %s, and ClickUp's names for the rest", async (_, custom_fields) => {
    const { value, writes } = bench();
    await value({
      list_id: backlog,
      name: "Part",
      parent: SEED.tasks.bug,
      start_date: "2026-12-01",
      points: 3,
      notify_all: true,
      custom_fields,
    });
    expect(writes()).toEqual([
      {
        request: `POST /v2/list/${backlog}/task`,
        body: expect.objectContaining({
          name: "Part",
          parent: SEED.tasks.bug,
          start_date: Date.UTC(2026, 11, 1, 3),
          start_date_time: false,
          points: 3,
          notify_all: true,
          custom_fields: [{ id: SEED.fields.drop_down, value: SEED.options.major }],
        }),
      },
    ]);
  });

  it("lets no hostile id out", async () => {
    const { call, requests, writes } = bench();
    const good = { list_id: backlog, name: "x" };
    for (const id of HOSTILE_IDS) {
      for (const input of [
        { ...good, list_id: id },
        { ...good, list_id: id, workspace: SEED.workspaces.northwind },
        { ...good, workspace: id },
        { ...good, parent: id },
        { ...good, assignees: [id] },
        { ...good, custom_fields: [{ id, value: 1 }] },
      ]) {
        expect(await call(input), JSON.stringify(input)).toMatchObject({ ok: false });
      }
      expect(leaked(requests(), id)).toEqual([]);
    }
    expect(writes()).toEqual([]);
  });
});

it("is no other tool by plain HTTP", () => {
  expect(findRestOperation("clickup_task_delete")).toBeUndefined();
  expect(findRestOperation("__proto__")).toBeUndefined();
});
