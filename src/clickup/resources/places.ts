import * as z from "zod";
import type { JsonObject } from "../../domain/json.ts";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import {
  Body,
  EpochMs,
  Id,
  maybe,
  Name,
  OptionalFlag,
  OptionalId,
  OptionalName,
  OptionalNumber,
  readPart,
  readRows,
  rows,
} from "../wire.ts";
import { PersonOrId, User } from "./people.ts";

/** type: open, custom, done, closed. Names compare lower-case. */
export const Status = z.object({
  id: OptionalId,
  status: Name,
  type: OptionalName,
  orderindex: OptionalNumber,
  color: OptionalName,
});
export type Status = z.output<typeof Status>;

/** An object named inside another. A List outside a Folder shows a Folder "hidden" with `hidden: true`. */
export const Place = z.object({
  id: Id,
  name: OptionalName,
  hidden: OptionalFlag,
  access: OptionalFlag,
});
export type Place = z.output<typeof Place>;

export const Tag = z.object({ name: Name, tag_fg: OptionalName, tag_bg: OptionalName });
export type Tag = z.output<typeof Tag>;

/** With whatever else it holds: an update has to send it back whole. */
const Feature = z.looseObject({ enabled: OptionalFlag });

const Space = z.object({
  id: Id,
  name: Name,
  /** null for none; undefined where it is not told: the published answer of Get Space has none. */
  color: z.transform((value) => (value === null ? null : OptionalName.parse(value))),
  private: OptionalFlag,
  archived: OptionalFlag,
  multiple_assignees: OptionalFlag,
  /** Enterprise only. */
  admin_can_manage: OptionalFlag,
  statuses: rows(Status),
  /** ClickApps: {tags: {enabled}, time_tracking: {enabled}, …}. */
  features: maybe(z.record(z.string(), maybe(Feature))),
  /** Of private Spaces only. */
  members: rows(z.object({ user: User })),
});
export type Space = z.output<typeof Space>;

const List = z.object({
  id: Id,
  name: Name,
  content: Body,
  markdown_content: Body,
  /** A colour, not a task status. */
  status: maybe(z.object({ status: OptionalName, color: OptionalName })),
  priority: maybe(z.object({ priority: OptionalName })),
  assignee: PersonOrId,
  task_count: OptionalNumber,
  due_date: EpochMs,
  due_date_time: OptionalFlag,
  start_date: EpochMs,
  start_date_time: OptionalFlag,
  folder: maybe(Place),
  space: maybe(Place),
  archived: OptionalFlag,
  override_statuses: OptionalFlag,
  /** The effective ones from Get List; embedded elsewhere only at times. */
  statuses: rows(Status),
});
export type List = z.output<typeof List>;

const ParentFolder = z.object({ id: Id });

const Folder = z.object({
  id: Id,
  name: Name,
  hidden: OptionalFlag,
  archived: OptionalFlag,
  space: maybe(Place),
  task_count: OptionalNumber,
  override_statuses: OptionalFlag,
  statuses: rows(Status),
  lists: rows(List),
  /** Id of the Folder above, on subfolders. */
  parent_folder: z.transform((value) => {
    if (typeof value === "string" || typeof value === "number") return String(value);
    return readPart(ParentFolder, value)?.id;
  }),
});
export type Folder = z.output<typeof Folder>;

/** Subfolders by id, or whole, as Get Folder nests them. */
export interface FolderTree extends Folder {
  folders: FolderTree[];
}
const FolderTree: z.ZodType<FolderTree> = Folder.extend({
  folders: z.transform((value): FolderTree[] => readRows(FolderTree, value)),
});

/** What can be set of a List; `name` is needed to make one. */
export interface ListChange {
  name?: string;
  /** A single blank clears it; empty text is ignored. */
  content?: string;
  markdown_content?: string;
  due_date?: number | null;
  due_date_time?: boolean;
  priority?: number | null;
  /** User id, or "none" in an update. */
  assignee?: number | string;
  /** A colour. */
  status?: string;
  unset_status?: boolean;
  /** Undocumented in updates; ClickUp may ignore it. */
  statuses?: readonly object[];
}

export interface NewSpace {
  name: string;
  multiple_assignees: boolean;
  /** The nine documented ones are all required. */
  features: JsonObject;
}

/** Replaces the Space's settings: read it first. */
export interface SpaceChange extends NewSpace {
  color: string | null;
  private: boolean;
  admin_can_manage: boolean;
}

/** Whether and where a Folder is nested, or its order. `parent_folder_id` wins over `space_id`. */
export interface FolderMove {
  parent_folder_id?: string;
  space_id?: string;
  position?: number;
  /** Task type ids, from and to. */
  custom_type_map?: Readonly<Record<string, number>>;
}

/** ClickUp's `archived` is either-or: two calls for both. */
export interface ArchivedOption {
  archived?: boolean;
}

const Nothing = z.unknown();

export function places(send: Send) {
  return {
    spaces: {
      list: async (workspaceId: string, { archived = false }: ArchivedOption = {}) => {
        const answer = await send.get(
          path`/v2/team/${workspaceId}/space`,
          z.object({ spaces: rows(Space) }),
          { what: "Workspace", query: { archived } },
        );
        return answer.spaces;
      },
      get: (spaceId: string): Promise<Space> =>
        send.get(path`/v2/space/${spaceId}`, Space, { what: "Space" }),
      create: (workspaceId: string, space: NewSpace): Promise<Space> =>
        send.write("POST", path`/v2/team/${workspaceId}/space`, Space, {
          what: "Workspace",
          body: space,
        }),
      update: (spaceId: string, space: SpaceChange): Promise<Space> =>
        send.write("PUT", path`/v2/space/${spaceId}`, Space, { what: "Space", body: space }),
      /** And everything in it. */
      delete: async (spaceId: string): Promise<void> => {
        await send.write("DELETE", path`/v2/space/${spaceId}`, Nothing, { what: "Space" });
      },
    },
    folders: {
      /** With their Lists inside; subfolders flat, by `parent_folder`. */
      list: async (spaceId: string, { archived = false }: ArchivedOption = {}) => {
        const answer = await send.get(
          path`/v2/space/${spaceId}/folder`,
          z.object({ folders: rows(Folder) }),
          { what: "Space", query: { archived } },
        );
        return answer.folders;
      },
      /** Undocumented ("team_folders"): every Folder of the Workspace with its Lists in one call. */
      ofWorkspace: async (workspaceId: string, { archived = false }: ArchivedOption = {}) => {
        const answer = await send.get(
          path`/v2/team/${workspaceId}/folder`,
          z.object({ folders: rows(Folder) }),
          { what: "Workspace", query: { archived } },
        );
        return answer.folders;
      },
      create: (
        spaceId: string,
        folder: { name: string; parent_folder_id?: string },
      ): Promise<Folder> =>
        send.write("POST", path`/v2/space/${spaceId}/folder`, Folder, {
          what: "Space",
          body: folder,
        }),
      rename: (folderId: string, name: string): Promise<Folder> =>
        send.write("PUT", path`/v2/folder/${folderId}`, Folder, { what: "Folder", body: { name } }),
      /** Answers nothing about where the Folder is now. */
      move: async (folderId: string, move: FolderMove): Promise<void> => {
        await send.write("PUT", path`/v2/folder/${folderId}/position`, Nothing, {
          what: "Folder",
          body: move,
        });
      },
      /** And everything in it. */
      delete: async (folderId: string): Promise<void> => {
        await send.write("DELETE", path`/v2/folder/${folderId}`, Nothing, { what: "Folder" });
      },
      get: (folderId: string, { subfolders = false } = {}): Promise<FolderTree> =>
        send.get(path`/v2/folder/${folderId}`, FolderTree, {
          what: "Folder",
          query: { include_subfolders: subfolders || undefined },
        }),
    },
    lists: {
      create: (place: { kind: "space" | "folder"; id: string }, list: ListChange): Promise<List> =>
        send.write(
          "POST",
          place.kind === "folder"
            ? path`/v2/folder/${place.id}/list`
            : path`/v2/space/${place.id}/list`,
          List,
          { what: place.kind === "folder" ? "Folder" : "Space", body: list },
        ),
      /** `folder_id` would be accepted and ignored: ClickUp moves no List. */
      update: (listId: string, change: ListChange): Promise<List> =>
        send.write("PUT", path`/v2/list/${listId}`, List, { what: "List", body: change }),
      /** And its tasks. */
      delete: async (listId: string): Promise<void> => {
        await send.write("DELETE", path`/v2/list/${listId}`, Nothing, { what: "List" });
      },
      get: (listId: string): Promise<List> =>
        send.get(path`/v2/list/${listId}`, List, { what: "List" }),
      inFolder: async (folderId: string, { archived = false }: ArchivedOption = {}) => {
        const answer = await send.get(
          path`/v2/folder/${folderId}/list`,
          z.object({ lists: rows(List) }),
          { what: "Folder", query: { archived } },
        );
        return answer.lists;
      },
      /** The ones outside Folders. */
      inSpace: async (spaceId: string, { archived = false }: ArchivedOption = {}) => {
        const answer = await send.get(
          path`/v2/space/${spaceId}/list`,
          z.object({ lists: rows(List) }),
          { what: "Space", query: { archived } },
        );
        return answer.lists;
      },
    },
  };
}
