// Who may see and do what, and what was done (v3).
import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Anything, EpochMs, OptionalId, OptionalName, rows } from "../wire.ts";

export const AUDIT_AREAS = [
  "user-activity",
  "hierarchy-activity",
  "custom-fields",
  "auth-and-security",
  "agent-settings-activity",
  "other-activity",
] as const;
export type AuditArea = (typeof AUDIT_AREAS)[number];

/** Not documented; read as far as it comes. */
const AuditEvent = z.object({
  eventType: OptionalName,
  eventStatus: OptionalName,
  userId: OptionalId,
  userEmail: OptionalName,
  timestamp: EpochMs,
  detail: Anything,
});
export type AuditEvent = z.output<typeof AuditEvent>;

export interface AuditQuery {
  applicability: AuditArea;
  filter: {
    userId?: readonly string[];
    eventType?: readonly string[];
    startTime?: number;
    endTime?: number;
  };
  pagination: { pageRows: number; pageTimestamp?: number; pageDirection: "before" };
}

/** 1 read, 3 comment, 4 edit, 5 create; null takes it back. */
export interface AccessEntry {
  kind: "user" | "group";
  id: string;
  permission_level: 1 | 3 | 4 | 5 | null;
}

export const ACCESS_OBJECTS = [
  "space",
  "folder",
  "list",
  "task",
  "doc",
  "view",
  "goal",
  "customField",
  "dashboard",
  "whiteboard",
] as const;
export type AccessObject = (typeof ACCESS_OBJECTS)[number];

/** What a refusal is about, in the words of the rest of the client. */
const NOUNS: Readonly<Record<AccessObject, string>> = {
  space: "Space",
  folder: "Folder",
  list: "List",
  task: "Task",
  doc: "Doc",
  view: "view",
  goal: "goal",
  customField: "Custom Field",
  dashboard: "dashboard",
  whiteboard: "whiteboard",
};

export function access(send: Send) {
  return {
    /** Newest first. */
    auditLog: async (workspaceId: string, body: AuditQuery): Promise<AuditEvent[]> => {
      const answer = await send.write(
        "POST",
        path`/v3/workspaces/${workspaceId}/auditlogs`,
        z.union([
          z.object({ data: rows(AuditEvent) }),
          rows(AuditEvent).transform((data) => ({ data })),
        ]),
        { what: "audit log", body },
      );
      return answer.data;
    },
    /** Answers nothing, and no operation reads it back. */
    update: (
      workspaceId: string,
      object: { type: AccessObject; id: string },
      body: { private?: boolean; entries?: readonly AccessEntry[] },
    ): Promise<unknown> =>
      send.write(
        "PATCH",
        path`/v3/workspaces/${workspaceId}/${object.type}/${object.id}/acls`,
        z.unknown(),
        { what: NOUNS[object.type], body },
      ),
  };
}
