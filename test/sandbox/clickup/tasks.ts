import { listIn, TASK_QUERY, taskOf } from "./access.ts";
import { deleteTask } from "./deletes.ts";
import type { BodyKind, Route } from "./router.ts";
import { noContent, ok, route } from "./router.ts";
import type { SandboxState, TaskRow } from "./state.ts";
import { filteredTeamTasks, LIST_TASK_QUERY, listTasks, TEAM_TASK_QUERY } from "./task-lists.ts";
import { taskWire } from "./task-wire.ts";
import { createTask, updateTask } from "./task-write.ts";

const SHARED_BODY = {
  name: "text",
  description: "text",
  markdown_content: "text",
  status: "text|null",
  priority: "integer|null",
  due_date: "integer|null",
  due_date_time: "boolean|null",
  start_date: "integer|null",
  start_date_time: "boolean|null",
  time_estimate: "integer|null",
  points: "number|null",
  parent: "text|null",
  archived: "boolean",
  custom_item_id: "integer|null",
} as const satisfies Record<string, BodyKind>;

const CREATE_BODY = {
  ...SHARED_BODY,
  notify_all: "boolean",
  assignees: "array",
  group_assignees: "array",
  tags: "array",
  links_to: "text|null",
  check_required_custom_fields: "boolean",
  custom_fields: "array",
} as const satisfies Record<string, BodyKind>;

const UPDATE_BODY = {
  ...SHARED_BODY,
  assignees: "object",
  group_assignees: "object",
  watchers: "object",
} as const satisfies Record<string, BodyKind>;

export const taskRoutes: Route[] = [
  route("GET /v2/list/{list_id}/task", { query: LIST_TASK_QUERY }, (call) =>
    ok(listTasks(call, listIn(call))),
  ),

  route("GET /v2/team/{team_id}/task", { query: TEAM_TASK_QUERY }, (call) =>
    ok(filteredTeamTasks(call)),
  ),

  route(
    "GET /v2/task/{task_id}",
    {
      query: [...TASK_QUERY, "include_subtasks", "include_markdown_description", "custom_fields"],
    },
    (call) => {
      const task = taskOf(call);
      const markdown = call.query.flag("include_markdown_description");
      const subtasks = call.query.flag("include_subtasks")
        ? { subtasks: descendants(call.state, task.id).map((row) => taskWire(call.state, row)) }
        : {};
      return ok({ ...taskWire(call.state, task, { markdown, attachments: true }), ...subtasks });
    },
  ),

  route("POST /v2/list/{list_id}/task", { body: CREATE_BODY }, (call) => {
    const task = createTask(call, listIn(call));
    return ok(taskWire(call.state, task, { markdown: true }));
  }),

  route(
    "PUT /v2/task/{task_id}",
    // Both answer 200 and change nothing: tags and moving have operations of their own.
    { query: TASK_QUERY, body: UPDATE_BODY, ignored: ["tags", "list_id"] },
    (call) => {
      const task = taskOf(call);
      updateTask(call, task);
      return ok(taskWire(call.state, task, { markdown: true, attachments: true }));
    },
  ),

  route("DELETE /v2/task/{task_id}", { query: TASK_QUERY }, (call) => {
    deleteTask(call.state, taskOf(call).id);
    return noContent();
  }),
];

function descendants(state: SandboxState, taskId: string): TaskRow[] {
  return Object.values(state.tasks)
    .filter((task) => task.parentId === taskId && !task.archived)
    .flatMap((task) => [task, ...descendants(state, task.id)]);
}
