// Stripe on the sandbox's port, sending its webhooks to the product by itself. Node only.
import type { Mount } from "../server.ts";
import { createSaver, loadState } from "../state-file.ts";
import { createStripeSandbox, type StripeSandbox } from "./sandbox.ts";
import type { StripeState } from "./state.ts";

const STATE_VERSION = 1;

export interface StripeMountOptions {
  /** Base of the sandbox's own pages. */
  origin: string;
  publicUrl: string;
  secrets: Readonly<
    Record<"STRIPE_SECRET_KEY" | "STRIPE_WEBHOOK_SECRET" | "STRIPE_PRICE_ID", string>
  >;
  statePath: string;
}

export function mountStripe(options: StripeMountOptions): Mount & { sandbox: StripeSandbox } {
  const { origin, publicUrl, secrets, statePath } = options;
  const state = loadState<StripeState>(statePath, STATE_VERSION);
  const sandbox = createStripeSandbox({
    origin,
    secretKey: secrets.STRIPE_SECRET_KEY,
    webhookSecret: secrets.STRIPE_WEBHOOK_SECRET,
    priceId: secrets.STRIPE_PRICE_ID,
    webhookUrl: `${publicUrl}/stripe/webhook`,
    deliver: (request) => fetch(request),
    ...(state !== null && { state }),
  });
  const saver = createSaver(() => sandbox.snapshot(), statePath);
  return {
    sandbox,
    // The paths of Stripe's API, and of the pages that stand in for its other hosts.
    prefixes: ["/v1", "/stripe"],
    async fetch(request) {
      const response = await sandbox.fetch(request);
      saver.later();
      void sandbox.webhooks.run(saver.later);
      return response;
    },
    close: saver.now,
  };
}
