/** Days as people name them: "next friday", "+3 workdays", "end of month", "dec 24". No time of day. */
import { addDays, addMonths, daysInMonth, type Wall, weekdayOf } from "./clock.ts";

/** The day that the words name, seen from `now`; undefined unless all of them are understood. */
export function dayPhrase(words: string, now: Wall): Wall | undefined {
  const endOfDay = END_OF_DAY.exec(words);
  if (endOfDay !== null) return dayPhrase(endOfDay[1] || endOfDay[2] || "today", now);
  return (
    namedDay(words, now) ??
    daysFromNow(words, now) ??
    daysFromDay(words, now) ??
    weekdayPhrase(words, now) ??
    periodPhrase(words, now) ??
    calendarDate(words, now)
  );
}

/** A date without a time is due by its end, so "eod friday" is Friday. */
const END_OF_DAY =
  /^(?:(.+?) )?(?:eod|cob|(?:end|close) of (?:the )?(?:business|business day|work ?day|day))(?: (?:of |on )?(.+))?$/;

function namedDay(words: string, now: Wall): Wall | undefined {
  switch (words) {
    case "today":
    case "tonight":
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

/** "a week from friday", "2 workdays after dec 24". */
function daysFromDay(words: string, now: Wall): Wall | undefined {
  const [, length, day] = /^(.+) (?:from|after) (.+)$/.exec(words) ?? [];
  const from = day === undefined ? undefined : dayPhrase(day, now);
  return from && daysFromNow(`in ${length}`, from);
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
    new RegExp(`^()${WEEKDAY} (?:of )?(next|this) week$`).exec(
      words.replace(/^((?:next|this) week) (?:on )?(\S+)$/, "$2 $1"),
    );
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

const BRIEF_PERIODS: ReadonlyMap<string, string> = new Map([
  ["eow", "week"],
  ["eom", "month"],
  ["eoq", "quarter"],
  ["eoy", "year"],
]);

/** "end of next month", "start of the quarter", "next week" (its Monday), "this weekend". */
function periodPhrase(words: string, now: Wall): Wall | undefined {
  const weekend = /^(?:(this|next) )?weekend$/.exec(words);
  if (weekend !== null) {
    const saturday = 6 - weekdayOf(now) + (weekend[1] === "next" ? 7 : 0);
    return addDays(now, saturday < 0 ? 0 : saturday);
  }
  const brief = BRIEF_PERIODS.get(words);
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
  match = new RegExp(`^${DAY} of (?:the )?(this|next) month$`).exec(text);
  if (match !== null) {
    const { year, month } = match[2] === "next" ? addMonths({ ...now, day: 1 }, 1) : now;
    return wallDate(year, month, Number(match[1]), now);
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

export function wallDate(year: number, month: number, day: number, time?: Wall): Wall | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return { hour: 0, minute: 0, second: 0, ...time, year, month, day };
}

/** "in …", "+…", "… ago": which way, and how much. */
export function signedLength(words: string): { sign: 1 | -1; text: string } | undefined {
  const forward = /^(?:in |\+ ?)(.+)$/.exec(words) ?? /^(.+) from (?:now|today)$/.exec(words);
  if (forward !== null) return { sign: 1, text: forward[1] ?? "" };
  const back = /^- ?(.+)$/.exec(words) ?? /^(.+) ago$/.exec(words);
  if (back !== null) return { sign: -1, text: back[1] ?? "" };
  return /^\d/.test(words) ? { sign: 1, text: words } : undefined;
}
