import { describe, expect, it } from "vitest";
import { formatDuration, readDuration } from "../../src/tools/duration.ts";

const HOUR_MS = 3_600_000;

describe("lengths of time", () => {
  it.each([
    ["90m", 1.5],
    ["1h30", 1.5],
    ["1h 30m", 1.5],
    ["1.5h", 1.5],
    ["1,5h", 1.5],
    ["1:30", 1.5],
    ["1 hour and 30 minutes", 1.5],
    ["2d", 16],
    ["1w 1d", 48],
    ["0h", 0],
  ])("reads %s as %d hours, a day being 8", (text, hours) => {
    expect(readDuration(text)).toBe(hours * HOUR_MS);
  });

  it.each([
    "",
    "90",
    "1h30x",
    "30m 1h",
    "-1h",
    "h",
    "two hours",
    "1e9h",
    "99999d",
  ])("refuses %j", (text) => {
    expect(readDuration(text)).toBeUndefined();
  });

  it("writes hours and minutes, which it reads back as the same", () => {
    for (const text of ["90m", "2d", "45m", "10h"]) {
      const ms = readDuration(text) ?? -1;
      expect(readDuration(formatDuration(ms))).toBe(ms);
    }
  });
});
