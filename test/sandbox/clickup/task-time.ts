// The older API for tracked time: everybody's intervals on one task, in one call.
import { isOn, spaceOfTask, TASK_QUERY, taskOf, workspaceOfTask } from "./access.ts";
import { numberIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { newTimerId } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { BodyKind, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { TaskRow, TimeEntryRow } from "./state.ts";
import { reachesEntriesOf } from "./time-access.ts";
import { msText, userWire } from "./wire.ts";

const BODY = {
  start: "integer",
  end: "integer",
  time: "integer",
} as const satisfies Record<string, BodyKind>;

export const taskTimeRoutes: Route[] = [
  route("GET /v2/task/{task_id}/time", { query: TASK_QUERY }, (call) => {
    const entries = endedEntries(call, taskOf(call));
    const people = [...new Set(entries.map((entry) => entry.userId))];
    return ok({
      data: people.map((userId) => {
        const own = entries.filter((entry) => entry.userId === userId);
        return {
          user: userWire(call.state, userId),
          time: own.reduce((sum, entry) => sum + lengthMs(entry), 0),
          intervals: own.map(intervalWire),
        };
      }),
    });
  }),

  route("POST /v2/task/{task_id}/time", { query: TASK_QUERY, body: BODY }, (call) => {
    const task = taskOf(call);
    if (!isOn(spaceOfTask(call.state, task), "time_tracking")) refuse("TIMEENTRY_072");
    const [startMs, endMs] = spanIn(call);
    const entry: TimeEntryRow = {
      id: newTimerId(call.state),
      workspaceId: workspaceOfTask(call.state, task).id,
      taskId: task.id,
      userId: call.user.id,
      startMs,
      endMs,
      billable: false,
      description: "",
      tags: [],
      atMs: call.nowMs,
      history: [],
      approval: null,
    };
    call.state.timeEntries[entry.id] = entry;
    return ok({ id: entry.id });
  }),

  route("PUT /v2/task/{task_id}/time/{interval_id}", { query: TASK_QUERY, body: BODY }, (call) => {
    const entry = intervalIn(call);
    [entry.startMs, entry.endMs] = spanIn(call);
    entry.atMs = call.nowMs;
    return ok({});
  }),

  route("DELETE /v2/task/{task_id}/time/{interval_id}", { query: TASK_QUERY }, (call) => {
    delete call.state.timeEntries[intervalIn(call).id];
    return ok({});
  }),
];

function endedEntries(call: Call, task: TaskRow): TimeEntryRow[] {
  return Object.values(call.state.timeEntries).filter(
    (entry) => entry.taskId === task.id && entry.endMs !== null,
  );
}

function intervalIn(call: Call): TimeEntryRow {
  const task = taskOf(call);
  const id = call.path("interval_id");
  const entry = endedEntries(call, task).find((row) => row.id === id);
  if (entry === undefined) return refuse("SANDBOX_002", "no such interval");
  const workspace = workspaceOfTask(call.state, task);
  return reachesEntriesOf(call, workspace, entry.userId) ? entry : refuse("TIMEENTRY_059");
}

/** Both ends, or a length that ends now. */
function spanIn(call: Call): [number, number] {
  const start = numberIn(call.body, "start");
  const end = numberIn(call.body, "end");
  const time = numberIn(call.body, "time");
  if (start !== undefined && end !== undefined) return [start, end];
  if (time === undefined) return refuse("SANDBOX_002", "start and end, or time");
  const startMs = start ?? (end ?? call.nowMs) - time;
  return [startMs, startMs + time];
}

const lengthMs = (entry: TimeEntryRow): number => (entry.endMs ?? entry.startMs) - entry.startMs;

function intervalWire(entry: TimeEntryRow): JsonObject {
  return {
    id: entry.id,
    start: msText(entry.startMs),
    end: msText(entry.endMs),
    time: String(lengthMs(entry)),
    source: "clickup",
    date_added: msText(entry.atMs),
  };
}
