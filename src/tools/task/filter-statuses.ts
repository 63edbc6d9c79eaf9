/** The statuses that tasks in some places can have. */
import type { Task } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup, StatusEntry } from "../directory/directory.ts";
import { effectiveStatuses } from "../directory/entries.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";
import type { FilterScope } from "./filter-places.ts";

/** Lists whose own statuses only ClickUp knows; one call each, then kept. */
const MAX_LOOKED_UP = 10;

export interface KnownStatuses {
  known: readonly StatusEntry[];
  /** False when some List may have others. */
  complete: boolean;
}

export async function statusesIn(
  scope: FilterScope,
  { directory }: ToolContext,
): Promise<KnownStatuses> {
  const { onlyListId, workspaceId, places, viewId } = scope;
  if (onlyListId !== undefined) {
    return { known: await directory.statuses(onlyListId), complete: true };
  }
  const index = await directory.index(workspaceId);
  const whole = places.length === 0 || viewId !== undefined;
  const wanted = new Set(scope.listIds ?? []);
  const lists = index.lists.filter(({ id }) => whole || wanted.has(id));
  const unindexed = whole
    ? []
    : [...wanted].filter((id) => !index.lists.some((list) => list.id === id));
  const known: StatusEntry[] = [];
  const untold: string[] = [...unindexed];
  for (const list of lists) {
    const own = effectiveStatuses(index, list);
    if (own === undefined) untold.push(list.id);
    else known.push(...own);
  }
  const told = await Promise.all(
    untold.slice(0, MAX_LOOKED_UP).map((id) => directory.statuses(id)),
  );
  known.push(...told.flat());
  const unique = new Map(known.map((status) => [`${status.name}\n${status.type}`, status]));
  return {
    known: [...unique.values()],
    // Tasks in archived Lists and in Spaces that were not shown are not in the index.
    complete: untold.length <= MAX_LOOKED_UP && index.refusedSpaces.length === 0,
  };
}

export interface StatusFilter {
  /** Undefined when ClickUp cannot be told in names. */
  names: string[] | undefined;
  closed: boolean;
  matches(task: Task): boolean;
}

/** What these words mean in a filter: types of statuses, by folded word. */
export const STATUS_KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["open", ["open", "custom", "unstarted", "active"]],
  ["done", ["done", "closed"]],
  ["closed", ["closed"]],
]);

export function statusFilter(
  given: readonly string[],
  { known, complete }: KnownStatuses,
  argument: string,
): StatusFilter {
  const names = new Set<string>();
  const kinds = new Set<string>();
  let namesOnly = true;
  for (const word of given) {
    const kind = STATUS_KINDS.get(foldName(word));
    if (kind !== undefined) {
      for (const type of kind) kinds.add(type);
      if (!complete) namesOnly = false;
      for (const status of known) if (kind.includes(status.type)) names.add(foldName(status.name));
      continue;
    }
    const found = known.filter(({ name }) => foldName(name) === foldName(word));
    if (found.length === 0) {
      const all = [...new Set(known.map(({ name }) => name))];
      const near = nearestNames(word, all);
      const hint =
        near.length > 0 ? ` Did you mean ${near.map((one) => `"${one}"`).join(" or ")}?` : "";
      throw invalidInput(
        argument,
        `There is no status "${word.slice(0, 60)}" in these places.${hint}`,
        all,
      );
    }
    for (const { name } of found) names.add(foldName(name));
  }
  const wanted = known.filter(({ name }) => names.has(foldName(name)));
  const onlyOpen = given.every((word) => foldName(word) === "open");
  return {
    // All that is open is what ClickUp gives anyway, save for the kind "done".
    names: onlyOpen || !namesOnly ? undefined : [...new Set(wanted.map(({ name }) => name))],
    closed: kinds.has("closed") || wanted.some(({ type }) => type === "closed"),
    matches: ({ status }) => {
      if (status === undefined) return false;
      if (names.has(foldName(status.status)) && !onlyOpen) return true;
      return kinds.has(status.type ?? "custom");
    },
  };
}

/** In one List a status that is not known may be new: it is looked up once more. */
export async function withRecheck(
  given: readonly string[],
  statuses: KnownStatuses,
  { onlyListId }: FilterScope,
  { directory }: ToolContext,
  lookup: Lookup,
): Promise<KnownStatuses> {
  if (onlyListId === undefined) return statuses;
  const isKnown = (word: string) =>
    STATUS_KINDS.has(foldName(word)) ||
    statuses.known.some(({ name }) => foldName(name) === foldName(word));
  const exact: Lookup = { ...lookup, purpose: "write" };
  const found = await Promise.all(
    given.filter((word) => !isKnown(word)).map((word) => directory.status(word, onlyListId, exact)),
  );
  return { ...statuses, known: [...statuses.known, ...found] };
}
