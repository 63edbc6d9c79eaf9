// A subscription's life: what customers, time and banks do to it. Each step is Stripe's own.
import type Stripe from "stripe";
import { change } from "./changes.ts";
import { Impossible, refuse } from "./errors.ts";
import { newDisputeId, newRefundId } from "./ids.ts";
import { charge, closeInvoice, invoiceFor, itemOf } from "./invoicing.ts";
import { monthFrom, newSubscription, type Period } from "./new-subscription.ts";
import { find, idOf } from "./objects.ts";
import { seconds, type World } from "./router.ts";
import type { Card } from "./state.ts";

const EVIDENCE_DAYS = 7;
const DAY_S = 86_400;

/** Subscribes and takes the first payment. */
export function startSubscription(
  world: World,
  wanted: {
    customer: string;
    priceId: string;
    quantity: number;
    metadata: Record<string, string>;
    description: string | null;
  },
): { subscription: Stripe.Subscription; invoice: Stripe.Invoice } {
  const price = find(world.state, "prices", wanted.priceId);
  const subscription = newSubscription({ ...wanted, price, now: seconds(world) });
  world.state.subscriptions[subscription.id] = subscription;
  const { current_period_start: start, current_period_end: end } = itemOf(subscription);
  const invoice = invoiceFor(world, subscription, { start, end }, "subscription_create");
  subscription.latest_invoice = invoice.id;
  world.emit("customer.subscription.created", subscription);
  charge(world, invoice, true);
  change(world, "customer.subscription.updated", subscription, { status: "active" });
  return { subscription, invoice };
}

/** What the customer's card does at a renewal. */
const pays = (card: Card | undefined): boolean => card === undefined || card === "good";

/** The period is over: ends what was to end, renews the rest; past due, the card is tried again. */
export function nextPeriod(world: World, subscription: Stripe.Subscription): void {
  if (subscription.status === "canceled") throw new Impossible("the subscription has ended");
  if (subscription.cancel_at !== null || subscription.cancel_at_period_end) {
    end(world, subscription, "cancellation_requested");
    return;
  }
  if (subscription.status !== "active") {
    settle(world, subscription);
    return;
  }
  const item = itemOf(subscription);
  const period = monthFrom(item.current_period_end);
  const invoice = invoiceFor(world, subscription, period, "subscription_cycle");
  change(world, "customer.subscription.updated", subscription, {
    latest_invoice: invoice.id,
    items: withPeriod(subscription, period),
  });
  takePayment(world, subscription, invoice);
}

/** Another try at what is owed. */
export function settle(world: World, subscription: Stripe.Subscription): void {
  const invoice = world.state.invoices[idOf(subscription.latest_invoice)];
  if (invoice === undefined || invoice.status === "paid") return;
  takePayment(world, subscription, invoice);
}

function takePayment(
  world: World,
  subscription: Stripe.Subscription,
  invoice: Stripe.Invoice,
): void {
  const paid = pays(world.state.cards[idOf(subscription.customer)]);
  charge(world, invoice, paid);
  const failing = subscription.status === "unpaid" ? "unpaid" : "past_due";
  change(world, "customer.subscription.updated", subscription, {
    status: paid ? "active" : failing,
  });
}

/** The last try failed. Which of the two follows is a setting of the Stripe account. */
export function giveUp(
  world: World,
  subscription: Stripe.Subscription,
  as: "unpaid" | "canceled",
): void {
  if (as === "canceled") {
    end(world, subscription, "payment_failed");
    return;
  }
  const invoice = world.state.invoices[idOf(subscription.latest_invoice)];
  if (invoice !== undefined) invoice.next_payment_attempt = null;
  change(world, "customer.subscription.updated", subscription, { status: "unpaid" });
}

export function cancelAtPeriodEnd(world: World, subscription: Stripe.Subscription): void {
  const { current_period_end: cancelAt } = itemOf(subscription);
  change(world, "customer.subscription.updated", subscription, {
    cancel_at_period_end: true,
    cancel_at: cancelAt,
    canceled_at: seconds(world),
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: "cancellation_requested",
    },
  });
}

export function resume(world: World, subscription: Stripe.Subscription): void {
  change(world, "customer.subscription.updated", subscription, {
    cancel_at_period_end: false,
    cancel_at: null,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  });
}

/** Ends it now. */
export function end(
  world: World,
  subscription: Stripe.Subscription,
  reason: "cancellation_requested" | "payment_failed" | "payment_disputed",
): void {
  const now = seconds(world);
  const invoice = world.state.invoices[idOf(subscription.latest_invoice)];
  if (invoice?.status === "open") closeInvoice(world, invoice, "void");
  Object.assign(subscription, {
    status: "canceled",
    canceled_at: subscription.canceled_at ?? now,
    ended_at: now,
    cancellation_details: { ...subscription.cancellation_details, reason },
  });
  world.emit("customer.subscription.deleted", subscription);
}

function withPeriod(
  subscription: Stripe.Subscription,
  period: Period,
): Stripe.Subscription["items"] {
  const [item, ...rest] = subscription.items.data;
  if (item === undefined) return subscription.items;
  const renewed = { ...item, current_period_start: period.start, current_period_end: period.end };
  return { ...subscription.items, data: [renewed, ...rest] };
}

/** The charge that paid for the subscription's latest paid invoice. */
export function lastCharge(world: World, subscription: Stripe.Subscription): Stripe.Charge {
  const { state } = world;
  const invoices = Object.values(state.invoices).filter(
    (row) => row.parent?.subscription_details?.subscription === subscription.id,
  );
  const paid = invoices.findLast((row) => row.status === "paid");
  const payment = Object.values(state.invoicePayments).find((row) => row.invoice === paid?.id);
  const intent = state.paymentIntents[idOf(payment?.payment.payment_intent)];
  const found = state.charges[idOf(intent?.latest_charge)];
  if (found === undefined) throw new Impossible("nothing was paid for this subscription");
  return found;
}

/** Gives back `amount` cents, or all that is left. The subscription itself goes on. */
export function refund(
  world: World,
  paid: Stripe.Charge,
  amount = paid.amount - paid.amount_refunded,
  details: { reason: Stripe.Refund["reason"]; metadata: Record<string, string> } = {
    reason: "requested_by_customer",
    metadata: {},
  },
): Stripe.Refund {
  if (!paid.paid || paid.amount_refunded >= paid.amount) {
    refuse("charge_already_refunded", `Charge ${paid.id} has already been refunded.`);
  }
  if (amount < 1 || amount > paid.amount - paid.amount_refunded) {
    refuse(null, "Refund amount is greater than unrefunded amount on charge.", "amount");
  }
  const made: Stripe.Refund = {
    id: newRefundId(),
    object: "refund",
    amount,
    balance_transaction: null,
    charge: paid.id,
    created: seconds(world),
    currency: paid.currency,
    customer: paid.customer,
    customer_account: null,
    metadata: details.metadata,
    payment_intent: paid.payment_intent,
    payment_method: null,
    reason: details.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  };
  world.state.refunds[made.id] = made;
  world.emit("refund.created", made);
  const refunded = paid.amount_refunded + amount;
  change(world, "charge.refunded", paid, {
    amount_refunded: refunded,
    refunded: refunded === paid.amount,
  });
  return made;
}

/** The customer's bank takes the money back and asks why it was taken. */
export function dispute(world: World, paid: Stripe.Charge): Stripe.Dispute {
  const now = seconds(world);
  const made: Stripe.Dispute = {
    id: newDisputeId(),
    object: "dispute",
    amount: paid.amount,
    balance_transactions: [],
    charge: paid.id,
    created: now,
    currency: paid.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: now + EVIDENCE_DAYS * DAY_S,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: paid.payment_intent,
    reason: "fraudulent",
    status: "needs_response",
  };
  world.state.disputes[made.id] = made;
  change(world, "charge.updated", paid, { disputed: true });
  world.emit("charge.dispute.created", made);
  world.emit("charge.dispute.funds_withdrawn", made);
  return made;
}

export function closeDispute(world: World, open: Stripe.Dispute, as: "won" | "lost"): void {
  open.status = as;
  if (as === "won") world.emit("charge.dispute.funds_reinstated", open);
  world.emit("charge.dispute.closed", open);
}

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
