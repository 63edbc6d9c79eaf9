/** Tasks by status, person, priority, List, tag, due day, type or Custom Field, with their sums. */
import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import type { Clock } from "../clock.ts";
import { readFieldValue } from "../custom-field/read-value.ts";
import { formatDuration } from "../duration.ts";
import { withoutEmpty } from "../without-empty.ts";
import { fieldNamed } from "./filter-fields.ts";
import { personName, priorityOf, TaskFull } from "./summary.ts";

export const GROUP_KEYS = ["status", "assignee", "priority", "list", "tag", "due", "type"] as const;

export const TaskGroup = z.object({
  name: z.string(),
  count: z.number(),
  points: z.number().optional(),
  estimate: z.string().optional(),
  tasks: z.array(TaskFull).optional(),
});
export type TaskGroup = z.output<typeof TaskGroup>;

const NONE = "none";

/** Largest group first; a task with several people or tags is in each of their groups. */
export function groupsOf(
  tasks: readonly Task[],
  by: string,
  clock: Clock,
  rowsOf?: (tasks: readonly Task[]) => TaskFull[],
): TaskGroup[] {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    for (const name of namesOf(task, by, clock)) {
      const there = groups.get(name);
      if (there === undefined) groups.set(name, [task]);
      else there.push(task);
    }
  }
  return [...groups]
    .map(([name, inside]) => withoutEmpty({ name, ...sumsOf(inside), tasks: rowsOf?.(inside) }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

export function sumsOf(tasks: readonly Task[]): {
  count: number;
  points: number | undefined;
  estimate: string | undefined;
} {
  const points = tasks.reduce((sum, task) => sum + (task.points ?? 0), 0);
  const estimate = tasks.reduce((sum, task) => sum + (task.time_estimate ?? 0), 0);
  return {
    count: tasks.length,
    points: points === 0 ? undefined : points,
    estimate: estimate === 0 ? undefined : formatDuration(estimate),
  };
}

function namesOf(task: Task, by: string, clock: Clock): string[] {
  switch (by) {
    case "status":
      return [task.status?.status ?? NONE];
    case "assignee": {
      const people = [
        ...task.assignees.map(personName),
        ...task.group_assignees.map(({ id, name }) => name ?? id),
      ];
      return people.length === 0 ? [NONE] : people;
    }
    case "priority":
      return [priorityOf(task) ?? NONE];
    case "list":
      return [task.list?.name ?? task.list?.id ?? NONE];
    case "tag":
      return task.tags.length === 0 ? [NONE] : task.tags.map(({ name }) => name);
    case "due":
      return [task.due_date === undefined ? NONE : clock.isoDate(task.due_date)];
    case "type":
      return [String(task.custom_item_id ?? 0)];
    default: {
      const field = fieldNamed(task, by);
      const value = field && readFieldValue(field, clock);
      if (value === undefined || value === null) return [NONE];
      const names = (Array.isArray(value) ? value : [value]).map((one) =>
        typeof one === "object" ? JSON.stringify(one) : String(one),
      );
      return [...new Set(names)];
    }
  }
}
