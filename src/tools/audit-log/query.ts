import * as z from "zod";
import { AUDIT_AREAS } from "../../clickup/resources/access.ts";
import type { JsonValue } from "../../domain/json.ts";
import { userClock } from "../clock.ts";
import { fromMarkCursor, toMarkCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, References, Words, Workspace } from "../fields.ts";
import { periodOf } from "../time-entry/period.ts";
import { withoutEmpty } from "../without-empty.ts";

const DEFAULT_ROWS = 50;
/** ClickUp's most in one answer. */
const MAX_ROWS = 100;
const MAX_DETAIL_CHARS = 500;

const Event = z.object({
  time: z.string().optional(),
  event: z.string(),
  status: z.string().optional(),
  user: z.string().optional(),
  details: z.string().optional(),
});

export const auditLogQuery = defineTool({
  name: "clickup_audit_log_query",
  title: "Query the audit log",
  description:
    "Who did what in a Workspace, newest first; on the Enterprise plan, for its owner. Without dates the last 30 days.",
  toolset: "admin",
  tier: "premium",
  plan: "Enterprise",
  listedByDefault: false,
  annotations: READS,
  input: z.object({
    area: z.enum(AUDIT_AREAS),
    events: z.array(z.string().trim().min(1).max(100)).max(50).optional(),
    users: References.optional(),
    from: Words.optional(),
    to: Words.optional(),
    limit: z.int().min(1).max(MAX_ROWS).optional(),
    cursor: Cursor,
    workspace: Workspace,
  }),
  output: z.object({
    from: z.string(),
    to: z.string(),
    events: z.array(Event),
    complete: z.boolean(),
    next_cursor: z.string().optional(),
  }),
  handler: async (asked, context) => {
    const { area, events, users = [], limit = DEFAULT_ROWS, cursor, workspace } = asked;
    const { clickup, directory } = context;
    const clock = await userClock(context);
    const period = periodOf(asked, clock);
    const { id: workspaceId } = await directory.workspace(workspace);
    const lookup = { purpose: "read", workspace, argument: "users" } as const;
    const people = await Promise.all(users.map((one) => directory.user(one, workspaceId, lookup)));
    const filter = {
      ...(people.length > 0 && { userId: people.map(({ id }) => id) }),
      ...(events !== undefined && events.length > 0 && { eventType: events }),
      startTime: period.fromMs,
      endTime: period.toMs,
    };
    // Relative dates move on between two calls, so the cursor belongs to the words.
    const words = { area, events, users, from: asked.from, to: asked.to, limit, workspaceId };
    const mark = await fromMarkCursor(cursor, words);
    const found = await clickup.access.auditLog(workspaceId, {
      applicability: area,
      filter,
      pagination: {
        pageRows: limit,
        ...(mark !== undefined && { pageTimestamp: Number(mark) }),
        pageDirection: "before",
      },
    });
    const lastMs = found.at(-1)?.timestamp;
    const next = found.length >= limit && lastMs !== undefined ? String(lastMs) : undefined;
    return {
      from: period.from,
      to: period.to,
      events: found.map((row) => ({
        event: row.eventType ?? "unknown",
        ...withoutEmpty({
          time: row.timestamp === undefined ? undefined : clock.isoDateTime(row.timestamp),
          status: row.eventStatus,
          user: row.userEmail ?? row.userId,
          details: detailsOf(row.detail as JsonValue | undefined),
        }),
      })),
      complete: next === undefined,
      ...(next !== undefined && { next_cursor: await toMarkCursor(next, words) }),
    };
  },
});

function detailsOf(detail: JsonValue | undefined): string | undefined {
  if (detail === null || detail === undefined) return undefined;
  const text = typeof detail === "string" ? detail : JSON.stringify(detail);
  return text === "{}" ? undefined : text.slice(0, MAX_DETAIL_CHARS);
}
