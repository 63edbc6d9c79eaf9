/** The time of day in a date's words: "5pm", "17:30", "noon", "9:00 utc". */
import { isZone } from "./clock.ts";

export interface TimeOfDay {
  hour: number;
  minute: number;
  /** 1 for midnight, which ends the day that is named with it. */
  dayOffset: 0 | 1;
  /** An IANA zone named with the time; otherwise the user's. */
  zone?: string;
  /** The words around the time. */
  rest: string;
}

/** Working hours where people say a part of the day. */
const NAMED: Readonly<Record<string, number>> = {
  morning: 9,
  noon: 12,
  midday: 12,
  afternoon: 15,
  evening: 18,
  midnight: 24,
};

const CLOCK =
  "(\\d{1,2})(?:[:h](\\d\\d))?(?::00)?(?: ?(am|pm|a\\.m\\.|p\\.m\\.)| ?o'?clock|h(?:rs)?| ?uhr)?";
const ZONE = "(?: (z|utc|gmt|[a-z]+(?:/[a-z_-]+){1,2}))?";
const AT_END = new RegExp(`^(?:(.*?)(?: |^))?(?:at |@ ?)?${CLOCK}${ZONE}$`);
const AT_START = new RegExp(`^(?:at |@ ?)?${CLOCK}${ZONE} (?:on )?(.+)$`);
const NAME = Object.keys(NAMED).join("|");
const NAMED_AT_END = new RegExp(`^(?:(.*?)(?: |^))?(?:at |in the )?(${NAME})$`);
const NAMED_AT_START = new RegExp(`^(?:at )?(${NAME}) (?:on |of )?(.+)$`);

export function parseTimeOfDay(words: string): TimeOfDay | undefined {
  const named = NAMED_AT_END.exec(words.replace(NAMED_AT_START, "$2 $1"));
  const name = named?.[2];
  const namedHour = name === undefined ? undefined : NAMED[name];
  if (namedHour !== undefined) {
    const rest = (named?.[1] ?? "").trim();
    const midnight = namedHour === 24;
    return {
      hour: midnight ? 0 : namedHour,
      minute: 0,
      dayOffset: midnight ? 1 : 0,
      rest: rest === "this" ? "today" : rest,
    };
  }
  const end = AT_END.exec(words);
  if (end !== null) {
    const time = clockTime(words, end[2], end[3], end[4], end[5], end[1] ?? "");
    if (time !== undefined) return time;
  }
  const start = AT_START.exec(words);
  return start === null
    ? undefined
    : clockTime(words, start[1], start[2], start[3], start[4], start[5] ?? "");
}

function clockTime(
  words: string,
  hourText: string | undefined,
  minuteText: string | undefined,
  half: string | undefined,
  zone: string | undefined,
  rest: string,
): TimeOfDay | undefined {
  // A bare number is no time: "dec 24" must not become 24 o'clock, nor "tomorrow 5" a guess.
  if (
    minuteText === undefined &&
    half === undefined &&
    !/\d ?(?:h|hrs|uhr|o'?clock)(?: |$)/.test(words)
  ) {
    return undefined;
  }
  let hour = Number(hourText);
  const minute = Number(minuteText ?? 0);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.startsWith("p") ? 12 : 0);
  }
  if (hour > 23 || minute > 59) return undefined;
  const time = { hour, minute, dayOffset: 0 as const, rest: rest.replace(/ at$/, "").trim() };
  if (zone === undefined) return time;
  const named = zone.includes("/") ? zone : "UTC";
  return isZone(named) ? { ...time, zone: named } : undefined;
}
