/** Days as numbers that can be added, workdays only or all of them. */
import { addDays, type Clock, type Wall, weekdayOf } from "../clock.ts";

const DAY_MS = 86_400_000;
/** A Monday. */
const FIRST_DAY_MS = Date.UTC(1970, 0, 5);
const WORKDAYS = 5;

export interface Calendar {
  /** The day that an instant is in; of a weekend the Monday after, where only workdays count. */
  dayOf(ms: number): number;
  isoOf(day: number): string;
}

export function calendar(clock: Clock, workdaysOnly: boolean): Calendar {
  return {
    dayOf(ms) {
      const { year, month, day } = clock.wallOf(ms);
      const days = Math.round((Date.UTC(year, month - 1, day) - FIRST_DAY_MS) / DAY_MS);
      if (!workdaysOnly) return days;
      const week = Math.floor(days / 7);
      return week * WORKDAYS + Math.min(days - week * 7, WORKDAYS);
    },
    isoOf(day) {
      const week = Math.floor(day / WORKDAYS);
      const days = workdaysOnly ? week * 7 + (day - week * WORKDAYS) : day;
      return new Date(FIRST_DAY_MS + days * DAY_MS).toISOString().slice(0, 10);
    },
  };
}

/** The same time of day, so many days or workdays on (or back). */
export function shiftMs(ms: number, days: number, workdaysOnly: boolean, clock: Clock): number {
  let wall: Wall = clock.wallOf(ms);
  if (!workdaysOnly) return clock.msOf(addDays(wall, days)) + (ms % 1000);
  const step = Math.sign(days);
  for (let left = Math.abs(days); left > 0; ) {
    wall = addDays(wall, step);
    if (weekdayOf(wall) <= WORKDAYS) left -= 1;
  }
  return clock.msOf(wall) + (ms % 1000);
}
