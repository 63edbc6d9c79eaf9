/** What one text means, by kind. Names come from the index; ClickUp is asked for ids that it does not hold. */
import { isId } from "../../clickup/path.ts";
import { FailureError } from "../../domain/failure.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup, PlaceRef, WorkspaceRef } from "../directory/directory.ts";
import { hitsOf, type Named, pathKeys, pickOne, toKey } from "../directory/match.ts";
import { plainName } from "../directory/plain-name.ts";
import { parseReference, parseTaskReference } from "../directory/reference.ts";
import { formatDuration, readDuration } from "../duration.ts";
import { readInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";

export const KINDS = [
  "any",
  "user",
  "team",
  "space",
  "folder",
  "list",
  "task",
  "doc",
  "view",
  "status",
  "tag",
  "field",
  "task_type",
  "date",
  "duration",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Found {
  kind: Exclude<Kind, "any">;
  id: string;
  name?: string | undefined;
  path?: string | undefined;
  /** 1: known by exactly this; 0.7: nearly its name; 0.5: has the form of an id, not looked up. */
  confidence: number;
}

const SURE = 1;
const NEAR = 0.7;
const UNCHECKED = 0.5;

/** Shorter words with a digit ("q4") are as likely the beginning of a name. */
const SURE_TASK_ID = 7;

const VIEW_OR_DOC_ID = /^(?=[a-z-]*\d)[a-z0-9]{1,16}(-[a-z0-9]{1,16}){1,3}$/;
const VIEW_IN_URL = /\/v\/[a-z]{1,4}\/([a-z0-9]+(?:-[a-z0-9]+)+)/;
const FIND = { what: "thing", findWith: "clickup_workspace_search" };

export class Finder {
  readonly #context: ToolContext;
  readonly #workspace: WorkspaceRef;
  readonly #clock: Clock;
  readonly #given: string | undefined;

  static async create(given: string | undefined, context: ToolContext): Promise<Finder> {
    const [workspace, clock] = await Promise.all([
      context.directory.workspace(given),
      userClock(context),
    ]);
    return new Finder(context, workspace, clock, given);
  }

  constructor(
    context: ToolContext,
    workspace: WorkspaceRef,
    clock: Clock,
    given: string | undefined,
  ) {
    this.#context = context;
    this.#workspace = workspace;
    this.#clock = clock;
    this.#given = given;
  }

  find(kind: Kind, text: string, within: string | undefined): Promise<Found> {
    switch (kind) {
      case "any":
        return this.#any(text, within);
      case "space":
      case "folder":
      case "list":
        return this.#place(kind, text);
      case "user":
        return this.#user(text);
      case "team":
        return this.#team(text);
      case "task":
        return this.#task(text);
      case "view":
        return this.#view(text);
      case "doc":
        return this.#doc(text);
      case "status":
        return this.#status(text, within);
      case "field":
        return this.#field(text, within);
      case "tag":
        return this.#tag(text, within);
      case "task_type":
        return this.#taskType(text);
      case "date":
        return this.#date(text);
      case "duration":
        return this.#duration(text);
    }
  }

  #lookup(): Lookup {
    return { purpose: "read", workspace: this.#given, argument: "text" };
  }

  async #place(kind: "space" | "folder" | "list", text: string): Promise<Found> {
    const { directory, clickup } = this.#context;
    const place = await directory[kind](text, this.#lookup());
    if (place.name !== undefined) return placeFound(text, place);
    const isUrl = parseReference(text).form === "url";
    if (kind !== "list" || isUrl) return { kind, id: place.id, confidence: UNCHECKED };
    const list = await clickup.lists.get(place.id);
    return { kind, id: list.id, name: plainName(list.name), confidence: SURE };
  }

  async #user(text: string): Promise<Found> {
    const user = await this.#context.directory.user(text, this.#workspace.id, this.#lookup());
    const keys = [user.name, user.id, user.email ?? "", "me", "@me", "myself"];
    return { kind: "user", id: user.id, name: user.name, confidence: nearness(text, keys) };
  }

  async #team(text: string): Promise<Found> {
    const team = await this.#context.directory.team(text, this.#workspace.id, this.#lookup());
    const keys = [team.name, team.id, team.handle ?? "", `@${team.handle ?? ""}`];
    return { kind: "team", id: team.id, name: team.name, confidence: nearness(text, keys) };
  }

  async #task(text: string): Promise<Found> {
    const reference = parseTaskReference(text);
    if (reference.form === "text") {
      throw invalidInput(
        "text",
        "it is no task id, custom id or task URL; clickup_task_search finds tasks by words",
      );
    }
    // A URL says all there is to say.
    if (reference.form === "id" && /clickup\.com\//i.test(text)) {
      return { kind: "task", id: reference.id, confidence: UNCHECKED };
    }
    const key =
      reference.form === "id"
        ? reference.id
        : {
            customId: reference.customId,
            workspaceId: reference.workspaceId ?? this.#workspace.id,
          };
    const task = await this.#context.clickup.tasks.get(key, { markdown: false });
    return {
      kind: "task",
      id: task.id,
      name: plainName(task.name),
      path: task.list?.name,
      confidence: SURE,
    };
  }

  async #view(text: string): Promise<Found> {
    if (/clickup\.com\//i.test(text)) {
      parseReference(text); // refuses what is not ClickUp's
      const id = VIEW_IN_URL.exec(text)?.[1];
      if (id === undefined) throw invalidInput("text", "it is a URL that leads to no view");
      return { kind: "view", id, confidence: UNCHECKED };
    }
    if (!VIEW_OR_DOC_ID.test(text)) {
      throw invalidInput(
        "text",
        "views go by id or URL here; clickup_view_get lists them by place",
      );
    }
    const view = await this.#context.clickup.views.get(text);
    return { kind: "view", id: view.id, name: plainName(view.name), confidence: SURE };
  }

  async #doc(text: string): Promise<Found> {
    if (/clickup\.com\//i.test(text)) {
      const reference = parseReference(text);
      if (reference.form === "url" && reference.kind === "doc") {
        return { kind: "doc", id: reference.id, confidence: UNCHECKED };
      }
      throw invalidInput("text", "it is a URL that leads to no Doc");
    }
    if (VIEW_OR_DOC_ID.test(text)) return { kind: "doc", id: text, confidence: UNCHECKED };
    throw invalidInput("text", "Docs go by id or URL here; clickup_doc_list finds them by title");
  }

  async #status(text: string, within: string | undefined): Promise<Found> {
    const list = await this.#list(within, "a status");
    const status = await this.#context.directory.status(text, list.id, this.#lookup());
    return {
      kind: "status",
      id: status.name,
      name: status.name,
      path: list.path,
      confidence: nearness(text, [status.name]),
    };
  }

  async #field(text: string, within: string | undefined): Promise<Found> {
    const list = await this.#list(within, "a Custom Field");
    const field = await this.#context.directory.field(text, list.id, this.#lookup());
    const name = plainName(field.name);
    return {
      kind: "field",
      id: field.id,
      name,
      path: list.path,
      confidence: nearness(text, [name, field.id]),
    };
  }

  async #tag(text: string, within: string | undefined): Promise<Found> {
    const { directory } = this.#context;
    if (within === undefined) throw invalidInput("within", 'a tag needs its Space in "within"');
    const space = await directory.space(within, { ...this.#lookup(), argument: "within" });
    const rows = (await directory.tags(space.id)).map(
      (name): Named<string> => ({ value: name, id: name, name, keys: [toKey(name)] }),
    );
    const given = text.replace(/^#/, "");
    const about = { what: "tag", findWith: "clickup_tag_list" };
    const tag = pickOne(given, hitsOf(given, rows, "read"), rows, about);
    return {
      kind: "tag",
      id: tag,
      name: tag,
      path: space.path,
      confidence: nearness(given, [tag]),
    };
  }

  async #taskType(text: string): Promise<Found> {
    const { directory } = this.#context;
    const type = await directory.taskType(text, this.#workspace.id, this.#lookup());
    const id = String(type.id);
    return { kind: "task_type", id, name: type.name, confidence: nearness(text, [type.name, id]) };
  }

  async #date(text: string): Promise<Found> {
    const instant = readInstant(text, this.#clock);
    if (instant === undefined)
      throw invalidInput("text", "it is not a date that can be understood");
    return { kind: "date", id: String(instant.ms), name: instant.echo, confidence: SURE };
  }

  async #duration(text: string): Promise<Found> {
    const ms = readDuration(text);
    if (ms === undefined) throw invalidInput("text", "it is not a length of time");
    return { kind: "duration", id: String(ms), name: formatDuration(ms), confidence: SURE };
  }

  async #list(within: string | undefined, what: string): Promise<PlaceRef> {
    if (within === undefined) throw invalidInput("within", `${what} needs its List in "within"`);
    return await this.#context.directory.list(within, { ...this.#lookup(), argument: "within" });
  }

  /** By form where that is clear, else by name among all that the index and the members hold. */
  async #any(text: string, within: string | undefined): Promise<Found> {
    const reference = parseReference(text);
    if (reference.form === "url") {
      if (reference.kind === "workspace") {
        throw invalidInput("text", "it is the URL of a Workspace");
      }
      return await this.find(reference.kind, text, within);
    }
    const rows = await this.#everything();
    const key = toKey(text);
    const exact = rows.filter((row) => row.keys.includes(key));
    if (exact.length === 0) {
      // "1h30" could be meant from now on as well; a length is what it says.
      if (/[a-z]/i.test(text) && readDuration(text) !== undefined)
        return await this.#duration(text);
      const instant = readInstant(text, this.#clock);
      const isEpoch = /^\d{12,14}$/.test(text);
      if (instant !== undefined && (isEpoch || !/^\d+$/.test(text))) return await this.#date(text);
      if (reference.form === "number") return await this.#place("list", text);
      if (/^(me|@me|myself)$/i.test(text)) return await this.#user(text);
      const task = parseTaskReference(text);
      const likelyName = text.length < SURE_TASK_ID && hitsOf(text, rows, "read").length > 0;
      if (task.form !== "text" && !likelyName && isId(text.replace(/^#/, "")))
        return await this.#task(text);
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
        return await this.find(kind, text, within);
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        const { code } = error.failure;
        if (code !== "invalid_input" && code !== "not_found") throw error;
      }
    }
    return undefined;
  }

  async #everything(): Promise<Named<Omit<Found, "confidence">>[]> {
    const { directory } = this.#context;
    const { id, name: workspaceName } = this.#workspace;
    const [index, members, teams] = await Promise.all([
      directory.index(id),
      directory.members(id),
      directory.teams(id),
    ]);
    const places = [...index.spaces, ...index.folders, ...index.lists].map((place) => {
      const above = place.path
        .slice(0, -place.name.length)
        .split(" / ")
        .filter((part) => part !== "");
      const value = { kind: place.kind, id: place.id, name: place.name, path: place.path };
      const keys = [...pathKeys([workspaceName, ...above, place.name]), place.id];
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

function placeFound(text: string, { kind, id, name = "", path = "" }: PlaceRef): Found {
  const isUrl = parseReference(text).form === "url";
  const given = toKey(text);
  const exact = isUrl || given === id || toKey(name) === given || toKey(path).endsWith(given);
  return { kind, id, name, path, confidence: exact ? SURE : NEAR };
}

function nearness(given: string, keys: readonly string[]): number {
  const wanted = toKey(given);
  return keys.some((key) => toKey(key) === wanted) ? SURE : NEAR;
}
