import type { AuditAction, AuditEvent } from "../domain/audit-event.ts";
import type { AdmissionRequest } from "./door.ts";

/** What is known when the decision is made; the rest is filled in by `completeEvent`. */
export interface EventStart {
  action: AuditAction;
  userId: string;
  clientId: string;
  requestId: string;
  credentialId?: string;
  sessionId?: string;
  tool?: string;
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
 * Writes an event and returns its seq. Call it in the transaction of the decision it records.
 * Without `end` the event is pending until `completeEvent`.
 */
export function recordEvent(
  sql: SqlStorage,
  nowMs: number,
  start: EventStart,
  end?: EventEnd,
): number {
  const row = sql
    .exec<{ seq: number }>(
      // seq is the rowid: highest + 1, without gaps, because the newest row is never removed.
      `INSERT INTO audit_events (event_id, at_ms, event, outcome, duration_ms, upstream_calls)
       VALUES (?, ?, ?, ?, ?, ?) RETURNING seq`,
      crypto.randomUUID(),
      nowMs,
      JSON.stringify({
        user_id: start.userId,
        client_id: start.clientId,
        session_id: start.sessionId,
        credential_id: start.credentialId,
        action: start.action,
        tool: start.tool,
        request_id: start.requestId,
      }),
      end?.outcome ?? null,
      end?.durationMs ?? null,
      end?.upstreamCalls ?? null,
    )
    .one();
  return row.seq;
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

/** Events in order, from `afterSeq` on. */
export function readEvents(sql: SqlStorage, afterSeq: number, limit: number): AuditEvent[] {
  return sql
    .exec<{
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
    )
    .toArray()
    .map((row) => ({
      id: row.event_id,
      seq: row.seq,
      at: new Date(row.at_ms).toISOString(),
      // We wrote it ourselves, in recordEvent.
      ...(JSON.parse(row.event) as Pick<
        AuditEvent,
        "user_id" | "client_id" | "action" | "request_id"
      >),
      outcome: row.outcome ?? "pending",
      ...(row.duration_ms !== null && { duration_ms: row.duration_ms }),
      ...(row.upstream_calls !== null && { upstream_calls: row.upstream_calls }),
    }));
}
