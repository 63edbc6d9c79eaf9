/** What other rooms may ask of an account about paying; a part of the account's door. */
import type { SubscriptionFacts } from "../billing/subscription.ts";

/** What the account page says about paying. */
export interface BillingOverview {
  /** `none`: they were at the checkout, and nothing that they pay for gives Premium now. */
  state: "none" | "renews" | "ends" | "past_due";
  /** Epoch ms when it renews or ends; of `past_due`, when the grace ends. */
  atMs?: number | undefined;
}

/** An event of Stripe's that names this account's customer, or claims to. */
export interface StripeNotice {
  eventId: string;
  customerId: string;
  /** A charge that may have been given back. */
  chargeId?: string;
  requestId: string;
}

/** The same without an event: what the nightly repair came across. */
export interface StripeSighting extends Omit<StripeNotice, "eventId"> {
  facts?: SubscriptionFacts;
}

/** `foreign`: not this account's customer, and nothing changed. `seen`: known already. */
export type StripeReceipt = "taken" | "seen" | "foreign";

export type CheckoutReply =
  | { state: "open"; sessionId: string; url: string }
  | { state: "already_premium" }
  /** A renewal is not paid yet: the portal is the place for it. */
  | { state: "payment_due" }
  | { state: "unavailable" };

export type PortalReply =
  | { state: "open"; url: string }
  | { state: "no_customer" }
  | { state: "unavailable" };

export interface BillingDoor {
  /** A payment page for Premium: the one that is open already, while it can be paid on. */
  openCheckout(requestId: string): Promise<CheckoutReply>;
  openPortal(): Promise<PortalReply>;
  /** Reads Stripe now and sets the tier by it: the person came back from one of Stripe's pages. */
  refreshBilling(requestId: string): Promise<void>;
  /** Takes an event once and reads Stripe; when Stripe does not answer, the alarm does it later. */
  receiveStripeEvent(notice: StripeNotice): Promise<StripeReceipt>;
  /** Reads Stripe where what was seen there differs from what is known here. */
  reconcileBilling(sighting: StripeSighting): Promise<StripeReceipt>;
}
