// The sandbox at a clock that stands still, spoken to with the official package.
import Stripe from "stripe";
import { createStripeSandbox, type StripeSandboxOptions } from "./sandbox.ts";

export const SECRET_KEY = "sk_test_bench";
export const WEBHOOK_SECRET = "whsec_bench";
export const PRICE = "price_premium";
/** 2026-11-15T12:00:00Z */
export const START_MS = Date.UTC(2026, 10, 15, 12);

const PAGES = {
  success_url: "https://example.com/done?session={CHECKOUT_SESSION_ID}",
  cancel_url: "https://example.com/cancelled",
};

export function stripeBench(options: Partial<StripeSandboxOptions> = {}) {
  let nowMs = START_MS;
  const delivered: { event: Stripe.Event; request: Request }[] = [];
  /** What the webhook answers; 200 unless set. */
  const answers: number[] = [];
  const sandbox = createStripeSandbox({
    secretKey: SECRET_KEY,
    webhookSecret: WEBHOOK_SECRET,
    priceId: PRICE,
    origin: "http://stripe.test",
    now: () => nowMs,
    deliver: async (request) => {
      const event = (await request.clone().json()) as Stripe.Event;
      delivered.push({ event, request });
      return new Response("{}", { status: answers.shift() ?? 200 });
    },
    ...options,
  });
  const httpClient = Stripe.createFetchHttpClient((url: RequestInfo | URL, init?: RequestInit) =>
    sandbox.fetch(new Request(url, init)),
  );
  const client = (key = SECRET_KEY) =>
    new Stripe(key, { httpClient, maxNetworkRetries: 0, telemetry: false });
  const stripe = client();

  const openCheckout = (customer: string, more: Stripe.Checkout.SessionCreateParams = {}) =>
    stripe.checkout.sessions.create({
      mode: "subscription",
      customer,
      line_items: [{ price: PRICE, quantity: 1 }],
      ...PAGES,
      ...more,
    });

  /** A customer with a subscription that was paid for through a checkout. */
  const subscribed = async () => {
    const customer = await stripe.customers.create({ email: "ada@example.com", name: "Ada" });
    const session = await openCheckout(customer.id);
    sandbox.pay(session.id);
    const { subscription } = await stripe.checkout.sessions.retrieve(session.id);
    return { customer, subscriptionId: String(subscription) };
  };

  return {
    sandbox,
    stripe,
    client,
    openCheckout,
    subscribed,
    delivered,
    answers,
    /** Moves the clock. */
    wait: (ms: number) => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
    /** Types of the events so far, oldest first. */
    types: () => sandbox.webhooks.all.map((event) => event.type),
    /** A page, as a browser asks for it; a form when there are fields. */
    browse: (url: string, fields?: Record<string, string>) =>
      sandbox.fetch(
        new Request(url, fields && { method: "POST", body: new URLSearchParams(fields) }),
      ),
  };
}

/** What Stripe said no with. */
export async function refusal(answer: Promise<unknown>) {
  try {
    await answer;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) {
      const { type, code, statusCode, message, param } = error;
      return { type, code, statusCode, message, param };
    }
    throw error;
  }
  throw new Error("it was not refused");
}
