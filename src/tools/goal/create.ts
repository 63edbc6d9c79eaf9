import * as z from "zod";
import { userClock } from "../clock.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { Markdown, References, Title, Words, Workspace } from "../fields.ts";
import { parseInstant } from "../instant.ts";
import { KeyResultWish, newKeyResult } from "../key-result/plan.ts";
import { StepFailure, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { Color } from "./color.ts";

/** A call each, within the time of one call. */
const MAX_KEY_RESULTS = 20;
/** ClickUp's own violet. */
const DEFAULT_COLOR = "#7b68ee";

export const goalCreate = defineTool({
  name: "clickup_goal_create",
  title: "Create a goal",
  description:
    "Creates a goal with its key results. Progress is told with clickup_key_result_update.",
  toolset: "goals",
  tier: "premium",
  listedByDefault: false,
  annotations: CREATES,
  input: z.object({
    name: Title,
    due: Words.optional(),
    description: Markdown.optional(),
    owners: References.optional().describe("Default me."),
    color: Color.optional(),
    key_results: z.array(KeyResultWish).max(MAX_KEY_RESULTS).optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    url: z.string().optional(),
    due: z.string().optional(),
    key_results: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
    failed: z.array(StepFailure).optional(),
  }),
  missing: { what: "goal", findWith: "clickup_goal_get" },
  handler: async ({ name, due, description, owners, color, key_results, workspace }, context) => {
    const { directory, clickup } = context;
    const clock = await userClock(context);
    const { id: workspaceId } = await directory.workspace(workspace);
    const lookup = { purpose: "write", workspace } as const;
    const instant = due === undefined ? undefined : parseInstant(due, "due", clock);
    const [people, wanted] = await Promise.all([
      Promise.all(
        (owners ?? ["me"]).map((one) =>
          directory.user(one, workspaceId, { ...lookup, argument: "owners" }),
        ),
      ),
      Promise.all(
        (key_results ?? []).map((wish) => newKeyResult(wish, workspaceId, lookup, context)),
      ),
    ]);
    const ids = [...new Set(people.map(({ id }) => id))];
    const goal = await clickup.goals.create(workspaceId, {
      name,
      due_date: instant?.ms ?? null,
      description: description ?? "",
      multiple_owners: ids.length > 1,
      owners: ids,
      color: color ?? DEFAULT_COLOR,
    });
    const steps = new Steps("clickup_goal_create", 1);
    const made: { id: string; name: string }[] = [];
    for (const wish of wanted) {
      await steps.run(`key result "${wish.name}"`, async () => {
        const { id } = await clickup.keyResults.create(goal.id, wish);
        made.push({ id, name: wish.name });
      });
    }
    return {
      id: goal.id,
      ...withoutEmpty({
        url: goal.pretty_url,
        due: instant?.echo,
        key_results: made,
        failed: steps.failed,
      }),
    };
  },
});
