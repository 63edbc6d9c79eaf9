/** What a write changed, for a model to read: "status: to do → done" on a line each. */
import type { JsonObject, JsonValue } from "../domain/json.ts";
import { textResult } from "./text-result.ts";

export type Changed = Readonly<Record<string, readonly (JsonValue | undefined)[]>>;

/** `rest` as any other result, and below it what changed, each field from old to new. */
export function changedText({ changed, ...rest }: object & { changed: Changed }): string {
  const lines = Object.entries(changed).map(
    ([field, [old, now]]) => `  ${field}: ${arrow(old, now)}`,
  );
  const summary = lines.length > 0 ? ["changed:", ...lines] : ["changed: nothing"];
  return [textResult(rest as JsonObject), ...summary].join("\n");
}

export function arrow(old: JsonValue | undefined, now: JsonValue | undefined): string {
  return `${inWords(old)} → ${inWords(now)}`;
}

function inWords(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(inWords).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.replace(/\s*\n\s*/g, " ");
}
