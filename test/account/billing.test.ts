import { describe, expect, it } from "vitest";
import { readEvents } from "../../src/account/audit-outbox.ts";
import { EVENT_LIFE_MS, readBilling } from "../../src/account/billing-record.ts";
import { PAST_DUE_GRACE_MS, PERIOD_TURN_MS } from "../../src/billing/subscription.ts";
import { type BillingBench, billingBench } from "../support/billing-bench.ts";
import { type McpCaller, signedIn } from "../support/mcp-bench.ts";

const HOUR_MS = 60 * 60 * 1000;

const dueAtMs = (bench: BillingBench, caller: McpCaller) =>
  bench.inAccount(caller, (sql) => readBilling(sql)?.dueAtMs ?? 0);

/** The alarm comes when it is due. */
async function alarm(bench: BillingBench, caller: McpCaller): Promise<number> {
  const atMs = await dueAtMs(bench, caller);
  await bench.alarm(caller, atMs);
  return atMs;
}

/** Nothing of what is still under way arrives. */
function loseEvents({ stripe }: BillingBench): void {
  for (const event of stripe.webhooks.pending) stripe.webhooks.drop(event);
}

describe("a reading of Stripe that fails", () => {
  it("is done by the alarm, later each time, and loses nothing", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    bench.setDown(true);
    const [event] = bench.stripe.webhooks.pending.filter(({ type }) => /completed/.test(type));
    if (event === undefined) throw new Error("no event");
    const nowMs = Date.now();
    expect((await bench.stripe.webhooks.deliver(event)).status).toBe(200);
    expect(await bench.tierOf(caller)).toBe("free");

    const first = await alarm(bench, caller);
    expect(first - nowMs).toBeGreaterThanOrEqual(30_000);
    const second = await dueAtMs(bench, caller);
    expect(second - first).toBeGreaterThanOrEqual(60_000);
    bench.setDown(false);
    await bench.alarm(caller, second);
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("waits six hours at most, however long Stripe is away", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.cancelNow(subscriptionId);
    bench.setDown(true);
    await bench.stripe.webhooks.flush();
    let atMs = 0;
    for (let tries = 0; tries < 12; tries++) atMs = await alarm(bench, caller);
    expect((await dueAtMs(bench, caller)) - atMs).toBeLessThanOrEqual(6 * HOUR_MS + 60_000);
    expect(await bench.tierOf(caller)).toBe("premium");
  }, 60_000);

  it("does not take a wrong address for an answer that nobody has paid", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.cancelAtPeriodEnd(subscriptionId);
    const notFound = () => new Response("<html>not found</html>", { status: 404 });
    for (let tries = 0; tries < 2; tries++) bench.stripe.answerNext(notFound, { method: "GET" });
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("premium");
  });
});

describe("a renewal that is not paid", () => {
  async function pastDue(bench: BillingBench) {
    const bought = await bench.premium();
    bench.stripe.setCard(bought.customerId, "fails_later");
    bench.stripe.nextPeriod(bought.subscriptionId);
    await bench.stripe.webhooks.flush();
    return bought;
  }

  it("keeps Premium for the grace, then ends it even while Stripe does not answer", async () => {
    const bench = billingBench();
    const { caller } = await pastDue(bench);
    expect(await bench.tierOf(caller)).toBe("premium");
    const details = await caller.account.details();
    expect(details?.billing).toMatchObject({ state: "past_due" });
    expect(details?.billing?.atMs).toBe(await dueAtMs(bench, caller));
    expect((details?.billing?.atMs ?? 0) - Date.now()).toBeGreaterThan(PAST_DUE_GRACE_MS - 60_000);
    bench.setDown(true);
    await alarm(bench, caller);
    expect(await bench.tierOf(caller)).toBe("free");
  });

  it("does not begin the grace anew with each event", async () => {
    const bench = billingBench();
    const { caller, customerId } = await pastDue(bench);
    const before = await dueAtMs(bench, caller);
    const failed = bench.stripe.webhooks.forge("invoice.payment_failed", { customer: customerId });
    await bench.stripe.webhooks.deliver(failed);
    expect(await dueAtMs(bench, caller)).toBe(before);
  });

  it("is paid in the portal, not by another subscription", async () => {
    const bench = billingBench();
    const { caller } = await pastDue(bench);
    await alarm(bench, caller);
    const answer = await bench.post("/stripe/create-checkout", caller);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: "payment_due" });
  });

  it("gives Premium back once it is paid, and ends it when Stripe gives up", async () => {
    const bench = billingBench();
    const { caller, customerId, subscriptionId } = await pastDue(bench);
    bench.stripe.giveUp(subscriptionId, "unpaid");
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("free");
    bench.stripe.setCard(customerId, "good");
    bench.stripe.settle(subscriptionId);
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("premium");
  });
});

describe("a cancellation", () => {
  it("at the period's end keeps Premium until then", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.cancelAtPeriodEnd(subscriptionId);
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("premium");
    expect((await caller.account.details())?.billing?.state).toBe("ends");
    bench.stripe.nextPeriod(subscriptionId);
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("free");
  });

  it("whose event got lost shows when the period is over", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    const { billing } = (await caller.account.details()) ?? {};
    expect(billing?.state).toBe("renews");
    bench.stripe.cancelNow(subscriptionId);
    loseEvents(bench);
    expect(await alarm(bench, caller)).toBe((billing?.atMs ?? 0) + PERIOD_TURN_MS);
    expect(await bench.tierOf(caller)).toBe("free");
  });

  it("can be taken back", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.cancelAtPeriodEnd(subscriptionId);
    bench.stripe.resume(subscriptionId);
    await bench.stripe.webhooks.flush();
    expect((await caller.account.details())?.billing?.state).toBe("renews");
  });
});

describe("money that goes back", () => {
  it.each([
    ["a refund", (bench: BillingBench, id: string) => void bench.stripe.refund(id)],
    ["a dispute", (bench: BillingBench, id: string) => void bench.stripe.dispute(id)],
  ])("by %s ends Premium and the subscription, so that nobody pays on for nothing", async (_, gives) => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    gives(bench, subscriptionId);
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("free");
    expect(bench.stripe.state.subscriptions[subscriptionId]?.status).toBe("canceled");
    await bench.stripe.webhooks.flush();
    expect(await bench.inAccount(caller, (sql) => readBilling(sql))).toMatchObject({ charges: [] });
  });

  it("in part ends nothing", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.refund(subscriptionId, 100);
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("premium");
    expect(bench.stripe.state.subscriptions[subscriptionId]?.status).toBe("active");
  });

  it("ends Premium at once also while the cancellation at Stripe fails, which is tried again", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.refund(subscriptionId);
    const broken = () => Response.json({ error: { type: "api_error" } }, { status: 500 });
    for (let tries = 0; tries < 2; tries++) bench.stripe.answerNext(broken, { method: "DELETE" });
    const [event] = bench.stripe.webhooks.pending.filter(({ type }) => type === "charge.refunded");
    if (event === undefined) throw new Error("no event");
    await bench.stripe.webhooks.deliver(event);
    loseEvents(bench);
    expect(await bench.tierOf(caller)).toBe("free");
    expect(bench.stripe.state.subscriptions[subscriptionId]?.status).toBe("active");
    await alarm(bench, caller);
    expect(bench.stripe.state.subscriptions[subscriptionId]?.status).toBe("canceled");
  });

  it("does not stand against what is bought later", async () => {
    const bench = billingBench();
    const { caller, customerId, subscriptionId } = await bench.premium();
    bench.stripe.refund(subscriptionId);
    await bench.stripe.webhooks.flush();
    const later = bench.stripe.subscribe(customerId);
    later.created += 2 * 60 * 60;
    const refund = bench.stripe.webhooks.all.find(({ type }) => type === "charge.refunded");
    if (refund === undefined) throw new Error("no event");
    await bench.stripe.webhooks.deliver({ ...refund, id: "evt_sent_again" });
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("premium");
  });
});

describe("a payment whose event got lost", () => {
  it("shows when the person comes back from Stripe's page", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const { session_id } = await bench.checkout(caller);
    await caller.account.refreshBilling("test");
    expect(await bench.tierOf(caller)).toBe("free");
    bench.stripe.pay(session_id);
    loseEvents(bench);
    await bench.alarm(caller, Date.now() + 2_000);
    await caller.account.refreshBilling("test");
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("shows within the hour also when they do not come back", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    loseEvents(bench);
    expect((await alarm(bench, caller)) - Date.now()).toBeLessThanOrEqual(HOUR_MS);
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("asks Stripe nothing for a page that is loaded again and again", async () => {
    const bench = billingBench();
    const { caller } = await bench.premium();
    const reads = bench.stripe.seen.length;
    await Promise.all(Array.from({ length: 20 }, () => caller.account.refreshBilling("test")));
    expect(bench.stripe.seen.length - reads).toBeLessThanOrEqual(1);
  });
});

describe("a change of the tier", () => {
  it("moves the limit at once and leaves one audit event", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    expect((await caller.account.overview())?.limits.limit).toBe(500);
    bench.stripe.cancelNow(subscriptionId);
    await bench.stripe.webhooks.flush();
    expect((await caller.account.overview())?.limits.limit).toBe(100);
    const events = await bench.inAccount(caller, (sql) => readEvents(sql, 0, 100));
    const changes = events.filter(({ action }) => action === "tier_changed");
    expect(changes).toMatchObject([
      { tier: "premium", client_id: "stripe", user_id: caller.userId, outcome: "ok" },
      { tier: "free", client_id: "stripe", user_id: caller.userId, outcome: "ok" },
    ]);
    expect(changes.every(({ request_id }) => request_id !== "")).toBe(true);
  });
});

describe("what is kept of Stripe's events", () => {
  it("leaves after 31 days, when Stripe cannot send them again", async () => {
    const bench = billingBench();
    const { caller } = await bench.premium();
    const count = () =>
      bench.inAccount(caller, (sql) => sql.exec("SELECT 1 FROM stripe_events").toArray().length);
    expect(await count()).toBeGreaterThan(0);
    await bench.alarm(caller, Date.now() + EVENT_LIFE_MS + HOUR_MS);
    expect(await count()).toBe(0);
  });
});

describe("a customer that was deleted at Stripe", () => {
  it("has Premium no more, and buys again as another customer", async () => {
    const bench = billingBench();
    const { caller, customerId } = await bench.premium();
    await bench.atStripe("DELETE", `customers/${customerId}`);
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("free");
    await bench.checkout(caller);
    expect(await bench.customerOf(caller)).not.toBe(customerId);
  });
});
