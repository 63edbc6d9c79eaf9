import { describe, expect, it } from "vitest";
import { meantArguments } from "../../src/tools/argument-words.ts";
import { TOOLS } from "../../src/tools/catalogue.ts";

const meant = (tool: string, given: string) => {
  const found = TOOLS.find(({ name }) => name === `clickup_${tool}`);
  expect(found).toBeDefined();
  return meantArguments(given, Object.keys(found?.input.shape ?? {}));
};

describe("the hint for an argument that a tool does not have", () => {
  it.each([
    ["task_list", "list", ["in"]],
    ["task_bulk_update", "status", ["set", "filter"]],
    ["task_assign", "assignees", ["set", "add"]],
    ["task_search", "due", ["filter"]],
    ["comment_create", "task", ["on"]],
    ["view_get", "in", ["at"]],
    ["custom_field_get", "list_id", ["at"]],
    ["task_move", "to", ["to_list"]],
    ["doc_create", "content", ["pages"]],
    ["time_report", "period", ["from", "to"]],
    ["reminder_create", "text", ["note"]],
    ["task_update", "id", ["task"]],
  ])("says what %s calls %j, not what is spelt alike", (tool, given, expected) => {
    expect(meant(tool, given)).toEqual(expected);
  });

  it("falls back to the spelling where no word is known", () => {
    expect(meant("checklist_update", "ad_items")[0]).toBe("add_items");
    expect(meant("task_list", "constructor")).toEqual([]);
  });
});
