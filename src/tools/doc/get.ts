import * as z from "zod";
import type { DocPageRef } from "../../clickup/client.ts";
import { userClock } from "../clock.ts";
import { fromCursor, toCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, Reference, Workspace } from "../fields.ts";
import { placeLabels } from "../place-label.ts";
import { withoutEmpty } from "../without-empty.ts";
import { docUrl, findDoc, flatten, parentOf } from "./find.ts";

const DEFAULT_CHARS = 20_000;
/** Within what one result may hold. */
const MAX_CHARS = 50_000;
/** A cursor holds a page and a row; here they count characters. */
const CURSOR_ROW = 100;

interface PageNode {
  id: string;
  name: string;
  pages?: PageNode[] | undefined;
}
const PageNode: z.ZodType<PageNode> = z.object({
  id: z.string(),
  name: z.string(),
  get pages() {
    return z.array(PageNode).optional();
  },
});

export const docGet = defineTool({
  name: "clickup_doc_get",
  title: "Get a Doc",
  description:
    "A Doc with its tree of pages; with content full all their text as Markdown. " +
    "For single pages use clickup_doc_page_get.",
  toolset: "docs",
  tier: "premium",
  annotations: READS,
  input: z.object({
    doc: Reference,
    content: z.enum(["none", "outline", "full"]).optional(),
    max_chars: z.int().min(500).max(MAX_CHARS).optional(),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    parent: z.string().optional(),
    visibility: z.string().optional(),
    updated: z.string().optional(),
    url: z.string(),
    archived: z.boolean().optional(),
    pages: z.array(PageNode).optional(),
    text: z.string().optional(),
    complete: z.boolean().optional(),
    next_cursor: z.string().optional(),
  }),
  listedOutput: ["id", "name", "pages", "text", "next_cursor"],
  missing: { what: "Doc", findWith: "clickup_doc_list" },
  handler: async ({ doc: given, content = "outline", max_chars, cursor, workspace }, context) => {
    const { clickup } = context;
    const clock = await userClock(context);
    const { workspaceId, id } = await findDoc(
      given,
      { purpose: "read", workspace, argument: "doc" },
      context,
    );
    const filter = { id, content, max_chars };
    const from = await fromCursor(cursor, filter);
    const start = from === undefined ? 0 : from.page * CURSOR_ROW + from.row;
    const [doc, outline, pages] = await Promise.all([
      clickup.docs.get(workspaceId, id),
      content === "outline" ? clickup.docs.pageListing(workspaceId, id) : undefined,
      content === "full" ? clickup.docs.pages(workspaceId, id) : undefined,
    ]);
    const whole =
      pages &&
      flatten(pages)
        .map((page) => `# ${page.name || "(no name)"} [page ${page.id}]\n\n${page.content ?? ""}`)
        .join("\n\n");
    const end = start + (max_chars ?? DEFAULT_CHARS);
    const tree = outline ?? (start === 0 ? pages : undefined);
    return {
      ...withoutEmpty({
        parent: parentOf(doc, placeLabels(context.directory)),
        visibility: doc.public === undefined ? undefined : doc.public ? "public" : "private",
        updated: doc.date_updated === undefined ? undefined : clock.isoDateTime(doc.date_updated),
        archived: doc.archived === true ? true : undefined,
        pages: tree?.map(nodeOf),
        text: whole?.slice(start, end).toWellFormed(),
      }),
      id: doc.id,
      name: doc.name || "(no name)",
      url: docUrl(workspaceId, doc.id),
      ...(whole !== undefined && { complete: end >= whole.length }),
      ...(whole !== undefined &&
        end < whole.length && {
          next_cursor: await toCursor(
            { page: Math.floor(end / CURSOR_ROW), row: end % CURSOR_ROW },
            filter,
          ),
        }),
    };
  },
});

function nodeOf({ id, name, pages }: DocPageRef): PageNode {
  return {
    id,
    name: name || "(no name)",
    ...(pages.length > 0 && { pages: pages.map(nodeOf) }),
  };
}
