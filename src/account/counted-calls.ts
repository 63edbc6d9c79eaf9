/**
 * The sliding window as it is stored. A request that leaves an audit event is counted by that event's row,
 * which is written anyway; any other by a row of `counted_calls`, a ring that nothing has to be deleted from.
 */

/** Our limits are per minute, over a window that slides (contract: "exactly"). */
export const WINDOW_MS = 60_000;

/** One admission. */
export interface Counted {
  /** Of all the account's admissions, ascending: the clock may go back, this does not. */
  number: number;
  /** Epoch ms by the clock of that moment. */
  atMs: number;
  /** How many requests it counts. */
  cost: number;
}

/** Writes an admission that leaves no event: one row. */
export function storeCounted(
  sql: SqlStorage,
  { number, atMs, cost }: Counted,
  ringSize: number,
): void {
  sql.exec(
    "INSERT OR REPLACE INTO counted_calls (slot, seq, at_ms, cost) VALUES (?, ?, ?, ?)",
    number % ringSize,
    number,
    atMs,
    cost,
  );
}

/**
 * In order, all that may still count at `nowMs`, and of the events one more: what was admitted before it
 * has left the window as well, whatever the clock said then, and the numbers go on behind it.
 */
export function readCounted(sql: SqlStorage, nowMs: number, ringSize: number): Counted[] {
  const all = [...readRing(sql, ringSize), ...readCountedEvents(sql, nowMs)];
  all.sort((a, b) => a.number - b.number);
  // Every admission counts at least one, so that of earlier ones none can be in the window.
  const newest = all.at(-1)?.number ?? 0;
  return all.filter(({ number }) => number > newest - ringSize);
}

/** An event's time is never before its admission's, so that none is missed by it. */
function readCountedEvents(sql: SqlStorage, nowMs: number): Counted[] {
  return sql
    .exec<{ number: number; at_ms: number; cost: number }>(
      `SELECT event ->> '$.counted.number' AS number, event ->> '$.counted.at_ms' AS at_ms,
              event ->> '$.counted.cost' AS cost
       FROM audit_events
       WHERE (at_ms > ?1 AND event ->> 'counted' IS NOT NULL)
          OR seq = (SELECT seq FROM audit_events WHERE at_ms <= ?1 AND event ->> 'counted' IS NOT NULL
                    ORDER BY seq DESC LIMIT 1)`,
      nowMs - WINDOW_MS,
    )
    .toArray()
    .map(({ number, at_ms: atMs, cost }) => ({ number, atMs, cost }));
}

function readRing(sql: SqlStorage, ringSize: number): Counted[] {
  const rows = sql
    .exec<{ slot: number; seq: number; at_ms: number; cost: number }>(
      "SELECT slot, seq, at_ms, cost FROM counted_calls ORDER BY seq",
    )
    .toArray()
    .map(({ slot, seq, at_ms, cost }) => ({ slot, counted: { number: seq, atMs: at_ms, cost } }));
  const counted = rows.map((row) => row.counted);
  // The limits were changed by a deploy: put each row where the new ring expects it, or the next
  // admissions would overwrite rows that still count.
  if (rows.some((row) => row.slot !== row.counted.number % ringSize)) {
    sql.exec("DELETE FROM counted_calls");
    for (const one of counted.slice(-ringSize)) storeCounted(sql, one, ringSize);
  }
  return counted;
}
