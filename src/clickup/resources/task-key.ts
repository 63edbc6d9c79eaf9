import { type ApiPath, path } from "../path.ts";
import type { Query } from "../send.ts";

/** A task by its own id, or by custom id ("ABC-123"), which needs the Workspace beside it. */
export type TaskKey = string | { customId: string; workspaceId: string };

const NOTHING_MORE: ApiPath = { text: "", shape: "" };

/** "/v2/task/{}" and what follows, for either kind of key. */
export function taskPath(task: TaskKey, rest: ApiPath = NOTHING_MORE): ApiPath {
  const head = path`/v2/task/${typeof task === "string" ? task : task.customId}`;
  return { text: head.text + rest.text, shape: head.shape + rest.shape };
}

export function customIdQuery(task: TaskKey): Query {
  return typeof task === "string" ? {} : { custom_task_ids: true, team_id: task.workspaceId };
}
