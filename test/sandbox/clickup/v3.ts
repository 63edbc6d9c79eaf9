// What v3's operations share: the workspace in the path, pages by cursor, two formats of text.
import { workspaceIn } from "./access.ts";
import { refuse } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { Call } from "./router.ts";
import type { WorkspaceRow } from "./state.ts";
import { plainText } from "./wire.ts";

export const PAGE_QUERY = ["cursor", "limit"] as const;
const PAGE_DEFAULT = 50;
const PAGE_MOST = 100;

export const workspaceV3 = (call: Call): WorkspaceRow =>
  workspaceIn(call, call.path("workspace_id"));

export interface CursorPage<T> {
  rows: T[];
  /** null on the last page. */
  next: string | null;
}

export function cursorPage<T>(call: Call, rows: readonly T[], least = 1): CursorPage<T> {
  const limit = call.query.integer("limit") ?? PAGE_DEFAULT;
  if (limit < least || limit > PAGE_MOST) {
    refuse("V3_400", `limit must be ${least} to ${PAGE_MOST}`);
  }
  const start = offsetIn(call.query.text("cursor"));
  const end = start + limit;
  return {
    rows: rows.slice(start, end),
    next: end < rows.length ? btoa(`after:${end}`) : null,
  };
}

/** `{data, next_cursor}`, the way of chat and attachments: an empty cursor ends it. */
export function dataPage<T>(
  call: Call,
  rows: readonly T[],
  toWire: (row: T) => JsonObject,
): JsonObject {
  const page = cursorPage(call, rows);
  return { data: page.rows.map(toWire), next_cursor: page.next ?? "" };
}

function offsetIn(cursor: string | undefined): number {
  if (cursor === undefined || cursor === "") return 0;
  let text: string;
  try {
    text = atob(cursor);
  } catch {
    return refuse("V3_400", "cursor");
  }
  const offset = /^after:(\d+)$/.exec(text)?.[1];
  return offset === undefined ? refuse("V3_400", "cursor") : Number(offset);
}

/** Markdown as `content_format` wants it, from the query or, for writes, the body. */
export function inFormat(markdown: string, format: string | undefined): string {
  switch (format ?? "text/md") {
    case "text/md":
      return markdown;
    case "text/plain":
      return plainText(markdown);
    default:
      return refuse("V3_400", "content_format");
  }
}

/** Writes name the same two formats; what is plain is kept as it came. */
export function refuseOtherFormat(format: string | undefined): void {
  if (format !== undefined && format !== "text/md" && format !== "text/plain") {
    refuse("V3_400", "content_format");
  }
}
