/** What holds in a List, Space or Workspace and is asked for by name: statuses, fields, tags, task types. */
import type { ClickUp, Field, FieldDefinition, FieldPlace } from "../../clickup/client.ts";
import { FailureError } from "../../domain/failure.ts";
import type { Lookup, StatusEntry } from "./directory.ts";
import { toStatuses } from "./entries.ts";
import { FRESH_MS, type KeptFacts } from "./kept-facts.ts";
import { hitsOf, type Named, pickOne, toKey } from "./match.ts";
import { plainName } from "./plain-name.ts";

interface TaskTypeEntry {
  id: number;
  name: string;
}

/** A Workspace's task types hardly change in a day's work. */
const TYPES_FRESH_MS = 60 * 60_000;

// Known everywhere; the Workspace's own types come on top.
const BUILT_IN_TYPES: readonly TaskTypeEntry[] = [
  { id: 0, name: "task" },
  { id: 1, name: "milestone" },
];

export class ListFacts {
  readonly #clickup: ClickUp;
  readonly #facts: KeptFacts;
  /** Statuses as far as the index tells them, without a call. */
  readonly #indexedStatuses: (listId: string) => StatusEntry[] | undefined;

  constructor(
    clickup: ClickUp,
    facts: KeptFacts,
    indexedStatuses: (listId: string) => StatusEntry[] | undefined,
  ) {
    this.#clickup = clickup;
    this.#facts = facts;
    this.#indexedStatuses = indexedStatuses;
  }

  async statuses(listId: string, refresh = false): Promise<readonly StatusEntry[]> {
    const indexed = refresh ? undefined : this.#indexedStatuses(listId);
    if (indexed !== undefined) return indexed;
    const load = async () => toStatuses((await this.#clickup.lists.get(listId)).statuses);
    return (await this.#facts.keep(`statuses:${listId}`, load, { refresh })).value;
  }

  async status(given: string, listId: string, lookup: Lookup): Promise<StatusEntry> {
    const find = (statuses: readonly StatusEntry[]) => {
      const rows = statuses.map((status) => ({
        value: status,
        id: status.name,
        name: status.name,
        keys: [toKey(status.name)],
      }));
      return hitsOf(given, rows, lookup.purpose);
    };
    let statuses = await this.statuses(listId);
    let hits = find(statuses);
    if (hits.length === 0 && this.#facts.mayRecheck(`statuses:${listId}`)) {
      statuses = await this.statuses(listId, true);
      hits = find(statuses);
    }
    const about = { place: "This List", what: "status", argument: lookup.argument };
    const allowed = statuses.map(({ name }) => name);
    return singleOf(hits, given, { ...about, allowed });
  }

  async tags(spaceId: string): Promise<readonly string[]> {
    const load = async () =>
      (await this.#clickup.tags.ofSpace(spaceId)).map(({ name }) => plainName(name));
    return (await this.#facts.keep(`tags:${spaceId}`, load)).value;
  }

  keptTags(spaceId: string): readonly string[] | undefined {
    const kept = this.#facts.read<string[]>(`tags:${spaceId}`);
    return kept !== undefined && kept.ageMs <= FRESH_MS ? kept.value : undefined;
  }

  forgetTags(spaceId: string): void {
    this.#facts.remove(`tags:${spaceId}`);
  }

  forgetFields(listId: string): void {
    this.#facts.remove(`fields:${listId}`);
    this.#facts.remove(`definitions:list:${listId}`);
  }

  async fields(listId: string, refresh = false): Promise<readonly Field[]> {
    const load = () => this.#clickup.fields.ofList(listId);
    return (await this.#facts.keep(`fields:${listId}`, load, { refresh })).value;
  }

  async fieldsAt(place: FieldPlace): Promise<readonly FieldDefinition[]> {
    const load = () => this.#clickup.fields.definitions(place);
    return (await this.#facts.keep(`definitions:${place.kind}:${place.id}`, load)).value;
  }

  async field(given: string, listId: string, { purpose }: Lookup): Promise<Field> {
    const toRows = (fields: readonly Field[]): Named<Field>[] =>
      fields.map((field) => ({
        value: field,
        id: field.id,
        name: plainName(field.name),
        keys: [toKey(field.name), field.id.toLowerCase()],
      }));
    let rows = toRows(await this.fields(listId));
    let hits = hitsOf(given, rows, purpose);
    if (hits.length === 0 && this.#facts.mayRecheck(`fields:${listId}`)) {
      rows = toRows(await this.fields(listId, true));
      hits = hitsOf(given, rows, purpose);
    }
    return pickOne(given, hits, rows, {
      what: "Custom Field",
      findWith: "clickup_list_get with include fields",
    });
  }

  async taskTypes(workspaceId: string): Promise<readonly TaskTypeEntry[]> {
    const load = async () => {
      const types = await this.#clickup.workspaces.taskTypes(workspaceId);
      return types
        .map(({ id, name }) => ({ id: Number(id), name: plainName(name) }))
        .filter(({ id }) => Number.isSafeInteger(id)); // tasks hold numbers alone
    };
    const options = { freshMs: TYPES_FRESH_MS };
    const own = (await this.#facts.keep(`types:${workspaceId}`, load, options)).value;
    const known = BUILT_IN_TYPES.filter((type) => own.every(({ id }) => id !== type.id));
    return [...known, ...own];
  }

  async taskType(
    given: string,
    workspaceId: string,
    { purpose, argument = "type" }: Lookup,
  ): Promise<TaskTypeEntry> {
    const builtIn = hitsOf(given, BUILT_IN_TYPES.map(typeRow), "write")[0];
    if (builtIn !== undefined) return builtIn.value;
    const rows = (await this.taskTypes(workspaceId)).map(typeRow);
    const about = { place: "The Workspace", what: "task type", argument };
    const allowed = rows.map(({ name }) => name);
    return singleOf(hitsOf(given, rows, purpose), given, { ...about, allowed });
  }
}

/** For what has a name and no id of its own: the error lists the names that there are. */
function singleOf<T>(
  hits: readonly Named<T>[],
  given: string,
  about: { place: string; what: string; argument: string | undefined; allowed: string[] },
): T {
  const [only, ...others] = hits;
  if (only !== undefined && others.length === 0) return only.value;
  const { place, what, argument, allowed } = about;
  const name = `"${plainName(given).slice(0, 60)}"`;
  throw new FailureError({
    code: "invalid_input",
    problem:
      only === undefined
        ? `${place} has no ${what} ${name}.`
        : `${name} fits more than one ${what}.`,
    ...(argument !== undefined && { argument }),
    allowed,
  });
}

function typeRow(type: TaskTypeEntry): Named<TaskTypeEntry> {
  return {
    value: type,
    id: String(type.id),
    name: type.name,
    keys: [toKey(type.name), String(type.id)],
  };
}
