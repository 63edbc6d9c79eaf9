import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { billingRoutes } from "../../src/web/billing.ts";
import { oauthBench } from "../support/oauth-bench.ts";

describe("billing without the Stripe secrets", () => {
  it.each([
    "/stripe/create-checkout",
    "/stripe/portal",
    "/stripe/webhook",
  ])("answers 503 at %s and says that the rest works", async (path) => {
    const answer = await oauthBench().request(path, { method: "POST", body: "{}" });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: "billing_not_configured",
      error: "Billing is not set up on this server. Everything else works.",
    });
  });

  it("does not say so when all three are set", () => {
    const secrets = { STRIPE_SECRET_KEY: "a", STRIPE_WEBHOOK_SECRET: "b", STRIPE_PRICE_ID: "c" };
    expect(billingRoutes({ ...env, ...secrets })).toEqual([]);
    expect(billingRoutes({ ...env, ...secrets, STRIPE_PRICE_ID: "" })).toHaveLength(1);
  });
});
