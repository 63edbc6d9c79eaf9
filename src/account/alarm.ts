import { DEAD_CREDENTIAL_MS } from "./credentials.ts";
import { ENDED_JOB_LIFE_MS } from "./jobs.ts";
import { SESSION_IDLE_MS } from "./sessions.ts";
import { ENTRY_LIFE_MS } from "./tool-stores.ts";

/** What waits to be removed: the oldest of each kind, absent when there is none. */
export interface Waiting {
  sessionUsedAtMs?: number;
  /** A cache entry or a dedupe key. */
  entryStoredAtMs?: number;
  /** When a credential died or will expire. */
  credentialDeadAtMs?: number;
  jobEndedAtMs?: number;
  /** When a job that is running wants to go on. */
  jobResumeAtMs?: number;
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
    waiting.jobEndedAtMs === undefined ? Infinity : waiting.jobEndedAtMs + ENDED_JOB_LIFE_MS,
  ];
  const sweep = Math.max(Math.min(...due), nowMs + MIN_SWEEP_INTERVAL_MS);
  // Somebody waits for a job, so its time is not put off.
  const first = Math.min(sweep, waiting.jobResumeAtMs ?? Infinity);
  return first === Infinity ? undefined : first;
}

export function readWaiting(sql: SqlStorage): Waiting {
  const row = sql
    .exec<{
      session: number | null;
      entry: number | null;
      credential: number | null;
      ended: number | null;
      resume: number | null;
    }>(
      `SELECT (SELECT min(used_at_ms) FROM sessions) AS session,
              (SELECT min(at_ms) FROM (SELECT min(stored_at_ms) AS at_ms FROM cache_entries
                                       UNION ALL SELECT min(claimed_at_ms) FROM dedupe_keys)) AS entry,
              (SELECT min(coalesce(revoked_at_ms, expires_at_ms)) FROM credentials) AS credential,
              (SELECT min(ended_at_ms) FROM jobs) AS ended,
              (SELECT min(resume_at_ms) FROM jobs WHERE state = 'running') AS resume`,
    )
    .one();
  return {
    ...(row.session !== null && { sessionUsedAtMs: row.session }),
    ...(row.entry !== null && { entryStoredAtMs: row.entry }),
    ...(row.credential !== null && { credentialDeadAtMs: row.credential }),
    ...(row.ended !== null && { jobEndedAtMs: row.ended }),
    ...(row.resume !== null && { jobResumeAtMs: row.resume }),
  };
}
