/** Where a view, a Doc, a channel or a webhook hangs, in a row of an answer: "list 901 (Backlog)". */
import type { Directory } from "./directory/directory.ts";

export type PlaceLabels = (kind: string, id: string) => string;

export function placeLabel(kind: string, id: string, name: string | undefined): string {
  return name === undefined ? `${kind} ${id}` : `${kind} ${id} (${name})`;
}

/** Labels with names as far as the index is kept: none is worth a call. */
export function placeLabels(
  workspaceId: string | undefined,
  directory: Pick<Directory, "keptIndex">,
): PlaceLabels {
  let names: ReadonlyMap<string, string> | undefined;
  return (kind, id) => {
    names ??= namesIn(workspaceId === undefined ? undefined : directory.keptIndex(workspaceId));
    return placeLabel(kind, id, names.get(`${kind} ${id}`));
  };
}

function namesIn(index: ReturnType<Directory["keptIndex"]>): ReadonlyMap<string, string> {
  if (index === undefined) return new Map();
  const { spaces, folders, lists } = index;
  const places = [...spaces, ...folders, ...lists];
  return new Map(places.map(({ kind, id, name }) => [`${kind} ${id}`, name]));
}
