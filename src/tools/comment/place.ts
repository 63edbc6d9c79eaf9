/** What carries comments, and which comment is meant, from the words of a call. */
import type { CommentPlace } from "../../clickup/client.ts";
import { isId } from "../../clickup/path.ts";
import type { ToolContext } from "../context.ts";
import type { Purpose } from "../directory/directory.ts";
import { parseReference, parseTaskReference, wrongKind } from "../directory/reference.ts";
import { invalidInput } from "../invalid-input.ts";

export interface PlaceWords {
  on: string;
  /** The List of a task that is given by name. */
  list?: string | undefined;
  workspace?: string | undefined;
}

export interface FoundPlace {
  place: CommentPlace;
  /** The List that a name was taken for. */
  path?: string | undefined;
  /** Asked for only when people have to be found. */
  workspaceId(): Promise<string>;
}

/** "8cdu22c-13", "6-901-1": begins as no custom id does, or ends in two numbers. */
const VIEW_ID = /^(?=[a-z0-9]*\d)[0-9a-z]{1,12}-\d+(-\d+)?$/i;

export async function commentPlace(
  words: PlaceWords,
  purpose: Purpose,
  { directory }: ToolContext,
): Promise<FoundPlace> {
  const { on, list, workspace } = words;
  const lookup = { purpose, workspace, argument: "on" } as const;
  const kind = kindOf(on, list);
  if (kind === "task") {
    const ref = await directory.task(on, { ...lookup, list });
    return {
      place: { kind, key: ref.key },
      workspaceId: async () => ref.workspaceId ?? (await directory.workspace(workspace)).id,
    };
  }
  if (kind === "view") {
    const reference = parseReference(on);
    if (reference.form === "url" && reference.kind !== "view") {
      throw wrongKind(reference.kind, "view", "on");
    }
    const id = reference.form === "text" ? reference.text : reference.id;
    if (!isId(id)) throw invalidInput("on", '"on" must be the id or URL of a view.');
    return {
      place: { kind, id },
      workspaceId: async () => (await directory.workspace(workspace)).id,
    };
  }
  const place = await directory.list(on, lookup);
  return {
    place: { kind, id: place.id },
    path: place.path,
    workspaceId: async () => (await directory.workspaceOf(place, workspace)).id,
  };
}

function kindOf(on: string, list: string | undefined): "task" | "list" | "view" {
  const reference = parseReference(on);
  if (reference.form === "url") {
    const { kind } = reference;
    if (kind === "task" || kind === "list" || kind === "view") return kind;
    throw wrongKind(kind, "task, List or view", "on");
  }
  if (list !== undefined) return "task";
  if (reference.form === "number") return "list";
  if (/^\d/.test(on.trim()) && VIEW_ID.test(on.trim())) return "view";
  return parseTaskReference(on).form === "text" ? "list" : "task";
}

export interface CommentRef {
  id: string;
  /** Only in a comment's URL. */
  taskUrl?: string;
}

/** A comment's id, or the link that the app copies: a task's URL with `comment=` behind it. */
export function commentRef(given: string, argument: string): CommentRef {
  const text = given.trim();
  if (/^\d{1,20}$/.test(text)) return { id: text };
  if (/^https:\/\/(app\.)?clickup\.com\//i.test(text)) {
    const url = new URL(text);
    const { searchParams } = url;
    const id = searchParams.get("threadedComment") ?? searchParams.get("comment") ?? "";
    if (/^\d{1,20}$/.test(id)) {
      const onTask = url.pathname.startsWith("/t/");
      return onTask ? { id, taskUrl: `${url.origin}${url.pathname}` } : { id };
    }
  }
  throw invalidInput(
    argument,
    `"${argument}" must be a comment's id, as clickup_comment_list gives it, or its URL.`,
  );
}
