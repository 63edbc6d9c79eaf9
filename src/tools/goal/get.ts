import * as z from "zod";
import type { Goal } from "../../clickup/client.ts";
import { userClock } from "../clock.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { optionalPart } from "../steps.ts";
import { findGoal, GoalRow, toGoalRow } from "./find.ts";

/** Goals whose key results are read, a call each. */
const MAX_DETAILED = 20;

const WITHOUT_COMPLETED = "Completed goals are left out; include_completed shows them.";

export const goalGet = defineTool({
  name: "clickup_goal_get",
  title: "Get goals",
  description: "One goal or all, with key results and progress.",
  toolset: "goals",
  tier: "premium",
  listedByDefault: false,
  annotations: READS,
  input: z.object({
    goal: Reference.optional().describe("Id, URL or name; default all."),
    include_completed: z.boolean().optional(),
    owner: Reference.optional(),
    workspace: Workspace,
  }),
  output: z.object({
    goals: z.array(GoalRow),
    note: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  missing: { what: "goal", findWith: "clickup_goal_get" },
  handler: async ({ goal, include_completed, owner, workspace }, context) => {
    const { goals } = context.clickup;
    const clock = await userClock(context);
    const lookup = { purpose: "read", workspace } as const;
    if (goal !== undefined) {
      const { id } = await findGoal(goal, { ...lookup, argument: "goal" }, context);
      return { goals: [toGoalRow(await goals.get(id), clock)] };
    }
    const { id: workspaceId } = await context.directory.workspace(workspace);
    const person =
      owner === undefined
        ? undefined
        : await context.directory.user(owner, workspaceId, { ...lookup, argument: "owner" });
    const found = (await goals.list(workspaceId, { completed: include_completed === true })).filter(
      ({ owners }) => person === undefined || owners.some(({ id }) => id === person.id),
    );
    const warnings: string[] = [];
    const withResults = found.filter(({ key_result_count: count = 1 }) => count > 0);
    const detailed = new Set(withResults.slice(0, MAX_DETAILED).map(({ id }) => id));
    if (withResults.length > detailed.size) {
      warnings.push(
        `Only the first ${MAX_DETAILED} of ${withResults.length} goals come with their key results; ask for another by its id.`,
      );
    }
    const whole = async (one: Goal): Promise<Goal> => {
      if (!detailed.has(one.id)) return one;
      const read = await optionalPart(one.name || one.id, warnings, () => goals.get(one.id));
      return read === undefined ? one : { ...one, key_results: read.key_results };
    };
    const rows = (await Promise.all(found.map(whole))).map((one) => toGoalRow(one, clock));
    return {
      goals: rows,
      ...(rows.length === 0 && include_completed !== true && { note: WITHOUT_COMPLETED }),
      ...(warnings.length > 0 && { warnings }),
    };
  },
});
