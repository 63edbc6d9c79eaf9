/** What a reference to a chat channel or message means. */
import * as z from "zod";
import type { Channel } from "../../clickup/client.ts";
import { isId } from "../../clickup/path.ts";
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup } from "../directory/directory.ts";
import { hitsOf, type Named, pickOne, toKey } from "../directory/match.ts";
import { plainName } from "../directory/plain-name.ts";
import { invalidInput } from "../invalid-input.ts";
import type { PlaceLabels } from "../place-label.ts";
import { readTokenPages } from "../token-pages.ts";
import { withoutEmpty } from "../without-empty.ts";

const CHANNEL_ID = /^(?=[a-z-]*\d)[a-z0-9]{1,16}(-[a-z0-9]{1,16}){1,3}$/;
const IN_URL = /^(?:https:\/\/)?app\.clickup\.com\/(\d+)\/chat\/r\/([\w-]+)(?:\/t\/([\w-]+))?/;
/** 100 channels each. */
const MAX_PAGES = 5;

const MISSING = { what: "channel", findWith: "clickup_chat_channel_get" };

export interface ChannelRef {
  workspaceId: string;
  id: string;
  /** Of one found by its name, which a near miss may have led to. */
  name?: string;
}

/** By id or URL without a call, else by name. A "#" in front is how people write channels. */
export async function findChannel(
  given: string,
  lookup: Lookup,
  context: ToolContext,
): Promise<ChannelRef> {
  const argument = lookup.argument ?? "channel";
  const [, inWorkspace, inUrl] = IN_URL.exec(given) ?? [];
  if (inWorkspace !== undefined && inUrl !== undefined) {
    return { workspaceId: inWorkspace, id: inUrl };
  }
  if (/^https?:/i.test(given)) {
    throw invalidInput(argument, `"${argument}" is a URL that leads to no channel.`);
  }
  const { id: workspaceId } = await context.directory.workspace(lookup.workspace);
  if (CHANNEL_ID.test(given)) return { workspaceId, id: given };
  const { rows } = await readTokenPages(
    (token) => context.clickup.chat.channels(workspaceId, {}, token),
    { from: undefined, limit: 10_000, maxPages: MAX_PAGES, judge: () => "take" },
  );
  const named = rows
    .filter(({ name }) => name !== "")
    .map((channel): Named<Channel> => {
      const name = plainName(channel.name);
      return { value: channel, id: channel.id, name, keys: [toKey(name)] };
    });
  const name = given.replace(/^#\s*/, "");
  const hits = hitsOf(name, named, lookup.purpose);
  const found = pickOne(name, hits, named, MISSING);
  return { workspaceId, id: found.id, name: plainName(found.name) };
}

export interface MessageRef {
  workspaceId: string;
  id: string;
  channelId?: string;
}

/** Messages have no names: an id or a URL. */
export async function findMessage(
  given: string,
  lookup: Lookup,
  { directory }: ToolContext,
): Promise<MessageRef> {
  const argument = lookup.argument ?? "message";
  const [, inWorkspace, channelId, inUrl] = IN_URL.exec(given) ?? [];
  if (inWorkspace !== undefined && channelId !== undefined && inUrl !== undefined) {
    return { workspaceId: inWorkspace, id: inUrl, channelId };
  }
  if (!isId(given)) {
    throw invalidInput(argument, `"${argument}" must be the id or URL of a message.`);
  }
  return { workspaceId: (await directory.workspace(lookup.workspace)).id, id: given };
}

export function channelUrl(workspaceId: string, channelId: string): string {
  return `https://app.clickup.com/${workspaceId}/chat/r/${channelId}`;
}

export function messageUrl(workspaceId: string, channelId: string, messageId: string): string {
  return `${channelUrl(workspaceId, channelId)}/t/${messageId}`;
}

export const channelShape = {
  id: z.string(),
  name: z.string(),
  type: z.string().optional(),
  topic: z.string().optional(),
  visibility: z.string().optional(),
  place: z.string().optional(),
  last_message: z.string().optional(),
  archived: z.boolean().optional(),
};
export const ChannelRow = z.object(channelShape);
export type ChannelRow = z.output<typeof ChannelRow>;

const PLACES: Readonly<Record<number, string>> = { 4: "space", 5: "folder", 6: "list" };

export function toChannelRow(channel: Channel, clock: Clock, labelOf: PlaceLabels): ChannelRow {
  const { parent, latest_comment_at: lastMs } = channel;
  const kind = PLACES[parent?.type ?? 0];
  return {
    id: channel.id,
    // Direct messages have none.
    name: channel.name || "(direct message)",
    ...withoutEmpty({
      type: channel.type?.toLowerCase(),
      topic: channel.topic,
      visibility: channel.visibility?.toLowerCase(),
      place: kind && parent && labelOf(kind, parent.id),
      last_message: lastMs === undefined ? undefined : clock.isoDateTime(lastMs),
      archived: channel.archived === true ? true : undefined,
    }),
  };
}
