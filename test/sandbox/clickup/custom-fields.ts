import {
  folderIn,
  listIn,
  listOfTask,
  spaceIn,
  spaceOf,
  TASK_QUERY,
  taskOf,
  workspaceIn,
} from "./access.ts";
import { refuse } from "./errors.ts";
import {
  appliesTo,
  definitionWire,
  fieldsForList,
  fieldsForTask,
  setFieldValue,
} from "./field-values.ts";
import type { JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import type { Answer, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { FieldRow, TaskRow } from "./state.ts";

const QUERY = ["include_applied_objects"] as const;

export const customFieldRoutes: Route[] = [
  route("GET /v2/list/{list_id}/field", { query: QUERY }, (call) =>
    definitions(call, fieldsForList(call.state, listIn(call))),
  ),
  route("GET /v2/folder/{folder_id}/field", { query: QUERY }, (call) => {
    const folder = folderIn(call);
    return ownAndWorkspace(call, "folder", folder.id, spaceOf(call.state, folder).workspaceId);
  }),
  route("GET /v2/space/{space_id}/field", { query: QUERY }, (call) => {
    const space = spaceIn(call);
    return ownAndWorkspace(call, "space", space.id, space.workspaceId);
  }),
  route("GET /v2/team/{team_id}/field", { query: QUERY }, (call) => {
    const workspace = workspaceIn(call);
    return ownAndWorkspace(call, "workspace", workspace.id, workspace.id);
  }),

  route(
    "POST /v2/task/{task_id}/field/{field_id}",
    { query: TASK_QUERY, body: { value: "any!", value_options: "object" } },
    (call) => {
      const task = taskOf(call);
      const field = fieldIn(call, task);
      checkOptions(field, call.body);
      setFieldValue(call.state, task, field, call.body.value ?? null);
      task.updatedMs = call.nowMs;
      return ok({});
    },
  ),

  route("DELETE /v2/task/{task_id}/field/{field_id}", { query: TASK_QUERY }, (call) => {
    const task = taskOf(call);
    setFieldValue(call.state, task, fieldIn(call, task), null);
    task.updatedMs = call.nowMs;
    return ok({});
  }),
];

function fieldIn(call: Call, task: TaskRow): FieldRow {
  const id = call.path("field_id");
  const field = fieldsForList(call.state, listOfTask(call.state, task)).find(
    (row) => row.id === id,
  );
  if (field === undefined) return refuse("FIELD_115");
  return appliesTo(field, task) ? field : refuse("SANDBOX_002", "field is not for this task type");
}

function checkOptions(field: FieldRow, body: JsonObject): void {
  if (body.value_options === undefined) return;
  const names = isObject(body.value_options) ? Object.keys(body.value_options) : [];
  if (field.type !== "date" || names.some((name) => name !== "time")) {
    refuse("SANDBOX_001", "value_options");
  }
}

/** Folder, Space and workspace show their own level and the workspace's, not what lies between. */
function ownAndWorkspace(
  call: Call,
  kind: FieldRow["place"]["kind"],
  id: string,
  workspaceId: string,
): Answer {
  const fields = Object.values(call.state.fields).filter(
    ({ place }) =>
      (place.kind === kind && place.id === id) ||
      (place.kind === "workspace" && place.id === workspaceId),
  );
  return definitions(call, fields);
}

function definitions(call: Call, fields: readonly FieldRow[]): Answer {
  const withObjects = call.query.flag("include_applied_objects");
  return ok({
    fields: fields.map((field) => ({
      ...definitionWire(field),
      ...(withObjects && field.taskTypes.length > 0
        ? {
            applied_objects: field.taskTypes.map((type) => ({ object_type: 19, object_id: type })),
          }
        : {}),
    })),
  });
}

/** The fields of a create: those of another place are refused, those for another task type dropped. */
export function setFieldsOnCreate(call: Call, task: TaskRow, wanted: readonly unknown[]): void {
  const reachable = fieldsForList(call.state, listOfTask(call.state, task));
  for (const entry of wanted) {
    if (!isObject(entry) || typeof entry.id !== "string" || !("value" in entry)) {
      refuse("SANDBOX_002", "custom_fields must hold {id, value}");
    }
    for (const name of Object.keys(entry)) {
      if (!["id", "value", "value_options"].includes(name)) {
        refuse("SANDBOX_001", `custom_fields[].${name}`);
      }
    }
    const field = reachable.find((row) => row.id === entry.id) ?? refuse("FIELD_115");
    checkOptions(field, entry);
    if (appliesTo(field, task)) setFieldValue(call.state, task, field, entry.value ?? null);
  }
}

export function missingRequiredField(call: Call, task: TaskRow): FieldRow | undefined {
  return fieldsForTask(call.state, task).find(
    (field) => field.required && task.fieldValues[field.id] === undefined,
  );
}
