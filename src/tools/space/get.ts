import * as z from "zod";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import type { HierarchyIndex, SpaceEntry } from "../directory/directory.ts";
import { spaceEntry, toContents } from "../directory/entries.ts";
import { notShown } from "../directory/hierarchy.ts";
import { Reference, Workspace } from "../fields.ts";
import { textResult } from "../text-result.ts";

const StatusRow = z.object({ name: z.string(), type: z.string() });
const FolderRow = z.object({
  id: z.string(),
  name: z.string(),
  parent: z.string().optional(),
  lists: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  archived: z.boolean().optional(),
});
const ListRow = z.object({
  id: z.string(),
  name: z.string(),
  task_count: z.number().optional(),
  archived: z.boolean().optional(),
});

const spaceShape = {
  id: z.string().optional(),
  name: z.string().optional(),
  private: z.boolean().optional(),
  archived: z.boolean().optional(),
  statuses: z.array(StatusRow).optional(),
  features: z.record(z.string(), z.boolean()).optional(),
  folders: z.array(FolderRow).optional(),
  lists: z.array(ListRow).optional(),
  members: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  refused: z.boolean().optional(),
};
const Space = z.object(spaceShape);

const PARTS = ["folders", "lists", "statuses", "features", "members", "tags"] as const;
type Part = (typeof PARTS)[number];

export const spaceGet = defineTool({
  name: "clickup_space_get",
  title: "Get a Space",
  description:
    "One Space: statuses, Folders, Lists, on request ClickApps (features), members and tags; without " +
    "`space` all Spaces. For the whole tree use clickup_workspace_hierarchy.",
  toolset: "structure",
  tier: "free",
  annotations: READS,
  input: z.object({
    space: Reference.optional(),
    include: z.array(z.enum(PARTS)).optional(),
    archived: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({ ...spaceShape, spaces: z.array(Space).optional() }),
  missing: { what: "Space", findWith: "clickup_workspace_hierarchy" },
  text: ({ spaces, ...space }) =>
    textResult({ ...inWords(space), ...(spaces && { spaces: spaces.map(inWords) }) }),
  handler: async ({ space, include, archived = false, workspace }, context) => {
    const { directory } = context;
    if (space === undefined) {
      const parts = new Set<Part>(include ?? []);
      const { id } = await directory.workspace(workspace);
      // Without contents one call for all Spaces is enough.
      const inside = parts.has("folders") || parts.has("lists");
      const index = inside || archived ? await directory.index(id, { archived }) : undefined;
      const spaces = index?.spaces ?? (await directory.spaces(id));
      const rows = spaces.map((entry) => describe(entry, index, parts, context));
      return { spaces: await Promise.all(rows) };
    }
    const parts = new Set<Part>(include ?? ["folders", "lists", "statuses"]);
    const place = await directory.space(space, { purpose: "read", workspace, argument: "space" });
    const home = await directory.workspaceOf(place, workspace);
    const known = (await directory.spaces(home.id)).find(({ id }) => id === place.id);
    if (known === undefined) return await readSpace(place.id, home.id, parts, context);
    const inside = parts.has("folders") || parts.has("lists");
    const index = inside
      ? await directory.index(home.id, { archived, spaceId: known.id })
      : undefined;
    return await describe(known, index, parts, context);
  },
});

/** Empty lists of a Space that ClickUp does not open look like an empty Space. */
function inWords({ refused, ...space }: z.output<typeof Space>) {
  return refused === true ? { ...space, note: notShown([space.name ?? "this Space"]) } : space;
}

/** Archived Spaces and those of other Workspaces are not in the index: ClickUp itself is asked. */
async function readSpace(
  id: string,
  workspaceId: string,
  parts: ReadonlySet<Part>,
  context: ToolContext,
): Promise<z.input<typeof Space>> {
  const { clickup } = context;
  const entry = spaceEntry(workspaceId)(await clickup.spaces.get(id));
  const archived = entry.archived;
  const [folders, lists] =
    parts.has("folders") || parts.has("lists")
      ? await Promise.all([
          clickup.folders.list(id, { archived }),
          clickup.lists.inSpace(id, { archived }),
        ])
      : [[], []];
  const contents = toContents(workspaceId, id, folders, lists, archived);
  return await describe(entry, { ...contents, refusedSpaces: [] }, parts, context);
}

async function describe(
  space: SpaceEntry,
  index: Pick<HierarchyIndex, "folders" | "lists" | "refusedSpaces"> | undefined,
  parts: ReadonlySet<Part>,
  { directory }: ToolContext,
): Promise<z.input<typeof Space>> {
  const [members, tags] = await Promise.all([
    parts.has("members") ? directory.members(space.workspaceId) : undefined,
    parts.has("tags") ? directory.tags(space.id) : undefined,
  ]);
  const lists = index?.lists.filter(({ spaceId }) => spaceId === space.id) ?? [];
  const folders = index?.folders.filter(({ spaceId }) => spaceId === space.id) ?? [];
  return {
    id: space.id,
    name: space.name,
    private: space.private,
    archived: space.archived,
    ...(parts.has("statuses") && { statuses: space.statuses }),
    ...(parts.has("features") && { features: space.features }),
    ...(parts.has("folders") && {
      folders: folders.map((folder) => ({
        id: folder.id,
        name: folder.name,
        ...(folder.parentId !== undefined && { parent: folder.parentId }),
        ...(parts.has("lists") && {
          lists: lists
            .filter(({ folderId }) => folderId === folder.id)
            .map(({ id, name }) => ({ id, name })),
        }),
        ...(folder.archived && { archived: true }),
      })),
    }),
    ...(parts.has("lists") && {
      lists: lists
        .filter(({ folderId }) => folderId === undefined || !parts.has("folders"))
        .map((list) => ({
          id: list.id,
          name: list.name,
          ...(list.taskCount !== undefined && { task_count: list.taskCount }),
          ...(list.archived && { archived: true }),
        })),
    }),
    ...(members && {
      // A Space that is not private is open to every member of the Workspace.
      members: members
        .filter(({ id, role }) => (space.private ? space.memberIds.includes(id) : role !== "guest"))
        .map(({ name }) => name),
    }),
    ...(tags && { tags: [...tags] }),
    ...(index?.refusedSpaces.includes(space.name) && { refused: true }),
  };
}
