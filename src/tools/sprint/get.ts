import * as z from "zod";
import type { List, Task } from "../../clickup/client.ts";
import { byName } from "../../domain/by-name.ts";
import { FailureError } from "../../domain/failure.ts";
import { addDays, type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import type { FolderEntry } from "../directory/directory.ts";
import { Reference, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { readProject } from "../project/read.ts";
import { isFinished } from "../task/filter-dates.ts";
import { assigneeNames, TaskRow, toTaskRow } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";

const DAY_MS = 86_400_000;
const MAX_ROWS = 100;
const MAX_SPRINTS = 100;
/** What people and ClickUp call them. */
const SPRINT = /\b(sprints?|iterations?|cycles?)\b/i;

const Sprint = z.object({
  id: z.string(),
  name: z.string(),
  start: z.string().optional(),
  end: z.string().optional(),
  tasks: z.number().optional(),
});
const Share = z.object({ tasks: z.number(), points: z.number(), done: z.number() });

export const sprintGet = defineTool({
  name: "clickup_sprint_get",
  title: "Get a sprint",
  description:
    "A sprint: dates, points and tasks done and left, by status and person, burndown; or all sprints.",
  toolset: "projects",
  tier: "premium",
  annotations: READS,
  input: z.object({
    folder: Reference.optional(),
    which: Words.optional().describe("current, previous, next, all or a name"),
    include: z.array(z.enum(["tasks", "burndown"])).optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string().optional(),
    name: z.string().optional(),
    folder: z.string(),
    start: z.string().optional(),
    end: z.string().optional(),
    days_left: z.number().optional(),
    tasks_done: z.number().optional(),
    tasks_left: z.number().optional(),
    points_done: z.number().optional(),
    points_left: z.number().optional(),
    by_status: z.record(z.string(), z.number()).optional(),
    by_person: z.record(z.string(), Share).optional(),
    carry_over: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
    burndown: z
      .array(z.object({ day: z.string(), tasks_left: z.number(), points_left: z.number() }))
      .optional(),
    tasks: z.array(TaskRow).optional(),
    sprints: z.array(Sprint).optional(),
    complete: z.boolean(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["name", "days_left", "points_left", "by_status", "by_person", "tasks", "sprints"],
  missing: { what: "Folder", findWith: "clickup_workspace_hierarchy" },
  handler: async (input, context) => {
    const clock = await userClock(context);
    const folderId = await sprintFolder(input, context);
    const folder = await context.clickup.folders.get(folderId);
    const sprints = [...folder.lists].sort(inOrder);
    if (sprints.length === 0) {
      throw invalidInput("folder", `The Folder "${folder.name}" holds no Lists, so no sprints.`);
    }
    const which = input.which ?? "current";
    if (which.toLowerCase() === "all") {
      return {
        folder: folder.name,
        sprints: sprints.slice(-MAX_SPRINTS).map((list) => rowOf(list, clock)),
        complete: sprints.length <= MAX_SPRINTS,
      };
    }
    const sprint = chosen(which, sprints, clock);
    const read = await readProject({ in: [sprint.id] }, context, clock, {
      workspace: input.workspace,
    });
    const open = read.tasks.filter((task) => !isFinished(task));
    const done = read.tasks.filter(isFinished);
    const { endMs } = spanOf(sprint, clock);
    const isOver = endMs !== undefined && endMs <= clock.nowMs;
    const shown = read.tasks.slice(0, MAX_ROWS);
    const include = new Set<string>(input.include);
    const warnings = read.note === undefined ? [] : [read.note];
    const { tasks: _, ...about } = rowOf(sprint, clock);
    return {
      ...about,
      folder: folder.name,
      tasks_done: done.length,
      tasks_left: open.length,
      points_done: pointsOf(done),
      points_left: pointsOf(open),
      complete: read.complete && (!include.has("tasks") || shown.length === read.tasks.length),
      ...withoutEmpty({
        days_left:
          endMs === undefined ? undefined : Math.max(0, Math.ceil((endMs - clock.nowMs) / DAY_MS)),
        by_status: countBy(read.tasks),
        by_person: sharesOf(read.tasks),
        carry_over: isOver ? open.slice(0, MAX_ROWS).map(({ id, name }) => ({ id, name })) : [],
        burndown: include.has("burndown") ? burndown(read.tasks, sprint, clock) : undefined,
        tasks: include.has("tasks")
          ? shown.map((task) => ({ ...toTaskRow(task, clock), list: undefined }))
          : undefined,
        warnings,
      }),
    };
  },
});

/** The Folder named, else the one that is called after sprints, or holds Lists that are. */
async function sprintFolder(
  { folder, workspace }: { folder?: string | undefined; workspace?: string | undefined },
  { directory }: ToolContext,
): Promise<string> {
  const lookup = { purpose: "read", workspace, argument: "folder" } as const;
  if (folder !== undefined) return (await directory.folder(folder, lookup)).id;
  const { id } = await directory.workspace(workspace);
  const { folders, lists } = await directory.index(id);
  const holding = new Set(
    lists.filter(({ name }) => SPRINT.test(name)).flatMap(({ folderId }) => folderId ?? []),
  );
  const called = folders.filter(({ name }) => SPRINT.test(name));
  const found = called.length > 0 ? called : folders.filter((one) => holding.has(one.id));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.id;
  if (only === undefined) {
    throw invalidInput("folder", 'No Folder looks like a Sprint Folder; name it in "folder".');
  }
  throw new FailureError({
    code: "ambiguous",
    what: "Sprint Folder",
    given: "sprint",
    candidates: found.map(({ id, name, path }: FolderEntry) => ({ id, name, path })),
  });
}

function inOrder(a: List, b: List): number {
  const of = ({ start_date, due_date }: List) => start_date ?? due_date ?? Number.POSITIVE_INFINITY;
  const [first, second] = [of(a), of(b)];
  if (first !== second) return first - second;
  return a.name.localeCompare(b.name, "en", { numeric: true });
}

/** Epoch ms of its first moment, and of the one after its last. */
function spanOf({ start_date: start, due_date: due }: List, clock: Clock) {
  const dayOf = (ms: number, days: number) =>
    clock.msOf(addDays({ ...clock.wallOf(ms), hour: 0, minute: 0, second: 0 }, days));
  return {
    startMs: start === undefined ? undefined : dayOf(start, 0),
    endMs: due === undefined ? undefined : dayOf(due, 1),
  };
}

function chosen(which: string, sprints: readonly List[], clock: Clock): List {
  const word = which.toLowerCase();
  const named = sprints.find(({ id, name }) => id === which || foldName(name) === foldName(which));
  if (named !== undefined) return named;
  const names = sprints.map(({ name }) => name);
  if (!["current", "previous", "next"].includes(word)) {
    const near = sprints.filter(({ name }) => foldName(name).includes(foldName(which)));
    const [only] = near;
    if (only !== undefined && near.length === 1) return only;
    throw invalidInput("which", `There is no sprint "${which.slice(0, 60)}".`, [
      "current",
      "previous",
      "next",
      "all",
      ...names,
    ]);
  }
  const spans = sprints.map((list) => ({ list, ...spanOf(list, clock) }));
  const { nowMs } = clock;
  const found =
    word === "current"
      ? spans.find(({ startMs, endMs }) => {
          return startMs !== undefined && endMs !== undefined && startMs <= nowMs && nowMs < endMs;
        })
      : word === "next"
        ? spans.find(({ startMs }) => startMs !== undefined && startMs > nowMs)
        : spans.findLast(({ endMs }) => endMs !== undefined && endMs <= nowMs);
  if (found !== undefined) return found.list;
  throw invalidInput(
    "which",
    `By their dates none of the sprints is the ${word} one; name it.`,
    names,
  );
}

function rowOf({ id, name, start_date, due_date, task_count }: List, clock: Clock) {
  return withoutEmpty({
    id,
    name,
    start: start_date === undefined ? undefined : clock.isoDate(start_date),
    end: due_date === undefined ? undefined : clock.isoDate(due_date),
    tasks: task_count,
  });
}

function pointsOf(tasks: readonly Task[]): number {
  return tasks.reduce((sum, { points }) => sum + (points ?? 0), 0);
}

function countBy(tasks: readonly Task[]): Record<string, number> {
  const counts = byName<number>();
  for (const { status } of tasks) {
    const name = status?.status ?? "(none)";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function sharesOf(tasks: readonly Task[]) {
  const shares = byName<z.output<typeof Share>>();
  for (const task of tasks) {
    for (const name of assigneeNames(task)) {
      const share = shares[name] ?? { tasks: 0, points: 0, done: 0 };
      shares[name] = share;
      share.tasks += 1;
      share.points += task.points ?? 0;
      if (isFinished(task)) share.done += 1;
    }
  }
  return shares;
}

/** What was left at the end of each day; when tasks came in and were re-estimated is not known. */
function burndown(tasks: readonly Task[], sprint: List, clock: Clock) {
  const { startMs, endMs } = spanOf(sprint, clock);
  if (startMs === undefined || endMs === undefined) return undefined;
  const rows: { day: string; tasks_left: number; points_left: number }[] = [];
  const until = Math.min(endMs, clock.nowMs);
  let wall = clock.wallOf(startMs);
  for (let ms = startMs; ms < until && rows.length < MAX_ROWS; ) {
    const day = clock.isoDate(ms);
    wall = addDays(wall, 1);
    const next = clock.msOf(wall);
    const left = tasks.filter((task) => {
      const ended = task.date_done ?? task.date_closed;
      return !isFinished(task) || (ended !== undefined && ended >= next);
    });
    rows.push({ day, tasks_left: left.length, points_left: pointsOf(left) });
    ms = next;
  }
  return rows;
}
