// What a customer, time or a bank does, by name: for tests, the portal and the control page alike.
import type Stripe from "stripe";
import { payFor, successUrl } from "./checkout-sessions.ts";
import {
  cancelAtPeriodEnd,
  closeDispute,
  dispute,
  end,
  giveUp,
  lastCharge,
  nextPeriod,
  refund,
  resume,
  settle,
  startSubscription,
} from "./life.ts";
import { find } from "./objects.ts";
import type { World } from "./router.ts";
import type { Card } from "./state.ts";
import { monthlyPrice } from "./state.ts";

export interface Acts {
  /** Presses Pay. The success URL, or null when the card was refused. */
  pay(sessionId: string, card?: Card): string | null;
  cancelAtPeriodEnd(subscriptionId: string): void;
  resume(subscriptionId: string): void;
  cancelNow(subscriptionId: string): void;
  /** The period ends: it ends, renews, or falls past due, as cancellation and card say. */
  nextPeriod(subscriptionId: string): void;
  setCard(customerId: string, card: Card): void;
  /** The card is tried again for what is owed. */
  settle(subscriptionId: string): void;
  /** The last try failed. */
  giveUp(subscriptionId: string, as?: "unpaid" | "canceled"): void;
  /** Of the last payment, all of it or `amount` cents. */
  refund(subscriptionId: string, amount?: number): Stripe.Refund;
  dispute(subscriptionId: string): Stripe.Dispute;
  closeDispute(disputeId: string, as: "won" | "lost"): void;
  /** A subscription without a checkout, as made by hand in Stripe's dashboard. */
  subscribe(customerId: string, options?: { priceId?: string }): Stripe.Subscription;
  /** Another price of the same product. */
  addPrice(priceId: string): Stripe.Price;
}

export function createActs(world: World, priceId: string): Acts {
  const { state } = world;
  const subscriptionOf = (id: string) => find(state, "subscriptions", id);
  return {
    pay(sessionId, card = "good") {
      const row = find(state, "checkoutSessions", sessionId);
      if (row.session.status === "complete") return successUrl(row.session);
      const email = row.session.customer_email ?? "person@example.com";
      return payFor(world, row, card, email);
    },
    cancelAtPeriodEnd: (id) => cancelAtPeriodEnd(world, subscriptionOf(id)),
    resume: (id) => resume(world, subscriptionOf(id)),
    cancelNow: (id) => end(world, subscriptionOf(id), "cancellation_requested"),
    nextPeriod: (id) => nextPeriod(world, subscriptionOf(id)),
    setCard(customerId, card) {
      state.cards[find(state, "customers", customerId).id] = card;
    },
    settle: (id) => settle(world, subscriptionOf(id)),
    giveUp: (id, as = "unpaid") => giveUp(world, subscriptionOf(id), as),
    refund: (id, amount) => refund(world, lastCharge(world, subscriptionOf(id)), amount),
    dispute: (id) => dispute(world, lastCharge(world, subscriptionOf(id))),
    closeDispute: (id, as) => closeDispute(world, find(state, "disputes", id), as),
    subscribe(customerId, options = {}) {
      const { subscription } = startSubscription(world, {
        customer: customerId,
        priceId: options.priceId ?? priceId,
        quantity: 1,
        metadata: {},
        description: null,
      });
      return subscription;
    },
    addPrice(id) {
      const price = monthlyPrice(id, Math.floor(world.nowMs() / 1000));
      state.prices[id] = price;
      return price;
    },
  };
}
