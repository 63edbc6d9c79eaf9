// Lists and Folders from templates. ClickUp answers with an id at once, and fills the thing afterwards.
import * as z from "zod";
import type { JsonObject } from "../../domain/json.ts";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Id, maybe, Name, OptionalId, rows } from "../wire.ts";

const Made = z.object({
  id: OptionalId,
  list: maybe(z.object({ id: Id })),
  folder: maybe(z.object({ id: Id })),
});

/** Public templates are listed only once they are in the Workspace's own library. */
const Templates = z.object({ templates: rows(z.object({ id: Id, name: Name })) });

/** What a template brings along; a part comes only when its option is true. */
export const TEMPLATE_PARTS = [
  "automation",
  "include_views",
  "old_due_date",
  "old_start_date",
  "old_followers",
  "comment_attachments",
  "recur_settings",
  "old_tags",
  "old_statuses",
  "subtasks",
  "custom_type",
  "old_assignees",
  "attachments",
  "comment",
  "old_status",
  "external_dependencies",
  "internal_dependencies",
  "priority",
  "custom_fields",
  "old_checklists",
  "relationships",
  "old_subtask_assignees",
] as const;
export type TemplatePart = (typeof TEMPLATE_PARTS)[number];

export interface TemplateUse {
  name: string;
  /** `return_immediately: false` waits until the thing is there, and may take longer than a call has. */
  options?: JsonObject;
}

export function placeTemplates(send: Send) {
  return {
    lists: async (workspaceId: string): Promise<{ id: string; name: string }[]> => {
      const answer = await send.get(path`/v2/team/${workspaceId}/list_template`, Templates, {
        what: "Workspace",
      });
      return answer.templates;
    },
    folders: async (workspaceId: string): Promise<{ id: string; name: string }[]> => {
      const answer = await send.get(path`/v2/team/${workspaceId}/folder_template`, Templates, {
        what: "Workspace",
      });
      return answer.templates;
    },
    /** The new List's id. */
    createList: async (
      place: { kind: "space" | "folder"; id: string },
      templateId: string,
      use: TemplateUse,
    ): Promise<string | undefined> => {
      const made = await send.write(
        "POST",
        place.kind === "folder"
          ? path`/v2/folder/${place.id}/list_template/${templateId}`
          : path`/v2/space/${place.id}/list_template/${templateId}`,
        Made,
        { what: "List template", body: use },
      );
      return made.id ?? made.list?.id;
    },
    /** The new Folder's id. */
    createFolder: async (
      spaceId: string,
      templateId: string,
      use: TemplateUse & { parent_folder_id?: string },
    ): Promise<string | undefined> => {
      const made = await send.write(
        "POST",
        path`/v2/space/${spaceId}/folder_template/${templateId}`,
        Made,
        { what: "Folder template", body: use },
      );
      return made.id ?? made.folder?.id;
    },
  };
}
