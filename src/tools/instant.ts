/**
 * Dates as people and models write them, read in the user's time zone. The whole text must be
 * understood: a date that is half understood is a wrong date. Own grammar rather than a library,
 * whose readings take fixed offsets (wrong over a change of the clocks) and parts of a text.
 */
import { addDays, type Clock, createClock, type Wall } from "./clock.ts";
import { dayPhrase, signedLength, wallDate } from "./day-words.ts";
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

/** A time of day alone, which some arguments read beside another day. */
export const BARE_TIME = /^\d{1,2}(:\d\d)?\s*([ap]m)?$/i;

/** ClickUp shows a date without a time at 04:00 of the user (developer.clickup.com/docs/general-time). */
const DATE_ONLY_HOUR = 4;
const MAX_CHARS = 60;
const NUMBER_WORDS = [
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];
const NUMBER_WORD = new RegExp(`\\b(?:${NUMBER_WORDS.join("|")})\\b`, "g");
const FIRST_YEAR = 1990;
const LAST_YEAR = 2199;

/** Throws `invalid_input` for `argument` when the text is not wholly understood. */
export function parseInstant(text: string, argument: string, clock: Clock): Instant {
  const instant = readInstant(text, clock);
  if (instant !== undefined) return instant;
  throw isTwoWaySlashDate(text)
    ? invalidInput(
        argument,
        `"${argument}" can be read as day/month or month/day; write it as YYYY-MM-DD.`,
      )
    : invalidInput(
        argument,
        `"${argument}" is not a date that can be understood as a whole. Write it like: ${INSTANT_EXAMPLES.join(", ")}.`,
        INSTANT_EXAMPLES,
      );
}

/** As `parseInstant`, for what has happened: "friday" and "9:00" are the latest ones that began. */
export function parsePastInstant(text: string, argument: string, clock: Clock): Instant {
  return latestOf(text, parseInstant(text, argument, clock), clock);
}

/** As `readInstant`, for what has happened. */
export function readPastInstant(text: string, clock: Clock): Instant | undefined {
  const next = readInstant(text, clock);
  return next && latestOf(text, next, clock);
}

/** The moment since which something happened: a day begins at its midnight. */
export function pastMs(text: string, argument: string, clock: Clock): number {
  const { ms, hasTime } = parsePastInstant(text, argument, clock);
  return hasTime ? ms : startOfDayMs(ms, clock);
}

/** What a bare weekday or time of day may also mean, the latest first. */
const EARLIER = ["today", "this", "yesterday", "last"] as const;

function latestOf(text: string, next: Instant, clock: Clock): Instant {
  const hasBegun = ({ ms, hasTime }: Instant) =>
    (hasTime ? ms : startOfDayMs(ms, clock)) <= clock.nowMs;
  if (hasBegun(next)) return next;
  const bare = text.trim().replace(/^on /i, "");
  for (const word of EARLIER) {
    const earlier = readInstant(`${word} ${bare}`, clock);
    if (earlier !== undefined && hasBegun(earlier)) return earlier;
  }
  return next; // a date that says by itself which day it is
}

export function readInstant(text: string, clock: Clock): Instant | undefined {
  if (text.length > MAX_CHARS) return undefined;
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/,/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^(?:on|by|due|until) /, "")
    .replace(/^within /, "in ")
    .replace(NUMBER_WORD, (word) => String(NUMBER_WORDS.indexOf(word) + 1));
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

function isTwoWaySlashDate(text: string): boolean {
  const match = /^\s*(\d{1,2})[/-](\d{1,2})(?:[/-]\d{2,4})?/.exec(text);
  return match !== null && Number(match[1]) <= 12 && Number(match[2]) <= 12;
}
