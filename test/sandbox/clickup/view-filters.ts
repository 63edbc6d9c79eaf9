// The filters of a view (developer.clickup.com/docs/filter-views, 2026-11), as far as tests ask for them.
import { fourInTheMorning } from "./clock.ts";
import type { Json } from "./json.ts";
import { isObject } from "./json.ts";
import type { TaskRow, UserRow, ViewRow } from "./state.ts";

const DAY_MS = 86_400_000;

type Reader = (task: TaskRow) => readonly string[];

const SETS: Readonly<Record<string, Reader>> = {
  status: (task) => [task.status],
  assignee: (task) => task.assigneeIds.map(String),
  follower: (task) => task.watcherIds.map(String),
  createdBy: (task) => [String(task.creatorId)],
  tag: (task) => task.tags,
  // -1 is "no priority".
  priority: (task) => [String(task.priority ?? -1)],
};

const DATES: Readonly<Record<string, (task: TaskRow) => number | null>> = {
  dueDate: (task) => task.dueMs,
  startDate: (task) => task.startMs,
  dateCreated: (task) => task.createdMs,
  dateUpdated: (task) => task.updatedMs,
  dateDone: (task) => task.doneMs,
  dateClosed: (task) => task.closedMs,
};

export const isFilterField = (name: string): boolean =>
  Object.hasOwn(SETS, name) ||
  Object.hasOwn(DATES, name) ||
  name === "archived" ||
  name.startsWith("cf_");

/** Search and show_closed always narrow; the fields among themselves by `op`. */
export function viewFilter(
  view: ViewRow,
  user: UserRow,
  nowMs: number,
): (task: TaskRow) => boolean {
  const { filters } = view;
  const fields = Array.isArray(filters.fields) ? filters.fields : [];
  const search = typeof filters.search === "string" ? filters.search.toLowerCase() : "";
  return (task) => {
    if (search !== "" && !`${task.name}\n${task.text}`.toLowerCase().includes(search)) return false;
    if (fields.length === 0) return true;
    const checks = fields.map((field) => passes(field, task, user, nowMs));
    return filters.op === "OR" ? checks.includes(true) : !checks.includes(false);
  };
}

/** Archived tasks show only in a view that asks for them. */
export function asksForArchived(view: ViewRow): boolean {
  const fields = Array.isArray(view.filters.fields) ? view.filters.fields : [];
  return fields.some(
    (field) => isObject(field) && field.field === "archived" && field.op !== "NOT",
  );
}

function passes(field: Json, task: TaskRow, user: UserRow, nowMs: number): boolean {
  if (!isObject(field)) return true;
  const name = String(field.field);
  const op = typeof field.op === "string" ? field.op : "EQ";
  const values = Array.isArray(field.values) ? field.values : [];
  if (name === "archived") return task.archived === (op !== "NOT");
  const dateOf = DATES[name];
  if (dateOf !== undefined) return dateMatches(dateOf(task), op, values, user, nowMs);
  return setMatches(SETS[name]?.(task) ?? fieldTexts(task, name.slice("cf_".length)), op, values);
}

function fieldTexts(task: TaskRow, fieldId: string): string[] {
  const value = task.fieldValues[fieldId];
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

function setMatches(held: readonly string[], op: string, values: readonly Json[]): boolean {
  const has = (value: Json) =>
    held.some((own) => own.toLowerCase() === String(value).toLowerCase());
  switch (op) {
    case "ALL":
      return values.every(has);
    case "NOT ALL":
      return !values.every(has);
    case "NOT":
    case "NOT ANY":
      return !values.some(has);
    case "IS SET":
      return held.length > 0;
    case "IS NOT SET":
      return held.length === 0;
    default:
      return values.some(has);
  }
}

function dateMatches(
  ms: number | null,
  op: string,
  values: readonly Json[],
  user: UserRow,
  nowMs: number,
): boolean {
  if (op === "IS SET") return ms !== null;
  if (op === "IS NOT SET") return ms === null;
  if (ms === null) return op === "NOT";
  const first = values[0];
  if (op === "GT") return ms > Number(first);
  if (op === "LT") return ms < Number(first);
  const today = fourInTheMorning(nowMs, user.timezone);
  const day = fourInTheMorning(ms, user.timezone);
  const word = isObject(first) ? first.op : first;
  const days: Record<string, number> = { yesterday: -1, today: 0, tomorrow: 1 };
  const offset = days[String(word)];
  const inside =
    word === "overdue"
      ? ms < nowMs
      : offset === undefined
        ? ms === Number(first)
        : Math.round((day - today) / DAY_MS) === offset;
  return op === "NOT" ? !inside : inside;
}
