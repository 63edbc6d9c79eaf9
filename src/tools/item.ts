/** A task or a place by one argument: the form of the reference tells which of them is meant. */
import type { ToolContext } from "./context.ts";
import type { Lookup } from "./directory/directory.ts";
import { parseReference, parseTaskReference } from "./directory/reference.ts";

export interface Item {
  kind: "space" | "folder" | "list" | "task";
  /** Of tasks too the id and never the custom id. */
  id: string;
  name?: string;
  workspaceId?: string;
}

/** Digits alone are a place's id; tasks are meant by id, custom id or URL, places by name as well. */
export async function findItem(given: string, lookup: Lookup, context: ToolContext): Promise<Item> {
  const { directory, clickup } = context;
  if (!isTask(given)) {
    const place = await directory.place(given, lookup);
    return {
      kind: place.kind,
      id: place.id,
      ...(place.name !== undefined && { name: place.name }),
      ...(place.workspaceId !== undefined && { workspaceId: place.workspaceId }),
    };
  }
  const { key, workspaceId } = await directory.task(given, lookup);
  // Only some operations take custom ids.
  const id = typeof key === "string" ? key : (await clickup.tasks.get(key, { markdown: false })).id;
  return { kind: "task", id, ...(workspaceId !== undefined && { workspaceId }) };
}

function isTask(given: string): boolean {
  const reference = parseReference(given);
  if (reference.form === "url") return reference.kind === "task";
  return reference.form === "text" && parseTaskReference(given).form !== "text";
}
