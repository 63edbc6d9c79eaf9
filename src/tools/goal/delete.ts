import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { checkExpectedName } from "../expected-name.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { findGoal } from "./find.ts";

export const goalDelete = defineTool({
  name: "clickup_goal_delete",
  title: "Delete a goal",
  description: "Deletes a goal with its key results, if it has the expected name.",
  toolset: "goals",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({
    goal: Reference.describe("Id, URL or name."),
    expected_name: Title,
    dry_run: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    name: z.string(),
    key_results: z.number(),
    dry_run: z.boolean().optional(),
  }),
  missing: { what: "goal", findWith: "clickup_goal_get" },
  handler: async ({ goal: given, expected_name, dry_run = false, workspace }, context) => {
    const { goals } = context.clickup;
    const lookup = { purpose: "write", workspace, argument: "goal" } as const;
    const { id } = await findGoal(given, lookup, context);
    const goal = await goals.get(id);
    checkExpectedName(expected_name, goal.name, "goal");
    if (!dry_run) await goals.remove(id);
    return {
      deleted: !dry_run,
      id,
      name: goal.name,
      key_results: goal.key_results.length,
      ...(dry_run && { dry_run }),
    };
  },
});
