/** Changes of a task's own fields: what to send, and how to see in the answer whether it was done. */
import type { Task, TaskChange } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import { formatDuration } from "../duration.ts";
import type { Instant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { priorityName } from "../priority.ts";
import type { Named } from "./resolve.ts";
import { dueOf, lengthOf, personName, priorityOf, startOf } from "./summary.ts";

export interface NativeChange {
  /** The argument. */
  field: string;
  body: TaskChange;
  /** The task is as wanted already. */
  already: boolean;
  /** The value as people read it; null when there is none. */
  read(task: Task): JsonValue;
}

export function textChange(field: "name" | "status", wanted: string, before: Task): NativeChange {
  const read = (task: Task) => (field === "name" ? task.name : (task.status?.status ?? null));
  const now = read(before);
  // ClickUp compares statuses without case.
  const already = field === "name" ? now === wanted : now?.toLowerCase() === wanted.toLowerCase();
  return { field, body: { [field]: wanted }, already, read };
}

export function descriptionChange(field: string, markdown: string, before: Task): NativeChange {
  const read = (task: Task) => (task.markdown_description ?? task.description ?? "").trim() || null;
  // Empty text is ignored by ClickUp; a single space clears.
  const body = { markdown_content: markdown === "" ? " " : markdown };
  return { field, body, already: (read(before) ?? "") === markdown.trim(), read };
}

export function dateChange(
  field: "due" | "start",
  wanted: Instant | null,
  before: Task,
  clock: Clock,
): NativeChange {
  const read = (task: Task) =>
    (field === "due" ? dueOf(task, clock) : startOf(task, clock)) ?? null;
  const body: TaskChange =
    field === "due"
      ? // Without the flag ClickUp keeps the day and drops the hour.
        { due_date: wanted?.ms ?? null, ...(wanted && { due_date_time: wanted.hasTime }) }
      : { start_date: wanted?.ms ?? null, ...(wanted && { start_date_time: wanted.hasTime }) };
  return { field, body, already: read(before) === (wanted?.echo ?? null), read };
}

export function priorityChange(wanted: 1 | 2 | 3 | 4 | null, before: Task): NativeChange {
  const read = (task: Task) => priorityOf(task) ?? null;
  const already = read(before) === (priorityName(wanted) ?? null);
  return { field: "priority", body: { priority: wanted }, already, read };
}

export function estimateChange(wantedMs: number | null, before: Task): NativeChange {
  const read = (task: Task) => lengthOf(task.time_estimate) ?? null;
  const already = read(before) === (wantedMs ? formatDuration(wantedMs) : null);
  return { field: "estimate", body: { time_estimate: wantedMs }, already, read };
}

export function pointsChange(wanted: number, before: Task): NativeChange {
  const read = (task: Task) => task.points ?? null;
  return { field: "points", body: { points: wanted }, already: read(before) === wanted, read };
}

/** `named`: the type that is wanted, and what the task is now where that has a name. */
export function typeChange(
  named: readonly [Named, ...(Named | undefined)[]],
  before: Task,
): NativeChange {
  const [wanted] = named;
  const known: Readonly<Record<string, string>> = Object.fromEntries(
    named.flatMap((type) => (type === undefined ? [] : [[type.id, type.name]])),
  );
  const read = (task: Task) => {
    const id = String(task.custom_item_id ?? 0);
    return known[id] ?? id;
  };
  const body = { custom_item_id: Number(wanted.id) };
  return { field: "type", body, already: read(before) === wanted.name, read };
}

export function archivedChange(wanted: boolean, before: Task): NativeChange {
  const read = (task: Task) => task.archived === true;
  return { field: "archived", body: { archived: wanted }, already: read(before) === wanted, read };
}

export function parentChange(wantedId: string, before: Task): NativeChange {
  if (wantedId === before.id) throw invalidInput("parent", '"parent" is the task itself.');
  const read = (task: Task) => task.parent ?? null;
  return { field: "parent", body: { parent: wantedId }, already: read(before) === wantedId, read };
}

export interface SetChange {
  add: readonly Named[];
  remove: readonly Named[];
  /** The whole set that is wanted. */
  set?: readonly Named[];
}

/** ClickUp has no "set": what to add and take off is worked out from what is there. */
export function membersChange(
  field: "assignees" | "watchers" | "teams",
  { add, remove, set }: SetChange,
  before: Task,
): NativeChange {
  const rows = (task: Task): Named[] => {
    if (field === "teams")
      return task.group_assignees.map(({ id, name }) => ({ id, name: name ?? id }));
    return task[field].map((user) => ({ id: user.id, name: personName(user) }));
  };
  const there = new Set(rows(before).map(({ id }) => id));
  const wanted = new Set((set ?? []).map(({ id }) => id));
  const adding = (set ?? add).map(({ id }) => id).filter((id) => !there.has(id));
  const leaving =
    set === undefined
      ? remove.map(({ id }) => id).filter((id) => there.has(id))
      : [...there].filter((id) => !wanted.has(id));
  const both = { add: adding, rem: leaving };
  const body: TaskChange = field === "teams" ? { group_assignees: both } : { [field]: both };
  return {
    field,
    body,
    already: adding.length + leaving.length === 0,
    read: (task) => rows(task).map(({ name }) => name),
  };
}
