// The audit log (v3): for the owner of an Enterprise workspace, newest first. What it answers is not documented.
import { memberIn } from "./access.ts";
import { numberIn, objectIn, textIn, textsIn } from "./body.ts";
import { refuse } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { AuditEventRow } from "./rows-goals-access.ts";
import { workspaceV3 } from "./v3.ts";

const ROWS_DEFAULT = 25;
const ROWS_MOST = 100;
const FILTERS = [
  "workspaceId",
  "userId",
  "userEmail",
  "eventType",
  "eventStatus",
  "startTime",
  "endTime",
];
const PAGE_NAMES = ["pageRows", "pageTimestamp", "pageDirection"];

export const auditLogRoutes: Route[] = [
  route(
    "POST /v3/workspaces/{workspace_id}/auditlogs",
    { body: { filter: "object", applicability: "text!", pagination: "object" } },
    (call) => {
      const workspace = workspaceV3(call);
      if (workspace.plan !== "enterprise") refuse("V3_403", "Enterprise plan only");
      if (memberIn(workspace, call.user.id)?.role !== 1) refuse("V3_403", "owner only");
      const keeps = filterIn(call);
      const area = textIn(call.body, "applicability");
      const rows = call.state.auditEvents.filter(
        (row) => row.workspaceId === workspace.id && row.applicability === area && keeps(row),
      );
      return ok({ data: pageIn(call, rows).map((row) => eventWire(call, row)) });
    },
  ),
];

function filterIn(call: Call): (row: AuditEventRow) => boolean {
  const filter = objectIn(call.body, "filter") ?? {};
  refuseOthers("filter", filter, FILTERS);
  const users = textsIn(filter, "userId");
  const emails = textsIn(filter, "userEmail");
  const types = textsIn(filter, "eventType");
  const status = textIn(filter, "eventStatus");
  const fromMs = numberIn(filter, "startTime") ?? 0;
  const toMs = numberIn(filter, "endTime") ?? Number.POSITIVE_INFINITY;
  const emailOf = (id: number) => call.state.users[String(id)]?.email ?? "";
  return (row) =>
    (users === undefined || users.includes(String(row.userId))) &&
    (emails === undefined || emails.includes(emailOf(row.userId))) &&
    (types === undefined || types.includes(row.eventType)) &&
    (status === undefined || row.eventStatus === status) &&
    row.atMs >= fromMs &&
    row.atMs <= toMs;
}

/** Before or after an instant; the next page starts at the instant of the last row. */
function pageIn(call: Call, rows: readonly AuditEventRow[]): AuditEventRow[] {
  const page = objectIn(call.body, "pagination") ?? {};
  refuseOthers("pagination", page, PAGE_NAMES);
  const size = numberIn(page, "pageRows") ?? ROWS_DEFAULT;
  if (size < 1 || size > ROWS_MOST) refuse("V3_400", "pageRows");
  const atMs = numberIn(page, "pageTimestamp");
  const direction = textIn(page, "pageDirection") ?? "before";
  if (direction !== "before" && direction !== "after") refuse("V3_400", "pageDirection");
  const sorted = [...rows].sort((a, b) => b.atMs - a.atMs);
  if (atMs === undefined) return sorted.slice(0, size);
  return direction === "before"
    ? sorted.filter((row) => row.atMs < atMs).slice(0, size)
    : sorted.filter((row) => row.atMs > atMs).slice(-size);
}

function refuseOthers(what: string, given: JsonObject, known: readonly string[]): void {
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) refuse("SANDBOX_001", `${what}.${key}`);
  }
}

const eventWire = (call: Call, row: AuditEventRow): JsonObject => ({
  id: row.id,
  workspaceId: row.workspaceId,
  applicability: row.applicability,
  eventType: row.eventType,
  eventStatus: row.eventStatus,
  userId: String(row.userId),
  userEmail: call.state.users[String(row.userId)]?.email ?? null,
  timestamp: row.atMs,
  detail: row.detail,
});
