// The `custom_fields` filter: one JSON array of {field_id, operator, value}.
import { refuse } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import type { FieldRow, SandboxState, TaskRow } from "./state.ts";

const UNFILTERABLE: readonly string[] = [
  "formula",
  "location",
  "button",
  "votes",
  "signature",
  "rollup",
  "automatic_progress",
  "manual_progress",
];

type Check = (task: TaskRow) => boolean;

/** A filter on a field that nobody knows makes ClickUp forget all the field filters. */
export function fieldFilter(state: SandboxState, json: string | undefined): Check {
  if (json === undefined) return () => true;
  const filters = parseFilters(json);
  const checks: Check[] = [];
  for (const filter of filters) {
    const field = state.fields[String(filter.field_id)];
    if (field === undefined) return () => true;
    checks.push(checkFor(field, filter));
  }
  return (task) => checks.every((check) => check(task));
}

function parseFilters(json: string): JsonObject[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return refuse("ITEM_155");
  }
  if (!Array.isArray(parsed) || !parsed.every(isObject)) return refuse("ITEM_155");
  return parsed;
}

function checkFor(field: FieldRow, filter: JsonObject): Check {
  if (UNFILTERABLE.includes(field.type)) refuse("SANDBOX_002", `${field.type} has no filter`);
  const { operator, value } = filter;
  const held = (task: TaskRow): Json => task.fieldValues[field.id] ?? null;
  const wanted = wantedValues(field, value ?? null);
  const [first = ""] = wanted;
  switch (operator) {
    case "IS NULL":
      return (task) => held(task) === null;
    case "IS NOT NULL":
      return (task) => held(task) !== null;
    case "==":
      return (task) => heldTexts(held(task)).includes(first);
    case "=":
      return (task) =>
        isText(field)
          ? heldTexts(held(task)).some((one) => one.toLowerCase().includes(first.toLowerCase()))
          : heldTexts(held(task)).includes(first);
    case "!=":
      return (task) => !heldTexts(held(task)).includes(first);
    case "<":
      return (task) => held(task) !== null && Number(held(task)) < Number(first);
    case "<=":
      return (task) => held(task) !== null && Number(held(task)) <= Number(first);
    case ">":
      return (task) => held(task) !== null && Number(held(task)) > Number(first);
    case ">=":
      return (task) => held(task) !== null && Number(held(task)) >= Number(first);
    case "RANGE":
      return (task) =>
        held(task) !== null &&
        Number(held(task)) >= Number(first) &&
        Number(held(task)) <= Number(wanted[1]);
    case "ANY":
      return (task) => wanted.some((one) => heldTexts(held(task)).includes(one));
    case "ALL":
      return (task) => wanted.every((one) => heldTexts(held(task)).includes(one));
    case "NOT ANY":
      return (task) => !wanted.some((one) => heldTexts(held(task)).includes(one));
    case "NOT ALL":
      return (task) => !wanted.every((one) => heldTexts(held(task)).includes(one));
    default:
      return refuse("SANDBOX_002", `operator ${String(operator)}`);
  }
}

const isText = (field: FieldRow): boolean =>
  ["text", "short_text", "url", "email", "phone"].includes(field.type);

function heldTexts(value: Json): string[] {
  if (value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function wantedValues(field: FieldRow, value: Json): string[] {
  if (isObject(value)) return [String(value.low_value), String(value.high_value)];
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => optionId(field, one));
}

/** Drop-downs are stored by id; a filter may give the option's place instead. */
function optionId(field: FieldRow, value: Json): string {
  const options = field.typeConfig.options;
  if (field.type !== "drop_down" || !Array.isArray(options)) return String(value);
  const option = options[Number(value)];
  return isObject(option) ? String(option.id) : String(value);
}
