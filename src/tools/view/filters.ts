/** The filters of a view: from plain words to ClickUp's, with the values of each kind of field. */
import * as z from "zod";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { configOf, optionsNamed } from "../custom-field/config.ts";
import { Reference, Words } from "../fields.ts";
import { parseInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { FILTER_FIELDS, fieldId, type ViewScope } from "./fields.ts";

export const ViewFilter = z.object({
  field: Reference,
  op: z.enum(["is", "is_not", "all", "set", "not_set", "before", "after"]).optional(),
  values: z.array(Words).max(50).optional(),
});
export type ViewFilter = z.output<typeof ViewFilter>;

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

export async function filterOf(
  { field: name, op = "is", values = [] }: ViewFilter,
  idx: number,
  scope: ViewScope,
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
  op: ViewFilter["op"],
  scope: ViewScope,
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
