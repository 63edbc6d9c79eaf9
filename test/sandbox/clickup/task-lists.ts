// Lists of tasks: the filters, their silent refusals, and pages of 100.
import { seesSpace, seesTask, spaceOf, workspaceIn } from "./access.ts";
import { refuse } from "./errors.ts";
import { fieldFilter } from "./field-filters.ts";
import type { JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import type { Call } from "./router.ts";
import type { ListRow, TaskRow } from "./state.ts";
import { findStatus } from "./statuses.ts";
import { taskWire } from "./task-wire.ts";

const PAGE_SIZE = 100;

const DATE_QUERY = [
  "due_date_gt",
  "due_date_lt",
  "date_created_gt",
  "date_created_lt",
  "date_updated_gt",
  "date_updated_lt",
  "date_done_gt",
  "date_done_lt",
] as const;

const SHARED_QUERY = [
  "page",
  "order_by",
  "reverse",
  "subtasks",
  "statuses[]",
  "include_closed",
  "assignees[]",
  "tags[]",
  "custom_fields",
  "custom_items[]",
  "include_markdown_description",
  ...DATE_QUERY,
] as const;

export const LIST_TASK_QUERY: readonly string[] = [
  ...SHARED_QUERY,
  "archived",
  "include_timl",
  "watchers[]",
  "custom_field",
];

export const TEAM_TASK_QUERY: readonly string[] = [
  ...SHARED_QUERY,
  "space_ids[]",
  "project_ids[]",
  "list_ids[]",
  "parent",
];

export function listTasks(call: Call, list: ListRow): JsonObject {
  const archived = call.query.flag("archived");
  const elsewhere = call.query.flag("include_timl");
  return pageOf(call, (task) => {
    const here = task.listId === list.id || (elsewhere && task.extraListIds.includes(list.id));
    return here && task.archived === archived;
  });
}

/** Tasks of archived Lists never show here. */
export function filteredTeamTasks(call: Call): JsonObject {
  const workspace = workspaceIn(call);
  const spaces = wantedIds(call, "space_ids[]");
  const folders = wantedIds(call, "project_ids[]");
  const lists = wantedIds(call, "list_ids[]");
  const parent = call.query.text("parent");
  return pageOf(
    call,
    (task) => {
      const list = call.state.lists[task.listId];
      if (list === undefined || list.archived || task.archived) return false;
      if (parent !== undefined && task.parentId !== parent) return false;
      const space = spaceOf(call.state, list);
      return (
        space.workspaceId === workspace.id &&
        (spaces === null || spaces.has(space.id)) &&
        (folders === null || folders.has(list.folderId ?? "")) &&
        (lists === null || lists.has(list.id)) &&
        (seesSpace(call.user, space) || seesTask(call, task))
      );
    },
    parent !== undefined,
  );
}

function wantedIds(call: Call, name: string): Set<string> | null {
  return call.query.has(name) ? new Set(call.query.all(name)) : null;
}

function pageOf(call: Call, inPlace: (task: TaskRow) => boolean, subtasksToo = false): JsonObject {
  const page = pageIn(call);
  const order = orderIn(call);
  const matches = filterIn(call, subtasksToo);
  const tasks = Object.values(call.state.tasks).filter((task) => inPlace(task) && matches(task));
  tasks.sort(order);
  return taskPage(call, tasks, page);
}

export function taskPage(call: Call, tasks: readonly TaskRow[], page: number): JsonObject {
  const markdown =
    call.query.has("include_markdown_description") &&
    call.query.flag("include_markdown_description");
  const start = page * PAGE_SIZE;
  return {
    tasks: tasks
      .slice(start, start + PAGE_SIZE)
      .map((task) => taskWire(call.state, task, { markdown })),
    last_page: tasks.length <= start + PAGE_SIZE,
  };
}

/** A bad page and a bad order are 500s, and not outages. */
export function pageIn(call: Call): number {
  const page = call.query.integer("page") ?? 0;
  return page < 0 ? refuse("ITEMV2_003") : page;
}

function orderIn(call: Call): (a: TaskRow, b: TaskRow) => number {
  const by = call.query.text("order_by") ?? "created";
  const backwards = call.query.flag("reverse") ? -1 : 1;
  // Newest first; equal instants keep a fixed order so that pages do not overlap.
  const newest = (a: TaskRow, b: TaskRow) => b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1);
  switch (by) {
    case "created":
      return (a, b) => backwards * newest(a, b);
    case "id":
      return (a, b) => backwards * (a.id < b.id ? 1 : -1);
    case "updated":
      return (a, b) => backwards * (b.updatedMs - a.updatedMs || newest(a, b));
    case "due_date":
      return (a, b) => backwards * ((b.dueMs ?? 0) - (a.dueMs ?? 0) || newest(a, b));
    default:
      return refuse("ITEMV2_003");
  }
}

/** A value that nobody knows matches nothing: 200 and no tasks. */
function filterIn(call: Call, subtasksToo: boolean): (task: TaskRow) => boolean {
  const { query, state } = call;
  const subtasks = query.flag("subtasks") || subtasksToo;
  const closed = query.flag("include_closed");
  const statuses = wantedTexts(call, "statuses[]");
  const tags = wantedTexts(call, "tags[]");
  const assignees = wantedTexts(call, "assignees[]");
  const watchers = wantedTexts(call, "watchers[]");
  const types = wantedTexts(call, "custom_items[]");
  const hasFields = fieldFilter(state, query.text("custom_fields"));
  const hasField = fieldFilter(state, singleField(query.text("custom_field")));
  const inDates = dateFilter(call);
  return (task) => {
    if (!subtasks && task.parentId !== null) return false;
    if (!closed && isClosed(call, task)) return false;
    if (statuses !== null && !statuses.includes(task.status.toLowerCase())) return false;
    if (tags !== null && !task.tags.some((tag) => tags.includes(tag))) return false;
    if (assignees !== null && !task.assigneeIds.some((id) => assignees.includes(String(id)))) {
      return false;
    }
    if (watchers !== null && !task.watcherIds.some((id) => watchers.includes(String(id)))) {
      return false;
    }
    if (types !== null && !types.includes(String(task.taskType))) return false;
    return inDates(task) && hasFields(task) && hasField(task);
  };
}

function wantedTexts(call: Call, name: string): string[] | null {
  return call.query.has(name) ? call.query.all(name).map((value) => value.toLowerCase()) : null;
}

/** `custom_field` is one filter, as an object or in an array of one. */
function singleField(json: string | undefined): string | undefined {
  if (json === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(json);
    return isObject(parsed) ? JSON.stringify([parsed]) : json;
  } catch {
    return json;
  }
}

export function isClosed(call: Call, task: TaskRow): boolean {
  const list = call.state.lists[task.listId];
  return list !== undefined && findStatus(call.state, list, task.status)?.type === "closed";
}

function dateFilter(call: Call): (task: TaskRow) => boolean {
  const dates: Record<string, (task: TaskRow) => number | null> = {
    due_date: (task) => task.dueMs,
    date_created: (task) => task.createdMs,
    date_updated: (task) => task.updatedMs,
    date_done: (task) => task.doneMs,
  };
  const checks = Object.entries(dates).flatMap(([name, dateOf]) => {
    const after = call.query.integer(`${name}_gt`);
    const before = call.query.integer(`${name}_lt`);
    if (after === undefined && before === undefined) return [];
    return [
      (task: TaskRow) => {
        const ms = dateOf(task);
        if (ms === null) return false;
        return (after === undefined || ms > after) && (before === undefined || ms < before);
      },
    ];
  });
  return (task) => checks.every((check) => check(task));
}
