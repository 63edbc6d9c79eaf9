import * as z from "zod";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { givenChanges } from "../given-changes.ts";
import { withoutEmpty } from "../without-empty.ts";
import { findChannel } from "./find.ts";

export const chatChannelUpdate = defineTool({
  name: "clickup_chat_channel_update",
  title: "Change a chat channel",
  description: "Renames, describes or moves a chat channel, or changes who can see it.",
  toolset: "chat_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    channel: Reference.describe("Id, URL or name."),
    name: Title.optional(),
    topic: Title.optional(),
    description: z.string().trim().max(10_000).optional(),
    location: Reference.optional().describe("Space, Folder or List."),
    private: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    changed: z.array(z.string()),
    ignored: z.array(z.string()).optional(),
  }),
  missing: { what: "channel", findWith: "clickup_chat_channel_get" },
  handler: async ({ channel: given, location, workspace, ...change }, context) => {
    const asked = givenChanges({ ...change, location }, "name");
    const lookup = { purpose: "write", workspace } as const;
    const { workspaceId, id } = await findChannel(
      given,
      { ...lookup, argument: "channel" },
      context,
    );
    const place =
      location === undefined
        ? undefined
        : await context.directory.place(location, { ...lookup, argument: "location" });
    const { name, topic, description, private: isPrivate } = change;
    const visibility = isPrivate === undefined ? undefined : isPrivate ? "PRIVATE" : "PUBLIC";
    const made = await context.clickup.chat.updateChannel(workspaceId, id, {
      ...(name !== undefined && { name }),
      ...(topic !== undefined && { topic }),
      ...(description !== undefined && { description }),
      ...(visibility !== undefined && { visibility }),
      ...(place !== undefined && { location: { id: place.id, type: place.kind } }),
    });
    const kept: Readonly<Record<string, boolean>> = {
      name: made.name === name,
      topic: made.topic === topic,
      private: made.visibility === visibility,
      location: made.parent?.id === place?.id,
      // Markdown comes back in ClickUp's own spelling.
      description: true,
    };
    return {
      id,
      changed: asked.filter((key) => kept[key] === true),
      ...withoutEmpty({ ignored: asked.filter((key) => kept[key] !== true) }),
    };
  },
});
