// Custom Field values: which fields a task has, what a value must look like to be set, how it is read.
import { listOfTask, spaceOf, workspaceOfTask } from "./access.ts";
import { refuse } from "./errors.ts";
import { allFiles } from "./field-places.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import type { FieldRow, ListRow, SandboxState, TaskRow } from "./state.ts";
import { escapeName, msText, peopleWire } from "./wire.ts";

// Free Forever: 60 uses for the life of the workspace (clickup.com plan limits, 2026).
const FREE_FIELD_USES = 60;

const READ_ONLY: readonly string[] = [
  "automatic_progress",
  "formula",
  "rollup",
  "votes",
  "signature",
];

/** The fields that reach a List: its own and those of every place above it. */
export function fieldsForList(state: SandboxState, list: ListRow): FieldRow[] {
  const places = new Set([`list ${list.id}`, `space ${list.spaceId}`]);
  places.add(`workspace ${spaceOf(state, list).workspaceId}`);
  for (let id = list.folderId; id !== null; id = state.folders[id]?.parentFolderId ?? null) {
    places.add(`folder ${id}`);
  }
  return Object.values(state.fields).filter((field) =>
    places.has(`${field.place.kind} ${field.place.id}`),
  );
}

export function fieldsForTask(state: SandboxState, task: TaskRow): FieldRow[] {
  return fieldsForList(state, listOfTask(state, task)).filter((field) => appliesTo(field, task));
}

export const appliesTo = (field: FieldRow, task: TaskRow): boolean =>
  field.taskTypes.length === 0 || field.taskTypes.includes(task.taskType);

export function definitionWire(field: FieldRow): JsonObject {
  return {
    id: field.id,
    name: escapeName(field.name),
    type: field.type,
    type_config: field.typeConfig,
    date_created: msText(field.createdMs),
    hide_from_guests: false,
    required: field.required,
  };
}

/** The definition as it travels inside a task; a field that is not set has no `value` key. */
export function fieldWire(state: SandboxState, field: FieldRow, task: TaskRow): JsonObject {
  const stored = task.fieldValues[field.id];
  if (stored === undefined || stored === null) return definitionWire(field);
  return {
    ...definitionWire(field),
    value: readValue(state, field, stored),
    ...(field.type === "text" ? { value_richtext: richText(stored) } : {}),
  };
}

function richText(stored: Json): string {
  return JSON.stringify({ ops: [{ insert: `${String(stored)}\n` }] });
}

function readValue(state: SandboxState, field: FieldRow, stored: Json): Json {
  switch (field.type) {
    // Set by option id, read back by place: ClickUp's own asymmetry.
    case "drop_down":
      return optionsOf(field).findIndex((option) => option.id === stored);
    case "users":
      return peopleWire(state, Array.isArray(stored) ? stored.map(Number) : []);
    case "tasks":
    case "list_relationship":
      return taskRefs(state, Array.isArray(stored) ? stored : []);
    case "attachment":
      return filesOf(state, Array.isArray(stored) ? stored : []);
    case "manual_progress":
      return progress(field, Number(stored));
    default:
      return stored;
  }
}

function taskRefs(state: SandboxState, ids: readonly Json[]): Json[] {
  return ids.flatMap((id) => {
    const task = state.tasks[String(id)];
    if (task === undefined) return [];
    return [
      {
        id: task.id,
        name: escapeName(task.name),
        status: task.status,
        color: "#87909e",
        custom_type: null,
        team_id: workspaceOfTask(state, task).id,
        deleted: false,
        url: `https://app.clickup.com/t/${task.id}`,
        access: true,
      },
    ];
  });
}

function filesOf(state: SandboxState, ids: readonly Json[]): Json[] {
  const wanted = new Set(ids.map(String));
  return allFiles(state)
    .filter((file) => wanted.has(file.id))
    .map(({ id, title, extension, mimetype, sizeBytes }) => ({
      id: `${id}.${extension}`,
      title,
      extension,
      mimetype,
      size: sizeBytes,
    }));
}

function progress(field: FieldRow, current: number): JsonObject {
  const start = Number(field.typeConfig.start ?? 0);
  const end = Number(field.typeConfig.end ?? 100);
  const percent = end === start ? 0 : Math.round(((current - start) / (end - start)) * 100);
  return { current: String(current), percent_completed: percent };
}

function optionsOf(field: FieldRow): JsonObject[] {
  const options = field.typeConfig.options;
  return Array.isArray(options) ? options.filter(isObject) : [];
}

/** Sets, or with null clears, one value; the Free plan counts each set. */
export function setFieldValue(
  state: SandboxState,
  task: TaskRow,
  field: FieldRow,
  value: Json,
): void {
  if (value === null) {
    delete task.fieldValues[field.id];
    return;
  }
  const workspace = workspaceOfTask(state, task);
  if (workspace.plan === "free") {
    if (workspace.fieldUses >= FREE_FIELD_USES) refuse("FIELD_033");
  }
  const stored = acceptValue(state, task, field, value);
  workspace.fieldUses += 1;
  if (stored === null) delete task.fieldValues[field.id];
  else task.fieldValues[field.id] = stored;
}

/** What is stored for a wanted value; null: nothing is left. */
function acceptValue(state: SandboxState, task: TaskRow, field: FieldRow, value: Json): Json {
  if (READ_ONLY.includes(field.type)) return refuse("SANDBOX_002", `${field.type} is read-only`);
  if (isObject(value) && "value" in value) return refuse("FIELD_018");
  const before = task.fieldValues[field.id];
  const held = Array.isArray(before) ? before : [];
  switch (field.type) {
    case "text":
    case "short_text":
      return typeof value === "string" ? value : bad(field, "text");
    case "url":
      return typeof value === "string" && URL.canParse(value) ? value : bad(field, "a URL");
    case "email":
      return typeof value === "string" && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)
        ? value
        : bad(field, "an e-mail address");
    case "phone":
      return typeof value === "string" && /^\+\d[\d ()-]{5,}$/.test(value)
        ? value
        : bad(field, "a number with country code");
    case "number":
    case "currency":
      return typeof value === "number" ? String(value) : bad(field, "a number");
    case "date":
      return Number.isSafeInteger(Number(value)) && typeof value !== "boolean"
        ? String(value)
        : refuse("FIELD_017");
    case "drop_down":
      return optionFrom(field, value);
    case "labels":
      return labelsFrom(field, value);
    case "checkbox":
      return typeof value === "boolean" || value === "true" || value === "false"
        ? String(value)
        : bad(field, "true or false");
    case "users":
      // Any other shape is taken, and empties the field.
      return isObject(value) ? change(held, value, (id) => personId(state, id)) : null;
    case "tasks":
    case "list_relationship":
      return isObject(value) ? change(held, value, (id) => taskId(state, id)) : refuse("FIELD_342");
    case "attachment":
      return isObject(value)
        ? change(held, value, (id) => fileId(state, id))
        : bad(field, "{add, rem}");
    case "emoji":
      return typeof value === "number" && value >= 0 && value <= Number(field.typeConfig.count ?? 5)
        ? value
        : bad(field, "a rating within its scale");
    case "manual_progress":
      return progressFrom(field, value);
    case "location":
      return locationFrom(field, value);
    case "button":
      return value === true ? null : bad(field, "true");
    default:
      return bad(field, "known to the sandbox");
  }
}

function bad(field: FieldRow, wanted: string): never {
  return refuse("SANDBOX_002", `a ${field.type} value must be ${wanted}`);
}

function optionFrom(field: FieldRow, value: Json): Json {
  const options = optionsOf(field);
  const option =
    typeof value === "number" ? options[value] : options.find((one) => one.id === value);
  return option?.id ?? refuse("FIELD_011");
}

function labelsFrom(field: FieldRow, value: Json): Json {
  const known = new Set(optionsOf(field).map((option) => option.id));
  if (!Array.isArray(value) || !value.every((id) => known.has(id))) return refuse("FIELD_144");
  return value.length === 0 ? null : value;
}

function change(held: readonly Json[], value: JsonObject, known: (id: Json) => Json): Json {
  for (const key of Object.keys(value)) {
    if (key !== "add" && key !== "rem") refuse("SANDBOX_001", `value.${key}`);
  }
  const add = Array.isArray(value.add) ? value.add.map(known) : [];
  const rem = new Set((Array.isArray(value.rem) ? value.rem : []).map(String));
  const kept = new Map([...held, ...add].map((id) => [String(id), id]));
  const left = [...kept.values()].filter((id) => !rem.has(String(id)));
  return left.length === 0 ? null : left;
}

function personId(state: SandboxState, id: Json): number {
  return state.users[String(id)]?.id ?? refuse("SANDBOX_002", `no user ${String(id)}`);
}

function taskId(state: SandboxState, id: Json): string {
  return state.tasks[String(id)]?.id ?? refuse("FIELD_342");
}

/** With or without the extension that reading puts behind it. */
function fileId(state: SandboxState, id: Json): string {
  const wanted = String(id);
  const file = allFiles(state).find(
    (row) => row.id === wanted || `${row.id}.${row.extension}` === wanted,
  );
  if (file !== undefined) return file.id;
  return refuse("SANDBOX_002", `no attachment ${wanted}`);
}

function progressFrom(field: FieldRow, value: Json): Json {
  const current = isObject(value) ? value.current : undefined;
  const start = Number(field.typeConfig.start ?? 0);
  const end = Number(field.typeConfig.end ?? 100);
  return typeof current === "number" && current >= start && current <= end
    ? current
    : bad(field, `{current} between ${start} and ${end}`);
}

function locationFrom(field: FieldRow, value: Json): Json {
  const place = isObject(value) ? value.location : undefined;
  if (!isObject(value) || !isObject(place)) return bad(field, "{location, formatted_address}");
  const { lat, lng } = place;
  if (typeof lat !== "number" || typeof lng !== "number")
    return bad(field, "{location: {lat, lng}}");
  const address = value.formatted_address;
  return {
    location: { lat, lng },
    formatted_address: typeof address === "string" ? address : "",
    place_id: `place_${lat}_${lng}`,
  };
}
