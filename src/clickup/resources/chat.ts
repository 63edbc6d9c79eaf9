import * as z from "zod";
import { NameSegment, path } from "../path.ts";
import type { Send } from "../send.ts";
import {
  Body,
  EpochMs,
  Id,
  maybe,
  Name,
  OptionalFlag,
  OptionalId,
  OptionalName,
  OptionalNumber,
  readRows,
  rows,
} from "../wire.ts";

/** Chat gives instants as ISO text in channels and as epoch ms in messages. */
const Instant = z.transform((value) => {
  const ms = EpochMs.parse(value) ?? (typeof value === "string" ? Date.parse(value) : Number.NaN);
  return Number.isFinite(ms) ? ms : undefined;
});

const Channel = z.object({
  id: Id,
  name: Name,
  description: Body,
  topic: OptionalName,
  /** CHANNEL, DM or GROUP_DM */
  type: OptionalName,
  /** PUBLIC or PRIVATE */
  visibility: OptionalName,
  /** type: 4 Space, 5 Folder, 6 List, 12 Workspace */
  parent: maybe(z.object({ id: Id, type: OptionalNumber })),
  archived: OptionalFlag,
  latest_comment_at: Instant,
  created_at: Instant,
  updated_at: Instant,
});
export type Channel = z.output<typeof Channel>;

const ChatUser = z.object({
  id: Id,
  name: OptionalName,
  username: OptionalName,
  email: OptionalName,
});
export type ChatUser = z.output<typeof ChatUser>;

const Message = z.object({
  id: Id,
  /** "message" or "post" */
  type: OptionalName,
  content: Body,
  date: Instant,
  date_updated: Instant,
  user_id: OptionalId,
  assignee: OptionalId,
  group_assignee: OptionalId,
  resolved: OptionalFlag,
  parent_channel: OptionalId,
  parent_message: OptionalId,
  post_data: maybe(z.object({ title: OptionalName })),
  replies_count: OptionalNumber,
});
export type Message = z.output<typeof Message>;

const Reaction = z.object({ reaction: Name, user_id: OptionalId });
export type Reaction = z.output<typeof Reaction>;

const Subtype = z.object({ id: Id, name: Name });

const OneChannel = z.object({ data: Channel });

function pageOf<S extends z.ZodType>(row: S) {
  return z
    .object({ data: rows(row), next_cursor: OptionalName })
    .transform(({ data, next_cursor: next }) => ({ rows: data, ...(next && { next }) }));
}
const Channels = pageOf(Channel);
const ChatUsers = pageOf(ChatUser);
const Messages = pageOf(Message);
const Reactions = pageOf(Reaction);
/** The rows of whichever list the answer holds: the published schema has none. */
const Subtypes = z.transform((value) => {
  const lists = [value, ...Object.values((value ?? {}) as object)];
  return readRows(Subtype, lists.find(Array.isArray));
});

const PAGE_ROWS = 100; // the most that chat takes

export interface ChannelFilter {
  is_follower?: boolean;
  include_closed?: boolean;
  /** Epoch ms. */
  with_message_since?: number;
}

interface Described {
  topic?: string;
  description?: string;
  visibility?: "PUBLIC" | "PRIVATE";
}

export interface NewChannel extends Described {
  name: string;
  user_ids?: readonly string[];
}

export interface ChannelLocation {
  id: string;
  type: "space" | "folder" | "list";
}

export interface NewLocationChannel extends Described {
  location: ChannelLocation;
  user_ids?: readonly string[];
}

export interface ChannelChange extends Described {
  name?: string;
  location?: ChannelLocation;
}

export interface NewMessage {
  type: "message" | "post";
  /** Markdown. */
  content: string;
  /** User id. */
  assignee?: string;
  /** UUID of a Team. */
  group_assignee?: string;
  post_data?: { title: string; subtype: { id: string } };
}

export interface MessageChange {
  content?: string;
  assignee?: string;
  group_assignee?: string;
  resolved?: boolean;
  post_data?: { title: string };
}

const MARKDOWN = { content_format: "text/md" } as const;

/** Experimental at ClickUp. Ids of people are text in its bodies, other than in API v2. */
export function chat(send: Send) {
  return {
    channels: (workspaceId: string, filter: ChannelFilter, cursor?: string) =>
      send.get(path`/v3/workspaces/${workspaceId}/chat/channels`, Channels, {
        what: "Workspace",
        query: { ...filter, description_format: "text/md", limit: PAGE_ROWS, cursor },
      }),
    channel: async (workspaceId: string, channelId: string): Promise<Channel> => {
      const answer = await send.get(
        path`/v3/workspaces/${workspaceId}/chat/channels/${channelId}`,
        OneChannel,
        { what: "channel", query: { description_format: "text/md" } },
      );
      return answer.data;
    },
    members: (workspaceId: string, channelId: string, cursor?: string) =>
      send.get(path`/v3/workspaces/${workspaceId}/chat/channels/${channelId}/members`, ChatUsers, {
        what: "channel",
        query: { limit: PAGE_ROWS, cursor },
      }),
    followers: (workspaceId: string, channelId: string, cursor?: string) =>
      send.get(
        path`/v3/workspaces/${workspaceId}/chat/channels/${channelId}/followers`,
        ChatUsers,
        { what: "channel", query: { limit: PAGE_ROWS, cursor } },
      ),
    createChannel: async (workspaceId: string, channel: NewChannel): Promise<Channel> => {
      const answer = await send.write(
        "POST",
        path`/v3/workspaces/${workspaceId}/chat/channels`,
        OneChannel,
        { what: "Workspace", body: { ...channel } },
      );
      return answer.data;
    },
    createLocationChannel: async (
      workspaceId: string,
      channel: NewLocationChannel,
    ): Promise<Channel> => {
      const answer = await send.write(
        "POST",
        path`/v3/workspaces/${workspaceId}/chat/channels/location`,
        OneChannel,
        { what: "place", body: { ...channel } },
      );
      return answer.data;
    },
    /** The one there is already, when there is one; nobody named: with oneself. */
    directMessage: async (workspaceId: string, userIds: readonly string[]): Promise<Channel> => {
      const answer = await send.write(
        "POST",
        path`/v3/workspaces/${workspaceId}/chat/channels/direct_message`,
        OneChannel,
        { what: "Workspace", body: { user_ids: userIds } },
      );
      return answer.data;
    },
    updateChannel: async (
      workspaceId: string,
      channelId: string,
      change: ChannelChange,
    ): Promise<Channel> => {
      const answer = await send.write(
        "PATCH",
        path`/v3/workspaces/${workspaceId}/chat/channels/${channelId}`,
        OneChannel,
        {
          what: "channel",
          body: { ...change, ...(change.description !== undefined && MARKDOWN) },
        },
      );
      return answer.data;
    },
    removeChannel: async (workspaceId: string, channelId: string): Promise<void> => {
      await send.write(
        "DELETE",
        path`/v3/workspaces/${workspaceId}/chat/channels/${channelId}`,
        z.unknown(),
        { what: "channel" },
      );
    },
    /** Newest first. */
    messages: (workspaceId: string, channelId: string, cursor?: string) =>
      send.get(path`/v3/workspaces/${workspaceId}/chat/channels/${channelId}/messages`, Messages, {
        what: "channel",
        query: { ...MARKDOWN, limit: PAGE_ROWS, cursor },
      }),
    replies: (workspaceId: string, messageId: string, cursor?: string) =>
      send.get(path`/v3/workspaces/${workspaceId}/chat/messages/${messageId}/replies`, Messages, {
        what: "message",
        query: { ...MARKDOWN, limit: PAGE_ROWS, cursor },
      }),
    reactions: (workspaceId: string, messageId: string) =>
      send.get(
        path`/v3/workspaces/${workspaceId}/chat/messages/${messageId}/reactions`,
        Reactions,
        { what: "message", query: { limit: PAGE_ROWS } },
      ),
    taggedUsers: (workspaceId: string, messageId: string) =>
      send.get(
        path`/v3/workspaces/${workspaceId}/chat/messages/${messageId}/tagged_users`,
        ChatUsers,
        { what: "message", query: { limit: PAGE_ROWS } },
      ),
    /** The kinds of posts: Announcement, Idea … */
    postSubtypes: async (workspaceId: string): Promise<{ id: string; name: string }[]> => {
      return await send.get(
        path`/v3/workspaces/${workspaceId}/comments/types/${"post"}/subtypes`,
        Subtypes,
        { what: "Workspace" },
      );
    },
    send: (workspaceId: string, channelId: string, message: NewMessage): Promise<Message> =>
      send.write(
        "POST",
        path`/v3/workspaces/${workspaceId}/chat/channels/${channelId}/messages`,
        Message,
        { what: "channel", body: { ...message, ...MARKDOWN } },
      ),
    reply: (workspaceId: string, messageId: string, message: NewMessage): Promise<Message> =>
      send.write(
        "POST",
        path`/v3/workspaces/${workspaceId}/chat/messages/${messageId}/replies`,
        Message,
        { what: "message", body: { ...message, ...MARKDOWN } },
      ),
    updateMessage: (workspaceId: string, messageId: string, change: MessageChange) =>
      send.write("PATCH", path`/v3/workspaces/${workspaceId}/chat/messages/${messageId}`, Message, {
        what: "message",
        body: { ...change, ...(change.content !== undefined && MARKDOWN) },
      }),
    removeMessage: async (workspaceId: string, messageId: string): Promise<void> => {
      await send.write(
        "DELETE",
        path`/v3/workspaces/${workspaceId}/chat/messages/${messageId}`,
        z.unknown(),
        { what: "message" },
      );
    },
    react: async (workspaceId: string, messageId: string, reaction: string): Promise<void> => {
      await send.write(
        "POST",
        path`/v3/workspaces/${workspaceId}/chat/messages/${messageId}/reactions`,
        z.unknown(),
        { what: "message", body: { reaction } },
      );
    },
    unreact: async (workspaceId: string, messageId: string, reaction: string): Promise<void> => {
      await send.write(
        "DELETE",
        path`/v3/workspaces/${workspaceId}/chat/messages/${messageId}/reactions/${new NameSegment(reaction)}`,
        z.unknown(),
        { what: "message" },
      );
    },
  };
}
