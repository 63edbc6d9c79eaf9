import * as z from "zod";
import type { Comment, CommentMark } from "../../clickup/client.ts";
import { COMMENT_PAGE_ROWS } from "../../clickup/resources/comments.ts";
import { type Clock, userClock } from "../clock.ts";
import { toMarkdown } from "../comment-text.ts";
import type { ToolContext } from "../context.ts";
import { fromMarkCursor, toMarkCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, Reference, Words, Workspace } from "../fields.ts";
import { parsePastInstant, startOfDayMs } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { personName } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";
import { commentPlace, commentRef, type FoundPlace } from "./place.ts";

const MAX_ROWS = 100;
/** One call of ClickUp's. */
const DEFAULT_ROWS = COMMENT_PAGE_ROWS;
/** Read for one answer when most are filtered out here; the cursor goes on from there. */
const MAX_PAGES = 10;
/** One call each; the others tell how many replies they have. */
const MAX_THREADS = 20;
/** Beyond this an answer would be cut, and the next page would miss what was. */
const MAX_TEXT_CHARS = 80_000;

const input = z.object({
  on: Reference.optional().describe("Task, List path or chat view."),
  list: Reference.optional().describe("Of a task by name."),
  comment: Reference.optional(),
  replies: z.boolean().optional(),
  since: Words.optional(),
  author: Reference.optional(),
  unresolved: z.boolean().optional().describe("Assigned ones."),
  limit: z.int().min(1).max(MAX_ROWS).optional(),
  cursor: Cursor,
  workspace: Workspace,
});
type Input = z.output<typeof input>;

const rowShape = {
  id: z.string(),
  author: z.string().optional(),
  date: z.string().optional(),
  text_md: z.string(),
  assigned_to: z.string().optional(),
  resolved: z.boolean().optional(),
  reactions: z.array(z.string()).optional(),
};
const Reply = z.object(rowShape);
const Row = z.object({
  ...rowShape,
  reply_count: z.number().optional(),
  replies: z.array(Reply).optional(),
});
type Row = z.output<typeof Row>;

export const commentList = defineTool({
  name: "clickup_comment_list",
  title: "List comments",
  description:
    "Comments of a task, List or chat view, newest first, with replies; or one comment's replies. For " +
    "Chat use clickup_chat_message_list.",
  toolset: "comments",
  tier: "premium",
  annotations: READS,
  input,
  output: z.object({
    on: z.string().optional(),
    comments: z.array(Row),
    complete: z.boolean(),
    next_cursor: z.string().optional(),
    since: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["comments", "complete", "next_cursor"],
  missing: { what: "comment", findWith: "clickup_comment_list" },
  handler: async (asked, context) => {
    const { cursor, ...filter } = asked;
    if ((asked.on === undefined) === (asked.comment === undefined)) {
      throw invalidInput("on", 'Give either "on" or "comment".', ["on", "comment"]);
    }
    const clock = await userClock(context);
    const since =
      asked.since === undefined ? undefined : parsePastInstant(asked.since, "since", clock);
    const sinceMs = since && (since.hasTime ? since.ms : startOfDayMs(since.ms, clock));
    const mark = await fromMarkCursor(cursor, filter);
    const found: Found = await (asked.comment === undefined
      ? commentsOn(asked, sinceMs, mark, context)
      : repliesOf(asked.comment, asked, sinceMs, mark, context));
    const threads = await threadsOf(asked, found.rows, context);
    const rows = found.rows.map((comment) =>
      toRow(comment, threads.replies.get(comment.id) ?? [], clock),
    );
    return {
      ...withoutEmpty({
        next_cursor: found.next && (await toMarkCursor(found.next, filter)),
        on: found.on,
        since: since?.echo,
        warnings: threads.warnings,
      }),
      comments: rows,
      complete: found.next === undefined,
    };
  },
});

interface Found {
  /** Path of the List, when it is one. */
  on?: string | undefined;
  rows: Comment[];
  /** The mark to go on from; undefined when there is no more. */
  next: string | undefined;
}

async function commentsOn(
  asked: Input,
  sinceMs: number | undefined,
  from: string | undefined,
  context: ToolContext,
): Promise<Found> {
  const { on = "", limit = DEFAULT_ROWS } = asked;
  const where = await commentPlace({ ...asked, on }, "read", context);
  const isWanted = await filterOf(asked, where, context);
  const rows: Comment[] = [];
  const { path } = where;
  const seen = new Set<string>();
  let after = from === undefined ? undefined : markOf(from);
  let chars = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await context.clickup.comments.page(where.place, after);
    const fresh = found.filter(({ id }) => !seen.has(id));
    for (const [index, comment] of fresh.entries()) {
      seen.add(comment.id);
      // Newest first, so everything that follows is older still.
      if (sinceMs !== undefined && (comment.date ?? 0) < sinceMs)
        return { on: path, rows, next: undefined };
      if (isWanted(comment)) {
        chars += (comment.comment_text ?? "").length;
        if (rows.length > 0 && chars > MAX_TEXT_CHARS)
          return { on: path, rows, next: textOf(after) };
        rows.push(comment);
      }
      after = { date: comment.date ?? 0, id: comment.id };
      if (rows.length < limit) continue;
      const last = index + 1 === fresh.length && found.length < COMMENT_PAGE_ROWS;
      return { on: path, rows, next: last ? undefined : textOf(after) };
    }
    if (found.length < COMMENT_PAGE_ROWS || fresh.length === 0)
      return { on: path, rows, next: undefined };
  }
  return { on: path, rows, next: textOf(after) };
}

/** A thread reads downwards, and comes whole: the mark is how many were given. */
async function repliesOf(
  comment: string,
  asked: Input,
  sinceMs: number | undefined,
  from: string | undefined,
  context: ToolContext,
): Promise<Found> {
  const { limit = DEFAULT_ROWS, workspace } = asked;
  const { id } = commentRef(comment, "comment");
  const workspaceId = async () => (await context.directory.workspace(workspace)).id;
  const isWanted = await filterOf(asked, { workspaceId }, context);
  const all = oldestFirst(await context.clickup.comments.replies(id)).filter(
    (reply) => isWanted(reply) && (reply.date ?? 0) >= (sinceMs ?? 0),
  );
  const start = Number(from ?? 0);
  const end = start + limit;
  return { rows: all.slice(start, end), next: end < all.length ? String(end) : undefined };
}

async function filterOf(
  { author, unresolved, workspace }: Input,
  { workspaceId }: Pick<FoundPlace, "workspaceId">,
  { directory }: ToolContext,
): Promise<(comment: Comment) => boolean> {
  const lookup = { purpose: "read", workspace, argument: "author" } as const;
  const person =
    author === undefined ? undefined : await directory.user(author, await workspaceId(), lookup);
  return ({ user, resolved, assignee, group_assignee }) =>
    (person === undefined || user?.id === person.id) &&
    (unresolved !== true ||
      (resolved !== true && (assignee !== undefined || group_assignee !== undefined)));
}

async function threadsOf(
  { comment, replies: wanted = true }: Input,
  rows: readonly Comment[],
  { clickup }: ToolContext,
): Promise<{ replies: ReadonlyMap<string, Comment[]>; warnings: string[] }> {
  const threads = rows.filter(({ reply_count }) => (reply_count ?? 0) > 0);
  if (!wanted || comment !== undefined) return { replies: new Map(), warnings: [] };
  const read = await Promise.all(
    threads
      .slice(0, MAX_THREADS)
      .map(async ({ id }) => [id, oldestFirst(await clickup.comments.replies(id))] as const),
  );
  const warnings =
    threads.length > MAX_THREADS
      ? [
          `The replies of ${MAX_THREADS} of ${threads.length} threads were read; "comment" reads the others.`,
        ]
      : [];
  return { replies: new Map(read), warnings };
}

function toRow(comment: Comment, replies: readonly Comment[], clock: Clock): Row {
  const { id, user, date, assignee, group_assignee, resolved, reply_count = 0 } = comment;
  const by = new Map<string, number>();
  for (const { reaction } of comment.reactions) {
    if (reaction !== undefined) by.set(reaction, (by.get(reaction) ?? 0) + 1);
  }
  const assigned = assignee ? personName(assignee) : (group_assignee?.name ?? group_assignee?.id);
  return {
    ...withoutEmpty({
      id,
      author: user && personName(user),
      date: date === undefined ? undefined : clock.isoDateTime(date),
      assigned_to: assigned,
      resolved: resolved === true ? true : undefined,
      reactions: [...by].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)),
      reply_count: reply_count > 0 ? reply_count : undefined,
      replies: replies.map((reply) => toRow(reply, [], clock)),
    }),
    text_md: toMarkdown(comment.comment) || (comment.comment_text ?? ""),
  };
}

function oldestFirst(comments: readonly Comment[]): Comment[] {
  return comments.toSorted((a, b) => (a.date ?? 0) - (b.date ?? 0));
}

function textOf(mark: CommentMark | undefined): string | undefined {
  return mark && `${mark.date}:${mark.id}`;
}

function markOf(text: string): CommentMark {
  const [date = "0", id = ""] = text.split(":");
  return { date: Number(date), id };
}
