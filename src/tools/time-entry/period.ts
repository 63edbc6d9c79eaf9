/** From when to when time is looked at, in the user's days. */
import { addDays, type Clock } from "../clock.ts";
import { parseInstant, startOfDayMs } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";

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

/** A date without a time means its whole day, at either end. */
export function periodOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  clock: Clock,
): Period {
  const end = to === undefined ? undefined : parseInstant(to, "to", clock);
  const start = from === undefined ? undefined : parseInstant(from, "from", clock);
  const toMs = end === undefined ? clock.nowMs : end.hasTime ? end.ms : endOfDayMs(end.ms, clock);
  const fromMs =
    start === undefined
      ? startOfDayMs(toMs - DEFAULT_DAYS * DAY_MS, clock)
      : start.hasTime
        ? start.ms
        : startOfDayMs(start.ms, clock);
  if (fromMs > toMs) {
    throw invalidInput(
      "from",
      `"from" (${clock.isoDate(fromMs)}) is after "to" (${clock.isoDate(toMs)}).`,
    );
  }
  if (toMs - fromMs > MAX_CHUNKS * CHUNK_MS) {
    throw invalidInput("from", "The period is longer than three years; ask for less at once.");
  }
  return { fromMs, toMs, from: start?.echo ?? clock.isoDate(fromMs), to: end?.echo ?? "now" };
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
