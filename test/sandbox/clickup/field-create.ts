// Undocumented: making a Custom Field. Changing one exists as well, and always refuses.
import { folderIn, listIn } from "./access.ts";
import { arrayIn, objectIn, textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { definitionWire } from "./field-values.ts";
import { newUuid } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import type { Answer, Call, Route, RouteOptions } from "./router.ts";
import { ok, route } from "./router.ts";
import type { FieldRow } from "./state.ts";

const OPTIONS: RouteOptions = {
  body: {
    name: "text!",
    type: "text",
    type_config: "object",
    required: "boolean",
    // Refused with a code of its own.
    options: "array",
  },
  undocumented: "field_create",
};

const TYPES: readonly string[] = [
  "text",
  "short_text",
  "url",
  "email",
  "phone",
  "number",
  "currency",
  "date",
  "drop_down",
  "labels",
  "checkbox",
  "users",
  "tasks",
  "list_relationship",
  "attachment",
  "emoji",
  "manual_progress",
  "location",
  "button",
];

export const fieldCreateRoutes: Route[] = [
  route("POST /v2/list/{list_id}/field", OPTIONS, (call) =>
    createField(call, { kind: "list", id: listIn(call).id }),
  ),
  route("POST /v2/folder/{folder_id}/field", OPTIONS, (call) =>
    createField(call, { kind: "folder", id: folderIn(call).id }),
  ),
  route(
    "PATCH /v2/field/{field_id}",
    { body: { name: "text", type_config: "object" }, undocumented: "field_create" },
    () => refuse("FIELD_262"),
  ),
];

function createField(call: Call, place: FieldRow["place"]): Answer {
  const name = textIn(call.body, "name")?.trim() ?? "";
  if (name === "") refuse("INPUT_003", "name");
  const type = textIn(call.body, "type") ?? refuse("FIELD_002");
  if (!TYPES.includes(type)) refuse("SANDBOX_002", `no field type ${type}`);
  if (call.body.options !== undefined) refuse("FIELD_022");
  const typeConfig = { ...objectIn(call.body, "type_config") };
  if (type === "drop_down" || type === "labels") {
    const wanted = arrayIn(typeConfig, "options") ?? refuse("FIELD_022");
    typeConfig.options = wanted.map((entry, index) => option(call, type, entry, index));
  }
  const field: FieldRow = {
    id: newUuid(call.state),
    name,
    type,
    typeConfig,
    createdMs: call.nowMs,
    required: call.body.required === true,
    place,
    taskTypes: [],
  };
  call.state.fields[field.id] = field;
  return ok({ field: definitionWire(field) });
}

function option(call: Call, type: string, entry: Json, orderindex: number): JsonObject {
  const given = isObject(entry) ? entry : {};
  const key = type === "labels" ? "label" : "name";
  const text = textIn(given, key);
  if (text === undefined) return refuse(type === "labels" ? "FIELD_146" : "FIELD_022");
  const color = textIn(given, "color") ?? null;
  return { id: newUuid(call.state), [key]: text, color, orderindex };
}
