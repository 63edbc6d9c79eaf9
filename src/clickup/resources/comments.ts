import * as z from "zod";
import type { JsonValue } from "../../domain/json.ts";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import {
  Body,
  EpochMs,
  Id,
  maybe,
  OptionalFlag,
  OptionalId,
  OptionalName,
  OptionalNumber,
  rows,
} from "../wire.ts";
import { PersonOrId, User } from "./people.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

const Comment = z.object({
  id: Id,
  /** Runs of formatted text; `comment_text` is the same without formatting. */
  comment: rows(z.record(z.string(), z.unknown())),
  comment_text: Body,
  user: PersonOrId,
  resolved: OptionalFlag,
  assignee: PersonOrId,
  group_assignee: maybe(z.object({ id: Id, name: OptionalName })),
  reactions: rows(z.object({ reaction: OptionalName, user: maybe(User) })),
  date: EpochMs,
  /** Text in answers. */
  reply_count: OptionalNumber,
});
export type Comment = z.output<typeof Comment>;

const Comments = z.object({ comments: rows(Comment) });
const Posted = z.object({ id: Id, date: EpochMs });
export type PostedComment = z.output<typeof Posted>;
/** The answer to a reply has no documented shape. */
const PostedReply = z.object({ id: OptionalId, date: EpochMs });
const Nothing = z.unknown();

/** Fixed by ClickUp, newest first. */
export const COMMENT_PAGE_ROWS = 25;

/** What carries comments. A view is one of the old chat kind. */
export type CommentPlace = { kind: "task"; key: TaskKey } | { kind: "list" | "view"; id: string };

/** The last row seen; both together, since several comments can share a millisecond. */
export interface CommentMark {
  date: number;
  id: string;
}

const WHAT = { task: "Task", list: "List", view: "view" } as const;

export interface CommentChange {
  comment?: readonly JsonValue[];
  /** User id; null takes the assignment off. */
  assignee?: string | null;
  group_assignee?: string;
  resolved?: boolean;
}

export interface NewComment {
  /** Plain text; `comment` carries formatting. One of the two. */
  comment_text?: string;
  comment?: readonly JsonValue[];
  /** User id. */
  assignee?: string;
  group_assignee?: string;
  notify_all?: boolean;
}

export function comments(send: Send) {
  const page = async (place: CommentPlace, after?: CommentMark): Promise<Comment[]> => {
    const answer = await send.get(commentPath(place), Comments, {
      what: WHAT[place.kind],
      query: {
        ...keyQuery(place),
        ...(after !== undefined && { start: after.date, start_id: after.id }),
      },
    });
    return answer.comments;
  };
  const post = (place: CommentPlace, comment: NewComment): Promise<PostedComment> =>
    send.write("POST", commentPath(place), Posted, {
      what: WHAT[place.kind],
      query: keyQuery(place),
      body: bodyOf(comment),
    });
  return {
    /** One page of 25, newest first. */
    page,
    /** Comments of a task, newest first, each once, at most `limit`. */
    scanTask: async function* (task: TaskKey, limit: number): AsyncGenerator<Comment> {
      const seen = new Set<string>();
      let after: Comment | undefined;
      while (seen.size < limit) {
        const mark = after && { date: after.date ?? 0, id: after.id };
        const found: Comment[] = await page({ kind: "task", key: task }, mark);
        const fresh = found.filter((comment) => !seen.has(comment.id));
        for (const comment of fresh) {
          seen.add(comment.id);
          yield comment;
          if (seen.size >= limit) return;
        }
        if (found.length < COMMENT_PAGE_ROWS || fresh.length === 0) return;
        after = found.at(-1);
      }
    },
    /** Unpaged; the comment itself is not among them. */
    replies: async (commentId: string): Promise<Comment[]> => {
      const answer = await send.get(path`/v2/comment/${commentId}/reply`, Comments, {
        what: "comment",
      });
      return answer.comments;
    },
    create: (task: TaskKey, comment: NewComment): Promise<PostedComment> =>
      post({ kind: "task", key: task }, comment),
    createOn: post,
    reply: (commentId: string, comment: NewComment): Promise<z.output<typeof PostedReply>> =>
      send.write("POST", path`/v2/comment/${commentId}/reply`, PostedReply, {
        what: "comment",
        body: bodyOf(comment),
      }),
    /** Replaces the text, so it has to come along with whatever else changes. */
    update: async (commentId: string, change: CommentChange): Promise<void> => {
      await send.write("PUT", path`/v2/comment/${commentId}`, Nothing, {
        what: "comment",
        body: bodyOf(change),
      });
    },
    /** Its replies go with it. */
    remove: async (commentId: string): Promise<void> => {
      await send.write("DELETE", path`/v2/comment/${commentId}`, Nothing, { what: "comment" });
    },
  };
}

function commentPath(place: CommentPlace) {
  if (place.kind === "task") return taskPath(place.key, path`/comment`);
  return place.kind === "list"
    ? path`/v2/list/${place.id}/comment`
    : path`/v2/view/${place.id}/comment`;
}

function keyQuery(place: CommentPlace) {
  return place.kind === "task" ? customIdQuery(place.key) : {};
}

function bodyOf<T extends { assignee?: string | null }>(comment: T): object {
  const { assignee } = comment;
  return typeof assignee === "string" ? { ...comment, assignee: Number(assignee) } : comment;
}
