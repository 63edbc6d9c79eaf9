import * as z from "zod";
import { findMessage } from "../chat-channel/find.ts";
import { DELETES, defineTool } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";

const UNSEEN =
  "Only the form of the id was checked: the API cannot show one message. clickup_chat_message_list shows those of a channel.";

export const chatMessageDelete = defineTool({
  name: "clickup_chat_message_delete",
  title: "Delete a chat message",
  description: "Deletes a chat message with its replies. There is no way back.",
  toolset: "chat_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: DELETES,
  input: z.object({
    message: Reference.describe("Id or URL."),
    dry_run: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    deleted: z.boolean(),
    id: z.string(),
    dry_run: z.boolean().optional(),
    note: z.string().optional(),
  }),
  missing: { what: "message", findWith: "clickup_chat_message_list" },
  handler: async ({ message, dry_run = false, workspace }, context) => {
    const lookup = { purpose: "write", workspace, argument: "message" } as const;
    const { workspaceId, id } = await findMessage(message, lookup, context);
    if (!dry_run) await context.clickup.chat.removeMessage(workspaceId, id);
    return { deleted: !dry_run, id, ...(dry_run && { dry_run, note: UNSEEN }) };
  },
});
