/** The tags that a filter names. ClickUp answers an unknown one with "no tasks", so it is proved afterwards. */
import type { Task } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import { invalidInput } from "../invalid-input.ts";
import type { FilterScope } from "./filter-places.ts";

/** Tags that an error lists. */
const MAX_LISTED = 50;

export interface TagFilter {
  /** In ClickUp's spelling: small letters, no "#". */
  names: string[];
  matches(task: Task): boolean;
  /** To be called at the end: throws `invalid_input` for a tag that no task had and that is not there at all. */
  confirm(): Promise<void>;
}

/** Undefined when no tag was named. */
export function tagFilter(
  given: readonly string[] | undefined,
  scope: FilterScope,
  context: ToolContext,
  argument: string,
): TagFilter | undefined {
  if (given === undefined || given.length === 0) return undefined;
  const names = given.map((tag) => tag.replace(/^#/, "").trim().toLowerCase());
  const seen = new Set<string>();
  return {
    names,
    matches: (task) => {
      for (const { name } of task.tags) seen.add(name.toLowerCase());
      return task.tags.some(({ name }) => names.includes(name.toLowerCase()));
    },
    confirm: async () => {
      const unseen = names.filter((tag) => !seen.has(tag));
      if (unseen.length > 0) await confirmTags(unseen, scope, context, argument);
    },
  };
}

/** A tag that no task had is either rare or not there; ClickUp's answer is the same. */
async function confirmTags(
  tags: readonly string[],
  scope: FilterScope,
  { directory }: ToolContext,
  argument: string,
): Promise<void> {
  const spaceIds =
    scope.spaceIds ?? (await directory.spaces(scope.workspaceId)).map(({ id }) => id);
  const known = (await Promise.all(spaceIds.map((id) => directory.tags(id)))).flat();
  const there = new Set(known.map((tag) => tag.toLowerCase()));
  const missing = tags.find((tag) => !there.has(tag));
  if (missing === undefined) return;
  throw invalidInput(
    argument,
    `There is no tag "${missing.slice(0, 60)}" in these places.`,
    [...there].slice(0, MAX_LISTED),
  );
}
