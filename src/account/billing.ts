import { cancelMoneyBack, markMoneyBack, readSubscriptions } from "../billing/customer.ts";
import { createStripe, problemOf, type Stripe } from "../billing/stripe-client.ts";
import {
  isEnded,
  nextReviewAtMs,
  type SubscriptionFacts,
  sameStanding,
  tierOf,
} from "../billing/subscription.ts";
import { sleep } from "../clickup/sleep.ts";
import type { Config, StripeConfig } from "../env.ts";
import type { Log } from "../log/log.ts";
import { type BillingRecord, readBilling, takeEvent, writeBilling } from "./billing-record.ts";
import type { BillingOverview, StripeNotice, StripeReceipt, StripeSighting } from "./door.ts";
import { changeTier } from "./tier.ts";

/** Until Stripe is asked again after it did not answer: doubled each time, up to the second. */
const FIRST_RETRY_MS = 30_000;
const MAX_RETRY_MS = 6 * 60 * 60 * 1000;
/** The event of a payment can get lost: how often Stripe is asked while a payment page is open. */
const OPEN_CHECKOUT_REVIEW_MS = 60 * 60 * 1000;
/** A page that is loaded again and again asks Stripe this often at most. */
const MIN_REFRESH_MS = 1_000;
/**
 * How long Stripe is kept waiting for our answer to its webhook: the event is stored by then, and the
 * reading goes on behind the answer.
 */
const MAX_WAIT_MS = 10_000;
/** Each was asked for by an event that came during the one before; the alarm does what is left. */
const MAX_READINGS = 10;
/** Charges kept to be looked at; more than one person's bank gives back in a minute. */
const MAX_CHARGES = 20;

export interface BillingParts {
  sql: SqlStorage;
  /** Runs work in a transaction. */
  transact: <T>(work: () => T) => T;
  config: Config;
  log: Log;
  /** The alarm has to come by then, and call `review`. */
  wake: (atMs: number) => void;
  /** The tier is another one now; its row is written. */
  onTierChange: () => void;
}

/**
 * What one user pays for. Stripe knows it; this keeps what Stripe said last, reads it again whenever
 * something may have happened, and sets the tier by it. No event is believed beyond that it came, so
 * their order and number do not matter.
 */
export class Billing {
  readonly #parts: BillingParts;
  readonly #sql: SqlStorage;
  #client: Promise<Stripe> | undefined;
  /** One reading at a time, or an older answer could overwrite a newer one. */
  #reading: Promise<void> | undefined;
  /** The refresh that waits for its turn; who comes meanwhile shares it. */
  #refresh: Promise<void> | undefined;

  constructor(parts: BillingParts) {
    this.#parts = parts;
    this.#sql = parts.sql;
  }

  /** Takes an event, once, and reads Stripe; when that fails the alarm does it. */
  async receive({ eventId, ...notice }: StripeNotice): Promise<StripeReceipt> {
    const nowMs = Date.now();
    return this.#take(notice, () => takeEvent(this.#sql, eventId, nowMs));
  }

  /** Compares what was seen at Stripe with what is known here, and reads Stripe when it differs. */
  async reconcile({ facts, ...notice }: StripeSighting): Promise<StripeReceipt> {
    return this.#take(notice, ({ subscriptions }) =>
      facts === undefined
        ? subscriptions.some((known) => known.moneyBack !== true && !isEnded(known))
        : !subscriptions.some((known) => sameStanding(known, facts)),
    );
  }

  /** The person came back from one of Stripe's pages: what happened there is read now. */
  refresh(requestId: string): Promise<void> {
    if (this.#refresh === undefined) {
      const { readAtMs = 0 } = readBilling(this.#sql) ?? {};
      // Waits rather than trusts a reading of just now: that may be of before the person paid.
      const waitMs = Math.min(MIN_REFRESH_MS, readAtMs + MIN_REFRESH_MS - Date.now());
      this.#refresh = this.#refreshAfter(Math.max(0, waitMs), requestId);
    }
    return this.#refresh;
  }

  /** Reads Stripe; false when it did not answer, or when the user is no customer. */
  async readNow(requestId: string): Promise<boolean> {
    this.change((record) => record.customerId && this.#asking(record));
    await this.#catchUp(requestId);
    const record = readBilling(this.#sql);
    return record?.customerId !== undefined && record.failures === 0;
  }

  /** Of the alarm: reads Stripe where it is time to, and ends what has run out. Never throws. */
  async review(nowMs: number): Promise<void> {
    const due = readBilling(this.#sql);
    if (due?.dueAtMs === undefined || due.dueAtMs > nowMs) return;
    if (due.asked === due.answered) this.change((record) => this.#asking(record));
    await this.#catchUp("");
    // A grace is over even when Stripe does not answer.
    this.change((record) => record, "");
  }

  /** As it stands in the account's details. */
  overview(nowMs: number): { billing?: BillingOverview } {
    const { stripe } = this.#parts.config;
    const record = readBilling(this.#sql);
    if (stripe === undefined || record?.customerId === undefined) return {};
    return { billing: overviewOf(record, stripe, nowMs) };
  }

  /** Made at the first use. */
  stripe(): Promise<Stripe> {
    const { stripe } = this.#parts.config;
    if (stripe === undefined) return Promise.reject(new Error("billing is not set up"));
    this.#client ??= createStripe(stripe);
    return this.#client;
  }

  logProblem(message: string, error: unknown): void {
    const { type, code, status } = problemOf(error);
    this.#parts.log.warn(message, { error: type, code, status });
  }

  /**
   * Writes what `to` makes of the record, and the tier that comes of it; nothing where there is no
   * record, or `to` makes none.
   */
  change(to: (record: BillingRecord) => BillingRecord | undefined | "", requestId = ""): void {
    const { stripe } = this.#parts.config;
    const nowMs = Date.now();
    const { dueAtMs, changed } = this.#parts.transact(() => {
      const before = readBilling(this.#sql);
      const after = before && to(before);
      if (!after) return { dueAtMs: undefined, changed: false };
      if (after !== before) writeBilling(this.#sql, after);
      if (stripe === undefined) return { dueAtMs: after.dueAtMs, changed: false };
      const { tier } = tierOf(after.subscriptions, stripe, after.readAtMs, nowMs);
      return { dueAtMs: after.dueAtMs, changed: changeTier(this.#sql, nowMs, tier, requestId) };
    });
    if (dueAtMs !== undefined) this.#parts.wake(dueAtMs);
    if (changed) this.#parts.onTierChange();
  }

  /** The record with the time of its next review. */
  watching(record: BillingRecord): BillingRecord {
    const { stripe } = this.#parts.config;
    const { subscriptions, checkout, readAtMs } = record;
    const reviewAtMs = stripe && nextReviewAtMs(subscriptions, stripe, readAtMs);
    const checkoutAtMs = checkout && Date.now() + OPEN_CHECKOUT_REVIEW_MS;
    const dueAtMs = Math.min(reviewAtMs ?? Infinity, checkoutAtMs ?? Infinity);
    return { ...record, dueAtMs: dueAtMs === Infinity ? undefined : dueAtMs };
  }

  async #refreshAfter(waitMs: number, requestId: string): Promise<void> {
    await sleep(waitMs);
    this.#refresh = undefined;
    await this.readNow(requestId);
  }

  async #take(
    { customerId, chargeId, requestId }: Omit<StripeNotice, "eventId">,
    isNew: (record: BillingRecord) => boolean,
  ): Promise<StripeReceipt> {
    let receipt: StripeReceipt = "foreign";
    this.change((record) => {
      if (record.customerId !== customerId) return undefined;
      receipt = isNew(record) ? "taken" : "seen";
      return receipt === "taken" ? this.#asking(record, chargeId) : undefined;
    });
    // The event taken before may still wait for its reading.
    if (receipt !== "foreign") await withinMs(MAX_WAIT_MS, this.#catchUp(requestId));
    return receipt;
  }

  #asking(record: BillingRecord, chargeId?: string): BillingRecord {
    const charges = chargeId === undefined ? record.charges : [...record.charges, chargeId];
    return {
      ...record,
      charges: [...new Set(charges)].slice(-MAX_CHARGES),
      asked: record.asked + 1,
      // Should this object end before it has read.
      dueAtMs: Date.now() + FIRST_RETRY_MS,
    };
  }

  /** Reads Stripe until every question that was asked meanwhile is answered. Never throws. */
  #catchUp(requestId: string): Promise<void> {
    if (!isBehind(readBilling(this.#sql))) return Promise.resolve();
    this.#reading ??= this.#readAll(requestId);
    return this.#reading;
  }

  async #readAll(requestId: string): Promise<void> {
    try {
      for (let readings = 0; readings < MAX_READINGS; readings++) {
        const record = readBilling(this.#sql);
        if (!isBehind(record)) return;
        await this.#readOnce(record, requestId);
      }
    } catch (error) {
      this.logProblem("Stripe was not read; it will be later", error);
      this.change((now) => ({
        ...now,
        failures: now.failures + 1,
        dueAtMs: Date.now() + Math.min(FIRST_RETRY_MS * 2 ** now.failures, MAX_RETRY_MS),
      }));
    } finally {
      // In the same turn as the last look, so that nobody joins a reading that is over.
      this.#reading = undefined;
    }
  }

  async #readOnce(record: CustomerRecord, requestId: string): Promise<void> {
    const { customerId } = record;
    const readAtMs = Date.now();
    const stripe = await this.stripe();
    const said = await readSubscriptions(stripe, customerId, record.subscriptions, readAtMs);
    const subscriptions = await markMoneyBack(stripe, customerId, record.charges, said);
    const mustCancel = subscriptions.some((facts) => facts.moneyBack === true && !isEnded(facts));
    this.change((now) => {
      if (now.customerId !== customerId) return undefined; // forgotten meanwhile
      const { asked } = record;
      const answered = { ...now, subscriptions, readAtMs, answered: asked, failures: 0 };
      const charges = now.charges.filter((id) => !record.charges.includes(id));
      const next = { ...answered, charges, checkout: this.#stillOpen(now, subscriptions) };
      // What was cancelled is seen as such by one more reading.
      if (mustCancel) return this.#asking(next);
      return isBehind(next) ? next : this.watching(next);
    }, requestId);
    if (mustCancel) await cancelMoneyBack(stripe, subscriptions);
  }

  #stillOpen(
    { checkout }: BillingRecord,
    subscriptions: readonly SubscriptionFacts[],
  ): BillingRecord["checkout"] {
    const nowMs = Date.now();
    const { stripe } = this.#parts.config;
    const isPaid =
      stripe !== undefined && tierOf(subscriptions, stripe, nowMs, nowMs).tier === "premium";
    return isPaid || (checkout && checkout.expiresAtMs <= nowMs) ? undefined : checkout;
  }
}

type CustomerRecord = BillingRecord & { customerId: string };

/** Whether Stripe was asked for since it was read. */
function isBehind(record: BillingRecord | undefined): record is CustomerRecord {
  return record?.customerId !== undefined && record.asked > record.answered;
}

function overviewOf(
  { subscriptions, readAtMs }: BillingRecord,
  ours: StripeConfig,
  nowMs: number,
): BillingOverview {
  const { because, untilMs } = tierOf(subscriptions, ours, readAtMs, nowMs);
  if (because === undefined) return { state: "none" };
  const { status, endsAtMs, periodEndMs } = because;
  if (status === "past_due") return { state: "past_due", atMs: untilMs };
  return endsAtMs === undefined
    ? { state: "renews", atMs: periodEndMs }
    : { state: "ends", atMs: endsAtMs };
}

async function withinMs(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
