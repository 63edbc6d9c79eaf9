import * as z from "zod";
import { defineTool, READS } from "../define-tool.ts";
import { Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { ALL_TOOL_NAMES, TOOL_PREFIX } from "../tool-names.ts";
import { findOperation } from "./find.ts";
import { type Operation, operations } from "./operation.ts";

const DEFAULT_LIMIT = 15;
const MAX_TOOLS = 5;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const Row = z.object({
  operation: z.string(),
  method: z.string(),
  path: z.string(),
  summary: z.string(),
  effect: z.enum(["read", "write", "delete"]),
});

const Found = z.object({
  operations: z.array(Row),
  total: z.number().optional(),
  tags: z.array(z.string()).optional(),
  tools: z.array(z.string()).optional(),
  tag: z.string().optional(),
  path_params: z.string().optional(),
  query: z.string().optional(),
  body: z.string().optional(),
  scope: z.string().optional(),
  confirm: z.boolean().optional(),
  note: z.string().optional(),
});

export const apiSearch = defineTool({
  name: "clickup_api_search",
  title: "Search the API",
  description:
    "Finds API operations, and unlisted tools that can be called too; with operation all that it takes. " +
    "To call one use clickup_api_execute.",
  toolset: "api",
  tier: "premium",
  annotations: { ...READS, openWorldHint: false },
  input: z.object({
    query: z.string().trim().max(200).optional(),
    tag: z.string().trim().max(60).optional(),
    method: z.enum(METHODS).optional(),
    operation: z.string().trim().min(1).max(300).optional(),
    limit: z.int().min(1).max(200).optional(),
    workspace: Workspace,
  }),
  output: Found,
  listedOutput: ["operations", "tools"],
  handler: async ({ query = "", tag, method, operation, limit = DEFAULT_LIMIT }) => {
    if (operation !== undefined) return inFull(findOperation({ operation }).operation);
    const terms = termsOf(query);
    const inTag = operations().filter(
      (one) => tag === undefined || foldName(one.tag) === foldName(tag),
    );
    if (inTag.length === 0) {
      throw invalidInput("tag", `There is no tag "${(tag ?? "").slice(0, 60)}".`, tagsOf());
    }
    const found = inTag
      .filter((one) => method === undefined || one.method === method)
      .map((one) => ({ one, score: scoreOf(one, terms) }))
      .filter(({ score }) => terms.length === 0 || score > 0)
      .sort((a, b) => b.score - a.score);
    const tools = toolsFor(terms);
    return {
      operations: found.slice(0, limit).map(({ one }) => toRow(one)),
      total: found.length,
      ...(tools.length > 0 && { tools }),
      ...(found.length === 0 && {
        tags: tagsOf(),
        note: "Nothing fits. What no operation is for, ClickUp's public API does not offer.",
      }),
    };
  },
});

function inFull(one: Operation): z.input<typeof Found> {
  const names = Array.from(one.path.matchAll(/\{(\w+)\}/g), ([, name]) => `${name}:string`);
  return {
    operations: [toRow(one)],
    tag: one.tag,
    ...(names.length > 0 && { path_params: names.join(", ") }),
    ...(one.query !== "" && { query: one.query }),
    ...(one.body !== "" && { body: bodyOf(one) }),
    scope: one.scope,
    ...(one.needsConfirm && { confirm: true }),
    ...(one.note !== undefined && { note: one.note }),
  };
}

function bodyOf({ body }: Operation): string {
  if (body === "multipart") return "a file; use clickup_attachment_upload";
  return body.startsWith("[") ? `{items:${body}}` : body;
}

function toRow({ id, method, path, summary, scope }: Operation): z.output<typeof Row> {
  const effect =
    scope === "clickup:read" ? "read" : scope === "clickup:delete" ? "delete" : "write";
  return { operation: id, method, path, summary, effect };
}

function tagsOf(): string[] {
  return [...new Set(operations().map(({ tag }) => tag))].sort();
}

/** Too common here to tell anything apart. */
const NOISE: ReadonlySet<string> = new Set([
  "a",
  "an",
  "the",
  "of",
  "to",
  "in",
  "for",
  "with",
  "and",
  "clickup",
  "api",
]);

/** Words without their plural, which the API's names use at random. */
function termsOf(query: string): string[] {
  // "GET /v2/list/{list_id}/task": what stands in braces is in every path.
  const words = foldName(query.replace(/\{[^}]*\}/g, " ")).match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.filter((word) => !NOISE.has(word)).map(stem))].slice(0, 12);
}

function stem(word: string): string {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function scoreOf(
  { id, method, path, tag, summary, note }: Operation,
  terms: readonly string[],
): number {
  const texts: [text: string, points: number][] = [
    [foldName(summary), 5],
    [foldName(`${tag} ${method}`), 3],
    [foldName(path.replace(/[/_{}]/g, " ")), 3],
    [foldName(id), 2],
    [foldName(note ?? ""), 1],
  ];
  let score = 0;
  for (const term of terms) {
    const best = texts.map(([text, points]) => pointsIn(text, term, points));
    const found = best.reduce((sum, points) => sum + points, 0);
    // A word that is nowhere weighs against the rest.
    score += found > 0 ? found + 10 : -5;
  }
  return score;
}

function pointsIn(text: string, term: string, points: number): number {
  const at = text.indexOf(term);
  if (at < 0) return 0;
  const starts = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
  return starts ? points : points / 2;
}

/** Named tools whose name has the words: they can be called whether they are listed or not. */
function toolsFor(terms: readonly string[]): string[] {
  const named = ALL_TOOL_NAMES.map((name) => ({
    name,
    words: name.slice(TOOL_PREFIX.length).split("_"),
  }));
  // "delete" is in many names and "goal" in few, so that "goal" decides.
  const weights = new Map(
    terms.map((term) => [term, 1 / named.filter(({ words }) => words.includes(term)).length]),
  );
  return named
    .map(({ name, words }) => ({
      name,
      score: words.reduce((sum, word) => sum + (weights.get(word) ?? 0), 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_TOOLS)
    .map(({ name }) => name);
}
