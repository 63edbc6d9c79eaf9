// Files on tasks, the older way: one multipart field called "attachment".
import { TASK_QUERY, taskOf, workspaceOfTask } from "./access.ts";
import { refuse } from "./errors.ts";
import { newUuid } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { FormPart } from "./multipart.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { AttachmentRow, TaskRow, WorkspaceRow } from "./state.ts";

// Free Forever ends somewhere; 60 MB is our guess. The other plans have no limit here.
const FREE_STORAGE_BYTES = 60 * 1024 * 1024;

export const attachmentRoutes: Route[] = [
  route("POST /v2/task/{task_id}/attachment", { query: TASK_QUERY, upload: true }, (call) => {
    const task = taskOf(call);
    if (call.parts.length === 0) refuse("ATTCH_045");
    for (const { name } of call.parts) {
      if (!/^attachment(\[\d*\])?$/.test(name)) refuse("SANDBOX_001", `part ${name}`);
    }
    const workspace = workspaceOfTask(call.state, task);
    const rows = call.parts.map((part) => attachmentRow(call, workspace, part));
    task.attachments.push(...rows);
    task.updatedMs = call.nowMs;
    const [first] = rows;
    return ok(first === undefined ? {} : madeWire(workspace.id, first));
  }),
];

/** A row for an uploaded file. Text where a file belongs, such as a link, is refused. */
export function attachmentRow(call: Call, workspace: WorkspaceRow, part: FormPart): AttachmentRow {
  if (part.filename === null || part.filename === "") return refuse("ATTCH_039");
  const sizeBytes = part.bytes.byteLength;
  if (workspace.plan === "free" && storedBytes(call, workspace) + sizeBytes > FREE_STORAGE_BYTES) {
    refuse("GBUSED_005");
  }
  return {
    id: newUuid(call.state),
    title: part.filename,
    extension: part.filename.includes(".") ? (part.filename.split(".").at(-1) ?? "") : "",
    mimetype: part.type === "" ? "application/octet-stream" : part.type,
    sizeBytes,
    userId: call.user.id,
    createdMs: call.nowMs,
    base64: toBase64(part.bytes),
  };
}

function storedBytes(call: Call, workspace: WorkspaceRow): number {
  const here = (task: TaskRow) => workspaceOfTask(call.state, task).id === workspace.id;
  return Object.values(call.state.tasks)
    .filter(here)
    .flatMap((task) => task.attachments)
    .reduce((sum, file) => sum + file.sizeBytes, 0);
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
}

export function attachmentUrl(workspaceId: string, file: AttachmentRow): string {
  const host = `https://t${workspaceId}.p.clickup-attachments.com/t${workspaceId}`;
  return `${host}/${file.id}/${encodeURIComponent(file.title)}`;
}

function madeWire(workspaceId: string, file: AttachmentRow): JsonObject {
  return {
    id: `${file.id}.${file.extension}`,
    version: "0",
    date: file.createdMs,
    title: file.title,
    extension: file.extension,
    thumbnail_small: null,
    thumbnail_large: null,
    url: attachmentUrl(workspaceId, file),
  };
}
