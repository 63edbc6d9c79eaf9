/** Whose tasks a filter means: people and Teams by name, "me", or nobody ("none"). */
import type { Task } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup } from "../directory/directory.ts";
import type { FilterScope } from "./filter-places.ts";

export interface PeopleFilter {
  /** Undefined when ClickUp cannot be told in ids of people. */
  userIds: string[] | undefined;
  matches(task: Task): boolean;
}

/** Undefined when nobody was named. */
export async function peopleFilter(
  given: readonly string[] | undefined,
  { workspaceId }: FilterScope,
  { directory }: ToolContext,
  lookup: Lookup,
): Promise<PeopleFilter | undefined> {
  if (given === undefined || given.length === 0) return undefined;
  const names = given.filter((name) => name.toLowerCase() !== "none");
  const found = await Promise.all(
    names.map((name) => directory.userOrTeam(name, workspaceId, lookup)),
  );
  const userIds = found.flatMap((one) => ("user" in one ? [one.user.id] : []));
  const teamIds = found.flatMap((one) => ("team" in one ? [one.team.id] : []));
  const unassigned = names.length < given.length;
  return {
    // What is filtered here by people must not be narrowed by people there.
    userIds: unassigned || teamIds.length > 0 ? undefined : userIds,
    matches: ({ assignees, group_assignees }) => {
      if (unassigned && assignees.length + group_assignees.length === 0) return true;
      return (
        assignees.some(({ id }) => userIds.includes(id)) ||
        group_assignees.some(({ id }) => teamIds.includes(id))
      );
    },
  };
}
