// Where the links of attachments lead: a host of its own, which takes no token.
import { allFiles } from "./field-places.ts";
import type { AttachmentRow, SandboxState } from "./state.ts";

const HOST = /^t\d+\.p\.clickup-attachments\.com$/;

export const isAttachmentHost = (url: URL): boolean => HOST.test(url.hostname);

export function downloadAttachment(state: SandboxState, request: Request): Response {
  // A link that is signed refuses a second way to sign in.
  if (request.headers.has("Authorization")) return refusal(400, "InvalidArgument");
  const [, , id, title] = new URL(request.url).pathname.split("/");
  const file = allFiles(state).find((row) => row.id === id);
  if (file === undefined || encodeURIComponent(file.title) !== title) {
    return refusal(403, "AccessDenied");
  }
  return new Response(contentOf(file), {
    headers: {
      "Content-Type": file.mimetype,
      "Content-Length": String(file.sizeBytes),
      "Content-Disposition": `inline; filename*=UTF-8''${encodeURIComponent(file.title)}`,
    },
  });
}

function contentOf(file: AttachmentRow): Uint8Array<ArrayBuffer> {
  if (file.base64 !== null) {
    return Uint8Array.from(atob(file.base64), (letter) => letter.charCodeAt(0));
  }
  // A seeded file: lines of a log, as long as its row says.
  const line = new TextEncoder().encode("2026-10-21T09:14:03Z ERROR cart: bad street name\n");
  return Uint8Array.from({ length: file.sizeBytes }, (_, at) => line[at % line.length] ?? 10);
}

function refusal(status: number, code: string): Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`;
  return new Response(body, { status, headers: { "Content-Type": "application/xml" } });
}
