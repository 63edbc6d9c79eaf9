import type { StripeConfig } from "../../src/env.ts";

/** What Stripe itself knows of our settings: the same secrets, opened. */
export function stripeSecrets({ secretKey, webhookSecret, priceId }: StripeConfig) {
  return { secretKey: secretKey.reveal(), webhookSecret: webhookSecret.reveal(), priceId };
}
