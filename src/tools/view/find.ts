/** What a reference to a view means, and where views hang. */
import type { View, ViewPlace } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import type { Lookup, PlaceRef } from "../directory/directory.ts";
import { hitsOf, type Named, pickOne, toKey } from "../directory/match.ts";
import { plainName } from "../directory/plain-name.ts";
import { parseReference } from "../directory/reference.ts";
import { invalidInput } from "../invalid-input.ts";

/** "8cj9u1c-101", "6-901-1": parts of letters and digits, digits among them. */
export const VIEW_ID = /^(?=[a-z-]*\d)[a-z0-9]{1,16}(-[a-z0-9]{1,16}){1,3}$/;
export const VIEW_IN_URL = /\/v\/[a-z]{1,4}\/([a-z0-9]+(?:-[a-z0-9]+)+)/;

/** The place that `at` names; the whole Workspace when it names none. */
export async function viewPlace(
  at: string | undefined,
  lookup: Lookup,
  { directory }: ToolContext,
): Promise<ViewPlace & { workspaceId: string; path?: string; place?: PlaceRef }> {
  if (at === undefined) {
    const { id, name } = await directory.workspace(lookup.workspace);
    return { kind: "workspace", id, workspaceId: id, path: name };
  }
  const place = await directory.place(at, { ...lookup, argument: "at" });
  const { id: workspaceId } = await directory.workspaceOf(place, lookup.workspace);
  const { kind, id, path } = place;
  return { kind, id, workspaceId, place, ...(path !== undefined && { path }) };
}

/** By id or URL without a call; by name among the views of `at`, else of the whole Workspace. */
export async function findView(
  given: string,
  at: string | undefined,
  lookup: Lookup,
  context: ToolContext,
): Promise<{ id: string; workspaceId?: string }> {
  const argument = lookup.argument ?? "view";
  if (/clickup\.com\//i.test(given)) {
    const reference = parseReference(given);
    const id = VIEW_IN_URL.exec(given)?.[1];
    if (reference.form !== "url" || id === undefined) {
      throw invalidInput(argument, `"${argument}" is a URL that leads to no view.`);
    }
    const { workspaceId } = reference;
    return { id, ...(workspaceId !== undefined && { workspaceId }) };
  }
  if (VIEW_ID.test(given)) return { id: given };
  const place = await viewPlace(at, lookup, context);
  const rows = (await context.clickup.views.at(place)).map((view): Named<View> => {
    const name = plainName(view.name);
    return { value: view, id: view.id, name, keys: [toKey(name)] };
  });
  const hits = hitsOf(given, rows, lookup.purpose);
  const view = pickOne(given, hits, rows, { what: "view", findWith: "clickup_view_get" });
  return { id: view.id, workspaceId: place.workspaceId };
}

/** ClickUp's letters for the kinds of views; of others the address is not known. */
const LETTERS: Readonly<Record<string, string>> = {
  list: "l",
  board: "b",
  calendar: "c",
  gantt: "g",
};

export function viewUrl(workspaceId: string | undefined, { id, type }: View): string | undefined {
  const letter = LETTERS[type ?? ""];
  if (letter === undefined || workspaceId === undefined) return undefined;
  return `https://app.clickup.com/${workspaceId}/v/${letter}/${id}`;
}

const KINDS: Readonly<Record<number, ViewPlace["kind"]>> = {
  4: "space",
  5: "folder",
  6: "list",
  7: "workspace",
};

/** Where ClickUp says that the view hangs. */
export function placeOfView({ parent }: View): ViewPlace | undefined {
  const kind = KINDS[parent?.type ?? 0];
  return parent === undefined || kind === undefined ? undefined : { kind, id: parent.id };
}
