import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { fromCursor, toCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, Words, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { optionalPart } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { filterShape, resolveFilter } from "./filter.ts";
import { fieldNamed, isCondition } from "./filter-fields.ts";
import { GROUP_KEYS, groupsOf, sumsOf, TaskGroup } from "./groups.ts";
import {
  checkColumns,
  columnsOf,
  lightRows,
  type RowColumns,
  textOfRows,
  toRow,
  wantsMarkdown,
} from "./rows.ts";
import { MAX_COUNTED, scanNote, scanTasks } from "./scan.ts";
import { TaskFull } from "./summary.ts";

const MAX_ROWS = 500;
const DEFAULT_ROWS = 100;
/** Of an answer; beyond it would be cut, and the next call would miss what was. */
const MAX_ROWS_CHARS = 100_000;

const input = z.object({
  ...filterShape,
  order_by: z.enum(["created", "updated", "due"]).optional(),
  reverse: z.boolean().optional(),
  group_by: Words.optional().describe(`${GROUP_KEYS.join(", ")} or a Custom Field`),
  count_only: z.boolean().optional(),
  detail: z.enum(["compact", "full"]).optional(),
  limit: z.int().min(1).max(MAX_ROWS).optional(),
  cursor: Cursor,
  workspace: Workspace,
});

export const taskList = defineTool({
  name: "clickup_task_list",
  title: "List tasks",
  description:
    "Tasks of Lists, Folders, Spaces, a view or everywhere, by filter; on request groups and totals. " +
    "fields without op adds columns. By words in text use clickup_task_search.",
  toolset: "tasks",
  tier: "premium",
  annotations: READS,
  input,
  output: z.object({
    tasks: z.array(TaskFull).optional(),
    groups: z.array(TaskGroup).optional(),
    count: z.number().optional(),
    points: z.number().optional(),
    estimate: z.string().optional(),
    understood: z.record(z.string(), z.string()).optional(),
    total_read: z.number(),
    complete: z.boolean(),
    left_out: z.array(z.string()).optional(),
    next_cursor: z.string().optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["tasks", "groups", "count", "total_read", "complete", "next_cursor"],
  missing: { what: "List", findWith: "clickup_workspace_hierarchy" },
  text: textOfRows,
  handler: async (asked, context) => {
    const { cursor, limit = DEFAULT_ROWS, ...rest } = asked;
    const clock = await userClock(context);
    const from = await fromCursor(cursor, rest);
    const columns = columnsOf(
      (asked.fields ?? []).filter((one) => !isCondition(one)).map(({ name }) => name),
      asked.detail === "full",
    );
    const query = await resolveFilter(asked, context, clock, {
      workspace: asked.workspace,
      markdown: wantsMarkdown(columns) && asked.count_only !== true,
      order: asked.order_by === "due" ? "due_date" : asked.order_by,
      reverse: asked.reverse === true,
    });
    const counts = asked.count_only === true || asked.group_by !== undefined;
    const rowOf = rowMaker(columns, query.listId !== undefined, clock);
    const scan = await scanTasks(context, query, {
      from,
      limit: counts ? Math.max(limit, MAX_COUNTED) : limit,
      ...(!counts && {
        sizeOf: (task: Task) => JSON.stringify(rowOf(task)).length,
        maxSize: MAX_ROWS_CHARS,
      }),
    });
    await query.confirm();
    checkColumns(columns, scan.tasks);
    const tasks = scan.complete ? inOrder(scan.tasks, asked) : scan.tasks;
    const rows = asked.count_only === true ? [] : tasks.slice(0, limit);
    const groupBy = asked.group_by === undefined ? undefined : groupKey(asked.group_by, tasks);
    const groups =
      groupBy === undefined
        ? undefined
        : await grouped(tasks, groupBy, new Set(rows), rowOf, clock, query.workspaceId, context);
    const unlisted =
      groupBy !== undefined && asked.count_only !== true && rows.length < tasks.length
        ? `All ${tasks.length} tasks are counted, and ${rows.length} of them shown; a larger limit shows more.`
        : undefined;
    return {
      ...(groups === undefined &&
        asked.count_only !== true && { tasks: lightRows(rows.map(rowOf)) }),
      ...(groups !== undefined && { groups }),
      ...withoutEmpty({
        ...(counts && sumsOf(tasks)),
        understood: query.understood,
        left_out: [...query.leavesOut],
        next_cursor: scan.next && (await toCursor(scan.next, rest)),
        note: scanNote(scan) ?? unlisted,
      }),
      total_read: scan.scanned,
      complete: scan.complete,
    };
  },
});

/** Made once for its size and once for the answer otherwise. */
function rowMaker(columns: RowColumns, oneList: boolean, clock: Clock): (task: Task) => TaskFull {
  const made = new Map<Task, TaskFull>();
  return (task) => {
    const row = made.get(task) ?? toRow(task, columns, clock, oneList);
    made.set(task, row);
    return row;
  };
}

/** ClickUp's own order by due date puts tasks without one first. */
function inOrder(
  tasks: readonly Task[],
  { order_by, reverse }: { order_by?: string | undefined; reverse?: boolean | undefined },
): readonly Task[] {
  if (order_by !== "due") return tasks;
  const late = Number.MAX_SAFE_INTEGER;
  const sign = reverse === true ? -1 : 1;
  return tasks.toSorted((a, b) => {
    if (a.due_date === undefined || b.due_date === undefined) {
      return (a.due_date ?? late) - (b.due_date ?? late);
    }
    return sign * (a.due_date - b.due_date);
  });
}

function groupKey(given: string, tasks: readonly Task[]): string {
  const plain = given.trim().toLowerCase().replace(/s$/, "");
  const key = GROUP_KEYS.find((one) => one === plain || `${one}e` === plain || one === given);
  if (key !== undefined) return key;
  if (tasks.length === 0 || tasks.some((task) => fieldNamed(task, given))) return given;
  const fields = new Set(tasks.flatMap((task) => task.custom_fields.map(({ name }) => name)));
  throw invalidInput(
    "group_by",
    `These tasks have no Custom Field "${given.slice(0, 60)}" to group by.`,
    [...GROUP_KEYS, ...fields],
  );
}

async function grouped(
  tasks: readonly Task[],
  by: string,
  listed: ReadonlySet<Task>,
  rowOf: (task: Task) => TaskFull,
  clock: Clock,
  workspaceId: string,
  { directory }: ToolContext,
): Promise<TaskGroup[]> {
  const groups = groupsOf(tasks, by, clock, (inside) =>
    lightRows(inside.filter((task) => listed.has(task)).map(rowOf)),
  );
  if (by !== "type") return groups;
  return await Promise.all(
    groups.map(async (group) => {
      const lookup = { purpose: "read" } as const;
      const type = await optionalPart("type", [], () =>
        directory.taskType(group.name, workspaceId, lookup),
      );
      return { ...group, name: type?.name ?? group.name };
    }),
  );
}
