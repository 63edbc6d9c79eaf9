import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { MultipartBody, type UploadFile } from "../upload.ts";
import { EpochMs, Id, OptionalId, OptionalName, OptionalNumber, rows } from "../wire.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

/** A file as v3 tells it; v2 names some of it otherwise, and tells less. */
const File = z.object({
  id: Id,
  title: OptionalName,
  extension: OptionalName,
  mime_type: OptionalName,
  size: OptionalNumber,
  url: OptionalName,
  user_id: OptionalId,
  date_created: EpochMs,
  thumbnail_large: OptionalName,
});
export type FileEntry = z.output<typeof File>;

const Files = z
  .object({ data: rows(File), next_cursor: OptionalName })
  .transform(({ data, next_cursor: next }) => ({ rows: data, ...(next && { next }) }));

const PAGE_ROWS = 100; // the most that v3 takes

/** Nothing of this can be deleted through the API. */
export function attachments(send: Send) {
  return {
    /** The older way, which works in every Workspace. */
    toTask: (task: TaskKey, file: UploadFile): Promise<FileEntry> =>
      send.write("POST", taskPath(task, path`/attachment`), File, {
        what: "Task",
        query: customIdQuery(task),
        body: new MultipartBody(file),
      }),
    /** For a Files field; a task shows it once the field's value there names it. */
    toField: (workspaceId: string, fieldId: string, file: UploadFile): Promise<FileEntry> =>
      send.write(
        "POST",
        path`/v3/workspaces/${workspaceId}/${"custom_fields"}/${fieldId}/attachments`,
        File,
        { what: "Custom Field", body: new MultipartBody(file) },
      ),
    ofField: (workspaceId: string, fieldId: string, cursor?: string) =>
      send.get(
        path`/v3/workspaces/${workspaceId}/${"custom_fields"}/${fieldId}/attachments`,
        Files,
        { what: "Custom Field", query: { limit: PAGE_ROWS, cursor } },
      ),
  };
}

/** Where ClickUp keeps files. Its own API is among them, so that a stand-in may serve them, too. */
export function isAttachmentUrl(url: URL, apiOrigin: string): boolean {
  if (url.origin === apiOrigin) return true;
  if (url.protocol !== "https:" || url.port !== "" || url.username !== "") return false;
  return /(?:^|\.)clickup-attachments\.com$|^attachments\d?\.clickup\.com$/.test(url.hostname);
}
