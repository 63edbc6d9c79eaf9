/**
 * Stands in for the groups of Stripe's API that this room does not use (`alias` in `wrangler.jsonc`):
 * terminals, cards, test helpers and the like are a tenth of what would be uploaded. The SDK makes one of
 * each with every client; to reach for one says so.
 */
class Unused {
  constructor() {
    // biome-ignore lint/correctness/noConstructorReturn: what is made is only there to be refused
    return new Proxy(this, {
      get() {
        throw new Error("a group of Stripe's API was left out; see src/billing/stripe-unused.ts");
      },
    });
  }
}

/** What the SDK's list of the same groups, and its reader of v2 events, have beside them. */
export {
  Unused as OAuthResource,
  Unused as StripeEventNotificationHandler,
  Unused as Apps,
  Unused as Billing,
  Unused as Climate,
  Unused as Entitlements,
  Unused as FinancialConnections,
  Unused as Forwarding,
  Unused as Identity,
  Unused as Issuing,
  Unused as ProductCatalog,
  Unused as Radar,
  Unused as Reporting,
  Unused as Reserve,
  Unused as Sigma,
  Unused as Tax,
  Unused as Terminal,
  Unused as TestHelpers,
  Unused as ThreeDSecure,
  Unused as Treasury,
  Unused as V2,
};
