/** The order in which a Workspace's places are shown. */
import { nameKey } from "../nearest.ts";
import type { FolderEntry, Placed, PlaceEntry, SpaceEntry, TreeRow } from "./directory.ts";

/** Each container, then its Lists, then its Folders; from one Folder down when it is given. */
export function inTreeOrder(placed: Placed, rootFolderId?: string): TreeRow[] {
  const foldersIn = Map.groupBy(placed.folders, ({ parentId, spaceId }) => parentId ?? spaceId);
  const listsIn = Map.groupBy(placed.lists, ({ folderId, spaceId }) => folderId ?? spaceId);
  const rows: TreeRow[] = [];
  const add = (entry: PlaceEntry, depth: number) =>
    rows.push({ entry, depth, key: nameKey(entry.name) });
  const seen = new Set<string>();
  const walk = (entry: SpaceEntry | FolderEntry, depth: number) => {
    if (seen.has(entry.id)) return;
    seen.add(entry.id);
    add(entry, depth);
    for (const list of listsIn.get(entry.id) ?? []) add(list, depth + 1);
    for (const folder of foldersIn.get(entry.id) ?? []) walk(folder, depth + 1);
  };
  const roots: readonly (SpaceEntry | FolderEntry)[] =
    rootFolderId === undefined
      ? placed.spaces
      : placed.folders.filter(({ id }) => id === rootFolderId);
  for (const root of roots) walk(root, 1);
  return rows;
}
