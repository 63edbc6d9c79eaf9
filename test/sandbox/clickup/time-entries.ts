// Tracked time. A create takes its task as `tid`; a wrong id in PUT and DELETE is a 200 that does nothing.
import {
  isOn,
  listOfTask,
  memberIn,
  seesSpace,
  spaceOfTask,
  TASK_QUERY,
  taskIn,
  workspaceIn,
} from "./access.ts";
import { flagIn, numberIn, textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { newTimerId, newUuid } from "./ids.ts";
import type { BodyKind, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { Plan, TaskRow, TimeEntryRow, WorkspaceRow } from "./state.ts";
import { entryIn, reachesEntriesOf } from "./time-access.ts";
import { ENTRY_DETAIL_QUERY, entryWire, timerWire } from "./time-entry-wire.ts";
import { labelsIn, stickLabels } from "./time-labels.ts";
import { msText, userWire } from "./wire.ts";

const DAY_MS = 86_400_000;
const PLACES = ["space_id", "folder_id", "list_id", "task_id"] as const;

/** Entries without a task, and entries for other people. */
const FREE_ENTRY_PLANS: ReadonlySet<Plan> = new Set(["business_plus", "enterprise"]);

const CREATE_BODY = {
  description: "text",
  tags: "array",
  start: "integer!",
  stop: "integer",
  end: "integer",
  billable: "boolean",
  duration: "integer",
  assignee: "integer",
  tid: "text",
} as const satisfies Record<string, BodyKind>;

const UPDATE_BODY = {
  description: "text",
  tags: "array",
  tag_action: "text",
  start: "integer",
  end: "integer",
  tid: "text",
  billable: "boolean",
  duration: "integer",
} as const satisfies Record<string, BodyKind>;

export const timeEntryRoutes: Route[] = [
  route(
    "GET /v2/team/{team_id}/time_entries",
    {
      query: [
        ...PLACES,
        ...ENTRY_DETAIL_QUERY,
        ...TASK_QUERY,
        "start_date",
        "end_date",
        "assignee",
        "is_billable",
      ],
    },
    (call) => ok({ data: entries(call).map((entry) => entryWire(call, entry)) }),
  ),

  route(
    "POST /v2/team/{team_id}/time_entries",
    { query: TASK_QUERY, body: CREATE_BODY, ignored: ["task_id"] },
    (call) => {
      const workspace = workspaceIn(call);
      const startMs = numberIn(call.body, "start") ?? 0;
      const userId = numberIn(call.body, "assignee") ?? call.user.id;
      if (userId !== call.user.id) {
        if (!reachesEntriesOf(call, workspace, userId)) refuse("TIMEENTRY_059");
        refuseBelowBusinessPlus(workspace, "time for other people");
        if (memberIn(workspace, userId) === undefined) refuse("SANDBOX_002", "assignee is nobody");
      }
      const entry = newEntry(call, workspace, userId, startMs);
      entry.endMs = endIn(call, startMs);
      call.state.timeEntries[entry.id] = entry;
      // What was sent, and no id.
      const { stop: _, end: __, ...sent } = call.body;
      const duration = entry.endMs === null ? 0 : entry.endMs - startMs;
      return ok({ ...sent, duration });
    },
  ),

  route("GET /v2/team/{team_id}/time_entries/{timer_id}", { query: ENTRY_DETAIL_QUERY }, (call) => {
    const entry = entryIn(call, call.path("timer_id"));
    return ok({ data: entry === null ? null : entryWire(call, entry) });
  }),

  route(
    "PUT /v2/team/{team_id}/time_entries/{timer_id}",
    { query: TASK_QUERY, body: UPDATE_BODY, ignored: ["task_id"] },
    (call) => {
      const entry = entryIn(call, call.path("timer_id"));
      if (entry === null) return ok({ data: null });
      updateEntry(call, entry);
      return ok({ data: entryWire(call, entry) });
    },
  ),

  route("DELETE /v2/team/{team_id}/time_entries/{timer_id}", {}, (call) => {
    const found = call
      .path("timer_id")
      .split(",")
      .flatMap((id) => entryIn(call, id) ?? []);
    const gone = found.map((entry) => {
      delete call.state.timeEntries[entry.id];
      return timerWire(call, entry);
    });
    return ok({ data: gone.length > 1 ? gone : (gone[0] ?? null) });
  }),

  route("GET /v2/team/{team_id}/time_entries/{timer_id}/history", {}, (call) => {
    const entry = entryIn(call, call.path("timer_id"));
    return ok({
      data: (entry?.history ?? []).map((change) => ({
        id: change.id,
        field: change.field,
        before: change.before,
        after: change.after,
        date: msText(change.dateMs),
        user: userWire(call.state, change.userId),
      })),
    });
  }),
];

/** A row for now; the caller sets its end and puts it into the state. */
export function newEntry(
  call: Call,
  workspace: WorkspaceRow,
  userId: number,
  startMs: number,
): TimeEntryRow {
  const task = trackedTask(call);
  if (task === null) refuseBelowBusinessPlus(workspace, "time without a task");
  const entry: TimeEntryRow = {
    id: newTimerId(call.state),
    workspaceId: workspace.id,
    taskId: task?.id ?? null,
    userId,
    startMs,
    endMs: null,
    billable: flagIn(call.body, "billable") ?? false,
    description: textIn(call.body, "description") ?? "",
    tags: [],
    atMs: call.nowMs,
    history: [],
    approval: null,
  };
  stickLabels(call, workspace, [entry], labelsIn(call));
  return entry;
}

/** `tid`, by native or custom id. */
function trackedTask(call: Call): TaskRow | null {
  const tid = textIn(call.body, "tid");
  if (tid === undefined || tid === "") return null;
  const byCustomId = call.query.flag("custom_task_ids");
  const id = byCustomId
    ? Object.values(call.state.tasks).find((row) => row.customId === tid)?.id
    : tid;
  const task = taskIn(call, id ?? refuse("OAUTH_027"));
  return isOn(spaceOfTask(call.state, task), "time_tracking") ? task : refuse("TIMEENTRY_072");
}

function refuseBelowBusinessPlus(workspace: WorkspaceRow, what: string): void {
  if (!FREE_ENTRY_PLANS.has(workspace.plan)) {
    refuse("SANDBOX_002", `${what} needs the Business Plus plan`);
  }
}

/** A negative duration is a timer that still runs. */
function endIn(call: Call, startMs: number): number | null {
  const duration = numberIn(call.body, "duration");
  const stop = numberIn(call.body, "stop") ?? numberIn(call.body, "end");
  if (stop === undefined && duration === undefined) refuse("SANDBOX_002", "duration or stop");
  if (duration !== undefined && duration < 0) return null;
  const endMs = stop ?? startMs + (duration ?? 0);
  return endMs < startMs ? refuse("SANDBOX_002", "stop lies before start") : endMs;
}

function updateEntry(call: Call, entry: TimeEntryRow): void {
  const { body } = call;
  const task = trackedTask(call);
  const [startMs, endMs] = spanIn(call, entry);
  const labels = labelsIn(call);
  const action = textIn(body, "tag_action");
  if (labels.length > 0 || action !== undefined) {
    if (action !== "add" && action !== "remove" && action !== "replace") {
      refuse("SANDBOX_002", "tag_action must be add, remove or replace");
    }
  }
  const change = (field: string, before: string | null, after: string | null): void => {
    if (before === after) return;
    const id = newUuid(call.state);
    entry.history.push({ id, field, before, after, dateMs: call.nowMs, userId: call.user.id });
  };
  change("start", msText(entry.startMs), msText(startMs));
  change("end", msText(entry.endMs), msText(endMs));
  entry.startMs = startMs;
  entry.endMs = endMs;
  if (task !== null) {
    change("task", entry.taskId, task.id);
    entry.taskId = task.id;
  }
  const description = textIn(body, "description") ?? entry.description;
  change("description", entry.description, description);
  entry.description = description;
  const billable = flagIn(body, "billable") ?? entry.billable;
  change("billable", String(entry.billable), String(billable));
  entry.billable = billable;
  const before = labelNames(entry);
  if (action === "remove" || action === "replace") {
    const names = labels.map((label) => label.name);
    entry.tags = action === "replace" ? [] : entry.tags.filter((tag) => !names.includes(tag.name));
  }
  if (action !== "remove") stickLabels(call, workspaceIn(call), [entry], labels);
  change("tags", before, labelNames(entry));
  entry.atMs = call.nowMs;
}

const labelNames = (entry: TimeEntryRow): string => entry.tags.map((tag) => tag.name).join(", ");

/** `start` and `end` come together, or either with a duration. */
function spanIn(call: Call, entry: TimeEntryRow): [number, number | null] {
  const start = numberIn(call.body, "start");
  const end = numberIn(call.body, "end");
  const duration = numberIn(call.body, "duration");
  if (start === undefined && end === undefined) {
    return [entry.startMs, duration === undefined ? entry.endMs : entry.startMs + duration];
  }
  const startMs = start ?? (duration === undefined ? undefined : (end ?? 0) - duration);
  const endMs = end ?? (duration === undefined ? undefined : (start ?? 0) + duration);
  if (startMs === undefined || endMs === undefined) {
    return refuse("SANDBOX_002", "start and end belong together");
  }
  return endMs < startMs ? refuse("SANDBOX_002", "end lies before start") : [startMs, endMs];
}

/** One's own entries of the last 30 days, unless the query says more. */
function entries(call: Call): TimeEntryRow[] {
  const workspace = workspaceIn(call);
  if (PLACES.filter((name) => call.query.has(name)).length > 1) refuse("TIMEENTRY_065");
  const people = call.query.text("assignee")?.split(",") ?? [String(call.user.id)];
  if (people.some((id) => !reachesEntriesOf(call, workspace, Number(id)))) {
    refuse("TIMEENTRY_059");
  }
  const from = call.query.integer("start_date") ?? call.nowMs - 30 * DAY_MS;
  const to = call.query.integer("end_date") ?? call.nowMs;
  const billable = call.query.text("is_billable");
  return Object.values(call.state.timeEntries).filter(
    (entry) =>
      entry.workspaceId === workspace.id &&
      people.includes(String(entry.userId)) &&
      entry.startMs >= from &&
      entry.startMs <= to &&
      (billable === undefined || String(entry.billable) === billable) &&
      isAt(call, entry),
  );
}

function isAt(call: Call, entry: TimeEntryRow): boolean {
  const place = PLACES.find((name) => call.query.has(name));
  const task = entry.taskId === null ? undefined : call.state.tasks[entry.taskId];
  if (task !== undefined && !seesSpace(call.user, spaceOfTask(call.state, task))) return false;
  if (place === undefined) return true;
  const wanted = call.query.text(place);
  if (task === undefined) return false;
  const list = listOfTask(call.state, task);
  if (place === "list_id") return list.id === wanted;
  if (place === "folder_id") return list.folderId === wanted;
  if (place === "space_id") return list.spaceId === wanted;
  return call.query.flag("custom_task_ids") ? task.customId === wanted : task.id === wanted;
}
