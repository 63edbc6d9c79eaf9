/** The tasks that a bulk tool is about, by reference or by filter, read in few calls before anything is written. */
import * as z from "zod";
import type { Task, TaskKey } from "../../clickup/client.ts";
import { ClickUpError } from "../../clickup/errors.ts";
import { FailureError } from "../../domain/failure.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { Reference } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { MAX_ITEMS } from "../job/job.ts";
import { nestedArguments } from "../nested-arguments.ts";
import { filterShape, resolveFilter } from "../task/filter.ts";
import { scanTasks } from "../task/scan.ts";

const Filter = z.object(filterShape);

/** Fewer than this are read one by one; a page of ClickUp's is a hundred. */
const FEW = 3;
/** References that one page is worth looking through for: in their List, or anywhere. */
const PER_PAGE_OF_LIST = 10;
const PER_PAGE = 25;
/** What no page held is read one by one; more of that would not fit a call's time. */
const MAX_SINGLE_READS = 40;

/** Which tasks; not all of a bulk tool's arguments. */
export const pickInput = {
  tasks: z.array(Reference).min(1).max(MAX_ITEMS).optional(),
  filter: z.record(z.string(), z.json()).optional().describe("As in clickup_task_list."),
  expected_count: z.int().min(0).optional(),
};

export interface Picked {
  tasks?: readonly string[] | undefined;
  filter?: Readonly<Record<string, JsonValue>> | undefined;
  list?: string | undefined;
  expected_count?: number | undefined;
  workspace?: string | undefined;
}

export async function pickTasks(
  input: Picked,
  clock: Clock,
  context: ToolContext,
  { markdown = false } = {},
): Promise<Task[]> {
  const { tasks, filter, expected_count: expected } = input;
  if ((tasks === undefined) === (filter === undefined)) {
    throw invalidInput("tasks", 'Give either "tasks" or "filter".', ["tasks", "filter"]);
  }
  const picked =
    tasks === undefined
      ? await filtered(filter ?? {}, input, clock, context, markdown)
      : await referred(tasks, input, context, markdown);
  refuseOtherCount(picked.length, expected);
  return picked;
}

export function refuseOtherCount(count: number, expected: number | undefined): void {
  if (expected === undefined || expected === count) return;
  throw invalidInput(
    "expected_count",
    `This is about ${count} ${count === 1 ? "task" : "tasks"}, not the ${expected} of "expected_count".`,
  );
}

async function filtered(
  words: Readonly<Record<string, JsonValue>>,
  { workspace }: Picked,
  clock: Clock,
  context: ToolContext,
  markdown: boolean,
): Promise<Task[]> {
  const filter = nestedArguments(Filter, words, "filter");
  if (Object.values(filter).every((value) => value === undefined)) {
    throw invalidInput("filter", '"filter" says nothing; it would be about every task.');
  }
  const query = await resolveFilter(filter, context, clock, {
    purpose: "write",
    workspace,
    prefix: "filter.",
    markdown,
  });
  const { tasks, complete } = await scanTasks(context, query, { limit: MAX_ITEMS });
  await query.confirm();
  if (complete) return tasks;
  throw invalidInput(
    "filter",
    tasks.length >= MAX_ITEMS
      ? `"filter" finds more than ${MAX_ITEMS} tasks; narrow it.`
      : '"filter" could not be followed to its end within this call; narrow it, for instance to one List.',
  );
}

async function referred(
  references: readonly string[],
  { list, workspace }: Picked,
  context: ToolContext,
  markdown: boolean,
): Promise<Task[]> {
  const { directory } = context;
  const lookup = { purpose: "write", list, workspace, argument: "tasks" } as const;
  const refs = await Promise.all(
    [...new Set(references)].map(async (given) => ({
      given,
      ...(await directory.task(given, lookup)),
    })),
  );
  const found = new Map<string, Task>();
  for (const { key, task } of refs) if (task !== undefined) found.set(idOf(key), task);
  let missing = refs.filter(({ key }) => !found.has(idOf(key)));
  if (missing.length >= FEW) {
    await lookThroughPages(new Set(missing.map(({ key }) => idOf(key))), found);
    missing = missing.filter(({ key }) => !found.has(idOf(key)));
  }
  if (missing.length > MAX_SINGLE_READS) {
    throw invalidInput(
      "tasks",
      `${missing.length} of these are not among the tasks changed last and would be read one by one; ` +
        'give their "list", a "filter", or fewer of them.',
    );
  }
  await Promise.all(
    missing.map(async ({ key, given }) => found.set(idOf(key), await read(key, given))),
  );
  const tasks = refs.flatMap(({ key }) => found.get(idOf(key)) ?? []);
  return [...new Map(tasks.map((task) => [task.id, task])).values()];

  async function lookThroughPages(wanted: ReadonlySet<string>, into: Map<string, Task>) {
    const place =
      list === undefined ? undefined : await directory.list(list, { ...lookup, argument: "list" });
    const { id: workspaceId } = await directory.workspaceOf(place, workspace);
    const pages = Math.ceil(wanted.size / (place === undefined ? PER_PAGE : PER_PAGE_OF_LIST));
    for (let page = 0; page < pages && [...wanted].some((id) => !into.has(id)); page += 1) {
      const { tasks, lastPage } = await context.clickup.tasks.inWorkspace(workspaceId, page, {
        ...(place !== undefined && { list_ids: [place.id] }),
        subtasks: true,
        include_closed: true,
        order_by: "updated",
        include_markdown_description: markdown,
      });
      for (const task of tasks) {
        for (const id of [task.id, task.custom_id]) {
          if (id !== undefined && wanted.has(id)) into.set(id, task);
        }
      }
      if (lastPage) return;
    }
  }

  async function read(key: TaskKey, given: string): Promise<Task> {
    try {
      return await context.clickup.tasks.get(key, { markdown });
    } catch (error) {
      if (!(error instanceof ClickUpError) || error.refusal !== "not_found") throw error;
      throw new FailureError({
        code: "not_found",
        what: "Task",
        given,
        findWith: "clickup_task_search",
      });
    }
  }
}

export function idOf(key: TaskKey): string {
  return typeof key === "string" ? key : key.customId;
}

/** Those whose parent, or its parent, is not among them: ClickUp takes subtasks along. */
export function withoutDescendants(tasks: readonly Task[]): { top: Task[]; below: Task[] } {
  const all = new Map(tasks.map((task) => [task.id, task]));
  const isBelow = (task: Task): boolean => {
    if (task.top_level_parent !== undefined && all.has(task.top_level_parent)) {
      return task.top_level_parent !== task.id;
    }
    return task.parent !== undefined && all.has(task.parent);
  };
  return { top: tasks.filter((task) => !isBelow(task)), below: tasks.filter(isBelow) };
}
