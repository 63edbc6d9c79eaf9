import * as z from "zod";
import type { KeyResult } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { currentOf, findGoal, percentOf, UUID } from "../goal/find.ts";
import { invalidInput } from "../invalid-input.ts";
import { StepFailure, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { keyResultShape, linksOf, newKeyResult } from "./plan.ts";

const input = z.object({
  key_result: Reference.optional().describe("Id; or goal and name for a new one."),
  goal: Reference.optional(),
  name: Title.optional(),
  ...keyResultShape,
  current: z.number().optional(),
  note: z.string().trim().max(10_000).optional(),
  workspace: Workspace,
});
type Input = z.output<typeof input>;
type Result = { made: KeyResult; ignored: string[]; failed: StepFailure[] };

export const keyResultUpdate = defineTool({
  name: "clickup_key_result_update",
  title: "Record a key result",
  description:
    "Records progress of a key result with a note, changes it, or adds a new one to a goal. " +
    "Ids are in clickup_goal_get.",
  toolset: "goals",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input,
  output: z.object({
    id: z.string(),
    name: z.string().optional(),
    created: z.boolean().optional(),
    current: z.number().optional(),
    percent: z.number().optional(),
    ignored: z.array(z.string()).optional(),
    failed: z.array(StepFailure).optional(),
  }),
  missing: { what: "key result", findWith: "clickup_goal_get" },
  handler: async (asked, context) => {
    const created = asked.key_result === undefined;
    const { made, ignored, failed } = created
      ? await create(asked, context)
      : await change(asked.key_result ?? "", asked, context);
    return {
      id: made.id,
      ...(created && { created }),
      ...withoutEmpty({
        name: made.name,
        current: currentOf(made),
        percent: percentOf(made),
        ignored,
        failed,
      }),
    };
  },
});

async function create(asked: Input, context: ToolContext): Promise<Result> {
  const { goal: given, name, current, note, workspace, ...wish } = asked;
  if (given === undefined || name === undefined) {
    throw invalidInput("key_result", 'Give "key_result", or "goal" and "name" for a new one.');
  }
  const lookup = { purpose: "write", workspace } as const;
  const goal = await findGoal(given, { ...lookup, argument: "goal" }, context);
  const wanted = await newKeyResult({ ...wish, name }, goal.workspaceId, lookup, context);
  const { keyResults } = context.clickup;
  let made = await keyResults.create(goal.id, wanted);
  const steps = new Steps("clickup_key_result_update", 1);
  if (current !== undefined || note !== undefined) {
    await steps.run("progress", async () => {
      made = await keyResults.update(made.id, {
        ...(current !== undefined && { steps_current: current }),
        ...(note !== undefined && { note }),
      });
    });
  }
  return { made, ignored: [], failed: steps.failed };
}

async function change(given: string, asked: Input, context: ToolContext): Promise<Result> {
  const { goal, name, current, note, type, from, to, unit, workspace } = asked;
  if (!UUID.test(given)) {
    throw invalidInput("key_result", '"key_result" must be its id; clickup_goal_get shows it.');
  }
  if (goal !== undefined || type !== undefined) {
    throw invalidInput("goal", "A key result keeps its goal and its type.");
  }
  const lookup = { purpose: "write", workspace } as const;
  const links = await linksOf(asked, undefined, lookup, context);
  const change = {
    ...(current !== undefined && { steps_current: current }),
    ...(note !== undefined && { note }),
    ...(name !== undefined && { name }),
    ...(from !== undefined && { steps_start: from }),
    ...(to !== undefined && { steps_end: to }),
    ...(unit !== undefined && { unit }),
    ...links,
  };
  if (Object.keys(change).length === 0) {
    throw invalidInput("current", "Nothing to change was given.");
  }
  const made = await context.clickup.keyResults.update(given, change);
  // Only progress and note are documented: the rest is believed when it comes back.
  const ignored = [
    { field: "current", kept: current === undefined || currentOf(made) === current },
    { field: "name", kept: name === undefined || made.name === name },
    { field: "from", kept: same(from, made.steps_start) },
    { field: "to", kept: same(to, made.steps_end) },
    { field: "unit", kept: unit === undefined || made.unit === unit },
    {
      field: "owners",
      kept: holds(
        made.owners.map(({ id }) => id),
        links.owners,
      ),
    },
    { field: "tasks", kept: holds(made.task_ids, links.task_ids) },
    { field: "lists", kept: holds(made.subcategory_ids, links.list_ids) },
  ].flatMap(({ field, kept }) => (kept ? [] : [field]));
  return { made, ignored, failed: [] };
}

/** Steps do not come back in every answer. */
function same(wanted: number | undefined, got: number | undefined): boolean {
  return wanted === undefined || got === undefined || wanted === got;
}

function holds(got: readonly string[], wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.every((id) => got.includes(id));
}
