/** New dates for the tasks of a project that slips: which move, and how far. */
import type { Task, TaskChange } from "../../clickup/client.ts";
import type { Clock } from "../clock.ts";
import { isDateOnly } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { isFinished } from "../task/filter-dates.ts";
import { type Calendar, calendar, shiftMs } from "./calendar.ts";
import { waitsAmong } from "./schedule.ts";

const MAX_DAYS = 3_650;

export interface Shift {
  days: number;
  workdaysOnly: boolean;
}

const SHIFT_EXAMPLES = ["+5 workdays", "-3 days", "2 weeks"] as const;

export function parseShift(words: string): Shift {
  const match =
    /^([+-]?)\s*(\d{1,4})\s*(d|days?|w|wks?|weeks?|wd|workdays?|weekdays?|business days?|working days?)$/i.exec(
      words.trim(),
    );
  const days = match === null ? 0 : (match[1] === "-" ? -1 : 1) * Number(match[2]);
  const unit = (match?.[3] ?? "").toLowerCase();
  const whole = /^w(?:k|eeks?$|$|ks)/.test(unit) ? days * 7 : days;
  if (whole === 0 || Math.abs(whole) > MAX_DAYS) {
    throw invalidInput(
      "shift",
      `"shift" is not a length. Write it like: ${SHIFT_EXAMPLES.join(", ")}.`,
      SHIFT_EXAMPLES,
    );
  }
  return { days: whole, workdaysOnly: /^(?:wd|work|weekday|business)/.test(unit) };
}

export interface NewDates {
  startMs?: number;
  dueMs?: number;
}

/**
 * `fromId`: only this task and what comes after it. With `respectDependencies` that is what waits on it,
 * moved no further than it must; else everything dated from there on, moved alike.
 */
export function replan(
  tasks: readonly Task[],
  shift: Shift,
  options: { fromId: string | undefined; respectDependencies: boolean },
  clock: Clock,
  warnings: string[],
): Map<string, NewDates> {
  const open = new Map(tasks.filter((task) => !isFinished(task)).map((task) => [task.id, task]));
  const moved = new Map<string, NewDates>();
  const move = (task: Task, { days, workdaysOnly }: Shift) => {
    const now = datesOf(task, moved);
    const by = (ms: number | undefined) =>
      ms === undefined ? undefined : shiftMs(ms, days, workdaysOnly, clock);
    const [startMs, dueMs] = [by(now.startMs), by(now.dueMs)];
    moved.set(task.id, {
      ...(startMs !== undefined && { startMs }),
      ...(dueMs !== undefined && { dueMs }),
    });
  };
  for (const task of chosen(open, options)) {
    if (task.start_date !== undefined || task.due_date !== undefined) move(task, shift);
  }
  if (options.respectDependencies) {
    pushFollowers(
      open,
      moved,
      calendar(clock, shift.workdaysOnly),
      shift.workdaysOnly,
      move,
      warnings,
    );
  }
  return moved;
}

function chosen(
  open: ReadonlyMap<string, Task>,
  { fromId, respectDependencies }: { fromId: string | undefined; respectDependencies: boolean },
): Task[] {
  if (fromId === undefined) return [...open.values()];
  const from = open.get(fromId);
  if (from === undefined) {
    throw invalidInput("from_task", '"from_task" is no open task of this project.');
  }
  if (respectDependencies) return [from];
  const atMs = from.start_date ?? from.due_date;
  if (atMs === undefined) throw invalidInput("from_task", '"from_task" has no date to start from.');
  return [...open.values()].filter(
    (task) => task.id === fromId || (task.start_date ?? task.due_date ?? -1) >= atMs,
  );
}

/** A task whose start no longer lies behind the end of what it waits on moves on by the difference. */
function pushFollowers(
  open: ReadonlyMap<string, Task>,
  moved: ReadonlyMap<string, NewDates>,
  days: Calendar,
  workdaysOnly: boolean,
  move: (task: Task, shift: Shift) => void,
  warnings: string[],
): void {
  const waits = waitsAmong(open, warnings);
  const after = Map.groupBy(waits, ({ from }) => from);
  const queue = [...moved.keys()];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const before = open.get(id);
    const ends = before && datesOf(before, moved).dueMs;
    if (ends === undefined) continue;
    for (const { to } of after.get(id) ?? []) {
      const task = open.get(to);
      if (task === undefined) continue;
      const now = datesOf(task, moved);
      const begins = now.startMs ?? now.dueMs;
      if (begins === undefined) continue;
      // A task with a due date alone may end on the day after at the earliest, like one that starts.
      const overlap = days.dayOf(ends) + 1 - days.dayOf(begins);
      if (overlap <= 0) continue;
      move(task, { days: overlap, workdaysOnly });
      queue.push(to);
    }
  }
}

function datesOf(task: Task, moved: ReadonlyMap<string, NewDates>): NewDates {
  const { start_date: startMs, due_date: dueMs } = task;
  return (
    moved.get(task.id) ?? {
      ...(startMs !== undefined && { startMs }),
      ...(dueMs !== undefined && { dueMs }),
    }
  );
}

/** As ClickUp takes it: a date that had a time of day keeps it. */
export function datesChange(task: Task, { startMs, dueMs }: NewDates, clock: Clock): TaskChange {
  const hasTime = (ms: number, told: boolean | undefined) => told ?? !isDateOnly(ms, clock);
  const { start_date: start, due_date: due } = task;
  return {
    ...(startMs !== undefined &&
      start !== undefined &&
      startMs !== start && {
        start_date: startMs,
        start_date_time: hasTime(start, task.start_date_time),
      }),
    ...(dueMs !== undefined &&
      due !== undefined &&
      dueMs !== due && { due_date: dueMs, due_date_time: hasTime(due, task.due_date_time) }),
  };
}
