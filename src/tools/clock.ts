/** Wall time in an IANA zone, correct over changes of the clocks, on nothing but Intl. */
import type { Directory } from "./directory/directory.ts";

export interface Wall {
  year: number;
  /** 1–12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

export interface Clock {
  readonly zone: string;
  readonly nowMs: number;
  wallOf(ms: number): Wall;
  /** A time that the clocks skip becomes the one after the jump; of two, the first is taken. */
  msOf(wall: Wall): number;
  /** "2026-12-01T17:00:00+01:00" */
  isoDateTime(ms: number): string;
  /** "2026-12-01" */
  isoDate(ms: number): string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The clock on the wall of the user who calls. */
export async function userClock({
  directory,
  nowMs,
}: {
  directory: Pick<Directory, "me">;
  nowMs: number;
}): Promise<Clock> {
  const { timezone } = await directory.me();
  return createClock(timezone, nowMs);
}

/** An unknown zone name counts as UTC: ClickUp has no list of those it knows. */
export function createClock(zone: string, nowMs: number): Clock {
  const format = formatOf(zone) ?? formatOf("UTC");
  if (format === undefined) throw new TypeError("no UTC");

  const wallOf = (ms: number): Wall => {
    const wall: Wall = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of format.formatToParts(ms)) {
      if (type in wall) wall[type as keyof Wall] = Number(value);
    }
    return wall;
  };
  const offsetAt = (ms: number): number => {
    const whole = Math.floor(ms / 1000) * 1000;
    return utc(wallOf(whole)) - whole;
  };
  const msOf = (wall: Wall): number => {
    const guess = utc(wall);
    const before = offsetAt(guess - DAY_MS);
    const fits = [before, offsetAt(guess + DAY_MS)].find(
      (offset) => offsetAt(guess - offset) === offset,
    );
    return guess - (fits ?? before);
  };
  const isoDate = (ms: number): string => {
    const { year, month, day } = wallOf(ms);
    return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  };
  return {
    zone: format.resolvedOptions().timeZone,
    nowMs,
    wallOf,
    msOf,
    isoDate,
    isoDateTime(ms) {
      const { hour, minute, second } = wallOf(ms);
      const offset = Math.round(offsetAt(ms) / MINUTE_MS);
      const size = Math.abs(offset);
      const sign = offset < 0 ? "-" : "+";
      return `${isoDate(ms)}T${two(hour)}:${two(minute)}:${two(second)}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
    },
  };
}

/** The day `days` later; month ends and leap years are right. */
export function addDays(wall: Wall, days: number): Wall {
  return dateOf(wall.year, wall.month, wall.day + days, wall);
}

/** The same day `months` later, or that month's last day. */
export function addMonths(wall: Wall, months: number): Wall {
  const first = dateOf(wall.year, wall.month + months, 1, wall);
  return { ...first, day: Math.min(wall.day, daysInMonth(first.year, first.month)) };
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 Monday … 7 Sunday */
export function weekdayOf(wall: Wall): number {
  return new Date(utc(wall)).getUTCDay() || 7;
}

function dateOf(year: number, month: number, day: number, time: Wall): Wall {
  const date = new Date(Date.UTC(year, month - 1, day));
  return {
    ...time,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  };
}

function utc({ year, month, day, hour, minute, second }: Wall): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export function isZone(zone: string): boolean {
  return formatOf(zone) !== undefined;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
