/** What of the outbox goes out together, and what has gone out: the state behind `AuditDrain`. */
import type { AuditBatch, AuditEvent } from "../domain/audit-event.ts";
import { eachEvent } from "./audit-outbox.ts";

/** Events of one queue message, which becomes one object (docs/storage.md). */
const MAX_BATCH_EVENTS = 100;
/** A queue message may weigh 128 kB (developers.cloudflare.com/queues/platform/limits). */
const MAX_BATCH_BYTES = 120_000;
/**
 * From an event to its batch. By then the longest call (25 s) has ended, and with the consumer's wait for
 * more messages (5 s) there are 15 s left of the 60 within which events have to be in the bucket. Less
 * would cost more messages and objects, which are dearer than the calls.
 */
export const DRAIN_DELAY_MS = 40_000;
/** To the next look at events that are due and were left: an upload still runs. */
export const LEFT_DELAY_MS = 20_000;
/** An upload may take 10 minutes; whatever is pending longer than this has died. */
const LONGEST_CALL_MS = 15 * 60_000;

type SeqRange = [first: number, last: number];

interface FixedBatch {
  key: string;
  seqs: SeqRange[];
}

interface DrainState {
  deliveredThrough: number;
  /** Ascending and apart; the first begins behind `deliveredThrough + 1`. */
  deliveredBeyond: SeqRange[];
  batch: FixedBatch | null;
  /** How often in a row the queue has refused. */
  refusals: number;
  retryAtMs: number | null;
}

/** Epoch ms from which there is something to drain; undefined when all was delivered. */
export function drainDueAtMs(sql: SqlStorage): number | undefined {
  const { deliveredThrough, retryAtMs } = readState(sql);
  // What follows deliveredThrough was not delivered, or deliveredThrough were higher.
  const oldest = sql
    .exec<{ at_ms: number }>(
      `SELECT at_ms FROM audit_events WHERE seq > ? AND EXISTS (SELECT 1 FROM account)
       ORDER BY seq LIMIT 1`,
      deliveredThrough,
    )
    .toArray()[0];
  return oldest && Math.max(oldest.at_ms + DRAIN_DELAY_MS, retryAtMs ?? 0);
}

/** How often in a row the queue has refused, and until when to leave it alone. */
export function readRefusals(sql: SqlStorage): { refusals: number; retryAtMs: number } {
  const { refusals, retryAtMs } = readState(sql);
  return { refusals, retryAtMs: retryAtMs ?? 0 };
}

/**
 * The batch to send now: the one that was fixed before and not confirmed, else the oldest events that
 * have ended. `firstLiveSeq`: a pending event before it was begun by an object that is gone. Call it
 * in a transaction.
 */
export function fixBatch(
  sql: SqlStorage,
  nowMs: number,
  userId: string,
  firstLiveSeq: number,
): AuditBatch | undefined {
  const state = readState(sql);
  if (state.batch !== null) {
    const { key, seqs } = state.batch;
    return { key, user_id: userId, events: readFixed(sql, seqs) };
  }
  const events = chooseEvents(sql, state, nowMs, firstLiveSeq);
  const first = events[0];
  if (first === undefined) return undefined;
  const random = crypto.randomUUID().replaceAll("-", "").slice(0, 12);
  const key = `audit/${userId}/${dayOf(first)}/${nowMs}-${random}.json`;
  writeState(sql, { ...state, batch: { key, seqs: rangesOf(events.map(({ seq }) => seq)) } });
  return { key, user_id: userId, events };
}

/**
 * The queue has accepted the fixed batch of that key. Returns the number up to which every event was accepted;
 * undefined when it is not the fixed one any more: the account was deleted meanwhile. Call it in a transaction.
 */
export function markDelivered(sql: SqlStorage, key: string): number | undefined {
  const state = readState(sql);
  if (state.batch?.key !== key) return undefined;
  const ranges = [...state.deliveredBeyond, ...state.batch.seqs];
  ranges.sort(([a], [b]) => a - b);
  let { deliveredThrough } = state;
  const deliveredBeyond: SeqRange[] = [];
  for (const [first, last] of ranges) {
    const previous = deliveredBeyond.at(-1);
    if (first <= deliveredThrough + 1) deliveredThrough = Math.max(deliveredThrough, last);
    else if (previous !== undefined && first <= previous[1] + 1) previous[1] = last;
    else deliveredBeyond.push([first, last]);
  }
  writeState(sql, { deliveredThrough, deliveredBeyond, batch: null, refusals: 0, retryAtMs: null });
  return deliveredThrough;
}

/** The queue has refused the fixed batch of that key, which stays what is sent next. */
export function markRefused(sql: SqlStorage, key: string, retryAtMs: number): void {
  const state = readState(sql);
  if (state.batch?.key !== key) return;
  writeState(sql, { ...state, refusals: state.refusals + 1, retryAtMs });
}

/** Of one UTC day, ended, not delivered; what died is written down as unknown. */
function chooseEvents(
  sql: SqlStorage,
  state: DrainState,
  nowMs: number,
  firstLiveSeq: number,
): AuditEvent[] {
  const chosen: AuditEvent[] = [];
  const died: AuditEvent[] = [];
  let bytes = 0;
  for (const event of eachEvent(sql, state.deliveredThrough)) {
    if (state.deliveredBeyond.some(([first, last]) => first <= event.seq && event.seq <= last)) {
      continue;
    }
    if (event.outcome === "pending") {
      const hasDied = event.seq < firstLiveSeq || Date.parse(event.at) <= nowMs - LONGEST_CALL_MS;
      if (!hasDied) continue;
      event.outcome = "unknown";
    }
    // Times follow the numbers, so that the first event of another day ends this one's.
    if (chosen[0] !== undefined && dayOf(event) !== dayOf(chosen[0])) break;
    bytes += new TextEncoder().encode(JSON.stringify(event)).length + 1;
    if (bytes > MAX_BATCH_BYTES && chosen.length > 0) break;
    chosen.push(event);
    if (event.outcome === "unknown") died.push(event);
    if (chosen.length === MAX_BATCH_EVENTS) break;
  }
  for (const { seq } of died) {
    sql.exec("UPDATE audit_events SET outcome = 'unknown' WHERE seq = ? AND outcome IS NULL", seq);
  }
  return chosen;
}

function readFixed(sql: SqlStorage, seqs: readonly SeqRange[]): AuditEvent[] {
  return seqs.flatMap(([first, last]) => [...eachEvent(sql, first - 1, last - first + 1)]);
}

function rangesOf(ascending: readonly number[]): SeqRange[] {
  const ranges: SeqRange[] = [];
  for (const seq of ascending) {
    const previous = ranges.at(-1);
    if (previous !== undefined && previous[1] === seq - 1) previous[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}

function dayOf({ at }: AuditEvent): string {
  return at.slice(0, "2026-11-21".length);
}

function readState(sql: SqlStorage): DrainState {
  const row = sql
    .exec<{
      delivered_through: number;
      delivered_beyond: string;
      batch: string | null;
      refusals: number;
      retry_at_ms: number | null;
    }>(
      `SELECT delivered_through, delivered_beyond, batch, refusals, retry_at_ms
       FROM audit_drain WHERE id = 1`,
    )
    .toArray()[0];
  // What is parsed here was written below.
  return {
    deliveredThrough: row?.delivered_through ?? 0,
    deliveredBeyond: JSON.parse(row?.delivered_beyond ?? "[]") as SeqRange[],
    batch: JSON.parse(row?.batch ?? "null") as FixedBatch | null,
    refusals: row?.refusals ?? 0,
    retryAtMs: row?.retry_at_ms ?? null,
  };
}

function writeState(sql: SqlStorage, state: DrainState): void {
  sql.exec(
    `INSERT INTO audit_drain (id, delivered_through, delivered_beyond, batch, refusals, retry_at_ms)
     VALUES (1, ?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (id) DO UPDATE SET delivered_through = ?1, delivered_beyond = ?2, batch = ?3,
                                    refusals = ?4, retry_at_ms = ?5`,
    state.deliveredThrough,
    JSON.stringify(state.deliveredBeyond),
    state.batch === null ? null : JSON.stringify(state.batch),
    state.refusals,
    state.retryAtMs,
  );
}
