/**
 * Dates as people and models write them, read in the user's time zone. The whole text must be
 * understood: a date that is half understood is a wrong date. Own grammar rather than a library,
 * whose readings take fixed offsets (wrong over a change of the clocks) and parts of a text.
 */
import {
  addDays,
  addMonths,
  type Clock,
  createClock,
  daysInMonth,
  type Wall,
  weekdayOf,
} from "./clock.ts";
import { invalidInput } from "./invalid-input.ts";
import { parseTimeOfDay, type TimeOfDay } from "./time-of-day.ts";

export interface Instant {
  ms: number;
  /** False for a date alone; `ms` is then 04:00 of that day, where ClickUp keeps such dates. */
  hasTime: boolean;
  /** What was understood: ISO in the user's zone. */
  echo: string;
}

export const INSTANT_EXAMPLES = [
  "2026-12-24",
  "2026-12-24T17:00",
  "tomorrow 5pm",
  "next friday",
  "in 3 days",
  "+3 workdays",
  "end of month",
  "dec 24",
] as const;

/** ClickUp shows a date without a time at 04:00 of the user (developer.clickup.com/docs/general-time). */
const DATE_ONLY_HOUR = 4;
const MAX_CHARS = 60;
const FIRST_YEAR = 1990;
const LAST_YEAR = 2199;

/** Throws `invalid_input` for `argument` when the text is not wholly understood. */
export function parseInstant(text: string, argument: string, clock: Clock): Instant {
  const instant = readInstant(text, clock);
  if (instant !== undefined) return instant;
  const problem = isTwoWaySlashDate(text)
    ? `"${argument}" can be read as day/month or month/day; write it as YYYY-MM-DD.`
    : `"${argument}" is not a date that can be understood as a whole.`;
  throw invalidInput(argument, problem, INSTANT_EXAMPLES);
}

export function readInstant(text: string, clock: Clock): Instant | undefined {
  if (text.length > MAX_CHARS) return undefined;
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/,/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^(?:on|by|due) /, "");
  const instant = exact(words, clock) ?? phrase(words, clock);
  if (instant === undefined) return undefined;
  const { year } = clock.wallOf(instant.ms);
  return year >= FIRST_YEAR && year <= LAST_YEAR ? instant : undefined;
}

/** The first moment of the instant's day: where "before that day" ends. */
export function startOfDayMs(ms: number, clock: Clock): number {
  return clock.msOf({ ...clock.wallOf(ms), hour: 0, minute: 0, second: 0 });
}

/** A date of ClickUp's as ISO: the day alone where no time of day was set. */
export function echoOf(ms: number, hasTime: boolean, clock: Clock): string {
  return hasTime ? clock.isoDateTime(ms) : clock.isoDate(ms);
}

/** True for a time of day that ClickUp uses for "no time"; its answers do not always say. */
export function isDateOnly(ms: number, clock: Clock): boolean {
  const { hour, minute, second } = clock.wallOf(ms);
  return hour === DATE_ONLY_HOUR && minute === 0 && second === 0 && ms % 1000 === 0;
}

function instantOf(ms: number, hasTime: boolean, clock: Clock): Instant {
  return { ms, hasTime, echo: echoOf(ms, hasTime, clock) };
}

function dateOnly(wall: Wall, clock: Clock): Instant {
  const ms = clock.msOf({ ...wall, hour: DATE_ONLY_HOUR, minute: 0, second: 0 });
  return instantOf(ms, false, clock);
}

/** Milliseconds, and ISO with a time and perhaps an offset. */
function exact(words: string, clock: Clock): Instant | undefined {
  if (/^\d{12,14}$/.test(words)) {
    const ms = Number(words);
    return instantOf(ms, !isDateOnly(ms, clock), clock);
  }
  const iso =
    /^(\d{4})-(\d\d)-(\d\d)[t ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d{1,9})?)?(?: ?(z|utc|[+-]\d\d(?::?\d\d)?))?$/.exec(
      words,
    );
  if (iso === null) return undefined;
  const [, year, month, day, hour, minute, second, offset] = iso;
  const date = wallDate(Number(year), Number(month), Number(day));
  if (date === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) {
    return undefined;
  }
  const wall = { ...date, hour: Number(hour), minute: Number(minute), second: Number(second ?? 0) };
  if (offset === undefined) return instantOf(clock.msOf(wall), true, clock);
  const zoneMs = offsetMs(offset);
  const utcMs = createClock("UTC", clock.nowMs).msOf(wall);
  return zoneMs === undefined ? undefined : instantOf(utcMs - zoneMs, true, clock);
}

function offsetMs(offset: string): number | undefined {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(offset);
  if (match === null) return 0; // z, utc
  const hours = Number(match[2]);
  const minutes = Number(match[3] ?? 0);
  if (hours > 14 || minutes > 59) return undefined;
  return (match[1] === "-" ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function phrase(words: string, clock: Clock): Instant | undefined {
  const now = clock.wallOf(clock.nowMs);
  if (words === "now") return instantOf(clock.nowMs, true, clock);
  const exactly = hoursFromNow(words);
  if (exactly !== undefined) return instantOf(clock.nowMs + exactly, true, clock);
  const date = dayPhrase(words, now);
  if (date !== undefined) return dateOnly(date, clock);

  const time = parseTimeOfDay(words);
  if (time === undefined) return undefined;
  const day = time.rest === "" ? undefined : dayPhrase(time.rest, now);
  if (day !== undefined) return withTime(day, time, clock);
  if (time.rest !== "") return undefined;
  const today = withTime(now, time, clock);
  // A bare time that has passed today is tomorrow's.
  return today.ms >= clock.nowMs ? today : withTime(addDays(now, 1), time, clock);
}

function withTime(day: Wall, time: TimeOfDay, clock: Clock): Instant {
  const wall = { ...addDays(day, time.dayOffset), hour: time.hour, minute: time.minute, second: 0 };
  const there = time.zone === undefined ? clock : createClock(time.zone, clock.nowMs);
  return instantOf(there.msOf(wall), true, clock);
}

const EXACT_UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000 };

/** "in 2 hours", "+90min", "1h30 from now", "30 minutes ago": a length from this moment. */
function hoursFromNow(words: string): number | undefined {
  const length = signedLength(words);
  if (length === undefined) return undefined;
  const both = /^(\d{1,3}) ?h(?:ours?|rs?)? ?(\d{1,2}) ?(?:m|mins?|minutes?)?$/.exec(length.text);
  if (both !== null) {
    return length.sign * (Number(both[1]) * 3_600_000 + Number(both[2]) * 60_000);
  }
  const one = /^(\d{1,4}(?:\.\d+)?|an?|half an) ?(m|h)(?:in(?:ute)?s?|ours?|rs?)?$/.exec(
    length.text,
  );
  if (one === null) return undefined;
  const count = one[1] === "half an" ? 0.5 : /^an?$/.test(one[1] ?? "") ? 1 : Number(one[1]);
  return length.sign * count * (EXACT_UNITS[one[2] ?? ""] ?? 0);
}

function signedLength(words: string): { sign: 1 | -1; text: string } | undefined {
  const forward = /^(?:in |\+ ?)(.+)$/.exec(words) ?? /^(.+) from (?:now|today)$/.exec(words);
  if (forward !== null) return { sign: 1, text: forward[1] ?? "" };
  const back = /^- ?(.+)$/.exec(words) ?? /^(.+) ago$/.exec(words);
  if (back !== null) return { sign: -1, text: back[1] ?? "" };
  return /^\d/.test(words) ? { sign: 1, text: words } : undefined;
}

function dayPhrase(words: string, now: Wall): Wall | undefined {
  return (
    namedDay(words, now) ??
    daysFromNow(words, now) ??
    weekdayPhrase(words, now) ??
    periodPhrase(words, now) ??
    calendarDate(words, now)
  );
}

function namedDay(words: string, now: Wall): Wall | undefined {
  switch (words) {
    case "today":
    case "tonight":
    case "eod":
    case "end of day":
    case "end of today":
      return now;
    case "tomorrow":
    case "tmrw":
    case "end of tomorrow":
      return addDays(now, 1);
    case "yesterday":
      return addDays(now, -1);
    case "day after tomorrow":
    case "the day after tomorrow":
      return addDays(now, 2);
    case "day before yesterday":
    case "the day before yesterday":
      return addDays(now, -2);
    case "next workday":
    case "next business day":
    case "next working day":
      return addWorkdays(now, 1);
    default:
      return undefined;
  }
}

/** "in 3 days", "+3 workdays", "2 weeks ago", "a month from now". */
function daysFromNow(words: string, now: Wall): Wall | undefined {
  const length = signedLength(words);
  const match =
    length === undefined
      ? null
      : /^(\d{1,3}|an?) ?(d|days?|w|wks?|weeks?|mo|months?|quarters?|y|years?|wd|workdays?|weekdays?|business days?|working days?)$/.exec(
          length.text,
        );
  if (length === undefined || match === null) return undefined;
  const count = length.sign * (/^an?$/.test(match[1] ?? "") ? 1 : Number(match[1]));
  const unit = match[2] ?? "";
  if (/^(?:wd|work|weekday|business)/.test(unit)) return addWorkdays(now, count);
  if (unit.startsWith("d")) return addDays(now, count);
  if (unit.startsWith("w")) return addDays(now, 7 * count);
  if (unit.startsWith("mo")) return addMonths(now, count);
  return addMonths(now, count * (unit.startsWith("q") ? 3 : 12));
}

/** Monday to Friday; holidays are not known here. */
function addWorkdays(from: Wall, count: number): Wall {
  const step = Math.sign(count);
  let day = from;
  for (let left = Math.abs(count); left > 0; ) {
    day = addDays(day, step);
    if (weekdayOf(day) <= 5) left--;
  }
  return day;
}

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const WEEKDAY =
  "(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)";

/** A bare weekday is the coming one, "next" is the one of next week (weeks begin on Monday). */
function weekdayPhrase(words: string, now: Wall): Wall | undefined {
  const match =
    new RegExp(`^(?:(this|next|last|coming|this coming) )?${WEEKDAY}$`).exec(words) ??
    new RegExp(`^()${WEEKDAY} (?:of )?(next|this) week$`).exec(words);
  if (match === null) return undefined;
  const which = match[3] === undefined ? (match[1] ?? "") : match[3];
  const wanted = WEEKDAYS.findIndex((name) => match[2]?.startsWith(name)) + 1;
  const today = weekdayOf(now);
  const ahead = (wanted - today + 7) % 7;
  if (match[3] !== undefined) return addDays(now, wanted - today + (which === "next" ? 7 : 0));
  if (which === "next") return addDays(now, wanted - today + 7);
  if (which === "last") return addDays(now, ahead === 0 ? -7 : ahead - 7);
  if (which === "this") return addDays(now, ahead);
  return addDays(now, ahead === 0 ? 7 : ahead);
}

/** "end of next month", "start of the quarter", "next week" (its Monday), "this weekend". */
function periodPhrase(words: string, now: Wall): Wall | undefined {
  const weekend = /^(?:(this|next) )?weekend$/.exec(words);
  if (weekend !== null) {
    const saturday = 6 - weekdayOf(now) + (weekend[1] === "next" ? 7 : 0);
    return addDays(now, saturday < 0 ? 0 : saturday);
  }
  const short: Readonly<Record<string, string>> = {
    eow: "week",
    eom: "month",
    eoq: "quarter",
    eoy: "year",
  };
  const brief = short[words];
  if (brief !== undefined) return periodEdge(now, brief, true);
  const match =
    /^(?:(end|last day|start|beginning|first day) of )?(?:(the|this|next) )?(week|month|quarter|year)$/.exec(
      words,
    );
  if (match === null) return undefined;
  const [, edge, which, period = ""] = match;
  if (edge === undefined && which !== "next") return undefined; // "this week" is no day
  const within = which === "next" ? nextPeriod(now, period) : now;
  return periodEdge(within, period, edge === "end" || edge === "last day");
}

function nextPeriod(now: Wall, period: string): Wall {
  if (period === "week") return addDays(now, 8 - weekdayOf(now));
  const months = period === "month" ? 1 : period === "quarter" ? 3 : 12;
  return addMonths(now, months);
}

/** A week ends on its Friday, as work does; on a weekend the coming Friday is meant. */
function periodEdge(day: Wall, period: string, end: boolean): Wall {
  const weekday = weekdayOf(day);
  if (period === "week") {
    return addDays(day, end ? (weekday <= 5 ? 5 - weekday : 12 - weekday) : 1 - weekday);
  }
  const size = period === "month" ? 1 : period === "quarter" ? 3 : 12;
  const firstMonth = Math.floor((day.month - 1) / size) * size + 1;
  if (!end) return { ...day, month: firstMonth, day: 1 };
  const lastMonth = firstMonth + size - 1;
  return { ...day, month: lastMonth, day: daysInMonth(day.year, lastMonth) };
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const DAY = "(?:the )?(\\d{1,2})(?:st|nd|rd|th|\\.)?";
const YEAR = "(?: (\\d{4}))?";

function calendarDate(words: string, now: Wall): Wall | undefined {
  const text = words.replace(new RegExp(`^${WEEKDAY}\\.? `), ""); // "Thu 24 Dec": the date decides
  let match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (match !== null) return wallDate(Number(match[1]), Number(match[2]), Number(match[3]), now);
  match = /^(\d{1,2})\.(\d{1,2})\.?(\d{4}|\d\d)?$/.exec(text.replaceAll(". ", "."));
  if (match !== null) return dated(match[1], match[2], match[3], now);
  match = /^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d\d))?$/.exec(text);
  if (match !== null) {
    const [, first, second, year] = match;
    if (Number(first) > 12) return dated(first, second, year, now);
    return Number(second) > 12 || first === second ? dated(second, first, year, now) : undefined;
  }
  match = new RegExp(`^${MONTH} ${DAY}${YEAR}$`).exec(text);
  if (match !== null) return dated(match[2], monthNumber(match[1]), match[3], now);
  match = new RegExp(`^${DAY} (?:of )?${MONTH}${YEAR}$`).exec(text);
  if (match !== null) return dated(match[1], monthNumber(match[2]), match[3], now);
  match = /^end of (\S+?)\.?(?: (\d{4}))?$/.exec(text);
  if (match !== null && new RegExp(`^${MONTH}$`).test(match[1] ?? "")) {
    const month = Number(monthNumber(match[1]));
    const year = match[2] === undefined ? now.year + (month < now.month ? 1 : 0) : Number(match[2]);
    return wallDate(year, month, daysInMonth(year, month), now);
  }
  match = /^(?:the )?(\d{1,2})(?:st|nd|rd|th)$/.exec(text);
  if (match === null) return undefined;
  const day = Number(match[1]);
  const month = day >= now.day ? now : addMonths({ ...now, day: 1 }, 1);
  return wallDate(month.year, month.month, day, now);
}

function monthNumber(name: string | undefined): string {
  return String(MONTHS.indexOf((name ?? "").slice(0, 3)) + 1);
}

/** Without a year: the next such day, today included. */
function dated(
  day: string | undefined,
  month: string | undefined,
  year: string | undefined,
  now: Wall,
): Wall | undefined {
  const [d, m] = [Number(day), Number(month)];
  if (year !== undefined) return wallDate(Number(year) + (year.length === 2 ? 2000 : 0), m, d, now);
  const passed = m < now.month || (m === now.month && d < now.day);
  // 29 February without a year waits for the next leap year.
  for (let next = now.year + (passed ? 1 : 0); next <= now.year + 8; next++) {
    const date = wallDate(next, m, d, now);
    if (date !== undefined || !(m === 2 && d === 29)) return date;
  }
  return undefined;
}

function wallDate(year: number, month: number, day: number, time?: Wall): Wall | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return { hour: 0, minute: 0, second: 0, ...time, year, month, day };
}

function isTwoWaySlashDate(text: string): boolean {
  const match = /^\s*(\d{1,2})[/-](\d{1,2})(?:[/-]\d{2,4})?/.exec(text);
  return match !== null && Number(match[1]) <= 12 && Number(match[2]) <= 12;
}
