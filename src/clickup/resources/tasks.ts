import * as z from "zod";
import { path } from "../path.ts";
import type { Query, Send } from "../send.ts";
import {
  Body,
  EpochMs,
  Id,
  maybe,
  Name,
  OptionalFlag,
  OptionalId,
  OptionalName,
  OptionalNumber,
  readPart,
  readRows,
  rows,
} from "../wire.ts";
import { Checklist } from "./checklists.ts";
import { Field } from "./fields.ts";
import { PersonOrId, User } from "./people.ts";
import { Place, Status, Tag } from "./places.ts";
import type { NewTask, TaskChange, TaskFilter, WorkspaceTaskFilter } from "./task-input.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

const PriorityObject = z.object({ id: OptionalId, priority: OptionalName });

/** priority: "urgent" to "low", id "1" to "4"; a bare number in some answers. */
const Priority = z.transform((value): { id: string; priority?: string } | undefined => {
  if (typeof value === "number" || typeof value === "string") return { id: String(value) };
  const parsed = readPart(PriorityObject, value);
  if (parsed === undefined) return undefined;
  const id = parsed.id ?? String(PRIORITY_NAMES.indexOf(parsed.priority ?? "") + 1);
  return { id, ...(parsed.priority !== undefined && { priority: parsed.priority }) };
});
const PRIORITY_NAMES = ["urgent", "high", "normal", "low"];

const Attachment = z.object({
  id: Id,
  title: OptionalName,
  url: OptionalName,
  extension: OptionalName,
  mimetype: OptionalName,
  size: OptionalNumber,
  date: EpochMs,
  user: maybe(User),
  /** A smaller picture of it. */
  thumbnail_large: OptionalName,
});
export type Attachment = z.output<typeof Attachment>;

const TaskBase = z.object({
  id: Id,
  custom_id: OptionalName,
  /** 0 or absent: task; 1: milestone; others from the Workspace's task types. */
  custom_item_id: OptionalNumber,
  name: Name,
  text_content: Body,
  description: Body,
  markdown_description: Body,
  status: maybe(Status),
  date_created: EpochMs,
  date_updated: EpochMs,
  date_closed: EpochMs,
  date_done: EpochMs,
  archived: OptionalFlag,
  creator: PersonOrId,
  assignees: rows(User),
  group_assignees: rows(z.object({ id: Id, name: OptionalName })),
  watchers: rows(User),
  checklists: rows(Checklist),
  tags: rows(Tag),
  parent: OptionalId,
  top_level_parent: OptionalId,
  priority: Priority,
  due_date: EpochMs,
  /** Rarely given: whether the due date has a clock time. */
  due_date_time: OptionalFlag,
  start_date: EpochMs,
  start_date_time: OptionalFlag,
  points: OptionalNumber,
  /** ms */
  time_estimate: OptionalNumber,
  /** ms; only there when there is some */
  time_spent: OptionalNumber,
  custom_fields: rows(Field),
  /** The same entries appear on both tasks: `task_id` waits on `depends_on`. */
  dependencies: rows(z.object({ task_id: Id, depends_on: Id, type: OptionalNumber })),
  linked_tasks: rows(z.object({ task_id: Id, link_id: Id })),
  locations: rows(z.object({ id: Id, name: OptionalName })),
  attachments: rows(Attachment),
  team_id: OptionalId,
  url: OptionalName,
  list: maybe(Place),
  folder: maybe(Place),
  /** Only an id. */
  space: maybe(Place),
});

export interface Task extends z.output<typeof TaskBase> {
  /** Flat where deeper ones come too: the tree is in `parent`. */
  subtasks: Task[];
}
const Task: z.ZodType<Task> = TaskBase.extend({
  subtasks: z.transform((value): Task[] => readRows(Task, value)),
});

const Page = z.object({ tasks: rows(Task), last_page: OptionalFlag });

/** The page of tasks, and whether it is the last. */
export interface TaskPage {
  tasks: Task[];
  lastPage: boolean;
}

const PAGE_ROWS = 100; // ClickUp's fixed page; `limit` is ignored (measured, 2026-08)

const Spell = z.object({
  status: Name,
  color: OptionalName,
  type: OptionalName,
  total_time: maybe(z.object({ by_minute: OptionalNumber, since: EpochMs })),
  orderindex: OptionalNumber,
});
const TimeInStatus = z.object({ current_status: maybe(Spell), status_history: rows(Spell) });
export type TimeInStatus = z.output<typeof TimeInStatus>;

const Nothing = z.unknown();
const Moved = z.object({ data: maybe(z.object({ new_list_id: OptionalId })) });
const Estimates = z.object({
  data: maybe(
    z.object({
      total_time_estimate: OptionalNumber,
      /** By user id or "unassigned"; the first name with PATCH, the second with PUT. */
      updated_estimates: maybe(z.record(z.string(), z.number())),
      assignee_estimates: maybe(z.record(z.string(), z.number())),
    }),
  ),
});

/** What becomes of values and statuses that the new List does not have. */
export interface TaskMove {
  move_custom_fields?: boolean;
  custom_fields_to_move?: readonly string[];
  status_mappings?: readonly { source_status_id: string; destination_status_id: string }[];
}

export interface TaskOptions {
  subtasks?: boolean;
  markdown?: boolean;
}

export function tasks(send: Send) {
  const inList = async (listId: string, page: number, filter: TaskFilter = {}) =>
    toPage(
      await send.get(path`/v2/list/${listId}/task`, Page, {
        what: "List",
        query: { page, ...filterQuery(filter) },
      }),
    );
  const inWorkspace = async (workspaceId: string, page: number, filter: WorkspaceTaskFilter = {}) =>
    toPage(
      await send.get(path`/v2/team/${workspaceId}/task`, Page, {
        what: "Workspace",
        query: {
          page,
          ...filterQuery(filter),
          parent: filter.parent,
          "space_ids[]": filter.space_ids,
          "project_ids[]": filter.folder_ids, // the old name of Folders
          "list_ids[]": filter.list_ids,
        },
      }),
    );
  return {
    get: (task: TaskKey, { subtasks = false, markdown = true }: TaskOptions = {}): Promise<Task> =>
      send.get(taskPath(task), Task, {
        what: "Task",
        query: {
          ...customIdQuery(task),
          include_subtasks: subtasks || undefined,
          include_markdown_description: markdown || undefined,
        },
      }),
    /** One page of 100, from 0. */
    inList,
    inWorkspace,
    /** What a view shows, by its own filters; tasks shown from other Lists included. */
    inView: async (viewId: string, page: number): Promise<TaskPage> =>
      toPage(
        await send.get(path`/v2/view/${viewId}/task`, Page, { what: "view", query: { page } }),
      ),
    /** Tasks across pages, each once, at most `limit`. */
    scanWorkspace: (
      workspaceId: string,
      limit: number,
      filter?: WorkspaceTaskFilter,
    ): AsyncGenerator<Task> => scan((page) => inWorkspace(workspaceId, page, filter), limit),
    create: (listId: string, task: NewTask): Promise<Task> =>
      send.write("POST", path`/v2/list/${listId}/task`, Task, {
        what: "List",
        body: { ...task, ...(task.assignees && { assignees: task.assignees.map(Number) }) },
      }),
    update: (task: TaskKey, change: TaskChange): Promise<Task> =>
      send.write("PUT", taskPath(task), Task, {
        what: "Task",
        query: customIdQuery(task),
        body: {
          ...change,
          ...(change.assignees && { assignees: numbers(change.assignees) }),
          ...(change.watchers && { watchers: numbers(change.watchers) }),
        },
      }),
    delete: async (task: TaskKey): Promise<void> => {
      await send.write("DELETE", taskPath(task), Nothing, {
        what: "Task",
        query: customIdQuery(task),
      });
    },
    /** To another home List, with its subtasks; the answer is that List's id. Native ids only. */
    move: async (
      workspaceId: string,
      taskId: string,
      listId: string,
      move: TaskMove,
    ): Promise<string | undefined> => {
      const answer = await send.write(
        "PUT",
        path`/v3/workspaces/${workspaceId}/tasks/${taskId}/home_list/${listId}`,
        Moved,
        { what: "Task", body: move },
      );
      return answer.data?.new_list_id;
    },
    /** Per assignee: `merge` leaves others as they are, else they go. Native ids and custom ids. */
    setEstimates: async (
      workspaceId: string,
      taskId: string,
      estimates: readonly { assignee: string; timeMs: number }[],
      merge: boolean,
    ): Promise<{ totalMs: number | undefined; byAssignee: Record<string, number> }> => {
      const body = estimates.map(({ assignee, timeMs }) => ({
        assignee: assignee === "unassigned" ? assignee : Number(assignee),
        time: timeMs,
      }));
      const { data } = await send.write(
        merge ? "PATCH" : "PUT",
        path`/v3/workspaces/${workspaceId}/tasks/${taskId}/time_estimates_by_user`,
        Estimates,
        { what: "Task", body },
      );
      const byAssignee = data?.assignee_estimates ?? data?.updated_estimates ?? {};
      return { totalMs: data?.total_time_estimate, byAssignee };
    },
    /** Of 2 to 100 tasks at once, by id. Needs the ClickApp "Time in status". */
    timeInStatusOf: (taskIds: readonly string[]): Promise<Record<string, TimeInStatus>> =>
      send.get(path`/v2/task/bulk_time_in_status/task_ids`, z.record(z.string(), TimeInStatus), {
        what: "Task",
        query: { task_ids: taskIds },
      }),
    /** Gone into the target, and no way back. Native ids only. */
    merge: async (targetId: string, sourceIds: readonly string[]): Promise<void> => {
      await send.write("POST", path`/v2/task/${targetId}/merge`, Nothing, {
        what: "Task",
        body: { source_task_ids: sourceIds },
      });
    },
    /** Shows the task in one more List. Answers 200 when the ClickApp is off, and does nothing. */
    addToList: async (taskId: string, listId: string): Promise<void> => {
      await send.write("POST", path`/v2/list/${listId}/task/${taskId}`, Nothing, { what: "List" });
    },
    removeFromList: async (taskId: string, listId: string): Promise<void> => {
      await send.write("DELETE", path`/v2/list/${listId}/task/${taskId}`, Nothing, {
        what: "List",
      });
    },
    /** Needs the ClickApp "Time in status". */
    timeInStatus: (task: TaskKey): Promise<TimeInStatus> =>
      send.get(taskPath(task, path`/time_in_status`), TimeInStatus, {
        what: "Task",
        query: customIdQuery(task),
      }),
  };
}

const Created = z.object({ id: OptionalId, task: maybe(z.object({ id: Id })) });

const Templates = z.object({ templates: rows(z.object({ id: Id, name: Name })) });

export function templates(send: Send) {
  return {
    /** One page, from 0; a page of fewer than 100 is the last. */
    ofTasks: async (workspaceId: string, page: number): Promise<{ id: string; name: string }[]> => {
      const answer = await send.get(path`/v2/team/${workspaceId}/taskTemplate`, Templates, {
        what: "Workspace",
        query: { page },
      });
      return answer.templates;
    },
    /** The new task's id. Only the name can be given; the rest comes from the template. */
    createTask: async (
      listId: string,
      templateId: string,
      name: string,
    ): Promise<string | undefined> => {
      const answer = await send.write(
        "POST",
        path`/v2/list/${listId}/taskTemplate/${templateId}`,
        Created,
        { what: "task template", body: { name } },
      );
      return answer.id ?? answer.task?.id;
    },
  };
}

function filterQuery(filter: TaskFilter): Query {
  return {
    "statuses[]": filter.statuses,
    "assignees[]": filter.assignees,
    "tags[]": filter.tags,
    include_closed: filter.include_closed || undefined,
    subtasks: filter.subtasks || undefined,
    archived: filter.archived || undefined,
    due_date_gt: filter.due_date_gt,
    due_date_lt: filter.due_date_lt,
    date_created_gt: filter.date_created_gt,
    date_created_lt: filter.date_created_lt,
    date_updated_gt: filter.date_updated_gt,
    date_updated_lt: filter.date_updated_lt,
    date_done_gt: filter.date_done_gt,
    date_done_lt: filter.date_done_lt,
    // one JSON text, for one condition or many
    custom_fields: filter.custom_fields?.length ? JSON.stringify(filter.custom_fields) : undefined,
    "custom_items[]": filter.custom_items?.map(String),
    order_by: filter.order_by,
    reverse: filter.reverse || undefined,
    include_timl: filter.include_timl || undefined,
    include_markdown_description: filter.include_markdown_description || undefined,
  };
}

function toPage(answer: z.output<typeof Page>): TaskPage {
  return {
    tasks: answer.tasks,
    lastPage: answer.last_page ?? answer.tasks.length < PAGE_ROWS,
  };
}

/** Rows shift while pages are read (newest first), so each id is given once. */
async function* scan(
  read: (page: number) => Promise<TaskPage>,
  limit: number,
): AsyncGenerator<Task> {
  const seen = new Set<string>();
  for (let page = 0; seen.size < limit; page += 1) {
    const { tasks, lastPage } = await read(page);
    for (const task of tasks) {
      if (seen.has(task.id)) continue;
      seen.add(task.id);
      yield task;
      if (seen.size >= limit) return;
    }
    if (lastPage || tasks.length === 0) return;
  }
}

function numbers({ add, rem }: { add?: readonly string[]; rem?: readonly string[] }) {
  return { add: (add ?? []).map(Number), rem: (rem ?? []).map(Number) };
}
