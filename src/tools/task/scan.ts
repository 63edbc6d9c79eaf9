/**
 * Reads the pages of a query until enough is found, and stops early, with a place to go on from, before the
 * token's minute, the call's time or the answer's size is used up. What was not read is never "not there".
 */
import type { ClickUp, Task, TaskPage } from "../../clickup/client.ts";
import { ClickUpError, ClickUpUnreachable } from "../../clickup/errors.ts";
import type { PagePlace } from "../cursor.ts";
import type { Progress } from "../progress.ts";
import type { TaskQuery } from "./filter.ts";

const PAGE_ROWS = 100;
/** One of the four requests at once stays free for the user's other calls. */
const MAX_PAGES_AT_ONCE = 3;
/** Before this many pages a query may end any moment, and a page read ahead would be wasted. */
const PAGES_ONE_BY_ONE = 3;
/** Left of the minute for whoever calls next. */
const RESERVED_CALLS = 5;
/** A page can take some seconds, and what was read has to be answered in time. */
const RESERVED_MS = 6_000;
/** Tasks that a count, a grouping or a report reads: a fifth of ClickUp's minute on most plans. */
export const MAX_COUNTED = 2_000;
/** Of 100 tasks each, for a search by words: some seconds, and a twentieth of ClickUp's minute on most plans. */
export const SEARCH_PAGES = 5;
/** What a search may be told to read: more than half of that minute. */
export const MAX_SEARCH_PAGES = 60;

/** "repeats": a page brought nothing but what an earlier one had. */
export type ScanStop = "limit" | "pages" | "minute" | "time" | "size" | "repeats";

export interface ScanOptions {
  from?: PagePlace | undefined;
  /** Tasks wanted. */
  limit: number;
  /** Pages at most. */
  maxPages?: number;
  /** Beyond what the query asks. */
  matches?(task: Task): boolean;
  /** Characters that a task takes in the answer, and how many there may be. */
  sizeOf?(task: Task): number;
  maxSize?: number;
}

export interface TaskScan {
  /** Each once, in ClickUp's order. */
  tasks: Task[];
  /** Tasks looked at. */
  scanned: number;
  pages: number;
  /** True when everything there is was read. */
  complete: boolean;
  /** Where to go on, and why it stopped, when not complete. */
  next?: PagePlace;
  stoppedBy?: ScanStop;
}

export async function scanTasks(
  { clickup, progress }: { clickup: Pick<ClickUp, "left">; progress: Progress },
  query: TaskQuery,
  options: ScanOptions,
): Promise<TaskScan> {
  const {
    limit,
    maxPages = Number.POSITIVE_INFINITY,
    maxSize = Number.POSITIVE_INFINITY,
  } = options;
  const found = new Map<string, Task>();
  const state = { scanned: 0, pages: 0, size: 0 };
  const seen = new Set<string>();
  let { part = 0, page, row } = options.from ?? { page: 0, row: 0 };

  const end = (next?: PagePlace, stoppedBy?: ScanStop): TaskScan => ({
    tasks: [...found.values()],
    scanned: state.scanned,
    pages: state.pages,
    complete: next === undefined && stoppedBy === undefined,
    ...(next !== undefined && { next }),
    ...(stoppedBy !== undefined && { stoppedBy }),
  });
  const placeOf = (atPage: number, atRow: number): PagePlace => ({
    page: atPage,
    row: atRow,
    ...(part > 0 && { part }),
  });

  for (; part < query.parts.length; part += 1, page = 0, row = 0) {
    const source = query.parts[part];
    if (source === undefined) break;
    const ahead = new PagesAhead(source);
    /** The same task may well lie in several parts. */
    const inPart = new Set<string>();
    for (let last = false; !last; page += 1, row = 0) {
      if (!ahead.has(page)) {
        const stop = state.pages === 0 ? undefined : stopBefore(clickup, state.pages, maxPages);
        if (stop !== undefined) return end(placeOf(page, row), stop);
        // A page that would be cut would have to be read again.
        if (pagesThatFit(state, maxSize) < 1) return end(placeOf(page, row), "size");
      }
      const wide = pagesAtOnce(query, state, {
        page,
        missing: query.checkedHere.length > 0 || options.matches ? undefined : limit - found.size,
        pagesLeft: maxPages - state.pages,
        fitting: pagesThatFit(state, maxSize),
      });
      ahead.start(page, wide, () => clickup.left().calls > RESERVED_CALLS);
      progress.at(`${state.scanned} tasks read`, pagesToCome(query, state, maxPages));
      const got = await ahead.take(page, state.pages > 0);
      if (typeof got === "string") return end(placeOf(page, row), got);
      state.pages += 1;
      last = got.lastPage || got.tasks.length === 0;
      const before = inPart.size;
      for (const { id } of got.tasks) inPart.add(id);
      // A listing that stands still would be read until the minute is used up.
      if (!last && inPart.size === before) return end(undefined, "repeats");
      for (const [at, task] of got.tasks.entries()) {
        if (at < row) continue;
        if (seen.has(task.id)) continue;
        seen.add(task.id);
        state.scanned += 1;
        if (!query.matches(task) || options.matches?.(task) === false) continue;
        const size = options.sizeOf?.(task) ?? 0;
        if (found.size > 0 && state.size + size > maxSize) {
          return end(placeOf(page, at), "size");
        }
        state.size += size;
        found.set(task.id, task);
        if (found.size < limit) continue;
        if (at + 1 < got.tasks.length) return end(placeOf(page, at + 1), "limit");
        if (!last) return end(placeOf(page + 1, 0), "limit");
        if (part + 1 >= query.parts.length) return end();
        part += 1;
        return end(placeOf(0, 0), "limit");
      }
      if (last) progress.at(`${state.scanned} tasks read`);
    }
  }
  return end();
}

/** In words for a model; undefined when all was read. */
export function scanNote({ complete, stoppedBy, scanned }: TaskScan): string | undefined {
  if (complete || stoppedBy === "limit") return undefined;
  if (stoppedBy === "repeats") {
    return `Only a part was read (${scanned} tasks): ClickUp gave the same page again. There may be more.`;
  }
  const why = {
    pages: "the page limit of this call was reached",
    minute: "ClickUp's calls a minute are nearly used up",
    time: "the time of one call was nearly used up",
    size: "the answer would get too large",
  }[stoppedBy ?? "pages"];
  return `Only a part was read (${scanned} tasks): ${why}. There may be more; go on with next_cursor.`;
}

function stopBefore(
  clickup: Pick<ClickUp, "left">,
  pages: number,
  maxPages: number,
): ScanStop | undefined {
  if (pages >= maxPages) return "pages";
  const { calls, ms } = clickup.left();
  if (calls <= RESERVED_CALLS) return "minute";
  return ms <= RESERVED_MS ? "time" : undefined;
}

/** Undefined where nobody knows how many there are. */
function pagesToCome(
  { expected }: TaskQuery,
  { pages, scanned }: { pages: number; scanned: number },
  maxPages: number,
): number | undefined {
  if (expected === undefined) return undefined;
  return Math.max(1, Math.min(Math.ceil((expected - scanned) / PAGE_ROWS), maxPages - pages));
}

/** By what the pages so far took of the answer. */
function pagesThatFit({ pages, size }: { pages: number; size: number }, maxSize: number): number {
  return size === 0 ? Number.POSITIVE_INFINITY : Math.floor((maxSize - size) / (size / pages));
}

/** How many from this page on may be under way together. */
function pagesAtOnce(
  { expected = 0 }: TaskQuery,
  { pages }: { pages: number },
  wanted: { page: number; missing: number | undefined; pagesLeft: number; fitting: number },
): number {
  if (pages === 0) return 1;
  const beyond = wanted.page - Math.ceil(expected / PAGE_ROWS);
  // Counts know nothing of subtasks, for one: behind them are none, or many more.
  const guessed = beyond < PAGES_ONE_BY_ONE ? 1 : MAX_PAGES_AT_ONCE;
  const likely = beyond < 0 ? -beyond : guessed;
  const needed = wanted.missing === undefined ? likely : Math.ceil(wanted.missing / PAGE_ROWS);
  return Math.max(1, Math.min(MAX_PAGES_AT_ONCE, likely, needed, wanted.pagesLeft, wanted.fitting));
}

/** Pages of one listing under way, so that the next ones travel while one is looked at. */
class PagesAhead {
  readonly #source: { read(page: number): Promise<TaskPage> };
  readonly #underWay = new Map<number, Promise<{ page: TaskPage } | { error: unknown }>>();

  constructor(source: { read(page: number): Promise<TaskPage> }) {
    this.#source = source;
  }

  has(page: number): boolean {
    return this.#underWay.has(page);
  }

  /** `page` whatever it costs, those behind it only where `affordable`. */
  start(page: number, count: number, affordable: () => boolean): void {
    for (let next = page; next < page + count; next += 1) {
      if (this.has(next)) continue;
      if (next > page && !affordable()) return;
      // Settled at once: a page that is not wanted in the end must not be an unhandled rejection.
      const read = this.#source.read(next).then(
        (got) => ({ page: got }),
        (error: unknown) => ({ error }),
      );
      this.#underWay.set(next, read);
    }
  }

  /** Why the scan ends here, when ClickUp's minute or the call's time ended and something was read before. */
  async take(page: number, hasSome: boolean): Promise<TaskPage | ScanStop> {
    const read = await this.#underWay.get(page);
    if (read === undefined) throw new Error(`page ${page} was not started`);
    this.#underWay.delete(page);
    if ("page" in read) return read.page;
    const stop = stopOf(read.error);
    if (stop === undefined || !hasSome) throw read.error;
    return stop;
  }
}

function stopOf(error: unknown): ScanStop | undefined {
  if (error instanceof ClickUpError && error.refusal === "rate_limited") return "minute";
  return error instanceof ClickUpUnreachable && error.because === "out_of_time"
    ? "time"
    : undefined;
}
