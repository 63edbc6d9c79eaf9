// Taking money: invoices of a subscription, and what paying or failing does to both.
import type Stripe from "stripe";
import { change } from "./changes.ts";
import { newInvoice } from "./new-invoice.ts";
import { newCharge, newInvoicePayment, newPaymentIntent } from "./new-payment.ts";
import type { Period } from "./new-subscription.ts";
import { idOf, liveCustomer } from "./objects.ts";
import { seconds, type World } from "./router.ts";

const DAY_S = 86_400;
const RETRY_AFTER_S = 3 * DAY_S; // Smart Retries choose the day; a few days in practice

/** The only item that a subscription has here. */
export function itemOf(subscription: Stripe.Subscription): Stripe.SubscriptionItem {
  const [item] = subscription.items.data;
  if (item === undefined) throw new Error("a subscription without an item");
  return item;
}

/** A final invoice for one period; nobody has paid it yet. */
export function invoiceFor(
  world: World,
  subscription: Stripe.Subscription,
  period: Period,
  reason: "subscription_create" | "subscription_cycle",
): Stripe.Invoice {
  const { state } = world;
  const now = seconds(world);
  const customer = liveCustomer(state, idOf(subscription.customer));
  const serial = Object.values(state.invoices).filter((row) => row.customer === customer.id).length;
  const invoice = newInvoice({
    subscription,
    item: itemOf(subscription),
    customer,
    period,
    reason,
    serial: serial + 1,
    now,
  });
  state.invoices[invoice.id] = invoice;
  world.emit("invoice.created", { ...invoice, status: "draft" });
  world.emit("invoice.finalized", invoice);
  const intent = newPaymentIntent(invoice, customer, now);
  state.paymentIntents[intent.id] = intent;
  world.emit("payment_intent.created", intent);
  const payment = newInvoicePayment(invoice, intent.id, now);
  state.invoicePayments[payment.id] = payment;
  return invoice;
}

/** One try at the card: the invoice is paid, or stays open with a date for the next try. */
export function charge(world: World, invoice: Stripe.Invoice, succeeds: boolean): void {
  const { state } = world;
  const now = seconds(world);
  const customer = liveCustomer(state, idOf(invoice.customer));
  const payment = paymentOf(world, invoice);
  const intent = state.paymentIntents[idOf(payment.payment.payment_intent)];
  if (intent === undefined) throw new Error("an invoice without a payment intent");
  const made = newCharge(intent, customer, succeeds, now);
  state.charges[made.id] = made;
  intent.latest_charge = made.id;
  invoice.attempted = true;
  invoice.attempt_count += 1;
  if (!succeeds) {
    invoice.next_payment_attempt = now + RETRY_AFTER_S;
    world.emit("charge.failed", made);
    world.emit("payment_intent.payment_failed", intent);
    world.emit("invoice.payment_failed", invoice);
    return;
  }
  Object.assign(intent, {
    status: "succeeded",
    amount_received: intent.amount,
    payment_method: made.payment_method,
  });
  Object.assign(payment, {
    status: "paid",
    amount_paid: invoice.amount_due,
    status_transitions: { canceled_at: null, paid_at: now },
  });
  Object.assign(invoice, {
    status: "paid",
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  });
  world.emit("charge.succeeded", made);
  world.emit("payment_intent.succeeded", intent);
  world.emit("invoice.paid", invoice);
  world.emit("invoice.payment_succeeded", invoice);
  world.emit("invoice_payment.paid", payment);
}

export function paymentOf(world: World, invoice: Stripe.Invoice): Stripe.InvoicePayment {
  const payment = Object.values(world.state.invoicePayments).find(
    (row) => row.invoice === invoice.id,
  );
  if (payment === undefined) throw new Error("an invoice without a payment");
  return payment;
}

/** No more tries: what is still owed is written off or stays owed. */
export function closeInvoice(
  world: World,
  invoice: Stripe.Invoice,
  as: "void" | "uncollectible",
): void {
  const now = seconds(world);
  const marked = as === "void" ? { voided_at: now } : { marked_uncollectible_at: now };
  change(world, as === "void" ? "invoice.voided" : "invoice.marked_uncollectible", invoice, {
    status: as,
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, ...marked },
  });
}
