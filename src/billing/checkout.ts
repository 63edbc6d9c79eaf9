/** Stripe's own pages: where a person pays, and where they change or end what they pay for. */
import { ownerMetadata } from "./customer.ts";
import { isMissing, type Stripe } from "./stripe-client.ts";

export interface CheckoutRequest {
  customerId: string;
  userId: string;
  environment: string;
  priceId: string;
  /** Origin of our pages. */
  origin: string;
}

export interface CheckoutPage {
  sessionId: string;
  url: string;
  expiresAtMs: number;
}

/** Opens a payment page for one subscription. The same key opens it once. */
export async function openCheckout(
  stripe: Stripe,
  { customerId, userId, environment, priceId, origin }: CheckoutRequest,
  idempotencyKey: string,
): Promise<CheckoutPage> {
  const metadata = ownerMetadata({ userId, environment });
  const session = await stripe.checkout.sessions.create(
    {
      mode: "subscription",
      customer: customerId,
      client_reference_id: userId,
      line_items: [{ price: priceId, quantity: 1 }],
      metadata,
      subscription_data: { metadata },
      // Where the browser lands says nothing of a payment: the page reads Stripe.
      success_url: `${origin}/account?checkout=success`,
      cancel_url: `${origin}/account?checkout=cancelled`,
    },
    { idempotencyKey: `checkout-${idempotencyKey}` },
  );
  if (!session.url) throw new Error("Stripe opened a checkout without a page");
  return {
    sessionId: session.id,
    url: session.url,
    expiresAtMs: session.expires_at * 1000,
  };
}

/** Whether the page can still be paid on. */
export async function isCheckoutOpen(stripe: Stripe, sessionId: string): Promise<boolean> {
  try {
    return (await stripe.checkout.sessions.retrieve(sessionId)).status === "open";
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Ends a page that must not be paid on any more; one that is over already stays so. */
export async function expireCheckout(stripe: Stripe, sessionId: string): Promise<void> {
  if (await isCheckoutOpen(stripe, sessionId)) await stripe.checkout.sessions.expire(sessionId);
}

/** Returns the address of the customer's own page at Stripe. */
export async function openPortal(
  stripe: Stripe,
  customerId: string,
  origin: string,
): Promise<string> {
  const { url } = await stripe.billingPortal.sessions.create({
    customer: customerId,
    return_url: `${origin}/account?portal=return`,
  });
  return url;
}
