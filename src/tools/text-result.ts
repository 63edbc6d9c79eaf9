/**
 * A result as text for a model: the same facts as the structure in about two thirds of its tokens.
 * One line per fact, one line per row; longer texts stand indented below their name.
 */
import type { JsonObject, JsonValue } from "../domain/json.ts";

/** A success whose answer from ClickUp was empty must not look like no answer. */
const NOTHING_TOLD = "Done; ClickUp's answer tells nothing more.";

/** `value` is a tool's output, which is JSON whatever its type says. */
export function textResult(value: object): string {
  return lines(value as JsonObject, "").join("\n") || NOTHING_TOLD;
}

function lines(value: JsonObject, indent: string): string[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    inner === undefined ? [] : field(name, inner, indent),
  );
}

function field(name: string, value: JsonValue, indent: string): string[] {
  const label = `${indent}${oneLine(name)}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${label}: none`];
    if (!value.some(isObject)) return [`${label}: ${value.map(scalar).join(", ")}`];
    return [`${label} (${value.length}):`, ...value.flatMap((item) => row(item, `${indent}  `))];
  }
  if (isObject(value)) {
    if (Object.keys(value).length === 0) return [`${label}: none`];
    return [`${label}:`, ...lines(value, `${indent}  `)];
  }
  if (typeof value === "string" && value.includes("\n")) {
    return [`${label}:`, ...value.split("\n").map((line) => `${indent}  | ${line}`)];
  }
  return [`${label}: ${scalar(value)}`];
}

/** Between the facts of a row. */
const SEPARATOR = "·";

/** One row on one line; what does not fit there (lists of rows, long texts) below it. */
function row(value: JsonValue, indent: string): string[] {
  if (!isObject(value)) return [`${indent}- ${scalar(value)}`];
  const entries = Object.entries(value);
  const inline = entries.filter(([, inner]) => fitsInLine(inner));
  const below = entries.filter(([, inner]) => !fitsInLine(inner));
  const line = inline
    .map(([name, inner]) => `${inRow(oneLine(name))}: ${inlineValue(inner)}`)
    .join(` ${SEPARATOR} `);
  return [
    `${indent}- ${line}`,
    ...below.flatMap(([name, inner]) => field(name, inner, `${indent}  `)),
  ];
}

function fitsInLine(value: JsonValue): boolean {
  if (typeof value === "string") return !value.includes("\n");
  if (Array.isArray(value)) return !value.some(isObject);
  return !isObject(value);
}

function inlineValue(value: JsonValue): string {
  if (!Array.isArray(value)) return inRow(scalar(value));
  return value.length === 0 ? "none" : value.map((one) => inRow(scalar(one))).join(", ");
}

/** A name with the separator must not look like the next fact of its row. */
function inRow(text: string): string {
  return text.includes(SEPARATOR) ? JSON.stringify(text) : text;
}

function scalar(value: JsonValue): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return oneLine(typeof value === "string" ? value : JSON.stringify(value));
}

/** A name with a line break must not look like the next fact. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
