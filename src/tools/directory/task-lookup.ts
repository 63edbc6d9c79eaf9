/** What a reference to a task means. */
import type { ClickUp, Task } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import type { Lookup, TaskRef } from "./directory.ts";
import { hitsOf, type Named, pickOne, toKey } from "./match.ts";
import type { People } from "./people.ts";
import type { Places } from "./places.ts";
import { plainName } from "./plain-name.ts";
import { parseTaskReference } from "./reference.ts";

/** Ten pages; a List that is longer needs an id. */
const MAX_SCANNED = 1_000;
/** Shorter words with a digit ("v2") are as likely names, when a List to look in is given. */
const SURE_ID_LENGTH = 7;

/** "Space / Folder / List / name", for arguments that have no List beside them. */
const PATH = /^\s*(?<list>.*\S)\s+\/\s+(?<name>\S.*?)\s*$/s;

export type TaskLookupOptions = Lookup & { list?: string | undefined };

export class TaskLookup {
  readonly #clickup: ClickUp;
  readonly #people: People;
  readonly #places: Places;

  constructor(clickup: ClickUp, people: People, places: Places) {
    this.#clickup = clickup;
    this.#people = people;
    this.#places = places;
  }

  async find(given: string, lookup: TaskLookupOptions): Promise<TaskRef> {
    const reference = parseTaskReference(given);
    if (reference.form === "custom_id") {
      const workspaceId = reference.workspaceId ?? (await this.#workspaceId(lookup));
      return { key: { customId: reference.customId, workspaceId }, workspaceId };
    }
    if (reference.form === "id") {
      const { id, workspaceId } = reference;
      const mayBeName = lookup.list !== undefined && given.trim().length < SURE_ID_LENGTH;
      const named = mayBeName ? await this.#scan(given, lookup.list ?? "", lookup) : undefined;
      if (named !== undefined && named.hits.length > 0) return choose(given, named);
      return { key: id, ...(workspaceId !== undefined && { workspaceId }) };
    }
    if (lookup.list === undefined) {
      const { list, name } = PATH.exec(given)?.groups ?? {};
      if (list !== undefined && name !== undefined) return this.find(name, { ...lookup, list });
      throw new FailureError({
        code: "invalid_input",
        problem: `"${plainName(given).slice(0, 60)}" is no task id, custom id or task URL; to find a task by its name, write it behind its List: "List / name".`,
        ...(lookup.argument !== undefined && { argument: lookup.argument }),
      });
    }
    const found = await this.#scan(given, lookup.list, lookup);
    if (found.cut && (found.hits.length === 0 || lookup.purpose === "write")) {
      throw new FailureError({
        code: "invalid_input",
        problem: `The List holds more than ${MAX_SCANNED} tasks, too many to find one by name; give the task's id or URL.`,
        ...(lookup.argument !== undefined && { argument: lookup.argument }),
      });
    }
    return choose(given, found);
  }

  async #workspaceId({ workspace, list, purpose }: TaskLookupOptions): Promise<string> {
    if (workspace === undefined && list !== undefined) {
      const place = await this.#places.find("list", list, { purpose, argument: "list" });
      return (await this.#places.workspaceOf(place)).id;
    }
    return (await this.#people.workspace(workspace)).id;
  }

  async #scan(given: string, list: string, lookup: TaskLookupOptions): Promise<Scan> {
    const place = await this.#places.find("list", list, { ...lookup, argument: "list" });
    const workspace = await this.#places.workspaceOf(place, lookup.workspace);
    const rows: Named<Task>[] = [];
    const tasks = this.#clickup.tasks.scanWorkspace(workspace.id, MAX_SCANNED, {
      list_ids: [place.id],
      subtasks: true,
      include_closed: true,
    });
    for await (const task of tasks) {
      const name = plainName(task.name);
      const keys = [toKey(name)];
      rows.push({ value: task, id: task.id, name, keys });
    }
    return {
      rows,
      hits: hitsOf(given, rows, lookup.purpose),
      cut: rows.length >= MAX_SCANNED,
      workspaceId: workspace.id,
    };
  }
}

interface Scan {
  rows: readonly Named<Task>[];
  hits: readonly Named<Task>[];
  cut: boolean;
  workspaceId: string;
}

function choose(given: string, { hits, rows, workspaceId }: Scan): TaskRef {
  const task = pickOne(given, hits, rows, { what: "Task", findWith: "clickup_list_get" });
  return { key: task.id, task, workspaceId };
}
