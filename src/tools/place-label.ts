/** Where a view, a Doc, a channel or a webhook hangs, in a row of an answer: "list 901 (Backlog)". */
import type { Directory } from "./directory/directory.ts";

export type PlaceLabels = (kind: string, id: string) => string;

export function placeLabel(kind: string, id: string, name: string | undefined): string {
  return name === undefined ? `${kind} ${id}` : `${kind} ${id} (${name})`;
}

/** Labels with names as far as the index is kept: none is worth a call. */
export function placeLabels(directory: Pick<Directory, "keptPlaces">): PlaceLabels {
  let names: ReadonlyMap<string, string> | undefined;
  return (kind, id) => {
    names ??= new Map(directory.keptPlaces().map((one) => [`${one.kind} ${one.id}`, one.name]));
    return placeLabel(kind, id, names.get(`${kind} ${id}`));
  };
}
