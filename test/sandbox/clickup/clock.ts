// Days as ClickUp stores them: a date without a clock time lies at 04:00 in the zone of the person who set it.
import { refuse } from "./errors.ts";

// A little before the end of what a JavaScript Date can say.
const LAST_INSTANT_MS = 8.6e15;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}

/** The wall clock of the zone at that instant, written as if it were UTC. */
function wallClockMs(ms: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatFor(zone).formatToParts(ms)) part[type] = Number(value);
  const at = (name: string) => part[name] ?? 0;
  return Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute"), at("second"));
}

export function fourInTheMorning(ms: number, zone: string): number {
  if (Math.abs(ms) > LAST_INSTANT_MS) return refuse("SANDBOX_002", "no such instant");
  const day = new Date(wallClockMs(ms, zone));
  const wanted = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 4);
  // Two rounds settle the offset on the days when clocks change.
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) guess += wanted - wallClockMs(guess, zone);
  return guess;
}
