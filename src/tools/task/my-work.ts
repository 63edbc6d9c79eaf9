import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { formatDuration } from "../duration.ts";
import { Reference, References, Words, Workspace } from "../fields.ts";
import { startOfDayMs } from "../instant.ts";
import { optionalPart } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { resolveFilter } from "./filter.ts";
import { isFinished, isOverdue, parseRange, sinceWords } from "./filter-dates.ts";
import { textOfRows } from "./rows.ts";
import { MAX_COUNTED, scanNote, scanTasks } from "./scan.ts";
import { relationsOf, TaskRow, toTaskRow } from "./summary.ts";

const SECTIONS = [
  "overdue",
  "due",
  "unscheduled",
  "blocked",
  "updated_since",
  "running_timer",
] as const;
type Section = (typeof SECTIONS)[number];
/** Not everybody wants all that is undated. */
const DEFAULT_SECTIONS: readonly Section[] = ["overdue", "due", "blocked", "running_timer"];

/** Rows of one bucket; its count tells the rest. */
const MAX_ROWS = 50;
const DEFAULT_ROWS = 25;

const WorkRow = TaskRow.extend({ waiting_on: z.array(z.string()).optional() });
type WorkRow = z.output<typeof WorkRow>;
const Bucket = z.object({ count: z.number(), tasks: z.array(WorkRow) });
type Bucket = z.output<typeof Bucket>;

export const taskMyWork = defineTool({
  name: "clickup_task_my_work",
  title: "My open work",
  description:
    "My (or user's) open tasks: overdue, today, due within the horizon, blocked, undated, changed; " +
    "running timer, time today. Other filters: clickup_task_list.",
  toolset: "tasks",
  tier: "premium",
  annotations: READS,
  input: z.object({
    user: Reference.optional(),
    horizon: Words.optional().describe('"friday", "next 14 days"; default next 7 days'),
    include: z.array(z.enum(SECTIONS)).min(1).optional(),
    updated_since: Words.optional(),
    in: References.optional(),
    limit: z.int().min(1).max(MAX_ROWS).optional().describe("Per group."),
    workspace: Workspace,
  }),
  output: z.object({
    user: z.string(),
    open: z.number(),
    overdue: Bucket.optional(),
    today: Bucket.optional(),
    due: Bucket.optional(),
    unscheduled: Bucket.optional(),
    blocked: Bucket.optional(),
    updated_since: Bucket.optional(),
    running_timer: z
      .object({
        id: z.string(),
        task: z.string().optional(),
        name: z.string().optional(),
        since: z.string().optional(),
        duration: z.string(),
      })
      .optional(),
    tracked_today: z.string().optional(),
    until: z.string(),
    complete: z.boolean(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["open", "overdue", "today", "due", "blocked", "running_timer", "complete"],
  missing: { what: "Task", findWith: "clickup_task_search" },
  text: textOfRows,
  handler: async (asked, context) => {
    const { directory } = context;
    const { limit = DEFAULT_ROWS, workspace } = asked;
    const clock = await userClock(context);
    const sections = new Set<Section>(asked.include ?? DEFAULT_SECTIONS);
    if (asked.updated_since !== undefined) sections.add("updated_since");
    const horizon = parseRange(asked.horizon ?? "next 7 days", "horizon", clock);
    const changed = parseRange(
      sinceWords(asked.updated_since ?? "last 24 hours"),
      "updated_since",
      clock,
    );
    const query = await resolveFilter(
      {
        in: asked.in,
        assignees: [asked.user ?? "me"],
        subtasks: true,
      },
      context,
      clock,
      { workspace },
    );
    const warnings: string[] = [];
    const me = await directory.me();
    const lookup = { purpose: "read", workspace, argument: "user" } as const;
    const who =
      asked.user === undefined ? me : await directory.user(asked.user, query.workspaceId, lookup);
    const [scan, timer] = await Promise.all([
      scanTasks(context, query, { limit: MAX_COUNTED }),
      sections.has("running_timer")
        ? timerOf(
            query.workspaceId,
            who.id === me.id ? undefined : who.id,
            clock,
            context,
            warnings,
          )
        : undefined,
    ]);
    if (!scan.complete) {
      warnings.push(
        (scanNote(scan) ?? `Only the first ${MAX_COUNTED} tasks were read.`).replace(
          "go on with next_cursor.",
          'narrow it with "in".',
        ),
      );
    }
    const open = scan.tasks.filter((task) => !isFinished(task));
    const bucket = (name: Section, wanted: (task: Task) => boolean): Bucket | undefined =>
      sections.has(name) ? bucketOf(open.filter(wanted), limit, clock) : undefined;
    const endMs = horizon.beforeMs ?? Number.MAX_SAFE_INTEGER;
    const tomorrowMs = parseRange("today", "horizon", clock).beforeMs ?? 0;
    const isToday = ({ due_date: due }: Task) => due !== undefined && due < tomorrowMs;
    return {
      user: who.name,
      open: open.length,
      ...withoutUndefined({
        overdue: bucket("overdue", (task) => isOverdue(task, clock)),
        today: bucket("due", (task) => isToday(task) && !isOverdue(task, clock)),
        due: bucket(
          "due",
          (task) => task.due_date !== undefined && !isToday(task) && task.due_date < endMs,
        ),
        unscheduled: bucket("unscheduled", ({ due_date }) => due_date === undefined),
        blocked: bucket("blocked", isBlocked(scan.tasks)),
        updated_since: bucket(
          "updated_since",
          ({ date_updated: ms }) => ms !== undefined && ms >= (changed.fromMs ?? 0),
        ),
        running_timer: timer?.running,
        tracked_today: timer?.today,
      }),
      until: horizon.echo.split("..").at(-1) ?? horizon.echo,
      complete: scan.complete,
      ...withoutEmpty({ warnings }),
    };
  },
});

/** Whether a task that is not among these is done is not known, so it counts as open. */
function isBlocked(tasks: readonly Task[]): (task: Task) => boolean {
  const done = new Set(tasks.filter(isFinished).map(({ id }) => id));
  return (task) => (relationsOf(task).waiting_on ?? []).some((id) => !done.has(id));
}

/** Soonest first, undated last, then by what changed last. */
function bucketOf(tasks: readonly Task[], limit: number, clock: Clock): Bucket {
  const late = Number.MAX_SAFE_INTEGER;
  const sorted = tasks.toSorted(
    (a, b) =>
      (a.due_date ?? late) - (b.due_date ?? late) ||
      Number(a.priority?.id ?? 5) - Number(b.priority?.id ?? 5) ||
      (b.date_updated ?? 0) - (a.date_updated ?? 0),
  );
  return {
    count: tasks.length,
    tasks: sorted.slice(0, limit).map((task): WorkRow => {
      const { assignees: _, ...row } = toTaskRow(task, clock);
      return withoutEmpty({ ...row, waiting_on: relationsOf(task).waiting_on });
    }),
  };
}

async function timerOf(
  workspaceId: string,
  otherId: string | undefined,
  clock: Clock,
  { clickup, nowMs }: ToolContext,
  warnings: string[],
) {
  const [running, entries] = await Promise.all([
    optionalPart("running timer", warnings, () =>
      clickup.timeEntries.current(workspaceId, otherId),
    ),
    optionalPart("time tracked today", warnings, () =>
      clickup.timeEntries.list(workspaceId, {
        start_date: startOfDayMs(nowMs, clock),
        end_date: nowMs,
        ...(otherId !== undefined && { assignees: [otherId] }),
      }),
    ),
  ]);
  // A negative duration is a running timer, which may be among the entries too.
  const past = (entries ?? []).filter(({ duration = 0, id }) => duration > 0 && id !== running?.id);
  const runningMs = running === undefined ? 0 : nowMs - (running.start ?? nowMs);
  const todayMs = past.reduce((sum, { duration = 0 }) => sum + duration, 0);
  const sinceMidnightMs = Math.min(runningMs, nowMs - startOfDayMs(nowMs, clock));
  return {
    running: running && {
      id: running.id,
      ...withoutEmpty({
        task: running.task?.id,
        name: running.task?.name,
        since: running.start === undefined ? undefined : clock.isoDateTime(running.start),
      }),
      duration: formatDuration(runningMs),
    },
    today: entries === undefined ? undefined : formatDuration(todayMs + sinceMidnightMs),
  };
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;
}
