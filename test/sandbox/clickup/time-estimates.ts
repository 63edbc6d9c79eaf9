// Estimates by assignee (v3): PATCH keeps the others, PUT drops them. Business and up.
import { spaceOfTask, taskIn } from "./access.ts";
import { arrayIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { TaskRow } from "./state.ts";
import { workspaceV3 } from "./v3.ts";

const PATH = "/v3/workspaces/{workspace_id}/tasks/{task_id}/time_estimates_by_user";
const BODY = { body: { estimates: "array!" }, array: "estimates" } as const;
const MOST = 10;

export const timeEstimateRoutes: Route[] = [
  route(`PATCH ${PATH}`, BODY, (call) => {
    const task = taskHere(call);
    const given = estimatesIn(call, task);
    const total = keep(call, task, { ...task.estimatesMs, ...given });
    return ok({ data: { total_time_estimate: total, updated_estimates: given } });
  }),

  route(`PUT ${PATH}`, BODY, (call) => {
    const task = taskHere(call);
    const given = estimatesIn(call, task);
    const total = keep(call, task, given);
    return ok({ data: { total_time_estimate: total, assignee_estimates: given } });
  }),
];

/** By native or custom id, without any parameter to say which. */
function taskHere(call: Call): TaskRow {
  const workspace = workspaceV3(call);
  if (workspace.plan === "free" || workspace.plan === "unlimited") {
    refuse("V3_400", "Business plan or above");
  }
  const id = call.path("task_id");
  const byCustomId = Object.values(call.state.tasks).find(
    (row) => row.customId === id && spaceOfTask(call.state, row).workspaceId === workspace.id,
  );
  const task = taskIn(call, byCustomId?.id ?? id);
  return spaceOfTask(call.state, task).workspaceId === workspace.id
    ? task
    : refuse("V3_404", "Task");
}

function estimatesIn(call: Call, task: TaskRow): Record<string, number> {
  const rows = arrayIn(call.body, "estimates") ?? [];
  if (rows.length > MOST) refuse("V3_400", `at most ${MOST} estimates`);
  const estimates: Record<string, number> = {};
  for (const row of rows) {
    if (!isObject(row)) return refuse("V3_400", "estimates must be objects");
    const { assignee, time, ...rest } = row;
    for (const key of Object.keys(rest)) refuse("SANDBOX_001", `[].${key}`);
    const known =
      assignee === "unassigned" ||
      (typeof assignee === "number" && task.assigneeIds.includes(assignee));
    if (!known) return refuse("V3_400", "assignee must be assigned to the task");
    if (typeof time !== "number" || !Number.isSafeInteger(time) || time < 0) {
      return refuse("V3_400", "time");
    }
    estimates[String(assignee)] = time;
  }
  return estimates;
}

function keep(call: Call, task: TaskRow, estimates: JsonObject & Record<string, number>): number {
  const total = Object.values(estimates).reduce((sum, ms) => sum + ms, 0);
  task.estimatesMs = estimates;
  task.estimateMs = total;
  task.updatedMs = call.nowMs;
  return total;
}
