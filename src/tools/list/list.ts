import * as z from "zod";
import type { List } from "../../clickup/client.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { fromCursor, toCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import type { ListEntry, PlaceRef } from "../directory/directory.ts";
import { folderPath } from "../directory/folder-path.ts";
import { notShown } from "../directory/hierarchy.ts";
import { plainName } from "../directory/plain-name.ts";
import { Cursor, Reference, Words, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { personName } from "../task/summary.ts";
import { withoutEmpty } from "../without-empty.ts";
import { dueOf } from "./due.ts";

const MAX_ROWS = 500;
const DEFAULT_ROWS = 100;
const CURSOR_PAGE = 100;

const ListRow = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string().optional(),
  task_count: z.number().optional(),
  color: z.string().optional(),
  due: z.string().optional(),
  assignee: z.string().optional(),
  archived: z.boolean().optional(),
});
type ListRow = z.output<typeof ListRow>;

export const listList = defineTool({
  name: "clickup_list_list",
  title: "List Lists",
  description:
    "Lists of a Folder, a Space or the whole Workspace, with size and due date. For tasks use clickup_list_get.",
  toolset: "structure",
  tier: "premium",
  annotations: READS,
  input: z.object({
    in: Reference.optional(),
    include_folders: z.boolean().optional().describe("Those below, too."),
    name_filter: Words.optional(),
    has_due: z.boolean().optional(),
    archived: z.boolean().optional().describe("Also archived ones."),
    limit: z.int().min(1).max(MAX_ROWS).optional(),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: z.object({
    lists: z.array(ListRow),
    total: z.number(),
    complete: z.boolean(),
    next_cursor: z.string().optional(),
    note: z.string().optional(),
  }),
  listedOutput: ["lists", "complete", "next_cursor"],
  missing: { what: "Folder", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ cursor, limit = DEFAULT_ROWS, ...asked }, context) => {
    const { directory } = context;
    const lookup = { purpose: "read", workspace: asked.workspace, argument: "in" } as const;
    const place = asked.in === undefined ? undefined : await directory.container(asked.in, lookup);
    const from = await fromCursor(cursor, asked);
    const { rows: all, refused = [] } =
      place === undefined
        ? await ofWorkspace(asked, context)
        : { rows: await ofPlace(place, asked, context) };
    const wanted = asked.name_filter === undefined ? "" : foldName(asked.name_filter);
    const rows = all
      .filter(({ name }) => foldName(name).includes(wanted))
      .filter(({ due }) => asked.has_due === undefined || (due !== undefined) === asked.has_due);
    const start = from === undefined ? 0 : from.page * CURSOR_PAGE + from.row;
    const lists = rows.slice(start, start + limit);
    const next = start + lists.length;
    const complete = next >= rows.length;
    const at = { page: Math.floor(next / CURSOR_PAGE), row: next % CURSOR_PAGE };
    return {
      lists,
      total: rows.length,
      complete,
      ...(!complete && { next_cursor: await toCursor(at, asked) }),
      ...(refused.length > 0 && { note: notShown(refused) }),
    };
  },
});

interface Asked {
  include_folders?: boolean | undefined;
  archived?: boolean | undefined;
  workspace?: string | undefined;
}

/** From the index, which knows no colours and no owners. */
async function ofWorkspace(
  { archived = false, workspace }: Asked,
  context: ToolContext,
): Promise<{ rows: ListRow[]; refused: readonly string[] }> {
  const { id } = await context.directory.workspace(workspace);
  const { lists, refusedSpaces } = await context.directory.index(id, { archived });
  const clock = lists.some(({ dueMs }) => dueMs !== undefined)
    ? await userClock(context)
    : undefined;
  return { rows: lists.map((list) => entryRow(list, clock)), refused: refusedSpaces };
}

function entryRow(list: ListEntry, clock: Clock | undefined): ListRow {
  const { id, name, path, taskCount, dueMs, archived } = list;
  return {
    id,
    name,
    ...withoutEmpty({
      path,
      task_count: taskCount,
      due: clock && dueOf({ due_date: dueMs, due_date_time: undefined }, clock),
      archived: archived ? true : undefined,
    }),
  };
}

interface Read {
  list: List;
  /** From the place down; undefined in the place itself. */
  below?: string;
}

async function ofPlace(
  place: PlaceRef,
  { include_folders = false, archived = false }: Asked,
  context: ToolContext,
): Promise<ListRow[]> {
  const both = archived ? [false, true] : [false];
  const read = await Promise.all(
    both.map((old) => readPlace(place, include_folders, old, context)),
  );
  const found = read.flat();
  const clock = found.some(({ list }) => list.due_date !== undefined)
    ? await userClock(context)
    : undefined;
  const above = place.path ?? (await pathOf(place, found, context));
  return found.map(({ list, below }) => {
    const parts = [above, below, plainName(list.name)];
    return {
      id: list.id,
      name: plainName(list.name),
      path: parts.filter((part) => part !== undefined && part !== "").join(" / "),
      ...withoutEmpty({
        task_count: list.task_count,
        color: list.status?.status,
        due: clock && dueOf(list, clock),
        assignee: list.assignee === undefined ? undefined : personName(list.assignee),
        archived: list.archived === true ? true : undefined,
      }),
    };
  });
}

/** The Lists of a Folder known by its id alone tell its Space. */
async function pathOf(
  { kind, id }: PlaceRef,
  found: readonly Read[],
  context: ToolContext,
): Promise<string | undefined> {
  const space = found.find(({ list }) => list.space !== undefined)?.list.space;
  if (space === undefined) return undefined;
  if (kind !== "folder") return space.name;
  const own = found.find(({ below }) => below === undefined)?.list;
  return (await folderPath(id, space, context)) ?? own?.folder?.name;
}

async function readPlace(
  { kind, id, spaceId }: PlaceRef,
  withFolders: boolean,
  archived: boolean,
  { clickup }: ToolContext,
): Promise<Read[]> {
  const own =
    kind === "space"
      ? clickup.lists.inSpace(id, { archived })
      : clickup.lists.inFolder(id, { archived });
  if (!withFolders) return (await own).map((list) => ({ list }));
  // A Folder's Space may not be known; the Lists themselves tell it.
  const home = kind === "space" ? id : (spaceId ?? (await own)[0]?.space?.id);
  const [lists, folders] = await Promise.all([
    own,
    home === undefined ? [] : clickup.folders.list(home, { archived }),
  ]);
  const namesDownTo = (folderId: string): string[] => {
    const folder = folders.find((one) => one.id === folderId);
    if (folder === undefined || folderId === id) return [];
    const above = folder.parent_folder === undefined ? [] : namesDownTo(folder.parent_folder);
    return [...above, plainName(folder.name)];
  };
  const below = new Set(kind === "space" ? folders.map((folder) => folder.id) : [id]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const folder of folders) {
      if (below.has(folder.parent_folder ?? "")) below.add(folder.id);
    }
  }
  const inside = folders
    .filter((folder) => folder.id !== id && below.has(folder.id) && folder.hidden !== true)
    .flatMap((folder) =>
      folder.lists
        .filter((list) => (list.archived ?? archived) === archived)
        .map((list) => ({ list, below: namesDownTo(folder.id).join(" / ") })),
    );
  return [...lists.map((list) => ({ list })), ...inside];
}
