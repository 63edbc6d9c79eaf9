/** "@name" in the Markdown of a chat message. */

import { MENTION, missedWarnings, peopleToMention } from "../comment/runs.ts";
import { mentionable, mentioned } from "../comment-inline.ts";
import type { ToolContext } from "../context.ts";

/** Code, links (a mention that is one already among them) and addresses. */
const LEFT_ALONE =
  /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`|\[[^[\]]*\]\([^()\s]*\)|https?:\/\/\S+)/g;
const AT = /(?<![\p{L}\p{N}.\\])@/gu;

/**
 * The text with each mention as ClickUp's own clients write it and its answers show it:
 * "[@Ann Lee](#user_mention#1001)". A plain "@Ann Lee" notifies nobody.
 */
export async function withMentions(
  markdown: string,
  workspaceId: string,
  context: ToolContext,
): Promise<{ content: string; warnings: string[] }> {
  if (!markdown.includes("@")) return { content: markdown, warnings: [] };
  const people = await peopleToMention(workspaceId, context);
  const named = mentionable(people);
  const names = new Map(people.map(({ id, name }) => [id, name.replace(/[[\]]/g, "")]));
  const missed = new Set<string>();

  const linked = (text: string): string => {
    const parts: string[] = [];
    let at = 0;
    const keep = (end: number) => {
      const plain = text.slice(at, end);
      for (const name of plain.match(MENTION) ?? []) missed.add(name);
      parts.push(plain);
    };
    for (const { index } of text.matchAll(AT)) {
      const behind = index + 1;
      const person = index < at ? undefined : mentioned(text.slice(behind), named);
      if (person === undefined) continue;
      keep(index);
      parts.push(`[@${names.get(person.id)}](#user_mention#${person.id})`);
      at = behind + person.length;
    }
    keep(text.length);
    return parts.join("");
  };

  // What the pattern caught stands at the odd places.
  const content = markdown
    .split(LEFT_ALONE)
    .map((part, place) => (place % 2 === 1 ? part : linked(part)))
    .join("");
  return { content, warnings: missedWarnings(missed) };
}
