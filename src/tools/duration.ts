/** Lengths of time as people write them: "90m", "1h30", "1.5h", "2d", "1w 2d". */
import { invalidInput } from "./invalid-input.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A working day and week, as ClickUp's own estimates are usually meant. */
const DAY_MS = 8 * HOUR_MS;
const WEEK_MS = 5 * DAY_MS;

/** Longer is a slip: about ten years of work. */
const MAX_MS = 2600 * DAY_MS;

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:w|wks?|weeks?)$/, WEEK_MS],
  [/^(?:d|days?)$/, DAY_MS],
  [/^(?:h|hrs?|hours?)$/, HOUR_MS],
  [/^(?:m|mins?|minutes?)$/, MINUTE_MS],
];

const DURATION_EXAMPLES = ["90m", "1h30", "1.5h", "2d"] as const;

export function parseDuration(text: string, argument: string): number {
  const ms = readDuration(text);
  if (ms !== undefined) return ms;
  throw invalidInput(
    argument,
    `"${argument}" is not a length of time. Write it like: ${DURATION_EXAMPLES.join(", ")}.`,
    DURATION_EXAMPLES,
  );
}

export function readDuration(text: string): number | undefined {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/,(?=\d)/g, ".")
    .trim();
  const clock = /^(\d{1,3}):([0-5]\d)$/.exec(words);
  if (clock !== null) return Number(clock[1]) * HOUR_MS + Number(clock[2]) * MINUTE_MS;
  const parts = [...words.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)[\s,]*(?:and\s+)?/gy)];
  if (parts.length === 0 || parts.map(([all]) => all).join("") !== words) return undefined;
  let total = 0;
  let last = Number.POSITIVE_INFINITY;
  for (const [, count, unit] of parts) {
    // "1h30": a number without a unit is minutes, but only after hours.
    const size = unit === "" ? (last === HOUR_MS ? MINUTE_MS : undefined) : sizeOf(unit ?? "");
    if (size === undefined || size >= last) return undefined;
    total += Number(count) * size;
    last = size;
  }
  const ms = Math.round(total);
  return ms <= MAX_MS ? ms : undefined;
}

/** "1h 30m"; in hours and minutes alone, which mean the same everywhere. */
export function formatDuration(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / MINUTE_MS);
  const parts: string[] = [];
  const hours = Math.floor(minutes / 60);
  if (hours > 0) parts.push(`${hours}h`);
  if (minutes % 60 > 0 || hours === 0) parts.push(`${minutes % 60}m`);
  return (ms < 0 ? "-" : "") + parts.join(" ");
}

function sizeOf(unit: string): number | undefined {
  return UNITS.find(([pattern]) => pattern.test(unit))?.[1];
}
