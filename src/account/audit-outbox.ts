import type { AuditAction, AuditEvent } from "../domain/audit-event.ts";
import type { Tier } from "../domain/tier.ts";
import { ALL_TOOL_NAMES } from "../tools/tool-names.ts";
import { type Counted, WINDOW_MS } from "./counted-calls.ts";
import type { AdmissionRequest } from "./door.ts";

/**
 * Rows that stay in any case. An event that the queue has accepted is not in the bucket yet: until it
 * is, the download finds it here. It also bounds an idle outbox.
 */
export const KEPT_EVENTS = 500;

/** What is known when the decision is made; the rest is filled in by `completeEvent`. */
export interface EventStart {
  action: AuditAction;
  userId: string;
  clientId: string;
  requestId: string;
  credentialId?: string;
  sessionId?: string;
  tool?: string;
  /** What the tier became. */
  tier?: Tier;
  /** The request's admission, which the sliding window has no other row of. */
  counted?: Counted | undefined;
}

export interface EventEnd {
  /** "ok", or the stable code of the failure or refusal. */
  outcome: string;
  durationMs: number;
  upstreamCalls: number;
}

/** What a request itself tells of its event. */
export function startOf(
  action: AuditAction,
  request: Pick<AdmissionRequest, "caller" | "requestId" | "sessionId">,
): EventStart {
  const { caller, requestId, sessionId } = request;
  return {
    action,
    userId: caller.userId,
    clientId: caller.clientId,
    credentialId: caller.credentialId,
    requestId,
    ...(sessionId !== undefined && { sessionId }),
  };
}

/** Of events that record something done, not a call that takes time. */
export const DONE: EventEnd = { outcome: "ok", durationMs: 0, upstreamCalls: 0 };

/**
 * Writes an event and returns its seq: one row written. Call it in the transaction of the decision it
 * records, which also sees to it that the alarm comes. Without `end` the event is pending until
 * `completeEvent`.
 */
export function recordEvent(
  sql: SqlStorage,
  nowMs: number,
  start: EventStart,
  end?: EventEnd,
): number {
  const { oldest, oldest_at_ms, newest, newest_at_ms, delivered, counted } = readEnds(sql);
  const seq = Math.max(newest, delivered) + 1;
  const isOldestFree =
    oldest > 0 &&
    oldest <= Math.min(delivered, counted) &&
    // A younger one may count in the sliding window.
    oldest_at_ms <= nowMs - WINDOW_MS &&
    newest - oldest + 1 >= KEPT_EVENTS;
  const values = [
    seq,
    crypto.randomUUID(),
    // Times follow the numbers, also when the object moves to a machine whose clock is behind.
    Math.max(nowMs, newest_at_ms),
    JSON.stringify({
      user_id: start.userId,
      client_id: start.clientId,
      session_id: start.sessionId,
      credential_id: start.credentialId,
      action: start.action,
      tool: ALL_TOOL_NAMES.includes(start.tool ?? "") ? start.tool : undefined,
      request_id: start.requestId,
      tier: start.tier,
      counted: start.counted && {
        number: start.counted.number,
        at_ms: start.counted.atMs,
        cost: start.counted.cost,
      },
    }),
    end?.outcome ?? null,
    end?.durationMs ?? null,
    end?.upstreamCalls ?? null,
  ];
  if (isOldestFree) {
    // Moves the row to its new number: one row written, where a DELETE and an INSERT are two.
    sql.exec(
      `UPDATE audit_events SET seq = ?, event_id = ?, at_ms = ?, event = ?, outcome = ?,
                               duration_ms = ?, upstream_calls = ? WHERE seq = ?`,
      ...values,
      oldest,
    );
  } else {
    sql.exec(
      `INSERT INTO audit_events (seq, event_id, at_ms, event, outcome, duration_ms, upstream_calls)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...values,
    );
  }
  return seq;
}

/**
 * Where the outbox begins and ends, and up to where its events were delivered and counted for the usage. Zero
 * where there is nothing yet. Six lookups by key, however many rows there are.
 */
function readEnds(sql: SqlStorage) {
  return sql
    .exec<{
      oldest: number;
      oldest_at_ms: number;
      newest: number;
      newest_at_ms: number;
      delivered: number;
      counted: number;
    }>(
      `SELECT coalesce((SELECT min(seq) FROM audit_events), 0) AS oldest,
              coalesce((SELECT at_ms FROM audit_events ORDER BY seq LIMIT 1), 0) AS oldest_at_ms,
              coalesce((SELECT max(seq) FROM audit_events), 0) AS newest,
              coalesce((SELECT at_ms FROM audit_events ORDER BY seq DESC LIMIT 1), 0) AS newest_at_ms,
              coalesce((SELECT delivered_through FROM audit_drain WHERE id = 1), 0) AS delivered,
              coalesce((SELECT last_seq FROM usage ORDER BY hour DESC LIMIT 1), 0) AS counted`,
    )
    .one();
}

/** Highest number given out so far; 0 when none was. */
export function newestSeq(sql: SqlStorage): number {
  return readEnds(sql).newest;
}

/** Completes a pending event, once: a second completion changes nothing. */
export function completeEvent(sql: SqlStorage, seq: number, end: EventEnd): void {
  sql.exec(
    `UPDATE audit_events SET outcome = ?, duration_ms = ?, upstream_calls = ?
     WHERE seq = ? AND outcome IS NULL`,
    end.outcome,
    end.durationMs,
    end.upstreamCalls,
    seq,
  );
}

/** Events in order, from `afterSeq` on, the delivered ones that still have a row included. */
export function readEvents(sql: SqlStorage, afterSeq: number, limit: number): AuditEvent[] {
  return [...eachEvent(sql, afterSeq, limit)];
}

/** As `readEvents`, one by one; do not write to the outbox while it goes on. */
export function* eachEvent(
  sql: SqlStorage,
  afterSeq: number,
  limit = Number.MAX_SAFE_INTEGER,
): Generator<AuditEvent> {
  const rows = sql.exec<{
    seq: number;
    event_id: string;
    at_ms: number;
    event: string;
    outcome: string | null;
    duration_ms: number | null;
    upstream_calls: number | null;
  }>(
    `SELECT seq, event_id, at_ms, event, outcome, duration_ms, upstream_calls
     FROM audit_events WHERE seq > ? ORDER BY seq LIMIT ?`,
    afterSeq,
    limit,
  );
  for (const row of rows) {
    // We wrote it ourselves, in recordEvent.
    const start = JSON.parse(row.event) as Pick<
      AuditEvent,
      "user_id" | "client_id" | "action" | "request_id"
    > & { session_id?: string; credential_id?: string; tool?: string; tier?: Tier };
    yield {
      id: row.event_id,
      seq: row.seq,
      at: new Date(row.at_ms).toISOString(),
      user_id: start.user_id,
      client_id: start.client_id,
      session_id: start.session_id ?? null,
      action: start.action,
      tool: start.tool ?? null,
      outcome: row.outcome ?? "pending",
      duration_ms: row.duration_ms,
      upstream_calls: row.upstream_calls,
      request_id: start.request_id,
      credential_id: start.credential_id ?? null,
      ...(start.tier !== undefined && { tier: start.tier }),
    };
  }
}
