/** One user as Stripe's customer: made before the first checkout, read whenever something happened. */
import { isMissing, type Stripe } from "./stripe-client.ts";
import { factsOf, isEnded, type SubscriptionFacts } from "./subscription.ts";

/** Stripe's largest page. */
const PAGE = 100;
/** A customer's subscriptions that are looked at, ended ones included: nobody has as many. */
const MAX_SUBSCRIPTIONS = 500;
/** A checkout makes its charge and its subscription within moments of each other, in either order. */
const SAME_CHECKOUT_MS = 60 * 60 * 1000;

/** Metadata on what we make at Stripe. A claim only: the account knows its own customer. */
const USER_KEY = "clickup_user_id";
const ENVIRONMENT_KEY = "clickup_mcp_environment";

export interface NewCustomer {
  userId: string;
  environment: string;
  name: string;
  email: string;
}

export function ownerMetadata({
  userId,
  environment,
}: Pick<NewCustomer, "userId" | "environment">) {
  return { [USER_KEY]: userId, [ENVIRONMENT_KEY]: environment };
}

/** The user that an object's metadata names; undefined when it is not of this deployment. */
export function userNamedIn(
  metadata: Readonly<Record<string, unknown>> | null | undefined,
  environment: string,
): string | undefined {
  const userId = metadata?.[USER_KEY];
  if (metadata?.[ENVIRONMENT_KEY] !== environment || typeof userId !== "string") return undefined;
  return /^\d{1,20}$/.test(userId) ? userId : undefined;
}

/** Returns the customer's id. The same key makes it once. */
export async function createCustomer(
  stripe: Stripe,
  customer: NewCustomer,
  idempotencyKey: string,
): Promise<string> {
  const { name, email } = customer;
  const { id } = await stripe.customers.create(
    { name, email, metadata: ownerMetadata(customer) },
    { idempotencyKey: `customer-${idempotencyKey}` },
  );
  return id;
}

/** Whose customer it is, by its metadata; undefined for a foreign or deleted one. */
export async function userOfCustomer(
  stripe: Stripe,
  customerId: string,
  environment: string,
): Promise<string | undefined> {
  try {
    const customer = await stripe.customers.retrieve(customerId);
    return customer.deleted ? undefined : userNamedIn(customer.metadata, environment);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Every subscription of the customer as it is now; none when Stripe has no such customer. */
export async function readSubscriptions(
  stripe: Stripe,
  customerId: string,
  before: readonly SubscriptionFacts[],
  nowMs: number,
): Promise<SubscriptionFacts[]> {
  try {
    const found = await stripe.subscriptions
      .list({ customer: customerId, status: "all", limit: PAGE })
      .autoPagingToArray({ limit: MAX_SUBSCRIPTIONS });
    return found.map((subscription) => factsOf(subscription, before, nowMs));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/**
 * The same subscriptions after a look at charges that may have been given back: what was bought with
 * a charge that was refunded in full or disputed is marked.
 */
export async function markMoneyBack(
  stripe: Stripe,
  customerId: string,
  charges: readonly string[],
  subscriptions: readonly SubscriptionFacts[],
): Promise<SubscriptionFacts[]> {
  let marked = [...subscriptions];
  for (const chargeId of charges) {
    const givenBack = await readGivenBack(stripe, chargeId);
    if (givenBack === undefined || givenBack.customerId !== customerId) continue;
    // The customer is ours alone, so what it paid before the charge was for the subscriptions it
    // had then; one that was begun later was paid by another charge.
    const latestMs = givenBack.chargedAtMs + SAME_CHECKOUT_MS;
    marked = marked.map((facts) =>
      facts.createdAtMs <= latestMs ? { ...facts, moneyBack: true as const } : facts,
    );
  }
  return marked;
}

/** Whose charge it is; undefined when Stripe has no such charge. */
export async function customerOfCharge(
  stripe: Stripe,
  chargeId: string,
): Promise<string | undefined> {
  try {
    return idOf((await stripe.charges.retrieve(chargeId)).customer);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Ends at Stripe what gives nothing here any more, so that nobody pays on for it. */
export async function cancelMoneyBack(
  stripe: Stripe,
  subscriptions: readonly SubscriptionFacts[],
): Promise<void> {
  for (const facts of subscriptions) {
    if (facts.moneyBack === true && !isEnded(facts)) await cancelSubscription(stripe, facts.id);
  }
}

/** Ends everything at Stripe and deletes the customer. May be called again; done is done. */
export async function deleteCustomer(stripe: Stripe, customerId: string): Promise<void> {
  for (const facts of await readSubscriptions(stripe, customerId, [], Date.now())) {
    if (!isEnded(facts)) await cancelSubscription(stripe, facts.id);
  }
  try {
    await stripe.customers.del(customerId);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** The id of what Stripe gives as an id, or expanded. */
export function idOf(reference: string | { id: string } | null | undefined): string | undefined {
  if (typeof reference === "string") return reference;
  return reference?.id;
}

async function cancelSubscription(stripe: Stripe, subscriptionId: string): Promise<void> {
  try {
    await stripe.subscriptions.cancel(subscriptionId);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function readGivenBack(
  stripe: Stripe,
  chargeId: string,
): Promise<{ customerId: string | undefined; chargedAtMs: number } | undefined> {
  try {
    const { refunded, disputed, customer, created } = await stripe.charges.retrieve(chargeId);
    // `refunded` is true when all of it went back; a part of it is a matter of goodwill.
    if (!refunded && !disputed) return undefined;
    return { customerId: idOf(customer), chargedAtMs: created * 1000 };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
