import type { AuditEvent } from "../domain/audit-event.ts";
import { ALL_TOOL_NAMES } from "../tools/tool-names.ts";
import { readEvents } from "./audit-outbox.ts";
import type { CallCounts, Usage } from "./door.ts";

const HOUR_MS = 60 * 60 * 1000;
/** The page plots 30 days; the day under way makes one more. */
export const USAGE_LIFE_MS = 31 * 24 * HOUR_MS;

type Counts = [ok: number, failed: number, refused: number];
type HourCounts = Record<string, Counts>;
type Call = Pick<AuditEvent, "action" | "outcome"> & { hour: number; tool?: string | null };

/** Outcomes that say "not allowed" rather than "did not work"; see docs/errors.md. */
const REFUSED: ReadonlySet<string> = new Set([
  "forbidden",
  "insufficient_scope",
  "not_enabled",
  "not_selected",
  "premium_required",
  "rate_limited",
]);
const TOOLS: ReadonlySet<string> = new Set(ALL_TOOL_NAMES);

/** So many events are counted together, or all of an hour once it is over: a row for all their batches. */
const COUNTED_TOGETHER = 100;

/**
 * Counts the events up to that number, which the queue has taken, when it is worth a row. Until then they keep
 * theirs in the outbox. Call it in the transaction that marks events as delivered.
 */
export function countDelivered(sql: SqlStorage, deliveredThrough: number, nowMs: number): void {
  const counted = countedThrough(sql);
  const events = readEvents(sql, counted, Math.max(0, deliveredThrough - counted)).filter(
    ({ seq }) => seq <= deliveredThrough,
  );
  const [oldest] = events;
  if (oldest === undefined) return;
  const isHourOver = hourOf(Date.parse(oldest.at)) < hourOf(nowMs);
  if (isHourOver || events.length >= COUNTED_TOGETHER) countUsage(sql, events);
}

/** Number of the newest event that was counted, and with it all before; 0 when none was. */
function countedThrough(sql: SqlStorage): number {
  const newest = sql.exec<{ last_seq: number }>(
    "SELECT last_seq FROM usage ORDER BY hour DESC LIMIT 1",
  );
  return newest.toArray()[0]?.last_seq ?? 0;
}

/** Adds events to the counters: one row for each hour that they touch, the newest's in any case. */
export function countUsage(
  sql: SqlStorage,
  events: readonly Pick<AuditEvent, "seq" | "at" | "action" | "outcome" | "tool">[],
): void {
  const added = new Map<number, HourCounts>();
  for (const event of events) addCalls(added, { ...event, hour: hourOf(Date.parse(event.at)) }, 1);
  const newest = events.at(-1);
  if (newest === undefined) return;
  const lastHour = hourOf(Date.parse(newest.at));
  added.set(lastHour, added.get(lastHour) ?? {});
  for (const [hour, counts] of added) {
    const row = sql
      .exec<{ counts: string }>("SELECT counts FROM usage WHERE hour = ?", hour)
      .toArray()[0];
    if (row !== undefined) mergeCounts(counts, parseCounts(row.counts));
    sql.exec(
      `INSERT INTO usage (hour, counts, last_seq) VALUES (?1, ?2, ?3)
       ON CONFLICT (hour) DO UPDATE SET counts = ?2, last_seq = max(last_seq, ?3)`,
      hour,
      JSON.stringify(counts),
      newest.seq,
    );
  }
}

/** The last 31 days, events that still wait for the queue included. */
export function readUsage(sql: SqlStorage, nowMs: number): Usage {
  const fromHour = hourOf(nowMs - USAGE_LIFE_MS) + 1;
  const hours = new Map<number, HourCounts>();
  let lastSeq = 0;
  for (const row of sql.exec<{ hour: number; counts: string; last_seq: number }>(
    "SELECT hour, counts, last_seq FROM usage WHERE hour >= ?",
    fromHour,
  )) {
    hours.set(row.hour, parseCounts(row.counts));
    lastSeq = Math.max(lastSeq, row.last_seq);
  }
  // What was counted has a row in the outbox for a while yet.
  for (const { calls, ...call } of sql.exec<Call & { tool: string | null; calls: number }>(
    // Numbers are bound as reals, so the hour's length stands in the text: whole hours come out.
    `SELECT at_ms / ${HOUR_MS} AS hour, event ->> 'action' AS action, event ->> 'tool' AS tool,
            coalesce(outcome, 'pending') AS outcome, count(*) AS calls
     FROM audit_events WHERE seq > ? AND at_ms >= ? GROUP BY 1, 2, 3, 4`,
    lastSeq,
    fromHour * HOUR_MS,
  )) {
    addCalls(hours, call, calls);
  }
  const tools: HourCounts = {};
  for (const counts of hours.values()) mergeCounts(tools, counts);
  return {
    hours: [...hours]
      .sort(([a], [b]) => a - b)
      .map(([hour, counts]) => ({ atMs: hour * HOUR_MS, ...sumOf(Object.values(counts)) }))
      .filter((hour) => totalOf(hour) > 0),
    tools: Object.entries(tools)
      .map(([tool, counts]) => ({ tool, ...sumOf([counts]) }))
      .sort((a, b) => totalOf(b) - totalOf(a) || a.tool.localeCompare(b.tool)),
  };
}

export function removeOldUsage(sql: SqlStorage, nowMs: number): void {
  sql.exec("DELETE FROM usage WHERE hour <= ?", hourOf(nowMs - USAGE_LIFE_MS));
}

function addCalls(hours: Map<number, HourCounts>, call: Call, times: number): void {
  const name = nameOf(call);
  if (name === undefined || call.outcome === "pending") return;
  const counts = hours.get(call.hour) ?? {};
  mergeCounts(counts, { [name]: countsOf(call, times) });
  hours.set(call.hour, counts);
}

/** Undefined for what is no call. A name comes from the client: unknown ones must not fill the row. */
function nameOf({ action, tool }: Call): string | undefined {
  if (action !== "tools/call" && action !== "rest" && action !== "refused") return undefined;
  if (typeof tool === "string" && TOOLS.has(tool)) return tool;
  return action === "rest" ? "rest" : action === "refused" ? "limit" : "other";
}

function countsOf({ action, outcome }: Call, times: number): Counts {
  if (outcome === "ok") return [times, 0, 0];
  return action === "refused" || REFUSED.has(outcome) ? [0, 0, times] : [0, times, 0];
}

function mergeCounts(into: HourCounts, added: HourCounts): void {
  for (const [name, [ok, failed, refused]] of Object.entries(added)) {
    const known = into[name] ?? [0, 0, 0];
    into[name] = [known[0] + ok, known[1] + failed, known[2] + refused];
  }
}

function sumOf(all: readonly Counts[]): CallCounts {
  const sum = { ok: 0, failed: 0, refused: 0 };
  for (const [ok, failed, refused] of all) {
    sum.ok += ok;
    sum.failed += failed;
    sum.refused += refused;
  }
  return sum;
}

export function totalOf({ ok, failed, refused }: CallCounts): number {
  return ok + failed + refused;
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS);
}

function parseCounts(text: string): HourCounts {
  return JSON.parse(text) as HourCounts; // written by countUsage
}
