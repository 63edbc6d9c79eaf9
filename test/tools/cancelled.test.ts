/** A client that cancels in the middle of many writes: nothing more leaves, and what was done is told. */
import { describe, expect, it } from "vitest";
import { MAX_IN_FLIGHT } from "../../src/clickup/budget.ts";
import { TOOLS } from "../../src/tools/catalogue.ts";
import type { AnyTool } from "../../src/tools/define-tool.ts";
import { SEED, toolBench } from "../support/tool-bench.ts";

const { bug, milestone, checkout } = SEED.tasks;
const { backlog, now } = SEED.lists;
const three = [bug, milestone, checkout];
const rows = Array.from({ length: 12 }, (_, index) => ({ name: `Row ${index}` }));

const CALLS: Readonly<Record<string, object>> = {
  clickup_task_bulk_create: { list: backlog, tasks: rows },
  clickup_task_bulk_update: {
    tasks: three,
    list: backlog,
    set: { fields: { "Story Size": 13 }, priority: 2 },
  },
  clickup_task_bulk_move: { tasks: three, list: backlog, to_list: now },
  clickup_task_bulk_delete: { tasks: three, expected_count: 3 },
  clickup_project_create: {
    name: "Moon base",
    space: "102",
    phases: ["Design", "Build"],
    tasks: [
      { name: "Sketch", phase: "Design" },
      { name: "Dig", phase: "Build" },
    ],
    views: ["board"],
  },
  clickup_task_plan_create: { list: backlog, plan: "- One\n  - Two\n- Three\n", dry_run: false },
  clickup_task_create: {
    list: backlog,
    name: "Launch",
    checklists: [{ name: "Before", items: ["a", "b"] }],
    waiting_on: [bug],
  },
  clickup_task_update: {
    task: checkout,
    priority: "low",
    tags: { add: ["one", "two"] },
    fields: { "Story Size": 3 },
    comment: "Done.",
  },
  clickup_task_assign: { tasks: three, add: ["Ben Okafor"] },
  clickup_task_tag_update: { tasks: three, add: ["urgent", "later"], create_missing: true },
  clickup_task_relation_update: {
    add: three.slice(1).map((other) => ({ task: bug, relation: "linked", other })),
  },
  clickup_task_multi_list: { tasks: three, add_lists: [now] },
  clickup_task_duplicate: { task: checkout },
  clickup_custom_field_set: { tasks: three, fields: { "Story Size": 8 }, list: backlog },
  clickup_checklist_update: { task: bug, checklist: "Rollout", add_items: ["One", "Two", "Three"] },
  clickup_list_create: { in: "Product / Mobile", lists: ["A", "B", "C"] },
  clickup_folder_create: { name: "Watch", parent_folder: "Product / Mobile", lists: ["A", "B"] },
  clickup_doc_create: { name: "Plan", pages: [{ name: "A" }, { name: "B" }, { name: "C" }] },
  clickup_time_entry_add: {
    entries: three.map((task) => ({ task, duration: "1h", date: "2026-10-29" })),
  },
};

function toolNamed(name: string): AnyTool {
  const tool = TOOLS.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool;
}

describe("a call of many writes that is cancelled while its second one is under way", () => {
  it.each(
    Object.entries(CALLS),
  )("%s sends nothing more, and does not say that nothing was done", async (name, input) => {
    const bench = toolBench(toolNamed(name), { cancelDuringWrite: 2 });
    const outcome = await bench.call(input);
    expect(bench.lateRequests()).toBe(0);
    expect(bench.writes().length).toBeGreaterThanOrEqual(2);
    expect(bench.writes().length).toBeLessThanOrEqual(MAX_IN_FLIGHT);
    if (outcome.ok) expect(outcome.value.text).toMatch(/cancelled|not_tried|unknown/);
    else expect(outcome.failure).toMatchObject({ code: "cancelled", mayHaveHappened: true });
  });
});

describe("a dedupe_key of a call that was cancelled after a write", () => {
  it.each([
    "clickup_task_create",
    "clickup_task_bulk_create",
    "clickup_time_entry_add",
  ])("of %s does not let the same call write a second time", async (name) => {
    const bench = toolBench(toolNamed(name), { cancelDuringWrite: 2 });
    const input = { ...CALLS[name], dedupe_key: "k-1" };
    const first = await bench.call(input);
    const writes = bench.writes().length;
    const again = await bench.call(input);
    expect(bench.writes()).toHaveLength(writes);
    if (first.ok) expect(again).toEqual(first);
    else expect(again).toMatchObject({ failure: { code: "duplicate_call" } });
  });

  it("is free again when it was cancelled before any write", async () => {
    const bench = toolBench(toolNamed("clickup_task_create"), { cancelDuringWrite: 0 });
    const input = { list: backlog, name: "Launch", dedupe_key: "k-2" };
    expect(await bench.call(input)).toMatchObject({
      failure: { code: "cancelled", mayHaveHappened: false },
    });
    expect(bench.writes()).toEqual([]);
    expect(await bench.call(input)).toMatchObject({ failure: { code: "cancelled" } });
  });
});
