/** Whether ClickUp's answer to an update shows what was asked for: it accepts some changes and drops them. */
import type { Task, TaskChange } from "../../clickup/client.ts";
import type { Ignored } from "../ignored.ts";

const DROPPED = "ClickUp accepted this and did not do it";
/** A date without a time may come back at another hour of its day. */
const DAY_MS = 86_400_000;

export function notKept(change: TaskChange, after: Task): Ignored[] {
  const ignored: Ignored[] = [];
  const check = (field: string, kept: boolean) => {
    if (!kept) ignored.push({ field, reason: DROPPED });
  };
  const { name, status, priority, points, time_estimate, parent, archived } = change;
  if (name !== undefined) check("name", after.name === name);
  if (status !== undefined) {
    check("status", after.status?.status.toLowerCase() === status.toLowerCase());
  }
  if (priority !== undefined) check("priority", (after.priority?.id ?? null) === text(priority));
  if (points !== undefined) check("points", (after.points ?? null) === points);
  if (time_estimate !== undefined) {
    check("estimate", (after.time_estimate ?? 0) === (time_estimate ?? 0));
  }
  if (parent !== undefined) check("parent", after.parent === parent);
  if (archived !== undefined) check("archived", (after.archived === true) === archived);
  if (change.due_date !== undefined) {
    check("due", isSameDate(change.due_date, change.due_date_time, after.due_date));
  }
  if (change.start_date !== undefined) {
    check("start", isSameDate(change.start_date, change.start_date_time, after.start_date));
  }
  if (change.custom_item_id !== undefined) {
    check("type", (after.custom_item_id ?? 0) === (change.custom_item_id ?? 0));
  }
  if (change.markdown_content !== undefined) {
    const wanted = change.markdown_content.trim() !== "";
    const there = (after.markdown_description ?? after.description ?? "").trim() !== "";
    check("description", wanted === there);
  }
  const sets = [
    ["assignees", change.assignees, after.assignees],
    ["watchers", change.watchers, after.watchers],
    ["teams", change.group_assignees, after.group_assignees],
  ] as const;
  for (const [field, wanted, rows] of sets) {
    if (wanted === undefined) continue;
    const there = rows.map(({ id }) => id);
    const added = (wanted.add ?? []).every((id) => there.includes(id));
    check(field, added && !(wanted.rem ?? []).some((id) => there.includes(id)));
  }
  return ignored;
}

function text(priority: number | null): string | null {
  return priority === null ? null : String(priority);
}

function isSameDate(
  wanted: number | null,
  hasTime: boolean | undefined,
  now: number | undefined,
): boolean {
  if (wanted === null || now === undefined) return wanted === (now ?? null);
  return hasTime === true ? wanted === now : Math.abs(wanted - now) < DAY_MS;
}
