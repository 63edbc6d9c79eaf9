/** The account's rows of billing: one that says who and what, and one for each event taken. */
import type { SubscriptionFacts } from "../billing/subscription.ts";

/** A payment page of Stripe's that was opened for this user and not yet used. */
export interface OpenCheckout {
  sessionId: string;
  url: string;
  expiresAtMs: number;
  /** What it sells; another setting since makes it worthless. */
  priceId: string;
}

export interface BillingRecord {
  /** Mapped before the first checkout. An event that names another customer is not ours. */
  customerId: string | undefined;
  /** Of the next object to be made at Stripe; a new one once it was made. */
  idempotencyKey: string;
  checkout: OpenCheckout | undefined;
  /** As Stripe said them at `readAtMs`. */
  subscriptions: readonly SubscriptionFacts[];
  /** Charges that may have been given back: to be looked at with the next reading. */
  charges: readonly string[];
  readAtMs: number;
  /** Stripe has to be read while `asked` is ahead of `answered`. */
  asked: number;
  answered: number;
  /** Readings that failed since the last that did not. */
  failures: number;
  /** When Stripe is to be read although nobody asks. */
  dueAtMs: number | undefined;
}

/** Stripe sends an event for 3 days, and lets an operator send it again for 30. */
export const EVENT_LIFE_MS = 31 * 24 * 60 * 60 * 1000;

type BillingRow = {
  customer_id: string | null;
  idempotency_key: string;
  checkout: string | null;
  subscriptions: string;
  charges: string;
  read_at_ms: number;
  asked: number;
  answered: number;
  failures: number;
  due_at_ms: number | null;
};

/** Undefined for a user who never went to a checkout. */
export function readBilling(sql: SqlStorage): BillingRecord | undefined {
  const row = sql
    .exec<BillingRow>(
      `SELECT customer_id, idempotency_key, checkout, subscriptions, charges, read_at_ms, asked,
              answered, failures, due_at_ms
       FROM billing WHERE id = 1`,
    )
    .toArray()[0];
  if (row === undefined) return undefined;
  return {
    customerId: row.customer_id ?? undefined,
    idempotencyKey: row.idempotency_key,
    // We wrote the three ourselves, below.
    checkout: row.checkout === null ? undefined : (JSON.parse(row.checkout) as OpenCheckout),
    subscriptions: JSON.parse(row.subscriptions) as SubscriptionFacts[],
    charges: JSON.parse(row.charges) as string[],
    readAtMs: row.read_at_ms,
    asked: row.asked,
    answered: row.answered,
    failures: row.failures,
    dueAtMs: row.due_at_ms ?? undefined,
  };
}

export function writeBilling(sql: SqlStorage, record: BillingRecord): void {
  sql.exec(
    `INSERT OR REPLACE INTO billing (id, customer_id, idempotency_key, checkout, subscriptions,
                                     charges, read_at_ms, asked, answered, failures, due_at_ms)
     VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    record.customerId ?? null,
    record.idempotencyKey,
    record.checkout === undefined ? null : JSON.stringify(record.checkout),
    JSON.stringify(record.subscriptions),
    JSON.stringify(record.charges),
    record.readAtMs,
    record.asked,
    record.answered,
    record.failures,
    record.dueAtMs ?? null,
  );
}

/** The record of a user who is about to become a customer. */
export function addBilling(sql: SqlStorage): BillingRecord {
  const record: BillingRecord = {
    customerId: undefined,
    idempotencyKey: crypto.randomUUID(),
    checkout: undefined,
    subscriptions: [],
    charges: [],
    readAtMs: 0,
    asked: 0,
    answered: 0,
    failures: 0,
    dueAtMs: undefined,
  };
  writeBilling(sql, record);
  return record;
}

/** False when the event was taken before. */
export function takeEvent(sql: SqlStorage, eventId: string, nowMs: number): boolean {
  const { rowsWritten } = sql.exec(
    "INSERT OR IGNORE INTO stripe_events (event_id, seen_at_ms) VALUES (?, ?)",
    eventId,
    nowMs,
  );
  return rowsWritten > 0;
}

export function removeOldEvents(sql: SqlStorage, nowMs: number): void {
  sql.exec("DELETE FROM stripe_events WHERE seen_at_ms < ?", nowMs - EVENT_LIFE_MS);
}
