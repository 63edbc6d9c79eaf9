import * as z from "zod";
import type { DocPage } from "../../clickup/client.ts";
import { userClock } from "../clock.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { docUrl, findDoc, pageIdOf, pageNamed } from "../doc/find.ts";
import { Markdown, Reference, Title, Words, Workspace } from "../fields.ts";
import { parseInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { withoutEmpty } from "../without-empty.ts";
import { findSection } from "./section.ts";

const MODES = ["append", "prepend", "replace", "replace_section"] as const;
type Mode = (typeof MODES)[number];
/** Instants are shown in whole seconds, and given back as they were shown. */
const SHOWN_TO_MS = 1_000;

export const docPageUpdate = defineTool({
  name: "clickup_doc_page_update",
  title: "Edit a Doc page",
  description:
    "Appends to a Doc page (default), prepends, replaces it or one section, or renames it.",
  toolset: "docs",
  tier: "premium",
  annotations: CREATES,
  input: z.object({
    doc: Reference.optional(),
    page: Reference.describe("Id, name, or URL without doc."),
    mode: z.enum(MODES).optional(),
    content: Markdown.optional().describe("Markdown"),
    section: z.string().trim().min(1).max(500).optional().describe("Heading"),
    name: Title.optional(),
    subtitle: Title.optional(),
    if_unchanged_since: Words.optional().describe("updated, as read."),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    url: z.string(),
    mode: z.string().optional(),
    chars_before: z.number().optional(),
    chars_after: z.number().optional(),
    changed: z.array(z.string()),
  }),
  listedOutput: ["id", "chars_after", "changed"],
  missing: { what: "page", findWith: "clickup_doc_get" },
  handler: async (asked, context) => {
    const { clickup } = context;
    const { content, section, name, subtitle, workspace } = asked;
    const mode: Mode = asked.mode ?? (section === undefined ? "append" : "replace_section");
    if ((mode === "replace_section") !== (section !== undefined)) {
      throw invalidInput("section", '"section" and mode replace_section go together.');
    }
    // ClickUp takes an empty text for the new text, and the page is gone.
    const text = content?.trim() === "" ? undefined : content;
    if (text === undefined && (asked.mode !== undefined || section !== undefined)) {
      throw invalidInput("content", '"content" is required to change the text of a page.');
    }
    if (text === undefined && name === undefined && subtitle === undefined) {
      throw invalidInput(
        "content",
        'Give "content", "name" or "subtitle": nothing else can change.',
      );
    }
    const clock = await userClock(context);
    const since =
      asked.if_unchanged_since === undefined
        ? undefined
        : parseInstant(asked.if_unchanged_since, "if_unchanged_since", clock);
    const reference = asked.doc ?? asked.page;
    if (asked.doc === undefined && !asked.page.includes("/v/dc/")) {
      throw invalidInput("doc", '"doc" is required, unless "page" is the URL of a page.');
    }
    const lookup = { purpose: "write", workspace, argument: "doc" } as const;
    const { workspaceId, id: docId } = await findDoc(reference, lookup, context);

    let page: DocPage | undefined;
    const known = pageIdOf(asked.page);
    if (known === undefined) {
      page = pageNamed(asked.page, await clickup.docs.pages(workspaceId, docId), "write");
    } else if (section !== undefined || since !== undefined) {
      page = await clickup.docs.page(workspaceId, docId, known);
    }
    const pageId = page?.id ?? known ?? "";
    const updatedMs = page?.date_updated ?? page?.date_edited;
    if (since !== undefined && updatedMs !== undefined && updatedMs >= since.ms + SHOWN_TO_MS) {
      throw invalidInput(
        "if_unchanged_since",
        `The page was changed at ${clock.isoDateTime(updatedMs)}, after it was read. Read it again first.`,
      );
    }
    const before = page?.content ?? "";
    const whole =
      section === undefined || text === undefined ? text : withSection(before, section, text);
    await clickup.docs.editPage(workspaceId, docId, pageId, {
      ...(name !== undefined && { name }),
      ...(subtitle !== undefined && { sub_title: subtitle }),
      ...(whole !== undefined && {
        content: whole,
        content_edit_mode: mode === "replace_section" ? ("replace" as const) : mode,
      }),
    });
    return {
      id: pageId,
      url: docUrl(workspaceId, docId, pageId),
      ...withoutEmpty({
        mode: whole === undefined ? undefined : mode,
        chars_before: page === undefined ? undefined : before.length,
        chars_after: page === undefined ? undefined : lengthAfter(before, whole, mode),
      }),
      changed: [
        ...(whole === undefined ? [] : ["content"]),
        ...(name === undefined ? [] : ["name"]),
        ...(subtitle === undefined ? [] : ["subtitle"]),
      ],
    };
  },
});

/** The heading stays; a heading of the same words at the top of the new text is not doubled. */
function withSection(before: string, heading: string, text: string): string {
  const section = findSection(before, heading);
  const head = before.slice(section.start, section.bodyStart).trimEnd();
  const [first = "", ...rest] = text.trim().split("\n");
  const repeats = /^#{1,6}\s/.test(first) && first.trim() === head.trim();
  const body = (repeats ? rest.join("\n") : text).trim();
  const after = before.slice(section.end);
  return `${before.slice(0, section.start)}${head}\n\n${body}${after === "" ? "" : `\n\n${after}`}`;
}

/** As sent; ClickUp puts a block break between what was there and what is added. */
function lengthAfter(before: string, text: string | undefined, mode: Mode): number {
  if (text === undefined) return before.length;
  if (mode === "replace" || mode === "replace_section") return text.length;
  return before === "" ? text.length : before.length + 2 + text.length;
}
