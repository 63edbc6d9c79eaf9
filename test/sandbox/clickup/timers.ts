// The running timer: one a person. Starting another ends it.
import { TASK_QUERY, workspaceIn } from "./access.ts";
import { refuse } from "./errors.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { TimeEntryRow } from "./state.ts";
import { reachesEntriesOf } from "./time-access.ts";
import { newEntry } from "./time-entries.ts";
import { timerWire } from "./time-entry-wire.ts";
import { msText } from "./wire.ts";

export const timerRoutes: Route[] = [
  route("GET /v2/team/{team_id}/time_entries/current", { query: ["assignee"] }, (call) => {
    const workspace = workspaceIn(call);
    const userId = call.query.integer("assignee") ?? call.user.id;
    if (!reachesEntriesOf(call, workspace, userId)) refuse("TIMEENTRY_059");
    const entry = runningOf(call, workspace.id, userId);
    return ok({
      data: entry === null ? null : { ...timerWire(call, entry), at: msText(entry.atMs) },
    });
  }),

  route(
    "POST /v2/team/{team_id}/time_entries/start",
    {
      query: TASK_QUERY,
      body: { description: "text", tags: "array", tid: "text", billable: "boolean" },
      ignored: ["task_id"],
    },
    (call) => {
      const workspace = workspaceIn(call);
      const entry = newEntry(call, workspace, call.user.id, call.nowMs);
      end(call, runningOf(call, workspace.id, call.user.id));
      call.state.timeEntries[entry.id] = entry;
      return ok({ data: timerWire(call, entry) });
    },
  ),

  route("POST /v2/team/{team_id}/time_entries/stop", {}, (call) => {
    const entry = runningOf(call, workspaceIn(call).id, call.user.id);
    end(call, entry);
    return ok({ data: entry === null ? null : timerWire(call, entry) });
  }),
];

function runningOf(call: Call, workspaceId: string, userId: number): TimeEntryRow | null {
  return (
    Object.values(call.state.timeEntries).find(
      (entry) =>
        entry.workspaceId === workspaceId && entry.userId === userId && entry.endMs === null,
    ) ?? null
  );
}

function end(call: Call, entry: TimeEntryRow | null): void {
  if (entry === null) return;
  entry.endMs = call.nowMs;
  entry.atMs = call.nowMs;
}
