/** What a copy of a task is created with, and what of the task it leaves behind. */
import type { FieldValue, NewTask, Task } from "../../clickup/client.ts";
import { addDays, addMonths, type Clock } from "../clock.ts";
import { copyOfValue } from "../custom-field/copy-value.ts";
import { isDateOnly } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";

export const COPY_PARTS = [
  "description",
  "assignees",
  "tags",
  "dates",
  "fields",
  "checklists",
  "subtasks",
  "relations",
] as const;
export type CopyPart = (typeof COPY_PARTS)[number];

export interface Shift {
  days: number;
  months: number;
}

/** "+7 days", "2w", "-1 month"; workdays would change how long a task takes. */
export function parseShift(text: string, argument: string): Shift {
  const [, sign, count, unit = ""] =
    /^([+-]?) ?(\d{1,4}) ?(d|days?|w|wks?|weeks?|mo|months?|y|years?)$/.exec(
      text.normalize("NFKC").toLowerCase().trim(),
    ) ?? [];
  if (count === undefined) {
    throw invalidInput(argument, `"${argument}" must be like +7 days, 2 weeks or -1 month.`);
  }
  const size = (sign === "-" ? -1 : 1) * Number(count);
  if (unit.startsWith("d")) return { days: size, months: 0 };
  if (unit.startsWith("w")) return { days: 7 * size, months: 0 };
  return { days: 0, months: unit.startsWith("y") ? 12 * size : size };
}

export interface TaskCopy {
  task: NewTask;
  /** Names of Custom Fields that cannot be copied, and of those that are. */
  cannot: string[];
  fields: { id: string; name: string }[];
}

export function copyOf(
  source: Task,
  name: string,
  parts: ReadonlySet<CopyPart>,
  shift: Shift | undefined,
  clock: Clock,
): TaskCopy {
  const task: NewTask = { name };
  const description = (source.markdown_description ?? source.description ?? "").trim();
  if (parts.has("description") && description !== "") task.markdown_content = description;
  if (parts.has("assignees")) {
    if (source.assignees.length > 0) task.assignees = source.assignees.map(({ id }) => id);
    const teams = source.group_assignees.map(({ id }) => id);
    if (teams.length > 0) task.group_assignees = teams;
  }
  if (parts.has("tags") && source.tags.length > 0) task.tags = source.tags.map((tag) => tag.name);
  if (parts.has("dates")) {
    const { due_date: due, start_date: start } = source;
    if (due !== undefined) {
      task.due_date = shifted(due, shift, clock);
      task.due_date_time = source.due_date_time ?? !isDateOnly(due, clock);
    }
    if (start !== undefined) {
      task.start_date = shifted(start, shift, clock);
      task.start_date_time = source.start_date_time ?? !isDateOnly(start, clock);
    }
  }
  const priority = Number(source.priority?.id);
  if (priority >= 1 && priority <= 4) task.priority = priority;
  if (source.time_estimate) task.time_estimate = source.time_estimate;
  if (source.points !== undefined) task.points = source.points;
  if (source.custom_item_id) task.custom_item_id = source.custom_item_id;
  const cannot: string[] = [];
  const fields: TaskCopy["fields"] = [];
  const values: ({ id: string } & FieldValue)[] = [];
  if (parts.has("fields")) {
    for (const field of source.custom_fields) {
      const value = copyOfValue(field);
      if (value === undefined) continue;
      if (value === "cannot") cannot.push(field.name);
      else {
        const time =
          field.type === "date"
            ? { value_options: { time: !isDateOnly(Number(value.value), clock) } }
            : {};
        values.push({ id: field.id, ...value, ...time });
        fields.push({ id: field.id, name: field.name });
      }
    }
  }
  if (values.length > 0) task.custom_fields = values;
  return { task, cannot, fields };
}

/** Without the Custom Fields that are not among these. */
export function onlyFields(task: NewTask, there: ReadonlySet<string>): NewTask {
  const { custom_fields: all = [], ...rest } = task;
  const kept = all.filter(({ id }) => there.has(id));
  return kept.length === 0 ? rest : { ...rest, custom_fields: kept };
}

/** By the calendar: nine o'clock stays nine o'clock over a change of the clocks. */
function shifted(ms: number, shift: Shift | undefined, clock: Clock): number {
  if (shift === undefined) return ms;
  const wall = addDays(clock.wallOf(ms), shift.days);
  return clock.msOf(shift.months === 0 ? wall : addMonths(wall, shift.months)) + (ms % 1000);
}

/** What the task has and no copy gets, or was not asked for. */
export function leftBehind(source: Task, parts: ReadonlySet<CopyPart>): string[] {
  const has: Readonly<Record<CopyPart, boolean>> = {
    description: (source.markdown_description ?? source.description ?? "").trim() !== "",
    assignees: source.assignees.length + source.group_assignees.length > 0,
    tags: source.tags.length > 0,
    dates: source.due_date !== undefined || source.start_date !== undefined,
    fields: source.custom_fields.some(({ value }) => value !== undefined && value !== null),
    checklists: source.checklists.length > 0,
    subtasks: source.subtasks.length > 0,
    relations: source.dependencies.length + source.linked_tasks.length > 0,
  };
  return [
    ...COPY_PARTS.filter((part) => has[part] && !parts.has(part)),
    "comments",
    "attachments",
    "watchers",
  ];
}
