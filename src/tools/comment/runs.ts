/** A comment's Markdown as ClickUp's runs, with mentions of the people in the Workspace. */
import type { JsonObject } from "../../domain/json.ts";
import { type Mention, toCommentRuns } from "../comment-text.ts";
import type { ToolContext } from "../context.ts";
import { invalidInput } from "../invalid-input.ts";

/** The people are read only where the text may mention one. */
export async function commentRuns(
  markdown: string,
  workspaceId: () => Promise<string | undefined>,
  { directory }: ToolContext,
): Promise<JsonObject[]> {
  const id = markdown.includes("@") ? await workspaceId() : undefined;
  const runs =
    id === undefined ? toCommentRuns(markdown) : toCommentRuns(markdown, await peopleOf(id));
  if (runs.length > 0) return runs;
  throw invalidInput("text", '"text" must be text that is not empty.');

  async function peopleOf(workspace: string): Promise<Mention[]> {
    const [me, members] = await Promise.all([directory.me(), directory.members(workspace)]);
    return members.map(({ id, name, email }) => ({ id, name, email, me: id === me.id }));
  }
}
