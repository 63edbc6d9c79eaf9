import * as z from "zod";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import type { Lookup } from "../directory/directory.ts";
import { Reference, References, Title, Workspace } from "../fields.ts";
import { Ignored } from "../ignored.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { channelUrl } from "./find.ts";

/** ClickUp's own caps. */
const MAX_MEMBERS = 100;
const MAX_IN_DM = 15;
/** Between ClickUp's clock and ours. */
const CLOCK_SLACK_MS = 60_000;
const KEPT =
  "the channel was there already and keeps its own; clickup_chat_channel_update changes its settings";

export const chatChannelCreate = defineTool({
  name: "clickup_chat_channel_create",
  title: "Create a chat channel",
  description:
    "Creates a channel by name, the channel of a Space, Folder or List, or a direct message. " +
    "One that is there already is returned as it is.",
  toolset: "chat_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: CREATES,
  input: z.object({
    name: Title.optional(),
    location: Reference.optional().describe("Space, Folder or List."),
    dm_with: References.max(MAX_IN_DM).optional().describe("People."),
    members: z.array(Reference).max(MAX_MEMBERS).optional(),
    topic: Title.optional(),
    description: z.string().trim().max(10_000).optional(),
    private: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    /** It was there before this call. */
    existed: z.boolean().optional(),
    ignored: z.array(Ignored).optional(),
  }),
  missing: { what: "place", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ name, location, dm_with, members, workspace, ...about }, context) => {
    const { directory } = context;
    const { chat } = context.clickup;
    const kinds = [name, location, dm_with].filter((kind) => kind !== undefined);
    if (kinds.length !== 1) {
      const names = ["name", "location", "dm_with"];
      throw invalidInput("name", 'Give one of "name", "location" and "dm_with".', names);
    }
    if (dm_with !== undefined && (members !== undefined || hasSettings(about))) {
      throw invalidInput("dm_with", "A direct message has no members, topic or other settings.");
    }
    const lookup = { purpose: "write", workspace } as const;
    const place =
      location === undefined
        ? undefined
        : await directory.place(location, { ...lookup, argument: "location" });
    const { id: workspaceId } = await directory.workspaceOf(place, workspace);
    const [people, others] = await Promise.all([
      idsOf(members ?? [], "members", workspaceId, lookup, context),
      idsOf(dm_with ?? [], "dm_with", workspaceId, lookup, context),
    ]);
    const settings = {
      ...(about.topic !== undefined && { topic: about.topic }),
      ...(about.description !== undefined && { description: about.description }),
      ...(about.private !== undefined && { visibility: visibilityOf(about.private) }),
      ...(people.length > 0 && { user_ids: people }),
    };
    const channel =
      place !== undefined
        ? await chat.createLocationChannel(workspaceId, {
            location: { id: place.id, type: place.kind },
            ...settings,
          })
        : name !== undefined
          ? await chat.createChannel(workspaceId, { name, ...settings })
          : await chat.directMessage(workspaceId, others);
    const existed =
      channel.created_at !== undefined && channel.created_at < context.nowMs - CLOCK_SLACK_MS;
    // A channel that was there already keeps its own settings, and its members.
    const ignored = [
      { field: "topic", kept: about.topic === undefined || channel.topic === about.topic },
      {
        field: "private",
        kept: about.private === undefined || channel.visibility === visibilityOf(about.private),
      },
      { field: "description", kept: about.description === undefined || !existed },
      { field: "members", kept: people.length === 0 || !existed },
    ].flatMap(({ field, kept }) =>
      kept ? [] : [{ field, reason: existed ? KEPT : "ClickUp did not take it" }],
    );
    return {
      id: channel.id,
      name: channel.name || "(direct message)",
      url: channelUrl(workspaceId, channel.id),
      ...(existed && { existed }),
      ...withoutEmpty({ ignored }),
    };
  },
});

function hasSettings(about: object): boolean {
  return Object.values(about).some((value) => value !== undefined);
}

function visibilityOf(isPrivate: boolean): "PUBLIC" | "PRIVATE" {
  return isPrivate ? "PRIVATE" : "PUBLIC";
}

async function idsOf(
  names: readonly string[],
  argument: string,
  workspaceId: string,
  lookup: Lookup,
  { directory }: ToolContext,
): Promise<string[]> {
  const found = await Promise.all(
    names.map((name) => directory.user(name, workspaceId, { ...lookup, argument })),
  );
  return [...new Set(found.map(({ id }) => id))];
}
