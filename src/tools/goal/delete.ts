import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
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
    if (foldName(goal.name) !== foldName(expected_name)) {
      throw invalidInput(
        "expected_name",
        `The goal is named "${goal.name.slice(0, 100)}", not "${expected_name.slice(0, 100)}".`,
      );
    }
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
