/** When a credential or a session was used last: what is written with it, and what its events tell. */

/**
 * A use that leaves an event is written so rarely, since the event tells it: a row less for each batch of
 * calls. Only once 500 newer events have taken its row is a use told an hour too early.
 */
export const USE_WRITE_MS = 60 * 60 * 1000;

/** Epoch ms by id, of what has left an event that the outbox still has. Reads all of it. */
export function usesInEvents(
  sql: SqlStorage,
  by: "credential_id" | "session_id",
): Map<string, number> {
  const rows = sql.exec<{ id: string; at_ms: number }>(
    `SELECT event ->> ?1 AS id, max(at_ms) AS at_ms FROM audit_events
     WHERE event ->> 'action' IN ('tools/call', 'rest', 'session_opened', 'refused')
       AND event ->> ?1 IS NOT NULL GROUP BY 1`,
    by,
  );
  return new Map([...rows].map(({ id, at_ms }) => [id, at_ms]));
}
