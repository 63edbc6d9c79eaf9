/** Tracked time summed by people, tasks, places, labels and days. */
import type { TimeEntry } from "../../clickup/client.ts";
import { addDays, type Clock, weekdayOf } from "../clock.ts";
import { personName } from "../task/summary.ts";
import { hours, lengthOf } from "../time-entry/row.ts";

export const GROUPS = ["user", "task", "list", "tag", "day", "week"] as const;
export type Group = (typeof GROUPS)[number];

export interface Sum {
  user?: string | undefined;
  task?: string | undefined;
  task_id?: string | undefined;
  list?: string | undefined;
  tag?: string | undefined;
  day?: string | undefined;
  week?: string | undefined;
  hours: number;
  billable_hours: number;
  entries: number;
  estimate_h?: number;
}

const NONE = "(none)";

/** `estimates`: ms by task id; a task's estimate counts once in every row that holds it. */
export function sumsOf(
  entries: readonly TimeEntry[],
  by: readonly Group[],
  clock: Clock,
  weekStartDay: number,
  estimates: ReadonlyMap<string, number> | undefined,
): Sum[] {
  const groups = Map.groupBy(entries, (entry) =>
    JSON.stringify(by.map((group) => keyOf(entry, group, clock, weekStartDay))),
  );
  const rows = [...groups.values()].map((group): Sum => {
    const [first] = group;
    const names: Partial<Record<Group | "task_id", string>> = {};
    for (const name of first === undefined ? [] : by) {
      names[name] = nameOf(first as TimeEntry, name, clock, weekStartDay);
    }
    if (by.includes("task") && first?.task !== undefined) names.task_id = first.task.id;
    return { ...names, ...totalOf(group, clock, estimates) };
  });
  const inTime = by.find((group) => group === "day" || group === "week");
  return rows.sort((a, b) => {
    const byTime = inTime === undefined ? 0 : (a[inTime] ?? "").localeCompare(b[inTime] ?? "");
    return byTime || b.hours - a.hours;
  });
}

export function totalOf(
  entries: readonly TimeEntry[],
  clock: Clock,
  estimates: ReadonlyMap<string, number> | undefined,
) {
  const sum = (rows: readonly TimeEntry[]) =>
    hours(rows.reduce((ms, row) => ms + lengthOf(row, clock.nowMs), 0));
  const tasks = new Set(entries.flatMap(({ task }) => task?.id ?? []));
  const estimateMs = [...tasks].reduce((ms, id) => ms + (estimates?.get(id) ?? 0), 0);
  return {
    hours: sum(entries),
    billable_hours: sum(entries.filter(({ billable }) => billable === true)),
    entries: entries.length,
    ...(estimates !== undefined && { estimate_h: hours(estimateMs) }),
  };
}

/** What tells groups apart: ids where there are such. */
function keyOf(entry: TimeEntry, group: Group, clock: Clock, weekStartDay: number): string {
  if (group === "user") return entry.user?.id ?? NONE;
  if (group === "task") return entry.task?.id ?? NONE;
  if (group === "list") return entry.task_location?.list_id ?? NONE;
  return nameOf(entry, group, clock, weekStartDay);
}

function nameOf(entry: TimeEntry, group: Group, clock: Clock, weekStartDay: number): string {
  const { user, task, task_location, tags, start = clock.nowMs } = entry;
  switch (group) {
    case "user":
      return user === undefined ? NONE : personName(user);
    case "task":
      return task === undefined ? NONE : (task.name ?? task.id);
    case "list":
      return task_location?.list_name ?? task_location?.list_id ?? NONE;
    // An entry with several labels is its own group, so that no hour counts twice.
    case "tag":
      return (
        tags
          .map(({ name }) => name)
          .sort()
          .join(" + ") || NONE
      );
    case "day":
      return clock.isoDate(start);
    case "week":
      return weekOf(start, clock, weekStartDay);
  }
}

/** Its first day, as the user's week begins. */
function weekOf(ms: number, clock: Clock, weekStartDay: number): string {
  const wall = clock.wallOf(ms);
  const back = (weekdayOf(wall) - weekStartDay + 7) % 7;
  const first = addDays(wall, -back);
  return clock.isoDate(clock.msOf({ ...first, hour: 12, minute: 0, second: 0 }));
}

/** Monday to Friday, up to today. */
export function workdaysOf(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  clock: Clock,
): string[] {
  const last = clock.isoDate(Math.min(toMs, clock.nowMs));
  const days: string[] = [];
  let wall = { ...clock.wallOf(fromMs), hour: 12, minute: 0, second: 0 };
  for (let day = clock.isoDate(clock.msOf(wall)); day <= last; ) {
    if (weekdayOf(wall) <= 5) days.push(day);
    wall = addDays(wall, 1);
    day = clock.isoDate(clock.msOf(wall));
  }
  return days;
}

const FORMULA = /^[=+\-@\t\r]/;

/** A cell that a spreadsheet would take for a formula is made text. */
export function toCsv(rows: readonly Sum[], columns: readonly (keyof Sum)[]): string {
  const cell = (value: string | number | undefined) => {
    if (typeof value === "number") return String(value);
    const text = value === undefined ? "" : FORMULA.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(","));
  return [columns.join(","), ...lines].join("\n");
}
