import * as z from "zod";
import type { CommentPlace, NewComment } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { DedupeKey, Markdown, Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { commentPlace, commentRef } from "./place.ts";
import { commentRuns, missedMentions } from "./runs.ts";

const APP = "https://app.clickup.com/t/";

export const commentCreate = defineTool({
  name: "clickup_comment_create",
  title: "Write a comment",
  description:
    "Writes a comment on a task, List or chat view, or a reply. To write in Chat use clickup_chat_message_send.",
  toolset: "comments",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    on: Reference.optional().describe("Task, List path or chat view."),
    list: Reference.optional().describe("Of a task by name."),
    reply_to: Reference.optional().describe("Comment, in place of on."),
    text: Markdown.min(1).describe("Markdown; @name mentions."),
    assign_to: Reference.optional(),
    notify_all: z.boolean().optional(),
    dedupe_key: DedupeKey,
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string().optional(),
    url: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  missing: { what: "comment", findWith: "clickup_comment_list" },
  handler: async (asked, context) => {
    const { on, reply_to, workspace } = asked;
    const { clickup, directory } = context;
    if ((on === undefined) === (reply_to === undefined)) {
      throw invalidInput("on", 'Give either "on" or "reply_to".', ["on", "reply_to"]);
    }
    if (reply_to !== undefined) {
      const parent = commentRef(reply_to, "reply_to");
      const workspaceId = async () => (await directory.workspace(workspace)).id;
      const reply = await commentOf(asked, workspaceId, context);
      const posted = await clickup.comments.reply(parent.id, reply);
      return {
        id: posted.id,
        url:
          parent.taskUrl && posted.id
            ? `${parent.taskUrl}?comment=${parent.id}&threadedComment=${posted.id}`
            : undefined,
        ...warningsOf(reply),
      };
    }
    const { place, workspaceId } = await commentPlace({ ...asked, on: on ?? "" }, "write", context);
    const comment = await commentOf(asked, workspaceId, context);
    refuseAssignment(place, comment);
    const { id } = await clickup.comments.createOn(place, comment);
    return { id, url: urlOf(place, id), ...warningsOf(comment) };
  },
});

async function commentOf(
  {
    text,
    assign_to,
    notify_all,
    workspace,
  }: {
    text: string;
    assign_to?: string | undefined;
    notify_all?: boolean | undefined;
    workspace?: string | undefined;
  },
  workspaceId: () => Promise<string>,
  context: ToolContext,
): Promise<NewComment> {
  const lookup = { purpose: "write", workspace, argument: "assign_to" } as const;
  const [comment, assigned] = await Promise.all([
    commentRuns(text, workspaceId, context),
    assign_to === undefined
      ? undefined
      : context.directory.userOrTeam(assign_to, await workspaceId(), lookup),
  ]);
  return {
    comment,
    ...(assigned !== undefined &&
      ("user" in assigned ? { assignee: assigned.user.id } : { group_assignee: assigned.team.id })),
    ...(notify_all === true && { notify_all }),
  };
}

function warningsOf({ comment }: NewComment): { warnings?: string[] } {
  const warnings = missedMentions(comment ?? []);
  return warnings.length > 0 ? { warnings } : {};
}

/** What ClickUp's operation for the place does not take would be dropped without a word. */
function refuseAssignment({ kind }: CommentPlace, comment: NewComment): void {
  if (kind === "view" && (comment.assignee ?? comment.group_assignee) !== undefined) {
    throw invalidInput("assign_to", "ClickUp cannot assign a comment of a chat view.");
  }
  if (kind === "list" && comment.group_assignee !== undefined) {
    throw invalidInput("assign_to", "ClickUp assigns a comment of a List to a person only.");
  }
}

function urlOf(place: CommentPlace, id: string): string | undefined {
  if (place.kind !== "task") return undefined;
  const { key } = place;
  const task = typeof key === "string" ? key : `${key.workspaceId}/${key.customId}`;
  return `${APP}${task}?comment=${id}`;
}
