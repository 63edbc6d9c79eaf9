// Typed looks into a body whose kinds the router has already checked.
import { refuse } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject } from "./json.ts";

export function textIn(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  return typeof value === "string" ? value : undefined;
}

export function flagIn(body: JsonObject, name: string): boolean | undefined {
  const value = body[name];
  return typeof value === "boolean" ? value : undefined;
}

export function numberIn(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  return typeof value === "number" ? value : undefined;
}

/** undefined: not sent. null: to be cleared. */
export function numberOrNullIn(body: JsonObject, name: string): number | null | undefined {
  return body[name] === null ? null : numberIn(body, name);
}

export function objectIn(body: JsonObject, name: string): JsonObject | undefined {
  const value = body[name];
  return isObject(value) ? value : undefined;
}

export function arrayIn(body: JsonObject, name: string): Json[] | undefined {
  const value = body[name];
  return Array.isArray(value) ? value : undefined;
}

export function textsIn(body: JsonObject, name: string): string[] | undefined {
  return arrayIn(body, name)?.map((entry) =>
    typeof entry === "string" ? entry : refuse("SANDBOX_002", `${name} must hold text`),
  );
}

export function numbersIn(body: JsonObject, name: string): number[] | undefined {
  return arrayIn(body, name)?.map((entry) =>
    typeof entry === "number" ? entry : refuse("SANDBOX_002", `${name} must hold numbers`),
  );
}

/** `{add: […], rem: […]}`, the only way to change people on something that exists. */
export function changesIn(
  body: JsonObject,
  name: string,
): { add: readonly Json[]; rem: readonly Json[] } | undefined {
  const change = objectIn(body, name);
  if (change === undefined) return undefined;
  for (const key of Object.keys(change)) {
    if (key !== "add" && key !== "rem") refuse("SANDBOX_001", `${name}.${key}`);
  }
  return { add: arrayIn(change, "add") ?? [], rem: arrayIn(change, "rem") ?? [] };
}
