// Messages, replies and reactions of chat (v3), newest first, and the kinds of post.
import { memberIn } from "./access.ts";
import { arrayIn, flagIn, numberIn, objectIn, textIn, textsIn } from "./body.ts";
import { channelIn, people } from "./chat-channels.ts";
import { refuse } from "./errors.ts";
import { nextSerial, uuidOf } from "./ids.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { BodyKind, Call, Route } from "./router.ts";
import { created, noContent, ok, route } from "./router.ts";
import type { ChatMessageRow } from "./rows-docs-chat.ts";
import { SEED } from "./seed-ids.ts";
import { dataPage, inFormat, PAGE_QUERY, refuseOtherFormat, workspaceV3 } from "./v3.ts";

const CHAT = "/v3/workspaces/{workspace_id}/chat";
const MOST_CHARACTERS = 40_000;
const MOST_IN_TITLE = 255;
const MOST_AT_ONCE = 10;

const EDIT_BODY = {
  assignee: "text",
  group_assignee: "text",
  content_format: "text",
  post_data: "object",
} as const satisfies Record<string, BodyKind>;

const SEND_BODY = {
  ...EDIT_BODY,
  type: "text!",
  content: "text!",
  triaged_action: "integer",
  triaged_object_id: "text",
  triaged_object_type: "integer",
  reactions: "array",
  followers: "array",
} as const satisfies Record<string, BodyKind>;

const READ_QUERY = [...PAGE_QUERY, "content_format"] as const;

export const chatMessageRoutes: Route[] = [
  route(`GET ${CHAT}/channels/{channel_id}/messages`, { query: READ_QUERY }, (call) => {
    const channel = channelIn(call);
    const rows = newestFirst(call, (row) => row.channelId === channel.id && row.parentId === null);
    return ok(dataPage(call, rows, (row) => messageWire(call, row)));
  }),

  route(`POST ${CHAT}/channels/{channel_id}/messages`, { body: SEND_BODY }, (call) =>
    created(messageWire(call, send(call, channelIn(call).id, null))),
  ),

  route(
    `PATCH ${CHAT}/messages/{message_id}`,
    { body: { ...EDIT_BODY, content: "text", resolved: "boolean" } },
    (call) => {
      const message = messageIn(call);
      edit(call, message);
      return ok(messageWire(call, message));
    },
  ),

  route(`DELETE ${CHAT}/messages/{message_id}`, {}, (call) => {
    const message = messageIn(call);
    if (message.userId !== call.user.id) refuse("V3_403", "not your message");
    for (const row of Object.values(call.state.chatMessages)) {
      if (row.id === message.id || row.parentId === message.id) {
        delete call.state.chatMessages[row.id];
      }
    }
    return noContent();
  }),

  route(`GET ${CHAT}/messages/{message_id}/replies`, { query: READ_QUERY }, (call) => {
    const { id } = messageIn(call);
    const rows = newestFirst(call, (row) => row.parentId === id);
    return ok(dataPage(call, rows, (row) => messageWire(call, row)));
  }),

  route(`POST ${CHAT}/messages/{message_id}/replies`, { body: SEND_BODY }, (call) => {
    const parent = messageIn(call);
    if (parent.parentId !== null) refuse("V3_400", "a reply takes no replies");
    return created(messageWire(call, send(call, parent.channelId, parent.id)));
  }),

  route(`GET ${CHAT}/messages/{message_id}/reactions`, { query: PAGE_QUERY }, (call) =>
    ok(dataPage(call, messageIn(call).reactions, reactionWire)),
  ),

  route(`POST ${CHAT}/messages/{message_id}/reactions`, { body: { reaction: "text!" } }, (call) => {
    const message = messageIn(call);
    const reaction = reactionOf(textIn(call.body, "reaction"));
    if (mine(call, message, reaction) !== -1) refuse("V3_400", "reaction already exists");
    const row = { reaction, userId: call.user.id, dateMs: call.nowMs };
    message.reactions.push(row);
    return created(reactionWire(row));
  }),

  route(`DELETE ${CHAT}/messages/{message_id}/reactions/{reaction}`, {}, (call) => {
    const message = messageIn(call);
    const index = mine(call, message, reactionOf(call.path("reaction")));
    if (index === -1) refuse("V3_404", "reaction");
    message.reactions.splice(index, 1);
    return noContent();
  }),

  route(`GET ${CHAT}/messages/{message_id}/tagged_users`, { query: PAGE_QUERY }, (call) =>
    people(call, taggedIn(messageIn(call).content)),
  ),

  // Its answer is not documented; the name of the list is what clients read.
  route("GET /v3/workspaces/{workspace_id}/comments/types/{comment_type}/subtypes", {}, (call) => {
    const workspaceId = workspaceV3(call).id;
    const kind = call.path("comment_type");
    if (!["post", "ai", "syncup", "ai_via_brain"].includes(kind)) refuse("V3_400", "comment_type");
    return ok({ comment_subtypes: kind === "post" ? subtypes(workspaceId) : [] });
  }),
];

/** Every workspace has ids of its own for the same four. */
function subtypes(workspaceId: string): JsonObject[] {
  const own = workspaceId === SEED.workspaces.northwind;
  return Object.entries(SEED.postSubtypes).map(([key, id], index) => ({
    id: own ? id : uuidOf(Number(workspaceId) * 10 + index),
    name: key.charAt(0).toUpperCase() + key.slice(1),
    comment_type: "post",
    workspace_id: workspaceId,
  }));
}

function messageIn(call: Call): ChatMessageRow {
  workspaceV3(call);
  const message = call.state.chatMessages[call.path("message_id")];
  if (message === undefined) return refuse("V3_404", "Message");
  channelIn(call, message.channelId);
  return message;
}

function newestFirst(call: Call, keep: (row: ChatMessageRow) => boolean): ChatMessageRow[] {
  return Object.values(call.state.chatMessages)
    .filter(keep)
    .sort((a, b) => b.dateMs - a.dateMs || (a.id < b.id ? 1 : -1));
}

function send(call: Call, channelId: string, parentId: string | null): ChatMessageRow {
  const type = textIn(call.body, "type");
  if (type !== "message" && type !== "post") refuse("V3_400", "type");
  refuseOtherFormat(textIn(call.body, "content_format"));
  const assigneeId = assigneeIn(call) ?? null;
  const groupId = groupIn(call) ?? null;
  const message: ChatMessageRow = {
    id: String(80_140_000 + nextSerial(call.state)),
    channelId,
    parentId,
    userId: call.user.id,
    content: contentIn(call) ?? "",
    post: postIn(call, type === "post" ? { title: "", subtypeId: "" } : null),
    dateMs: call.nowMs,
    updatedMs: null,
    assigneeId,
    groupId,
    assignedById: assigneeId === null && groupId === null ? null : call.user.id,
    assignedMs: assigneeId === null && groupId === null ? null : call.nowMs,
    resolvedById: null,
    resolvedMs: null,
    reactions: firstReactions(call),
    followerIds: (textsIn(call.body, "followers") ?? []).map(Number),
  };
  call.state.chatMessages[message.id] = message;
  return message;
}

function edit(call: Call, message: ChatMessageRow): void {
  refuseOtherFormat(textIn(call.body, "content_format"));
  const content = contentIn(call);
  const assigneeId = assigneeIn(call);
  const groupId = groupIn(call);
  const post = postIn(call, message.post);
  const ownWords = content !== undefined || call.body.post_data !== undefined;
  if (ownWords && message.userId !== call.user.id) refuse("V3_403", "not your message");
  if (content !== undefined) message.content = content;
  message.post = post;
  if (assigneeId !== undefined || groupId !== undefined) {
    message.assigneeId = assigneeId ?? null;
    message.groupId = groupId ?? null;
    message.assignedById = call.user.id;
    message.assignedMs = call.nowMs;
  }
  const resolved = flagIn(call.body, "resolved");
  if (resolved !== undefined) {
    message.resolvedById = resolved ? call.user.id : null;
    message.resolvedMs = resolved ? call.nowMs : null;
  }
  message.updatedMs = call.nowMs;
}

function contentIn(call: Call): string | undefined {
  const content = textIn(call.body, "content");
  if (content === undefined) return undefined;
  return content === "" || content.length > MOST_CHARACTERS ? refuse("V3_400", "content") : content;
}

function assigneeIn(call: Call): number | undefined {
  const wanted = textIn(call.body, "assignee");
  if (wanted === undefined) return undefined;
  const member = memberIn(workspaceV3(call), Number(wanted));
  return member === undefined ? refuse("V3_400", "assignee") : member.userId;
}

function groupIn(call: Call): string | undefined {
  const wanted = textIn(call.body, "group_assignee");
  if (wanted === undefined) return undefined;
  const known = call.state.groups[wanted]?.workspaceId === workspaceV3(call).id;
  return known ? wanted : refuse("V3_400", "group_assignee");
}

/** A post needs both a title and a kind; a message takes neither. */
function postIn(call: Call, before: ChatMessageRow["post"]): ChatMessageRow["post"] {
  const given = objectIn(call.body, "post_data");
  if (before === null) return given === undefined ? null : refuse("V3_400", "post_data");
  const subtype = given?.subtype;
  const subtypeId = isObject(subtype) ? subtype.id : before.subtypeId;
  const title = given?.title ?? before.title;
  if (typeof title !== "string" || title === "" || title.length > MOST_IN_TITLE) {
    return refuse("V3_400", "post_data.title");
  }
  const known = subtypes(workspaceV3(call).id).some((row) => row.id === subtypeId);
  if (typeof subtypeId !== "string" || !known) return refuse("V3_400", "post_data.subtype");
  return { title, subtypeId };
}

function firstReactions(call: Call): ChatMessageRow["reactions"] {
  const given = arrayIn(call.body, "reactions") ?? [];
  if (given.length > MOST_AT_ONCE) refuse("V3_400", "reactions");
  return given.map((row) =>
    isObject(row)
      ? {
          reaction: reactionOf(textIn(row, "reaction")),
          userId: Number(textIn(row, "user_id")),
          dateMs: numberIn(row, "date") ?? call.nowMs,
        }
      : refuse("V3_400", "reactions"),
  );
}

/** Short names in lower case, without colons. */
const reactionOf = (name: string | undefined): string =>
  name !== undefined && /^[a-z0-9_+-]{1,64}$/.test(name) ? name : refuse("V3_400", "reaction");

const mine = (call: Call, message: ChatMessageRow, reaction: string): number =>
  message.reactions.findIndex((row) => row.reaction === reaction && row.userId === call.user.id);

const taggedIn = (content: string): number[] => [
  ...new Set([...content.matchAll(/#user_mention#(\d+)/g)].map((match) => Number(match[1]))),
];

const reactionWire = (row: ChatMessageRow["reactions"][number]): JsonObject => ({
  date: row.dateMs,
  reaction: row.reaction,
  user_id: String(row.userId),
});

function postWire(call: Call, post: NonNullable<ChatMessageRow["post"]>): JsonObject {
  const kind = subtypes(call.path("workspace_id")).find((row) => row.id === post.subtypeId);
  return { title: post.title, subtype: { id: post.subtypeId, name: kind?.name ?? null } };
}

function messageWire(call: Call, row: ChatMessageRow): JsonObject {
  const { state, world, query } = call;
  const text = (id: number | null, name: string) => (id === null ? {} : { [name]: String(id) });
  const base = CHAT.replace("{workspace_id}", call.path("workspace_id"));
  const self = `${world.origin}/api${base}/messages/${row.id}`;
  const links = { reactions: `${self}/reactions`, tagged_users: `${self}/tagged_users` };
  const replies = Object.values(state.chatMessages).filter((other) => other.parentId === row.id);
  return {
    id: row.id,
    type: row.post === null ? "message" : "post",
    content: inFormat(row.content, query.text("content_format")),
    date: row.dateMs,
    user_id: String(row.userId),
    parent_channel: row.channelId,
    ...(row.parentId === null ? {} : { parent_message: row.parentId }),
    ...(row.post === null ? {} : { post_data: postWire(call, row.post) }),
    ...(row.updatedMs === null ? {} : { date_updated: row.updatedMs }),
    ...text(row.assigneeId, "assignee"),
    ...(row.groupId === null ? {} : { group_assignee: row.groupId }),
    ...text(row.assignedById, "assigned_by"),
    ...(row.assignedMs === null ? {} : { date_assigned: row.assignedMs }),
    resolved: row.resolvedMs !== null,
    ...text(row.resolvedById, "resolved_by"),
    ...(row.resolvedMs === null ? {} : { date_resolved: row.resolvedMs }),
    ...(row.parentId === null
      ? { links: { ...links, replies: `${self}/replies` }, replies_count: replies.length }
      : { links }),
  };
}
