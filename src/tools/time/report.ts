import * as z from "zod";
import type { TimeEntry } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { References, Words, Workspace } from "../fields.ts";
import { type Period, periodOf } from "../time-entry/period.ts";
import { readTime, type TimeFound } from "../time-entry/read.ts";
import { isRunning } from "../time-entry/row.ts";
import { GROUPS, type Group, type Sum, sumsOf, toCsv, totalOf, unloggedDays } from "./groups.ts";

const MAX_ROWS = 500;
/** Tasks read for estimates: 20 of ClickUp's pages. */
const MAX_TASKS = 2_000;
/** Lists in one query: beyond this the address gets too long. */
const MAX_LISTS = 50;
/** People and days beyond these are counted, not named. */
const MAX_PEOPLE = 50;
const MAX_DAYS = 31;

const Row = z.object({
  user: z.string().optional(),
  task: z.string().optional(),
  task_id: z.string().optional(),
  list: z.string().optional(),
  tag: z.string().optional(),
  day: z.string().optional(),
  week: z.string().optional(),
  hours: z.number(),
  billable_hours: z.number(),
  entries: z.number(),
  estimate_h: z.number().optional(),
});

const Totals = z.object({
  hours: z.number(),
  billable_hours: z.number(),
  non_billable_hours: z.number(),
  entries: z.number(),
  estimate_h: z.number().optional(),
});

const Unlogged = z.object({ user: z.string(), count: z.number(), days: z.array(z.string()) });

export const timeReport = defineTool({
  name: "clickup_time_report",
  title: "Report tracked time",
  description:
    "Timesheet of a period (default 30 days): hours by group, billable share, estimates, workdays without " +
    "time. Single entries: clickup_time_entry_list.",
  toolset: "time",
  tier: "premium",
  annotations: READS,
  input: z.object({
    from: Words.optional(),
    to: Words.optional(),
    group_by: z.array(z.enum(GROUPS)).max(GROUPS.length).optional(),
    in: References.optional(),
    users: References.optional().describe("Names, Teams, all; default me."),
    compare_estimates: z.boolean().optional(),
    format: z.enum(["table", "csv"]).optional(),
    workspace: Workspace,
  }),
  output: z.object({
    from: z.string(),
    to: z.string(),
    in: z.array(z.string()).optional(),
    rows: z.array(Row).optional(),
    csv: z.string().optional(),
    totals: Totals,
    unlogged: z.array(Unlogged).optional(),
    complete: z.boolean(),
    notes: z.array(z.string()).optional(),
  }),
  listedOutput: ["rows", "csv", "totals", "unlogged"],
  handler: async (asked, context) => {
    const clock = await userClock(context);
    const { weekStartDay } = await context.directory.me();
    const period = periodOf(asked, clock);
    const by: Group[] = [...new Set<Group>(asked.group_by?.length ? asked.group_by : ["user"])];
    const found = await readTime({ ...asked, period, locations: true }, context);
    const notes = found.note === undefined ? [] : [found.note];
    const running = found.entries.filter(isRunning).length;
    if (running > 0) notes.push(`${running} running timer counts up to now.`);
    const estimates =
      asked.compare_estimates === true ? await estimatesOf(found, notes, context) : undefined;
    const all = sumsOf(found.entries, by, clock, weekStartDay, estimates?.byTask);
    const rows = all.slice(0, MAX_ROWS);
    if (rows.length < all.length) {
      notes.push(`Only ${MAX_ROWS} of ${all.length} rows are shown; the totals count all.`);
    }
    const total = totalOf(found.entries, clock, estimates?.byTask);
    const unlogged = await unloggedOf(found, period, clock, context);
    return {
      from: period.from,
      to: period.to,
      ...(found.in.length > 0 && { in: found.in }),
      ...(asked.format === "csv" ? { csv: toCsv(rows, columnsOf(by, estimates)) } : { rows }),
      totals: {
        ...total,
        non_billable_hours: Math.round((total.hours - total.billable_hours) * 100) / 100,
      },
      ...(unlogged.length > 0 && { unlogged }),
      complete: rows.length === all.length && estimates?.complete !== false,
      ...(notes.length > 0 && { notes }),
    };
  },
});

function columnsOf(by: readonly Group[], estimates: object | undefined): (keyof Sum)[] {
  return [
    ...by,
    ...(by.includes("task") ? (["task_id"] as const) : []),
    "hours",
    "billable_hours",
    "entries",
    ...(estimates === undefined ? [] : (["estimate_h"] as const)),
  ];
}

interface Estimates {
  /** ms */
  byTask: ReadonlyMap<string, number>;
  complete: boolean;
}

/** Entries do not carry estimates, and tasks cannot be asked for by id: their Lists are read. */
async function estimatesOf(
  { entries, workspaceId }: TimeFound,
  notes: string[],
  { clickup }: ToolContext,
): Promise<Estimates> {
  const wanted = new Set(entries.flatMap(({ task }) => task?.id ?? []));
  const lists = [...new Set(entries.flatMap(({ task_location }) => task_location?.list_id ?? []))];
  const byTask = new Map<string, number>();
  const seen = new Set<string>();
  for (let from = 0; from < lists.length && seen.size < MAX_TASKS; from += MAX_LISTS) {
    const filter = {
      list_ids: lists.slice(from, from + MAX_LISTS),
      include_closed: true,
      subtasks: true,
    };
    const limit = MAX_TASKS - seen.size;
    for await (const { id, time_estimate } of clickup.tasks.scanWorkspace(
      workspaceId,
      limit,
      filter,
    )) {
      seen.add(id);
      if (wanted.has(id)) byTask.set(id, time_estimate ?? 0);
      if (byTask.size === wanted.size) break;
    }
  }
  const missing = wanted.size - byTask.size;
  if (missing > 0)
    notes.push(`The estimates of ${missing} tasks were not found and count as none.`);
  return { byTask, complete: missing === 0 };
}

async function unloggedOf(
  { entries, people, workspaceId }: TimeFound,
  period: Period,
  clock: Clock,
  { directory }: ToolContext,
): Promise<z.output<typeof Unlogged>[]> {
  const members = await directory.members(workspaceId);
  const own = Map.groupBy(entries, ({ user }: TimeEntry) => user?.id ?? "");
  return people.slice(0, MAX_PEOPLE).flatMap((id) => {
    const days = unloggedDays(own.get(id) ?? [], period, clock);
    if (days.length === 0) return [];
    const user = members.find((member) => member.id === id)?.name ?? id;
    return [{ user, count: days.length, days: days.slice(0, MAX_DAYS) }];
  });
}
