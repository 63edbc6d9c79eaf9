// Which statuses count where: a List's own, else its Folder's (and the Folders above), else the Space's.
import { spaceOf } from "./access.ts";
import { refuse } from "./errors.ts";
import { newUuid } from "./ids.ts";
import type { Json } from "./json.ts";
import { isObject } from "./json.ts";
import type { FolderRow, ListRow, SandboxState, StatusRow } from "./state.ts";

export function statusesOfFolder(state: SandboxState, folder: FolderRow): StatusRow[] {
  if (folder.statuses !== null) return folder.statuses;
  const above = folder.parentFolderId === null ? undefined : state.folders[folder.parentFolderId];
  return above === undefined ? spaceOf(state, folder).statuses : statusesOfFolder(state, above);
}

export function statusesOfList(state: SandboxState, list: ListRow): StatusRow[] {
  if (list.statuses !== null) return list.statuses;
  const folder = list.folderId === null ? undefined : state.folders[list.folderId];
  return folder === undefined ? spaceOf(state, list).statuses : statusesOfFolder(state, folder);
}

export function findStatus(
  state: SandboxState,
  list: ListRow,
  name: string,
): StatusRow | undefined {
  const wanted = name.trim().toLowerCase();
  return statusesOfList(state, list).find((status) => status.status.toLowerCase() === wanted);
}

export function firstOpenStatus(state: SandboxState, list: ListRow): StatusRow {
  const statuses = statusesOfList(state, list);
  const first = statuses.find((status) => status.type === "open") ?? statuses[0];
  if (first === undefined) throw new Error(`sandbox List ${list.id} has no statuses`);
  return first;
}

/** The set that PUT list takes; exactly one open and one closed status must come out. */
export function parseStatuses(state: SandboxState, wanted: readonly Json[]): StatusRow[] {
  const rows = wanted.map((entry, index): StatusRow => {
    if (!isObject(entry) || typeof entry.status !== "string") {
      return refuse("SANDBOX_002", "statuses must hold {status, …}");
    }
    const last = index === wanted.length - 1;
    const given = entry.type;
    const type =
      given === "open" || given === "custom" || given === "done" || given === "closed"
        ? given
        : index === 0
          ? "open"
          : last
            ? "closed"
            : "custom";
    const color = typeof entry.color === "string" ? entry.color : "#87909e";
    const id = typeof entry.id === "string" ? entry.id : `sc${newUuid(state).slice(0, 8)}`;
    return { id, status: entry.status.toLowerCase(), type, orderindex: index, color };
  });
  const one = (type: StatusRow["type"]) => rows.filter((row) => row.type === type).length === 1;
  return one("open") && one("closed")
    ? rows
    : refuse("SANDBOX_002", "statuses need exactly one open and one closed");
}
