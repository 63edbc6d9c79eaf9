/** What becomes of statuses in another List, which may have others. */
import type { List, Status, Task } from "../../clickup/client.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";

export interface StatusMap {
  /** What ClickUp is told; empty when every status is there by name. */
  mappings: { source_status_id: string; destination_status_id: string }[];
  /** The status that a task of the given one will have. */
  after(status: string): string;
}

export interface StatusWords {
  /** From one name to another. */
  status_map?: Readonly<Record<string, string>> | undefined;
  /** For those that the new List does not have. */
  default_status?: string | undefined;
}

/** Throws `invalid_input` for a status that would have no place, or a name that the List does not have. */
export function mapStatuses(inUse: readonly Status[], to: List, words: StatusWords): StatusMap {
  const named = (name: string, argument: string): Status => {
    const found = to.statuses.find(({ status }) => foldName(status) === foldName(name));
    if (found !== undefined) return found;
    throw invalidInput(
      argument,
      `The List "${to.name}" has no status "${name.slice(0, 60)}".`,
      to.statuses.map(({ status }) => status),
    );
  };
  const wanted = new Map(
    Object.entries(words.status_map ?? {}).map(([from, name]) => [
      foldName(from),
      named(name, "status_map"),
    ]),
  );
  const fallback =
    words.default_status === undefined ? undefined : named(words.default_status, "default_status");
  const after = new Map<string, string>();
  const mappings: StatusMap["mappings"] = [];
  for (const status of inUse) {
    const key = foldName(status.status);
    if (after.has(key)) continue;
    const same = to.statuses.find((one) => foldName(one.status) === key);
    const target = wanted.get(key) ?? same ?? fallback;
    if (target === undefined) {
      throw invalidInput(
        "status_map",
        `The List "${to.name}" has no status "${status.status}"; say with status_map or default_status what becomes of it.`,
        to.statuses.map((one) => one.status),
      );
    }
    after.set(key, target.status);
    if (target === same) continue;
    if (status.id === undefined || target.id === undefined) {
      throw invalidInput(
        "status_map",
        `ClickUp did not tell the id of the status "${status.status}", so it cannot be mapped; change the task's status first.`,
      );
    }
    mappings.push({ source_status_id: status.id, destination_status_id: target.id });
  }
  return { mappings, after: (name) => after.get(foldName(name)) ?? name };
}

/** Of tasks and what hangs below them. */
export function statusesOf(tasks: readonly Task[]): Status[] {
  return tasks.flatMap(({ status, subtasks }) => [
    ...(status === undefined ? [] : [status]),
    ...statusesOf(subtasks),
  ]);
}
