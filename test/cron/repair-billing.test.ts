import { createScheduledController, env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import worker from "../../src/index.ts";
import { type BillingBench, billingBench } from "../support/billing-bench.ts";
import { signedIn } from "../support/mcp-bench.ts";

async function night(): Promise<void> {
  const controller = createScheduledController({ cron: "17 3 * * *" });
  await worker.scheduled(controller, env);
}

function loseEvents({ stripe }: BillingBench): void {
  for (const event of stripe.webhooks.pending) stripe.webhooks.drop(event);
}

describe("the nightly repair", () => {
  it("gives Premium to who paid and whose events were lost", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    loseEvents(bench);
    await night();
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("ends Premium that ended at Stripe, whether cancelled, refunded or disputed", async () => {
    const bench = billingBench();
    const ended = await bench.premium();
    const refunded = await bench.premium();
    const disputed = await bench.premium();
    const stays = await bench.premium();
    bench.stripe.cancelNow(ended.subscriptionId);
    bench.stripe.refund(refunded.subscriptionId);
    bench.stripe.dispute(disputed.subscriptionId);
    loseEvents(bench);
    await night();
    for (const { caller } of [ended, refunded, disputed]) {
      expect(await bench.tierOf(caller)).toBe("free");
    }
    expect(await bench.tierOf(stays.caller)).toBe("premium");
  });

  it("reads nothing of accounts that agree with Stripe, so that a night costs a call for each", async () => {
    const bench = billingBench();
    await bench.premium();
    const reads = bench.stripe.seen.length;
    await night();
    expect(bench.stripe.seen.slice(reads).map(({ path }) => path)).toEqual([
      "/v1/subscriptions",
      "/v1/refunds",
      "/v1/disputes",
    ]);
  });

  it("leaves strangers' subscriptions alone", async () => {
    const bench = billingBench();
    const { caller } = await bench.premium();
    // It claims to be this user's customer, and is not the one that the account was mapped to.
    const claim = `metadata[clickup_user_id]=${caller.userId}`;
    const id = await bench.newCustomer(`${claim}&metadata[clickup_mcp_environment]=development`);
    const foreign = bench.stripe.subscribe(id);
    bench.stripe.cancelNow(foreign.id);
    loseEvents(bench);
    await night();
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("says that it failed and breaks nothing while Stripe is away", async () => {
    const bench = billingBench();
    const { caller } = await bench.premium();
    bench.setDown(true);
    await night();
    expect(bench.logged.join("\n")).toContain("the nightly repair of billing failed");
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("goes on with the next page, and begins anew once it was through", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    // Newer ones of a stranger fill the first page.
    const stranger = await bench.newCustomer();
    for (let made = 0; made < 100; made++) bench.stripe.subscribe(stranger);
    bench.stripe.cancelNow(subscriptionId);
    loseEvents(bench);
    await night();
    expect(await bench.tierOf(caller)).toBe("free");
    expect(await env.OAUTH_KV.get("billing-repair")).toBeNull();
  });
});
