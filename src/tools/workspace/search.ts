import * as z from "zod";
import { userClock } from "../clock.ts";
import { fromMarkCursor, type PagePlace, type TokenPlace, toMarkCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, References, Words, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { MAX_SEARCH_PAGES, SEARCH_PAGES } from "../task/scan.ts";
import { parseTextQuery } from "../text-match.ts";
import { withoutEmpty } from "../without-empty.ts";
import { searchDocs } from "./search-docs.ts";
import { searchKnown } from "./search-known.ts";
import {
  SEARCHED_TYPES,
  type SearchedType,
  SearchRow,
  type SearchScope,
  scopeFor,
} from "./search-scope.ts";
import { searchTasks } from "./search-tasks.ts";

const MAX_ROWS = 100;
const DEFAULT_ROWS = 20;

/** Where each kind of thing goes on; absent when there is no more of it. */
const Mark = z.object({
  /** Rows of each kind that is known at once, already given. */
  k: z.int().min(0).optional(),
  t: z.object({ page: z.int(), row: z.int(), part: z.int().optional() }).optional(),
  d: z.object({ token: z.string(), row: z.int() }).optional(),
});
type Mark = z.output<typeof Mark>;

export const workspaceSearch = defineTool({
  name: "clickup_workspace_search",
  title: "Search everything",
  description:
    "Finds tasks, places, Docs, views, people and chat channels by words. Tasks are scanned, newest " +
    "changes first; complete says whether all. Tasks alone: clickup_task_search.",
  toolset: "workspace",
  tier: "premium",
  annotations: READS,
  input: z.object({
    query: z.string().trim().min(1).max(500).describe('Words, "a phrase", -without'),
    types: z.array(z.enum(SEARCHED_TYPES)).min(1).optional(),
    in: References.optional(),
    assignees: References.optional().describe("Tasks only, like status."),
    status: References.optional(),
    updated_after: Words.optional(),
    include_closed: z.boolean().optional(),
    search_bodies: z.boolean().optional(),
    limit: z.int().min(1).max(MAX_ROWS).optional().describe("Of each type."),
    max_pages: z.int().min(1).max(MAX_SEARCH_PAGES).optional(),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: z.object({
    rows: z.array(SearchRow),
    pages_read: z.number(),
    scanned: z.number(),
    complete: z.boolean(),
    next_cursor: z.string().optional(),
    note: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["rows", "scanned", "complete", "next_cursor"],
  missing: { what: "place", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context) => {
    const { cursor, limit = DEFAULT_ROWS, max_pages = SEARCH_PAGES, ...rest } = asked;
    const clock = await userClock(context);
    const words = parseTextQuery(asked.query, "all");
    const from = parseMark(await fromMarkCursor(cursor, rest));
    const warnings: string[] = [];
    const scope: SearchScope = await scopeFor(asked, context);
    const wants = (type: SearchedType) => scope.types.has(type);
    const search = { words, scope, limit, bodies: asked.search_bodies === true, warnings };

    const [known, docs, tasks] = await Promise.all([
      from === undefined || from.k !== undefined
        ? searchKnown(search, from?.k ?? 0, context)
        : undefined,
      wants("doc") && (from === undefined || from.d !== undefined)
        ? searchDocs(search, from?.d, context)
        : undefined,
      wants("task") && (from === undefined || from.t !== undefined)
        ? searchTasks(
            asked,
            search,
            { from: from?.t && pagePlace(from.t), maxPages: max_pages },
            clock,
            context,
          )
        : undefined,
    ]);
    const mark: Mark = {
      ...(known?.next !== undefined && { k: known.next }),
      ...(docs?.next !== undefined && { d: docs.next satisfies TokenPlace }),
      ...(tasks?.next !== undefined && { t: tasks.next satisfies PagePlace }),
    };
    const open = Object.keys(mark).length > 0;
    const rows = [...(known?.rows ?? []), ...(tasks?.rows ?? []), ...(docs?.rows ?? [])].toSorted(
      (a, b) => b.score - a.score,
    );
    const notes = [
      tasks?.note,
      open && tasks?.note === undefined
        ? "There is more to look at; go on with next_cursor."
        : undefined,
      tasks !== undefined && tasks.rows.length === 0 && asked.include_closed !== true
        ? "Closed tasks were not searched; include_closed does."
        : undefined,
    ].filter((one) => one !== undefined);
    return {
      rows,
      pages_read: (tasks?.pages ?? 0) + (docs?.pages ?? 0),
      scanned: (known?.scanned ?? 0) + (tasks?.scanned ?? 0) + (docs?.scanned ?? 0),
      // What was refused was not searched.
      complete: !open && warnings.length === 0,
      ...withoutEmpty({
        next_cursor: open ? await toMarkCursor(JSON.stringify(mark), rest) : undefined,
        note: notes.join(" "),
        warnings,
      }),
    };
  },
});

function pagePlace({ page, row, part }: NonNullable<Mark["t"]>): PagePlace {
  return { page, row, ...(part !== undefined && { part }) };
}

function parseMark(text: string | undefined): Mark | undefined {
  if (text === undefined) return undefined;
  try {
    return Mark.parse(JSON.parse(text));
  } catch {
    throw invalidInput(
      "cursor",
      '"cursor" is not one that this tool gave out; leave it out to start.',
    );
  }
}
