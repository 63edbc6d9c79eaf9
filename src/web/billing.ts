import { httpError } from "../gate/errors.ts";
import type { Route } from "../gate/route.ts";

const STRIPE_SECRETS = ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_PRICE_ID"] as const;

/** Without the three Stripe secrets everything but billing runs, and billing says why it does not. */
export function billingRoutes(env: Env): Route[] {
  if (STRIPE_SECRETS.every((name) => (env[name] ?? "") !== "")) return [];
  return [
    {
      path: "/stripe/*",
      methods: ["GET", "POST"],
      origins: "any",
      speaks: "http",
      answer: ({ requestId }) => httpError(BILLING_OFF, requestId),
    },
  ];
}

const BILLING_OFF = {
  status: 503,
  code: "billing_not_configured",
  message: "Billing is not set up on this server. Everything else works.",
};
