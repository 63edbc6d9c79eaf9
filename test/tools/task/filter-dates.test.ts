import { describe, expect, it } from "vitest";
import { createClock } from "../../../src/tools/clock.ts";
import { inRange, parseRange } from "../../../src/tools/task/filter-dates.ts";

/** Monday 2026-11-02 09:00 UTC, ten o'clock in Vienna. */
const clock = createClock("Europe/Vienna", Date.UTC(2026, 10, 2, 9));
const echo = (words: string) => parseRange(words, "due", clock).echo;

describe("spans of time in filters", () => {
  it.each([
    ["today", "2026-11-02"],
    ["2026-12-24", "2026-12-24"],
    ["before friday", "..2026-11-05"],
    ["< 2026-12-01", "..2026-11-30"],
    ["by friday", "..2026-11-06"],
    ["<= 2026-12-01", "..2026-12-01"],
    ["after 2026-11-10", "2026-11-11.."],
    ["since yesterday", "2026-11-01.."],
    [">=2026-11-10", "2026-11-10.."],
    ["2026-11-01..2026-11-30", "2026-11-01..2026-11-30"],
    ["between today and friday", "2026-11-02..2026-11-06"],
    ["since friday", "2026-10-30.."],
    ["2026-11-10..", "2026-11-10.."],
    ["..tomorrow", "..2026-11-03"],
    ["this week", "2026-11-02..2026-11-08"],
    ["next week", "2026-11-09..2026-11-15"],
    ["last month", "2026-10-01..2026-10-31"],
    ["this quarter", "2026-10-01..2026-12-31"],
    ["this year", "2026-01-01..2026-12-31"],
    ["last 7 days", "2026-10-26..2026-11-02"],
    ["next 7 days", "2026-11-02..2026-11-09"],
    ["last 24 hours", "2026-11-01T10:00:00+01:00..2026-11-02T10:00:00+01:00"],
    ["overdue", "overdue"],
    ["none", "none"],
    ["any", "any"],
  ])("reads %j as %j", (words, expected) => {
    expect(echo(words)).toBe(expected);
  });

  it.each([
    ["friday", "2026-10-30"],
    ["today", "2026-11-02"],
    ["before friday", "..2026-10-29"],
    ["from friday to today", "2026-10-30..2026-11-02"],
    ["last month", "2026-10-01..2026-10-31"],
  ])("of what happened reads %j as %j", (words, expected) => {
    expect(parseRange(words, "created", clock, { happened: true }).echo).toBe(expected);
  });

  it.each([
    "soon",
    "before",
    "2026-13-01",
    "..",
    "last week or so",
    "between",
    "from monday to friday", // the next Monday comes after the next Friday
  ])("refuses %j", (words) => expect(() => echo(words)).toThrow());

  it("counts a day without a time to its day, over a change of the clocks too", () => {
    const day = parseRange("2026-10-25", "due", clock);
    expect((day.beforeMs ?? 0) - (day.fromMs ?? 0)).toBe(25 * 3_600_000);
    expect(inRange(Date.UTC(2026, 9, 25, 3), day)).toBe(true);
    expect(inRange(undefined, day)).toBe(false);
    expect(inRange(undefined, parseRange("none", "due", clock))).toBe(true);
  });
});
