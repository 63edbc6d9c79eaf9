import * as z from "zod";
import type { ChatUser } from "../../clickup/client.ts";
import { userClock } from "../clock.ts";
import { fromTokenCursor, toTokenCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, Reference, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { pastMs } from "../instant.ts";
import { placeLabels } from "../place-label.ts";
import { readTokenPages, type TokenPage } from "../token-pages.ts";
import { withoutEmpty } from "../without-empty.ts";
import { ChannelRow, channelShape, findChannel, toChannelRow } from "./find.ts";

const MAX_ROWS = 100;
const MAX_PAGES = 5;
const MAX_PEOPLE = 200;

const NAMELESS = "Who is in a direct message: give its id as channel, with include members.";

export const chatChannelGet = defineTool({
  name: "clickup_chat_channel_get",
  title: "Get chat channels",
  description:
    "Chat channels and direct messages, or one with its members. For messages use clickup_chat_message_list.",
  toolset: "chat",
  tier: "premium",
  annotations: READS,
  input: z.object({
    channel: Reference.optional(),
    query: z.string().trim().min(1).max(100).optional(),
    mine: z.boolean().optional(),
    type: z.enum(["channel", "dm", "group_dm"]).optional(),
    active_since: Words.optional(),
    include: z.array(z.enum(["members", "followers"])).optional(),
    limit: z.int().min(1).max(MAX_ROWS).optional(),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: z.object({
    channels: z.array(ChannelRow).optional(),
    channel: z
      .object({
        ...channelShape,
        description: z.string().optional(),
        members: z.array(z.string()).optional(),
        followers: z.array(z.string()).optional(),
      })
      .optional(),
    complete: z.boolean().optional(),
    next_cursor: z.string().optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["channels", "channel", "next_cursor"],
  missing: { what: "channel", findWith: "clickup_chat_channel_get" },
  handler: async ({ cursor, limit = MAX_ROWS, ...asked }, context) => {
    const { chat } = context.clickup;
    const clock = await userClock(context);
    if (asked.channel !== undefined) {
      const lookup = { purpose: "read", workspace: asked.workspace, argument: "channel" } as const;
      const { workspaceId, id } = await findChannel(asked.channel, lookup, context);
      const include = new Set(asked.include);
      const [channel, members, followers] = await Promise.all([
        chat.channel(workspaceId, id),
        include.has("members") ? everybody((at) => chat.members(workspaceId, id, at)) : undefined,
        include.has("followers")
          ? everybody((at) => chat.followers(workspaceId, id, at))
          : undefined,
      ]);
      const description = channel.description?.trim();
      return {
        channel: {
          ...toChannelRow(channel, clock, placeLabels(context.directory)),
          ...withoutEmpty({ description, members, followers }),
        },
      };
    }
    const { id: workspaceId } = await context.directory.workspace(asked.workspace);
    const sinceMs =
      asked.active_since === undefined
        ? undefined
        : pastMs(asked.active_since, "active_since", clock);
    const filter = { ...asked, limit };
    const words = foldName(asked.query ?? "");
    const { rows, next } = await readTokenPages(
      (token) =>
        chat.channels(
          workspaceId,
          {
            ...(asked.mine === true && { is_follower: true }),
            ...(sinceMs !== undefined && { with_message_since: sinceMs }),
          },
          token,
        ),
      {
        from: await fromTokenCursor(cursor, filter),
        limit,
        maxPages: MAX_PAGES,
        judge: ({ name, topic, type }) => {
          if (asked.type !== undefined && type?.toLowerCase() !== asked.type) return "skip";
          return foldName(`${name} ${topic ?? ""}`).includes(words) ? "take" : "skip";
        },
      },
    );
    const labelOf = placeLabels(context.directory);
    return {
      channels: rows.map((channel) => toChannelRow(channel, clock, labelOf)),
      complete: next === undefined,
      ...(next && { next_cursor: await toTokenCursor(next, filter) }),
      ...(rows.some(({ name }) => name === "") && { note: NAMELESS }),
    };
  },
});

async function everybody(
  read: (token: string | undefined) => Promise<TokenPage<ChatUser>>,
): Promise<string[]> {
  const options = { from: undefined, limit: MAX_PEOPLE, maxPages: 2 };
  const { rows, next } = await readTokenPages(read, { ...options, judge: () => "take" });
  const names = rows.map(({ id, name, username, email }) => username ?? name ?? email ?? id);
  return next === undefined ? names : [...names, "… and more"];
}
