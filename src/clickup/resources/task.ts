/** What ClickUp answers of a task. */
import * as z from "zod";
import {
  Body,
  EpochMs,
  Id,
  maybe,
  Name,
  OptionalFlag,
  OptionalId,
  OptionalName,
  OptionalNumber,
  readPart,
  readRows,
  rows,
} from "../wire.ts";
import { Checklist } from "./checklists.ts";
import { Field } from "./fields.ts";
import { PersonOrId, User } from "./people.ts";
import { Place, Status, Tag } from "./places.ts";

const PriorityObject = z.object({ id: OptionalId, priority: OptionalName });

/** priority: "urgent" to "low", id "1" to "4"; a bare number in some answers. */
const Priority = z.transform((value): { id: string; priority?: string } | undefined => {
  const parsed =
    typeof value === "number" || typeof value === "string"
      ? { id: String(value), priority: undefined }
      : readPart(PriorityObject, value);
  if (parsed === undefined) return undefined;
  const { priority } = parsed;
  const id = parsed.id ?? String(PRIORITY_NAMES.indexOf(priority ?? "") + 1);
  // 0, empty text and an empty object are how "none" is told where it is not null.
  if (priority === undefined && (id === "" || id === "0")) return undefined;
  return { id, ...(priority !== undefined && { priority }) };
});
const PRIORITY_NAMES = ["urgent", "high", "normal", "low"];

const Attachment = z.object({
  id: Id,
  title: OptionalName,
  url: OptionalName,
  extension: OptionalName,
  mimetype: OptionalName,
  size: OptionalNumber,
  date: EpochMs,
  user: maybe(User),
  /** A smaller picture of it. */
  thumbnail_large: OptionalName,
});
export type Attachment = z.output<typeof Attachment>;

const TaskBase = z.object({
  id: Id,
  custom_id: OptionalName,
  /** 0 or absent: task; 1: milestone; others from the Workspace's task types. */
  custom_item_id: OptionalNumber,
  name: Name,
  text_content: Body,
  description: Body,
  markdown_description: Body,
  status: maybe(Status),
  date_created: EpochMs,
  date_updated: EpochMs,
  date_closed: EpochMs,
  date_done: EpochMs,
  archived: OptionalFlag,
  creator: PersonOrId,
  assignees: rows(User),
  group_assignees: rows(z.object({ id: Id, name: OptionalName })),
  watchers: rows(User),
  checklists: rows(Checklist),
  tags: rows(Tag),
  parent: OptionalId,
  top_level_parent: OptionalId,
  priority: Priority,
  due_date: EpochMs,
  /** Rarely given: whether the due date has a clock time. */
  due_date_time: OptionalFlag,
  start_date: EpochMs,
  start_date_time: OptionalFlag,
  points: OptionalNumber,
  /** ms */
  time_estimate: OptionalNumber,
  /** ms; only there when there is some */
  time_spent: OptionalNumber,
  custom_fields: rows(Field),
  /** The same entries appear on both tasks: `task_id` waits on `depends_on`. */
  dependencies: rows(z.object({ task_id: Id, depends_on: Id, type: OptionalNumber })),
  linked_tasks: rows(z.object({ task_id: Id, link_id: Id })),
  locations: rows(z.object({ id: Id, name: OptionalName })),
  attachments: rows(Attachment),
  team_id: OptionalId,
  url: OptionalName,
  list: maybe(Place),
  folder: maybe(Place),
  /** Only an id. */
  space: maybe(Place),
});

export interface Task extends z.output<typeof TaskBase> {
  /** Flat where deeper ones come too: the tree is in `parent`. */
  subtasks: Task[];
}
export const Task: z.ZodType<Task> = TaskBase.extend({
  subtasks: z.transform((value): Task[] => readRows(Task, value)),
});

const Spell = z.object({
  status: Name,
  color: OptionalName,
  type: OptionalName,
  total_time: maybe(z.object({ by_minute: OptionalNumber, since: EpochMs })),
  orderindex: OptionalNumber,
});
/** How long a task was in each of its statuses. */
export const TimeInStatus = z.object({ current_status: maybe(Spell), status_history: rows(Spell) });
export type TimeInStatus = z.output<typeof TimeInStatus>;
