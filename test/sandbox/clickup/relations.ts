// Dependencies, links, further Lists, and the move to another home List.
import {
  listIn,
  listOfTask,
  spaceOfTask,
  TASK_QUERY,
  taskIn,
  taskOf,
  workspaceIn,
} from "./access.ts";
import { arrayIn, flagIn, textIn, textsIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { fieldsForList } from "./field-values.ts";
import { isObject } from "./json.ts";
import type { Answer, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { ListRow, StatusRow, TaskRow } from "./state.ts";
import { findStatus, statusesOfList } from "./statuses.ts";
import { taskWire } from "./task-wire.ts";
import { moveHome, setStatus, takesMultiList } from "./task-write.ts";

export const relationRoutes: Route[] = [
  route(
    "POST /v2/task/{task_id}/dependency",
    { query: TASK_QUERY, body: { depends_on: "text", dependency_of: "text" } },
    (call) => {
      const task = taskOf(call);
      const edge = edgeFrom(
        call,
        task,
        textIn(call.body, "depends_on"),
        textIn(call.body, "dependency_of"),
      );
      if (edge.taskId === edge.dependsOn) refuse("SANDBOX_002", "a task cannot wait for itself");
      const known = call.state.dependencies.some(
        (one) => one.taskId === edge.taskId && one.dependsOn === edge.dependsOn,
      );
      if (!known) {
        call.state.dependencies.push({ ...edge, userId: call.user.id, dateMs: call.nowMs });
      }
      touch(call, edge.taskId, edge.dependsOn);
      return ok({});
    },
  ),

  route(
    "DELETE /v2/task/{task_id}/dependency",
    { query: [...TASK_QUERY, "depends_on", "dependency_of"] },
    (call) => {
      const task = taskOf(call);
      const edge = edgeFrom(
        call,
        task,
        call.query.text("depends_on"),
        call.query.text("dependency_of"),
      );
      call.state.dependencies = call.state.dependencies.filter(
        (one) => one.taskId !== edge.taskId || one.dependsOn !== edge.dependsOn,
      );
      touch(call, edge.taskId, edge.dependsOn);
      return ok({});
    },
  ),

  route("POST /v2/task/{task_id}/link/{links_to}", { query: TASK_QUERY }, (call) => {
    const task = taskOf(call);
    const other = taskIn(call, call.path("links_to"));
    if (other.id === task.id) refuse("SANDBOX_002", "a task cannot be linked to itself");
    if (!call.state.links.some((link) => joins(link, task.id, other.id))) {
      call.state.links.push({
        taskId: task.id,
        linkId: other.id,
        userId: call.user.id,
        dateMs: call.nowMs,
      });
    }
    touch(call, task.id, other.id);
    return ok({ task: taskWire(call.state, task) });
  }),

  route("DELETE /v2/task/{task_id}/link/{links_to}", { query: TASK_QUERY }, (call) => {
    const task = taskOf(call);
    const otherId = call.path("links_to");
    call.state.links = call.state.links.filter((link) => !joins(link, task.id, otherId));
    touch(call, task.id, otherId);
    return ok({ task: taskWire(call.state, task) });
  }),

  route("POST /v2/list/{list_id}/task/{task_id}", {}, (call) => {
    const list = listIn(call);
    const task = taskIn(call, call.path("task_id"));
    // Without the ClickApp the answer is the same, and nothing happens.
    const allowed =
      takesMultiList(call.state, list) && takesMultiList(call.state, listOfTask(call.state, task));
    if (allowed && task.listId !== list.id && !task.extraListIds.includes(list.id)) {
      task.extraListIds.push(list.id);
      task.updatedMs = call.nowMs;
    }
    return ok({});
  }),

  route("DELETE /v2/list/{list_id}/task/{task_id}", {}, (call) => {
    const list = listIn(call);
    const task = taskIn(call, call.path("task_id"));
    task.extraListIds = task.extraListIds.filter((id) => id !== list.id);
    task.updatedMs = call.nowMs;
    return ok({});
  }),

  route(
    "PUT /v3/workspaces/{workspace_id}/tasks/{task_id}/home_list/{list_id}",
    {
      body: {
        move_custom_fields: "boolean",
        custom_fields_to_move: "array",
        status_mappings: "array",
      },
    },
    (call) => {
      const workspace = workspaceIn(call, call.path("workspace_id"));
      const task = taskIn(call, call.path("task_id"));
      const to = listIn(call);
      if (spaceOfTask(call.state, task).workspaceId !== workspace.id) refuse("OAUTH_027");
      // A subtask's home is its parent's.
      if (task.parentId !== null) refuse("SANDBOX_002", "a subtask moves with its parent");
      return move(call, task, to);
    },
  ),
];

function edgeFrom(
  call: Call,
  task: TaskRow,
  dependsOn: string | undefined,
  dependencyOf: string | undefined,
): { taskId: string; dependsOn: string } {
  if (dependsOn !== undefined && dependencyOf === undefined) {
    return { taskId: task.id, dependsOn: taskIn(call, dependsOn).id };
  }
  if (dependencyOf !== undefined && dependsOn === undefined) {
    return { taskId: taskIn(call, dependencyOf).id, dependsOn: task.id };
  }
  return refuse("SANDBOX_002", "exactly one of depends_on and dependency_of");
}

function joins(link: { taskId: string; linkId: string }, a: string, b: string): boolean {
  return (link.taskId === a && link.linkId === b) || (link.taskId === b && link.linkId === a);
}

function touch(call: Call, ...ids: readonly string[]): void {
  for (const id of ids) {
    const task = call.state.tasks[id];
    if (task !== undefined) task.updatedMs = call.nowMs;
  }
}

function move(call: Call, task: TaskRow, to: ListRow): Answer {
  const from = listOfTask(call.state, task);
  const mappings = mappingsIn(call, from, to);
  const moving = [task, ...below(call, task)];
  const landing = moving.map((row) => statusAfter(call, row, from, to, mappings));
  const keep = fieldsToKeep(call, from, to);
  moveHome(call, task, to);
  for (const [index, row] of moving.entries()) {
    const status = landing[index];
    if (status !== undefined && status !== row.status) setStatus(call, row, to, status);
    for (const fieldId of Object.keys(row.fieldValues)) {
      if (!keep.has(fieldId)) delete row.fieldValues[fieldId];
    }
  }
  return ok({ data: { task_id: task.id, new_list_id: to.id } });
}

function below(call: Call, task: TaskRow): TaskRow[] {
  return Object.values(call.state.tasks)
    .filter((row) => row.parentId === task.id)
    .flatMap((row) => [row, ...below(call, row)]);
}

function mappingsIn(call: Call, from: ListRow, to: ListRow): Map<string, StatusRow> {
  const sources = statusesOfList(call.state, from);
  const targets = statusesOfList(call.state, to);
  const mappings = new Map<string, StatusRow>();
  for (const entry of arrayIn(call.body, "status_mappings") ?? []) {
    if (!isObject(entry)) return refuse("SANDBOX_002", "status_mappings must hold objects");
    for (const key of Object.keys(entry)) {
      if (key !== "source_status_id" && key !== "destination_status_id") {
        refuse("SANDBOX_001", `status_mappings[].${key}`);
      }
    }
    const source = sources.find((status) => status.id === entry.source_status_id);
    const target = targets.find((status) => status.id === entry.destination_status_id);
    if (source === undefined || target === undefined) {
      return refuse("SANDBOX_002", "status_mappings names an unknown status");
    }
    mappings.set(source.status, target);
  }
  return mappings;
}

/** A status that the new List has not needs a mapping. */
function statusAfter(
  call: Call,
  task: TaskRow,
  from: ListRow,
  to: ListRow,
  mappings: Map<string, StatusRow>,
): string {
  const current = findStatus(call.state, from, task.status)?.status ?? task.status;
  const mapped = mappings.get(current) ?? findStatus(call.state, to, current);
  return mapped?.status ?? refuse("ITEM_114");
}

/** Values whose field does not reach the new List are lost unless they are told to come along. */
function fieldsToKeep(call: Call, from: ListRow, to: ListRow): Set<string> {
  const keep = new Set(fieldsForList(call.state, to).map((field) => field.id));
  const named = textsIn(call.body, "custom_fields_to_move") ?? [];
  if (flagIn(call.body, "move_custom_fields") !== true && named.length === 0) return keep;
  for (const field of fieldsForList(call.state, from)) {
    if (keep.has(field.id) || (named.length > 0 && !named.includes(field.id))) continue;
    // "Add Custom Fields from the current List to the new List": the field then belongs to both,
    // which here means that it grows to the whole workspace.
    field.place = { kind: "workspace", id: workspaceIn(call, call.path("workspace_id")).id };
    keep.add(field.id);
  }
  return keep;
}
