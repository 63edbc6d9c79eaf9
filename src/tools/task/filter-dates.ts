/** Spans of time as a filter names them: "before friday", "2026-11-01..2026-11-30", "this week", "none". */
import type { Task } from "../../clickup/client.ts";
import { addDays, addMonths, type Clock, type Wall, weekdayOf } from "../clock.ts";
import { isDateOnly, readInstant, readPastInstant, startOfDayMs } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";

export interface DateRange {
  /** Epoch ms, inclusive. */
  fromMs?: number;
  /** Epoch ms, exclusive. */
  beforeMs?: number;
  /** Without any such date. */
  absent?: true;
  /** A day without a time is overdue only when it is past, so each task has to be looked at. */
  overdue?: true;
  /** What was understood: ISO in the user's zone. */
  echo: string;
}

const RANGE_EXAMPLES = [
  "before friday",
  "after 2026-11-01",
  "2026-11-01..2026-11-30",
  "today",
  "this week",
  "last 7 days",
  "overdue",
  "none",
  "any",
] as const;

/** `happened`: of what lies behind, so that "monday" is the last one and not the next. */
export function parseRange(
  text: string,
  argument: string,
  clock: Clock,
  { happened = false } = {},
): DateRange {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^between (.+) and (.+)$/, "$1..$2");
  const range = rangeOf(words, clock, happened ? readPastInstant : readInstant);
  if (range === undefined) {
    throw invalidInput(
      argument,
      `"${argument}" is not a span of time that can be understood as a whole. Write it like: ${RANGE_EXAMPLES.join(", ")}.`,
      RANGE_EXAMPLES,
    );
  }
  const { fromMs, beforeMs } = range;
  if (fromMs !== undefined && beforeMs !== undefined && fromMs >= beforeMs) {
    throw invalidInput(argument, `"${argument}" ends before it begins (${echoOf(range, clock)}).`);
  }
  return { ...range, echo: echoOf(range, clock) };
}

/** The range for a time since which something changed: "monday", "after monday", "last 3 days". */
export function sinceWords(text: string): string {
  return `since ${text.replace(/^\s*(after|since|from)\s+/i, "")}`;
}

export function inRange(ms: number | undefined, range: DateRange): boolean {
  if (range.absent === true) return ms === undefined;
  if (ms === undefined) return false;
  return (
    (range.fromMs === undefined || ms >= range.fromMs) &&
    (range.beforeMs === undefined || ms < range.beforeMs)
  );
}

/** Past its due time, or past its due day where it has no time, and not finished. */
export function isOverdue(task: Task, clock: Clock): boolean {
  const { due_date: dueMs } = task;
  if (dueMs === undefined || isFinished(task)) return false;
  const dayOnly = !(task.due_date_time ?? !isDateOnly(dueMs, clock));
  return dueMs < (dayOnly ? startOfDayMs(clock.nowMs, clock) : clock.nowMs);
}

/** In a status of the kind done or closed. */
export function isFinished({ status }: Task): boolean {
  return status?.type === "done" || status?.type === "closed";
}

type Span = Omit<DateRange, "echo">;

function rangeOf(words: string, clock: Clock, read = readInstant): Span | undefined {
  if (words === "none") return { absent: true };
  if (words === "any") return {};
  if (words === "overdue") return { beforeMs: clock.nowMs, overdue: true };
  const period = namedPeriod(words, clock);
  if (period !== undefined) return period;

  const [, low, high] = /^(.*?) ?(?:\.\.+|…| to | until | through | – ) ?(.*)$/.exec(words) ?? [];
  if (low !== undefined && high !== undefined && (low !== "" || high !== "")) {
    const from = low === "" ? {} : spanOf(low.replace(/^(?:from|between) /, ""), clock, read);
    const to = high === "" ? {} : spanOf(high, clock);
    if (from === undefined || to === undefined) return undefined;
    return {
      ...(from.fromMs !== undefined && { fromMs: from.fromMs }),
      ...(to.beforeMs !== undefined && { beforeMs: to.beforeMs }),
    };
  }
  const [, side, rest] =
    /^(before|after|since|from|until|till|by|on or before|on or after|<=|>=|<|>) ?(.+)$/.exec(
      words,
    ) ?? [];
  if (side === undefined || rest === undefined) return spanOf(words, clock, read);
  const span = spanOf(rest, clock, side === "since" ? readPastInstant : read);
  if (span?.fromMs === undefined || span.beforeMs === undefined) return undefined;
  switch (side) {
    case "before":
    case "<":
      return { beforeMs: span.fromMs };
    case "after":
    case ">":
      return { fromMs: span.beforeMs };
    case "since":
    case "from":
    case "on or after":
    case ">=":
      return { fromMs: span.fromMs };
    default:
      return { beforeMs: span.beforeMs };
  }
}

/** A whole day, or the one millisecond of a time. */
function spanOf(words: string, clock: Clock, read = readInstant): Span | undefined {
  const period = namedPeriod(words, clock);
  if (period !== undefined) return period;
  const instant = read(words, clock);
  if (instant === undefined) return undefined;
  if (instant.hasTime) return { fromMs: instant.ms, beforeMs: instant.ms + 1 };
  const fromMs = startOfDayMs(instant.ms, clock);
  return { fromMs, beforeMs: dayStart(addDays(clock.wallOf(instant.ms), 1), clock) };
}

/** "this week", "last month", "next 7 days", "past 24 hours". Weeks begin on Monday. */
export function namedPeriod(words: string, clock: Clock): Span | undefined {
  const today = clock.wallOf(clock.nowMs);
  const [, which, unit] =
    /^(this|current|last|previous|next) (week|month|quarter|year)$/.exec(words) ?? [];
  if (which !== undefined && unit !== undefined) {
    const shift = which === "next" ? 1 : which === "this" || which === "current" ? 0 : -1;
    const first = firstOf(unit, today, shift);
    return { fromMs: dayStart(first, clock), beforeMs: dayStart(firstOf(unit, first, 1), clock) };
  }
  const [, way, count, length = ""] =
    /^(last|past|next|coming) (\d{1,4}) (hour|day|week|month|year)s?$/.exec(words) ?? [];
  if (way === undefined) return undefined;
  const size = Number(count);
  const back = way === "last" || way === "past";
  if (length === "hour") {
    const span = size * 3_600_000;
    return back
      ? { fromMs: clock.nowMs - span, beforeMs: clock.nowMs + 1 }
      : { fromMs: clock.nowMs, beforeMs: clock.nowMs + span };
  }
  const tomorrow = dayStart(addDays(today, 1), clock);
  const away = (sign: number) => {
    if (length === "day") return addDays(today, sign * size);
    if (length === "week") return addDays(today, sign * size * 7);
    return addMonths(today, sign * size * (length === "year" ? 12 : 1));
  };
  return back
    ? { fromMs: dayStart(away(-1), clock), beforeMs: tomorrow }
    : { fromMs: dayStart(today, clock), beforeMs: dayStart(addDays(away(1), 1), clock) };
}

function firstOf(unit: string, day: Wall, shift: number): Wall {
  if (unit === "week") return addDays(day, 1 - weekdayOf(day) + 7 * shift);
  const months = unit === "month" ? 1 : unit === "quarter" ? 3 : 12;
  const month = Math.floor((day.month - 1) / months) * months + 1;
  return addMonths({ ...day, month, day: 1 }, months * shift);
}

function dayStart(day: Wall, clock: Clock): number {
  return clock.msOf({ ...day, hour: 0, minute: 0, second: 0 });
}

function echoOf({ fromMs, beforeMs, absent, overdue }: Span, clock: Clock): string {
  if (absent === true) return "none";
  if (overdue === true) return "overdue";
  if (fromMs === undefined && beforeMs === undefined) return "any";
  const wholeDay = (ms: number) => startOfDayMs(ms, clock) === ms;
  const last =
    beforeMs === undefined
      ? ""
      : wholeDay(beforeMs)
        ? clock.isoDate(beforeMs - 1)
        : clock.isoDateTime(beforeMs - 1);
  const first =
    fromMs === undefined
      ? ""
      : wholeDay(fromMs)
        ? clock.isoDate(fromMs)
        : clock.isoDateTime(fromMs);
  return first === last ? first : `${first}..${last}`;
}
