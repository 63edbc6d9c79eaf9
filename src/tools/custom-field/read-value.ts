/** A Custom Field's value as people read it: names instead of ids, numbers as numbers, dates as ISO. */
import type { Field } from "../../clickup/client.ts";
import { decodeEntities, EpochMs } from "../../clickup/wire.ts";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import { echoOf, isDateOnly } from "../instant.ts";
import { configOf, type FieldOption } from "./config.ts";

/** Undefined when nothing is set. */
export function readFieldValue(field: Field, clock: Clock): JsonValue | undefined {
  const { value } = field;
  if (value === undefined || value === null || value === "") return undefined;
  switch (field.type) {
    case "number":
    case "currency":
    case "emoji":
    case "formula":
    case "rollup":
      return numberOrText(value);
    case "date":
      // What no calendar holds is shown as it is.
      return dateOf(value, clock) ?? plain(value);
    case "drop_down":
      return optionName(configOf(field).options, value);
    case "labels":
      return notEmpty(listOf(value).flatMap((id) => optionName(configOf(field).options, id) ?? []));
    case "checkbox":
      return value === true || value === "true" || value === 1 || value === "1";
    case "users":
      return notEmpty(listOf(value).flatMap(personName));
    case "tasks":
    case "list_relationship":
      return notEmpty(listOf(value).flatMap(taskReference));
    case "attachment":
      return notEmpty(listOf(value).flatMap(attachmentReference));
    case "manual_progress":
      return textNumber(part(value, "current"));
    case "automatic_progress":
      return textNumber(part(value, "percent_complete") ?? part(value, "percent_completed"));
    case "location":
      return location(value);
    case "votes":
      return numberOrText(part(value, "count") ?? part(value, "total") ?? value);
    case "button":
      return undefined;
    default:
      return plain(value);
  }
}

/** All that are set, by name; of two with one name the second shows its id too. */
export function readFieldValues(fields: readonly Field[], clock: Clock): JsonObject {
  const values = new Map<string, JsonValue>();
  for (const field of fields) {
    const value = readFieldValue(field, clock);
    if (value === undefined) continue;
    values.set(values.has(field.name) ? `${field.name} (${field.id})` : field.name, value);
  }
  return Object.fromEntries(values);
}

/** Number of the option's place in most answers, its UUID in some. */
function optionName(options: readonly FieldOption[], value: unknown): string | undefined {
  const id = isObject(value) ? value.id : value;
  const option =
    options.find((candidate) => candidate.id === id) ??
    (id === "" ? undefined : options.find((candidate) => candidate.orderindex === Number(id)));
  return option?.name;
}

function dateOf(value: unknown, clock: Clock): string | undefined {
  const ms = EpochMs.parse(value);
  return ms === undefined ? undefined : echoOf(ms, !isDateOnly(ms, clock), clock);
}

/** Who was invited and has not come yet has no name. */
function personName(value: unknown): string[] {
  const told = isObject(value) ? [value.username, value.name, value.email, value.id] : [value];
  const name = told.find((one) => plain(one) !== undefined && one !== "");
  return name === undefined ? [] : [decodeEntities(String(name))];
}

function taskReference(value: unknown): JsonValue[] {
  if (typeof value === "string") return [value];
  if (!isObject(value) || value.id === undefined) return [];
  const id = String(value.id);
  return [typeof value.name === "string" ? { id, name: decodeEntities(value.name) } : id];
}

function attachmentReference(value: unknown): JsonValue[] {
  if (!isObject(value)) return [];
  const name = [value.title, value.name, value.id].find((one) => plain(one) !== undefined);
  if (name === undefined) return [];
  const title = decodeEntities(String(name));
  return [typeof value.url === "string" ? { title, url: value.url } : title];
}

function location(value: unknown): JsonValue | undefined {
  const address = part(value, "formatted_address");
  if (typeof address === "string" && address !== "") return decodeEntities(address);
  const point = part(value, "location");
  const [lat, lng] = [textNumber(part(point, "lat")), textNumber(part(point, "lng"))];
  return lat === undefined || lng === undefined ? undefined : `${lat}, ${lng}`;
}

function plain(value: unknown): JsonValue | undefined {
  if (typeof value === "string") return decodeEntities(value);
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

function numberOrText(value: unknown): JsonValue | undefined {
  return textNumber(value) ?? plain(value);
}

function textNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function notEmpty(values: JsonValue[]): JsonValue[] | undefined {
  return values.length === 0 ? undefined : values;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function part(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
