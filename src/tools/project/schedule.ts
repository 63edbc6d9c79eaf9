/** When tasks can happen: forward and backward over what waits on what, in days. */
import type { Task } from "../../clickup/client.ts";
import { isFinished } from "../task/filter-dates.ts";
import { cyclesIn, type Wait } from "../task/graph.ts";
import type { Calendar } from "./calendar.ts";

/** A working day, as estimates are meant. */
const WORKING_DAY_MS = 8 * 3_600_000;
/** About a hundred years: dates and estimates beyond that are a slip of some program. */
const MAX_DAYS = 26_000;
const MILESTONE = 1;

export interface Scheduled {
  task: Task;
  done: boolean;
  milestone: boolean;
  /** First day, and the one after the last. */
  start: number;
  end: number;
  /** Days that it can slip without moving the end of the whole. */
  slack: number;
  /** Days that it will end after its due date. */
  late: number;
  /** Neither dates nor an estimate: its length was assumed. */
  assumed: boolean;
}

export interface Schedule {
  rows: Scheduled[];
  /** Ids, first to last; empty where several ways end together on assumed lengths alone. */
  criticalPath: string[];
  /** Open tasks that can be done side by side, in order. */
  groups: string[][];
  warnings: string[];
}

export interface ScheduleOptions {
  calendar: Calendar;
  nowMs: number;
  /** Days of a task without dates and estimate. */
  assumedDays: number;
}

export function schedule(tasks: readonly Task[], options: ScheduleOptions): Schedule {
  const warnings: string[] = [];
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const waits = waitsAmong(byId, warnings);
  const before = Map.groupBy(waits, ({ to }) => to);
  const after = Map.groupBy(waits, ({ from }) => from);
  const nameOf = (id: string) => byId.get(id)?.name ?? id;

  const today = options.calendar.dayOf(options.nowMs);
  const starts = tasks.flatMap(({ start_date: ms }) =>
    ms === undefined ? [] : [options.calendar.dayOf(ms)],
  );
  const first = Math.min(today, ...starts);
  const rows = new Map<string, Scheduled>();
  const place = (id: string): Scheduled | undefined => {
    const kept = rows.get(id);
    const task = byId.get(id);
    if (kept !== undefined || task === undefined) return kept;
    const priors = (before.get(id) ?? []).flatMap(({ from }) => place(from) ?? []);
    const row = placed(task, priors, first, today, options);
    const pushing = priors.find(({ end }) => end > plannedStart(task, row, options));
    if (!row.done && pushing !== undefined && task.start_date !== undefined) {
      warnings.push(
        `"${nameOf(id)}" is to start before "${nameOf(pushing.task.id)}" can be done, which it waits on.`,
      );
    }
    rows.set(id, row);
    return row;
  };
  for (const { id } of tasks) place(id);

  const end = Math.max(first, ...[...rows.values()].map((row) => row.end));
  const latest = new Map<string, number>();
  const latestEnd = (id: string): number => {
    const kept = latest.get(id);
    if (kept !== undefined) return kept;
    const limits = (after.get(id) ?? []).flatMap(({ to }) => {
      const next = rows.get(to);
      return next === undefined ? [] : [latestEnd(to) - (next.end - next.start)];
    });
    const limit = Math.min(end, ...limits);
    latest.set(id, limit);
    return limit;
  };
  for (const row of rows.values()) {
    row.slack = row.done ? 0 : Math.max(0, latestEnd(row.task.id) - row.end);
  }
  const all = [...rows.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  return {
    rows: all,
    criticalPath: provedPath(criticalPath(all, before, rows), rows, after, options, warnings),
    groups: groupsOf(all, before, rows),
    warnings,
  };
}

/** Of what waits on what, the part that lies within; waits that close a circle are left out. */
export function waitsAmong(byId: ReadonlyMap<string, Task>, warnings: string[]): Wait[] {
  const waits = new Map<string, Wait>();
  for (const { dependencies } of byId.values()) {
    for (const { task_id: to, depends_on: from } of dependencies) {
      if (byId.has(from) && byId.has(to)) waits.set(`${from} ${to}`, { from, to });
    }
  }
  for (let circles = cyclesIn([...waits.values()]); circles.length > 0; ) {
    for (const circle of circles) {
      const names = circle.map((id) => `"${byId.get(id)?.name ?? id}"`);
      warnings.push(`These wait on each other in a circle: ${names.join(" → ")}.`);
      waits.delete(`${circle.at(-2)} ${circle.at(-1)}`);
    }
    circles = cyclesIn([...waits.values()]);
  }
  return [...waits.values()];
}

function placed(
  task: Task,
  priors: readonly Scheduled[],
  first: number,
  today: number,
  { calendar, assumedDays }: ScheduleOptions,
): Scheduled {
  const dayOf = (ms: number | undefined) => (ms === undefined ? undefined : calendar.dayOf(ms));
  const own = dayOf(task.start_date);
  const due = dayOf(task.due_date);
  const done = isFinished(task);
  const milestone = task.custom_item_id === MILESTONE;
  const estimate = task.time_estimate;
  const assumed = !milestone && estimate === undefined && (own === undefined || due === undefined);
  const meant =
    own !== undefined && due !== undefined
      ? due - own + 1
      : estimate !== undefined
        ? Math.ceil(estimate / WORKING_DAY_MS)
        : assumedDays;
  const length = milestone ? 0 : Math.min(Math.max(1, meant), MAX_DAYS);
  const base = { task, done, milestone, slack: 0, late: 0, assumed };
  if (done) {
    const ended = (dayOf(task.date_done ?? task.date_closed) ?? due ?? today) + 1;
    const start = Math.min(own ?? ended - length, ended - (milestone ? 0 : 1));
    return {
      ...base,
      start,
      end: ended,
      late: due === undefined ? 0 : Math.max(0, ended - due - 1),
    };
  }
  const earliest = Math.max(first, ...priors.map(({ end }) => end));
  const wanted = own ?? (due === undefined ? earliest : due + (milestone ? 0 : 1) - length);
  const start = Math.max(wanted, ...priors.filter((one) => !one.done).map(({ end }) => end));
  // What is open today will not have ended before.
  const end = Math.max(start + length, milestone ? today : today + 1);
  const late = due === undefined ? 0 : Math.max(0, end - (milestone ? due : due + 1));
  return { ...base, start, end, late };
}

function plannedStart(task: Task, row: Scheduled, { calendar }: ScheduleOptions): number {
  return task.start_date === undefined ? row.start : calendar.dayOf(task.start_date);
}

/** From the task that ends last back over what held it up. */
function criticalPath(
  rows: readonly Scheduled[],
  before: ReadonlyMap<string, readonly Wait[]>,
  byId: ReadonlyMap<string, Scheduled>,
): string[] {
  const open = rows.filter(({ done }) => !done);
  let last = open.reduce<Scheduled | undefined>(
    (best, row) => (best === undefined || isLater(row, best) ? row : best),
    undefined,
  );
  const path: string[] = [];
  while (last !== undefined && !path.includes(last.task.id)) {
    path.unshift(last.task.id);
    const priors = (before.get(last.task.id) ?? []).flatMap(({ from }) => byId.get(from) ?? []);
    last = priors
      .filter(({ done }) => !done)
      .reduce<Scheduled | undefined>(
        (best, row) => (best === undefined || isLater(row, best) ? row : best),
        undefined,
      );
  }
  return path;
}

/** What rests on assumed lengths is said, and not shown where it is no longer than other ways. */
function provedPath(
  path: string[],
  byId: ReadonlyMap<string, Scheduled>,
  after: ReadonlyMap<string, readonly Wait[]>,
  { assumedDays }: ScheduleOptions,
  warnings: string[],
): string[] {
  const last = byId.get(path.at(-1) ?? "");
  if (last === undefined) return path;
  const assumed = path.filter((id) => byId.get(id)?.assumed === true).length;
  const days = assumedDays === 1 ? "1 day" : `${assumedDays} days`;
  const ends = [...byId.values()].filter(
    ({ task, done, end }) => !done && end === last.end && !after.has(task.id),
  );
  if (assumed === path.length && ends.length > 1) {
    warnings.push(
      `No critical path: ${ends.length} tasks end together on assumed lengths (${days}). Estimates, dates or dependencies would tell them apart.`,
    );
    return [];
  }
  if (path.length === 1) {
    warnings.push("The critical path is one task, the last to end: it waits on no open one.");
  } else if (assumed > 0) {
    warnings.push(
      `On the critical path ${assumed} of ${path.length} tasks have no estimate and no start with due; ${days} each is assumed.`,
    );
  }
  return path;
}

/** A milestone ends where what leads to it ends, and comes after it. */
function isLater(row: Scheduled, other: Scheduled): boolean {
  return row.end > other.end || (row.end === other.end && row.start > other.start);
}

/** Open tasks by how many open ones come before them; alone where nothing is tied. */
function groupsOf(
  rows: readonly Scheduled[],
  before: ReadonlyMap<string, readonly Wait[]>,
  byId: ReadonlyMap<string, Scheduled>,
): string[][] {
  const tied = new Set(
    [...before].flatMap(([to, waits]) => [to, ...waits.map(({ from }) => from)]),
  );
  const levels = new Map<string, number>();
  const levelOf = (id: string): number => {
    const kept = levels.get(id);
    if (kept !== undefined) return kept;
    levels.set(id, 0);
    const priors = (before.get(id) ?? []).filter(({ from }) => byId.get(from)?.done === false);
    const level = Math.max(-1, ...priors.map(({ from }) => levelOf(from))) + 1;
    levels.set(id, level);
    return level;
  };
  const groups: string[][] = [];
  for (const { task, done } of rows) {
    if (done || !tied.has(task.id)) continue;
    const level = levelOf(task.id);
    groups[level] = [...(groups[level] ?? []), task.id];
  }
  return groups.filter((group) => group !== undefined);
}
