/** What one text means whose kind is not said. */
import { isId } from "../../clickup/path.ts";
import { FailureError } from "../../domain/failure.ts";
import { userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { hitsOf, type Named, pickOne, placeKeys, toKey } from "../directory/match.ts";
import { parseReference, parseTaskReference } from "../directory/reference.ts";
import { readDuration } from "../duration.ts";
import { readInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import {
  type FinderScope,
  type Found,
  type Kind,
  KindFinder,
  NEAR,
  SURE,
} from "./resolve-kinds.ts";

/** Shorter words with a digit ("q4") are as likely the beginning of a name. */
const SURE_TASK_ID = 7;

const FIND = { what: "thing", findWith: "clickup_workspace_search" };

export class Finder {
  readonly #scope: FinderScope;
  readonly #kinds: KindFinder;

  static async create(given: string | undefined, context: ToolContext): Promise<Finder> {
    const [workspace, clock] = await Promise.all([
      context.directory.workspace(given),
      userClock(context),
    ]);
    return new Finder({ context, workspace, clock, given });
  }

  constructor(scope: FinderScope) {
    this.#scope = scope;
    this.#kinds = new KindFinder(scope);
  }

  find(kind: Kind | "any", text: string, within: string | undefined): Promise<Found> {
    return kind === "any" ? this.#any(text, within) : this.#kinds.find(kind, text, within);
  }

  /** By form where that is clear, else by name among all that the index and the members hold. */
  async #any(text: string, within: string | undefined): Promise<Found> {
    const reference = parseReference(text);
    if (reference.form === "url") {
      if (reference.kind === "workspace") {
        throw invalidInput("text", "it is the URL of a Workspace");
      }
      return await this.#kinds.find(reference.kind, text, within);
    }
    const rows = await this.#everything();
    const key = toKey(text);
    const exact = rows.filter((row) => row.keys.includes(key));
    if (exact.length === 0) {
      // "1h30" could be meant from now on as well; a length is what it says.
      if (/[a-z]/i.test(text) && readDuration(text) !== undefined)
        return await this.#kinds.find("duration", text, within);
      const instant = readInstant(text, this.#scope.clock);
      const isEpoch = /^\d{12,14}$/.test(text);
      if (instant !== undefined && (isEpoch || !/^\d+$/.test(text)))
        return await this.#kinds.find("date", text, within);
      if (reference.form === "number") return await this.#kinds.find("list", text, within);
      if (/^(me|@me|myself)$/i.test(text)) return await this.#kinds.find("user", text, within);
      const task = parseTaskReference(text);
      const likelyName = text.length < SURE_TASK_ID && hitsOf(text, rows, "read").length > 0;
      if (task.form !== "text" && !likelyName && isId(text.replace(/^#/, "")))
        return await this.#kinds.find("task", text, within);
      if (within !== undefined) {
        const found = await this.#within(text, within);
        if (found !== undefined) return found;
      }
    }
    const hits = hitsOf(text, rows, "read");
    const found = pickOne(text, hits, rows, FIND);
    return { ...found, confidence: exact.length > 0 ? SURE : NEAR };
  }

  /** A status or Custom Field of the List, a tag of the Space. */
  async #within(text: string, within: string): Promise<Found | undefined> {
    for (const kind of ["status", "field", "tag"] as const) {
      try {
        return await this.#kinds.find(kind, text, within);
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        const { code } = error.failure;
        if (code !== "invalid_input" && code !== "not_found") throw error;
      }
    }
    return undefined;
  }

  async #everything(): Promise<Named<Omit<Found, "confidence">>[]> {
    const { directory } = this.#scope.context;
    const { id, name: workspaceName } = this.#scope.workspace;
    const [index, members, teams] = await Promise.all([
      directory.index(id),
      directory.members(id),
      directory.teams(id),
    ]);
    const places = [...index.spaces, ...index.folders, ...index.lists].map((place) => {
      const value = { kind: place.kind, id: place.id, name: place.name, path: place.path };
      const keys = [...placeKeys(workspaceName, place), place.id];
      return { value, id: place.id, name: place.name, path: place.path, keys };
    });
    const people = members.map((member) => {
      const value = { kind: "user" as const, id: member.id, name: member.name };
      const keys = [member.name, member.id, member.email ?? member.id].map(toKey);
      return { value, id: member.id, name: member.name, keys };
    });
    const groups = teams.map((team) => {
      const value = { kind: "team" as const, id: team.id, name: team.name };
      const handle = team.handle ?? team.id;
      const keys = [team.name, team.id, handle, `@${handle}`].map(toKey);
      return { value, id: team.id, name: team.name, keys };
    });
    return [...places, ...people, ...groups];
  }
}
