import { describe, expect, it } from "vitest";
import { createClock } from "../../../src/tools/clock.ts";
import { periodOf } from "../../../src/tools/time-entry/period.ts";

/** Wednesday, 18 November 2026, 15:30 in Berlin. */
const berlin = createClock("Europe/Berlin", Date.UTC(2026, 10, 18, 14, 30));

const read = (from?: string, to?: string) => {
  const period = periodOf({ from, to }, berlin);
  return `${period.from}..${period.to}`;
};

describe("the period that time is looked at", () => {
  it.each([
    [undefined, undefined, "2026-10-19..now"],
    ["monday", undefined, "2026-11-16..now"],
    ["friday", undefined, "2026-11-13..now"],
    ["last week", undefined, "2026-11-09..2026-11-15"],
    ["this week", undefined, "2026-11-16..now"],
    ["last month", undefined, "2026-10-01..2026-10-31"],
    ["last month", "last week", "2026-10-01..2026-11-15"],
    ["monday", "friday", "2026-11-16..2026-11-20"],
    ["yesterday", "yesterday", "2026-11-17..2026-11-17"],
    [
      "2026-11-17T08:00",
      "2026-11-17T12:00",
      "2026-11-17T08:00:00+01:00..2026-11-17T12:00:00+01:00",
    ],
  ])("from %j to %j is %s", (from, to, echo) => {
    expect(read(from, to)).toBe(echo);
  });
});
