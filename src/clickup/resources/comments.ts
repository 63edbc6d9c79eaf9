import { z } from "zod";
import type { JsonValue } from "../../domain/json.ts";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Body, EpochMs, Id, OptionalFlag, OptionalNumber, rows } from "../wire.ts";
import { PersonOrId } from "./people.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

const Comment = z.object({
  id: Id,
  /** Runs of formatted text; `comment_text` is the same without formatting. */
  comment: rows(z.record(z.string(), z.unknown())),
  comment_text: Body,
  user: PersonOrId,
  resolved: OptionalFlag,
  assignee: PersonOrId,
  date: EpochMs,
  reply_count: OptionalNumber,
});
export type Comment = z.output<typeof Comment>;

const Comments = z.object({ comments: rows(Comment) });
const Posted = z.object({ id: Id, date: EpochMs });
export type PostedComment = z.output<typeof Posted>;

const PAGE_ROWS = 25; // fixed by ClickUp, newest first

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
  const page = async (task: TaskKey, after?: Comment): Promise<Comment[]> => {
    const answer = await send.get(taskPath(task, path`/comment`), Comments, {
      what: "Task",
      query: {
        ...customIdQuery(task),
        // both together: several comments can share a millisecond
        ...(after !== undefined && { start: after.date, start_id: after.id }),
      },
    });
    return answer.comments;
  };
  return {
    /** Comments of a task, newest first, each once, at most `limit`. */
    scanTask: async function* (task: TaskKey, limit: number): AsyncGenerator<Comment> {
      const seen = new Set<string>();
      let after: Comment | undefined;
      while (seen.size < limit) {
        const found: Comment[] = await page(task, after);
        const fresh = found.filter((comment) => !seen.has(comment.id));
        for (const comment of fresh) {
          seen.add(comment.id);
          yield comment;
          if (seen.size >= limit) return;
        }
        if (found.length < PAGE_ROWS || fresh.length === 0) return;
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
      send.write("POST", taskPath(task, path`/comment`), Posted, {
        what: "Task",
        query: customIdQuery(task),
        body: {
          ...comment,
          ...(comment.assignee !== undefined && { assignee: Number(comment.assignee) }),
        },
      }),
  };
}
