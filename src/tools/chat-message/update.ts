import * as z from "zod";
import { findMessage } from "../chat-channel/find.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { givenChanges } from "../given-changes.ts";
import { withoutEmpty } from "../without-empty.ts";
import { withMentions } from "./mentions.ts";
import { MessageText, PostTitle } from "./text.ts";

export const chatMessageUpdate = defineTool({
  name: "clickup_chat_message_update",
  title: "Change a chat message",
  description: "Changes the text of a chat message, assigns it, or resolves it.",
  toolset: "chat_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    message: Reference.describe("Id or URL."),
    text: MessageText.optional().describe("Markdown; @name mentions."),
    assign_to: Reference.optional().describe("Person or Team."),
    resolved: z.boolean().optional(),
    post_title: PostTitle.optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    changed: z.array(z.string()),
    ignored: z.array(z.string()).optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["id", "changed", "ignored"],
  missing: { what: "message", findWith: "clickup_chat_message_list" },
  handler: async ({ message: given, workspace, ...change }, context) => {
    const asked = givenChanges(change, "text");
    const lookup = { purpose: "write", workspace } as const;
    const { workspaceId, id } = await findMessage(
      given,
      { ...lookup, argument: "message" },
      context,
    );
    const { text, assign_to, resolved, post_title } = change;
    const who =
      assign_to === undefined
        ? undefined
        : await context.directory.userOrTeam(assign_to, workspaceId, {
            ...lookup,
            argument: "assign_to",
          });
    const message = text === undefined ? undefined : await withMentions(text, workspaceId, context);
    const made = await context.clickup.chat.updateMessage(workspaceId, id, {
      ...(message && { content: message.content }),
      ...(who && ("user" in who ? { assignee: who.user.id } : { group_assignee: who.team.id })),
      ...(resolved !== undefined && { resolved }),
      ...(post_title !== undefined && { post_data: { title: post_title } }),
    });
    const kept: Readonly<Record<string, boolean>> = {
      // Markdown comes back in ClickUp's own spelling.
      text: true,
      assign_to:
        who !== undefined &&
        ("user" in who ? made.assignee === who.user.id : made.group_assignee === who.team.id),
      resolved: made.resolved === resolved,
      post_title: made.post_data?.title === post_title,
    };
    return {
      id,
      changed: asked.filter((key) => kept[key] === true),
      ...withoutEmpty({
        ignored: asked.filter((key) => kept[key] !== true),
        warnings: message?.warnings,
      }),
    };
  },
});
