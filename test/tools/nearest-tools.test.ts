import { describe, expect, it } from "vitest";
import { nearestTools } from "../../src/tools/nearest-tools.ts";
import { ALL_TOOL_NAMES } from "../../src/tools/tool-names.ts";

describe("the tools named instead of one that does not exist", () => {
  it.each([
    ["clickup_time_entry_create", "clickup_time_entry_add"],
    ["clickup_create_task", "clickup_task_create"],
    ["clickup_get_tasks", "clickup_task_get"],
    ["clickup_tasks_list", "clickup_task_list"],
    ["send_chat_message", "clickup_chat_message_send"],
    ["clickup_my_work", "clickup_task_my_work"],
    ["clickup_task_updaet", "clickup_task_update"],
  ])("begin with what does the same, whatever the verb and the order: %s", (given, first) => {
    const nearest = nearestTools(given, ALL_TOOL_NAMES);
    expect(nearest).toContain(first);
    expect(nearest.indexOf(first)).toBeLessThan(2);
  });

  it("are at most three, and none when nothing is near", () => {
    expect(nearestTools("clickup_task", ALL_TOOL_NAMES).length).toBeLessThanOrEqual(3);
    expect(nearestTools("zzz_qqq_xxx", ALL_TOOL_NAMES)).toEqual([]);
    expect(nearestTools("", ALL_TOOL_NAMES)).toEqual([]);
  });
});
