/** A Space whose tags are switched off: ClickUp says yes to each tag for its tasks, and adds none. */
import type { ClickUp, Task } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import { optionalPart } from "../steps.ts";

/** False, too, where ClickUp does not tell. Costs a call only while the Spaces are not kept. */
export async function areTagsOff(
  { space, team_id: workspaceId }: Pick<Task, "space" | "team_id">,
  { directory }: ToolContext,
): Promise<boolean> {
  if (space === undefined || workspaceId === undefined) return false;
  const spaces = await optionalPart("tags", [], () => directory.spaces(workspaceId));
  return spaces?.find(({ id }) => id === space.id)?.features.tags === false;
}

/** Those of the tags that the task has not got, as ClickUp shows it now. */
export async function missingTags(
  taskId: string,
  tags: readonly string[],
  { tasks }: Pick<ClickUp, "tasks">,
): Promise<string[]> {
  const now = await tasks.get(taskId, { markdown: false });
  const there = new Set(now.tags.map(({ name }) => name.toLowerCase()));
  return tags.filter((tag) => !there.has(tag));
}

export function notAdded(tags: readonly string[]): string {
  return `ClickUp did not add ${tags.join(", ")}: tags are off in this Space`;
}
