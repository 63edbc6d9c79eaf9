/**
 * Which tasks are meant: places, statuses, people, dates, Custom Fields by name. What ClickUp can filter it
 * is asked to; the rest is checked here. ClickUp answers an unknown value with "no tasks", so every name is
 * resolved before, or proved by the tasks that came.
 */
import * as z from "zod";
import type { Task, TaskFilter, WorkspaceTaskFilter } from "../../clickup/client.ts";
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup, Purpose } from "../directory/directory.ts";
import { Reference, References, Words } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { Priority } from "../priority.ts";
import { inRange, isOverdue, parseRange } from "./filter-dates.ts";
import { fieldTests } from "./filter-field-tests.ts";
import { FIELD_FILTER_WORDS, FieldFilter } from "./filter-fields.ts";
import { type PeopleFilter, peopleFilter } from "./filter-people.ts";
import { scopeOf } from "./filter-places.ts";
import { askedDates, narrows, partsOf, type QueryPart } from "./filter-request.ts";
import { type StatusFilter, statusesIn, statusFilter, withRecheck } from "./filter-statuses.ts";
import { tagFilter } from "./filter-tags.ts";
import { priorityOf } from "./summary.ts";

const MAX_FIELD_FILTERS = 10;

/** The arguments that say which tasks; for an input schema of its own, or inside one as `filter`. */
export const filterShape = {
  in: References.optional().describe("Places or one view; default all."),
  name: Words.optional().describe("Part of it."),
  status: References.optional().describe("Names; kinds: open, done, closed."),
  assignees: References.optional().describe("Names, me, none, Teams."),
  tags: References.optional().describe("Any of."),
  priority: z.array(Priority).optional(),
  due: Words.optional().describe('"before friday", "A..B", "this week", overdue, none, any'),
  start: Words.optional(),
  created: Words.optional(),
  updated: Words.optional(),
  done: Words.optional(),
  fields: z.array(FieldFilter).max(MAX_FIELD_FILTERS).optional().describe(FIELD_FILTER_WORDS),
  type: Words.optional(),
  parent: Reference.optional(),
  subtasks: z.boolean().optional(),
  include_closed: z.boolean().optional(),
  archived: z.boolean().optional(),
  /** Also tasks shown there from other Lists. */
  multi_list: z.boolean().optional(),
};

const Filter = z.object(filterShape);
export type FilterWords = z.output<typeof Filter>;

export interface FilterOptions {
  /** Bulk writes name their places exactly. */
  purpose?: Purpose;
  workspace?: string | undefined;
  /** Goes before the names of arguments in errors ("filter."). */
  prefix?: string;
  markdown?: boolean;
  order?: TaskFilter["order_by"];
  reverse?: boolean;
}

export interface TaskQuery {
  workspaceId: string;
  parts: readonly QueryPart[];
  /** Whether a task that came is one that was asked for. */
  matches(task: Task): boolean;
  /** Names of the arguments that are checked here, so that more is read than is found. */
  checkedHere: readonly string[];
  /** About how many tasks there are, where the index tells and nothing else narrows the query. */
  expected?: number;
  /** Dates as they were understood, and the places that were not given by id. */
  understood: Readonly<Record<string, string>>;
  /** The places, by path where that is known; empty for the whole Workspace and for views. */
  places: readonly string[];
  /** What ClickUp leaves out unless it is asked for, where nothing was said of it. */
  leavesOut: readonly ("subtasks" | "closed tasks")[];
  /** The one List that was asked for. */
  listId?: string;
  /**
   * To be called at the end: throws `invalid_input` for a tag or Custom Field that no task had and that
   * is not there at all.
   */
  confirm(): Promise<void>;
}

interface Test {
  argument: string;
  matches(task: Task): boolean;
}

/** Resolves every name first. Throws `invalid_input`, `ambiguous` or `not_found` for what is not understood. */
export async function resolveFilter(
  words: FilterWords,
  context: ToolContext,
  clock: Clock,
  options: FilterOptions = {},
): Promise<TaskQuery> {
  const { prefix = "", purpose = "read" } = options;
  const lookup = (argument: string): Lookup => ({
    purpose,
    workspace: options.workspace,
    argument: prefix + argument,
  });
  const scope = await scopeOf(words.in, context, lookup("in"));
  const tests: Test[] = [];
  const asked: WorkspaceTaskFilter = {};
  const understood: Record<string, string> = {};
  const test = (argument: string, matches: Test["matches"]) => tests.push({ argument, matches });

  const [statuses, people, typeId, parentId, fields] = await Promise.all([
    words.status === undefined ? undefined : statusesIn(scope, context),
    peopleFilter(words.assignees, scope, context, lookup("assignees")),
    words.type === undefined
      ? undefined
      : context.directory.taskType(words.type, scope.workspaceId, lookup("type")),
    words.parent === undefined ? undefined : taskId(words.parent, context, lookup("parent")),
    fieldTests(words.fields ?? [], scope, context, clock, lookup("fields")),
  ]);
  const ofStatus =
    statuses &&
    statusFilter(
      words.status ?? [],
      await withRecheck(words.status ?? [], statuses, scope, context, lookup("status")),
      `${prefix}status`,
    );
  if (ofStatus !== undefined) {
    if (ofStatus.names !== undefined) asked.statuses = ofStatus.names;
    test("status", ofStatus.matches);
  }
  if (words.include_closed === true || ofStatus?.closed === true || words.done !== undefined) {
    asked.include_closed = true;
  }
  if (people !== undefined) {
    if (people.userIds !== undefined) asked.assignees = people.userIds;
    test("assignees", people.matches);
  }
  const tags = tagFilter(words.tags, scope, context, `${prefix}tags`);
  if (tags !== undefined) {
    asked.tags = tags.names;
    test("tags", tags.matches);
  }
  if (words.priority !== undefined && words.priority.length > 0) {
    const wanted: readonly string[] = words.priority;
    test("priority", (task) => wanted.includes(priorityOf(task) ?? "none"));
  }
  if (words.name !== undefined) {
    const wanted = foldName(words.name);
    test("name", ({ name }) => foldName(name).includes(wanted));
  }
  const range = (argument: keyof typeof DATES) => {
    const text = words[argument];
    if (text === undefined) return;
    const happened = argument !== "due" && argument !== "start";
    const span = parseRange(text, prefix + argument, clock, { happened });
    understood[argument] = span.echo;
    Object.assign(asked, askedDates(argument, span));
    test(argument, (task) => {
      if (span.overdue === true) return argument === "due" && isOverdue(task, clock);
      return inRange(DATES[argument](task), span);
    });
  };
  range("due");
  range("start");
  range("created");
  range("updated");
  range("done");
  if (typeId !== undefined) {
    asked.custom_items = [typeId.id];
    test("type", ({ custom_item_id = 0 }) => custom_item_id === typeId.id);
  }
  if (parentId !== undefined) {
    asked.parent = parentId;
    test("parent", ({ parent }) => parent === parentId);
  }
  if (words.subtasks === true || parentId !== undefined) asked.subtasks = true;
  if (fields.conditions.length > 0) asked.custom_fields = fields.conditions;
  for (const one of fields.tests) test(`fields.${one.name}`, one.matches);
  if (words.archived === true) {
    asked.archived = true;
    test("archived", ({ archived }) => archived !== false);
  }
  if (words.multi_list === true) asked.include_timl = true;
  if (options.markdown === true) asked.include_markdown_description = true;

  if (options.order !== undefined) asked.order_by = options.order;
  if (options.reverse === true) asked.reverse = true;
  const parts = partsOf(scope, asked, context, prefix);
  const places = scope.places.map(({ path, name, id }) => path ?? name ?? id);
  // A read takes a near miss for a name, and has to say what for.
  const byName = scope.places.some(({ id }) => !(words.in ?? []).some((one) => one.includes(id)));
  if (byName) understood.in = places.join(", ");
  const viewed = scope.viewId !== undefined;
  return {
    workspaceId: scope.workspaceId,
    parts,
    matches: (task) => {
      // A view has its own say on what it shows; ours comes on top.
      if (viewed && words.include_closed === false && task.status?.type === "closed") return false;
      return tests.every((one) => one.matches(task));
    },
    checkedHere: viewed
      ? tests.map(({ argument }) => argument)
      : checkedHere(words, ofStatus, people, fields),
    ...(scope.expected !== undefined && !narrows(asked) && { expected: scope.expected }),
    understood,
    places,
    leavesOut: viewed ? [] : leftOut(words, asked),
    ...(scope.onlyListId !== undefined && { listId: scope.onlyListId }),
    confirm: async () => {
      fields.confirm();
      await tags?.confirm();
    },
  };
}

const DATES = {
  due: (task: Task) => task.due_date,
  start: (task: Task) => task.start_date,
  created: (task: Task) => task.date_created,
  updated: (task: Task) => task.date_updated,
  done: (task: Task) => task.date_done ?? task.date_closed,
};

/** Who said no to them knows, and who asks for statuses has said whether closed ones are wanted. */
function leftOut(words: FilterWords, asked: WorkspaceTaskFilter): TaskQuery["leavesOut"] {
  const subtasks = asked.subtasks ?? words.subtasks;
  const closed = asked.include_closed ?? words.include_closed;
  return [
    ...(subtasks === undefined ? (["subtasks"] as const) : []),
    ...(closed === undefined && words.status === undefined ? (["closed tasks"] as const) : []),
  ];
}

function checkedHere(
  words: FilterWords,
  ofStatus: StatusFilter | undefined,
  people: PeopleFilter | undefined,
  fields: { readonly here: readonly string[] },
): string[] {
  const here: string[] = [];
  if (words.name !== undefined) here.push("name");
  if ((words.priority ?? []).length > 0) here.push("priority");
  if (words.start !== undefined) here.push("start");
  if (ofStatus !== undefined && ofStatus.names === undefined) here.push("status");
  if (people !== undefined && people.userIds === undefined) here.push("assignees");
  for (const argument of ["due", "created", "updated", "done"] as const) {
    if (/^\s*(none|any)\s*$/i.test(words[argument] ?? "")) here.push(argument);
  }
  return [...here, ...fields.here];
}

async function taskId(
  given: string,
  { directory, clickup }: ToolContext,
  lookup: Lookup,
): Promise<string> {
  const ref = await directory.task(given, lookup);
  if (ref.task !== undefined) return ref.task.id;
  if (typeof ref.key === "string") return ref.key;
  return (await clickup.tasks.get(ref.key, { markdown: false })).id;
}
