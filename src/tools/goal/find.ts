/** What a reference to a goal means, and a goal as this server shows it. */
import * as z from "zod";
import type { Goal, KeyResult } from "../../clickup/client.ts";
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup } from "../directory/directory.ts";
import { hitsOf, type Named, pickOne, toKey } from "../directory/match.ts";
import { plainName } from "../directory/plain-name.ts";
import { echoOf, isDateOnly } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { personName } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";

/** Goals and key results. */
export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Addresses end in a number that the API does not take. */
const IN_URL = /^(?:https:\/\/)?app\.clickup\.com\/(\d+)\/goals?\/([\w-]+)/;

export async function findGoal(
  given: string,
  lookup: Lookup,
  { directory, clickup }: ToolContext,
): Promise<{ id: string; workspaceId?: string }> {
  if (UUID.test(given)) return { id: given };
  const [, inWorkspace, inUrl] = IN_URL.exec(given) ?? [];
  if (inUrl !== undefined && UUID.test(inUrl)) return { id: inUrl };
  if (inUrl === undefined && /^https?:/i.test(given)) {
    throw invalidInput("goal", '"goal" is a URL that leads to no goal.');
  }
  const workspaceId = inWorkspace ?? (await directory.workspace(lookup.workspace)).id;
  const goals = await clickup.goals.list(workspaceId, { completed: true });
  const rows = goals.map((goal): Named<Goal> => {
    const name = plainName(goal.name);
    return { value: goal, id: goal.id, name, keys: [toKey(name)] };
  });
  const hits =
    inUrl === undefined
      ? hitsOf(given, rows, lookup.purpose)
      : rows.filter(({ value }) => value.pretty_id === inUrl);
  const { id } = pickOne(given, hits, rows, { what: "goal", findWith: "clickup_goal_get" });
  return { id, workspaceId };
}

export const KeyResultRow = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string().optional(),
  start: z.number().optional(),
  end: z.number().optional(),
  current: z.number().optional(),
  unit: z.string().optional(),
  percent: z.number().optional(),
  owners: z.array(z.string()).optional(),
  tasks: z.array(z.string()).optional(),
  lists: z.array(z.string()).optional(),
  note: z.string().optional(),
});
export type KeyResultRow = z.output<typeof KeyResultRow>;

/** What ClickUp itself notes when a key result is made; nobody has said anything by it. */
const MADE = "Created Key Result";

function toKeyResultRow(result: KeyResult): KeyResultRow {
  const { steps_start: start, steps_end: end, last_action: last } = result;
  return {
    id: result.id,
    name: result.name || "(no name)",
    ...withoutEmpty({
      type: result.type,
      start,
      end,
      current: currentOf(result),
      unit: result.unit,
      percent: percentOf(result),
      owners: result.owners.map(personName),
      tasks: result.task_ids,
      lists: result.subcategory_ids,
      note: last?.note === MADE ? undefined : last?.note,
    }),
  };
}

export function currentOf(result: KeyResult): number | undefined {
  return result.steps_current ?? result.last_action?.steps_current;
}

/** From the steps where they are told: ClickUp's own figure is 0–1 in one place and 0–100 in another. */
export function percentOf(result: KeyResult): number | undefined {
  const { steps_start: start = 0, steps_end: end, percent_completed: told, type } = result;
  const current = currentOf(result);
  if (type !== "automatic" && end !== undefined && current !== undefined && end !== start) {
    return Math.round(Math.min(1, Math.max(0, (current - start) / (end - start))) * 100);
  }
  if (told === undefined) return undefined;
  return Math.round(told <= 1 ? told * 100 : told);
}

const goalShape = {
  id: z.string(),
  name: z.string(),
  due: z.string().optional(),
  owners: z.array(z.string()).optional(),
  percent: z.number().optional(),
  url: z.string().optional(),
  description: z.string().optional(),
  archived: z.boolean().optional(),
  key_results: z.array(KeyResultRow).optional(),
};
export const GoalRow = z.object(goalShape);
export type GoalRow = z.output<typeof GoalRow>;

export function toGoalRow(goal: Goal, clock: Clock): GoalRow {
  const { due_date: due, percent_completed: percent } = goal;
  return {
    id: goal.id,
    name: goal.name || "(no name)",
    ...withoutEmpty({
      due: due === undefined ? undefined : echoOf(due, !isDateOnly(due, clock), clock),
      owners: goal.owners.map(personName),
      // Whole percents in goals; a fraction below 1 can only be the other scale.
      percent:
        percent === undefined
          ? undefined
          : Math.round(percent > 0 && percent < 1 ? percent * 100 : percent),
      url: goal.pretty_url,
      description: goal.description?.trim(),
      archived: goal.archived === true ? true : undefined,
      key_results: goal.key_results.map(toKeyResultRow),
    }),
  };
}
