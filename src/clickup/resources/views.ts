import * as z from "zod";
import type { JsonObject } from "../../domain/json.ts";
import { type ApiPath, path } from "../path.ts";
import type { Send } from "../send.ts";
import { Id, maybe, Name, OptionalName, OptionalNumber, rows } from "../wire.ts";

const Section = maybe(z.record(z.string(), z.json()));

const View = z.object({
  id: Id,
  name: Name,
  /** list, board, calendar, table, timeline, workload, activity, map, conversation, gantt … */
  type: OptionalName,
  /** type: 4 Space, 5 Folder, 6 List, 7 Everything */
  parent: maybe(z.object({ id: Id, type: OptionalNumber })),
  grouping: Section,
  divide: Section,
  sorting: Section,
  filters: Section,
  columns: Section,
  team_sidebar: Section,
  settings: Section,
});
export type View = z.output<typeof View>;

/** Every section has to be there: what an update leaves out is lost. Loose keys are dropped by ClickUp. */
export interface ViewSections {
  grouping: JsonObject;
  divide: JsonObject;
  sorting: JsonObject;
  filters: JsonObject;
  columns: JsonObject;
  team_sidebar: JsonObject;
  settings: JsonObject;
}

export interface NewView extends Partial<ViewSections> {
  name: string;
  type: string;
}

export interface ViewChange extends ViewSections {
  name: string;
  type: string;
  parent: { id: string; type: number };
}

export interface ViewPlace {
  kind: "workspace" | "space" | "folder" | "list";
  id: string;
}

const Answer = z.object({ view: View });
const Answers = z.object({ views: rows(View), required_views: rows(View) });

const NOUNS = { workspace: "Workspace", space: "Space", folder: "Folder", list: "List" } as const;

export function views(send: Send) {
  return {
    ofList: async (listId: string): Promise<View[]> => {
      const answer = await send.get(path`/v2/list/${listId}/view`, Answers, { what: "List" });
      return answer.views;
    },
    /** With the ones that ClickUp itself gives each place. */
    at: async (place: ViewPlace): Promise<View[]> => {
      const answer = await send.get(viewsPath(place), Answers, { what: NOUNS[place.kind] });
      return [...answer.required_views, ...answer.views];
    },
    get: async (viewId: string): Promise<View> =>
      (await send.get(path`/v2/view/${viewId}`, Answer, { what: "view" })).view,
    create: async (place: ViewPlace, view: NewView): Promise<View> => {
      const what = NOUNS[place.kind];
      const body = { ...view };
      return (await send.write("POST", viewsPath(place), Answer, { what, body })).view;
    },
    /** Replaces the whole view: read it first. */
    update: async (viewId: string, view: ViewChange): Promise<View> => {
      const asked = { what: "view", body: { ...view } };
      return (await send.write("PUT", path`/v2/view/${viewId}`, Answer, asked)).view;
    },
    remove: async (viewId: string): Promise<void> => {
      await send.write("DELETE", path`/v2/view/${viewId}`, z.unknown(), { what: "view" });
    },
  };
}

function viewsPath({ kind, id }: ViewPlace): ApiPath {
  switch (kind) {
    case "workspace":
      return path`/v2/team/${id}/view`;
    case "space":
      return path`/v2/space/${id}/view`;
    case "folder":
      return path`/v2/folder/${id}/view`;
    case "list":
      return path`/v2/list/${id}/view`;
  }
}
