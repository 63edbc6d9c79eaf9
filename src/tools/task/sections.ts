/** Parts of a task that take ClickUp calls of their own: deep subtasks, comments, time. */
import * as z from "zod";
import type { ClickUp, Comment, Task } from "../../clickup/client.ts";
import type { Clock } from "../clock.ts";
import { toMarkdown } from "../comment-text.ts";
import type { ToolContext } from "../context.ts";
import { formatDuration } from "../duration.ts";
import { withoutEmpty } from "../without-empty.ts";
import { personName } from "./summary.ts";

export interface CommentRow {
  id: string;
  by?: string | undefined;
  at?: string | undefined;
  text: string;
  assigned_to?: string | undefined;
  resolved?: boolean | undefined;
  replies?: CommentRow[] | undefined;
}
export const CommentRow: z.ZodType<CommentRow> = z.object({
  id: z.string(),
  by: z.string().optional(),
  at: z.string().optional(),
  text: z.string(),
  assigned_to: z.string().optional(),
  resolved: z.boolean().optional(),
  get replies() {
    return z.array(CommentRow).optional();
  },
});

export const TimeSpent = z.object({
  /** Everybody's, as the task says; the entries may be the caller's alone. */
  total: z.string(),
  of: z.enum(["everyone", "you"]),
  entries: z.array(
    z.object({
      by: z.string().optional(),
      start: z.string().optional(),
      duration: z.string(),
      running: z.boolean().optional(),
      billable: z.boolean().optional(),
      description: z.string().optional(),
    }),
  ),
});
export type TimeSpent = z.output<typeof TimeSpent>;

export const TimeInStatus = z.array(
  z.object({
    status: z.string(),
    duration: z.string(),
    since: z.string().optional(),
    current: z.boolean().optional(),
  }),
);
export type TimeInStatus = z.output<typeof TimeInStatus>;

/** One call each; of longer discussions the newest are shown with their replies. */
const MAX_THREADS = 10;
/** Subtasks looked into for more, one call each. */
const MAX_BRANCHES = 20;
/** Assignees in one query: beyond this the address gets too long. */
const MAX_TIME_PEOPLE = 100;
const MINUTE_MS = 60_000;
/** No time was tracked before; and not 0, which could be taken for "not given". */
const BEFORE_CLICKUP_MS = Date.UTC(2015, 0, 1);

/**
 * Subtasks down to `depth`. ClickUp gives those below with the task, how deep is not documented: what it
 * left out can only hang on the deepest level that came.
 */
export async function subtasksTo(
  depth: number,
  task: Task,
  workspaceId: string,
  clickup: ClickUp,
  warnings: string[],
): Promise<Task[]> {
  const all = new Map(task.subtasks.map((subtask) => [subtask.id, subtask]));
  const levels: Task[][] = [childrenOf([task.id], all)];
  while ((levels.at(-1)?.length ?? 0) > 0) {
    levels.push(
      childrenOf(
        (levels.at(-1) ?? []).map(({ id }) => id),
        all,
      ),
    );
  }
  let deepest = levels.at(-2) ?? [];
  for (let level = levels.length - 1; level < depth && deepest.length > 0; level += 1) {
    const branches = deepest.slice(0, MAX_BRANCHES);
    if (deepest.length > branches.length) {
      warnings.push(`Only ${MAX_BRANCHES} subtasks of level ${level} were looked into for more.`);
    }
    const found = await Promise.all(
      branches.map(async ({ id }) => {
        const filter = { parent: id, subtasks: true, include_closed: true };
        return (await clickup.tasks.inWorkspace(workspaceId, 0, filter)).tasks;
      }),
    );
    deepest = found.flat().filter(({ id }) => !all.has(id));
    for (const subtask of deepest) all.set(subtask.id, subtask);
  }
  return withinDepth(task.id, all, depth);
}

function childrenOf(parents: readonly string[], all: ReadonlyMap<string, Task>): Task[] {
  return [...all.values()].filter(({ parent }) => parent !== undefined && parents.includes(parent));
}

function withinDepth(rootId: string, all: ReadonlyMap<string, Task>, depth: number): Task[] {
  const kept: Task[] = [];
  let parents = [rootId];
  for (let level = 1; level <= depth && parents.length > 0; level += 1) {
    const children = childrenOf(parents, all).filter((task) => !kept.includes(task));
    kept.push(...children);
    parents = children.map(({ id }) => id);
  }
  return kept;
}

/** Newest first, each with its thread. */
export async function commentsOf(
  taskId: string,
  limit: number,
  clickup: ClickUp,
  clock: Clock,
  warnings: string[],
): Promise<CommentRow[]> {
  const comments: Comment[] = [];
  for await (const comment of clickup.comments.scanTask(taskId, limit)) comments.push(comment);
  if (comments.length === limit) {
    warnings.push(`There may be older comments than these ${limit}; "comments" asks for more.`);
  }
  const threads = comments.filter(({ reply_count }) => (reply_count ?? 0) > 0);
  if (threads.length > MAX_THREADS) {
    warnings.push(
      `The replies of the newest ${MAX_THREADS} of ${threads.length} threads were read.`,
    );
  }
  const replies = new Map(
    await Promise.all(
      threads
        .slice(0, MAX_THREADS)
        .map(async ({ id }) => [id, await clickup.comments.replies(id)] as const),
    ),
  );
  return comments.map((comment) => commentRow(comment, replies.get(comment.id) ?? [], clock));
}

function commentRow(comment: Comment, replies: readonly Comment[], clock: Clock): CommentRow {
  const { id, user, date, assignee, resolved } = comment;
  const text = toMarkdown(comment.comment) || (comment.comment_text ?? "");
  const row = withoutEmpty({
    id,
    by: user && personName(user),
    at: date === undefined ? undefined : clock.isoDateTime(date),
    assigned_to: assignee && personName(assignee),
    resolved: resolved === true ? true : undefined,
    // A thread reads downwards, whatever order ClickUp gives it in.
    replies: replies
      .toSorted((a, b) => (a.date ?? 0) - (b.date ?? 0))
      .map((reply) => commentRow(reply, [], clock)),
  });
  return { ...row, text };
}

/** Everybody's entries for owners and admins, who alone may see them; else the caller's own. */
export async function timeOf(
  task: Task,
  workspaceId: string,
  { clickup, directory, nowMs }: ToolContext,
  clock: Clock,
): Promise<TimeSpent> {
  const [me, members] = await Promise.all([directory.me(), directory.members(workspaceId)]);
  const role = members.find(({ id }) => id === me.id)?.role;
  const seesAll = (role === "owner" || role === "admin") && members.length <= MAX_TIME_PEOPLE;
  const entries = await clickup.timeEntries.list(workspaceId, {
    task_id: task.id,
    // Without dates ClickUp looks at the last 30 days alone.
    start_date: BEFORE_CLICKUP_MS,
    end_date: nowMs,
    ...(seesAll && { assignees: members.map(({ id }) => id) }),
  });
  return {
    total: formatDuration(task.time_spent ?? 0),
    of: seesAll ? "everyone" : "you",
    entries: entries.map(({ user, start, duration, billable, description }) => {
      // A negative duration is a running timer.
      const running = (duration ?? 0) < 0;
      const lengthMs = running ? nowMs - (start ?? nowMs) : (duration ?? 0);
      return {
        ...withoutEmpty({
          by: user && personName(user),
          start: start === undefined ? undefined : clock.isoDateTime(start),
          running: running ? true : undefined,
          billable: billable === true ? true : undefined,
          description,
        }),
        duration: formatDuration(lengthMs),
      };
    }),
  };
}

export async function timeInStatusOf(
  taskId: string,
  clickup: ClickUp,
  clock: Clock,
): Promise<TimeInStatus> {
  const { current_status, status_history } = await clickup.tasks.timeInStatus(taskId);
  return status_history.map(({ status, total_time }) => ({
    ...withoutEmpty({
      since: total_time?.since === undefined ? undefined : clock.isoDateTime(total_time.since),
      current: current_status?.status === status ? true : undefined,
    }),
    status,
    duration: formatDuration((total_time?.by_minute ?? 0) * MINUTE_MS),
  }));
}
