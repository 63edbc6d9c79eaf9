import type { Tier } from "../domain/tier.ts";
import type { StripeConfig } from "../env.ts";
import type { Stripe } from "./stripe-client.ts";

/** What Stripe said of a subscription, as far as it decides on the tier. Plain data, stored as JSON. */
export interface SubscriptionFacts {
  id: string;
  /** Stripe's word; one that is unknown here gives nothing. */
  status: string;
  livemode: boolean;
  priceIds: readonly string[];
  createdAtMs: number;
  /** End of the period that was paid for or is being paid for; absent when it has no items. */
  periodEndMs?: number;
  /** Stripe will end it then. */
  endsAtMs?: number;
  /** Since when our readings say `past_due`, without a break. */
  pastDueSinceMs?: number;
  /** A payment of it was refunded in full or disputed: it gives nothing any more, whatever its status. */
  moneyBack?: true;
}

/** What the facts come to. */
export interface Standing {
  tier: Tier;
  /** Which subscription the tier rests on. */
  because?: SubscriptionFacts;
  /** Epoch ms after which this is not true any more unless Stripe says so again. */
  untilMs?: number;
}

/** How long Premium goes on while a renewal is not paid; Stripe retries the card meanwhile. */
export const PAST_DUE_GRACE_MS = 7 * 24 * 60 * 60 * 1000;
/**
 * After the end of a period Stripe renews or ends the subscription, and finalizes the invoice about
 * an hour later (docs.stripe.com/billing/invoices/subscription, 2026-11).
 */
export const PERIOD_TURN_MS = 2 * 60 * 60 * 1000;

/** Whose subscriptions mean Premium here. */
export type OurPrice = Pick<StripeConfig, "priceId" | "livemode">;

/**
 * The tier that these subscriptions give, as Stripe said them at `readAtMs`. What Stripe said holds
 * from its reading on; only a known end (the grace, a cancellation) ends it without a new word.
 */
export function tierOf(
  subscriptions: readonly SubscriptionFacts[],
  ours: OurPrice,
  readAtMs: number,
  nowMs: number,
): Standing {
  const standings = subscriptions
    .filter((facts) => isOurs(facts, ours))
    .map((facts) => standingOf(facts, readAtMs))
    .filter(({ tier, untilMs = Infinity }) => tier === "premium" && nowMs < untilMs)
    .sort((a, b) => (b.untilMs ?? Infinity) - (a.untilMs ?? Infinity));
  return standings[0] ?? { tier: "free" };
}

function standingOf(facts: SubscriptionFacts, readAtMs: number): Standing {
  if (facts.moneyBack === true) return { tier: "free" };
  switch (facts.status) {
    case "active":
    case "trialing": {
      const { endsAtMs } = facts;
      const untilMs = endsAtMs && Math.max(endsAtMs, readAtMs) + PERIOD_TURN_MS;
      return { tier: "premium", because: facts, ...(untilMs !== undefined && { untilMs }) };
    }
    case "past_due": {
      const untilMs = (facts.pastDueSinceMs ?? readAtMs) + PAST_DUE_GRACE_MS;
      return { tier: "premium", because: facts, untilMs };
    }
    // unpaid, canceled, incomplete, incomplete_expired, paused, and what Stripe may invent.
    default:
      return { tier: "free" };
  }
}

export function isOurs(facts: SubscriptionFacts, { priceId, livemode }: OurPrice): boolean {
  return facts.livemode === livemode && facts.priceIds.includes(priceId);
}

/**
 * Epoch ms when Stripe should be asked again although no event came, in case one was lost: after the
 * turn of the period and at a known end. Undefined when nothing of ours is alive.
 */
export function nextReviewAtMs(
  subscriptions: readonly SubscriptionFacts[],
  ours: OurPrice,
  readAtMs: number,
): number | undefined {
  const dueAtMs = subscriptions
    .filter((facts) => isOurs(facts, ours) && !isEnded(facts))
    .flatMap((facts) => {
      const { untilMs } = standingOf(facts, readAtMs);
      // A period that is over already was seen so at the reading: look again a turn later.
      const turnMs = facts.periodEndMs && Math.max(facts.periodEndMs, readAtMs) + PERIOD_TURN_MS;
      return [untilMs, turnMs].filter((atMs) => atMs !== undefined);
    })
    .filter((atMs) => atMs > readAtMs);
  return dueAtMs.length === 0 ? undefined : Math.min(...dueAtMs);
}

/** Whether two readings of a subscription come to the same. */
export function sameStanding(a: SubscriptionFacts, b: SubscriptionFacts): boolean {
  const key = ({ id, status, livemode, priceIds, periodEndMs, endsAtMs }: SubscriptionFacts) =>
    JSON.stringify([id, status, livemode, priceIds, periodEndMs, endsAtMs]);
  return key(a) === key(b);
}

/** Never comes back at Stripe: a new checkout makes a new subscription. */
export function isEnded({ status }: Pick<SubscriptionFacts, "status">): boolean {
  return status === "canceled" || status === "incomplete_expired";
}

/** Stripe's object as facts. What a new reading cannot say is kept from the one before. */
export function factsOf(
  subscription: Stripe.Subscription,
  before: readonly SubscriptionFacts[],
  nowMs: number,
): SubscriptionFacts {
  const known = before.find(({ id }) => id === subscription.id);
  const { id, status, livemode, items, cancel_at, cancel_at_period_end } = subscription;
  const periodEnds = items.data.map((item) => item.current_period_end).filter(Number.isFinite);
  const periodEndMs = periodEnds.length === 0 ? undefined : Math.max(...periodEnds) * 1000;
  const endsAtMs = cancel_at ? cancel_at * 1000 : cancel_at_period_end ? periodEndMs : undefined;
  return {
    id,
    status,
    livemode,
    priceIds: items.data.map(({ price }) => price.id),
    createdAtMs: subscription.created * 1000,
    ...(periodEndMs !== undefined && { periodEndMs }),
    ...(endsAtMs !== undefined && { endsAtMs }),
    ...(status === "past_due" && { pastDueSinceMs: known?.pastDueSinceMs ?? nowMs }),
    ...(known?.moneyBack === true && { moneyBack: true as const }),
  };
}
