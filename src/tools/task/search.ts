import * as z from "zod";
import type { Task } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import { toMarkdown } from "../comment-text.ts";
import type { ToolContext } from "../context.ts";
import { fromCursor, toCursor } from "../cursor.ts";
import { readFieldValues } from "../custom-field/read-value.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, FieldValues, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { nestedArguments } from "../nested-arguments.ts";
import { optionalPart } from "../steps.ts";
import {
  isWanted,
  MATCH_MODES,
  type MatchMode,
  parseTextQuery,
  type SearchText,
  type TextHit,
  type TextQuery,
} from "../text-match.ts";
import { withoutEmpty } from "../without-empty.ts";
import { filterShape, resolveFilter } from "./filter.ts";
import { textOfRows } from "./rows.ts";
import { MAX_SEARCH_PAGES, SEARCH_PAGES, scanNote, scanTasks } from "./scan.ts";
import { TaskRow, toTaskRow } from "./summary.ts";

const MAX_ROWS = 100;
const DEFAULT_ROWS = 20;
const MAX_QUERIES = 10;
/** One call each. */
const MAX_COMMENTED = 10;
const COMMENTS_READ = 25;

const PLACES = ["name", "description", "fields", "comments"] as const;
type Place = (typeof PLACES)[number];
const DEFAULT_PLACES: readonly Place[] = ["name", "description", "fields"];

const Query = z.string().trim().min(1).max(500);

const Found = TaskRow.extend({ score: z.number(), snippet: z.string().optional() });
type Found = z.output<typeof Found>;

const { in: inPlaces, status, assignees, tags, updated, include_closed } = filterShape;
// The words decide what is in; the rarer filters cost their tokens only once, at task_list.
const { name: _name, ...filters } = filterShape;
const Filter = z.object(filters);

export const taskSearch = defineTool({
  name: "clickup_task_search",
  title: "Search tasks",
  description:
    "Finds tasks by words. The newest changes are scanned, comments of likely hits only; complete says " +
    "whether all were. For Docs and Lists too use clickup_workspace_search.",
  toolset: "tasks",
  tier: "premium",
  annotations: READS,
  input: z.object({
    query: Query.optional().describe('Words, "a phrase", -without'),
    queries: z.array(Query).min(1).max(MAX_QUERIES).optional().describe("Share one scan."),
    match: z.enum(MATCH_MODES).optional(),
    search_in: z.array(z.enum(PLACES)).min(1).optional().describe("Default all but comments."),
    in: inPlaces,
    status,
    assignees,
    tags,
    updated,
    include_closed,
    filter: FieldValues.optional().describe("More, as in clickup_task_list."),
    max_pages: z.int().min(1).max(MAX_SEARCH_PAGES).optional().describe("Of 100; default 5."),
    limit: z.int().min(1).max(MAX_ROWS).optional(),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: z.object({
    tasks: z.array(Found).optional(),
    results: z.array(z.object({ query: z.string(), tasks: z.array(Found) })).optional(),
    scanned: z.number(),
    complete: z.boolean(),
    next_cursor: z.string().optional(),
    note: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["tasks", "results", "scanned", "complete", "next_cursor"],
  missing: { what: "List", findWith: "clickup_workspace_hierarchy" },
  text: textOfRows,
  handler: async (asked, context) => {
    const { cursor, limit = DEFAULT_ROWS, max_pages = SEARCH_PAGES, ...rest } = asked;
    const { match = "all", search_in: places = DEFAULT_PLACES } = asked;
    if ((asked.query === undefined) === (asked.queries === undefined)) {
      throw invalidInput("query", 'Give either "query" or "queries".', ["query", "queries"]);
    }
    const given = asked.queries ?? [asked.query ?? ""];
    const searches = given.map((query) => new Search(query, match));
    const clock = await userClock(context);
    const from = await fromCursor(cursor, rest);
    const more = nestedArguments(Filter, asked.filter ?? {}, "filter");
    const wanted = withoutUndefined({
      in: asked.in,
      status: asked.status,
      assignees: asked.assignees,
      tags: asked.tags,
      updated: asked.updated,
      include_closed: asked.include_closed,
    });
    const query = await resolveFilter({ subtasks: true, ...more, ...wanted }, context, clock, {
      workspace: asked.workspace,
      order: "updated",
    });
    const inComments = places.includes("comments");
    const scan = await scanTasks(context, query, {
      from,
      limit: Number.POSITIVE_INFINITY,
      maxPages: max_pages,
      matches: (task) => {
        const texts = textsOf(task, places, clock);
        for (const search of searches) search.look(task, texts, inComments);
        return false; // each search keeps its own, and thousands of others go
      },
    });
    await query.confirm();
    const warnings: string[] = [];
    if (inComments) await readComments(searches, places, clock, context, warnings);
    const answers = searches.map((search) => ({
      query: search.query,
      tasks: search.best(limit).map((one) => foundRow(one, clock)),
    }));
    const note = noteOf(searches, limit, asked.include_closed ?? more.include_closed ?? false);
    return {
      ...(asked.queries === undefined ? { tasks: answers[0]?.tasks ?? [] } : { results: answers }),
      ...withoutEmpty({
        next_cursor: scan.next && (await toCursor(scan.next, rest)),
        note: [scanNote(scan), ...note].filter((one) => one !== undefined).join(" "),
        warnings,
      }),
      scanned: scan.scanned,
      complete: scan.complete,
    };
  },
});

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, inner]) => inner !== undefined),
  ) as Partial<T>;
}

interface Candidate {
  task: Task;
  hit: TextHit | undefined;
}

/** One query's hits, and what its comments may yet make one. */
class Search {
  readonly query: string;
  readonly #text: TextQuery;
  readonly #mode: MatchMode;
  readonly #hits: { task: Task; hit: TextHit }[] = [];
  #maybe: Candidate[] = [];
  #passed = 0;

  constructor(query: string, mode: MatchMode) {
    this.query = query;
    this.#text = parseTextQuery(query, mode);
    this.#mode = mode;
  }

  look(task: Task, texts: readonly SearchText[], comments: boolean): void {
    const ids = task.custom_id === undefined ? [task.id] : [task.id, task.custom_id];
    const hit = this.#text.hit(texts, ids);
    if (isWanted(hit, this.#mode)) this.#hits.push({ task, hit });
    else if (comments) this.#unlikely(task, hit);
  }

  /** Few are kept, whatever the scan is long. */
  #unlikely(task: Task, hit: TextHit | undefined): void {
    this.#passed += 1;
    if (hit !== undefined || this.#maybe.length < MAX_COMMENTED) this.#maybe.push({ task, hit });
    if (this.#maybe.length > 10 * MAX_COMMENTED)
      this.#maybe = this.candidates().slice(0, MAX_COMMENTED);
  }

  /** How many tasks were passed over whose comments could hold the words. */
  get passed(): number {
    return this.#passed;
  }

  get hits(): number {
    return this.#hits.length;
  }

  best(limit: number): { task: Task; hit: TextHit }[] {
    return this.#hits.toSorted((a, b) => b.hit.score - a.hit.score).slice(0, limit);
  }

  /** Tasks whose comments may hold the rest; those that hold a part already come first. */
  candidates(): Candidate[] {
    return this.#maybe.toSorted((a, b) => (b.hit?.score ?? 0) - (a.hit?.score ?? 0));
  }

  lookAgain(task: Task, texts: readonly SearchText[]): void {
    const hit = this.#text.hit(texts);
    if (isWanted(hit, this.#mode)) this.#hits.push({ task, hit });
  }
}

function textsOf(task: Task, places: readonly Place[], clock: Clock): SearchText[] {
  const texts: SearchText[] = [];
  if (places.includes("name")) texts.push({ in: "name", text: task.name });
  if (places.includes("description")) {
    texts.push({ in: "description", text: task.text_content ?? task.description ?? "" });
  }
  if (places.includes("fields")) {
    const values = Object.values(readFieldValues(task.custom_fields, clock));
    const text = values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
    texts.push({ in: "fields", text: text.join(" \n") });
  }
  return texts;
}

async function readComments(
  searches: readonly Search[],
  places: readonly Place[],
  clock: Clock,
  { clickup, progress }: ToolContext,
  warnings: string[],
): Promise<void> {
  const wanted = new Map<string, Task>();
  for (const search of searches) {
    for (const { task } of search.candidates().slice(0, MAX_COMMENTED)) wanted.set(task.id, task);
  }
  const tasks = [...wanted.values()].slice(0, MAX_COMMENTED);
  if (searches.some(({ passed }) => passed > tasks.length)) {
    warnings.push(`Comments of the ${tasks.length} likeliest tasks were read, not of all.`);
  }
  progress.at(`reading the comments of ${tasks.length} tasks`, tasks.length);
  await Promise.all(
    tasks.map(async (task) => {
      const text = await optionalPart(`comments of ${task.id}`, warnings, async () => {
        const parts: string[] = [];
        for await (const one of clickup.comments.scanTask(task.id, COMMENTS_READ)) {
          parts.push(one.comment_text || toMarkdown(one.comment));
        }
        return parts.join("\n");
      });
      if (text === undefined) return;
      const texts = [...textsOf(task, places, clock), { in: "comments", text }];
      for (const search of searches) {
        if (search.candidates().some((one) => one.task === task)) search.lookAgain(task, texts);
      }
    }),
  );
}

function foundRow({ task, hit }: { task: Task; hit: TextHit }, clock: Clock): Found {
  return {
    ...toTaskRow(task, clock),
    score: hit.score,
    ...(hit.snippet && { snippet: hit.snippet }),
  };
}

function noteOf(searches: readonly Search[], limit: number, closed: boolean): string[] {
  const notes: string[] = [];
  if (searches.some(({ hits }) => hits > limit)) {
    notes.push(`The best ${limit} hits are shown; there are more.`);
  }
  if (!closed && searches.some(({ hits }) => hits === 0)) {
    notes.push("Closed tasks were not searched; include_closed does.");
  }
  return notes;
}
