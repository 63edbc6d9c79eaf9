// Channels and direct messages (v3). Making what is there already answers 200 with it, in place of 201.
import { folderIn, listIn, memberIn, spaceIn } from "./access.ts";
import { objectIn, textIn, textsIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { newV3Id } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { Answer, BodyKind, Call, Route } from "./router.ts";
import { created, noContent, ok, route } from "./router.ts";
import type { ChatChannelRow } from "./rows-docs-chat.ts";
import type { SandboxState } from "./state.ts";
import {
  cursorPage,
  dataPage,
  inFormat,
  PAGE_QUERY,
  refuseOtherFormat,
  workspaceV3,
} from "./v3.ts";

const CHANNELS = "/v3/workspaces/{workspace_id}/chat/channels";
const MOST_IN_CHANNEL = 100;
const MOST_IN_DM = 15;

const CREATE_BODY = {
  description: "text",
  topic: "text",
  user_ids: "array",
  visibility: "text",
} as const satisfies Record<string, BodyKind>;

export const chatChannelRoutes: Route[] = [
  route(
    `GET ${CHANNELS}`,
    {
      query: [
        ...PAGE_QUERY,
        "description_format",
        "is_follower",
        "include_closed",
        "with_message_since",
        "channel_types",
      ],
    },
    (call) => {
      const workspace = workspaceV3(call);
      const kinds = call.query.text("channel_types")?.split(",");
      const followed = call.query.flag("is_follower");
      const closed = call.query.flag("include_closed");
      const sinceMs = call.query.integer("with_message_since");
      const rows = Object.values(call.state.chatChannels).filter(
        (channel) =>
          channel.workspaceId === workspace.id &&
          seesChannel(call, channel) &&
          (kinds === undefined || kinds.includes(channel.type)) &&
          (!followed || channel.followerIds.includes(call.user.id)) &&
          (closed || !channel.closed) &&
          (sinceMs === undefined || (lastMessageMs(call.state, channel) ?? 0) >= sinceMs),
      );
      return ok(dataPage(call, rows, (row) => channelWire(call, row)));
    },
  ),

  route(`POST ${CHANNELS}`, { body: { ...CREATE_BODY, name: "text!" } }, (call) => {
    const workspace = workspaceV3(call);
    const name = textIn(call.body, "name")?.trim() ?? "";
    if (name === "") refuse("V3_400", "name");
    const known = Object.values(call.state.chatChannels).find(
      (row) => row.workspaceId === workspace.id && row.type === "CHANNEL" && row.name === name,
    );
    if (known !== undefined) return standing(call, known);
    return made(call, { name, parent: { id: workspace.id, type: 12 } });
  }),

  route(`POST ${CHANNELS}/location`, { body: { ...CREATE_BODY, location: "object!" } }, (call) => {
    const { name, parent } = locationIn(call);
    const known = Object.values(call.state.chatChannels).find(
      (row) => row.parent.type === parent.type && row.parent.id === parent.id,
    );
    return known === undefined ? made(call, { name, parent }) : standing(call, known);
  }),

  route(`POST ${CHANNELS}/direct_message`, { body: { user_ids: "array" } }, (call) => {
    const workspace = workspaceV3(call);
    const others = peopleIn(call, MOST_IN_DM).filter((id) => id !== call.user.id);
    const memberIds = [call.user.id, ...others].sort((a, b) => a - b);
    const known = Object.values(call.state.chatChannels).find(
      (row) =>
        row.workspaceId === workspace.id &&
        row.type !== "CHANNEL" &&
        row.memberIds.join() === memberIds.join(),
    );
    if (known !== undefined) return standing(call, known);
    return made(call, {
      type: others.length > 1 ? "GROUP_DM" : "DM",
      name: "",
      visibility: "PRIVATE",
      parent: { id: workspace.id, type: 12 },
      memberIds,
      followerIds: memberIds,
    });
  }),

  route(`GET ${CHANNELS}/{channel_id}`, { query: ["description_format"] }, (call) =>
    ok({ data: channelWire(call, channelIn(call)) }),
  ),

  route(
    `PATCH ${CHANNELS}/{channel_id}`,
    {
      body: {
        content_format: "text",
        description: "text",
        location: "object",
        name: "text",
        topic: "text",
        visibility: "text",
      },
    },
    (call) => {
      const channel = channelIn(call);
      if (channel.type !== "CHANNEL") refuse("V3_400", "a direct message has no settings");
      refuseOtherFormat(textIn(call.body, "content_format"));
      const visibility = visibilityIn(call);
      const place = call.body.location === undefined ? undefined : locationIn(call);
      const name = textIn(call.body, "name");
      if (name?.trim() === "") refuse("V3_400", "name");
      channel.name = name ?? channel.name;
      channel.description = textIn(call.body, "description") ?? channel.description;
      channel.topic = textIn(call.body, "topic") ?? channel.topic;
      channel.visibility = visibility ?? channel.visibility;
      channel.parent = place?.parent ?? channel.parent;
      channel.updatedMs = call.nowMs;
      return ok({ data: channelWire(call, channel) });
    },
  ),

  route(`DELETE ${CHANNELS}/{channel_id}`, {}, (call) => {
    const channel = channelIn(call);
    if (channel.type !== "CHANNEL") refuse("V3_400", "a direct message cannot be deleted");
    for (const message of Object.values(call.state.chatMessages)) {
      if (message.channelId === channel.id) delete call.state.chatMessages[message.id];
    }
    delete call.state.chatChannels[channel.id];
    return noContent();
  }),

  route(`GET ${CHANNELS}/{channel_id}/members`, { query: PAGE_QUERY }, (call) =>
    people(call, channelIn(call).memberIds),
  ),

  route(`GET ${CHANNELS}/{channel_id}/followers`, { query: PAGE_QUERY }, (call) =>
    people(call, channelIn(call).followerIds),
  ),
];

export function people(call: Call, ids: readonly number[]): Answer {
  const page = cursorPage(call, ids);
  const data = page.rows.flatMap((id) => {
    const user = call.state.users[String(id)];
    if (user === undefined) return [];
    const { email, initials, username } = user;
    const named = username === null ? {} : { name: username, username };
    return [{ id: String(id), email, initials, ...named }];
  });
  return ok({ data, next_cursor: page.next ?? "" });
}

function seesChannel(call: Call, channel: ChatChannelRow): boolean {
  return channel.visibility === "PUBLIC" || channel.memberIds.includes(call.user.id);
}

export function channelIn(call: Call, id = call.path("channel_id")): ChatChannelRow {
  const workspace = workspaceV3(call);
  const channel = call.state.chatChannels[id];
  if (channel?.workspaceId !== workspace.id || !seesChannel(call, channel)) {
    return refuse("V3_404", "Channel");
  }
  return channel;
}

const standing = (call: Call, channel: ChatChannelRow): Answer =>
  seesChannel(call, channel)
    ? ok({ data: channelWire(call, channel) })
    : refuse("V3_403", "Channel name is taken");

function made(
  call: Call,
  given: Pick<ChatChannelRow, "name" | "parent"> & Partial<ChatChannelRow>,
): Answer {
  const added = given.memberIds ?? peopleIn(call, MOST_IN_CHANNEL);
  const memberIds = [...new Set([call.user.id, ...added])];
  const channel: ChatChannelRow = {
    id: newV3Id(call.state),
    workspaceId: workspaceV3(call).id,
    type: "CHANNEL",
    description: textIn(call.body, "description") ?? "",
    topic: textIn(call.body, "topic") ?? "",
    visibility: visibilityIn(call) ?? "PUBLIC",
    creatorId: call.user.id,
    memberIds,
    followerIds: memberIds,
    createdMs: call.nowMs,
    updatedMs: call.nowMs,
    archived: false,
    closed: false,
    ...given,
  };
  call.state.chatChannels[channel.id] = channel;
  return created({ data: channelWire(call, channel) });
}

function visibilityIn(call: Call): ChatChannelRow["visibility"] | undefined {
  const wanted = textIn(call.body, "visibility");
  if (wanted === undefined || wanted === "PUBLIC" || wanted === "PRIVATE") return wanted;
  return refuse("V3_400", "visibility");
}

function peopleIn(call: Call, most: number): number[] {
  const wanted = textsIn(call.body, "user_ids") ?? [];
  if (wanted.length > most) refuse("V3_400", `user_ids holds at most ${most}`);
  const workspace = workspaceV3(call);
  return wanted.map((id) =>
    memberIn(workspace, Number(id)) === undefined ? refuse("V3_400", "user_ids") : Number(id),
  );
}

function locationIn(call: Call): Pick<ChatChannelRow, "name" | "parent"> {
  const { id, type, ...rest } = objectIn(call.body, "location") ?? {};
  for (const key of Object.keys(rest)) refuse("SANDBOX_001", `location.${key}`);
  if (typeof id !== "string") return refuse("SANDBOX_001", "location.id must be text");
  switch (type) {
    case "space":
      return { name: spaceIn(call, id).name, parent: { id, type: 4 } };
    case "folder":
      return { name: folderIn(call, id).name, parent: { id, type: 5 } };
    case "list":
      return { name: listIn(call, id).name, parent: { id, type: 6 } };
    default:
      return refuse("V3_400", "location.type");
  }
}

function lastMessageMs(state: SandboxState, channel: ChatChannelRow): number | null {
  let last: number | null = null;
  for (const message of Object.values(state.chatMessages)) {
    if (message.channelId === channel.id) last = Math.max(last ?? 0, message.dateMs);
  }
  return last;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

function channelWire(call: Call, channel: ChatChannelRow): JsonObject {
  const { world, state, query } = call;
  const lastMs = lastMessageMs(state, channel);
  const self = `${world.origin}/api${CHANNELS.replace("{workspace_id}", channel.workspaceId)}/${channel.id}`;
  return {
    id: channel.id,
    name: channel.name,
    description: inFormat(channel.description, query.text("description_format")),
    topic: channel.topic,
    type: channel.type,
    visibility: channel.visibility,
    parent: { ...channel.parent },
    creator: String(channel.creatorId),
    created_at: isoOf(channel.createdMs),
    updated_at: isoOf(channel.updatedMs),
    workspace_id: channel.workspaceId,
    archived: channel.archived,
    ...(lastMs === null ? {} : { latest_comment_at: isoOf(lastMs) }),
    is_canonical_channel: channel.parent.type !== 12,
    is_hidden: channel.closed,
    links: { members: `${self}/members`, followers: `${self}/followers` },
  };
}
