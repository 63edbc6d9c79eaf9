import { describe, expect, it } from "vitest";
import { createClock } from "../../src/tools/clock.ts";
import { parseInstant, readInstant, readPastInstant } from "../../src/tools/instant.ts";

/** Wednesday, 18 November 2026, 15:30 in Berlin. */
const NOW_MS = Date.UTC(2026, 10, 18, 14, 30);
const berlin = createClock("Europe/Berlin", NOW_MS);

const read = (text: string) => readInstant(text, berlin)?.echo;

describe("dates without a time", () => {
  it.each([
    ["today", "2026-11-18"],
    ["Tomorrow", "2026-11-19"],
    ["yesterday", "2026-11-17"],
    ["the day after tomorrow", "2026-11-20"],
    ["friday", "2026-11-20"],
    ["fri", "2026-11-20"],
    ["wednesday", "2026-11-25"],
    ["this wednesday", "2026-11-18"],
    ["next friday", "2026-11-27"],
    ["next wed", "2026-11-25"],
    ["friday next week", "2026-11-27"],
    ["next week friday", "2026-11-27"],
    ["in two weeks", "2026-12-02"],
    ["tonight", "2026-11-18"],
    ["last friday", "2026-11-13"],
    ["in 3 days", "2026-11-21"],
    ["3 days ago", "2026-11-15"],
    ["+3d", "2026-11-21"],
    ["eod", "2026-11-18"],
    ["close of business", "2026-11-18"],
    ["by end of day friday", "2026-11-20"],
    ["tomorrow eod", "2026-11-19"],
    ["a week from friday", "2026-11-27"],
    ["2 workdays after dec 24", "2026-12-28"],
    ["the 15th of next month", "2026-12-15"],
    ["within 2 days", "2026-11-20"],
    ["in twelve days", "2026-11-30"],
    ["in a week", "2026-11-25"],
    ["2 weeks", "2026-12-02"],
    ["+3 workdays", "2026-11-23"],
    ["in 5 business days", "2026-11-25"],
    ["-3 workdays", "2026-11-13"],
    ["next workday", "2026-11-19"],
    ["in 1 month", "2026-12-18"],
    ["end of week", "2026-11-20"],
    ["end of month", "2026-11-30"],
    ["EOM", "2026-11-30"],
    ["end of next month", "2026-12-31"],
    ["end of february", "2027-02-28"],
    ["end of quarter", "2026-12-31"],
    ["end of year", "2026-12-31"],
    ["next week", "2026-11-23"],
    ["next month", "2026-12-01"],
    ["start of next year", "2027-01-01"],
    ["weekend", "2026-11-21"],
    ["dec 24", "2026-12-24"],
    ["24 Dec", "2026-12-24"],
    ["24th of December, 2027", "2027-12-24"],
    ["Thu, 24 Dec 2026", "2026-12-24"],
    ["jan 5", "2027-01-05"],
    ["feb 29", "2028-02-29"],
    ["the 20th", "2026-11-20"],
    ["5th", "2026-12-05"],
    ["24.12.2026", "2026-12-24"],
    ["24.12.", "2026-12-24"],
    ["5.1.27", "2027-01-05"],
    ["24/12/2026", "2026-12-24"],
    ["12/24/2026", "2026-12-24"],
    ["2026-12-24", "2026-12-24"],
    ["2026/12/24", "2026-12-24"],
  ])("reads %s as %s", (text, date) => {
    expect(read(text)).toBe(date);
  });

  it("puts a date at 04:00 of the user's zone, where ClickUp keeps it", () => {
    expect(readInstant("2026-12-01", berlin)).toEqual({
      ms: Date.UTC(2026, 11, 1, 3),
      hasTime: false,
      echo: "2026-12-01",
    });
  });

  it("takes the day from the user's zone, not from UTC", () => {
    const auckland = createClock("Pacific/Auckland", NOW_MS);
    expect(readInstant("today", auckland)?.echo).toBe("2026-11-19");
  });
});

describe("dates with a time", () => {
  it.each([
    ["tomorrow 5pm", "2026-11-19T17:00:00+01:00"],
    ["2026-11-19 5pm", "2026-11-19T17:00:00+01:00"],
    ["in one hour", "2026-11-18T16:30:00+01:00"],
    ["tomorrow at 5:30 pm", "2026-11-19T17:30:00+01:00"],
    ["5pm tomorrow", "2026-11-19T17:00:00+01:00"],
    ["next friday at 17:00", "2026-11-27T17:00:00+01:00"],
    ["17:00", "2026-11-18T17:00:00+01:00"],
    ["9am", "2026-11-19T09:00:00+01:00"],
    ["today 9am", "2026-11-18T09:00:00+01:00"],
    ["noon", "2026-11-19T12:00:00+01:00"],
    ["noon tomorrow", "2026-11-19T12:00:00+01:00"],
    ["tomorrow morning", "2026-11-19T09:00:00+01:00"],
    ["friday midnight", "2026-11-21T00:00:00+01:00"],
    ["tomorrow 12am", "2026-11-19T00:00:00+01:00"],
    ["end of month 6pm", "2026-11-30T18:00:00+01:00"],
    ["dec 24 17h30", "2026-12-24T17:30:00+01:00"],
    ["24.12.2026 18:00", "2026-12-24T18:00:00+01:00"],
    ["tomorrow 9:00 UTC", "2026-11-19T10:00:00+01:00"],
    ["tomorrow 9am America/New_York", "2026-11-19T15:00:00+01:00"],
    ["in 2 hours", "2026-11-18T17:30:00+01:00"],
    ["+90min", "2026-11-18T17:00:00+01:00"],
    ["in 1h30", "2026-11-18T17:00:00+01:00"],
    ["half an hour ago", "2026-11-18T15:00:00+01:00"],
    ["now", "2026-11-18T15:30:00+01:00"],
    ["2026-12-24T17:00", "2026-12-24T17:00:00+01:00"],
    ["2026-12-24 17:00:30", "2026-12-24T17:00:30+01:00"],
    ["2026-12-24T17:00:00.000Z", "2026-12-24T18:00:00+01:00"],
    ["2026-12-24T17:00:00-05:00", "2026-12-24T23:00:00+01:00"],
    ["1798130400000", "2026-12-24T17:40:00+01:00"],
  ])("reads %s as %s", (text, echo) => {
    expect(read(text)).toBe(echo);
    expect(readInstant(text, berlin)?.hasTime).toBe(true);
  });

  it("reads back as a date the millisecond value that ClickUp gives for one", () => {
    expect(readInstant(String(Date.UTC(2026, 11, 1, 3)), berlin)?.echo).toBe("2026-12-01");
  });
});

describe("changes of the clocks", () => {
  it("keeps the wall time across the end of summer time", () => {
    const october = createClock("Europe/Berlin", Date.UTC(2026, 9, 23, 10));
    expect(readInstant("in 3 days", october)?.ms).toBe(Date.UTC(2026, 9, 26, 3));
    expect(readInstant("monday 9:00", october)?.echo).toBe("2026-10-26T09:00:00+01:00");
    expect(readInstant("saturday 9:00", october)?.echo).toBe("2026-10-24T09:00:00+02:00");
  });

  it("moves a time that the clocks skip to after the jump", () => {
    expect(read("2027-03-28T02:30")).toBe("2027-03-28T03:30:00+02:00");
  });

  it("takes the first of two equal wall times", () => {
    expect(read("2026-10-25T02:30")).toBe("2026-10-25T02:30:00+02:00");
  });

  it("knows zones with half hours", () => {
    const kolkata = createClock("Asia/Kolkata", NOW_MS);
    expect(readInstant("tomorrow 9am", kolkata)?.echo).toBe("2026-11-19T09:00:00+05:30");
  });
});

describe("what is not understood as a whole", () => {
  it.each([
    "",
    "soon",
    "this week",
    "tomorrow or friday",
    "friday the 13th of next year",
    "2026-02-30",
    "2026-13-01",
    "31.04.2026",
    "25:00",
    "tomorrow 13pm",
    "tomorrow 5",
    "0",
    "1767225600",
    "12/05/2026",
    "2026-12-24T17:00 Mars/Base",
    "tomorrow 9am Mars/Base",
    "tomorrow tomorrow",
    "in days",
    "friday after next",
    "eod soon",
    "31st of this month",
    "9999-01-01",
    "tomorrow; drop everything",
  ])("refuses %j rather than take a part of it", (text) => {
    expect(readInstant(text, berlin)).toBeUndefined();
  });

  it("names the argument and shows what works", () => {
    expect(() => parseInstant("soon", "due", berlin)).toThrowError(
      expect.objectContaining({
        failure: expect.objectContaining({
          code: "invalid_input",
          argument: "due",
          allowed: expect.arrayContaining(["tomorrow 5pm"]),
        }),
      }),
    );
  });

  it("says why 12/05 is refused", () => {
    expect(() => parseInstant("12/05/2026", "due", berlin)).toThrowError(
      expect.objectContaining({
        failure: expect.objectContaining({
          problem: '"due" can be read as day/month or month/day; write it as YYYY-MM-DD.',
        }),
      }),
    );
  });
});

describe("what has happened", () => {
  it.each([
    ["monday", "2026-11-16"],
    ["friday", "2026-11-13"],
    ["on wednesday", "2026-11-18"],
    ["friday 9:00", "2026-11-13T09:00:00+01:00"],
    ["wednesday 9:00", "2026-11-18T09:00:00+01:00"],
    ["wednesday 17:00", "2026-11-11T17:00:00+01:00"],
    ["9:00", "2026-11-18T09:00:00+01:00"],
    ["17:00", "2026-11-17T17:00:00+01:00"],
    ["today", "2026-11-18"],
    ["2 weeks ago", "2026-11-04"],
    ["2026-11-30", "2026-11-30"],
    ["tomorrow", "2026-11-19"],
  ])("%j is the latest that began: %s", (text, echo) => {
    expect(readPastInstant(text, berlin)?.echo).toBe(echo);
  });
});
