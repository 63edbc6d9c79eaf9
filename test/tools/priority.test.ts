import { describe, expect, it } from "vitest";
import { z } from "zod";
import { coerceArguments } from "../../src/tools/coerce.ts";
import { Priority, priorityLevel, priorityName } from "../../src/tools/priority.ts";

const input = z.object({ priority: Priority.optional() });
const read = (priority: unknown) => input.parse(coerceArguments(input, { priority }).value);

describe("priorities", () => {
  it.each([
    ["Urgent", "urgent"],
    ["2", "high"],
    [3, "normal"],
    [" low ", "low"],
    ["none", "none"],
    [0, "none"],
  ])("takes %j for %s, by name or by ClickUp's number", (given, name) => {
    expect(read(given)).toEqual({ priority: name });
  });

  it.each(["asap", 5, -1, "12", true])("refuses %j", (given) => {
    expect(() => read(given)).toThrowError(z.ZodError);
  });

  it("has the number that ClickUp has for each name", () => {
    const levels = Priority.options.map((name) => [name, priorityLevel(name)]);
    expect(Object.fromEntries(levels)).toEqual({
      none: null,
      urgent: 1,
      high: 2,
      normal: 3,
      low: 4,
    });
    expect([1, 2, 3, 4, 0, 5, null].map(priorityName)).toEqual([
      "urgent",
      "high",
      "normal",
      "low",
      undefined,
      undefined,
      undefined,
    ]);
  });
});
