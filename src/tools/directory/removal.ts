import type { Directory, IndexChange, PlaceRef } from "./directory.ts";

/**
 * What to note once a Folder or List is deleted. To be found out before: afterwards ClickUp could not be
 * asked where it was. Undefined where nobody knows its Space. `spaceId`: as ClickUp told it.
 */
export async function removalOf(
  place: PlaceRef,
  spaceId: string | undefined,
  workspace: string | undefined,
  directory: Directory,
): Promise<IndexChange | undefined> {
  const inSpace = spaceId ?? place.spaceId;
  const home = { ...place, ...(inSpace !== undefined && { spaceId: inSpace }) };
  const { id: workspaceId } = await directory.workspaceOf(home, workspace);
  if (inSpace === undefined) return undefined;
  return { changed: "removed", id: place.id, workspaceId, spaceId: inSpace };
}
