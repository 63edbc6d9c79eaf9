/** Rows of tasks in an answer: compact ones, wider ones by name, and their text. */

import type { Task } from "../../clickup/client.ts";
import { byName } from "../../domain/by-name.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import { readFieldValue } from "../custom-field/read-value.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";
import { textResult } from "../text-result.ts";
import { withoutEmpty } from "../without-empty.ts";
import { fieldNamed } from "./filter-fields.ts";
import { TaskFull, taskFullShape, toTaskFull, toTaskRow } from "./summary.ts";

/** ClickUp's address of a task, which a quarter of a page of rows would consist of. */
export const TASK_URL = "https://app.clickup.com/t/";
/** With more rows than this the plain addresses are left out of the structure too. */
const ROWS_WITH_URL = 100;

export interface RowColumns {
  full: boolean;
  /** Keys of a full row, in its own spelling. */
  keys: readonly string[];
  /** Custom Fields by name or id. */
  fields: readonly string[];
}

const KEYS = Object.keys(taskFullShape);

export function columnsOf(names: readonly string[], full: boolean): RowColumns {
  const isKey = (name: string) => KEYS.includes(name.trim().toLowerCase());
  return {
    full,
    keys: names.filter(isKey).map((name) => name.trim().toLowerCase()),
    fields: names.filter((name) => !isKey(name)),
  };
}

/** Descriptions as Markdown have to be asked for. */
export function wantsMarkdown({ full, keys }: RowColumns): boolean {
  return full || keys.includes("description");
}

export function toRow(task: Task, columns: RowColumns, clock: Clock, oneList = false): TaskFull {
  const wide = columns.full || columns.keys.length + columns.fields.length > 0;
  const compact = () => withoutEmpty({ ...toTaskRow(task, clock), parent: task.parent });
  if (!wide) return dropList(compact(), oneList);
  const all = toTaskFull(task, clock, undefined);
  if (columns.full) return dropList(all, oneList);
  const row: Record<string, unknown> = compact();
  for (const key of columns.keys) row[key] = (all as Record<string, unknown>)[key];
  const fields = byName<JsonValue>();
  for (const name of columns.fields) {
    const field = fieldNamed(task, name);
    const value = field && readFieldValue(field, clock);
    if (field !== undefined && value !== undefined) fields[field.name] = value;
  }
  if (Object.keys(fields).length > 0 && row.fields === undefined) row.fields = fields;
  return dropList(TaskFull.parse(withoutEmpty(row)), oneList);
}

/** A column that no task has is a slip, if there were tasks to see it in. */
export function checkColumns(columns: RowColumns, tasks: readonly Task[]): void {
  if (tasks.length === 0) return;
  const missing = columns.fields.find((name) => !tasks.some((task) => fieldNamed(task, name)));
  if (missing === undefined) return;
  const known = new Set([
    ...KEYS,
    ...tasks.flatMap((task) => task.custom_fields.map(({ name }) => name)),
  ]);
  const near = nearestNames(missing, [...known]);
  throw invalidInput(
    "fields",
    `These tasks have no key or Custom Field "${missing.slice(0, 60)}".`,
    near.length > 0 ? near : [...known],
  );
}

/** One List is the same for all rows and stands above them. */
function dropList(row: TaskFull, oneList: boolean): TaskFull {
  if (!oneList) return row;
  const { list: _, ...rest } = row;
  return rest;
}

export function withoutPlainUrl<T extends { id: string; url?: string | undefined }>(row: T): T {
  if (row.url !== `${TASK_URL}${row.id}`) return row;
  const { url: _, ...rest } = row;
  return rest as T; // `url` is optional
}

/** In a long list the addresses that follow from the ids are left out. */
export function lightRows<T extends { id: string; url?: string | undefined }>(rows: T[]): T[] {
  return rows.length > ROWS_WITH_URL ? rows.map(withoutPlainUrl) : rows;
}

/** The result as text without the addresses that follow from the ids, and how they do. */
export function textOfRows(value: object): string {
  const shortened = deepWithoutUrls(value);
  const lines = textResult(shortened.value as object);
  return shortened.dropped ? `${lines}\nURL of a task where none is shown: ${TASK_URL}<id>` : lines;
}

function deepWithoutUrls(value: unknown): { value: unknown; dropped: boolean } {
  if (Array.isArray(value)) {
    const all = value.map(deepWithoutUrls);
    return { value: all.map((one) => one.value), dropped: all.some((one) => one.dropped) };
  }
  if (typeof value !== "object" || value === null) return { value, dropped: false };
  const row = value as { id?: unknown; url?: unknown };
  const plain = typeof row.id === "string" && row.url === `${TASK_URL}${row.id}`;
  const entries = Object.entries(value)
    .filter(([key]) => !(plain && key === "url"))
    .map(([key, inner]) => [key, deepWithoutUrls(inner)] as const);
  return {
    value: Object.fromEntries(entries.map(([key, inner]) => [key, inner.value])),
    dropped: plain || entries.some(([, inner]) => inner.dropped),
  };
}
