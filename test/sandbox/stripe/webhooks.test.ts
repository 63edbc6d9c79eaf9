import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { PRICE, stripeBench, WEBHOOK_SECRET } from "./bench.ts";
import type { Spoil } from "./events.ts";
import { MAX_ATTEMPTS } from "./webhooks.ts";

const crypto = Stripe.createSubtleCryptoProvider();

/** Reads a delivery as the product does. */
async function open(request: Request, nowMs: number): Promise<Stripe.Event> {
  return Stripe.webhooks.constructEventAsync(
    await request.text(),
    request.headers.get("Stripe-Signature") ?? "",
    WEBHOOK_SECRET,
    300,
    crypto,
    nowMs,
  );
}

describe("webhooks", () => {
  it("tell of a purchase in the order and the kinds of Stripe's events", async () => {
    const { sandbox, subscribed, delivered } = stripeBench();
    await subscribed();
    await sandbox.webhooks.flush();
    expect(delivered.map(({ event }) => event.type)).toEqual([
      "customer.created",
      "invoice.created",
      "invoice.finalized",
      "payment_intent.created",
      "customer.subscription.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
      "customer.subscription.updated",
      "checkout.session.completed",
    ]);
    const created = delivered.find(({ event }) => event.type === "customer.subscription.created");
    // The snapshot of then, not of now.
    expect(created?.event.data.object).toMatchObject({ status: "incomplete" });
    expect(sandbox.webhooks.pending).toEqual([]);
  });

  it("are signed so that the official package opens them", async () => {
    const { sandbox, subscribed, delivered, nowMs } = stripeBench();
    await subscribed();
    await sandbox.webhooks.flush();
    const request = delivered.at(-1)?.request;
    expect(request?.headers.get("Stripe-Signature")).toMatch(/^t=\d{10},v1=[0-9a-f]{64}$/);
    const event = request && (await open(request, nowMs()));
    expect(event).toMatchObject({
      type: "checkout.session.completed",
      livemode: false,
      api_version: Stripe.API_VERSION,
      data: { object: { status: "complete", payment_status: "paid" } },
    });
  });

  it.each<[string, Spoil]>([
    ["a wrong signature", { signature: "wrong" }],
    ["another endpoint's secret", { signature: "other" }],
    ["no signature", { signature: "missing" }],
    ["a signature of 301 seconds ago", { ageSeconds: 301 }],
  ])("are refused by the official package with %s", async (_name, spoil) => {
    const { sandbox, stripe, nowMs } = stripeBench();
    await stripe.customers.create({});
    const [event] = sandbox.webhooks.all;
    const request = await sandbox.webhooks.request(event?.id ?? "", spoil);
    await expect(open(request, nowMs())).rejects.toBeInstanceOf(
      Stripe.errors.StripeSignatureVerificationError,
    );
  });

  it("can be told as another mode's, price's or customer's, signed well", async () => {
    const { sandbox, subscribed, nowMs } = stripeBench();
    await subscribed();
    const updated = sandbox.webhooks.all.findLast(
      ({ type }) => type === "customer.subscription.updated",
    );
    const spoil = { livemode: true, price: "price_other", customer: "cus_other" };
    const request = await sandbox.webhooks.request(updated?.id ?? "", spoil);
    expect(await open(request, nowMs())).toMatchObject({
      livemode: true,
      data: {
        object: {
          livemode: true,
          customer: "cus_other",
          items: { data: [{ price: { id: "price_other" }, plan: { id: "price_other" } }] },
        },
      },
    });
    // The event itself is untouched.
    expect(updated).toMatchObject({ livemode: false, data: { object: { livemode: false } } });
  });

  it("are tried again after an answer other than 2xx, a bounded number of times", async () => {
    const { sandbox, stripe, answers, delivered } = stripeBench();
    await stripe.customers.create({});
    answers.push(500, 400);
    for (let round = 0; round < 4; round += 1) await sandbox.webhooks.flush();
    expect(delivered).toHaveLength(3);
    const [first] = sandbox.webhooks.all;
    expect(sandbox.state.deliveries[first?.id ?? ""]).toMatchObject({
      status: "delivered",
      attempts: 3,
      lastStatus: 200,
    });
    await stripe.customers.create({});
    answers.push(...Array(10).fill(503));
    for (let round = 0; round < 10; round += 1) await sandbox.webhooks.flush();
    expect(delivered).toHaveLength(3 + MAX_ATTEMPTS);
    expect(Object.values(sandbox.state.deliveries).at(-1)?.status).toBe("failed");
  });

  it("are repeated, reordered, dropped and forged by hand", async () => {
    const { sandbox, subscribed, delivered, stripe } = stripeBench();
    const { subscriptionId } = await subscribed();
    const subscription = await stripe.subscriptions.retrieve(subscriptionId);
    const { webhooks } = sandbox;
    const [first, second, ...rest] = webhooks.pending;
    if (first === undefined || second === undefined) throw new Error("too few events");
    await webhooks.deliver(second);
    await webhooks.deliver(first);
    await webhooks.deliver(first);
    for (const event of rest) webhooks.drop(event);
    await webhooks.deliver(
      webhooks.forge("customer.subscription.paused", subscription, { livemode: true }),
    );
    await webhooks.flush();
    expect(delivered.map(({ event }) => event.id).slice(0, 3)).toEqual([
      second.id,
      first.id,
      first.id,
    ]);
    expect(delivered).toHaveLength(4);
    expect(delivered[3]?.event).toMatchObject({
      livemode: true,
      type: "customer.subscription.paused",
    });
  });

  it("go out by themselves under the rules: sent, held, lost, delayed, reversed", async () => {
    const { sandbox, stripe, delivered } = stripeBench({ now: Date.now });
    const { sending } = sandbox.state;
    const make = () => stripe.customers.create({});
    await make();
    await sandbox.webhooks.run();
    expect(delivered).toHaveLength(1);
    sending.mode = "hold";
    await make();
    await sandbox.webhooks.run();
    expect(delivered).toHaveLength(1);
    sending.mode = "drop";
    await make();
    sending.mode = "send";
    sending.order = "reversed";
    await make();
    const [, held, lost, last] = sandbox.webhooks.all.map(({ id }) => id);
    await sandbox.webhooks.run();
    expect(delivered.slice(1).map(({ event }) => event.id)).toEqual([last, held]);
    expect(sandbox.state.deliveries[lost ?? ""]?.status).toBe("dropped");
    sending.delayMs = 50;
    await make();
    await sandbox.webhooks.run();
    expect(delivered).toHaveLength(3);
    await expect.poll(() => delivered.length).toBe(4);
  });
});

describe("a subscription's life", () => {
  it("renews, falls past due with a failing card, recovers and ends unpaid", async () => {
    const { sandbox, stripe, subscribed, types } = stripeBench();
    const { customer, subscriptionId } = await subscribed();
    const look = async () => stripe.subscriptions.retrieve(subscriptionId);
    sandbox.nextPeriod(subscriptionId);
    expect((await look()).items.data[0]?.current_period_end).toBe(Date.UTC(2027, 0, 15, 12) / 1000);
    sandbox.setCard(customer.id, "fails_later");
    sandbox.nextPeriod(subscriptionId);
    expect((await look()).status).toBe("past_due");
    expect(types().slice(-4)).toEqual([
      "charge.failed",
      "payment_intent.payment_failed",
      "invoice.payment_failed",
      "customer.subscription.updated",
    ]);
    const failed = await stripe.invoices.list({ customer: customer.id, status: "open" });
    expect(failed.data[0]).toMatchObject({ attempt_count: 1, amount_remaining: 1200 });
    sandbox.setCard(customer.id, "good");
    sandbox.settle(subscriptionId);
    expect((await look()).status).toBe("active");
    sandbox.setCard(customer.id, "declined");
    sandbox.nextPeriod(subscriptionId);
    sandbox.giveUp(subscriptionId);
    expect((await look()).status).toBe("unpaid");
    sandbox.giveUp(subscriptionId, "canceled");
    expect(await look()).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "payment_failed" },
    });
    expect(types().at(-1)).toBe("customer.subscription.deleted");
  });

  it("ends with the period when it was cancelled", async () => {
    const { sandbox, stripe, subscribed } = stripeBench();
    const { subscriptionId } = await subscribed();
    sandbox.cancelAtPeriodEnd(subscriptionId);
    sandbox.nextPeriod(subscriptionId);
    const { status, ended_at } = await stripe.subscriptions.retrieve(subscriptionId);
    expect([status, ended_at]).toEqual(["canceled", expect.any(Number)]);
  });

  it("goes on after a refund and a dispute, of which the events speak by charge", async () => {
    const { sandbox, stripe, subscribed } = stripeBench();
    const { customer, subscriptionId } = await subscribed();
    const { charge } = sandbox.refund(subscriptionId);
    expect(sandbox.webhooks.all.at(-1)).toMatchObject({
      type: "charge.refunded",
      data: { object: { id: charge, customer: customer.id, refunded: true } },
    });
    const { id } = sandbox.dispute(subscriptionId);
    const disputed = sandbox.webhooks.all.find(({ type }) => type === "charge.dispute.created");
    expect(disputed?.data.object).toMatchObject({ charge });
    expect(disputed?.data.object).not.toHaveProperty("customer");
    sandbox.closeDispute(id, "lost");
    expect(sandbox.webhooks.all.at(-1)?.type).toBe("charge.dispute.closed");
    expect((await stripe.subscriptions.retrieve(subscriptionId)).status).toBe("active");
  });

  it("can be on another price, as an older customer's is", async () => {
    const { sandbox, stripe } = stripeBench();
    sandbox.addPrice("price_old");
    const { id: customer } = await stripe.customers.create({});
    const { id } = sandbox.subscribe(customer, { priceId: "price_old" });
    const list = async (price: string) => (await stripe.subscriptions.list({ price })).data;
    expect((await list("price_old")).map((row) => row.id)).toEqual([id]);
    expect(await list(PRICE)).toEqual([]);
  });

  it("is kept in a snapshot", async () => {
    const { sandbox, subscribed } = stripeBench();
    const { subscriptionId } = await subscribed();
    const later = stripeBench({ state: JSON.parse(sandbox.snapshot()) });
    expect((await later.stripe.subscriptions.retrieve(subscriptionId)).status).toBe("active");
    expect(later.sandbox.webhooks.pending).toHaveLength(12);
  });
});
