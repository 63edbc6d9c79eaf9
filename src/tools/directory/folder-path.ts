import type { ClickUp, Folder } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import { isRefused } from "./hierarchy.ts";
import { plainName } from "./plain-name.ts";

/**
 * "Space / Folder / subfolder" of a Folder that the index did not hold: one call for the Folders of its
 * Space, since ClickUp tells of a subfolder only what lies right above it. Undefined when it is not among
 * them (archived, or shared with the user without its Space).
 */
export async function folderPath(
  folderId: string,
  space: { id: string; name?: string | undefined },
  { clickup }: Pick<ToolContext, "clickup">,
): Promise<string | undefined> {
  const folders = new Map((await foldersIn(space.id, clickup)).map((one) => [one.id, one]));
  const names: string[] = [];
  const seen = new Set<string>();
  for (let id: string | undefined = folderId; id !== undefined && !seen.has(id); ) {
    seen.add(id);
    const folder = folders.get(id);
    if (folder === undefined) return undefined;
    names.unshift(plainName(folder.name));
    id = folder.parent_folder;
  }
  const top = plainName(space.name ?? "");
  return [...(top === "" ? [] : [top]), ...names].join(" / ");
}

async function foldersIn(spaceId: string, clickup: ClickUp): Promise<Folder[]> {
  try {
    return await clickup.folders.list(spaceId);
  } catch (error) {
    if (isRefused(error)) return [];
    throw error;
  }
}
