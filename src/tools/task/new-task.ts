/** A task that is to be made: what ClickUp's create takes, and how to see that it kept it. */
import type { NewTask, Task } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import { type FieldWrite, personOnWire } from "../custom-field/write-value.ts";
import type { Ignored } from "../ignored.ts";
import { type Priority, priorityLevel } from "../priority.ts";
import {
  type Named,
  type Resolver,
  resolveDate,
  resolveEstimate,
  startBeforeDue,
} from "./resolve.ts";

interface NewTaskWords {
  name: string;
  description?: string | undefined;
  status?: string | undefined;
  assignees?: string[] | undefined;
  teams?: string[] | undefined;
  priority?: Priority | undefined;
  due?: string | undefined;
  start?: string | undefined;
  estimate?: string | undefined;
  points?: number | undefined;
  tags?: string[] | undefined;
  type?: string | undefined;
  fields?: Record<string, JsonValue> | undefined;
}

export interface PlannedTask {
  task: NewTask;
  fields: FieldWrite[];
  type: Named | undefined;
  newTags: string[];
}

/** `prefix` goes before the names of arguments in errors ("subtasks.2."). */
export async function planTask(
  words: NewTaskWords,
  resolver: Resolver,
  clock: Clock,
  prefix = "",
): Promise<PlannedTask> {
  const due = resolveDate(words.due, `${prefix}due`, clock);
  const start = resolveDate(words.start, `${prefix}start`, clock);
  startBeforeDue(start, due);
  const tags = resolver.tags(words.tags, `${prefix}tags`);
  const priority = words.priority && priorityLevel(words.priority);
  const estimate = resolveEstimate(words.estimate);
  const [assignees, teams, type, fields] = await Promise.all([
    resolver.people(words.assignees, `${prefix}assignees`),
    resolver.teams(words.teams, `${prefix}teams`),
    resolver.type(words.type),
    resolver.fields(words.fields),
  ]);
  const task: NewTask = { name: words.name };
  if (words.description) task.markdown_content = words.description;
  if (words.status !== undefined) task.status = words.status;
  if (assignees.length > 0) task.assignees = assignees.map(({ id }) => id);
  if (teams.length > 0) task.group_assignees = teams.map(({ id }) => id);
  if (priority) task.priority = priority;
  // Without the flag ClickUp keeps the day and drops the hour.
  if (due) Object.assign(task, { due_date: due.ms, due_date_time: due.hasTime });
  if (start) Object.assign(task, { start_date: start.ms, start_date_time: start.hasTime });
  if (estimate) task.time_estimate = estimate;
  if (words.points !== undefined) task.points = words.points;
  if (tags.length > 0) task.tags = tags;
  if (type !== undefined) task.custom_item_id = Number(type.id);
  const values = fields.flatMap((write) => ("clear" in write ? [] : [onCreate(write)]));
  if (values.length > 0) task.custom_fields = values;
  return { task, fields, type, newTags: resolver.newTags(tags) };
}

/** The same shape as when it is set later; on create there is nothing to take out of a set. */
function onCreate(write: Exclude<FieldWrite, { clear: true }>) {
  const { field, value, wholeSet } = write;
  if (wholeSet === undefined) return { id: field.id, ...value };
  const add = wholeSet.map((id) => (field.type === "users" ? personOnWire({ id }) : id));
  return { id: field.id, value: { add } };
}

/** What was asked for and is not in the answer: ClickUp drops some values without a word. */
export function droppedOnCreate(planned: PlannedTask, made: Task): Ignored[] {
  const { task, fields, type } = planned;
  const dropped: Ignored[] = [];
  const note = (field: string, reason: string) => dropped.push({ field, reason });
  const has = (ids: readonly string[], wanted: readonly string[] | undefined) =>
    (wanted ?? []).every((id) => ids.includes(id));
  if (
    task.status !== undefined &&
    made.status?.status.toLowerCase() !== task.status.toLowerCase()
  ) {
    note("status", "ClickUp gave the task another status");
  }
  if (
    !has(
      made.assignees.map(({ id }) => id),
      task.assignees,
    )
  ) {
    note(
      "assignees",
      "ClickUp did not assign all of them; they may lack access, or the Space allows one only",
    );
  }
  if (
    !has(
      made.group_assignees.map(({ id }) => id),
      task.group_assignees,
    )
  ) {
    note("teams", "ClickUp did not assign all of them");
  }
  if (
    !has(
      made.tags.map(({ name }) => name.toLowerCase()),
      task.tags,
    )
  ) {
    note("tags", "ClickUp did not add all of them; tags may be off in this Space");
  }
  if (task.priority && made.priority === undefined) {
    note("priority", "ClickUp dropped it; priorities may be off in this Space");
  }
  if (task.due_date !== undefined && made.due_date === undefined) note("due", "ClickUp dropped it");
  if (task.start_date !== undefined && made.start_date === undefined)
    note("start", "ClickUp dropped it");
  if (task.time_estimate !== undefined && made.time_estimate === undefined) {
    note("estimate", "ClickUp dropped it; time estimates may be off in this Space");
  }
  if (task.points !== undefined && made.points === undefined) {
    note("points", "ClickUp dropped it; sprint points may be off in this Space");
  }
  if (type !== undefined && (made.custom_item_id ?? 0) !== Number(type.id)) {
    note("type", "ClickUp gave the task another type");
  }
  for (const write of fields) {
    if ("clear" in write || isKept(write, made)) continue;
    note(
      write.field.name,
      "ClickUp dropped it; the Custom Field does not apply to this type of task",
    );
  }
  return dropped;
}

function isKept({ field, wholeSet }: Exclude<FieldWrite, { clear: true }>, made: Task): boolean {
  if (field.type === "button" || wholeSet?.length === 0) return true;
  const value = made.custom_fields.find(({ id }) => id === field.id)?.value;
  return value !== undefined && value !== null;
}
