import * as z from "zod";
import { FailureError } from "../../domain/failure.ts";
import { fromCursor, toCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import type { HierarchyIndex, PlaceEntry } from "../directory/directory.ts";
import { effectiveStatuses } from "../directory/entries.ts";
import { notShown } from "../directory/hierarchy.ts";
import { inTreeOrder } from "../directory/tree.ts";
import { Cursor, Reference, Workspace } from "../fields.ts";
import { MemberRow, memberNames, TeamRow, toTeamRow } from "../member/row.ts";
import { isLike } from "../nearest.ts";

const NAME = "clickup_workspace_hierarchy";
const MAX_ROWS = 500; // a listing's cap (docs/api.md)
const DEFAULT_ROWS = 200;
const MAX_DEPTH = 5;
const CURSOR_PAGE = 100;
const INHERITED = "Where no statuses are shown, those of the Folder or Space above hold.";
/** As near as a read by name may be. */
const FUZZY_UP_TO = 0.3;

const Row = z.object({
  type: z.enum(["space", "folder", "list"]),
  id: z.string(),
  name: z.string(),
  path: z.string(),
  tasks: z.number().optional(),
  private: z.boolean().optional(),
  archived: z.boolean().optional(),
  statuses: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
});
type Row = z.output<typeof Row>;

const Output = z.object({
  workspace: z.object({ id: z.string(), name: z.string() }),
  rows: z.array(Row),
  members: z.array(MemberRow).optional(),
  teams: z.array(TeamRow).optional(),
  refused: z.array(z.string()).optional(),
  index_age_s: z.number(),
  truncated: z.boolean(),
  next_cursor: z.string().optional(),
});

export const workspaceHierarchy = defineTool({
  name: NAME,
  title: "Workspace hierarchy",
  description:
    "The tree of Spaces, Folders and Lists with the ids and names that other tools take. Kept for 10 " +
    "minutes. For tasks use clickup_list_get.",
  toolset: "workspace",
  tier: "free",
  annotations: READS,
  input: z.object({
    root: Reference.optional().describe("Space or Folder; default all."),
    depth: z.int().min(1).max(MAX_DEPTH).optional(),
    include: z
      .array(z.enum(["lists", "statuses", "members", "tags", "archived", "counts"]))
      .optional()
      .describe("lists: also those one level below depth."),
    name_filter: z.string().trim().min(1).max(100).optional(),
    refresh: z.boolean().optional(),
    limit: z.int().min(1).max(MAX_ROWS).optional(),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: Output,
  missing: { what: "Space", findWith: NAME },
  text: ({ workspace, rows, members, teams, refused, truncated, next_cursor, index_age_s }) =>
    [
      `${workspace.name} (Workspace ${workspace.id})`,
      ...tree(rows),
      ...(rows.length === 0 ? ["Nothing matches."] : []),
      ...(rows.some((row) => row.statuses !== undefined) ? [INHERITED] : []),
      ...(members ? ["Members:", ...members.map(memberLine)] : []),
      ...(teams && teams.length > 0 ? ["Teams:", ...teams.map(teamLine)] : []),
      ...(refused ? [notShown(refused)] : []),
      `Read ${index_age_s} s ago.`,
      ...(truncated ? [`More with cursor ${next_cursor}.`] : []),
    ].join("\n"),
  handler: async (input, { directory }) => {
    const { root, depth = MAX_DEPTH, refresh = false, limit = DEFAULT_ROWS } = input;
    const include = new Set(input.include);
    const place =
      root === undefined
        ? undefined
        : await directory.container(root, {
            purpose: "read",
            workspace: input.workspace,
            argument: "root",
          });
    const workspace = await directory.workspaceOf(place, input.workspace);
    const spaceId = place && (await spaceOf(place.id, place.spaceId));
    const archived = include.has("archived");
    const index = await directory.index(workspace.id, {
      refresh,
      archived,
      ...(spaceId !== undefined && { spaceId }),
    });
    const placed = place?.kind === "folder" ? inTreeOrder(index, place.id) : index.tree;
    if (root !== undefined && placed.length === 0) {
      // An id or URL is trusted until the index is there: an empty tree would look like an empty Space.
      const about = { what: "Space or Folder", findWith: `${NAME} without root` };
      throw new FailureError({ code: "not_found", ...about, given: root });
    }
    const listDepth = include.has("lists") ? depth + 1 : depth;
    const { name_filter = "" } = input;
    const fits = name_filter === "" ? () => true : isLike(name_filter, FUZZY_UP_TO);
    const entries = placed
      .filter(({ entry, depth: at }) => at <= (entry.kind === "list" ? listDepth : depth))
      .filter(({ key }) => fits(key));

    const { include: parts = [] } = input;
    const filter = [workspace.id, place?.id ?? "", depth, parts, name_filter];
    const start = await fromCursor(input.cursor, filter);
    const offset = start === undefined ? 0 : start.page * CURSOR_PAGE + start.row;
    const shown = entries.slice(offset, offset + limit);
    const next = offset + shown.length;
    const truncated = next < entries.length;

    const [tagsOf, members, teams] = await Promise.all([
      include.has("tags") ? readTags(shown.map(({ entry }) => entry)) : undefined,
      include.has("members") ? directory.members(workspace.id) : undefined,
      include.has("members") ? directory.teams(workspace.id) : undefined,
    ]);
    const nameOf = memberNames(members ?? []);
    return {
      workspace,
      rows: shown.map(({ entry }) => toRow(entry, index, include, tagsOf)),
      ...(members && { members: [...members] }),
      ...(teams && {
        teams: teams.map((team) => toTeamRow(team, nameOf)),
      }),
      ...(index.refusedSpaces.length > 0 && { refused: index.refusedSpaces }),
      index_age_s: index.ageSeconds,
      truncated,
      ...(truncated && {
        next_cursor: await toCursor(
          { page: Math.floor(next / CURSOR_PAGE), row: next % CURSOR_PAGE },
          filter,
        ),
      }),
    };

    /** The Space of a Folder that only its id is known of. */
    async function spaceOf(id: string, known: string | undefined): Promise<string | undefined> {
      if (known !== undefined) return known;
      const whole = await directory.index(workspace.id);
      return whole.folders.find((folder) => folder.id === id)?.spaceId;
    }

    async function readTags(
      entries: readonly PlaceEntry[],
    ): Promise<Map<string, readonly string[]>> {
      const spaces = entries.filter(({ kind }) => kind === "space");
      return new Map(
        await Promise.all(spaces.map(async ({ id }) => [id, await directory.tags(id)] as const)),
      );
    }
  },
});

function toRow(
  entry: PlaceEntry,
  index: HierarchyIndex,
  include: ReadonlySet<string>,
  tagsOf: ReadonlyMap<string, readonly string[]> | undefined,
): Row {
  const { kind, id, name, path } = entry;
  const statuses =
    include.has("statuses") && (kind === "list" ? effectiveStatuses(index, entry) : entry.statuses);
  const tags = kind === "space" ? tagsOf?.get(id) : undefined;
  return {
    type: kind,
    id,
    name,
    path,
    ...(include.has("counts") &&
      kind !== "space" &&
      entry.taskCount !== undefined && { tasks: entry.taskCount }),
    ...(kind === "space" && entry.private && { private: true }),
    ...(entry.archived && { archived: true }),
    ...(statuses && { statuses: statuses.map((status) => status.name) }),
    ...(tags && { tags: [...tags] }),
  };
}

/**
 * Indented by how much of the path the rows above already show. Statuses stand where they differ from
 * those above: most Lists have their Space's, and would double the size of the tree with them.
 */
function tree(rows: readonly Row[]): string[] {
  const open: { path: string; indent: number; statuses: string }[] = [];
  return rows.map((row) => {
    while (open.length > 0 && !row.path.startsWith(`${open.at(-1)?.path} / `)) open.pop();
    const above = open.at(-1);
    const indent = above === undefined ? 0 : above.indent + 1;
    // What stands under nothing is shown with its whole path: filtered rows would be homeless.
    const label = above === undefined ? row.path : row.name;
    const inherited = above?.statuses ?? "";
    const statuses = row.statuses?.join(", ") ?? inherited;
    if (row.type !== "list") open.push({ path: row.path, indent, statuses });
    return `${"  ".repeat(indent)}${line(row, label, statuses === inherited ? undefined : statuses)}`;
  });
}

function line(row: Row, label: string, statuses: string | undefined): string {
  const notes = [
    row.private ? "private" : undefined,
    row.archived ? "archived" : undefined,
    row.tasks === undefined ? undefined : `${row.tasks} ${row.tasks === 1 ? "task" : "tasks"}`,
    statuses === undefined ? undefined : `statuses: ${statuses}`,
    row.tags === undefined ? undefined : `tags: ${row.tags.join(", ") || "none"}`,
  ].filter((note) => note !== undefined);
  return `${label} (${row.type} ${row.id})${notes.length > 0 ? ` ${notes.join("; ")}` : ""}`;
}

function memberLine({ id, name, email, role }: z.output<typeof MemberRow>): string {
  return `- ${name} (${[id, email, role].filter((part) => part !== undefined).join(", ")})`;
}

function teamLine({ id, name, handle, members }: z.output<typeof TeamRow>): string {
  return `- ${name} (${id}${handle === undefined ? "" : `, @${handle}`}): ${members.join(", ")}`;
}
