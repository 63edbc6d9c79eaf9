import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { Reference, References, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { taskId, taskIds } from "./references.ts";

export const taskMerge = defineTool({
  name: "clickup_task_merge",
  title: "Merge tasks",
  description:
    "Merges duplicate tasks into one, which cannot be undone. dry_run shows what would go where.",
  toolset: "tasks",
  tier: "premium",
  annotations: { ...DELETES, idempotentHint: false },
  input: z.object({
    into: Reference.describe("The task that stays."),
    tasks: References.min(1),
    dry_run: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    target: z.string(),
    merged: z.array(z.string()),
    failed: z.array(z.object({ task: z.string(), code: z.string(), problem: z.string() })),
    would_merge: z
      .array(z.object({ id: z.string(), name: z.string(), list: z.string().optional() }))
      .optional(),
    into: z.object({ id: z.string(), name: z.string(), list: z.string().optional() }).optional(),
  }),
  listedOutput: ["target", "merged", "failed"],
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async ({ into, tasks, dry_run, workspace }, context) => {
    const { clickup } = context;
    const [target, sources] = await Promise.all([
      taskId(into, context, { argument: "into", workspace }),
      taskIds(tasks, context, { argument: "tasks", workspace }),
    ]);
    if (sources.includes(target)) {
      throw invalidInput("tasks", `"tasks" names the task ${target} that "into" names.`);
    }
    if (dry_run === true) {
      const [kept, ...going] = await Promise.all(
        [target, ...sources].map(async (id) => {
          const { name, list } = await clickup.tasks.get(id, { markdown: false });
          return { id, name, ...(list?.name !== undefined && { list: list.name }) };
        }),
      );
      return { target, merged: [], failed: [], would_merge: going, into: kept };
    }
    await clickup.tasks.merge(target, sources);
    return { target, merged: sources, failed: [] };
  },
});
