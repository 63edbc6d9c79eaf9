import * as z from "zod";
import type { TimeEntry } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import type { Member } from "../directory/directory.ts";
import { References, Words, Workspace } from "../fields.ts";
import { type Period, periodOf } from "../time-entry/period.ts";
import { isEveryone, readTime, type TimeFound } from "../time-entry/read.ts";
import { isRunning } from "../time-entry/row.ts";
import { GROUPS, type Group, type Sum, sumsOf, toCsv, totalOf, workdaysOf } from "./groups.ts";

const MAX_ROWS = 500;
/** Tasks read for estimates: 20 of ClickUp's pages. */
const MAX_TASKS = 2_000;
/** Lists in one query: beyond this the address gets too long. */
const MAX_LISTS = 50;
/** People beyond these are left to a call of their own. */
const MAX_PEOPLE = 50;
/** Of several people so few days are named, of one alone a month's; more are counted. */
const FEW_DAYS = 5;
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

const Unlogged = z.object({
  user: z.string(),
  count: z.number(),
  days: z.array(z.string()).optional(),
});

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
    workdays: z.number().optional(),
    unlogged: z.array(Unlogged).optional(),
    no_entries: z.array(z.string()).optional(),
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
    if (running > 0) {
      notes.push(
        running === 1
          ? "1 running timer counts up to now."
          : `${running} running timers count up to now.`,
      );
    }
    const estimates =
      asked.compare_estimates === true ? await estimatesOf(found, notes, context) : undefined;
    const all = sumsOf(found.entries, by, clock, weekStartDay, estimates?.byTask);
    const rows = all.slice(0, MAX_ROWS);
    if (rows.length < all.length) {
      notes.push(`Only ${MAX_ROWS} of ${all.length} rows are shown; the totals count all.`);
    }
    const total = totalOf(found.entries, clock, estimates?.byTask);
    const unlogged =
      found.wholeTime && (await unloggedOf(found, isEveryone(asked.users), period, clock, context));
    if (!unlogged) {
      notes.push(
        `Workdays without time are told only without "in": this is a part of people's time.`,
      );
    }
    return {
      from: period.from,
      to: period.to,
      ...(found.in.length > 0 && { in: found.in }),
      ...(asked.format === "csv" ? { csv: toCsv(rows, columnsOf(by, estimates)) } : { rows }),
      totals: {
        ...total,
        non_billable_hours: Math.round((total.hours - total.billable_hours) * 100) / 100,
      },
      ...unlogged,
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
    notes.push(
      `The estimates of ${missing} ${missing === 1 ? "task" : "tasks"} were not found and count as none.`,
    );
  return { byTask, complete: missing === 0 };
}

interface WithoutTime {
  workdays: number;
  unlogged?: z.output<typeof Unlogged>[];
  no_entries?: string[];
}

/** Monday to Friday on which a person tracked nothing, and who tracked nothing at all. */
async function unloggedOf(
  { entries, people, workspaceId }: TimeFound,
  everyone: boolean,
  period: Period,
  clock: Clock,
  { directory }: ToolContext,
): Promise<WithoutTime> {
  const members = await directory.members(workspaceId);
  const workdays = workdaysOf(period, clock);
  const own = Map.groupBy(entries, ({ user }: TimeEntry) => user?.id ?? "");
  const unlogged: z.output<typeof Unlogged>[] = [];
  const none: string[] = [];
  const named = people.length === 1 ? MAX_DAYS : FEW_DAYS;
  for (const id of people) {
    const member = members.find((one) => one.id === id);
    const user = member?.name ?? id;
    const logged = own.get(id);
    if (logged === undefined) {
      if (!everyone || mayLog(member)) none.push(user);
      continue;
    }
    const tracked = new Set(logged.map(({ start }) => clock.isoDate(start ?? clock.nowMs)));
    const days = workdays.filter((day) => !tracked.has(day));
    if (days.length === 0) continue;
    unlogged.push({ user, count: days.length, ...(days.length <= named && { days }) });
  }
  return {
    workdays: workdays.length,
    ...(unlogged.length > 0 && { unlogged: unlogged.slice(0, MAX_PEOPLE) }),
    ...(workdays.length > 0 && none.length > 0 && { no_entries: none.slice(0, MAX_PEOPLE) }),
  };
}

/** Of everybody, those who have joined and are no guests; who has no name yet goes by the e-mail. */
function mayLog(member: Member | undefined): boolean {
  return member !== undefined && member.role !== "guest" && member.name !== member.email;
}
