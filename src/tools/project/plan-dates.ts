/** When the tasks of a new project begin and end: by dates as given, or by workdays from its start. */
import { addDays, type Clock, weekdayOf } from "../clock.ts";
import { parseInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { shiftMs } from "./calendar.ts";

export interface DatedRow {
  /** "tasks.3", for what is wrong with it. */
  argument: string;
  milestone: boolean;
  row: {
    key?: string | undefined;
    waiting_on_keys?: readonly string[] | undefined;
    /** Workdays after the project's start. */
    day?: number | undefined;
    /** Workdays that it takes. */
    days?: number | undefined;
    start?: string | undefined;
    due?: string | undefined;
  };
}

export interface PlanDates {
  /** To be read as for any task. */
  words: { start?: string | undefined; due?: string | undefined };
  /** Worked out here, in ClickUp's names. */
  exact: {
    start_date?: number;
    start_date_time?: false;
    due_date?: number;
    due_date_time?: false;
  };
}

/** For each row, in their order. `start`: of the project; today unless given. */
export function planDates(
  rows: readonly DatedRow[],
  start: string | undefined,
  clock: Clock,
): PlanDates[] {
  const startMs = firstWorkday(start, clock);
  const days = beginnings(rows);
  return rows.map((one, index) => {
    const { argument, milestone, row } = one;
    if (row.day !== undefined && (row.start !== undefined || row.due !== undefined)) {
      throw invalidInput(`${argument}.day`, 'Give "day", or dates, not both.');
    }
    const length = (row.days ?? 1) - 1;
    const span = (first: number, last: number): PlanDates => ({
      words: {},
      exact: {
        due_date: last,
        due_date_time: false,
        ...(!milestone && { start_date: first, start_date_time: false }),
      },
    });
    const day = days[index];
    if (day !== undefined) {
      const first = shiftMs(startMs, day, true, clock);
      return span(first, milestone ? first : shiftMs(first, length, true, clock));
    }
    const { start: begins, due } = row;
    if (row.days === undefined) return { words: { start: begins, due }, exact: {} };
    if (begins !== undefined && due !== undefined) {
      throw invalidInput(`${argument}.days`, 'Give "days" with "start" or "due", not with both.');
    }
    if (begins !== undefined) {
      const first = parseInstant(begins, `${argument}.start`, clock).ms;
      return span(first, shiftMs(first, length, true, clock));
    }
    const last = parseInstant(due ?? "", `${argument}.due`, clock).ms;
    return span(shiftMs(last, -length, true, clock), last);
  });
}

/** Workdays after the start; what has a length and no date begins when all that it waits on is over. */
function beginnings(rows: readonly DatedRow[]): (number | undefined)[] {
  const byKey = new Map(rows.flatMap((one, index) => (one.row.key ? [[one.row.key, index]] : [])));
  const known = new Map<number, number | undefined>();
  const beginOf = (index: number): number | undefined => {
    if (known.has(index)) return known.get(index);
    const { day, days, start, due, waiting_on_keys: keys = [] } = rows[index]?.row ?? {};
    // Also what a circle meets, which is refused elsewhere.
    known.set(index, day);
    if (day === undefined && days !== undefined && start === undefined && due === undefined) {
      const ends = keys.map((key) => endOf(byKey.get(key)));
      known.set(index, Math.max(0, ...ends));
    }
    return known.get(index);
  };
  const endOf = (index: number | undefined): number => {
    const begin = index === undefined ? undefined : beginOf(index);
    if (index === undefined || begin === undefined) return 0;
    return begin + (rows[index]?.milestone ? 0 : (rows[index]?.row.days ?? 1));
  };
  return rows.map((_, index) => beginOf(index));
}

function firstWorkday(given: string | undefined, clock: Clock): number {
  const instant = parseInstant(given ?? "today", "start", clock);
  let wall = { ...clock.wallOf(instant.ms), hour: 4, minute: 0, second: 0 };
  while (weekdayOf(wall) > 5) wall = addDays(wall, 1);
  return clock.msOf(wall);
}
