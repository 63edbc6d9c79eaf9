import { DRAIN_DELAY_MS, drainDueAtMs, LEFT_DELAY_MS } from "./audit-batches.ts";
import { EVENT_LIFE_MS } from "./billing-record.ts";
import { DEAD_CREDENTIAL_MS } from "./credentials.ts";
import { ENDED_JOB_LIFE_MS } from "./jobs.ts";
import { SESSION_IDLE_MS } from "./sessions.ts";
import { ENTRY_LIFE_MS } from "./tool-stores.ts";
import { USAGE_LIFE_MS } from "./usage.ts";

/** What waits to be removed: the oldest of each kind, absent when there is none. */
export interface Waiting {
  sessionUsedAtMs?: number;
  /** A cache entry or a dedupe key. */
  entryStoredAtMs?: number;
  /** When a credential died or will expire. */
  credentialDeadAtMs?: number;
  jobEndedAtMs?: number;
  /** Beginning of an hour that was counted. */
  usageAtMs?: number;
  /** When a job that is running wants to go on. */
  jobResumeAtMs?: number;
  /** When Stripe is to be read. */
  billingDueAtMs?: number;
  /** When the oldest of Stripe's events was taken. */
  stripeEventAtMs?: number;
  /** From when there are audit events to drain. */
  drainDueAtMs?: number;
  /** When to go on with a deletion. */
  deletionTryAtMs?: number;
}

/** No object wakes more often than this to clean up. */
export const MIN_SWEEP_INTERVAL_MS = 60 * 60 * 1000;

/** An hour's counters go together with the rest of their day, so that no alarm comes for each. */
const USAGE_SWEEP_MS = 24 * 60 * 60 * 1000;

/**
 * Epoch ms of the next alarm, or undefined when nothing waits. `lookedAtMs`: when the last one looked, which
 * has left what was due then. Pure: the class sets it.
 */
export function nextAlarmAtMs(waiting: Waiting, nowMs: number, lookedAtMs = 0): number | undefined {
  const due = [
    waiting.sessionUsedAtMs === undefined ? Infinity : waiting.sessionUsedAtMs + SESSION_IDLE_MS,
    waiting.entryStoredAtMs === undefined ? Infinity : waiting.entryStoredAtMs + ENTRY_LIFE_MS,
    waiting.credentialDeadAtMs === undefined
      ? Infinity
      : waiting.credentialDeadAtMs + DEAD_CREDENTIAL_MS,
    waiting.jobEndedAtMs === undefined ? Infinity : waiting.jobEndedAtMs + ENDED_JOB_LIFE_MS,
    waiting.stripeEventAtMs === undefined ? Infinity : waiting.stripeEventAtMs + EVENT_LIFE_MS,
    waiting.usageAtMs === undefined ? Infinity : waiting.usageAtMs + USAGE_LIFE_MS + USAGE_SWEEP_MS,
  ];
  const sweep = Math.max(Math.min(...due), nowMs + MIN_SWEEP_INTERVAL_MS);
  const drainDueAtMs = waiting.drainDueAtMs ?? Infinity;
  // What was left belongs to a call that still runs: nothing but its end makes a drain useful.
  const drain = drainDueAtMs > lookedAtMs ? drainDueAtMs : nowMs + LEFT_DELAY_MS;
  // Somebody waits for a job, and a tier changes on time: neither is put off.
  const first = Math.min(
    sweep,
    drain,
    waiting.jobResumeAtMs ?? Infinity,
    waiting.billingDueAtMs ?? Infinity,
    waiting.deletionTryAtMs ?? Infinity,
  );
  return first === Infinity ? undefined : first;
}

function readWaiting(sql: SqlStorage): Waiting {
  const row = sql
    .exec<{
      session: number | null;
      entry: number | null;
      credential: number | null;
      ended: number | null;
      usage: number | null;
      resume: number | null;
      billing: number | null;
      stripe_event: number | null;
      deletion: number | null;
    }>(
      `SELECT (SELECT min(used_at_ms) FROM sessions) AS session,
              (SELECT min(at_ms) FROM (SELECT min(stored_at_ms) AS at_ms FROM cache_entries
                                       UNION ALL SELECT min(claimed_at_ms) FROM dedupe_keys)) AS entry,
              (SELECT min(coalesce(revoked_at_ms, expires_at_ms)) FROM credentials) AS credential,
              (SELECT min(ended_at_ms) FROM jobs) AS ended,
              (SELECT min(hour) * 3600000 FROM usage) AS usage,
              (SELECT min(resume_at_ms) FROM jobs WHERE state = 'running') AS resume,
              (SELECT due_at_ms FROM billing WHERE id = 1) AS billing,
              (SELECT min(seen_at_ms) FROM stripe_events) AS stripe_event,
              (SELECT next_try_at_ms FROM deletions) AS deletion`,
    )
    .one();
  const drainDue = drainDueAtMs(sql);
  return {
    ...(drainDue !== undefined && { drainDueAtMs: drainDue }),
    ...(row.session !== null && { sessionUsedAtMs: row.session }),
    ...(row.entry !== null && { entryStoredAtMs: row.entry }),
    ...(row.credential !== null && { credentialDeadAtMs: row.credential }),
    ...(row.ended !== null && { jobEndedAtMs: row.ended }),
    ...(row.usage !== null && { usageAtMs: row.usage }),
    ...(row.resume !== null && { jobResumeAtMs: row.resume }),
    ...(row.billing !== null && { billingDueAtMs: row.billing }),
    ...(row.stripe_event !== null && { stripeEventAtMs: row.stripe_event }),
    ...(row.deletion !== null && { deletionTryAtMs: row.deletion }),
  };
}

/**
 * The object's one alarm. Each `setAlarm` is billed as a row written, so the time that is set is kept
 * in memory, and only an earlier one is written.
 */
export class Alarm {
  readonly #storage: DurableObjectStorage;
  #setForMs: number | undefined;
  #isRunning = false;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Before anything else. An alarm that failed too often was dropped by the platform: set it again. */
  async restore(): Promise<void> {
    this.#setForMs = (await this.#storage.getAlarm()) ?? undefined;
    if (this.#setForMs === undefined) this.setNext(Date.now());
  }

  /** The alarm came: does its work and sets the next one. The platform runs again what fails. */
  async run(work: () => Promise<void>): Promise<void> {
    const lookedAtMs = Date.now();
    this.forget();
    this.#isRunning = true;
    try {
      await work();
    } finally {
      this.#isRunning = false;
    }
    this.setNext(Date.now(), lookedAtMs);
  }

  /** None is set any more: it came, or went with the file. */
  forget(): void {
    this.#setForMs = undefined;
  }

  /** The alarm comes by then at the latest; it is stored together with what this turn has written. */
  bringTo(atMs: number): void {
    if (this.#setForMs !== undefined && this.#setForMs <= atMs) return;
    this.#setForMs = atMs;
    // Not awaited: a storage that fails resets the object, and holds back the answer.
    void this.#storage.setAlarm(atMs);
  }

  /** For whatever waits. */
  setNext(nowMs: number, lookedAtMs?: number): void {
    const atMs = nextAlarmAtMs(readWaiting(this.#storage.sql), nowMs, lookedAtMs);
    if (atMs !== undefined) this.bringTo(atMs);
  }

  /** For the events that were recorded just now. Reads nothing when the alarm comes soon anyway. */
  bringToDrain(nowMs: number): void {
    // The one that runs sets the next, for these too; now they would go out in a batch of their own.
    if (this.#isRunning) return;
    if (this.#setForMs !== undefined && this.#setForMs <= nowMs + DRAIN_DELAY_MS) return;
    const atMs = drainDueAtMs(this.#storage.sql);
    if (atMs !== undefined) this.bringTo(Math.max(atMs, nowMs));
  }
}
