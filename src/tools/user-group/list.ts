import * as z from "zod";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import type { TeamEntry } from "../directory/directory.ts";
import { Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { isFinished } from "../task/filter-dates.ts";
import { textOfRows } from "../task/rows.ts";
import { TaskRow, toTaskRow } from "../task/summary.ts";

const Person = z.object({ id: z.string(), name: z.string() });
const Team = z.object({
  id: z.string(),
  name: z.string(),
  handle: z.string().optional(),
  members: z.array(Person),
});

export const userGroupList = defineTool({
  name: "clickup_user_group_list",
  title: "List Teams",
  description:
    "Teams (user groups) with their members; of one Team also the open tasks of its members. For all people use clickup_member_list.",
  toolset: "groups",
  tier: "premium",
  listedByDefault: false,
  annotations: READS,
  input: z.object({
    group: Reference.optional().describe("Name, handle or id; default all."),
    include_tasks: z.boolean().optional().describe("Needs group."),
    workspace: Workspace,
  }),
  output: z.object({
    teams: z.array(Team),
    tasks: z.array(TaskRow).optional(),
    tasks_complete: z.boolean().optional(),
    note: z.string().optional(),
  }),
  missing: { what: "Team", findWith: "clickup_user_group_list" },
  text: textOfRows,
  handler: async ({ group, include_tasks = false, workspace }, context) => {
    const { directory } = context;
    if (include_tasks && group === undefined) {
      throw invalidInput("include_tasks", '"include_tasks" needs one "group".');
    }
    const { id } = await directory.workspace(workspace);
    const lookup = { purpose: "read", workspace, argument: "group" } as const;
    const teams =
      group === undefined ? await directory.teams(id) : [await directory.team(group, id, lookup)];
    const names = new Map((await directory.members(id)).map((one) => [one.id, one.name]));
    const rows = teams.map((team) => ({
      id: team.id,
      name: team.name,
      ...(team.handle !== undefined && { handle: team.handle }),
      members: team.memberIds.map((memberId) => ({
        id: memberId,
        name: names.get(memberId) ?? memberId,
      })),
    }));
    const [only] = teams;
    if (!include_tasks || only === undefined) return { teams: rows };
    return { teams: rows, ...(await tasksOf(only, id, context)) };
  },
});

/** ClickUp filters by people and not by Teams: what is assigned to the Team alone does not show. */
async function tasksOf({ memberIds }: TeamEntry, workspaceId: string, context: ToolContext) {
  // Without people ClickUp would give the tasks of everybody.
  if (memberIds.length === 0) return { tasks: [], tasks_complete: true };
  const clock = await userClock(context);
  const page = await context.clickup.tasks.inWorkspace(workspaceId, 0, { assignees: memberIds });
  // What is done and not closed ClickUp gives as well.
  const open = page.tasks.filter((task) => !isFinished(task));
  return {
    tasks: open.map((task) => toTaskRow(task, clock)),
    tasks_complete: page.lastPage,
    ...(!page.lastPage && {
      note: "More follow; for all use clickup_task_list with these people as assignees.",
    }),
  };
}
