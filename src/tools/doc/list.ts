import * as z from "zod";
import type { Doc } from "../../clickup/client.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { fromTokenCursor, toTokenCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import type { Lookup } from "../directory/directory.ts";
import { parseTaskReference } from "../directory/reference.ts";
import { Cursor, Reference, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { placeLabels } from "../place-label.ts";
import { optionalPart } from "../steps.ts";
import { readTokenPages, type Verdict } from "../token-pages.ts";
import { withoutEmpty } from "../without-empty.ts";
import { docUrl, flatten, parentOf } from "./find.ts";

const MAX_ROWS = 100;
/** 100 Docs each. */
const MAX_PAGES = 10;
/** Docs whose text is read for one answer, a call each. */
const MAX_BODIES = 20;
const MAX_MATCHES = 3;
const SNIPPET_CHARS = 160;

const PageMatch = z.object({ id: z.string(), name: z.string(), snippet: z.string() });

const DocRow = z.object({
  id: z.string(),
  name: z.string(),
  parent: z.string().optional(),
  updated: z.string().optional(),
  url: z.string(),
  archived: z.boolean().optional(),
  pages: z.array(PageMatch).optional(),
});

export const docList = defineTool({
  name: "clickup_doc_list",
  title: "Find Docs",
  description:
    "Docs by place, creator or words in the title; with search_bodies also in their text, a call per Doc.",
  toolset: "docs",
  tier: "premium",
  annotations: READS,
  input: z.object({
    query: z.string().trim().min(1).max(200).optional(),
    search_bodies: z.boolean().optional(),
    in: Reference.optional().describe("Space, Folder, List or task."),
    creator: Reference.optional(),
    archived: z.boolean().optional(),
    limit: z.int().min(1).max(MAX_ROWS).optional(),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: z.object({
    docs: z.array(DocRow),
    scanned: z.number().optional(),
    complete: z.boolean(),
    next_cursor: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["docs", "complete", "next_cursor"],
  missing: { what: "place", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ cursor, limit = MAX_ROWS, ...asked }, context) => {
    const { clickup } = context;
    const clock = await userClock(context);
    const lookup = { purpose: "read", workspace: asked.workspace } as const;
    const place = asked.in === undefined ? undefined : await placeOf(asked.in, lookup, context);
    const workspace = await context.directory.workspaceOf(
      place && { kind: "list", ...place },
      asked.workspace,
    );
    const creator =
      asked.creator === undefined
        ? undefined
        : await context.directory.user(asked.creator, workspace.id, {
            ...lookup,
            argument: "creator",
          });
    const filter = { ...asked, limit };
    const from = await fromTokenCursor(cursor, filter);
    const words = foldName(asked.query ?? "")
      .split(" ")
      .filter((word) => word !== "");
    const warnings: string[] = [];
    const matches = new Map<string, z.output<typeof PageMatch>[]>();
    let bodies = 0;

    const judge = async (doc: Doc): Promise<Verdict> => {
      const title = foldName(doc.name);
      if (words.every((word) => title.includes(word))) return "take";
      if (asked.search_bodies !== true) return "skip";
      if (bodies >= MAX_BODIES) return "pause";
      bodies += 1;
      const found = await optionalPart(doc.name || doc.id, warnings, () =>
        pagesWith(words, doc, workspace.id, context),
      );
      if (found === undefined || found.length === 0) return "skip";
      matches.set(doc.id, found);
      return "take";
    };
    const { rows, scanned, next } = await readTokenPages(
      async (token) => {
        const answer = await clickup.docs.search(
          workspace.id,
          {
            ...(place && { parent_id: place.id }),
            ...(creator && { creator: Number(creator.id) }),
            ...(asked.archived === true && { archived: true }),
          },
          token,
        );
        return { rows: answer.docs, ...(answer.next_cursor && { next: answer.next_cursor }) };
      },
      { from, limit, maxPages: MAX_PAGES, judge },
    );
    const labelOf = placeLabels(context.directory);
    return {
      docs: rows.map((doc) => ({
        ...withoutEmpty({
          parent: parentOf(doc, labelOf),
          updated: doc.date_updated === undefined ? undefined : clock.isoDateTime(doc.date_updated),
          archived: doc.archived === true ? true : undefined,
          pages: matches.get(doc.id),
        }),
        id: doc.id,
        name: doc.name || "(no name)",
        url: docUrl(workspace.id, doc.id),
      })),
      ...(words.length > 0 && { scanned }),
      complete: next === undefined,
      ...(next && { next_cursor: await toTokenCursor(next, filter) }),
      ...(warnings.length > 0 && { warnings }),
    };
  },
});

/** A Doc can hang on a task, too, whose ids look like no place's. */
async function placeOf(given: string, lookup: Lookup, { directory, clickup }: ToolContext) {
  if (/\/t\/|^[A-Z][A-Z0-9_]*-\d+$|^(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{7,16}$/.test(given)) {
    const reference = parseTaskReference(given);
    if (reference.form !== "text") {
      const { key, workspaceId } = await directory.task(given, { ...lookup, argument: "in" });
      const id = typeof key === "string" ? key : (await clickup.tasks.get(key)).id;
      return { id, ...(workspaceId !== undefined && { workspaceId }) };
    }
  }
  return await directory.place(given, { ...lookup, argument: "in" });
}

async function pagesWith(
  words: readonly string[],
  doc: Doc,
  workspaceId: string,
  { clickup }: ToolContext,
): Promise<z.output<typeof PageMatch>[]> {
  const pages = flatten(await clickup.docs.pages(workspaceId, doc.id, "text/plain"));
  return pages
    .flatMap((page) => {
      const text = (page.content ?? "").replace(/\s+/g, " ");
      const folded = foldName(`${page.name} ${text}`);
      if (!words.every((word) => folded.includes(word))) return [];
      const at = Math.max(0, text.toLowerCase().indexOf(words[0] ?? "") - SNIPPET_CHARS / 2);
      const snippet = text.slice(at, at + SNIPPET_CHARS).toWellFormed();
      return [{ id: page.id, name: page.name || "(no name)", snippet }];
    })
    .slice(0, MAX_MATCHES);
}
