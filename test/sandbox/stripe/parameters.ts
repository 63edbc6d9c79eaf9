// Parameters as Stripe takes them: form encoded, nested with brackets, each known by name.
import type { Json, JsonObject } from "../clickup/json.ts";
import { isObject } from "../clickup/json.ts";
import { refuse } from "./errors.ts";

/**
 * `any` is known to Stripe and does nothing here. A one-element array is a list of that, an object
 * has these names and no others.
 */
export type Shape =
  | "text"
  | "integer"
  | "flag"
  | "metadata"
  /** Seconds, or {gt, gte, lt, lte} of them. */
  | "range"
  | "any"
  | readonly [Shape]
  | { readonly [name: string]: Shape };

export type Shapes = { readonly [name: string]: Shape };

const MAX_METADATA_KEYS = 50; // docs.stripe.com/api/metadata
const MAX_METADATA_KEY = 40;
const MAX_METADATA_VALUE = 500;
const MAX_DEPTH = 10;

/** The parameters of a query or body, checked against what the operation takes. */
export function readParameters(encoded: string, shapes: Shapes): JsonObject {
  const tree = parseForm(encoded);
  return readObject(tree, { expand: ["text"], ...shapes }, "");
}

/** `a[b][0]=c` → {a: {b: {0: "c"}}}; lists are objects with numbers for names until a shape says so. */
function parseForm(encoded: string): JsonObject {
  const root: JsonObject = Object.create(null);
  for (const [name, value] of new URLSearchParams(encoded)) {
    const [head = "", ...rest] = name.split("[");
    const path = [head, ...rest.map((part) => part.replace(/\]$/, ""))];
    if (path.length > MAX_DEPTH) refuse(null, "Invalid request: parameters are nested too deeply");
    place(root, path, value);
  }
  return root;
}

function place(root: JsonObject, path: readonly string[], value: string): void {
  let at = root;
  for (const part of path.slice(0, -1)) {
    const next = at[part];
    if (isObject(next)) at = next;
    else {
      const made: JsonObject = Object.create(null);
      at[part] = made;
      at = made;
    }
  }
  const last = path.at(-1) ?? "";
  at[last === "" ? String(Object.keys(at).length) : last] = value;
}

function readObject(tree: JsonObject, shapes: Shapes, within: string): JsonObject {
  const values: JsonObject = {};
  for (const [name, raw] of Object.entries(tree)) {
    const param = within === "" ? name : `${within}[${name}]`;
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) {
      return refuse("parameter_unknown", `Received unknown parameter: ${param}`, param);
    }
    values[name] = readValue(raw, shape, param);
  }
  return values;
}

function readValue(raw: Json | undefined, shape: Shape, param: string): Json {
  if (shape === "any") return raw ?? null;
  if (shape === "metadata") return readMetadata(raw, param);
  if (typeof shape === "object") {
    if (Array.isArray(shape)) return readList(raw, shape[0], param);
    if (!isObject(raw)) return refuse("parameter_invalid_object", "Invalid object", param);
    return readObject(raw, shape as Shapes, param);
  }
  if (shape === "range" && isObject(raw)) {
    return readObject(raw, { gt: "integer", gte: "integer", lt: "integer", lte: "integer" }, param);
  }
  if (typeof raw !== "string") return refuse("parameter_invalid_string", "Invalid string", param);
  if (shape === "text") return raw;
  if (shape === "flag") {
    if (raw === "true" || raw === "false") return raw === "true";
    return refuse("parameter_invalid_boolean", `Invalid boolean: ${raw}`, param);
  }
  if (raw === "") return null;
  if (!/^-?\d+$/.test(raw)) {
    return refuse("parameter_invalid_integer", `Invalid integer: ${raw}`, param);
  }
  return Number(raw);
}

function readList(raw: Json | undefined, shape: Shape, param: string): Json[] {
  if (!isObject(raw)) return refuse("parameter_invalid_array", "Invalid array", param);
  return Object.values(raw).map((value, at) => readValue(value, shape, `${param}[${at}]`));
}

/** Empty text unsets a key; empty text for all of it unsets every key. */
function readMetadata(raw: Json | undefined, param: string): JsonObject | "" {
  if (raw === "") return "";
  if (!isObject(raw)) return refuse("parameter_invalid_object", "Invalid object", param);
  const names = Object.keys(raw);
  if (names.length > MAX_METADATA_KEYS) {
    refuse(null, `Metadata can have at most ${MAX_METADATA_KEYS} keys.`, param);
  }
  const values: JsonObject = {};
  for (const [name, value] of Object.entries(raw)) {
    if (typeof value !== "string") return refuse(null, "Metadata values must be strings.", param);
    if (name.length > MAX_METADATA_KEY) {
      refuse(null, `Metadata key names must be at most ${MAX_METADATA_KEY} characters.`, param);
    }
    if (value.length > MAX_METADATA_VALUE) {
      refuse(null, `Metadata values can have up to ${MAX_METADATA_VALUE} characters.`, param);
    }
    values[name] = value;
  }
  return values;
}

export function text(params: JsonObject, name: string): string | undefined {
  const value = params[name];
  if (value === "") {
    return refuse(
      "parameter_invalid_empty",
      `You passed an empty string for '${name}'. We assume empty values are an attempt to unset ` +
        `a field; however '${name}' cannot be unset. You should remove '${name}' from your ` +
        "request or supply a non-empty value.",
      name,
    );
  }
  return typeof value === "string" ? value : undefined;
}

export function requiredText(params: JsonObject, name: string): string {
  return (
    text(params, name) ?? refuse("parameter_missing", `Missing required param: ${name}.`, name)
  );
}

/** A field that empty text unsets: undefined leaves it as it is. */
export function textOrUnset(params: JsonObject, name: string): string | null | undefined {
  const value = params[name];
  if (value === "") return null;
  return typeof value === "string" ? value : undefined;
}

export function integer(params: JsonObject, name: string): number | undefined {
  const value = params[name];
  return typeof value === "number" ? value : undefined;
}

export function flag(params: JsonObject, name: string): boolean | undefined {
  const value = params[name];
  return typeof value === "boolean" ? value : undefined;
}

export function object(params: JsonObject, name: string): JsonObject {
  const value = params[name];
  return isObject(value) ? value : {};
}

export function list(params: JsonObject, name: string): Json[] {
  const value = params[name];
  return Array.isArray(value) ? value : [];
}

/** What metadata becomes after the request. */
export function mergedMetadata(
  before: Record<string, string>,
  params: JsonObject,
): Record<string, string> {
  const given = params.metadata;
  if (given === "") return {};
  const merged = { ...before };
  for (const [name, value] of Object.entries(isObject(given) ? given : {})) {
    if (value === "") delete merged[name];
    else merged[name] = String(value);
  }
  return merged;
}

/** Whether an instant in seconds lies in what a `range` asks for. */
export function inRange(range: Json | undefined, at: number): boolean {
  if (range === undefined || range === null) return true;
  if (typeof range === "number") return at === range;
  if (!isObject(range)) return true;
  const { gt, gte, lt, lte } = range;
  return (
    (typeof gt !== "number" || at > gt) &&
    (typeof gte !== "number" || at >= gte) &&
    (typeof lt !== "number" || at < lt) &&
    (typeof lte !== "number" || at <= lte)
  );
}
