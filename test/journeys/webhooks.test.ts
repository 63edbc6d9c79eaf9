/** What Stripe's webhooks can do to a tier, and what they cannot: over HTTP, at the running product. */
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Spoil } from "../sandbox/stripe/events.ts";
import { Buyer } from "../support/buyer.ts";
import { type Product, startOwnProduct } from "../support/local-product.ts";
import { Person } from "../support/person.ts";

let product: Product;

beforeAll(async () => {
  product = await startOwnProduct();
});

afterAll(() => product?.stop());

const buyerOf = (userId: string) => new Buyer(product.publicUrl, new Person({ userId }));

/** The events that a step made, none of them sent yet. */
async function held(step: () => Promise<unknown>): Promise<Stripe.Event[]> {
  const { webhooks, state } = product.stripe;
  const before = new Set(webhooks.all.map(({ id }) => id));
  state.sending.mode = "hold";
  await step();
  return webhooks.all.filter(({ id }) => !before.has(id));
}

async function send(event: Stripe.Event, spoil?: Spoil): Promise<number> {
  const answer = await product.stripe.webhooks.deliver(event, spoil);
  await answer.body?.cancel();
  return answer.status;
}

function one(events: readonly Stripe.Event[], type: string): Stripe.Event {
  const found = events.find((event) => event.type === type);
  if (found === undefined) throw new Error(`no ${type} among ${events.map((e) => e.type)}`);
  return found;
}

describe("Stripe's webhooks", () => {
  it("change no tier when they are unsigned, old, or of another mode or customer", async () => {
    const buyer = buyerOf("1001");
    const events = await held(() => buyer.pay());
    const created = one(events, "customer.subscription.created");
    expect(await send(created, { signature: "wrong" })).toBe(400);
    expect(await send(created, { signature: "other" })).toBe(400);
    expect(await send(created, { signature: "missing" })).toBe(400);
    expect(await send(created, { ageSeconds: 301 })).toBe(400);
    expect(await send(created, { livemode: true })).toBe(200);
    const unknown = product.stripe.webhooks.forge("customer.subscription.created", {
      ...created.data.object,
      customer: "cus_of_somebody_else",
      metadata: {},
    });
    expect(await send(unknown)).toBe(200);
    expect(await buyer.tier()).toBe("free");
    expect(await send(created)).toBe(200);
    await buyer.until("premium");
  });

  it("may come twice and in reverse: the tier is what Stripe says at the end", async () => {
    const buyer = buyerOf("1002");
    const events = await held(async () => {
      await buyer.pay();
      await buyer.cancelNow();
      await buyer.pay();
    });
    for (const event of [...events.toReversed(), ...events]) expect(await send(event)).toBe(200);
    await buyer.until("premium");
    const ended = await held(() => buyer.cancelNow());
    for (const event of [...events, ...ended, ...events]) expect(await send(event)).toBe(200);
    await buyer.until("free");
  });

  it("take Premium back after a refund in full and after a dispute", async () => {
    const { stripe } = product;
    for (const [userId, takeBack] of [
      ["1003", (id: string) => stripe.refund(id)],
      ["1004", (id: string) => stripe.dispute(id)],
    ] as const) {
      const buyer = buyerOf(userId);
      const bought = await held(() => buyer.pay());
      for (const event of bought) await send(event);
      await buyer.until("premium");
      const { object } = one(bought, "customer.subscription.created").data;
      const events = await held(async () => takeBack((object as Stripe.Subscription).id));
      for (const event of events) expect(await send(event)).toBe(200);
      await buyer.until("free");
    }
  });
});
