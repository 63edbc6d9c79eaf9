/** What a model does with a small project, deciding by nothing but the answers. */
import { expect } from "vitest";
import type { ToolResult } from "./first-call.ts";

export interface Told {
  progress: number;
  total?: number | undefined;
  message?: string | undefined;
}

export interface Caller {
  call(
    name: string,
    args: Record<string, unknown>,
    onProgress?: (told: Told) => void,
  ): Promise<ToolResult>;
  tools(): Promise<string[]>;
}

type Row = Record<string, unknown>;

const ERRANDS = ["Food", "Music", "Toilets", "Permits", "First aid", "Waste", "Power", "Parking"];

/** Returns what was told on the way. Leaves nothing behind in ClickUp. */
export async function runSmallProject(client: Caller, label: string): Promise<Told[]> {
  const told: Told[] = [];
  const use = async (name: string, args: Row): Promise<Row> => {
    const before = told.length;
    const result = await client.call(name, args, (one) => told.push(one));
    expectGrowing(told.slice(before));
    if (result.isError) throw new Error(`${name}: ${JSON.stringify(result.content)}`);
    return result.structuredContent as Row;
  };
  const name = `Summer fair by ${label}`;
  expect(await client.tools()).toHaveLength(72);

  const map = await use("clickup_workspace_hierarchy", { depth: 1 });
  const space = rowsOf(map.rows).find(({ name: one }) => /marketing/i.test(String(one)));
  const path = `${space?.name} / ${name}`;

  const plan = {
    name,
    space: space?.id,
    phases: ["Prepare", "The day"],
    start: "next monday",
    tasks: [
      { name: "Book the square", phase: "Prepare", key: "book", days: 2, assignees: ["me"] },
      {
        name: "Invite stalls",
        phase: "Prepare",
        key: "stalls",
        waiting_on_keys: ["book"],
        days: 5,
      },
      { name: "Set up", phase: "The day", waiting_on_keys: ["stalls"], days: 1 },
    ],
    milestones: [{ name: "Opening", phase: "The day", day: 15, waiting_on_keys: ["stalls"] }],
    team: ["me"],
    views: ["board"],
  };
  const preview = await use("clickup_project_create", { ...plan, dry_run: true });
  expect(preview.tasks_created).toBe(0);
  const project = await use("clickup_project_create", plan);
  expect(project).toMatchObject({
    tasks_created: 4,
    lists: [{ name: "Prepare" }, { name: "The day" }],
  });
  const [prepare] = rowsOf(project.lists);

  const made = await use("clickup_task_bulk_create", {
    list: prepare?.id,
    defaults: { priority: "normal", tags: ["fair"], due: "in 3 weeks" },
    tasks: [
      { name: "Print posters", key: "p", checklists: [{ name: "Sizes", items: ["A2", "A4"] }] },
      { name: "Proofread", parent_key: "p" },
      ...ERRANDS.map((errand) => ({ name: errand })),
    ],
  });
  expect(rowsOf(made.created)).toHaveLength(ERRANDS.length + 2);
  expect(made).not.toHaveProperty("failed");

  // One change first looked at, then made for as many tasks as were shown.
  const change = {
    filter: { in: [path], tags: ["fair"], subtasks: true },
    set: { priority: "high" },
  };
  const would = await use("clickup_task_bulk_update", { ...change, dry_run: true });
  expect(would.count).toBe(ERRANDS.length + 2);
  const updated = await use("clickup_task_bulk_update", { ...change, expected_count: would.count });
  expect(rowsOf(updated.updated)).toHaveLength(ERRANDS.length + 2);
  const { book, stalls } = project.ids as Record<string, string>;
  const wrong = await client.call("clickup_task_update", { task: book, status: "finito" });
  const [, statuses = ""] = /Allowed: (.*?)\. /.exec(JSON.stringify(wrong.content)) ?? [];
  const status = statuses.split(", ").at(-1);
  await use("clickup_task_update", { task: book, status, comment: "Signed today." });
  const shifted = await use("clickup_project_update", { project: path, shift: "1 week" });
  expect(rowsOf(shifted.changed).length).toBeGreaterThan(ERRANDS.length);

  const listed = await use("clickup_task_list", {
    in: [path],
    include_closed: true,
    subtasks: true,
  });
  expect(rowsOf(listed.tasks)).toHaveLength(ERRANDS.length + 6);
  const summary = await use("clickup_project_summary", { in: path });
  expect(JSON.stringify(summary)).toContain(String(ERRANDS.length + 6));
  const timeline = await use("clickup_project_timeline", { project: path });
  expect(rowsOf(timeline.groups)[0]).toEqual([stalls]);

  // What was planned by mistake goes first, and then the rest: each only after it was shown.
  const doomed = { filter: { in: [path], tags: ["fair"] } };
  const shown = await use("clickup_task_bulk_delete", doomed);
  const gone = await use("clickup_task_bulk_delete", {
    ...doomed,
    dry_run: false,
    expected_count: shown.count,
  });
  expect(gone.deleted).toEqual(shown.would_delete);
  await use("clickup_tag_delete", { tags: ["fair"], space: space?.id });
  const folder = { folder: (project.folder as Row).id };
  const guarded = await client.call("clickup_folder_delete", {
    ...folder,
    expected_name: "Winter fair",
  });
  expect(guarded).toMatchObject({ isError: true, _meta: { error: { code: "invalid_input" } } });
  await use("clickup_folder_delete", { ...folder, expected_name: name });
  return told;
}

function rowsOf(value: unknown): Row[] {
  return Array.isArray(value) ? (value as Row[]) : [];
}

function expectGrowing(told: readonly Told[]): void {
  for (const [index, { progress, total }] of told.entries()) {
    expect(progress).toBeGreaterThan(told[index - 1]?.progress ?? 0);
    if (total !== undefined) expect(progress).toBeLessThanOrEqual(total);
  }
}
