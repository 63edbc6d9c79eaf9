/** What a reference to a Doc or one of its pages means. ClickUp has no search by name: titles are read. */
import type { Doc, DocPage } from "../../clickup/client.ts";
import { isId } from "../../clickup/path.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup, Purpose } from "../directory/directory.ts";
import { hitsOf, type Named, pickOne, toKey } from "../directory/match.ts";
import { plainName } from "../directory/plain-name.ts";
import { parseReference, wrongKind } from "../directory/reference.ts";
import { invalidInput } from "../invalid-input.ts";
import type { PlaceLabels } from "../place-label.ts";
import { readTokenPages } from "../token-pages.ts";

export interface DocRef {
  workspaceId: string;
  id: string;
  /** Of a URL that leads to a page. */
  pageId?: string;
}

/** ClickUp's are "8cj9u1c-1101": the Workspace in letters and digits, and a number. */
const DOC_ID = /^(?=[a-z]*\d)[a-z0-9]{2,16}-\d{1,12}$/;
const PAGE_IN_URL = /\/v\/dc\/[\w-]+\/([\w-]+)/;
/** 100 titles each. */
const MAX_SEARCHED_PAGES = 10;

const MISSING = { what: "Doc", findWith: "clickup_doc_list" };

export async function findDoc(
  given: string,
  lookup: Lookup,
  context: ToolContext,
): Promise<DocRef> {
  const { directory, clickup } = context;
  const argument = lookup.argument ?? "doc";
  const reference = parseReference(given);
  if (reference.form === "url") {
    if (reference.kind !== "doc") throw wrongKind(reference.kind, "Doc", argument);
    const pageId = PAGE_IN_URL.exec(given)?.[1];
    const workspaceId = reference.workspaceId ?? (await directory.workspace(lookup.workspace)).id;
    return { workspaceId, id: reference.id, ...(pageId !== undefined && { pageId }) };
  }
  const { id: workspaceId } = await directory.workspace(lookup.workspace);
  if (DOC_ID.test(given)) return { workspaceId, id: given };
  const { rows, next } = await readTokenPages(
    async (token) => {
      const answer = await clickup.docs.search(workspaceId, {}, token);
      return { rows: answer.docs, ...(answer.next_cursor && { next: answer.next_cursor }) };
    },
    { from: undefined, limit: 10_000, maxPages: MAX_SEARCHED_PAGES, judge: () => "take" },
  );
  const named = rows.map(nameOf);
  const hits = hitsOf(given, named, lookup.purpose);
  if (next !== undefined && hits.length === 0) {
    throw invalidInput(
      argument,
      `None of the newest ${rows.length} Docs has this name; give the Doc's id or URL.`,
    );
  }
  return { workspaceId, id: pickOne(given, hits, named, MISSING).id };
}

function nameOf(doc: Doc): Named<Doc> {
  const name = plainName(doc.name);
  return { value: doc, id: doc.id, name, keys: [toKey(name)] };
}

/** Page ids look like Doc ids. Undefined for a name. */
export function pageIdOf(given: string): string | undefined {
  const inUrl = PAGE_IN_URL.exec(given)?.[1];
  if (inUrl !== undefined && isId(inUrl)) return inUrl;
  return DOC_ID.test(given) ? given : undefined;
}

/** The page that a name means, among all pages of its Doc. */
export function pageNamed(given: string, pages: readonly DocPage[], purpose: Purpose): DocPage {
  const named = flatten(pages).map((page): Named<DocPage> => {
    const name = plainName(page.name);
    return { value: page, id: page.id, name, keys: [toKey(name)] };
  });
  const hits = hitsOf(given, named, purpose);
  return pickOne(given, hits, named, { what: "page", findWith: "clickup_doc_get" });
}

export function flatten(pages: readonly DocPage[]): DocPage[] {
  return pages.flatMap((page) => [page, ...flatten(page.pages)]);
}

export function docUrl(workspaceId: string, docId: string, pageId?: string): string {
  const url = `https://app.clickup.com/${workspaceId}/v/dc/${docId}`;
  return pageId === undefined ? url : `${url}/${pageId}`;
}

const PARENTS: Readonly<Record<number, string>> = {
  1: "task",
  4: "space",
  5: "folder",
  6: "list",
  7: "everything",
  12: "workspace",
};

/** "list 901 (Backlog)": where a Doc hangs. */
export function parentOf({ parent }: Doc, labelOf: PlaceLabels): string | undefined {
  if (parent?.type === undefined) return undefined;
  return labelOf(PARENTS[parent.type] ?? "place", parent.id);
}
