import { z } from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import {
  Anything,
  Body,
  EpochMs,
  Id,
  maybe,
  Name,
  OptionalFlag,
  OptionalId,
  OptionalName,
  OptionalNumber,
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

const Feature = z.object({ enabled: OptionalFlag });

const Space = z.object({
  id: Id,
  name: Name,
  color: OptionalName,
  private: OptionalFlag,
  archived: OptionalFlag,
  multiple_assignees: OptionalFlag,
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
  parent_folder: z
    .unknown()
    .optional()
    .transform((value) => {
      if (typeof value === "string" || typeof value === "number") return String(value);
      return maybe(z.object({ id: Id })).parse(value)?.id;
    }),
});
export type Folder = z.output<typeof Folder>;

/** Subfolders by id, or whole, as Get Folder nests them. */
export interface FolderTree extends Folder {
  folders: FolderTree[];
}
const FolderTree: z.ZodType<FolderTree> = Folder.extend({
  folders: z
    .unknown()
    .optional()
    .transform((value): FolderTree[] => rows(FolderTree).parse(value)),
});

const View = z.object({ id: Id, name: Name, type: OptionalName });
export type View = z.output<typeof View>;

/** ClickUp's `archived` is either-or: two calls for both. */
export interface ArchivedOption {
  archived?: boolean;
}

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
      get: (folderId: string, { subfolders = false } = {}): Promise<FolderTree> =>
        send.get(path`/v2/folder/${folderId}`, FolderTree, {
          what: "Folder",
          query: { include_subfolders: subfolders || undefined },
        }),
    },
    lists: {
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
    views: {
      ofList: async (listId: string): Promise<View[]> => {
        const answer = await send.get(
          path`/v2/list/${listId}/view`,
          z.object({ views: rows(View), required_views: Anything }),
          { what: "List" },
        );
        return answer.views;
      },
    },
  };
}
