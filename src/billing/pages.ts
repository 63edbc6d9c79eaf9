/** All of something at Stripe, page by page, for the nightly repair. */
import { idOf, userNamedIn } from "./customer.ts";
import type { Stripe } from "./stripe-client.ts";
import { factsOf, type SubscriptionFacts } from "./subscription.ts";

/** Stripe's largest page. */
const PAGE = 100;

/** A subscription as it stands at Stripe, and whom it names. */
export interface SeenSubscription {
  facts: SubscriptionFacts;
  customerId: string;
  /** Undefined when its metadata is not ours. */
  userId: string | undefined;
}

export interface Page<T> {
  items: T[];
  /** Where the next page starts; undefined after the last. */
  after: string | undefined;
}

/** Every subscription that holds the price, ended ones included, the newest first. */
export async function subscriptionsOf(
  stripe: Stripe,
  { priceId, environment }: { priceId: string; environment: string },
  after: string | undefined,
): Promise<Page<SeenSubscription>> {
  const page = await stripe.subscriptions.list({
    price: priceId,
    status: "all",
    limit: PAGE,
    ...(after !== undefined && { starting_after: after }),
  });
  const items = page.data.map((subscription) => ({
    facts: factsOf(subscription, [], Date.now()),
    customerId: idOf(subscription.customer) ?? "",
    userId: userNamedIn(subscription.metadata, environment),
  }));
  return { items, after: page.has_more ? page.data.at(-1)?.id : undefined };
}

/** A charge that was given back, and whose it was. */
export interface SeenCharge {
  chargeId: string;
  customerId: string;
}

/** Charges refunded or disputed since then; at most a page of each. */
export async function chargesGivenBackSince(
  stripe: Stripe,
  sinceMs: number,
): Promise<SeenCharge[]> {
  const wanted = {
    created: { gte: Math.floor(sinceMs / 1000) },
    limit: PAGE,
    expand: ["data.charge"],
  };
  const refunds = await stripe.refunds.list(wanted);
  const disputes = await stripe.disputes.list(wanted);
  return [...refunds.data, ...disputes.data].flatMap(({ charge }) => {
    if (charge === null || typeof charge === "string") return [];
    const customerId = idOf(charge.customer);
    return customerId === undefined ? [] : [{ chargeId: charge.id, customerId }];
  });
}
