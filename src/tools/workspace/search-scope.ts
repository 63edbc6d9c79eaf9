/** What a search over everything looks at: which kinds of things, and below which places. */
import * as z from "zod";
import type { ToolContext } from "../context.ts";
import type { HierarchyIndex } from "../directory/directory.ts";
import { invalidInput } from "../invalid-input.ts";
import type { TextQuery } from "../text-match.ts";

export const SEARCHED_TYPES = [
  "task",
  "list",
  "folder",
  "space",
  "doc",
  "view",
  "member",
  "channel",
] as const;
export type SearchedType = (typeof SEARCHED_TYPES)[number];

export const SearchRow = z.object({
  type: z.enum(SEARCHED_TYPES),
  id: z.string(),
  name: z.string(),
  path: z.string().optional(),
  snippet: z.string().optional(),
  url: z.string().optional(),
  score: z.number(),
});
export type SearchRow = z.output<typeof SearchRow>;

/** Things that lie in no Space. */
const NOWHERE: ReadonlySet<SearchedType> = new Set(["view", "member"]);

export interface SearchScope {
  workspaceId: string;
  types: ReadonlySet<SearchedType>;
  index: HierarchyIndex;
  /** Ids of the places that were named and of all below them; undefined for everywhere. */
  inside: ReadonlySet<string> | undefined;
}

export interface Search {
  words: TextQuery;
  scope: SearchScope;
  /** Rows of each type. */
  limit: number;
  /** Also what things say, not only what they are called. */
  bodies: boolean;
  /** Takes what could not be searched. */
  warnings: string[];
}

interface Asked {
  types?: readonly SearchedType[] | undefined;
  in?: readonly string[] | undefined;
  assignees?: readonly string[] | undefined;
  status?: readonly string[] | undefined;
  updated_after?: string | undefined;
  workspace?: string | undefined;
}

export async function scopeFor(asked: Asked, { directory }: ToolContext): Promise<SearchScope> {
  const lookup = { purpose: "read", workspace: asked.workspace, argument: "in" } as const;
  const places = await Promise.all((asked.in ?? []).map((one) => directory.place(one, lookup)));
  const homes = await Promise.all(
    (places.length === 0 ? [undefined] : places).map((place) =>
      directory.workspaceOf(place, asked.workspace),
    ),
  );
  const [home] = homes;
  const workspaceId = home?.id ?? "";
  if (homes.some(({ id }) => id !== workspaceId)) {
    throw invalidInput(
      "in",
      "These places are in different Workspaces; search one Workspace at a time.",
    );
  }
  const index = await directory.index(workspaceId);
  const inside =
    places.length === 0
      ? undefined
      : below(
          places.map(({ id }) => id),
          index,
        );
  return { workspaceId, types: typesOf(asked), index, inside };
}

/** Filters that only tasks have leave nothing else to look for. */
function typesOf({ types, in: places, assignees, status, updated_after }: Asked) {
  if (types !== undefined) return new Set(types);
  const ofTasks = [assignees, status, updated_after].some((filter) => filter !== undefined);
  const all: readonly SearchedType[] = ofTasks ? ["task"] : SEARCHED_TYPES;
  return new Set(all.filter((type) => places === undefined || !NOWHERE.has(type)));
}

function below(ids: readonly string[], { folders, lists }: HierarchyIndex): Set<string> {
  const inside = new Set(ids);
  for (let size = 0; size !== inside.size; ) {
    size = inside.size;
    for (const { id, spaceId, parentId } of folders) {
      if (inside.has(spaceId) || inside.has(parentId ?? "")) inside.add(id);
    }
  }
  for (const { id, spaceId, folderId } of lists) {
    if (inside.has(spaceId) || inside.has(folderId ?? "")) inside.add(id);
  }
  return inside;
}
