import * as z from "zod";
import { defineTool, UPDATES } from "../define-tool.ts";
import { formatDuration, parseDuration } from "../duration.ts";
import { Reference, Words, Workspace } from "../fields.ts";
import { Ignored } from "../ignored.ts";
import { invalidInput } from "../invalid-input.ts";
import { withRefusalHint } from "../refusal-hint.ts";
import { isNone } from "../task/resolve.ts";
import { idOf } from "../task-bulk/pick.ts";

/** ClickUp's own cap. */
const MAX_ESTIMATES = 10;
const UNASSIGNED = "unassigned";
const NOT_SHOWN = "ClickUp took it, and its answer does not show the estimates.";
const OTHERS_TOO = "The total holds the estimates of others too, which merge keeps.";
/** The two conditions that the documents name. */
const NOT_TAKEN =
  'ClickUp takes estimates by person on its Business plan and above, and only of who is assigned to the task: assign the others first with clickup_task_assign, or give their time to "unassigned".';

export const taskEstimateUpdate = defineTool({
  name: "clickup_task_estimate_update",
  title: "Set estimates by person",
  description:
    "Sets a task's time estimates by assignee: merge keeps the others, replace drops them. Needs ClickUp's " +
    "Business plan; for one estimate of the whole task use clickup_task_update.",
  toolset: "planning",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    task: Reference,
    list: Reference.optional(),
    estimates: z.record(z.string().max(200), Words).describe('{person or "unassigned": "2h"}'),
    mode: z.enum(["merge", "replace"]).optional(),
    workspace: Workspace,
  }),
  output: z.object({
    task: z.string(),
    total: z.string().optional(),
    by_user: z.record(z.string(), z.string()),
    ignored: z.array(Ignored).optional(),
    note: z.string().optional(),
  }),
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async ({ task, list, estimates, mode = "merge", workspace }, { directory, clickup }) => {
    const lookup = { purpose: "write", workspace } as const;
    const given = Object.entries(estimates);
    if (given.length === 0 && mode === "merge") {
      throw invalidInput("estimates", '"estimates" says nothing.');
    }
    if (given.length > MAX_ESTIMATES) {
      throw invalidInput("estimates", `ClickUp takes ${MAX_ESTIMATES} estimates at once.`);
    }
    const ref = await directory.task(task, { ...lookup, list, argument: "task" });
    const workspaceId = ref.workspaceId ?? (await directory.workspace(workspace)).id;
    const wanted = await Promise.all(
      given.map(async ([name, length]) => {
        const argument = `estimates.${name}`;
        const timeMs = isNone(length) ? 0 : parseDuration(length, argument);
        if (name.toLowerCase() === UNASSIGNED) return { name: UNASSIGNED, id: UNASSIGNED, timeMs };
        const user = await directory.user(name, workspaceId, { ...lookup, argument });
        return { name: user.name, id: user.id, timeMs };
      }),
    );
    const twice = wanted.find(({ id }, at) => wanted.findIndex((one) => one.id === id) < at);
    if (twice !== undefined) {
      throw invalidInput("estimates", `"estimates" names ${twice.name} twice.`);
    }
    const id = idOf(ref.key);
    const sent = wanted.map(({ id: assignee, timeMs }) => ({ assignee, timeMs }));
    const after = await withRefusalHint(NOT_TAKEN, () =>
      clickup.tasks.setEstimates(workspaceId, id, sent, mode === "merge"),
    );
    const nameOf = new Map(wanted.map((one) => [one.id, one.name]));
    const { byAssignee } = after;
    const ignored = wanted
      .filter(({ id: one, timeMs }) => byAssignee && (byAssignee[one] ?? 0) !== timeMs)
      .map(({ name }) => ({ field: name, reason: "ClickUp accepted this and did not do it" }));
    const shownMs = Object.values(byAssignee ?? {}).reduce((sum, ms) => sum + ms, 0);
    const hasOthers = mode === "merge" && (after.totalMs ?? shownMs) > shownMs;
    const note = byAssignee === undefined ? NOT_SHOWN : hasOthers ? OTHERS_TOO : undefined;
    return {
      task: id,
      ...(after.totalMs !== undefined && { total: formatDuration(after.totalMs) }),
      by_user: Object.fromEntries(
        Object.entries(byAssignee ?? {}).map(([one, ms]) => [
          nameOf.get(one) ?? one,
          formatDuration(ms),
        ]),
      ),
      ...(ignored.length > 0 && { ignored }),
      ...(note !== undefined && { note }),
    };
  },
});
