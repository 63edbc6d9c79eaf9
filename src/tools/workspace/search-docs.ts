/** Docs by title, and on request by their pages, a call per Doc. */
import type { Doc } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import type { TokenPlace } from "../cursor.ts";
import { plainName } from "../directory/plain-name.ts";
import { docUrl, flatten } from "../doc/find.ts";
import { optionalPart } from "../steps.ts";
import type { TextHit } from "../text-match.ts";
import { readTokenPages, type Verdict } from "../token-pages.ts";
import type { Search, SearchRow } from "./search-scope.ts";

/** 100 Docs each. */
const MAX_PAGES = 5;
/** Docs whose pages are read for one answer. */
const MAX_BODIES = 20;

export interface DocRows {
  rows: SearchRow[];
  pages: number;
  scanned: number;
  next?: TokenPlace;
}

export async function searchDocs(
  { words, scope, limit, bodies, warnings }: Search,
  from: TokenPlace | undefined,
  { clickup }: ToolContext,
): Promise<DocRows> {
  const { workspaceId, inside } = scope;
  const hits = new Map<string, TextHit>();
  let pages = 0;
  let bodiesRead = 0;

  const judge = async (doc: Doc): Promise<Verdict> => {
    if (inside !== undefined && !inside.has(doc.parent?.id ?? "")) return "skip";
    const title = { in: "name", text: plainName(doc.name) };
    const ofTitle = words.hit([title], [doc.id]);
    if (ofTitle?.whole === true) {
      hits.set(doc.id, ofTitle);
      return "take";
    }
    if (!bodies) return "skip";
    if (bodiesRead >= MAX_BODIES) return "pause";
    bodiesRead += 1;
    const text = await optionalPart(`Doc ${doc.id}`, warnings, async () => {
      const all = flatten(await clickup.docs.pages(workspaceId, doc.id, "text/plain"));
      return all.map(({ name, content }) => `${name}\n${content ?? ""}`).join("\n");
    });
    const hit = text === undefined ? undefined : words.hit([title, { in: "pages", text }]);
    if (hit?.whole !== true) return "skip";
    hits.set(doc.id, hit);
    return "take";
  };
  const found = await optionalPart("Docs", warnings, () =>
    readTokenPages(
      async (token) => {
        pages += 1;
        const answer = await clickup.docs.search(workspaceId, {}, token);
        return { rows: answer.docs, ...(answer.next_cursor && { next: answer.next_cursor }) };
      },
      { from, limit, maxPages: MAX_PAGES, judge },
    ),
  );
  const rows = (found?.rows ?? []).map((doc): SearchRow => {
    const hit = hits.get(doc.id);
    return {
      type: "doc",
      id: doc.id,
      name: plainName(doc.name) || "(no name)",
      ...(hit?.snippet !== undefined && { snippet: hit.snippet }),
      url: docUrl(workspaceId, doc.id),
      score: hit?.score ?? 0,
    };
  });
  return {
    rows,
    pages,
    scanned: found?.scanned ?? 0,
    ...(found?.next !== undefined && { next: found.next }),
  };
}
