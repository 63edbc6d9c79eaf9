import * as z from "zod";
import type { DocPage } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { type DocRef, docUrl, findDoc, flatten, pageIdOf, pageNamed } from "../doc/find.ts";
import { Reference, References, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { StepFailure, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { assetsOf } from "./markdown.ts";
import { findSection } from "./section.ts";

const DEFAULT_CHARS = 20_000;
/** Within what one result may hold; shared by the pages of one call. */
const MAX_CHARS = 50_000;
const MAX_PAGES = 20;
/** From here one call for the whole Doc is less than one per page. */
const ALL_AT_ONCE = 3;

const input = z.object({
  doc: Reference.optional(),
  page: Reference.optional().describe("Id, name, or URL without doc."),
  pages: References.max(MAX_PAGES).optional(),
  format: z.enum(["markdown", "plain"]).optional(),
  section: z.string().trim().min(1).max(500).optional().describe("Heading."),
  offset: z.int().min(0).optional(),
  max_chars: z.int().min(500).max(MAX_CHARS).optional(),
  assets: z.boolean().optional(),
  workspace: Workspace,
});
type Input = z.output<typeof input>;

const PageRow = z.object({
  id: z.string(),
  name: z.string(),
  subtitle: z.string().optional(),
  updated: z.string().optional(),
  chars: z.number(),
  next_offset: z.number().optional(),
  assets: z
    .array(z.object({ name: z.string(), url: z.string(), image: z.boolean().optional() }))
    .optional(),
  content: z.string(),
});

export const docPageGet = defineTool({
  name: "clickup_doc_page_get",
  title: "Get Doc pages",
  description:
    "The text of Doc pages: whole, one heading, or in slices. Pages are listed by clickup_doc_get.",
  toolset: "docs",
  tier: "premium",
  annotations: READS,
  input,
  output: z.object({
    /** Its URL with a page's id behind it is the page's. */
    doc_url: z.string(),
    pages: z.array(PageRow),
    failed: z.array(StepFailure).optional(),
  }),
  listedOutput: ["pages", "failed"],
  missing: { what: "page", findWith: "clickup_doc_get" },
  handler: async (asked, context) => {
    const clock = await userClock(context);
    const given = [
      ...new Set([...(asked.page === undefined ? [] : [asked.page]), ...(asked.pages ?? [])]),
    ];
    const doc = await docOf(asked, given, context);
    if (given.length === 0 && doc.pageId !== undefined) given.push(doc.pageId);
    if (given.length === 0) {
      throw invalidInput("page", '"page" or "pages" is required: ids, URLs or names.');
    }
    const each = Math.floor(Math.min(asked.max_chars ?? DEFAULT_CHARS, MAX_CHARS / given.length));
    const steps = new Steps("clickup_doc_page_get");
    const rows: z.input<typeof PageRow>[] = [];
    const read = await readerOf(given, doc, asked, context);
    await Promise.all(
      given.map((one, index) =>
        steps.run(one, async () => {
          rows[index] = rowOf(await read(one), asked, each, clock);
        }),
      ),
    );
    steps.throwIfNothingDone();
    return {
      doc_url: docUrl(doc.workspaceId, doc.id),
      pages: rows.filter((row) => row !== undefined),
      ...(steps.failed.length > 0 && { failed: steps.failed }),
    };
  },
});

async function docOf(
  asked: Input,
  given: readonly string[],
  context: ToolContext,
): Promise<DocRef> {
  const lookup = { purpose: "read", workspace: asked.workspace, argument: "doc" } as const;
  if (asked.doc !== undefined) return await findDoc(asked.doc, lookup, context);
  const [first, ...others] = given;
  if (first === undefined || !first.includes("/v/dc/")) {
    throw invalidInput("doc", '"doc" is required, unless "page" is the URL of a page.');
  }
  const found = await findDoc(first, { ...lookup, argument: "page" }, context);
  if (others.some((one) => !one.includes(`/v/dc/${found.id}/`) && pageIdOf(one) !== one)) {
    throw invalidInput("pages", '"pages" without "doc" takes pages of one Doc only.');
  }
  return found;
}

/** One page per call, or the whole Doc in one when a name has to be found or there are several. */
async function readerOf(
  given: readonly string[],
  { workspaceId, id }: DocRef,
  { format: wanted }: Input,
  { clickup }: ToolContext,
): Promise<(one: string) => Promise<DocPage>> {
  const format = wanted === "plain" ? "text/plain" : "text/md";
  const ids = given.map(pageIdOf);
  if (given.length < ALL_AT_ONCE && ids.every((pageId) => pageId !== undefined)) {
    return (one) => clickup.docs.page(workspaceId, id, pageIdOf(one) ?? one, format);
  }
  const pages = await clickup.docs.pages(workspaceId, id, format);
  const all = flatten(pages);
  return async (one) =>
    all.find((page) => page.id === pageIdOf(one)) ?? pageNamed(one, pages, "read");
}

function rowOf(
  page: DocPage,
  { section, offset = 0, assets }: Input,
  maxChars: number,
  clock: Clock,
): z.input<typeof PageRow> {
  let text = page.content ?? "";
  if (section !== undefined) {
    const { start, end } = findSection(text, section);
    text = text.slice(start, end).trimEnd();
  }
  const end = offset + maxChars;
  const updated = page.date_updated ?? page.date_edited;
  return {
    id: page.id,
    name: page.name || "(no name)",
    ...withoutEmpty({
      subtitle: page.sub_title,
      updated: updated === undefined ? undefined : clock.isoDateTime(updated),
      next_offset: end < text.length ? end : undefined,
      assets:
        assets === true
          ? assetsOf(text).map(({ image, ...asset }) => ({ ...asset, ...(image && { image }) }))
          : undefined,
    }),
    chars: text.length,
    content: text.slice(offset, end).toWellFormed(),
  };
}
