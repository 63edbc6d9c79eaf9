import * as z from "zod";
import type { Folder, FolderTree, List } from "../../clickup/client.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, READS } from "../define-tool.ts";
import { toStatuses } from "../directory/entries.ts";
import { folderPath } from "../directory/folder-path.ts";
import { notShown } from "../directory/hierarchy.ts";
import { plainName } from "../directory/plain-name.ts";
import { Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { dueOf } from "../list/due.ts";

const ListRow = z.object({
  id: z.string(),
  name: z.string(),
  task_count: z.number().optional(),
  due: z.string().optional(),
  archived: z.boolean().optional(),
});

export interface SubfolderRow {
  id: string;
  name: string;
  task_count?: number | undefined;
  lists?: { id: string; name: string }[] | undefined;
  subfolders?: SubfolderRow[] | undefined;
}
const SubfolderRow: z.ZodType<SubfolderRow> = z.object({
  id: z.string(),
  name: z.string(),
  task_count: z.number().optional(),
  lists: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  get subfolders() {
    return z.array(SubfolderRow).optional();
  },
});

const FolderRow = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  parent_folder: z.string().optional(),
  task_count: z.number().optional(),
  lists: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  archived: z.boolean().optional(),
});

const Output = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  path: z.string().optional(),
  parent_folder: z.string().optional(),
  archived: z.boolean().optional(),
  task_count: z.number().optional(),
  statuses: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  lists: z.array(ListRow).optional(),
  subfolders: z.array(SubfolderRow).optional(),
  folders: z.array(FolderRow).optional(),
  note: z.string().optional(),
});

const PARTS = ["lists", "subfolders", "statuses", "task_counts"] as const;
type Part = (typeof PARTS)[number];

export const folderGet = defineTool({
  name: "clickup_folder_get",
  title: "Get a Folder",
  description:
    "One Folder with its Lists, subfolders and statuses; or all Folders of a Space. For tasks use " +
    "clickup_list_get.",
  toolset: "structure",
  tier: "free",
  annotations: READS,
  input: z.object({
    folder: Reference.optional(),
    space: Reference.optional(),
    include: z.array(z.enum(PARTS)).optional().describe("Default all."),
    archived: z.boolean().optional().describe("Also archived Lists."),
    workspace: Workspace,
  }),
  output: Output,
  missing: { what: "Folder", findWith: "clickup_workspace_hierarchy" },
  handler: async ({ folder, space, include, archived = false, workspace }, context) => {
    const parts = new Set<Part>(include ?? PARTS);
    if (folder !== undefined) {
      const given =
        space === undefined || /[/>]|^\d+$/.test(folder) ? folder : `${space} / ${folder}`;
      return await oneFolder(given, parts, archived, workspace, context);
    }
    if (space === undefined) {
      throw invalidInput("folder", 'One of "folder" and "space" is needed.');
    }
    return await foldersOf(space, parts, archived, workspace, context);
  },
});

async function oneFolder(
  given: string,
  parts: ReadonlySet<Part>,
  archived: boolean,
  workspace: string | undefined,
  context: ToolContext,
): Promise<z.input<typeof Output>> {
  const { clickup, directory } = context;
  const place = await directory.folder(given, { purpose: "read", workspace, argument: "folder" });
  const [folder, old] = await Promise.all([
    clickup.folders.get(place.id, { subfolders: parts.has("subfolders") }),
    archived ? clickup.lists.inFolder(place.id, { archived }) : [],
  ]);
  const counts = parts.has("task_counts");
  const names = await namesOfSubfolders(folder, workspace, context);
  const path = place.path ?? (await pathOf(folder, context));
  return {
    id: folder.id,
    name: plainName(folder.name),
    path,
    ...(folder.parent_folder !== undefined && { parent_folder: folder.parent_folder }),
    archived: folder.archived ?? false,
    ...(counts && folder.task_count !== undefined && { task_count: folder.task_count }),
    ...(parts.has("statuses") && { statuses: toStatuses(folder.statuses) }),
    ...(parts.has("lists") && {
      lists: await toListRows([...folder.lists, ...old], counts, context),
    }),
    ...(parts.has("subfolders") && {
      subfolders: folder.folders.map((child) => toSubfolder(child, parts, names)),
    }),
  };
}

/** The answer tells a Folder's Space, and of a subfolder only the id of what it lies in. */
async function pathOf(
  { id, name, space, parent_folder }: FolderTree,
  context: ToolContext,
): Promise<string> {
  const nested = parent_folder !== undefined && space !== undefined;
  const known = nested ? await folderPath(id, space, context) : undefined;
  if (known !== undefined) return known;
  const parts = nested ? [name] : [space?.name ?? "", name];
  return parts
    .map(plainName)
    .filter((part) => part !== "")
    .join(" / ");
}

async function foldersOf(
  space: string,
  parts: ReadonlySet<Part>,
  archived: boolean,
  workspace: string | undefined,
  { directory }: ToolContext,
): Promise<Pick<z.input<typeof Output>, "folders" | "note">> {
  const place = await directory.space(space, { purpose: "read", workspace, argument: "space" });
  const home = await directory.workspaceOf(place, workspace);
  const index = await directory.index(home.id, { archived, spaceId: place.id });
  const folders = index.folders
    .filter(({ parentId }) => parentId === undefined || parts.has("subfolders"))
    .map((folder) => ({
      id: folder.id,
      name: folder.name,
      path: folder.path,
      ...(folder.parentId !== undefined && { parent_folder: folder.parentId }),
      ...(parts.has("task_counts") &&
        folder.taskCount !== undefined && { task_count: folder.taskCount }),
      ...(parts.has("lists") && {
        lists: index.lists
          .filter(({ folderId }) => folderId === folder.id)
          .map(({ id, name }) => ({ id, name })),
      }),
      ...(folder.archived && { archived: true }),
    }));
  const { refusedSpaces: refused } = index;
  return { folders, ...(refused.length > 0 && { note: notShown(refused) }) };
}

async function toListRows(
  lists: readonly List[],
  counts: boolean,
  context: ToolContext,
): Promise<z.input<typeof ListRow>[]> {
  // Only a due date needs the user's time zone.
  const clock = lists.some(({ due_date }) => due_date !== undefined)
    ? await userClock(context)
    : undefined;
  return lists.map((list) => ({
    id: list.id,
    name: plainName(list.name),
    ...(counts && list.task_count !== undefined && { task_count: list.task_count }),
    ...(clock !== undefined &&
      list.due_date !== undefined && {
        due: dueOf(list, clock),
      }),
    ...(list.archived && { archived: true }),
  }));
}

/** The published answer holds only ids of subfolders; their names are then taken from the index. */
async function namesOfSubfolders(
  folder: FolderTree,
  workspace: string | undefined,
  { directory }: ToolContext,
): Promise<ReadonlyMap<string, string>> {
  if (folder.folders.every(({ name }) => name !== "")) return new Map();
  const spaceId = folder.space?.id;
  const home = await directory.workspaceOf(
    { kind: "folder", id: folder.id, ...(spaceId !== undefined && { spaceId }) },
    workspace,
  );
  const index = await directory.index(home.id, spaceId === undefined ? {} : { spaceId });
  return new Map(index.folders.map(({ id, name }) => [id, name]));
}

function toSubfolder(
  folder: Folder | FolderTree,
  parts: ReadonlySet<Part>,
  names: ReadonlyMap<string, string>,
): SubfolderRow {
  const below = "folders" in folder ? folder.folders : [];
  return {
    id: folder.id,
    name: plainName(folder.name) || (names.get(folder.id) ?? folder.id),
    ...(parts.has("task_counts") &&
      folder.task_count !== undefined && { task_count: folder.task_count }),
    ...(parts.has("lists") && {
      lists: folder.lists.map(({ id, name }) => ({ id, name: plainName(name) })),
    }),
    ...(below.length > 0 && {
      subfolders: below.map((child) => toSubfolder(child, parts, names)),
    }),
  };
}
