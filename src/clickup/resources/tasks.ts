import * as z from "zod";
import { path } from "../path.ts";
import type { Query, Send } from "../send.ts";
import { maybe, OptionalFlag, OptionalId, OptionalNumber, rows } from "../wire.ts";
import { Task, TimeInStatus } from "./task.ts";
import type { NewTask, TaskChange, TaskFilter, WorkspaceTaskFilter } from "./task-input.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

const Page = z.object({ tasks: rows(Task), last_page: OptionalFlag });

/** The page of tasks, and whether it is the last. */
export interface TaskPage {
  tasks: Task[];
  lastPage: boolean;
}

const PAGE_ROWS = 100; // ClickUp's fixed page; `limit` is ignored (measured, 2026-08)

const Nothing = z.unknown();
const Times = z
  .record(z.string(), maybe(TimeInStatus))
  .transform((told) =>
    Object.fromEntries(
      Object.entries(told).flatMap(([id, one]) => (one === undefined ? [] : [[id, one] as const])),
    ),
  );
const Moved = z.object({ data: maybe(z.object({ new_list_id: OptionalId })) });
/** ms, by user id or "unassigned". */
const ByAssignee = z
  .record(z.string(), OptionalNumber)
  .transform((told) =>
    Object.fromEntries(
      Object.entries(told).flatMap(([id, ms]) => (ms === undefined ? [] : [[id, ms] as const])),
    ),
  );
const Estimates = z.object({
  data: maybe(
    z.object({
      total_time_estimate: OptionalNumber,
      /** The first name with PATCH, the second with PUT. */
      updated_estimates: maybe(ByAssignee),
      assignee_estimates: maybe(ByAssignee),
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
    /**
     * Per assignee: `merge` leaves others as they are, else they go. Native ids and custom ids.
     * `byAssignee` is undefined when the answer does not tell.
     */
    setEstimates: async (
      workspaceId: string,
      taskId: string,
      estimates: readonly { assignee: string; timeMs: number }[],
      merge: boolean,
    ): Promise<{
      totalMs: number | undefined;
      byAssignee: Record<string, number> | undefined;
    }> => {
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
      const byAssignee = data?.assignee_estimates ?? data?.updated_estimates;
      return { totalMs: data?.total_time_estimate, byAssignee };
    },
    /** Of 2 to 100 tasks at once, by id. Needs the ClickApp "Time in status". */
    timeInStatusOf: (taskIds: readonly string[]): Promise<Record<string, TimeInStatus>> =>
      send.get(path`/v2/task/bulk_time_in_status/task_ids`, Times, {
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
    const before = seen.size;
    for (const task of tasks) {
      if (seen.has(task.id)) continue;
      seen.add(task.id);
      yield task;
      if (seen.size >= limit) return;
    }
    // Nothing new: the listing is at its end, or stands still.
    if (lastPage || seen.size === before) return;
  }
}

function numbers({ add, rem }: { add?: readonly string[]; rem?: readonly string[] }) {
  return { add: (add ?? []).map(Number), rem: (rem ?? []).map(Number) };
}
