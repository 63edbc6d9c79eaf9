/** A task as this server shows it: about 60 tokens in a row where ClickUp sends 2,700. */
import * as z from "zod";
import type { Task, User } from "../../clickup/client.ts";
import type { Clock } from "../clock.ts";
import { readFieldValues } from "../custom-field/read-value.ts";
import { formatDuration } from "../duration.ts";
import { echoOf, isDateOnly } from "../instant.ts";
import { priorityName } from "../priority.ts";
import { withoutEmpty } from "../without-empty.ts";

const rowShape = {
  id: z.string(),
  custom_id: z.string().optional(),
  name: z.string(),
  status: z.string().optional(),
  priority: z.string().optional(),
  assignees: z.array(z.string()).optional(),
  due: z.string().optional(),
  list: z.string().optional(),
  url: z.string().optional(),
};

export const TaskRow = z.object(rowShape);
export type TaskRow = z.output<typeof TaskRow>;

const JsonMap = z.record(z.string(), z.json());

export interface SubtaskRow extends TaskRow {
  subtasks?: SubtaskRow[] | undefined;
}
export const SubtaskRow: z.ZodType<SubtaskRow> = z.object({
  ...rowShape,
  get subtasks() {
    return z.array(SubtaskRow).optional();
  },
});

export interface ItemRow {
  name: string;
  done: boolean;
  assignee?: string | undefined;
  items?: ItemRow[] | undefined;
}
const ItemRow: z.ZodType<ItemRow> = z.object({
  name: z.string(),
  done: z.boolean(),
  assignee: z.string().optional(),
  get items() {
    return z.array(ItemRow).optional();
  },
});

const ChecklistRow = z.object({ id: z.string(), name: z.string(), items: z.array(ItemRow) });

const AttachmentRow = z.object({
  id: z.string(),
  title: z.string().optional(),
  url: z.string().optional(),
  size_bytes: z.number().optional(),
  added: z.string().optional(),
});

/** Ids of other tasks. */
const Relations = z.object({
  waiting_on: z.array(z.string()).optional(),
  blocks: z.array(z.string()).optional(),
  links: z.array(z.string()).optional(),
});

export const taskFullShape = {
  ...rowShape,
  description: z.string().optional(),
  type: z.string().optional(),
  parent: z.string().optional(),
  start: z.string().optional(),
  estimate: z.string().optional(),
  spent: z.string().optional(),
  points: z.number().optional(),
  tags: z.array(z.string()).optional(),
  teams: z.array(z.string()).optional(),
  fields: JsonMap.optional(),
  subtasks: z.array(SubtaskRow).optional(),
  checklists: z.array(ChecklistRow).optional(),
  relations: Relations.optional(),
  attachments: z.array(AttachmentRow).optional(),
  watchers: z.array(z.string()).optional(),
  creator: z.string().optional(),
  created: z.string().optional(),
  updated: z.string().optional(),
  closed: z.string().optional(),
  archived: z.boolean().optional(),
};

export const TaskFull = z.object(taskFullShape);
export type TaskFull = z.output<typeof TaskFull>;

export function toTaskRow(task: Task, clock: Clock): TaskRow {
  return withoutEmpty({
    id: task.id,
    custom_id: task.custom_id,
    name: task.name || "(no name)",
    status: task.status?.status,
    priority: priorityOf(task),
    assignees: task.assignees.map(personName),
    due: dueOf(task, clock),
    list: task.list?.name,
    url: task.url,
  });
}

/** Everything that comes with one task; what needs calls of its own is added by `task_get`. */
export function toTaskFull(task: Task, clock: Clock, typeName: string | undefined): TaskFull {
  return withoutEmpty({
    ...toTaskRow(task, clock),
    description: (task.markdown_description ?? task.description ?? "").trim(),
    type: typeName,
    parent: task.parent,
    start: startOf(task, clock),
    estimate: lengthOf(task.time_estimate),
    spent: lengthOf(task.time_spent),
    points: task.points,
    tags: task.tags.map(({ name }) => name),
    teams: task.group_assignees.map(({ id, name }) => name ?? id),
    fields: readFieldValues(task.custom_fields, clock),
    subtasks: subtaskTree(task.id, task.subtasks, clock),
    checklists: checklistsOf(task),
    relations: relationsOf(task),
    attachments: task.attachments.map((file) =>
      withoutEmpty({
        id: file.id,
        title: file.title,
        url: file.url,
        size_bytes: file.size,
        added: timeOf(file.date, clock),
      }),
    ),
    watchers: task.watchers.map(personName),
    creator: task.creator === undefined ? undefined : personName(task.creator),
    created: timeOf(task.date_created, clock),
    updated: timeOf(task.date_updated, clock),
    closed: timeOf(task.date_closed ?? task.date_done, clock),
    archived: task.archived === true ? true : undefined,
  });
}

/** Flat subtasks as a tree by `parent`; those whose parent did not come stand at the top. */
function subtaskTree(rootId: string, subtasks: readonly Task[], clock: Clock): SubtaskRow[] {
  const all = new Map(flatten(subtasks).map((task) => [task.id, task]));
  all.delete(rootId);
  const children = Map.groupBy(all.values(), ({ parent }) =>
    parent !== undefined && all.has(parent) ? parent : rootId,
  );
  const placed = new Set<string>();
  const below = (id: string): SubtaskRow[] =>
    (children.get(id) ?? []).flatMap((task) => {
      if (placed.has(task.id)) return [];
      placed.add(task.id);
      return [
        withoutEmpty({ ...toTaskRow(task, clock), list: undefined, subtasks: below(task.id) }),
      ];
    });
  return below(rootId);
}

function flatten(tasks: readonly Task[]): Task[] {
  return tasks.flatMap((task) => [task, ...flatten(task.subtasks)]);
}

function checklistsOf(task: Task): z.output<typeof ChecklistRow>[] {
  return task.checklists.map(({ id, name, items }) => {
    const known = new Set(items.map((item) => item.id));
    const below = (parent: string | undefined): ItemRow[] =>
      items
        .filter((item) => (known.has(item.parent ?? "") ? item.parent : undefined) === parent)
        .sort((a, b) => (a.orderindex ?? 0) - (b.orderindex ?? 0))
        .map((item) =>
          withoutEmpty({
            name: item.name || "(no name)",
            done: item.resolved === true,
            assignee: item.assignee === undefined ? undefined : personName(item.assignee),
            items: below(item.id),
          }),
        );
    return { id, name, items: below(undefined) };
  });
}

/** The same entry appears on both tasks: which of its two ids is this task tells the direction. */
export function relationsOf(task: Task): z.output<typeof Relations> {
  const { id, dependencies, linked_tasks } = task;
  return withoutEmpty({
    waiting_on: dependencies.flatMap((one) => (one.task_id === id ? [one.depends_on] : [])),
    blocks: dependencies.flatMap((one) => (one.depends_on === id ? [one.task_id] : [])),
    links: linked_tasks.map((one) => (one.task_id === id ? one.link_id : one.task_id)),
  });
}

export function personName(user: User): string {
  return user.username ?? user.email ?? user.id;
}

/** Stands among names of people for tasks that are assigned to none. */
export const NOBODY = "(nobody)";

/** By whom tasks are counted; each of several counts. */
export function assigneeNames({ assignees }: Task): string[] {
  return assignees.length === 0 ? [NOBODY] : assignees.map(personName);
}

export function dueOf(task: Task, clock: Clock): string | undefined {
  return dateOf(task.due_date, task.due_date_time, clock);
}

export function startOf(task: Task, clock: Clock): string | undefined {
  return dateOf(task.start_date, task.start_date_time, clock);
}

export function priorityOf(task: Task): string | undefined {
  return task.priority?.priority ?? priorityName(Number(task.priority?.id));
}

export function lengthOf(ms: number | undefined): string | undefined {
  return ms === undefined || ms === 0 ? undefined : formatDuration(ms);
}

function dateOf(ms: number | undefined, hasTime: boolean | undefined, clock: Clock) {
  if (ms === undefined) return undefined;
  return echoOf(ms, hasTime ?? !isDateOnly(ms, clock), clock);
}

function timeOf(ms: number | undefined, clock: Clock): string | undefined {
  return ms === undefined ? undefined : clock.isoDateTime(ms);
}
