/** A comment's Markdown as ClickUp's runs, with mentions of the people in the Workspace. */
import * as z from "zod";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import { type Mention, toCommentRuns } from "../comment-text.ts";
import type { ToolContext } from "../context.ts";
import { invalidInput } from "../invalid-input.ts";

/** "@Bob", and not the "@types" of "@types/node". */
export const MENTION = /(?<![\p{L}\p{N}.])@\p{L}[\p{L}\p{N}_.-]*(?![\p{L}\p{N}_.\-/])/gu;

/** What looks like a mention and stayed text, which notifies nobody. Code is left out. */
export function missedMentions(runs: readonly JsonValue[]): string[] {
  const missed = new Set<string>();
  let line: string[] = [];
  for (const run of runs) {
    const { type, text, attributes } = TextRun.safeParse(run).data ?? {};
    if (text === "\n") {
      if (attributes?.["code-block"] === undefined) for (const name of line) missed.add(name);
      line = [];
    } else if (type === undefined && attributes?.code === undefined) {
      line.push(...(text?.match(MENTION) ?? []));
    }
  }
  for (const name of line) missed.add(name);
  return missedWarnings(missed);
}

export function missedWarnings(missed: ReadonlySet<string>): string[] {
  return [...missed].map((name) => `${name} is nobody here, so nobody is mentioned by it.`);
}

const TextRun = z.object({
  type: z.string().optional(),
  text: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
});

/** The people are read only where the text may mention one. */
export async function commentRuns(
  markdown: string,
  workspaceId: () => Promise<string | undefined>,
  context: ToolContext,
): Promise<JsonObject[]> {
  const id = markdown.includes("@") ? await workspaceId() : undefined;
  const people = id === undefined ? [] : await peopleToMention(id, context);
  const runs = toCommentRuns(markdown, people);
  if (runs.length > 0) return runs;
  throw invalidInput("text", '"text" must be text that is not empty.');
}

export async function peopleToMention(
  workspaceId: string,
  { directory }: ToolContext,
): Promise<Mention[]> {
  const [me, members] = await Promise.all([directory.me(), directory.members(workspaceId)]);
  return members.map(({ id, name, email }) => ({ id, name, email, me: id === me.id }));
}
