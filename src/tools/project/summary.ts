import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import { byName } from "../../domain/by-name.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { References, Words, Workspace } from "../fields.ts";
import { pastMs, startOfDayMs } from "../instant.ts";
import { optionalPart } from "../steps.ts";
import { isFinished, isOverdue } from "../task/filter-dates.ts";
import { MAX_COUNTED } from "../task/scan.ts";
import { assigneeNames, dueOf, personName, priorityOf } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";
import { readProject } from "./read.ts";

const MAX_ITEMS = 10;
const DEFAULT_DAYS = 7;
const DAY_MS = 86_400_000;
const MINUTES_A_DAY = 24 * 60;
/** Of ClickUp's one call. */
const MAX_TIMED = 100;

const SECTIONS = ["progress", "risk", "blockers", "flow", "people"] as const;

const Item = z.object({
  id: z.string(),
  name: z.string(),
  due: z.string().optional(),
  who: z.array(z.string()).optional(),
  waiting_on: z.array(z.string()).optional(),
});
const Items = z.object({ count: z.number(), top: z.array(Item) });
const Counts = z.record(z.string(), z.number());

export const projectSummary = defineTool({
  name: "clickup_project_summary",
  title: "Status report",
  description:
    "Status report of places or a tag: progress, overdue and at-risk tasks, blockers, throughput and " +
    "cycle time since a date (default 7 days), people.",
  toolset: "projects",
  tier: "premium",
  annotations: READS,
  input: z.object({
    in: References.optional(),
    tag: Words.optional(),
    since: Words.optional(),
    sections: z.array(z.enum(SECTIONS)).optional(),
    max_tasks: z.int().min(1).max(MAX_COUNTED).optional(),
    workspace: Workspace,
  }),
  output: z.object({
    in: z.array(z.string()).optional(),
    since: z.string(),
    tasks: z.number(),
    complete: z.boolean(),
    progress: z
      .object({
        done: z.number(),
        open: z.number(),
        percent: z.number(),
        by_status: Counts,
        points_done: z.number().optional(),
        points: z.number().optional(),
      })
      .optional(),
    risk: z.object({ overdue: Items, due_soon: Items, urgent_unassigned: Items }).optional(),
    blockers: Items.optional(),
    flow: z
      .object({
        created: z.number(),
        done: z.number(),
        per_week: z.number(),
        days_to_done: z.number().optional(),
        days_in_progress: z.number().optional(),
        finished: z.array(Item),
      })
      .optional(),
    people: z
      .record(z.string(), z.object({ open: z.number(), overdue: z.number(), done: z.number() }))
      .optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["progress", "risk", "blockers", "flow", "people", "complete"],
  missing: { what: "Folder", findWith: "clickup_workspace_hierarchy" },
  handler: async (input, context) => {
    const clock = await userClock(context);
    const sinceMs =
      input.since === undefined
        ? startOfDayMs(clock.nowMs - DEFAULT_DAYS * DAY_MS, clock)
        : pastMs(input.since, "since", clock);
    const { tasks, places, complete, note } = await readProject(
      { in: input.in, ...(input.tag !== undefined && { tags: [input.tag] }) },
      context,
      clock,
      { workspace: input.workspace, maxTasks: input.max_tasks },
    );
    const warnings = note === undefined ? [] : [note];
    const wanted = new Set<string>(input.sections ?? SECTIONS);
    const open = tasks.filter((task) => !isFinished(task));
    const done = tasks.filter(isFinished);
    return {
      ...(places.length > 0 && { in: [...places] }),
      since: clock.isoDate(sinceMs),
      tasks: tasks.length,
      complete,
      ...(wanted.has("progress") && { progress: progressOf(tasks, done, open) }),
      ...(wanted.has("risk") && { risk: riskOf(open, clock) }),
      ...(wanted.has("blockers") && { blockers: blockersOf(open, clock) }),
      ...(wanted.has("flow") && {
        flow: await flowOf(tasks, sinceMs, clock, context, warnings),
      }),
      ...(wanted.has("people") && { people: peopleOf(tasks, sinceMs, clock) }),
      ...(warnings.length > 0 && { warnings }),
    };
  },
});

function progressOf(tasks: readonly Task[], done: readonly Task[], open: readonly Task[]) {
  const byStatus = byName<number>();
  for (const { status } of tasks) {
    const name = status?.status ?? "(none)";
    byStatus[name] = (byStatus[name] ?? 0) + 1;
  }
  const points = (rows: readonly Task[]) => rows.reduce((sum, row) => sum + (row.points ?? 0), 0);
  const all = points(tasks);
  return {
    done: done.length,
    open: open.length,
    percent: tasks.length === 0 ? 0 : Math.round((100 * done.length) / tasks.length),
    by_status: byStatus,
    ...(all > 0 && { points_done: points(done), points: all }),
  };
}

function riskOf(open: readonly Task[], clock: Clock) {
  const soonMs = startOfDayMs(clock.nowMs, clock) + (DEFAULT_DAYS + 1) * DAY_MS;
  const overdue = open.filter((task) => isOverdue(task, clock));
  const soon = open.filter(
    (task) => task.due_date !== undefined && task.due_date < soonMs && !overdue.includes(task),
  );
  const unassigned = open.filter(
    (task) =>
      ["urgent", "high"].includes(priorityOf(task) ?? "") &&
      task.assignees.length + task.group_assignees.length === 0,
  );
  return {
    overdue: itemsOf(byDue(overdue), clock),
    due_soon: itemsOf(byDue(soon), clock),
    urgent_unassigned: itemsOf(unassigned, clock),
  };
}

/** Open tasks that wait on open ones; what lies outside of what was read may be done. */
function blockersOf(open: readonly Task[], clock: Clock) {
  const there = new Set(open.map(({ id }) => id));
  const waiting = open.flatMap((task) => {
    const on = task.dependencies
      .filter(({ task_id: id, depends_on: other }) => id === task.id && there.has(other))
      .map(({ depends_on }) => depends_on);
    return on.length === 0 ? [] : [{ task, on: [...new Set(on)] }];
  });
  return {
    count: waiting.length,
    top: waiting
      .slice(0, MAX_ITEMS)
      .map(({ task, on }) => ({ ...itemOf(task, clock), waiting_on: on })),
  };
}

async function flowOf(
  tasks: readonly Task[],
  sinceMs: number,
  clock: Clock,
  { clickup }: ToolContext,
  warnings: string[],
) {
  const created = tasks.filter(({ date_created: ms = 0 }) => ms >= sinceMs);
  const finished = tasks
    .filter((task) => isFinished(task) && (endOf(task) ?? 0) >= sinceMs)
    .sort((a, b) => (endOf(b) ?? 0) - (endOf(a) ?? 0));
  const weeks = Math.max(1, (clock.nowMs - sinceMs) / (7 * DAY_MS));
  const spans = finished.flatMap((task) => {
    const end = endOf(task);
    return end === undefined || task.date_created === undefined
      ? []
      : [(end - task.date_created) / DAY_MS];
  });
  const timed = finished.slice(0, MAX_TIMED).map(({ id }) => id);
  const inProgress =
    timed.length < 2
      ? undefined
      : await optionalPart("cycle time", warnings, async () => {
          const histories = Object.values(await clickup.tasks.timeInStatusOf(timed));
          return median(
            histories.map(({ status_history: spells }) =>
              spells
                .filter(({ type }) => type === "custom")
                .reduce((days, { total_time: time }) => {
                  return days + (time?.by_minute ?? 0) / MINUTES_A_DAY;
                }, 0),
            ),
          );
        });
  return {
    created: created.length,
    done: finished.length,
    per_week: round(finished.length / weeks),
    ...withoutEmpty({ days_to_done: median(spans), days_in_progress: inProgress }),
    finished: finished.slice(0, MAX_ITEMS).map((task) => itemOf(task, clock)),
  };
}

function peopleOf(tasks: readonly Task[], sinceMs: number, clock: Clock) {
  const people = byName<{ open: number; overdue: number; done: number }>();
  for (const task of tasks) {
    for (const name of assigneeNames(task)) {
      const row = people[name] ?? { open: 0, overdue: 0, done: 0 };
      people[name] = row;
      if (!isFinished(task)) {
        row.open += 1;
        if (isOverdue(task, clock)) row.overdue += 1;
      } else if ((endOf(task) ?? 0) >= sinceMs) row.done += 1;
    }
  }
  return people;
}

function endOf({ date_done, date_closed }: Task): number | undefined {
  return date_done ?? date_closed;
}

function byDue(tasks: readonly Task[]): Task[] {
  return [...tasks].sort((a, b) => (a.due_date ?? 0) - (b.due_date ?? 0));
}

function itemsOf(tasks: readonly Task[], clock: Clock) {
  return {
    count: tasks.length,
    top: tasks.slice(0, MAX_ITEMS).map((task) => itemOf(task, clock)),
  };
}

function itemOf(task: Task, clock: Clock) {
  return withoutEmpty({
    id: task.id,
    name: task.name || "(no name)",
    due: dueOf(task, clock),
    who: task.assignees.map(personName),
  });
}

function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  const low = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? high) : high;
  return round((low + high) / 2);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
