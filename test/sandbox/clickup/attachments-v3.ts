// Files on tasks and in Files fields (v3). "attachments" in the path means a task.
import { spaceOfTask, taskIn } from "./access.ts";
import { attachmentRow, attachmentUrl } from "./attachments.ts";
import { refuse } from "./errors.ts";
import { workspaceOfField } from "./field-places.ts";
import type { JsonObject } from "./json.ts";
import type { FormPart } from "./multipart.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { AttachmentRow } from "./state.ts";
import { dataPage, PAGE_QUERY, workspaceV3 } from "./v3.ts";

const PATH = "/v3/workspaces/{workspace_id}/{entity_type}/{entity_id}/attachments";

interface Holder {
  kind: "tasks" | "custom_fields";
  id: string;
  files: readonly AttachmentRow[];
  add(file: AttachmentRow): void;
}

export const attachmentV3Routes: Route[] = [
  route(`GET ${PATH}`, { query: PAGE_QUERY }, (call) => {
    const holder = holderIn(call);
    return ok(dataPage(call, holder.files, (file) => fileWire(call, holder, file)));
  }),

  route(`POST ${PATH}`, { upload: true }, (call) => {
    const holder = holderIn(call);
    const { part, name } = fileIn(call);
    const file = attachmentRow(call, workspaceV3(call), { ...part, filename: name });
    holder.add(file);
    return ok(fileWire(call, holder, file));
  }),
];

function holderIn(call: Call): Holder {
  const workspace = workspaceV3(call);
  const id = call.path("entity_id");
  switch (call.path("entity_type")) {
    case "attachments": {
      const task = taskIn(call, id);
      if (spaceOfTask(call.state, task).workspaceId !== workspace.id) refuse("V3_404", "Task");
      const add = (file: AttachmentRow): void => {
        task.attachments.push(file);
        task.updatedMs = call.nowMs;
      };
      return { kind: "tasks", id, files: task.attachments, add };
    }
    case "custom_fields": {
      const field = call.state.fields[id];
      if (field === undefined || workspaceOfField(call.state, field) !== workspace.id) {
        return refuse("V3_404", "Custom Field");
      }
      if (field.type !== "attachment") refuse("V3_400", "not a Files field");
      const files = field.files ?? [];
      const add = (file: AttachmentRow): void => {
        field.files = [...files, file];
      };
      return { kind: "custom_fields", id, files, add };
    }
    default:
      return refuse("V3_400", "entity_type");
  }
}

/** The file, under the name of a `filename` field if there is one. */
function fileIn(call: Call): { part: FormPart; name: string | null } {
  let file: FormPart | undefined;
  let name: string | undefined;
  for (const part of call.parts) {
    if (part.name === "filename") name = new TextDecoder().decode(part.bytes);
    else if (/^attachment(\[\d*\])?$/.test(part.name)) file = part;
    else refuse("SANDBOX_001", `part ${part.name}`);
  }
  if (file === undefined) return refuse("V3_400", "no file");
  return { part: file, name: file.filename === null ? null : (name ?? file.filename) };
}

function fileWire(call: Call, holder: Holder, file: AttachmentRow): JsonObject {
  return {
    id: `${file.id}.${file.extension}`,
    title: file.title,
    extension: file.extension,
    mime_type: file.mimetype,
    size: file.sizeBytes,
    url: attachmentUrl(call.path("workspace_id"), file),
    signed: false,
    parent_entity_type: holder.kind,
    parent_id: holder.id,
    user_id: file.userId,
    date_created: file.createdMs,
    date_updated: file.createdMs,
    thumbnail_small: null,
    thumbnail_medium: null,
    thumbnail_large: null,
  };
}
