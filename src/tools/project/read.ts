/** All tasks of a project, with what is done and what lies below, for figures over the whole of it. */
import type { Task } from "../../clickup/client.ts";
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import type { Purpose } from "../directory/directory.ts";
import { type FilterWords, resolveFilter } from "../task/filter.ts";
import { MAX_COUNTED, scanTasks } from "../task/scan.ts";

export interface ProjectTasks {
  tasks: Task[];
  workspaceId: string;
  /** What was read, by path; empty for the whole Workspace. */
  places: readonly string[];
  complete: boolean;
  /** Undefined when all was read. */
  note: string | undefined;
}

export async function readProject(
  words: FilterWords,
  context: ToolContext,
  clock: Clock,
  options: { purpose?: Purpose; workspace: string | undefined; maxTasks?: number | undefined },
): Promise<ProjectTasks> {
  const { purpose = "read", workspace, maxTasks = MAX_COUNTED } = options;
  const all = { subtasks: true, include_closed: true, ...words };
  const query = await resolveFilter(all, context, clock, { purpose, workspace });
  const scan = await scanTasks(context, query, { limit: maxTasks });
  await query.confirm();
  return {
    tasks: scan.tasks,
    workspaceId: query.workspaceId,
    places: query.places,
    complete: scan.complete,
    note: scan.complete
      ? undefined
      : `Only the first ${scan.scanned} tasks were read, so all of this is of a part; narrow it to one Folder or List.`,
  };
}
