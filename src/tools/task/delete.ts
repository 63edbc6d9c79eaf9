import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { checkExpectedName } from "../expected-name.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { withoutEmpty } from "../without-empty.ts";

export const taskDelete = defineTool({
  name: "clickup_task_delete",
  title: "Delete a task",
  description:
    "Deletes one task and its subtasks; the API cannot restore them. For many use " +
    "clickup_task_bulk_delete.",
  toolset: "tasks",
  tier: "premium",
  annotations: DELETES,
  input: z.object({
    task: Reference,
    list: Reference.optional(),
    expected_name: Title.optional().describe("Deletes only a task of this name."),
    dry_run: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    custom_id: z.string().optional(),
    name: z.string(),
    list: z.string().optional(),
    /** What goes with it, or would. */
    subtasks_deleted: z.number(),
    note: z.string().optional(),
  }),
  listedOutput: ["deleted", "id", "name", "subtasks_deleted"],
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async ({ task: given, list, expected_name, dry_run, workspace }, context) => {
    const { clickup, directory } = context;
    const ref = await directory.task(given, {
      purpose: "write",
      argument: "task",
      list,
      workspace,
    });
    const task = await clickup.tasks.get(ref.key, { subtasks: true, markdown: false });
    if (expected_name !== undefined) checkExpectedName(expected_name, task.name, "task");
    if (dry_run !== true) await clickup.tasks.delete(task.id);
    return {
      ...withoutEmpty({ custom_id: task.custom_id, list: task.list?.name }),
      id: task.id,
      name: task.name,
      deleted: dry_run !== true,
      subtasks_deleted: task.subtasks.length,
      ...(dry_run === true && { note: "Nothing was deleted; without dry_run this task would be." }),
    };
  },
});
