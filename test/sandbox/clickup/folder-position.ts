// Moving a Folder: under another one, to the top of a Space, or to another place in its row.
import { folderIn, isHiddenFolder, seesSpace, spaceIn } from "./access.ts";
import { numberIn, objectIn, textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { depthOf, MAX_DEPTH } from "./folders.ts";
import type { JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { FolderRow, SandboxState } from "./state.ts";
import { findStatus, firstOpenStatus } from "./statuses.ts";

export const folderPositionRoutes: Route[] = [
  route(
    "PUT /v2/folder/{folder_id}/position",
    {
      body: {
        parent_folder_id: "text",
        space_id: "text",
        position: "integer",
        custom_type_map: "object",
      },
    },
    (call) => {
      if (isHiddenFolder(call.state, call.path("folder_id"))) refuse("CAT_159");
      const folder = folderIn(call);
      const parent = parentIn(call);
      const spaceText = textIn(call.body, "space_id");
      if (parent !== null) {
        refuseBadParent(call.state, folder, parent);
        moveTo(call.state, folder, parent.spaceId, parent.id);
      } else if (spaceText !== undefined) {
        moveTo(call.state, folder, spaceIn(call, spaceText).id, null);
      }
      mapTaskTypes(call.state, folder, objectIn(call.body, "custom_type_map") ?? {});
      reorder(call.state, folder, numberIn(call.body, "position") ?? 0);
      return ok({});
    },
  ),
];

function parentIn(call: Call): FolderRow | null {
  const id = textIn(call.body, "parent_folder_id");
  if (id === undefined) return null;
  if (isHiddenFolder(call.state, id)) refuse("CAT_159");
  const parent = call.state.folders[id];
  const space = parent === undefined ? undefined : call.state.spaces[parent.spaceId];
  if (parent === undefined || space === undefined) return refuse("INPUT_011", id);
  const open = call.workspaceIds.includes(space.workspaceId) && seesSpace(call.user, space);
  return open ? parent : refuse("INPUT_011", id);
}

function refuseBadParent(state: SandboxState, folder: FolderRow, parent: FolderRow): void {
  if (parent.id === folder.id) refuse("CAT_147");
  const above = [parent, ...ancestors(state, parent)];
  if (above.includes(folder)) refuse("CAT_148");
  const moving = [folder, ...descendants(state, folder)];
  if (moving.some((row) => row.sprint === true)) {
    if (above.some((row) => row.sprint === true)) refuse("CAT_140");
    const others = descendants(state, parent).filter((row) => !moving.includes(row));
    if (others.some((row) => row.sprint === true)) refuse("CAT_141");
  }
  const depth = depthOf(state, parent.id);
  const live = height(state, folder, false);
  if (depth + live > MAX_DEPTH) refuse("CAT_137");
  if (depth + height(state, folder, true) > MAX_DEPTH) refuse("CAT_158");
}

function ancestors(state: SandboxState, folder: FolderRow): FolderRow[] {
  const above = folder.parentFolderId === null ? undefined : state.folders[folder.parentFolderId];
  return above === undefined ? [] : [above, ...ancestors(state, above)];
}

const childrenOf = (state: SandboxState, folder: FolderRow): FolderRow[] =>
  Object.values(state.folders).filter((row) => row.parentFolderId === folder.id);

const descendants = (state: SandboxState, folder: FolderRow): FolderRow[] =>
  childrenOf(state, folder).flatMap((row) => [row, ...descendants(state, row)]);

/** Levels from this Folder down, itself included. */
function height(state: SandboxState, folder: FolderRow, archivedToo: boolean): number {
  const below = childrenOf(state, folder).filter((row) => archivedToo || !row.archived);
  return 1 + Math.max(0, ...below.map((row) => height(state, row, archivedToo)));
}

/** Lists and tasks come along; a status that the new Space has not falls to its first open one. */
function moveTo(
  state: SandboxState,
  folder: FolderRow,
  spaceId: string,
  parentFolderId: string | null,
): void {
  folder.parentFolderId = parentFolderId;
  const ids = new Set<string | null>();
  for (const row of [folder, ...descendants(state, folder)]) {
    row.spaceId = spaceId;
    ids.add(row.id);
  }
  for (const list of Object.values(state.lists)) {
    if (!ids.has(list.folderId)) continue;
    list.spaceId = spaceId;
    for (const task of Object.values(state.tasks)) {
      if (task.listId === list.id && findStatus(state, list, task.status) === undefined) {
        task.status = firstOpenStatus(state, list).status;
      }
    }
  }
}

function mapTaskTypes(state: SandboxState, folder: FolderRow, map: JsonObject): void {
  const ids = new Set<string | null>([folder, ...descendants(state, folder)].map((row) => row.id));
  for (const task of Object.values(state.tasks)) {
    const to = map[String(task.taskType)];
    if (ids.has(state.lists[task.listId]?.folderId ?? null) && typeof to === "number") {
      task.taskType = to;
    }
  }
}

/** First among its siblings unless told otherwise. */
function reorder(state: SandboxState, folder: FolderRow, position: number): void {
  const row = Object.values(state.folders)
    .filter(
      (other) =>
        other !== folder &&
        other.spaceId === folder.spaceId &&
        other.parentFolderId === folder.parentFolderId,
    )
    .sort((a, b) => a.orderindex - b.orderindex);
  row.splice(position, 0, folder);
  for (const [index, one] of row.entries()) one.orderindex = index;
}
