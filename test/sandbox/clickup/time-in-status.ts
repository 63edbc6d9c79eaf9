// How long tasks lay in each status; a ClickApp that a Space may have switched off.
import { isOn, listOfTask, spaceOfTask, TASK_QUERY, taskIn, taskOf } from "./access.ts";
import { refuse } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { TaskRow } from "./state.ts";
import { findStatus, firstOpenStatus } from "./statuses.ts";

export const timeInStatusRoutes: Route[] = [
  route("GET /v2/task/{task_id}/time_in_status", { query: TASK_QUERY }, (call) =>
    ok(timeInStatus(call, taskOf(call))),
  ),

  route(
    "GET /v2/task/bulk_time_in_status/task_ids",
    { query: [...TASK_QUERY, "task_ids*"] },
    (call) => {
      const ids = call.query.all("task_ids");
      if (ids.length < 2 || ids.length > 100) refuse("SANDBOX_002", "2 to 100 task_ids");
      const answers: JsonObject = {};
      for (const id of ids) answers[id] = timeInStatus(call, taskIn(call, id));
      return ok(answers);
    },
  ),
];

function timeInStatus(call: Call, task: TaskRow): JsonObject {
  const space = spaceOfTask(call.state, task);
  if (!isOn(space, "time_in_status")) refuse("SANDBOX_002", "time in status is off");
  const list = listOfTask(call.state, task);
  const history = task.statusHistory.map((span, index) => {
    const until = task.statusHistory[index + 1]?.sinceMs ?? call.nowMs;
    const status = findStatus(call.state, list, span.status) ?? firstOpenStatus(call.state, list);
    return {
      status: status.status,
      color: status.color,
      type: status.type,
      total_time: {
        by_minute: Math.max(0, Math.round((until - span.sinceMs) / 60_000)),
        since: String(span.sinceMs),
      },
      orderindex: status.orderindex,
    };
  });
  const current = history.at(-1) ?? refuse("SANDBOX_002", "no history");
  return {
    current_status: {
      status: current.status,
      color: current.color,
      total_time: current.total_time,
    },
    status_history: history,
  };
}
