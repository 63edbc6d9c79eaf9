/** What one text means whose kind is known. Names come from the index; ClickUp is asked for ids that it does not hold. */
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup, PlaceRef, WorkspaceRef } from "../directory/directory.ts";
import { hitsOf, type Named, pickOne, toKey } from "../directory/match.ts";
import { plainName } from "../directory/plain-name.ts";
import { parseReference, parseTaskReference } from "../directory/reference.ts";
import { formatDuration, readDuration } from "../duration.ts";
import { readInstant } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { VIEW_ID, VIEW_IN_URL } from "../view/find.ts";

export const KINDS = [
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
  kind: Kind;
  id: string;
  name?: string | undefined;
  path?: string | undefined;
  /** 1: known by exactly this; 0.7: nearly its name; 0.5: has the form of an id, not looked up. */
  confidence: number;
}

export const SURE = 1;
export const NEAR = 0.7;
const UNCHECKED = 0.5;

/** For the texts of one call. */
export interface FinderScope {
  context: ToolContext;
  workspace: WorkspaceRef;
  clock: Clock;
  /** The `workspace` argument, as given. */
  given: string | undefined;
}

export class KindFinder {
  readonly #context: ToolContext;
  readonly #workspace: WorkspaceRef;
  readonly #clock: Clock;
  readonly #given: string | undefined;

  constructor({ context, workspace, clock, given }: FinderScope) {
    this.#context = context;
    this.#workspace = workspace;
    this.#clock = clock;
    this.#given = given;
  }

  find(kind: Kind, text: string, within: string | undefined): Promise<Found> {
    switch (kind) {
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
    if (!VIEW_ID.test(text)) {
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
    // Docs' ids have the form of views'.
    if (VIEW_ID.test(text)) return { kind: "doc", id: text, confidence: UNCHECKED };
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
