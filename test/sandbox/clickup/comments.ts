import { commentIn, listIn, TASK_QUERY, taskOf, viewIn } from "./access.ts";
import { arrayIn, flagIn, numberIn, textIn } from "./body.ts";
import { dropComments } from "./deletes.ts";
import { refuse } from "./errors.ts";
import { newNumericId, newUuid } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import type { Answer, BodyKind, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { CommentRow, SandboxState } from "./state.ts";
import { msText, personWire, userWire } from "./wire.ts";

const PAGE_SIZE = 25;
const PAGE_QUERY = ["start", "start_id"] as const;

// `comment`, the rich form, is in the formatting guide and missing from the published schema.
const LIST_BODY = {
  comment_text: "text",
  comment: "array",
  assignee: "integer|null",
  notify_all: "boolean",
} as const satisfies Record<string, BodyKind>;
const BODY = { ...LIST_BODY, group_assignee: "text|null" } as const;

export const commentRoutes: Route[] = [
  route("GET /v2/task/{task_id}/comment", { query: [...TASK_QUERY, ...PAGE_QUERY] }, (call) =>
    commentPage(call, "task", taskOf(call).id),
  ),
  route("POST /v2/task/{task_id}/comment", { query: TASK_QUERY, body: BODY }, (call) => {
    const task = taskOf(call);
    task.updatedMs = call.nowMs;
    return addComment(call, { kind: "task", id: task.id });
  }),

  route("GET /v2/list/{list_id}/comment", { query: PAGE_QUERY }, (call) =>
    commentPage(call, "list", listIn(call).id),
  ),
  route("POST /v2/list/{list_id}/comment", { body: LIST_BODY }, (call) =>
    addComment(call, { kind: "list", id: listIn(call).id }),
  ),

  // Chat views: the older kind of chat, which lives on as a view of type "conversation".
  route("GET /v2/view/{view_id}/comment", { query: PAGE_QUERY }, (call) =>
    commentPage(call, "view", viewIn(call).id),
  ),
  route(
    "POST /v2/view/{view_id}/comment",
    { body: { comment_text: "text", comment: "array", notify_all: "boolean" } },
    (call) => {
      const view = viewIn(call);
      if (view.type !== "conversation") refuse("SANDBOX_002", "only chat views take comments");
      return addComment(call, { kind: "view", id: view.id });
    },
  ),

  route("GET /v2/comment/{comment_id}/reply", {}, (call) =>
    ok({
      comments: newestFirst(call.state, "comment", commentIn(call).id).map((row) =>
        commentWire(call.state, row),
      ),
    }),
  ),
  route("POST /v2/comment/{comment_id}/reply", { body: BODY }, (call) =>
    addComment(call, { kind: "comment", id: commentIn(call).id }),
  ),

  route(
    "PUT /v2/comment/{comment_id}",
    {
      body: {
        comment_text: "text",
        comment: "array",
        assignee: "integer|null",
        group_assignee: "any",
        resolved: "boolean",
      },
    },
    (call) => {
      const comment = commentIn(call);
      const [parts, text] = contentIn(call);
      comment.parts = parts;
      comment.text = text;
      comment.resolved = flagIn(call.body, "resolved") ?? comment.resolved;
      if (call.body.assignee !== undefined) assign(call, comment);
      if (call.body.group_assignee !== undefined) {
        comment.groupId = textIn(call.body, "group_assignee") ?? null;
      }
      return ok({});
    },
  ),

  route("DELETE /v2/comment/{comment_id}", {}, (call) => {
    const comment = commentIn(call);
    dropComments(call.state, "comment", comment.id);
    delete call.state.comments[comment.id];
    return ok({});
  }),
];

function newestFirst(
  state: SandboxState,
  kind: CommentRow["on"]["kind"],
  id: string,
): CommentRow[] {
  return Object.values(state.comments)
    .filter((comment) => comment.on.kind === kind && comment.on.id === id)
    .sort((a, b) => b.dateMs - a.dateMs || Number(b.id) - Number(a.id));
}

/** 25 at a time; the next page starts after the row named by `start` and `start_id` together. */
function commentPage(call: Call, kind: CommentRow["on"]["kind"], id: string): Answer {
  const all = newestFirst(call.state, kind, id);
  const start = call.query.integer("start");
  const startId = call.query.text("start_id");
  if ((start === undefined) !== (startId === undefined)) {
    refuse("SANDBOX_002", "start and start_id belong together");
  }
  const after = all.findIndex((comment) => comment.id === startId && comment.dateMs === start);
  if (startId !== undefined && after === -1) refuse("SANDBOX_002", "no such start and start_id");
  const page = all.slice(after + 1, after + 1 + PAGE_SIZE);
  return ok({ comments: page.map((comment) => commentWire(call.state, comment)) });
}

function addComment(call: Call, on: CommentRow["on"]): Answer {
  const [parts, text] = contentIn(call);
  const comment: CommentRow = {
    id: newNumericId(call.state),
    on,
    parts,
    text,
    userId: call.user.id,
    assigneeId: null,
    assignedById: null,
    groupId: textIn(call.body, "group_assignee") ?? null,
    resolved: false,
    dateMs: call.nowMs,
    reactions: [],
  };
  assign(call, comment);
  call.state.comments[comment.id] = comment;
  // Numbers here, text when the comment is read.
  return ok({ id: Number(comment.id), hist_id: newUuid(call.state), date: comment.dateMs });
}

function assign(call: Call, comment: CommentRow): void {
  const id = numberIn(call.body, "assignee") ?? null;
  if (id !== null && call.state.users[String(id)] === undefined) {
    refuse("SANDBOX_002", `no user ${id}`);
  }
  comment.assigneeId = id;
  comment.assignedById = id === null ? null : call.user.id;
}

/** Plain `comment_text` takes no formatting; `comment` is a list of runs. */
function contentIn(call: Call): [Json[], string] {
  const runs = arrayIn(call.body, "comment");
  if (runs !== undefined) {
    return [runs, runs.map((run) => (isObject(run) ? String(run.text ?? "") : "")).join("")];
  }
  const text = textIn(call.body, "comment_text");
  return text === undefined ? refuse("INPUT_003", "comment_text is required") : [[{ text }], text];
}

/** A mention is sent as an id and comes back with the person's name. */
function partWire(state: SandboxState, part: Json): Json {
  const run = isObject(part) ? part : {};
  if (run.type !== "tag" || !isObject(run.user)) return part;
  const person = state.users[String(run.user.id)];
  if (person === undefined) return part;
  return { ...run, text: `@${person.username ?? person.email}`, user: personWire(person) };
}

function commentWire(state: SandboxState, comment: CommentRow): JsonObject {
  const replies = Object.values(state.comments).filter(
    (other) => other.on.kind === "comment" && other.on.id === comment.id,
  ).length;
  return {
    id: comment.id,
    comment: comment.parts.map((part) => partWire(state, part)),
    comment_text: comment.text,
    user: userWire(state, comment.userId),
    resolved: comment.resolved,
    assignee: comment.assigneeId === null ? null : userWire(state, comment.assigneeId),
    group_assignee: comment.groupId === null ? null : { id: comment.groupId },
    assigned_by: comment.assignedById === null ? null : userWire(state, comment.assignedById),
    reactions: comment.reactions,
    date: msText(comment.dateMs),
    reply_count: String(replies),
  };
}
