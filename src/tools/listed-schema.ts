/**
 * A Zod schema as the JSON Schema that clients are shown: the subset that every client takes (no
 * combinators, no references, one type each), without what a model does not need to read.
 */
import * as z from "zod";
import type { JsonObject, JsonValue } from "../domain/json.ts";

type Side = "input" | "output";

/** What stays of a schema node; the rest is noise to a model or refused by some client. */
const KEPT = ["type", "description", "enum", "minimum", "maximum", "required"] as const;

export function toListedInput(schema: z.ZodObject): JsonObject {
  return clean(print(schema), "input", 0);
}

/** `keys`: those to show; an answer may hold more, so the schema is true all the same. */
export function toListedOutput(
  schema: z.ZodObject,
  keys: readonly string[] | undefined,
): JsonObject {
  const listed = clean(print(schema), "output", 0);
  if (keys === undefined || !isObject(listed.properties)) return listed;
  const shown = Object.entries(listed.properties).filter(([key]) => keys.includes(key));
  return { ...listed, properties: Object.fromEntries(shown) };
}

function print(schema: z.ZodObject): JsonObject {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonObject;
}

function clean(node: JsonObject, side: Side, depth: number): JsonObject {
  const kept: JsonObject = {};
  for (const key of KEPT) {
    const value = node[key];
    if (value !== undefined && !isNoise(key, value)) kept[key] = value;
  }
  // In the rows of a list it would repeat what stands at the argument of the same name.
  if (depth > 2) delete kept.enum;
  if (node.format === "date-time") kept.format = "date-time";
  // What lies deeper in an answer is read, not filled in: its keys say enough when they come.
  if (side === "output") delete kept.required;
  if (side === "output" && depth > 0) return kept;
  if (isObject(node.properties)) {
    kept.properties = Object.fromEntries(
      Object.entries(node.properties).map(([name, child]) => [
        name,
        isObject(child) ? clean(child, side, depth + 1) : {},
      ]),
    );
  }
  if (isObject(node.items)) kept.items = clean(node.items, side, depth + 1);
  // Deeper it is checked all the same, with an error that names the right ones.
  if (side === "input" && depth === 0) kept.additionalProperties = false;
  return kept;
}

function isNoise(key: string, value: JsonValue): boolean {
  // That nothing fewer than none or one can be asked for goes without saying.
  if (key === "minimum") return value === Number.MIN_SAFE_INTEGER || value === 0 || value === 1;
  if (key === "maximum") return value === Number.MAX_SAFE_INTEGER;
  return key === "required" && Array.isArray(value) && value.length === 0;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
