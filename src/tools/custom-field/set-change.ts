/** People or tasks that are added to a field or taken off it, against what the field holds. */
import type { Field } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import { readFieldValue } from "./read-value.ts";
import type { FieldWrite, SetChange } from "./write-value.ts";

/** Of people or tasks, as a field holds them. */
export function idsIn(value: unknown): string[] {
  return rowsIn(value).flatMap((row) => idOf(row) ?? []);
}

/** True when what is added is there already, and what is removed is not. */
export function isSetSo({ add, remove }: SetChange, current: Field): boolean {
  const there = idsIn(current.value);
  return add.every(({ id }) => there.includes(id)) && !remove.some(({ id }) => there.includes(id));
}

/** What the field holds after the write, as people read it. `current` is the field as it was. */
export function shownAfter(write: FieldWrite, current: Field | undefined, clock: Clock): JsonValue {
  if ("clear" in write) return null;
  if (write.change === undefined || current === undefined) return write.shown;
  const { add, remove } = write.change;
  const gone = new Set(remove.map(({ id }) => id));
  const kept = rowsIn(current.value).filter((row) => !gone.has(idOf(row) ?? ""));
  const shown = readFieldValue({ ...current, value: kept }, clock);
  const there = new Set(idsIn(kept));
  return [
    ...(Array.isArray(shown) ? shown : []),
    ...add.filter(({ id }) => !there.has(id)).map(({ name }) => name),
  ];
}

function rowsIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function idOf(row: unknown): string | undefined {
  if (typeof row === "string" || typeof row === "number") return String(row);
  const id = typeof row === "object" && row !== null && "id" in row ? row.id : undefined;
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}
