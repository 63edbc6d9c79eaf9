import { expireCheckout, isCheckoutOpen, openCheckout, openPortal } from "../billing/checkout.ts";
import { createCustomer, deleteCustomer } from "../billing/customer.ts";
import { noteCustomerOwner } from "../billing/customer-owner.ts";
import { isMissing, problemOf, type Stripe } from "../billing/stripe-client.ts";
import { isOurs } from "../billing/subscription.ts";
import type { Config, StripeConfig } from "../env.ts";
import type { Billing } from "./billing.ts";
import { addBilling, type OpenCheckout, readBilling } from "./billing-record.ts";
import type { CheckoutReply, PortalReply } from "./door.ts";
import { type Profile, readTier } from "./profile.ts";

/** A payment page that has less left than this is not given out again. */
const MIN_CHECKOUT_LEFT_MS = 10 * 60 * 1000;

export interface CheckoutParts {
  sql: SqlStorage;
  kv: KVNamespace;
  config: Config;
  billing: Billing;
  profile: () => Profile | undefined;
}

/** A user's way to Stripe's pages. */
export class Checkouts {
  readonly #parts: CheckoutParts;
  /** One at a time, or two clicks would open two payment pages. */
  #opening: Promise<CheckoutReply> | undefined;

  constructor(parts: CheckoutParts) {
    this.#parts = parts;
  }

  /** A payment page for Premium: the one that is open already, while it can be paid on. */
  open(requestId: string): Promise<CheckoutReply> {
    this.#opening ??= this.#open(requestId).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** The page where the customer changes or ends what they pay for. */
  async portal(): Promise<PortalReply> {
    const customerId = readBilling(this.#parts.sql)?.customerId;
    if (customerId === undefined) return { state: "no_customer" };
    try {
      const stripe = await this.#parts.billing.stripe();
      const url = await openPortal(stripe, customerId, this.#parts.config.publicUrl.origin);
      return { state: "open", url };
    } catch (error) {
      this.#parts.billing.logProblem("Stripe opened no portal", error);
      return { state: "unavailable" };
    }
  }

  async #open(requestId: string): Promise<CheckoutReply> {
    const profile = this.#parts.profile();
    const { stripe: ours } = this.#parts.config;
    if (profile === undefined || ours === undefined) return { state: "unavailable" };
    if (profile.tier === "premium") return { state: "already_premium" };
    try {
      const stripe = await this.#parts.billing.stripe();
      const isCustomer = readBilling(this.#parts.sql)?.customerId !== undefined;
      // They may have paid a moment ago, its event still under way: never sell it twice.
      if (isCustomer && !(await this.#parts.billing.readNow(requestId)))
        return { state: "unavailable" };
      if (readTier(this.#parts.sql) === "premium") return { state: "already_premium" };
      if (this.#owes(ours)) return { state: "payment_due" };
      const page = (await this.#reusable(stripe, ours)) ?? (await this.#new(stripe, ours, profile));
      return page === undefined
        ? { state: "unavailable" }
        : { state: "open", sessionId: page.sessionId, url: page.url };
    } catch (error) {
      this.#parts.billing.logProblem("Stripe opened no checkout", error);
      // Stripe repeats its answer to a key for a day. Without an answer the key must stay, so that
      // what it may have made is found by it.
      if (problemOf(error).status !== undefined) {
        this.#parts.billing.change((record) => ({
          ...record,
          idempotencyKey: crypto.randomUUID(),
        }));
      }
      return { state: "unavailable" };
    }
  }

  /** A renewal that is owed is paid in the portal; another subscription would be charged beside it. */
  #owes(ours: StripeConfig): boolean {
    const { subscriptions = [] } = readBilling(this.#parts.sql) ?? {};
    return subscriptions.some(
      (facts) => facts.status === "past_due" && facts.moneyBack !== true && isOurs(facts, ours),
    );
  }

  async #reusable(stripe: Stripe, { priceId }: StripeConfig): Promise<OpenCheckout | undefined> {
    const page = readBilling(this.#parts.sql)?.checkout;
    if (page === undefined || page.expiresAtMs - Date.now() < MIN_CHECKOUT_LEFT_MS)
      return undefined;
    if (page.priceId === priceId) {
      return (await isCheckoutOpen(stripe, page.sessionId)) ? page : undefined;
    }
    await expireCheckout(stripe, page.sessionId);
    return undefined;
  }

  /** Undefined when the account was deleted meanwhile. */
  async #new(
    stripe: Stripe,
    ours: StripeConfig,
    profile: Profile,
  ): Promise<OpenCheckout | undefined> {
    try {
      return await this.#newFor(stripe, ours, profile);
    } catch (error) {
      if (!isMissing(error, "customer")) throw error;
      // Deleted at Stripe by hand: this user becomes another customer.
      const idempotencyKey = crypto.randomUUID();
      const { billing } = this.#parts;
      billing.change((record) => ({ ...record, customerId: undefined, idempotencyKey }));
      return this.#newFor(stripe, ours, profile);
    }
  }

  async #newFor(
    stripe: Stripe,
    { priceId }: StripeConfig,
    profile: Profile,
  ): Promise<OpenCheckout | undefined> {
    const customerId = await this.#customer(stripe, profile);
    const record = readBilling(this.#parts.sql);
    if (customerId === undefined || record === undefined) return undefined;
    const { environment, publicUrl } = this.#parts.config;
    const { userId } = profile;
    const request = { customerId, userId, environment, priceId, origin: publicUrl.origin };
    const checkout = { ...(await openCheckout(stripe, request, record.idempotencyKey)), priceId };
    let isStored = false;
    const { billing } = this.#parts;
    billing.change((now) => {
      if (now.customerId !== customerId) return undefined;
      isStored = true;
      return billing.watching({ ...now, checkout, idempotencyKey: crypto.randomUUID() });
    });
    return isStored ? checkout : undefined;
  }

  /** The customer, mapped to this user before they can pay; undefined when the user was deleted. */
  async #customer(stripe: Stripe, { userId, name, email }: Profile): Promise<string | undefined> {
    const { sql, kv, config, billing } = this.#parts;
    if (readTier(sql) === undefined) return undefined;
    const { customerId: known, idempotencyKey } = readBilling(sql) ?? addBilling(sql);
    if (known !== undefined) return known;
    const customer = { userId, environment: config.environment, name, email };
    const customerId = await createCustomer(stripe, customer, idempotencyKey);
    billing.change((record) => ({ ...record, customerId }));
    if (readBilling(sql)?.customerId !== customerId) {
      await deleteCustomer(stripe, customerId); // the account was deleted meanwhile
      return undefined;
    }
    await noteCustomerOwner(kv, customerId, userId);
    return customerId;
  }
}
