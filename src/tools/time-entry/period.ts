/** From when to when time is looked at, in the user's days. */
import { addDays, type Clock } from "../clock.ts";
import { parseInstant, pastMs, startOfDayMs } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { namedPeriod } from "../task/filter-dates.ts";

const DAY_MS = 86_400_000;
/** ClickUp's own default. */
const DEFAULT_DAYS = 30;
/** One request each: what ClickUp gives at once is not documented, and a month is what its app asks. */
const CHUNK_MS = 31 * DAY_MS;
const MAX_CHUNKS = 36;

export interface Period {
  fromMs: number;
  /** Inclusive. */
  toMs: number;
  /** Dates as they were understood. */
  from: string;
  to: string;
}

/**
 * A date without a time means its whole day, at either end. `from` may name a whole period, "last
 * week", which `to` then need not end.
 */
export function periodOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  clock: Clock,
): Period {
  const named = from === undefined ? undefined : wholePeriod(from, clock);
  const end = to === undefined ? undefined : (wholePeriod(to, clock)?.toMs ?? endOf(to, clock));
  const toMs = end ?? Math.min(named?.toMs ?? clock.nowMs, clock.nowMs);
  const fromMs =
    named?.fromMs ??
    (from === undefined
      ? startOfDayMs(toMs - DEFAULT_DAYS * DAY_MS, clock)
      : pastMs(from, "from", clock));
  if (fromMs > toMs) {
    throw invalidInput(
      "from",
      `"from" (${clock.isoDate(fromMs)}) is after "to" (${clock.isoDate(toMs)}).`,
    );
  }
  if (toMs - fromMs > MAX_CHUNKS * CHUNK_MS) {
    throw invalidInput("from", "The period is longer than three years; ask for less at once.");
  }
  return {
    fromMs,
    toMs,
    from: echo(fromMs, clock),
    to: toMs === clock.nowMs ? "now" : echo(toMs, clock),
  };
}

/** "last week", "this month", "past 24 hours". */
function wholePeriod(words: string, clock: Clock): Pick<Period, "fromMs" | "toMs"> | undefined {
  const span = namedPeriod(words.toLowerCase().replace(/\s+/g, " ").trim(), clock);
  if (span?.fromMs === undefined || span.beforeMs === undefined) return undefined;
  return { fromMs: span.fromMs, toMs: span.beforeMs - 1 };
}

function endOf(words: string, clock: Clock): number {
  const { ms, hasTime } = parseInstant(words, "to", clock);
  return hasTime ? ms : endOfDayMs(ms, clock);
}

/** A day where the moment is the edge of one. */
function echo(ms: number, clock: Clock): string {
  const isEdge = startOfDayMs(ms, clock) === ms || endOfDayMs(ms, clock) === ms;
  return isEdge ? clock.isoDate(ms) : clock.isoDateTime(ms);
}

export function endOfDayMs(ms: number, clock: Clock): number {
  const next = addDays(clock.wallOf(ms), 1);
  return clock.msOf({ ...next, hour: 0, minute: 0, second: 0 }) - 1;
}

/** Parts of at most a month, oldest first. */
export function monthsOf({ fromMs, toMs }: Pick<Period, "fromMs" | "toMs">) {
  const parts: { start_date: number; end_date: number }[] = [];
  for (let start = fromMs; start <= toMs; start += CHUNK_MS) {
    parts.push({ start_date: start, end_date: Math.min(toMs, start + CHUNK_MS - 1) });
  }
  return parts;
}
