/** Tasks by words: pages are scanned, newest changes first. */
import type { Task } from "../../clickup/client.ts";
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import type { PagePlace } from "../cursor.ts";
import { plainName } from "../directory/plain-name.ts";
import { resolveFilter } from "../task/filter.ts";
import { parseRange, sinceWords } from "../task/filter-dates.ts";
import { scanNote, scanTasks } from "../task/scan.ts";
import type { TextHit } from "../text-match.ts";
import type { Search, SearchRow } from "./search-scope.ts";

export interface FoundTasks {
  rows: SearchRow[];
  pages: number;
  scanned: number;
  next?: PagePlace;
  /** Why not all were read. */
  note?: string;
}

export async function searchTasks(
  asked: {
    in?: string[] | undefined;
    assignees?: string[] | undefined;
    status?: string[] | undefined;
    updated_after?: string | undefined;
    include_closed?: boolean | undefined;
    workspace?: string | undefined;
  },
  { words, scope, limit, bodies }: Search,
  { from, maxPages }: { from: PagePlace | undefined; maxPages: number },
  clock: Clock,
  context: ToolContext,
): Promise<FoundTasks> {
  const { assignees, status, include_closed } = asked;
  const updated = asked.updated_after && since(asked.updated_after, clock);
  const query = await resolveFilter(
    { in: asked.in, assignees, status, updated, include_closed, subtasks: true },
    context,
    clock,
    { workspace: asked.workspace, order: "updated" },
  );
  const hits = new Map<string, TextHit>();
  const scan = await scanTasks(context, query, {
    from,
    limit,
    maxPages,
    matches: (task) => {
      const body = bodies
        ? [{ in: "text", text: task.text_content ?? task.description ?? "" }]
        : [];
      const ids = task.custom_id === undefined ? [task.id] : [task.id, task.custom_id];
      const hit = words.hit([{ in: "name", text: task.name }, ...body], ids);
      if (hit?.whole !== true) return false;
      hits.set(task.id, hit);
      return true;
    },
  });
  await query.confirm();
  const paths = new Map(scope.index.lists.map(({ id, path }) => [id, path]));
  const rows = scan.tasks.map((task): SearchRow => {
    const hit = hits.get(task.id);
    const path = pathOf(task, paths);
    return {
      type: "task",
      id: task.id,
      name: plainName(task.name),
      ...(path !== undefined && { path }),
      ...(hit?.snippet !== undefined && { snippet: hit.snippet }),
      ...(task.url !== undefined && { url: task.url }),
      score: hit?.score ?? 0,
    };
  });
  const note = scanNote(scan);
  return {
    rows,
    pages: scan.pages,
    scanned: scan.scanned,
    ...(scan.next !== undefined && { next: scan.next }),
    ...(note !== undefined && { note }),
  };
}

/** The filter's words for it, once they are known to be understood. */
function since(text: string, clock: Clock): string {
  const words = sinceWords(text);
  parseRange(words, "updated_after", clock);
  return words;
}

function pathOf({ list }: Task, paths: ReadonlyMap<string, string>): string | undefined {
  return list === undefined ? undefined : (paths.get(list.id) ?? list.name);
}
