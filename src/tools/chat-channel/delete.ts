import * as z from "zod";
import { DELETES, defineTool } from "../define-tool.ts";
import { checkExpectedName } from "../expected-name.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { findChannel } from "./find.ts";

export const chatChannelDelete = defineTool({
  name: "clickup_chat_channel_delete",
  title: "Delete a chat channel",
  description:
    "Deletes a chat channel with all its messages, if it has the expected name. There is no way back.",
  toolset: "chat_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({
    channel: Reference.describe("Id, URL or name."),
    expected_name: Title,
    dry_run: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    name: z.string(),
    dry_run: z.boolean().optional(),
  }),
  missing: { what: "channel", findWith: "clickup_chat_channel_get" },
  handler: async ({ channel: given, expected_name, dry_run = false, workspace }, context) => {
    const { chat } = context.clickup;
    const lookup = { purpose: "write", workspace, argument: "channel" } as const;
    const { workspaceId, id } = await findChannel(given, lookup, context);
    const { name } = await chat.channel(workspaceId, id);
    checkExpectedName(expected_name, name, "channel");
    if (!dry_run) await chat.removeChannel(workspaceId, id);
    return { deleted: !dry_run, id, name, ...(dry_run && { dry_run }) };
  },
});
