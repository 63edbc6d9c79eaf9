/** Grouping, sorting, filters and columns of a view: from plain words to ClickUp's sections, and back. */
import * as z from "zod";
import type { Field, View, ViewSections } from "../../clickup/client.ts";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { configOf, optionsNamed } from "../custom-field/config.ts";
import type { Lookup } from "../directory/directory.ts";
import { Reference, Words } from "../fields.ts";
import { parseInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";
import { withoutEmpty } from "../task/summary.ts";

const MAX_PARTS = 20;

const Filter = z.object({
  field: Reference,
  op: z.enum(["is", "is_not", "all", "set", "not_set", "before", "after"]).optional(),
  values: z.array(Words).max(50).optional(),
});
type Filter = z.output<typeof Filter>;

/** The arguments that several tools share. */
export const viewArguments = {
  group_by: Reference.optional().describe(
    "status, assignee, priority, tag, due, Custom Field, none",
  ),
  sort_by: z.array(Reference).max(MAX_PARTS).optional().describe('"due", "-priority"'),
  filters: z.array(Filter).max(MAX_PARTS).optional(),
  columns: z.array(Reference).max(50).optional(),
  show_closed: z.boolean().optional(),
};

export interface ViewWish {
  group_by?: string | undefined;
  sort_by?: readonly string[] | undefined;
  filters?: readonly Filter[] | undefined;
  columns?: readonly string[] | undefined;
  show_closed?: boolean | undefined;
}

/** What ClickUp itself gives a new view. Each section is required by its schema. */
const DEFAULTS: ViewSections = {
  grouping: { field: "none", dir: 1, collapsed: [], ignore: false },
  divide: { field: null, dir: null, collapsed: [] },
  sorting: { fields: [] },
  filters: { op: "AND", fields: [], search: "", show_closed: false },
  columns: { fields: [] },
  team_sidebar: { assignees: [], assigned_comments: false, unassigned_tasks: false },
  settings: {
    show_task_locations: false,
    show_subtasks: 1,
    show_subtask_parent_names: false,
    show_closed_subtasks: false,
    show_assignees: true,
    show_images: true,
    collapse_empty_columns: null,
    me_comments: true,
    me_subtasks: true,
    me_checklists: true,
  },
};

/** Our words and ClickUp's; its filters know the first group alone. */
const FILTER_FIELDS: Readonly<Record<string, string>> = {
  status: "status",
  assignee: "assignee",
  priority: "priority",
  tag: "tag",
  due: "dueDate",
  start: "startDate",
  created: "dateCreated",
  updated: "dateUpdated",
  done: "dateDone",
  closed: "dateClosed",
  creator: "createdBy",
  watcher: "follower",
  archived: "archived",
};
const GROUP_FIELDS: Readonly<Record<string, string>> = {
  none: "none",
  status: "status",
  assignee: "assignee",
  priority: "priority",
  tag: "tag",
  due: "dueDate",
};
const COLUMN_FIELDS: Readonly<Record<string, string>> = {
  ...FILTER_FIELDS,
  name: "name",
  estimate: "timeEstimate",
  spent: "timeLogged",
  points: "points",
  id: "id",
  list: "lists",
};
const DATE_FIELDS = new Set([
  "dueDate",
  "startDate",
  "dateCreated",
  "dateUpdated",
  "dateDone",
  "dateClosed",
]);
const PEOPLE_FIELDS = new Set(["assignee", "createdBy", "follower"]);
const DAY_WORDS = new Set(["today", "yesterday", "tomorrow", "overdue"]);
const PRIORITIES = ["urgent", "high", "normal", "low"];
const OPERATORS = {
  is: "EQ",
  is_not: "NOT",
  all: "ALL",
  set: "IS SET",
  not_set: "IS NOT SET",
  before: "LT",
  after: "GT",
} as const;

interface Scope {
  workspaceId: string;
  /** Where names of statuses and Custom Fields are looked up. */
  listId: string | undefined;
  lookup: Lookup;
}

/** Every section: those of `base` (a view that is copied or changed), with what is wished for on top. */
export async function sectionsFor(
  wish: ViewWish,
  base: View | undefined,
  scope: Scope,
  context: ToolContext,
): Promise<ViewSections> {
  const kept = base === undefined ? {} : withoutEmpty(sectionsOf(base));
  const sections: ViewSections = { ...DEFAULTS, ...kept };
  if (wish.group_by !== undefined) {
    const field = await fieldId(wish.group_by, GROUP_FIELDS, "group_by", scope, context);
    sections.grouping = { ...sections.grouping, field };
  }
  if (wish.sort_by !== undefined) {
    sections.sorting = {
      fields: await Promise.all(
        wish.sort_by.map(async (word, idx) => {
          const name = word.replace(/^-\s*/, "");
          const field = await fieldId(name, COLUMN_FIELDS, "sort_by", scope, context);
          return { field, dir: word.startsWith("-") ? -1 : 1, idx };
        }),
      ),
    };
  }
  if (wish.columns !== undefined) {
    sections.columns = {
      fields: await Promise.all(
        wish.columns.map(async (word, idx) => ({
          field: await fieldId(word, COLUMN_FIELDS, "columns", scope, context),
          idx,
          hidden: false,
        })),
      ),
    };
  }
  if (wish.filters !== undefined) {
    const fields = await Promise.all(
      wish.filters.map((filter, idx) => filterOf(filter, idx, scope, context)),
    );
    sections.filters = { ...sections.filters, fields };
  }
  if (wish.show_closed !== undefined) {
    sections.filters = { ...sections.filters, show_closed: wish.show_closed };
  }
  return sections;
}

function sectionsOf(view: View): Partial<ViewSections> {
  const { grouping, divide, sorting, filters, columns, team_sidebar, settings } = view;
  // Filters of an empty object would read as "none of it"; ClickUp gives each whole or not at all.
  return withoutEmpty({
    grouping,
    divide,
    sorting,
    filters,
    columns,
    team_sidebar,
    settings,
  }) as Partial<ViewSections>;
}

/** ClickUp drops without a word what it does not know: what the answer lacks was ignored. */
export function ignoredIn(
  wish: ViewWish & { name?: string | undefined; type?: string | undefined },
  sent: ViewSections,
  made: View,
): { field: string; reason: string }[] {
  const ignored: { field: string; reason: string }[] = [];
  const check = (field: string, wished: unknown, kept: boolean, got: JsonValue | undefined) => {
    if (wished === undefined || kept) return;
    const reason = got === undefined ? "ClickUp dropped it" : `ClickUp made it ${String(got)}`;
    ignored.push({ field, reason });
  };
  check("name", wish.name, made.name === wish.name?.trim(), made.name);
  check("type", wish.type, made.type === wish.type, made.type);
  check(
    "group_by",
    wish.group_by,
    made.grouping?.field === sent.grouping.field,
    made.grouping?.field,
  );
  check("sort_by", wish.sort_by, sameFields(sent.sorting, made.sorting), undefined);
  check("columns", wish.columns, sameFields(sent.columns, made.columns), undefined);
  check("filters", wish.filters, sameFields(sent.filters, made.filters), undefined);
  check(
    "show_closed",
    wish.show_closed,
    made.filters?.show_closed === sent.filters.show_closed,
    made.filters?.show_closed,
  );
  return ignored;
}

function sameFields(sent: JsonObject, made: JsonObject | undefined): boolean {
  const wanted = namesIn(sent);
  const got = new Set(namesIn(made));
  return wanted.every((name) => got.has(name)) && (wanted.length > 0 || got.size === 0);
}

function namesIn(section: JsonObject | undefined): string[] {
  const fields = Array.isArray(section?.fields) ? section.fields : [];
  return fields.flatMap((one) =>
    typeof one === "object" && one !== null && !Array.isArray(one) ? [String(one.field)] : [],
  );
}

async function fieldId(
  given: string,
  known: Readonly<Record<string, string>>,
  argument: string,
  scope: Scope,
  context: ToolContext,
): Promise<string> {
  const word = given.toLowerCase().trim();
  const plain = word.replace(/[_ -]?(date|to|by)$/, "").replace(/s$/, "");
  const own = [word, plain].find((name) => Object.hasOwn(known, name));
  if (own !== undefined) return known[own] ?? own;
  const direct = Object.values(known).find((name) => name.toLowerCase() === word);
  if (direct !== undefined) return direct;
  const field = await customField(given, known, argument, scope, context);
  return `cf_${field.id}`;
}

async function customField(
  given: string,
  known: Readonly<Record<string, string>>,
  argument: string,
  { listId, lookup }: Scope,
  { directory }: ToolContext,
): Promise<Pick<Field, "id"> & Partial<Field>> {
  const id = /^(?:cf_)?([0-9a-f]{8}-[0-9a-f-]{27})$/i.exec(given)?.[1];
  if (id !== undefined) return { id };
  if (listId !== undefined) return await directory.field(given, listId, { ...lookup, argument });
  const names = Object.keys(known);
  const near = nearestNames(given, names);
  throw invalidInput(
    argument,
    `"${argument}" takes no "${given.slice(0, 60)}" here; a Custom Field outside a List goes by its id.`,
    near.length > 0 ? near : names,
  );
}

async function filterOf(
  { field: name, op = "is", values = [] }: Filter,
  idx: number,
  scope: Scope,
  context: ToolContext,
): Promise<JsonObject> {
  const field = await fieldId(name, FILTER_FIELDS, "filters", scope, context);
  const isDate = DATE_FIELDS.has(field);
  const needsNone = op === "set" || op === "not_set" || field === "archived";
  if (!needsNone && values.length === 0) {
    throw invalidInput("filters", `The filter on "${name.slice(0, 60)}" needs "values".`);
  }
  if ((op === "before" || op === "after") && !isDate && !field.startsWith("cf_")) {
    throw invalidInput("filters", `"${op}" is for dates, and "${name.slice(0, 60)}" is none.`);
  }
  const wire = needsNone
    ? []
    : await Promise.all(values.map((value) => filterValue(value, field, name, op, scope, context)));
  return { field, op: OPERATORS[op], idx, values: wire };
}

async function filterValue(
  value: string,
  field: string,
  name: string,
  op: Filter["op"],
  scope: Scope,
  context: ToolContext,
): Promise<JsonValue> {
  const { directory } = context;
  const lookup = { ...scope.lookup, argument: "filters" };
  if (PEOPLE_FIELDS.has(field)) {
    return (await directory.user(value, scope.workspaceId, lookup)).id;
  }
  if (field === "status") {
    if (scope.listId === undefined) return value.toLowerCase();
    return (await directory.status(value, scope.listId, lookup)).name;
  }
  if (field === "tag") return value.toLowerCase();
  if (field === "priority") {
    const level = PRIORITIES.indexOf(value.toLowerCase());
    if (level >= 0) return String(level + 1);
    if (/^[1-4]$/.test(value)) return value;
    if (value.toLowerCase() === "none") return "-1";
    throw invalidInput("filters", `"${value}" is no priority.`, [...PRIORITIES, "none"]);
  }
  if (DATE_FIELDS.has(field)) {
    const word = value.toLowerCase();
    if (op !== "before" && op !== "after" && DAY_WORDS.has(word)) return { op: word };
    return String(parseInstant(value, "filters", await userClock(context)).ms);
  }
  if (scope.listId === undefined || !field.startsWith("cf_")) return value;
  const custom = await directory.field(name.replace(/^cf_/, ""), scope.listId, lookup);
  const { options } = configOf(custom);
  if (options.length === 0) return value;
  const [option] = optionsNamed(options, value);
  if (option !== undefined) return option.id;
  throw invalidInput(
    "filters",
    `"${custom.name}" has no option "${value.slice(0, 60)}".`,
    options.map((one) => one.name),
  );
}
