import { DEAD_CREDENTIAL_MS } from "./credentials.ts";
import { SESSION_IDLE_MS } from "./sessions.ts";
import { ENTRY_LIFE_MS } from "./tool-stores.ts";

/** What waits to be removed: the oldest of each kind, absent when there is none. */
export interface Waiting {
  sessionUsedAtMs?: number;
  /** A cache entry or a dedupe key. */
  entryStoredAtMs?: number;
  /** When a credential died or will expire. */
  credentialDeadAtMs?: number;
}

/** No object wakes more often than this to clean up. */
export const MIN_SWEEP_INTERVAL_MS = 60 * 60 * 1000;

/** Epoch ms of the next alarm, or undefined when nothing waits. Pure: the class sets it. */
export function nextAlarmAtMs(waiting: Waiting, nowMs: number): number | undefined {
  const due = [
    waiting.sessionUsedAtMs === undefined ? Infinity : waiting.sessionUsedAtMs + SESSION_IDLE_MS,
    waiting.entryStoredAtMs === undefined ? Infinity : waiting.entryStoredAtMs + ENTRY_LIFE_MS,
    waiting.credentialDeadAtMs === undefined
      ? Infinity
      : waiting.credentialDeadAtMs + DEAD_CREDENTIAL_MS,
  ];
  const first = Math.min(...due);
  return first === Infinity ? undefined : Math.max(first, nowMs + MIN_SWEEP_INTERVAL_MS);
}

export function readWaiting(sql: SqlStorage): Waiting {
  const row = sql
    .exec<{ session: number | null; entry: number | null; credential: number | null }>(
      `SELECT (SELECT min(used_at_ms) FROM sessions) AS session,
              (SELECT min(at_ms) FROM (SELECT min(stored_at_ms) AS at_ms FROM cache_entries
                                       UNION ALL SELECT min(claimed_at_ms) FROM dedupe_keys)) AS entry,
              (SELECT min(coalesce(revoked_at_ms, expires_at_ms)) FROM credentials) AS credential`,
    )
    .one();
  return {
    ...(row.session !== null && { sessionUsedAtMs: row.session }),
    ...(row.entry !== null && { entryStoredAtMs: row.entry }),
    ...(row.credential !== null && { credentialDeadAtMs: row.credential }),
  };
}
