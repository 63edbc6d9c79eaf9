/** Comments are lists of formatted runs in ClickUp; here they are Markdown, both ways. */
import type { JsonObject } from "../domain/json.ts";
import { inlineRuns, type Mention, mentionable } from "./comment-inline.ts";

export type { Mention } from "./comment-inline.ts";

/** ClickUp's nesting of lists is counted per level; two spaces or a tab indent one. */
const MAX_INDENT = 8;

/** Runs of the Markdown. `@name` becomes a mention of the first person in `people` who fits. */
export function toCommentRuns(markdown: string, people: readonly Mention[] = []): JsonObject[] {
  const runs: JsonObject[] = [];
  const named = mentionable(people);
  let fence: string | undefined;
  for (const line of markdown.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n")) {
    const edge = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (edge !== undefined && (fence === undefined || edge.startsWith(fence))) {
      fence = fence === undefined ? edge : undefined;
      continue;
    }
    if (fence !== undefined) {
      if (line !== "") runs.push({ text: line });
      runs.push({ text: "\n", attributes: { "code-block": { "code-block": "plain" } } });
      continue;
    }
    const { text, attributes } = blockOf(line);
    runs.push(...inlineRuns(text, named));
    runs.push(attributes === undefined ? { text: "\n" } : { text: "\n", attributes });
  }
  // A plain line needs no closing line end; a formatted one carries its format there.
  if (runs.at(-1)?.text === "\n" && runs.at(-1)?.attributes === undefined) runs.pop();
  return runs;
}

function blockOf(line: string): { text: string; attributes?: JsonObject } {
  const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading !== null)
    return { text: heading[2] ?? "", attributes: { header: heading[1]?.length ?? 1 } };
  const quote = /^ {0,3}>\s?(.*)$/.exec(line);
  if (quote !== null) return { text: quote[1] ?? "", attributes: { blockquote: {} } };
  const item = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/.exec(line);
  if (item === null) return { text: line };
  const [, space = "", number, box, text = ""] = item;
  const kind =
    box !== undefined
      ? box === " "
        ? "unchecked"
        : "checked"
      : number !== undefined
        ? "ordered"
        : "bullet";
  const indent = Math.min(MAX_INDENT, Math.floor(space.replace(/\t/g, "  ").length / 2));
  const attributes: JsonObject = { list: { list: kind } };
  if (indent > 0) attributes.indent = indent;
  return { text, attributes };
}

/** Markdown of the runs; what has no Markdown is its plain text. */
export function toMarkdown(runs: readonly Record<string, unknown>[]): string {
  const lines: string[] = [];
  let line = "";
  let inCode = false;
  let counter: number[] = [];
  const close = (attributes: Record<string, unknown>) => {
    const code = attributes["code-block"] !== undefined;
    if (code !== inCode) lines.push("```");
    inCode = code;
    const indent =
      typeof attributes.indent === "number" ? Math.min(MAX_INDENT, attributes.indent) : 0;
    const kind = listKind(attributes.list);
    counter = kind === "ordered" ? counter.slice(0, indent + 1) : counter.slice(0, indent);
    if (kind === "ordered") counter[indent] = (counter[indent] ?? 0) + 1;
    lines.push(code ? line : prefixOf(attributes, kind, indent, counter[indent] ?? 1) + line);
    line = "";
  };
  for (const run of runs) {
    const attributes = objectOf(run.attributes);
    const parts = textOf(run).split("\n");
    for (const [index, part] of parts.entries()) {
      line +=
        inCode || attributes["code-block"] !== undefined ? part : inlineMarkdown(part, attributes);
      if (index < parts.length - 1) close(attributes);
    }
  }
  if (line !== "") close({});
  if (inCode) lines.push("```");
  return lines.join("\n").trimEnd();
}

function prefixOf(
  attributes: Record<string, unknown>,
  kind: string | undefined,
  indent: number,
  count: number,
): string {
  const space = "  ".repeat(indent);
  switch (kind) {
    case "ordered":
      return `${space}${count}. `;
    case "checked":
      return `${space}- [x] `;
    case "unchecked":
      return `${space}- [ ] `;
    case "bullet":
      return `${space}- `;
  }
  if (typeof attributes.header === "number")
    return `${"#".repeat(Math.min(6, attributes.header))} `;
  return attributes.blockquote === undefined ? "" : "> ";
}

function listKind(value: unknown): string | undefined {
  const kind = typeof value === "string" ? value : objectOf(value).list;
  return typeof kind === "string" ? kind : undefined;
}

function textOf(run: Record<string, unknown>): string {
  const text = typeof run.text === "string" ? run.text : "";
  if (run.type === "tag") {
    const name = objectOf(run.user).username;
    return text !== "" ? text : `@${typeof name === "string" ? name : "someone"}`;
  }
  if (text !== "") return text;
  const url = objectOf(run.bookmark).url ?? objectOf(run.attachment).url ?? objectOf(run.image).url;
  return typeof url === "string" ? url : "";
}

function inlineMarkdown(text: string, attributes: Record<string, unknown>): string {
  if (text.trim() === "") return text;
  const [, before = "", core = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  let marked = core;
  if (attributes.code === true) marked = `\`${marked}\``;
  if (attributes.strike === true) marked = `~~${marked}~~`;
  if (attributes.italic === true) marked = `*${marked}*`;
  if (attributes.bold === true) marked = `**${marked}**`;
  if (typeof attributes.link === "string" && attributes.link !== core) {
    marked = `[${marked}](${attributes.link})`;
  }
  return before + marked + after;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
