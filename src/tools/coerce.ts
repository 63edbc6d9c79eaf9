/**
 * Puts right what models get wrong before the schema looks: numbers and booleans as text, JSON as
 * text, one value where a list belongs and a list of one where a value does, null for absent, `list_id`
 * for `list`. Nothing is guessed: what has two readings is left for the schema to refuse.
 */
import * as z from "zod";
// Named, not as `z.core`: the whole of it would bring 267 kB of translations into the bundle.
import {
  $ZodArray,
  $ZodBoolean,
  $ZodDefault,
  $ZodEnum,
  $ZodNumber,
  $ZodObject,
  $ZodOptional,
  $ZodRecord,
  $ZodString,
  type $ZodType,
} from "zod/v4/core";
import { FailureError } from "../domain/failure.ts";
import { meantArguments } from "./argument-words.ts";
import { shorten } from "./invalid-input.ts";

type Schema = $ZodType;

export interface CoercedArguments {
  value: Record<string, unknown>;
  /** See `CallNotes`. */
  nullArguments: string[];
}

export function coerceArguments(schema: z.ZodObject, raw: unknown): CoercedArguments {
  const given = raw === undefined || raw === null ? {} : fromJsonText(raw, "{");
  if (!isPlainObject(given)) {
    throw new FailureError({
      code: "invalid_input",
      problem: "The arguments must be one JSON object.",
      allowed: Object.keys(schema.shape),
    });
  }
  const value = coerceObject(schema, given, []);
  const nulls = Object.keys(given).filter((key) => given[key] === null && key in schema.shape);
  const fillsEverything = Object.keys(schema.shape).every((key) => key in given);
  return { value, nullArguments: fillsEverything ? [] : nulls };
}

function coerceObject(
  schema: $ZodObject,
  given: Record<string, unknown>,
  path: readonly string[],
): Record<string, unknown> {
  const shape = schema._zod.def.shape;
  const coerced: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const name = key in shape ? key : knownSpelling(key, shape, given);
    const child = name === undefined || !Object.hasOwn(shape, name) ? undefined : shape[name];
    if (name === undefined || child === undefined) {
      if (value === null || value === undefined) continue;
      throw unknownArgument([...path, key], key, Object.keys(shape));
    }
    if (value === null || value === undefined) continue;
    coerced[name] = coerce(child, value, [...path, name]);
  }
  return coerced;
}

/** `list_id`, `listId`, `due_date`, `assignee` for `assignees`: the argument that this can only mean. */
function knownSpelling(
  key: string,
  shape: Readonly<Record<string, Schema>>,
  given: Record<string, unknown>,
): string | undefined {
  const wanted = key.toLowerCase().replace(/[_-]/g, "");
  return Object.keys(shape).find((name) => {
    if (Object.hasOwn(given, name)) return false;
    const plain = name.replace(/_/g, "");
    const variants = [plain, `${plain}id`, `${plain}date`, `${plain}s`, `${plain}es`];
    return variants.includes(wanted) || plain === `${wanted}s`;
  });
}

function unknownArgument(path: readonly string[], key: string, known: string[]): FailureError {
  const near = meantArguments(key, known);
  const hint = near.length > 0 ? ` Did you mean ${near.map(quote).join(" or ")}?` : "";
  return new FailureError({
    code: "invalid_input",
    problem: `There is no argument ${quote(shorten(path.join(".")))}.${hint}`,
    argument: shorten(path.join(".")),
    allowed: known,
  });
}

function coerce(schema: Schema, value: unknown, path: readonly string[]): unknown {
  const inner = unwrap(schema);
  if (inner instanceof $ZodObject) {
    return coerceToObject(inner, value, path);
  }
  if (inner instanceof $ZodArray) return coerceArray(inner, value, path);
  if (inner instanceof $ZodRecord) return fromJsonText(value, "{");
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (inner instanceof $ZodNumber) return toNumber(only);
  if (inner instanceof $ZodBoolean) return toBoolean(only);
  if (inner instanceof $ZodEnum) return toEntry(inner, only);
  if (inner instanceof $ZodString) return toText(only, path);
  return value;
}

/** A bare text where an object with a name or text belongs is that; nothing else can be meant. */
function coerceToObject(
  schema: $ZodObject,
  value: unknown,
  path: readonly string[],
): Record<string, unknown> {
  const parsed = fromJsonText(value, "{");
  if (isPlainObject(parsed)) return coerceObject(schema, parsed, path);
  const keys = Object.keys(schema._zod.def.shape);
  const main = ["name", "text"].find((key) => keys.includes(key));
  if (typeof parsed === "string" && main !== undefined) return { [main]: parsed };
  throw new FailureError({
    code: "invalid_input",
    problem: `${quote(shorten(path.join(".")))} must be an object with ${keys.map(quote).join(", ")}.`,
    argument: shorten(path.join(".")),
    allowed: keys,
  });
}

function coerceArray(schema: $ZodArray, value: unknown, path: readonly string[]): unknown {
  const element = schema._zod.def.element;
  const parsed = fromJsonText(value, "[");
  let items: unknown[];
  if (Array.isArray(parsed)) items = parsed;
  else if (typeof parsed === "string" && unwrap(element) instanceof $ZodEnum) {
    items = parsed.split(",").map((item) => item.trim());
  } else items = [parsed];
  return items.map((item, index) => coerce(element, item, [...path, String(index)]));
}

function unwrap(schema: Schema): Schema {
  let inner = schema;
  while (inner instanceof $ZodOptional || inner instanceof $ZodDefault) {
    inner = inner._zod.def.innerType;
  }
  return inner;
}

function fromJsonText(value: unknown, opening: "{" | "["): unknown {
  if (typeof value !== "string" || !value.trimStart().startsWith(opening)) return value;
  if (isTooDeep(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // not JSON after all: the schema says what it wants
  }
}

/** Text hides nesting from the check that every request goes through. */
const MAX_DEPTH = 64;

function isTooDeep(json: string): boolean {
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function toNumber(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(value)) return value;
  return Number(value);
}

function toBoolean(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const word = value.trim().toLowerCase();
  return word === "true" ? true : word === "false" ? false : value;
}

/** An entry in any case; of an enum marked `numbered` also the number of its place. */
function toEntry(schema: $ZodEnum, value: unknown): unknown {
  if (typeof value !== "string" && typeof value !== "number") return value;
  const entries = Object.values(schema._zod.def.entries);
  const wanted = String(value).trim().toLowerCase();
  const numbered = z.globalRegistry.get(schema)?.numbered === true;
  if (numbered && /^\d$/.test(wanted)) return entries[Number(wanted)] ?? value;
  return entries.find((entry) => entry === wanted) ?? value;
}

function toText(value: unknown, path: readonly string[]): unknown {
  if (typeof value !== "number") return value;
  // Beyond this a number has already lost digits on the way here, and an id would be another one.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new FailureError({
      code: "invalid_input",
      problem: `${quote(shorten(path.join(".")))} is too long for a JSON number; send it as text.`,
      argument: shorten(path.join(".")),
    });
  }
  return String(value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function quote(text: string): string {
  return `"${text}"`;
}
