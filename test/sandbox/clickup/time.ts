// Time in status, and time entries for reading.
import {
  isOn,
  listOfTask,
  memberIn,
  seesSpace,
  spaceOfTask,
  TASK_QUERY,
  taskIn,
  taskOf,
  workspaceIn,
} from "./access.ts";
import { refuse } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { folderRefWire } from "./lists.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { SandboxState, TaskRow, TimeEntryRow } from "./state.ts";
import { findStatus, firstOpenStatus } from "./statuses.ts";
import { escapeName, msText, statusWire, tagWire, userWire } from "./wire.ts";

const DAY_MS = 86_400_000;
const PLACES = ["space_id", "folder_id", "list_id", "task_id"] as const;

export const timeRoutes: Route[] = [
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

  route(
    "GET /v2/team/{team_id}/time_entries",
    {
      query: [
        ...PLACES,
        "start_date",
        "end_date",
        "assignee",
        "include_task_tags",
        "include_location_names",
        "include_approval_history",
        "include_approval_details",
        "custom_task_ids",
        "team_id",
        "is_billable",
      ],
    },
    (call) => ok({ data: entries(call).map((entry) => entryWire(call, entry)) }),
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

/** One's own entries of the last 30 days, unless the query says more. */
function entries(call: Call): TimeEntryRow[] {
  const workspace = workspaceIn(call);
  if (PLACES.filter((name) => call.query.has(name)).length > 1) refuse("TIMEENTRY_065");
  const people = call.query.text("assignee")?.split(",") ?? [String(call.user.id)];
  const role = memberIn(workspace, call.user.id)?.role ?? 4;
  if (role > 2 && people.some((id) => id !== String(call.user.id))) refuse("TIMEENTRY_059");
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

function entryWire(call: Call, entry: TimeEntryRow): JsonObject {
  const { state } = call;
  const task = entry.taskId === null ? undefined : state.tasks[entry.taskId];
  const running = entry.endMs === null;
  return {
    id: entry.id,
    task: task === undefined ? null : entryTask(state, task),
    wid: entry.workspaceId,
    user: userWire(state, entry.userId),
    billable: entry.billable,
    start: msText(entry.startMs),
    // A running timer has no end, and counts down from its start.
    ...(running ? {} : { end: msText(entry.endMs) }),
    duration: String(entry.endMs === null ? -entry.startMs : entry.endMs - entry.startMs),
    description: entry.description,
    tags: entry.tags.map(tagWire),
    source: "clickup",
    at: msText(entry.atMs),
    task_location: locationOf(call, task),
    ...(call.query.flag("include_task_tags") ? { task_tags: tagsOf(state, task) } : {}),
    task_url: task === undefined ? null : `https://app.clickup.com/t/${task.id}`,
  };
}

function entryTask(state: SandboxState, task: TaskRow): JsonObject {
  const list = listOfTask(state, task);
  return {
    id: task.id,
    custom_id: task.customId,
    name: escapeName(task.name),
    status: statusWire(findStatus(state, list, task.status) ?? firstOpenStatus(state, list)),
    custom_type: null,
  };
}

function tagsOf(state: SandboxState, task: TaskRow | undefined): JsonObject[] {
  if (task === undefined) return [];
  return spaceOfTask(state, task)
    .tags.filter((tag) => task.tags.includes(tag.name))
    .map(tagWire);
}

/** Ids are numbers here, unlike everywhere else. */
function locationOf(call: Call, task: TaskRow | undefined): JsonObject {
  if (task === undefined) return { list_id: null, folder_id: null, space_id: null };
  const list = listOfTask(call.state, task);
  const folder = folderRefWire(call.state, list);
  const names = call.query.flag("include_location_names")
    ? {
        list_name: escapeName(list.name),
        folder_name: folder.name ?? null,
        space_name: escapeName(spaceOfTask(call.state, task).name),
      }
    : {};
  return {
    list_id: Number(list.id),
    folder_id: Number(folder.id),
    space_id: Number(list.spaceId),
    ...names,
  };
}
