// A time entry as ClickUp writes it: text in lists, numbers where an entry has just been changed.
import { listOfTask, spaceOfTask } from "./access.ts";
import type { Json, JsonObject } from "./json.ts";
import { folderRefWire } from "./lists.ts";
import type { Call } from "./router.ts";
import type { SandboxState, TaskRow, TimeApprovalRow, TimeEntryRow } from "./state.ts";
import { findStatus, firstOpenStatus } from "./statuses.ts";
import { escapeName, msText, statusWire, tagWire, userWire } from "./wire.ts";

export const ENTRY_DETAIL_QUERY = [
  "include_task_tags",
  "include_location_names",
  "include_approval_history",
  "include_approval_details",
] as const;

export function entryWire(call: Call, entry: TimeEntryRow): JsonObject {
  const { state, nowMs } = call;
  const task = entry.taskId === null ? undefined : state.tasks[entry.taskId];
  return {
    id: entry.id,
    task: task === undefined ? null : entryTask(state, task),
    wid: entry.workspaceId,
    user: userWire(state, entry.userId),
    billable: entry.billable,
    start: msText(entry.startMs),
    // A running timer has no end.
    ...(entry.endMs === null ? {} : { end: msText(entry.endMs) }),
    duration: String(durationMs(entry, nowMs)),
    description: entry.description,
    tags: entry.tags.map(tagWire),
    source: "clickup",
    at: msText(entry.atMs),
    ...approvalWire(call, entry),
    task_location: locationOf(call, task),
    ...(call.query.flag("include_task_tags") ? { task_tags: tagsOf(state, task) } : {}),
    task_url: task === undefined ? null : `https://app.clickup.com/t/${task.id}`,
  };
}

/** The shorter shape that start, stop, current and delete answer with. */
export function timerWire(call: Call, entry: TimeEntryRow): JsonObject {
  const { task_location: _, task_url: __, ...rest } = entryWire(call, entry);
  return {
    ...rest,
    ...(entry.endMs === null ? {} : { end: entry.endMs }),
    duration: durationMs(entry, call.nowMs),
    at: entry.atMs,
  };
}

/** Negative while the timer runs. */
function durationMs(entry: TimeEntryRow, nowMs: number): number {
  return entry.endMs === null ? -Math.max(1, nowMs - entry.startMs) : entry.endMs - entry.startMs;
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

function approvalWire(call: Call, entry: TimeEntryRow): JsonObject {
  const { approval } = entry;
  const history = call.query.flag("include_approval_history");
  const details = call.query.flag("include_approval_details");
  if (approval === null || !(history || details)) return {};
  return {
    approval_id: approval.id,
    approval: {
      id: approval.id,
      workspace_id: Number(entry.workspaceId),
      status: approval.status,
      data: { start_of_week: approval.weekStartMs, end_of_week: approval.weekEndMs },
      user: userWire(call.state, entry.userId),
      ...(details
        ? {
            approvers: approval.approverIds.map((id): Json => ({ id })),
            approver_id: approval.approvedById,
            approved_at: approval.approvedMs,
          }
        : {}),
      ...(history ? { history: approvalHistory(call.state, approval) } : {}),
    },
  };
}

function approvalHistory(state: SandboxState, approval: TimeApprovalRow): JsonObject[] {
  if (approval.approvedMs === null || approval.approvedById === null) return [];
  return [
    {
      id: `${approval.id}-1`,
      field: "status",
      before: "submitted",
      after: approval.status,
      created_at: approval.approvedMs,
      user: userWire(state, approval.approvedById),
    },
  ];
}
