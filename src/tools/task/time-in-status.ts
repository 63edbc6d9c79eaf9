import * as z from "zod";
import type { Task, TimeInStatus } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { fromCursor, toCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, FieldValues, Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { nestedArguments } from "../nested-arguments.ts";
import { withoutEmpty } from "../without-empty.ts";
import { filterShape, resolveFilter } from "./filter.ts";
import { tasksById } from "./references.ts";
import { scanNote, scanTasks } from "./scan.ts";

/** One call of ClickUp's. */
const BATCH = 100;
const MAX_TASKS = 500;
const DEFAULT_TASKS = 100;

const { in: _in, ...ofList } = filterShape;
const Filter = z.object(ofList);

const Spell = z.object({
  status: z.string(),
  minutes: z.number(),
  since: z.string().optional(),
  current: z.boolean().optional(),
});
const Row = z.object({ id: z.string(), name: z.string().optional(), statuses: z.array(Spell) });
type Row = z.output<typeof Row>;

export const taskTimeInStatus = defineTool({
  name: "clickup_task_time_in_status",
  title: "Time in status",
  description:
    "Minutes that tasks were in each status; summarise gives mean, median and the slowest instead. Needs " +
    "ClickUp's Time in Status.",
  toolset: "tasks",
  tier: "premium",
  annotations: READS,
  input: z.object({
    tasks: z.array(Reference).min(1).max(MAX_TASKS).optional(),
    list: Reference.optional(),
    filter: FieldValues.optional().describe("As in clickup_task_list."),
    summarise: z.boolean().optional(),
    limit: z.int().min(1).max(MAX_TASKS).optional(),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: z.object({
    tasks: z.array(Row).optional(),
    summary: z
      .array(
        z.object({
          status: z.string(),
          tasks: z.number(),
          mean_minutes: z.number(),
          median_minutes: z.number(),
          slowest: z.object({ id: z.string(), name: z.string().optional(), minutes: z.number() }),
        }),
      )
      .optional(),
    read: z.number(),
    missing: z.array(z.string()).optional(),
    complete: z.boolean(),
    next_cursor: z.string().optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["tasks", "summary", "complete", "next_cursor"],
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async (asked, context) => {
    const { cursor, limit = DEFAULT_TASKS, ...rest } = asked;
    if ((asked.tasks === undefined) === (asked.list === undefined)) {
      throw invalidInput("tasks", 'Give either "tasks" or "list".', ["tasks", "list"]);
    }
    if (asked.filter !== undefined && asked.list === undefined) {
      throw invalidInput("filter", '"filter" narrows the tasks of a "list".');
    }
    const clock = await userClock(context);
    const picked = asked.tasks
      ? await pickNamed(asked.tasks, asked.workspace, context)
      : await pickFromList(asked, limit, await fromCursor(cursor, rest), clock, context);
    const times = await timesOf(picked.ids, context);
    const rows = picked.ids.flatMap((id) => {
      const time = times.get(id);
      return time === undefined ? [] : [rowOf(id, picked.names.get(id), time, clock)];
    });
    const next = picked.scan?.next;
    return {
      ...(asked.summarise === true ? { summary: summaryOf(rows) } : { tasks: rows }),
      read: rows.length,
      complete: picked.scan?.complete ?? true,
      ...withoutEmpty({
        missing: picked.ids.filter((id) => !times.has(id)),
        next_cursor: next && (await toCursor(next, rest)),
        note: picked.scan && scanNote(picked.scan),
      }),
    };
  },
});

interface Picked {
  ids: string[];
  /** Of tasks that were read: ClickUp's answer holds ids alone. */
  names: ReadonlyMap<string, string | undefined>;
  scan?: Awaited<ReturnType<typeof scanTasks>>;
}

async function pickNamed(
  given: readonly string[],
  workspace: string | undefined,
  context: ToolContext,
): Promise<Picked> {
  const tasks = await tasksById(given, context, { argument: "tasks", workspace });
  return {
    ids: [...tasks.keys()],
    names: new Map([...tasks].map(([id, task]) => [id, task?.name])),
  };
}

async function pickFromList(
  asked: {
    list?: string | undefined;
    filter?: z.output<typeof FieldValues> | undefined;
    workspace?: string | undefined;
  },
  limit: number,
  from: Awaited<ReturnType<typeof fromCursor>>,
  clock: Clock,
  context: ToolContext,
): Promise<Picked> {
  const lookup = { purpose: "read", argument: "list", workspace: asked.workspace } as const;
  const place = await context.directory.list(asked.list ?? "", lookup);
  const words = nestedArguments(Filter, asked.filter ?? {}, "filter");
  const query = await resolveFilter({ ...words, in: [place.id] }, context, clock, {
    workspace: asked.workspace,
    prefix: "filter.",
  });
  const scan = await scanTasks(context, query, { from, limit });
  await query.confirm();
  return {
    ids: scan.tasks.map(({ id }) => id),
    names: new Map(scan.tasks.map((task: Task) => [task.id, task.name])),
    scan,
  };
}

/** ClickUp takes 2 to 100 at once, and has another call for one. */
async function timesOf(
  ids: readonly string[],
  { clickup }: ToolContext,
): Promise<Map<string, TimeInStatus>> {
  const batches = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, index) =>
    ids.slice(index * BATCH, (index + 1) * BATCH),
  );
  const found = await Promise.all(
    batches.map(async (batch): Promise<[string, TimeInStatus][]> => {
      const [only, ...others] = batch;
      if (only !== undefined && others.length === 0) {
        return [[only, await clickup.tasks.timeInStatus(only)]];
      }
      return Object.entries(await clickup.tasks.timeInStatusOf(batch));
    }),
  );
  return new Map(found.flat());
}

function rowOf(id: string, name: string | undefined, time: TimeInStatus, clock: Clock): Row {
  const { current_status, status_history } = time;
  return {
    id,
    ...withoutEmpty({ name }),
    statuses: status_history.map(({ status, total_time }) => ({
      status,
      minutes: total_time?.by_minute ?? 0,
      ...withoutEmpty({
        since: total_time?.since === undefined ? undefined : clock.isoDateTime(total_time.since),
        current: current_status?.status === status ? true : undefined,
      }),
    })),
  };
}

function summaryOf(rows: readonly Row[]) {
  const spells = rows.flatMap(({ id, name, statuses }) =>
    statuses.map(({ status, minutes }) => ({ id, name, status, minutes })),
  );
  return [...Map.groupBy(spells, ({ status }) => status)].map(([status, inside]) => {
    const sorted = inside.toSorted((a, b) => a.minutes - b.minutes);
    const total = sorted.reduce((sum, { minutes }) => sum + minutes, 0);
    const slowest = sorted.at(-1);
    return {
      status,
      tasks: sorted.length,
      mean_minutes: Math.round(total / sorted.length),
      median_minutes: medianOf(sorted.map(({ minutes }) => minutes)),
      slowest: {
        id: slowest?.id ?? "",
        ...withoutEmpty({ name: slowest?.name }),
        minutes: slowest?.minutes ?? 0,
      },
    };
  });
}

function medianOf(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : Math.round(((sorted[middle - 1] ?? 0) + high) / 2);
}
