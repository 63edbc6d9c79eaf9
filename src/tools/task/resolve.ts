/** What the arguments of a task write mean, found out before anything is sent. */
import type { Task, TaskKey } from "../../clickup/client.ts";
import { ClickUpError } from "../../clickup/errors.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import {
  type FieldReferences,
  type FieldWrite,
  writeFieldValue,
} from "../custom-field/write-value.ts";
import type { Lookup, PlaceRef } from "../directory/directory.ts";
import { parseDuration } from "../duration.ts";
import { type Instant, parseInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { optionalPart } from "../steps.ts";
import { tagNames } from "./tag-names.ts";

/** Where a write happens; names mean something only there. */
export interface Place {
  workspaceId: string;
  listId: string;
  spaceId: string | undefined;
  workspace: string | undefined;
}

export interface Named {
  id: string;
  name: string;
}

/** Turns the names in one call's arguments into ids. */
export class Resolver {
  readonly #context: ToolContext;
  readonly #clock: Clock;
  readonly #place: Place;

  constructor(context: ToolContext, clock: Clock, place: Place) {
    this.#context = context;
    this.#clock = clock;
    this.#place = place;
  }

  async people(names: readonly string[] | undefined, argument: string): Promise<Named[]> {
    const found = await Promise.all(
      (names ?? []).map((name) =>
        this.#context.directory.user(name, this.#place.workspaceId, this.#lookup(argument)),
      ),
    );
    return once(found);
  }

  async teams(names: readonly string[] | undefined, argument: string): Promise<Named[]> {
    const found = await Promise.all(
      (names ?? []).map((name) =>
        this.#context.directory.team(name, this.#place.workspaceId, this.#lookup(argument)),
      ),
    );
    return once(found);
  }

  async status(name: string, argument = "status"): Promise<string> {
    const { directory } = this.#context;
    return (await directory.status(name, this.#place.listId, this.#lookup(argument))).name;
  }

  async type(name: string | undefined): Promise<Named | undefined> {
    if (name === undefined) return undefined;
    if (name.toLowerCase() === "none") return { id: "0", name: "task" };
    const { directory } = this.#context;
    const type = await directory.taskType(name, this.#place.workspaceId, this.#lookup("type"));
    return { id: String(type.id), name: type.name };
  }

  /** What a task is; undefined where ClickUp does not tell the Workspace's types. */
  async typeOf({ custom_item_id: id = 0 }: Task): Promise<Named | undefined> {
    const { directory } = this.#context;
    const type = await optionalPart("type", [], () =>
      directory.taskType(String(id), this.#place.workspaceId, { purpose: "read" }),
    );
    return type && { id: String(id), name: type.name };
  }

  /** Lower-case, as ClickUp keeps them; a name with a slash could never be taken off again. */
  tags(names: readonly string[] | undefined, argument: string): string[] {
    return tagNames(names, argument);
  }

  /**
   * The tags among these that the Space has not yet, for a remark beside the result: ClickUp creates a
   * misspelt one silently. As far as the Space's tags are known; a remark is not worth a call.
   */
  newTags(tags: readonly string[]): string[] {
    const { spaceId } = this.#place;
    const known = spaceId === undefined ? undefined : this.#context.directory.keptTags(spaceId);
    if (known === undefined) return [];
    const there = new Set(known.map((tag) => tag.toLowerCase()));
    return tags.filter((tag) => !there.has(tag));
  }

  /** The native ids of other tasks: ClickUp takes no custom ids in bodies and as targets. */
  async tasks(references: readonly string[] | undefined, argument: string): Promise<string[]> {
    const ids = await Promise.all((references ?? []).map((given) => this.task(given, argument)));
    return [...new Set(ids)];
  }

  async task(given: string, argument: string): Promise<string> {
    const ref = await this.#context.directory.task(given, this.#lookup(argument));
    return ref.task?.id ?? (await this.#nativeId(ref.key));
  }

  /** How the names inside a Custom Field's value are found. */
  references(): FieldReferences {
    const { directory } = this.#context;
    return {
      person: async (given, argument) => {
        const lookup = this.#lookup(argument);
        const found = await directory.userOrTeam(given, this.#place.workspaceId, lookup);
        return "user" in found ? found.user : found.team;
      },
      taskId: (given, argument) => this.task(given, argument),
    };
  }

  async fields(values: Readonly<Record<string, JsonValue>> | undefined): Promise<FieldWrite[]> {
    const { directory } = this.#context;
    const references = this.references();
    const writes = await Promise.all(
      Object.entries(values ?? {}).map(async ([name, value]) => {
        const lookup = this.#lookup(`fields.${name}`);
        const field = await directory.field(name, this.#place.listId, lookup);
        return await writeFieldValue(field, value, references, this.#clock);
      }),
    );
    const twice = writes.find(
      ({ field }, at) => writes.findIndex((one) => one.field.id === field.id) < at,
    );
    if (twice !== undefined) {
      throw invalidInput("fields", `"fields" names the Custom Field "${twice.field.name}" twice.`);
    }
    return writes;
  }

  #lookup(argument: string): Lookup {
    return { purpose: "write", workspace: this.#place.workspace, argument };
  }

  async #nativeId(key: TaskKey): Promise<string> {
    if (typeof key === "string") return key;
    return (await this.#context.clickup.tasks.get(key, { markdown: false })).id;
  }
}

/** "none" takes the date off (null). */
export function resolveDate(
  words: string | undefined,
  argument: string,
  clock: Clock,
): Instant | null | undefined {
  if (words === undefined) return undefined;
  return isNone(words) ? null : parseInstant(words, argument, clock);
}

export function resolveEstimate(words: string | undefined): number | null | undefined {
  if (words === undefined) return undefined;
  return isNone(words) ? null : parseDuration(words, "estimate");
}

export function startBeforeDue(
  start: Instant | null | undefined,
  due: Instant | null | undefined,
): void {
  if (start && due && start.ms > due.ms) {
    throw invalidInput("start", `"start" (${start.echo}) is after "due" (${due.echo}).`);
  }
}

export function placeOf(list: PlaceRef, workspaceId: string, workspace: string | undefined): Place {
  return { workspaceId, listId: list.id, spaceId: list.spaceId, workspace };
}

/** No such status in this List. */
const STATUS_ECODES: ReadonlySet<string> = new Set(["CRTSK_001", "ITEM_114"]);

/**
 * Sends the first write of a call without asking for the List's statuses before: a wrong one is refused
 * and nothing is written, and only then are they read, to name the right ones.
 */
export async function withStatusNamed<T>(
  status: string | undefined,
  resolver: Resolver,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (
      status !== undefined &&
      error instanceof ClickUpError &&
      STATUS_ECODES.has(error.ecode ?? "")
    ) {
      await resolver.status(status);
    }
    throw error;
  }
}

export function isNone(words: string): boolean {
  return words.trim().toLowerCase() === "none";
}

function once(rows: readonly Named[]): Named[] {
  return [...new Map(rows.map(({ id, name }) => [id, { id, name }])).values()];
}
