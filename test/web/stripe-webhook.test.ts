import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { billingBench } from "../support/billing-bench.ts";
import { signedIn } from "../support/mcp-bench.ts";

describe("POST /stripe/webhook", () => {
  it.each([
    ["a wrong signature", { signature: "wrong" }],
    ["no signature", { signature: "missing" }],
    ["the signature of another secret", { signature: "other" }],
    ["a signature of 301 seconds ago", { ageSeconds: 301 }],
  ] as const)("refuses %s with 400 and changes nothing", async (_, spoil) => {
    const bench = billingBench();
    const caller = await signedIn();
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    const reads = bench.stripe.seen.length;
    for (const event of bench.stripe.webhooks.pending) {
      const answer = await bench.stripe.webhooks.deliver(event, spoil);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: "bad_signature" });
    }
    expect(await bench.tierOf(caller)).toBe("free");
    expect(bench.stripe.seen).toHaveLength(reads);
  });

  it("takes a signature of 299 seconds ago", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    const [event] = bench.stripe.webhooks.pending.slice(-1);
    if (event === undefined) throw new Error("no event");
    expect((await bench.stripe.webhooks.deliver(event, { ageSeconds: 299 })).status).toBe(200);
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("refuses a body that was changed by one byte", async () => {
    const bench = billingBench();
    await bench.premium();
    const [event] = bench.stripe.webhooks.all.slice(-1);
    if (event === undefined) throw new Error("no event");
    const request = await bench.stripe.webhooks.request(event);
    const body = (await request.text()).replace("{", "{ ");
    const answer = await bench.send(
      new Request(request.url, { method: "POST", headers: request.headers, body }),
    );
    expect(answer.status).toBe(400);
  });

  it.each([
    ["a byte order mark before it", (body: Uint8Array) => [0xef, 0xbb, 0xbf, ...body]],
    ["a byte that is no UTF-8 for a character that stands for one", swapReplacement],
  ])("refuses a body with %s, though it reads the same", async (_, spoil) => {
    const bench = billingBench();
    const event = bench.stripe.webhooks.forge("invoice.paid", { note: "\ufffd" });
    const request = await bench.stripe.webhooks.request(event);
    const body = new Uint8Array(spoil(await request.bytes()));
    const spoiled = new Request(request.url, { method: "POST", headers: request.headers, body });
    expect((await bench.send(spoiled)).status).toBe(400);
  });

  it.each<[string, object, object]>([
    ["a customer that is no id", { customer: "../charges" }, {}],
    ["a customer without end", { customer: `cus_${"x".repeat(600)}` }, {}],
    ["an empty customer", { customer: "" }, {}],
    ["a customer that is a number", { customer: 5 }, {}],
    ["no mode", {}, { livemode: undefined }],
    ["an object that is none", {}, { data: { object: 5 } }],
    ["an id without end", {}, { id: `evt_${"x".repeat(300)}` }],
  ])("takes what Stripe signed with %s, asks nobody and changes nothing", async (_, object, fields) => {
    const bench = billingBench();
    const event = bench.stripe.webhooks.forge("customer.subscription.updated", object);
    const reads = bench.stripe.seen.length;
    const answer = await bench.stripe.webhooks.deliver(Object.assign(event, fields));
    expect(answer.status).toBe(200);
    expect(bench.stripe.seen).toHaveLength(reads);
  });

  it.each([
    ["another mode", { livemode: true }, {}],
    ["another's customer", {}, { customer: "cus_of_somebody_else" }],
  ])("acknowledges an event of %s and does nothing", async (_, fields, object) => {
    const bench = billingBench();
    const { caller, customerId, subscriptionId } = await bench.premium();
    bench.stripe.cancelNow(subscriptionId);
    for (const event of bench.stripe.webhooks.pending) bench.stripe.webhooks.drop(event);
    const subscription = bench.stripe.state.subscriptions[subscriptionId];
    const event = bench.stripe.webhooks.forge(
      "customer.subscription.deleted",
      { ...subscription, customer: customerId, ...object },
      fields,
    );
    const answer = await bench.stripe.webhooks.deliver(event);
    expect(answer.status).toBe(200);
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("gives nothing for a subscription to another price", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    await bench.checkout(caller);
    bench.stripe.addPrice("price_other");
    bench.stripe.subscribe(await bench.customerOf(caller), { priceId: "price_other" });
    await bench.stripe.webhooks.flush();
    expect(bench.stripe.webhooks.pending).toEqual([]);
    expect(await bench.tierOf(caller)).toBe("free");
  });

  it("acknowledges types that it does not know, so that Stripe does not send them for days", async () => {
    const bench = billingBench();
    const { customerId } = await bench.premium();
    const reads = bench.stripe.seen.length;
    const event = bench.stripe.webhooks.forge("price.updated", {
      id: "price_1",
      customer: customerId,
    });
    expect((await bench.stripe.webhooks.deliver(event)).status).toBe(200);
    expect(bench.stripe.seen).toHaveLength(reads);
    expect(bench.logged.join("\n")).not.toContain("undefined");
  });

  it("takes each event once: the second delivery reads nothing", async () => {
    const bench = billingBench();
    await bench.premium();
    const reads = bench.stripe.seen.length;
    for (const event of bench.stripe.webhooks.all) {
      expect((await bench.stripe.webhooks.deliver(event)).status).toBe(200);
    }
    expect(bench.stripe.seen).toHaveLength(reads);
  });

  it("finds the user of a dispute, which names its charge alone", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.dispute(subscriptionId);
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("free");
  });

  it("lets Stripe send again what it could not learn the user of", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.dispute(subscriptionId);
    bench.setDown(true);
    const [event] = bench.stripe.webhooks.pending.filter(({ type }) => /dispute/.test(type));
    if (event === undefined) throw new Error("no event");
    expect((await bench.stripe.webhooks.deliver(event)).status).toBe(503);
    bench.setDown(false);
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("free");
  });

  it("says nothing secret in answers and logs", async () => {
    const bench = billingBench({ LOG_LEVEL: "debug" });
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.answerNext(
      Response.json(
        {
          error: {
            type: "invalid_request_error",
            message: `Invalid API Key ${env.STRIPE_SECRET_KEY}`,
          },
        },
        { status: 401 },
      ),
    );
    bench.stripe.cancelNow(subscriptionId);
    await bench.stripe.webhooks.flush();
    bench.setDown(true);
    const answers = [
      await bench.post("/stripe/portal", caller),
      await bench.post("/stripe/webhook", caller, { "Stripe-Signature": "t=1,v1=00" }),
    ];
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    const said = [...bench.logged, ...texts].join("\n");
    expect(said).toContain("stripe");
    for (const secret of [
      env.STRIPE_SECRET_KEY,
      env.STRIPE_WEBHOOK_SECRET,
      caller.token,
      "ada@example.com",
    ]) {
      expect(said).not.toContain(secret);
    }
  });
});

/** The three bytes of U+FFFD become one that a forgiving reader takes for it. */
function swapReplacement(body: Uint8Array): number[] {
  const text = String.fromCharCode(...body).replace("\xef\xbf\xbd", "\xff");
  return [...text].map((char) => char.charCodeAt(0));
}
