/** The places that a query reads: whole Workspace, Spaces, Folders, Lists, or one view. */
import { FailureError } from "../../domain/failure.ts";
import type { ToolContext } from "../context.ts";
import type { HierarchyIndex, ListEntry, Lookup, PlaceRef } from "../directory/directory.ts";
import { parseReference } from "../directory/reference.ts";
import { invalidInput } from "../invalid-input.ts";

/** Lists whose Custom Fields are looked up one by one. */
const FEW_LISTS = 3;

export interface FilterScope {
  workspaceId: string;
  /** As they were named; empty for the whole Workspace. */
  places: readonly PlaceRef[];
  viewId?: string;
  /** One query each: ClickUp does not say how ids of several kinds go together. */
  groups: readonly { space_ids?: string[]; folder_ids?: string[]; list_ids?: string[] }[];
  /** Where only one List was named. */
  onlyListId?: string;
  /** Empty unless all places are Lists, and few. */
  fewListIds: readonly string[];
  /** Every List in it, where that is known without a call. */
  listIds?: readonly string[];
  /** The Spaces it touches; undefined for all, or where it is not known. */
  spaceIds?: readonly string[];
  /** Tasks that the index counts in it. */
  expected?: number;
}

const VIEW_ID = /^[0-9a-z]{1,20}-\d{1,20}(-\d{1,20})?$/i;

export async function scopeOf(
  given: readonly string[] | undefined,
  context: ToolContext,
  lookup: Lookup,
): Promise<FilterScope> {
  const { directory } = context;
  if (given === undefined || given.length === 0) {
    const { id } = await directory.workspace(lookup.workspace);
    const expected = tasksIn(directory.keptIndex(id)?.lists);
    return {
      workspaceId: id,
      places: [],
      groups: [{}],
      fewListIds: [],
      ...(expected !== undefined && { expected }),
    };
  }
  const found = await Promise.all(given.map((one) => placeOrView(one, directory, lookup)));
  const views = found.flatMap((one) => ("viewId" in one ? [one.viewId] : []));
  const places = found.flatMap((one) => ("viewId" in one ? [] : [one]));
  const [viewId] = views;
  if (viewId !== undefined) {
    if (found.length > 1) {
      throw invalidInput(
        lookup.argument ?? "in",
        "A view stands alone: name nothing else with it.",
      );
    }
    const { id } = await directory.workspace(lookup.workspace);
    return { workspaceId: id, places: [], viewId, groups: [], fewListIds: [] };
  }
  const workspaces = await Promise.all(
    places.map((place) => directory.workspaceOf(place, lookup.workspace)),
  );
  const workspaceIds = new Set(workspaces.map(({ id }) => id));
  const [workspaceId = ""] = workspaceIds;
  if (workspaceIds.size > 1) {
    throw invalidInput(
      lookup.argument ?? "in",
      "These places are in different Workspaces; ask for one Workspace at a time.",
    );
  }
  // A place that has a path came from the index, which is then at hand.
  const indexed = places.every(({ path }) => path !== undefined);
  const index = indexed ? await directory.index(workspaceId) : undefined;
  return withIndex(workspaceId, places, index);
}

function withIndex(
  workspaceId: string,
  places: readonly PlaceRef[],
  index: HierarchyIndex | undefined,
): FilterScope {
  const ids = (kind: PlaceRef["kind"]) => [
    ...new Set(places.flatMap((place) => (place.kind === kind ? [place.id] : []))),
  ];
  const spaces = ids("space");
  const folders = withSubfolders(ids("folder"), index);
  const lists = ids("list");
  const groups = [
    ...(spaces.length > 0 ? [{ space_ids: spaces }] : []),
    ...(folders.length > 0 ? [{ folder_ids: folders }] : []),
    ...(lists.length > 0 ? [{ list_ids: lists }] : []),
  ];
  const onlyLists = spaces.length + folders.length === 0;
  const [only, ...others] = lists;
  const inside = index?.lists.filter(
    ({ id, spaceId, folderId }) =>
      lists.includes(id) || spaces.includes(spaceId) || folders.includes(folderId ?? ""),
  );
  const listIds = onlyLists ? lists : inside?.map(({ id }) => id);
  const spaceIds = places.flatMap(({ spaceId }) => (spaceId === undefined ? [] : [spaceId]));
  const expected = tasksIn(inside);
  return {
    workspaceId,
    places,
    groups,
    fewListIds: onlyLists && lists.length <= FEW_LISTS ? lists : [],
    ...(onlyLists && only !== undefined && others.length === 0 && { onlyListId: only }),
    ...(listIds !== undefined && { listIds }),
    ...(spaceIds.length === places.length && { spaceIds: [...new Set(spaceIds)] }),
    ...(expected !== undefined && { expected }),
  };
}

/** Undefined unless each List's are counted. */
function tasksIn(lists: readonly ListEntry[] | undefined): number | undefined {
  if (lists?.every(({ taskCount }) => taskCount !== undefined) !== true) return undefined;
  return lists.reduce((sum, { taskCount = 0 }) => sum + taskCount, 0);
}

async function placeOrView(
  given: string,
  directory: ToolContext["directory"],
  lookup: Lookup,
): Promise<PlaceRef | { viewId: string }> {
  const reference = parseReference(given);
  if (reference.form === "url" && reference.kind === "view") return { viewId: reference.id };
  try {
    return await directory.place(given, lookup);
  } catch (error) {
    const missing = error instanceof FailureError && error.failure.code === "not_found";
    if (!missing || !VIEW_ID.test(given.trim())) throw error;
    return { viewId: given.trim() };
  }
}

/** ClickUp does not say whether a Folder's tasks include those of its subfolders. */
function withSubfolders(folderIds: readonly string[], index: HierarchyIndex | undefined): string[] {
  const all = new Set(folderIds);
  for (let size = -1; size !== all.size; ) {
    size = all.size;
    for (const { id, parentId } of index?.folders ?? []) {
      if (parentId !== undefined && all.has(parentId)) all.add(id);
    }
  }
  return [...all];
}
