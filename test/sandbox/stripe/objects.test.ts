import { describe, expect, it } from "vitest";
import { PRICE, refusal, START_MS, stripeBench } from "./bench.ts";

const NOW = Math.floor(START_MS / 1000);

describe("customers", () => {
  it("are created, read, changed, found by email and deleted", async () => {
    const { stripe } = stripeBench();
    const made = await stripe.customers.create({
      email: "ada@example.com",
      name: "Ada",
      metadata: { clickup_user_id: "1001", note: "x" },
    });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^cus_\w{14}$/),
      livemode: false,
      created: NOW,
    });
    const changed = await stripe.customers.update(made.id, {
      name: "Ada Lovelace",
      metadata: { note: "" },
    });
    expect(changed).toMatchObject({ name: "Ada Lovelace", metadata: { clickup_user_id: "1001" } });
    expect((await stripe.customers.list({ email: "ada@example.com" })).data).toHaveLength(1);
    expect((await stripe.customers.list({ email: "Ada@example.com" })).data).toHaveLength(0);
    expect(await stripe.customers.del(made.id)).toMatchObject({ deleted: true });
    expect(await stripe.customers.retrieve(made.id)).toEqual({
      id: made.id,
      object: "customer",
      deleted: true,
    });
    expect((await stripe.customers.list({})).data).toEqual([]);
    expect(await refusal(stripe.customers.update(made.id, { name: "B" }))).toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      message: `No such customer: '${made.id}'`,
    });
  });

  it("take their subscriptions with them", async () => {
    const { stripe, subscribed, types } = stripeBench();
    const { customer, subscriptionId } = await subscribed();
    await stripe.customers.del(customer.id);
    expect(types().slice(-2)).toEqual(["customer.subscription.deleted", "customer.deleted"]);
    const subscription = await stripe.subscriptions.retrieve(subscriptionId);
    expect(subscription).toMatchObject({ status: "canceled", customer: customer.id });
  });

  it("are found by search only a minute later, because Stripe's index lags", async () => {
    const { stripe, wait } = stripeBench();
    const { id } = await stripe.customers.create({ metadata: { user: "10'01" } });
    await stripe.customers.create({ metadata: { user: "2" } });
    const query = "metadata['user']:'10\\'01' AND metadata['user']:\"10'01\"";
    expect((await stripe.customers.search({ query })).data).toEqual([]);
    wait(60_000);
    const found = await stripe.customers.search({ query: "metadata['user']:'10\\'01'" });
    expect(found.data.map((row) => row.id)).toEqual([id]);
    expect(await refusal(stripe.customers.search({ query: "user=1" }))).toMatchObject({
      statusCode: 400,
    });
  });
});

describe("checkout sessions", () => {
  it("are complete objects with a page to pay on", async () => {
    const { stripe, openCheckout } = stripeBench();
    const { id: customer } = await stripe.customers.create({});
    const session = await openCheckout(customer, {
      client_reference_id: "1001",
      metadata: { a: "1" },
    });
    expect(session).toMatchObject({
      id: expect.stringMatching(/^cs_test_\w{58}$/),
      url: `http://stripe.test/stripe/pay/${session.id}`,
      status: "open",
      payment_status: "unpaid",
      mode: "subscription",
      amount_total: 1200,
      currency: "usd",
      customer,
      client_reference_id: "1001",
      metadata: { a: "1" },
      livemode: false,
      expires_at: NOW + 86_400,
    });
    const { data } = await stripe.checkout.sessions.listLineItems(session.id);
    expect(data).toMatchObject([{ quantity: 1, amount_total: 1200, price: { id: PRICE } }]);
    const listed = await stripe.checkout.sessions.list({ customer, status: "open" });
    expect(listed.data.map(({ id }) => id)).toEqual([session.id]);
  });

  it("are refused when what they name does not exist or does not fit", async () => {
    const { stripe, openCheckout } = stripeBench();
    const { id: customer } = await stripe.customers.create({});
    const refused = (more: Parameters<typeof openCheckout>[1]) =>
      refusal(openCheckout(customer, more));
    expect(await refused({ customer: "cus_none" })).toMatchObject({
      statusCode: 400,
      code: "resource_missing",
      param: "customer",
    });
    expect(await refused({ line_items: [{ price: "price_none", quantity: 1 }] })).toMatchObject({
      code: "resource_missing",
    });
    expect(await refused({ line_items: [{ price: PRICE }] })).toMatchObject({
      param: "line_items[0][quantity]",
    });
    expect(await refused({ customer_email: "a@example.com" })).toMatchObject({ statusCode: 400 });
    expect(await refused({ success_url: "/done" })).toMatchObject({ code: "url_invalid" });
    expect(await refused({ expires_at: NOW + 60 })).toMatchObject({ param: "expires_at" });
    expect(await refused({ expires_at: NOW + 90_000 })).toMatchObject({ param: "expires_at" });
  });

  it("expire by request and by time, and cannot be paid after that", async () => {
    const { stripe, sandbox, openCheckout, wait, types } = stripeBench();
    const { id: customer } = await stripe.customers.create({});
    const first = await openCheckout(customer);
    const second = await openCheckout(customer);
    expect(await stripe.checkout.sessions.expire(first.id)).toMatchObject({
      status: "expired",
      url: null,
    });
    expect(await refusal(stripe.checkout.sessions.expire(first.id))).toMatchObject({
      statusCode: 400,
    });
    wait(86_400_000);
    expect((await stripe.checkout.sessions.retrieve(second.id)).status).toBe("expired");
    expect(types().slice(-2)).toEqual(["checkout.session.expired", "checkout.session.expired"]);
    expect(() => sandbox.pay(second.id)).toThrow("expired");
  });

  it("make a customer when none was named", async () => {
    const { stripe, sandbox } = stripeBench();
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      line_items: [{ price: PRICE, quantity: 1 }],
      success_url: "https://example.com/done",
      customer_email: "new@example.com",
    });
    sandbox.pay(session.id);
    const { customer } = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["customer"],
    });
    expect(customer).toMatchObject({ email: "new@example.com" });
  });
});

describe("subscriptions", () => {
  it("are active with the period on the item, as this version of the API has it", async () => {
    const { stripe, subscribed } = stripeBench();
    const { customer, subscriptionId } = await subscribed();
    const subscription = await stripe.subscriptions.retrieve(subscriptionId);
    expect(subscription).toMatchObject({
      status: "active",
      livemode: false,
      customer: customer.id,
      cancel_at_period_end: false,
      latest_invoice: expect.stringMatching(/^in_/),
    });
    expect(subscription.items.data).toMatchObject([
      {
        price: { id: PRICE },
        current_period_start: NOW,
        current_period_end: Date.UTC(2026, 11, 15, 12) / 1000,
      },
    ]);
    expect("current_period_end" in subscription).toBe(false);
  });

  it("leave the ended ones out of a list unless it asks for them", async () => {
    const { stripe, subscribed } = stripeBench();
    const { customer, subscriptionId } = await subscribed();
    const ended = await stripe.subscriptions.cancel(subscriptionId, {
      cancellation_details: { comment: "too dear" },
    });
    expect(ended.cancellation_details).toMatchObject({
      comment: "too dear",
      reason: "cancellation_requested",
    });
    const list = async (status?: "all" | "canceled" | "active") =>
      (await stripe.subscriptions.list({ customer: customer.id, ...(status && { status }) })).data
        .length;
    expect([await list(), await list("all"), await list("canceled"), await list("active")]).toEqual(
      [0, 1, 1, 0],
    );
    expect(await refusal(stripe.subscriptions.cancel(subscriptionId))).toMatchObject({
      code: "resource_missing",
    });
    const again = stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: false });
    expect(await refusal(again)).toMatchObject({ statusCode: 400 });
  });

  it("are set to end with the period and taken back", async () => {
    const { stripe, sandbox, subscribed } = stripeBench();
    const { subscriptionId } = await subscribed();
    const ending = await stripe.subscriptions.update(subscriptionId, {
      cancel_at_period_end: true,
    });
    expect(ending).toMatchObject({
      status: "active",
      cancel_at: ending.items.data[0]?.current_period_end,
      canceled_at: NOW,
    });
    expect(sandbox.webhooks.all.at(-1)).toMatchObject({
      type: "customer.subscription.updated",
      data: { previous_attributes: { cancel_at_period_end: false, cancel_at: null } },
    });
    const resumed = await stripe.subscriptions.update(subscriptionId, {
      cancel_at_period_end: false,
    });
    expect(resumed).toMatchObject({ cancel_at_period_end: false, cancel_at: null });
  });
});

describe("what was paid", () => {
  it("leads from a charge to its customer, and from its intent to the invoice", async () => {
    const { stripe, sandbox, subscribed } = stripeBench();
    const { customer, subscriptionId } = await subscribed();
    const { charge } = sandbox.dispute(subscriptionId);
    const paid = await stripe.charges.retrieve(String(charge));
    expect(paid).toMatchObject({ customer: customer.id, disputed: true, amount: 1200 });
    const { data } = await stripe.invoicePayments.list({
      payment: { type: "payment_intent", payment_intent: String(paid.payment_intent) },
    });
    const invoice = await stripe.invoices.retrieve(String(data[0]?.invoice));
    expect(invoice.parent?.subscription_details?.subscription).toBe(subscriptionId);
    expect((await stripe.invoices.list({ subscription: subscriptionId })).data).toHaveLength(1);
    const intent = await stripe.paymentIntents.retrieve(String(paid.payment_intent));
    expect(intent).toMatchObject({ status: "succeeded", latest_charge: paid.id });
    expect((await stripe.disputes.list({ charge: paid.id })).data).toHaveLength(1);
  });

  it("is refunded in parts, never beyond what was paid", async () => {
    const { stripe, subscribed } = stripeBench();
    const { customer } = await subscribed();
    const [charge] = (await stripe.charges.list({ customer: customer.id })).data;
    const id = charge?.id ?? "";
    await stripe.refunds.create({ charge: id, amount: 200 });
    expect(await stripe.charges.retrieve(id)).toMatchObject({
      amount_refunded: 200,
      refunded: false,
    });
    const beyond = stripe.refunds.create({ charge: id, amount: 1_100 });
    expect(await refusal(beyond)).toMatchObject({ param: "amount" });
    await stripe.refunds.create({ charge: id });
    expect(await stripe.charges.retrieve(id)).toMatchObject({
      amount_refunded: 1200,
      refunded: true,
    });
    expect(await refusal(stripe.refunds.create({ charge: id }))).toMatchObject({
      code: "charge_already_refunded",
    });
    expect((await stripe.refunds.list({ charge: id })).data).toHaveLength(2);
  });

  it("has a price with an amount", async () => {
    const { stripe } = stripeBench();
    expect(await stripe.prices.retrieve(PRICE)).toMatchObject({ unit_amount: 1200 });
    expect((await stripe.prices.list({ active: true })).data).toHaveLength(1);
    expect(await refusal(stripe.prices.retrieve("price_none"))).toMatchObject({
      statusCode: 404,
      message: "No such price: 'price_none'",
    });
  });
});

describe("events", () => {
  it("are listed by type, time and delivery, for a repair after a lost webhook", async () => {
    const { stripe, sandbox, subscribed, wait } = stripeBench();
    await subscribed();
    await sandbox.webhooks.flush();
    wait(60_000);
    const { subscriptionId } = await subscribed();
    sandbox.cancelNow(subscriptionId);
    const types = ["customer.subscription.created", "customer.subscription.deleted"];
    const { data } = await stripe.events.list({ types });
    expect(data.map(({ type }) => type)).toEqual([types[1], types[0], types[0]]);
    const undelivered = await stripe.events.list({ types, delivery_success: false });
    expect(undelivered.data).toHaveLength(2);
    const star = await stripe.events.list({ type: "customer.subscription.*", limit: 100 });
    expect(star.data.length).toBeGreaterThan(3);
    const since = { gte: NOW + 60 };
    expect((await stripe.events.list({ types, created: since })).data).toHaveLength(2);
    const [newest] = data;
    expect((await stripe.events.retrieve(newest?.id ?? "")).type).toBe(types[1]);
    wait(31 * 86_400_000);
    expect(await refusal(stripe.events.retrieve(newest?.id ?? ""))).toMatchObject({
      code: "resource_missing",
    });
  });
});
