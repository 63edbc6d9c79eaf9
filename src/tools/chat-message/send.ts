import * as z from "zod";
import { findChannel, findMessage, messageUrl } from "../chat-channel/find.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { hitsOf, pickOne, toKey } from "../directory/match.ts";
import { Reference, References, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { withMentions } from "./mentions.ts";
import { MessageText, PostTitle } from "./text.ts";

/** People in one direct message: ClickUp's own cap (v3 schema, 2026). */
const MAX_IN_DM = 15;

export const chatMessageSend = defineTool({
  name: "clickup_chat_message_send",
  title: "Send a chat message",
  description:
    "Sends a message or post to a channel, a direct message, or a reply. On a task use clickup_comment_create.",
  toolset: "chat",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    channel: Reference.optional(),
    to: References.max(MAX_IN_DM).optional(),
    reply_to: Reference.optional(),
    text: MessageText.describe("Markdown; @name mentions."),
    post: z
      .object({
        title: PostTitle,
        kind: Reference.optional(),
      })
      .optional(),
    assign_to: Reference.optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    channel: z.string().optional(),
    url: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["id", "channel", "url"],
  missing: { what: "channel", findWith: "clickup_chat_channel_get" },
  handler: async ({ channel, to, reply_to, text, post, assign_to, workspace }, context) => {
    const { directory } = context;
    const { chat } = context.clickup;
    const targets = [channel, to, reply_to].filter((target) => target !== undefined);
    if (targets.length !== 1 || to?.length === 0) {
      const names = ["channel", "to", "reply_to"];
      throw invalidInput("channel", 'Give one of "channel", "to" and "reply_to".', names);
    }
    if (post !== undefined && reply_to !== undefined) {
      throw invalidInput("post", "A reply cannot be a post.");
    }
    const lookup = { purpose: "write", workspace } as const;
    const found =
      channel !== undefined
        ? await findChannel(channel, { ...lookup, argument: "channel" }, context)
        : reply_to !== undefined
          ? await findMessage(reply_to, { ...lookup, argument: "reply_to" }, context)
          : undefined;
    const workspaceId = found?.workspaceId ?? (await directory.workspace(workspace)).id;
    const [people, assignee, subtype, { content, warnings }] = await Promise.all([
      Promise.all(
        (to ?? []).map((name) => directory.user(name, workspaceId, { ...lookup, argument: "to" })),
      ),
      assign_to === undefined
        ? undefined
        : directory.userOrTeam(assign_to, workspaceId, { ...lookup, argument: "assign_to" }),
      post === undefined ? undefined : postKind(post.kind, workspaceId, context),
      withMentions(text, workspaceId, context),
    ]);
    const message = {
      type: post === undefined ? ("message" as const) : ("post" as const),
      content,
      ...(assignee &&
        ("user" in assignee
          ? { assignee: assignee.user.id }
          : { group_assignee: assignee.team.id })),
      ...(post && subtype && { post_data: { title: post.title, subtype: { id: subtype } } }),
    };
    if (reply_to !== undefined && found !== undefined) {
      const reply = await chat.reply(workspaceId, found.id, message);
      const at = reply.parent_channel;
      return {
        id: reply.id,
        ...withoutEmpty({
          channel: at,
          url: at === undefined ? undefined : messageUrl(workspaceId, at, reply.id),
          warnings,
        }),
      };
    }
    const channelId =
      found?.id ??
      (await chat.directMessage(workspaceId, [...new Set(people.map(({ id }) => id))])).id;
    const { id } = await chat.send(workspaceId, channelId, message);
    return {
      id,
      channel: channelId,
      url: messageUrl(workspaceId, channelId, id),
      ...withoutEmpty({ warnings }),
    };
  },
});

/** The kinds have other ids in each Workspace. */
async function postKind(
  given: string | undefined,
  workspaceId: string,
  { clickup }: ToolContext,
): Promise<string> {
  const kinds = await clickup.chat.postSubtypes(workspaceId);
  const rows = kinds.map((kind) => ({ ...kind, value: kind, keys: [toKey(kind.name)] }));
  const wanted = given ?? kinds[0]?.name ?? "";
  const hits = hitsOf(wanted, rows, "write");
  if (hits.length === 0) {
    const names = kinds.map(({ name }) => name);
    throw invalidInput("post.kind", `There is no kind of post "${wanted.slice(0, 60)}".`, names);
  }
  return pickOne(wanted, hits, rows, {
    what: "kind of post",
    findWith: "clickup_chat_message_list",
  }).id;
}
