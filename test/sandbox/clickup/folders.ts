import { folderIn, seesSpace, spaceIn, spaceOf, workspaceIn } from "./access.ts";
import { textIn } from "./body.ts";
import { deleteFolder } from "./deletes.ts";
import { refuse } from "./errors.ts";
import { newNumericId } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import { listRowWire, taskCountOf } from "./lists.ts";
import type { Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { FolderRow, ListRow, SandboxState } from "./state.ts";
import { statusesOfFolder } from "./statuses.ts";
import { escapeName, spaceRefWire, statusWire } from "./wire.ts";

// How deep Folders may nest is not published; three levels is what people have seen.
export const MAX_DEPTH = 3;

export const folderRoutes: Route[] = [
  route("GET /v2/space/{space_id}/folder", { query: ["archived"] }, (call) => {
    const space = spaceIn(call);
    const archived = call.query.flag("archived");
    const folders = Object.values(call.state.folders)
      .filter((folder) => folder.spaceId === space.id && folder.archived === archived)
      .sort((a, b) => a.orderindex - b.orderindex);
    return ok({ folders: folders.map((folder) => folderWire(call.state, folder)) });
  }),

  // Undocumented: every Folder of the workspace with its Lists, in one answer.
  route(
    "GET /v2/team/{team_id}/folder",
    { query: ["archived"], undocumented: "team_folders" },
    (call) => {
      const workspace = workspaceIn(call);
      const archived = call.query.flag("archived");
      const folders = Object.values(call.state.folders).filter((folder) => {
        const space = spaceOf(call.state, folder);
        return (
          space.workspaceId === workspace.id &&
          !space.archived &&
          folder.archived === archived &&
          seesSpace(call.user, space)
        );
      });
      return ok({ folders: folders.map((folder) => folderWire(call.state, folder)) });
    },
  ),

  route("GET /v2/folder/{folder_id}", { query: ["include_subfolders"] }, (call) => {
    const folder = folderIn(call);
    const subfolders = call.query.flag("include_subfolders")
      ? { folders: subfolderTree(call.state, folder) }
      : {};
    return ok({ ...folderWire(call.state, folder), ...subfolders });
  }),

  route(
    "POST /v2/space/{space_id}/folder",
    { body: { name: "text!", parent_folder_id: "text" } },
    (call) => {
      const space = spaceIn(call);
      const parentFolderId = textIn(call.body, "parent_folder_id") ?? null;
      if (parentFolderId !== null) {
        const parent = call.state.folders[parentFolderId];
        if (parent?.spaceId !== space.id) refuse("INPUT_011", parentFolderId);
        if (depthOf(call.state, parentFolderId) >= MAX_DEPTH) refuse("CAT_137");
      }
      const folder = newFolder(call.state, space.id, parentFolderId);
      folder.name = freeFolderName(call.state, folder, textIn(call.body, "name"));
      call.state.folders[folder.id] = folder;
      return ok(folderWire(call.state, folder));
    },
  ),

  route(
    "PUT /v2/folder/{folder_id}",
    // It only renames; a parent given here changes nothing.
    { body: { name: "text!" }, ignored: ["parent_folder_id"] },
    (call) => {
      const folder = folderIn(call);
      folder.name = freeFolderName(call.state, folder, textIn(call.body, "name"));
      return ok(folderWire(call.state, folder));
    },
  ),

  route("DELETE /v2/folder/{folder_id}", {}, (call) => {
    deleteFolder(call.state, folderIn(call).id);
    return ok({});
  }),
];

/** A row at the end of its siblings, not yet in the state and without a name. */
export function newFolder(
  state: SandboxState,
  spaceId: string,
  parentFolderId: string | null,
): FolderRow {
  const siblings = siblingsOf(state, spaceId, parentFolderId);
  return {
    id: newNumericId(state),
    spaceId,
    parentFolderId,
    name: "",
    orderindex: 1 + Math.max(-1, ...siblings.map((folder) => folder.orderindex)),
    archived: false,
    statuses: null,
  };
}

function siblingsOf(state: SandboxState, spaceId: string, parentId: string | null): FolderRow[] {
  return Object.values(state.folders).filter(
    (folder) => folder.spaceId === spaceId && folder.parentFolderId === parentId,
  );
}

export function depthOf(state: SandboxState, folderId: string | null): number {
  if (folderId === null) return 0;
  return 1 + depthOf(state, state.folders[folderId]?.parentFolderId ?? null);
}

export function freeFolderName(
  state: SandboxState,
  folder: FolderRow,
  wanted: string | undefined,
): string {
  const name = wanted?.trim() ?? "";
  if (name === "") return refuse("INPUT_003", "name");
  const taken = siblingsOf(state, folder.spaceId, folder.parentFolderId).some(
    (other) => other.id !== folder.id && other.name.toLowerCase() === name.toLowerCase(),
  );
  return taken ? refuse("CAT_014") : name;
}

function listsIn(state: SandboxState, folder: FolderRow): ListRow[] {
  return Object.values(state.lists)
    .filter((list) => list.folderId === folder.id && !list.archived)
    .sort((a, b) => a.orderindex - b.orderindex);
}

export function folderWire(state: SandboxState, folder: FolderRow): JsonObject {
  const lists = listsIn(state, folder);
  const count = lists.reduce((sum, list) => sum + taskCountOf(state, list), 0);
  return {
    id: folder.id,
    name: escapeName(folder.name),
    orderindex: folder.orderindex,
    override_statuses: folder.statuses !== null,
    hidden: false,
    space: spaceRefWire(spaceOf(state, folder)),
    task_count: String(count),
    archived: folder.archived,
    statuses: statusesOfFolder(state, folder).map(statusWire),
    lists: lists.map((list) => listRowWire(state, list)),
    permission_level: "create",
    ...(folder.parentFolderId === null ? {} : { parent_folder: folder.parentFolderId }),
  };
}

function subfolderTree(state: SandboxState, folder: FolderRow): JsonObject[] {
  return Object.values(state.folders)
    .filter((child) => child.parentFolderId === folder.id && !child.archived)
    .map((child) => ({ ...folderWire(state, child), folders: subfolderTree(state, child) }));
}
