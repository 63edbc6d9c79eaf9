/** ClickUp's Spaces, Folders and Lists as the index keeps them. */
import type { Folder, List, Space, Status } from "../../clickup/client.ts";
import type {
  FolderEntry,
  HierarchyIndex,
  ListEntry,
  Placed,
  SpaceContents,
  SpaceEntry,
  StatusEntry,
} from "./directory.ts";
import { plainName } from "./plain-name.ts";

/** The statuses that hold in a List: its own, or the nearest above; undefined when only ClickUp knows. */
export function effectiveStatuses(
  index: HierarchyIndex,
  list: ListEntry,
): StatusEntry[] | undefined {
  if (list.statuses !== undefined) return list.statuses;
  if (list.ownStatuses) return undefined;
  const seen = new Set<string>();
  let folderId = list.folderId;
  while (folderId !== undefined && !seen.has(folderId)) {
    seen.add(folderId);
    const folder = index.folders.find(({ id }) => id === folderId);
    if (folder?.statuses !== undefined) return folder.statuses;
    if (folder?.ownStatuses) return undefined;
    folderId = folder?.parentId;
  }
  const space = index.spaces.find(({ id }) => id === list.spaceId);
  return space === undefined || space.statuses.length === 0 ? undefined : space.statuses;
}

export function toStatuses(statuses: readonly Status[]): StatusEntry[] {
  return [...statuses]
    .sort((a, b) => (a.orderindex ?? 0) - (b.orderindex ?? 0))
    .map(({ status, type }) => ({ name: plainName(status), type: type ?? "custom" }));
}

export function spaceEntry(workspaceId: string): (space: Space) => SpaceEntry {
  return (space) => ({
    kind: "space",
    id: space.id,
    name: plainName(space.name),
    path: plainName(space.name),
    workspaceId,
    private: space.private ?? false,
    archived: space.archived ?? false,
    statuses: toStatuses(space.statuses),
    features: Object.fromEntries(
      Object.entries(space.features ?? {}).map(([name, feature]) => [
        name,
        feature?.enabled ?? false,
      ]),
    ),
    memberIds: space.members.map(({ user }) => user.id),
  });
}

export function folderEntry(
  workspaceId: string,
  spaceId: string,
  folder: Folder,
  archived = false,
): FolderEntry {
  return {
    kind: "folder",
    id: folder.id,
    name: plainName(folder.name),
    path: "",
    workspaceId,
    spaceId,
    archived: folder.archived ?? archived,
    ...(folder.parent_folder !== undefined && { parentId: folder.parent_folder }),
    ...(folder.task_count !== undefined && { taskCount: folder.task_count }),
    ...(folder.override_statuses && { ownStatuses: true }),
    ...(folder.override_statuses &&
      folder.statuses.length > 0 && { statuses: toStatuses(folder.statuses) }),
  };
}

export function listEntry(
  workspaceId: string,
  spaceId: string,
  folderId: string | undefined,
  list: List,
  archived = false,
): ListEntry {
  const own = list.override_statuses ?? list.statuses.length > 0;
  return {
    kind: "list",
    id: list.id,
    name: plainName(list.name),
    path: "",
    workspaceId,
    spaceId,
    archived: list.archived ?? archived,
    ...(folderId !== undefined && { folderId }),
    ...(list.task_count !== undefined && { taskCount: list.task_count }),
    ...(list.due_date !== undefined && { dueMs: list.due_date }),
    ...(own && { ownStatuses: true }),
    ...(own && list.statuses.length > 0 && { statuses: toStatuses(list.statuses) }),
  };
}

export function toContents(
  workspaceId: string,
  spaceId: string,
  folders: readonly Folder[],
  loose: readonly List[],
  archived = false,
): SpaceContents {
  // A hidden Folder is ClickUp's stand-in around a List that has none.
  const shown = folders.filter((folder) => !folder.hidden);
  return {
    folders: shown.map((folder) => folderEntry(workspaceId, spaceId, folder, archived)),
    lists: [
      ...shown.flatMap((folder) =>
        folder.lists.map((list) => listEntry(workspaceId, spaceId, folder.id, list, archived)),
      ),
      ...loose.map((list) => listEntry(workspaceId, spaceId, undefined, list, archived)),
    ],
  };
}

/** Paths are made when they are read: a renamed Space would otherwise leave wrong ones behind. */
export function withPaths(index: Placed): Placed {
  const spaceNames = new Map(index.spaces.map(({ id, name }) => [id, name]));
  const folders = new Map(index.folders.map((folder) => [folder.id, folder]));
  const namesDownTo = (folderId: string | undefined, spaceId: string): string[] => {
    const names: string[] = [];
    const seen = new Set<string>();
    for (let id = folderId; id !== undefined && !seen.has(id); id = folders.get(id)?.parentId) {
      seen.add(id);
      const folder = folders.get(id);
      if (folder !== undefined) names.unshift(folder.name);
    }
    return [spaceNames.get(spaceId) ?? spaceId, ...names];
  };
  const join = (names: readonly string[]) => names.join(" / ");
  return {
    ...index,
    folders: index.folders.map((folder) => ({
      ...folder,
      path: join(namesDownTo(folder.id, folder.spaceId)),
    })),
    lists: index.lists.map((list) => ({
      ...list,
      path: join([...namesDownTo(list.folderId, list.spaceId), list.name]),
    })),
  };
}
