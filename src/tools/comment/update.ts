import * as z from "zod";
import type { ClickUp, Comment, CommentMark, CommentPlace } from "../../clickup/client.ts";
import { COMMENT_PAGE_ROWS } from "../../clickup/resources/comments.ts";
import { FailureError } from "../../domain/failure.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Markdown, Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { commentPlace, commentRef } from "./place.ts";
import { commentRuns, missedMentions } from "./runs.ts";

/** How far back a comment is looked for whose text is to be kept. */
const MAX_PAGES = 20;
/** Threads looked into when it is not among the comments themselves; one call each. */
const MAX_THREADS = 20;

const FIND_WITH = "clickup_comment_list";

export const commentUpdate = defineTool({
  name: "clickup_comment_update",
  title: "Edit a comment",
  description:
    "Edits, assigns, resolves or reopens a comment or reply. Without text, give on so that its text is " +
    "kept.",
  toolset: "comments",
  tier: "premium",
  annotations: UPDATES,
  input: z.object({
    comment: Reference,
    text: Markdown.min(1).optional().describe("Markdown"),
    on: Reference.optional().describe("Its task, List or view."),
    assign_to: Reference.optional().describe("Person or Team; none clears."),
    resolved: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    changed: z.array(z.string()),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["id", "changed"],
  missing: { what: "comment", findWith: FIND_WITH },
  handler: async ({ comment, text, on, assign_to, resolved, workspace }, context) => {
    const changed = Object.entries({ text, assign_to, resolved })
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name);
    if (changed.length === 0) {
      const allowed = ["text", "assign_to", "resolved"];
      throw invalidInput(
        "text",
        "There is nothing to change: no other argument was given.",
        allowed,
      );
    }
    const { id, taskUrl } = commentRef(comment, "comment");
    const holder = on ?? taskUrl;
    if (text === undefined && holder === undefined) {
      throw invalidInput(
        "on",
        'ClickUp replaces a comment\'s text whenever it changes: give "text" again, or "on" (its task, List or view), so that it can be kept.',
      );
    }
    const where =
      holder === undefined
        ? undefined
        : await commentPlace({ on: holder, workspace }, "write", context);
    const workspaceId = async () =>
      (await where?.workspaceId()) ?? (await context.directory.workspace(workspace)).id;
    const assignment = await assignmentOf(assign_to, workspaceId, workspace, context);
    const runs =
      text === undefined && where !== undefined
        ? await presentRuns(id, where.place, context.clickup)
        : await commentRuns(text ?? "", workspaceId, context);
    await context.clickup.comments.update(id, {
      comment: runs,
      ...assignment,
      ...(resolved !== undefined && { resolved }),
    });
    const warnings = text === undefined ? [] : missedMentions(runs);
    return { id, changed, ...(warnings.length > 0 && { warnings }) };
  },
});

async function assignmentOf(
  given: string | undefined,
  workspaceId: () => Promise<string>,
  workspace: string | undefined,
  { directory }: ToolContext,
): Promise<{ assignee?: string | null; group_assignee?: string }> {
  if (given === undefined) return {};
  if (given.toLowerCase() === "none") return { assignee: null };
  const lookup = { purpose: "write", workspace, argument: "assign_to" } as const;
  const found = await directory.userOrTeam(given, await workspaceId(), lookup);
  return "user" in found ? { assignee: found.user.id } : { group_assignee: found.team.id };
}

/** No operation reads one comment: it is looked for where it stands, then in the threads there. */
async function presentRuns(
  id: string,
  place: CommentPlace,
  { comments }: ClickUp,
): Promise<JsonObject[]> {
  const threads: string[] = [];
  let after: CommentMark | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await comments.page(place, after);
    const hit = found.find((one) => one.id === id);
    if (hit !== undefined) return runsToKeep(hit);
    for (const one of found) if ((one.reply_count ?? 0) > 0) threads.push(one.id);
    const last = found.at(-1);
    if (last === undefined || found.length < COMMENT_PAGE_ROWS) break;
    after = { date: last.date ?? 0, id: last.id };
  }
  for (const thread of threads.slice(0, MAX_THREADS)) {
    const hit = (await comments.replies(thread)).find((one) => one.id === id);
    if (hit !== undefined) return runsToKeep(hit);
  }
  throw new FailureError({ code: "not_found", what: "comment", findWith: FIND_WITH, given: id });
}

/**
 * As they came, but of a mention only whom it means: the rest of the person is no part of it. Where they
 * did not come the plain text is what there is; nothing at all would empty the comment.
 */
function runsToKeep({ comment, comment_text }: Comment): JsonObject[] {
  if (comment.length === 0) {
    if (comment_text !== undefined && comment_text !== "") return [{ text: comment_text }];
    throw invalidInput("text", 'ClickUp does not tell the comment\'s text: give "text" again.');
  }
  return comment.map((run) => {
    const { user } = run;
    const isMention = run.type === "tag" && typeof user === "object" && user !== null;
    if (isMention && "id" in user) return { type: "tag", user: { id: Number(user.id) } };
    return run as JsonObject; // parsed from JSON, so it is JSON
  });
}
