import { describe, expect, it } from "vitest";
import { stripeBench } from "./bench.ts";

describe("the payment page", () => {
  it("says what is bought and for how much, and sends back with the session's id", async () => {
    const { stripe, openCheckout, browse } = stripeBench();
    const { id: customer } = await stripe.customers.create({ email: "ada@example.com" });
    const { id, url } = await openCheckout(customer);
    const page = await (await browse(url ?? "")).text();
    for (const text of ["ClickUp MCP Premium", "$12.00", "Pay $12.00 and subscribe", "ada@"]) {
      expect(page).toContain(text);
    }
    expect(page).toContain('href="https://example.com/cancelled"');
    const paid = await browse(url ?? "", { card: "good" });
    expect(paid.status).toBe(303);
    expect(paid.headers.get("Location")).toBe(`https://example.com/done?session=${id}`);
    expect((await stripe.subscriptions.list({ customer })).data).toHaveLength(1);
  });

  it("pays once, however often the button is pressed", async () => {
    const { stripe, openCheckout, browse } = stripeBench();
    const { id: customer } = await stripe.customers.create({});
    const { url } = await openCheckout(customer);
    await browse(url ?? "", { card: "good" });
    const again = await browse(url ?? "", { card: "good" });
    expect(again.status).toBe(303);
    expect((await stripe.subscriptions.list({ customer })).data).toHaveLength(1);
  });

  it("stays open after a declined card, and says so", async () => {
    const { stripe, openCheckout, browse } = stripeBench();
    const { id: customer } = await stripe.customers.create({});
    const { id, url } = await openCheckout(customer);
    const answer = await browse(url ?? "", { card: "declined" });
    expect(await answer.text()).toContain("Your card was declined");
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("open");
    expect((await browse(url ?? "", { card: "nonsense" })).status).toBe(402);
  });

  it("says that an expired checkout took nothing, and knows no other page", async () => {
    const { stripe, openCheckout, browse } = stripeBench();
    const { id: customer } = await stripe.customers.create({});
    const { id, url } = await openCheckout(customer);
    await stripe.checkout.sessions.expire(id);
    expect(await (await browse(url ?? "")).text()).toContain("nothing was paid");
    expect((await browse("http://stripe.test/stripe/pay/constructor")).status).toBe(404);
  });
});

describe("the portal", () => {
  const open = async (bench: ReturnType<typeof stripeBench>) => {
    const { customer, subscriptionId } = await bench.subscribed();
    const { url } = await bench.stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: "https://example.com/account",
    });
    const press = (action: string, more: Record<string, string> = {}) =>
      bench.browse(url, { action, subscription: subscriptionId, ...more });
    const status = async () => {
      const row = await bench.stripe.subscriptions.retrieve(subscriptionId);
      return row.cancel_at_period_end ? "ending" : row.status;
    };
    return { url, press, status, customer, subscriptionId };
  };

  it("cancels with the period, takes that back, and cancels now", async () => {
    const bench = stripeBench();
    const { url, press, status } = await open(bench);
    const page = await (await bench.browse(url)).text();
    expect(page).toContain("Renews on December 15, 2026");
    expect(page).toContain('href="https://example.com/account"');
    expect((await press("cancel_at_period_end")).status).toBe(303);
    expect(await status()).toBe("ending");
    expect(await (await bench.browse(url)).text()).toContain("Ends on December 15, 2026");
    await press("resume");
    expect(await status()).toBe("active");
    await press("cancel_now");
    expect(await status()).toBe("canceled");
    expect((await press("resume")).status).toBe(400);
  });

  it("changes the card, and pays what is owed", async () => {
    const bench = stripeBench();
    const { url, press, status, subscriptionId } = await open(bench);
    await press("set_card", { card: "fails_later" });
    bench.sandbox.nextPeriod(subscriptionId);
    expect(await status()).toBe("past_due");
    expect(await (await bench.browse(url)).text()).toContain("Pay what is owed");
    await press("set_card", { card: "good" });
    await press("settle");
    expect(await status()).toBe("active");
  });

  it("touches nothing of another customer, and closes after an hour", async () => {
    const bench = stripeBench();
    const mine = await open(bench);
    const other = await bench.subscribed();
    const answer = await mine.press("cancel_now", { subscription: other.subscriptionId });
    expect(answer.status).toBe(400);
    const { status } = await bench.stripe.subscriptions.retrieve(other.subscriptionId);
    expect(status).toBe("active");
    bench.wait(3_600_000);
    expect((await bench.browse(mine.url)).status).toBe(410);
  });
});

describe("hostile text", () => {
  it("is shown as text on each page", async () => {
    const { sandbox, stripe, openCheckout, browse } = stripeBench();
    const evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
    const customer = await stripe.customers.create({ name: evil, email: "x@example.com" });
    const product = Object.values(sandbox.state.products)[0];
    if (product === undefined) throw new Error("no product");
    Object.assign(product, { name: evil, description: evil });
    const session = await openCheckout(customer.id);
    const pay = await (await browse(session.url ?? "")).text();
    sandbox.pay(session.id);
    const { url } = await stripe.billingPortal.sessions.create({ customer: customer.id });
    const portal = await (await browse(url)).text();
    const control = await (
      await browse(`http://stripe.test/stripe/control?told=${encodeURIComponent(evil)}`)
    ).text();
    for (const page of [pay, portal, control]) {
      expect(page).toContain("&lt;script&gt;");
      expect(page).not.toMatch(/<script|<img/);
    }
  });
});

describe("the controls", () => {
  const tell = (bench: ReturnType<typeof stripeBench>, what: string, fields: object) =>
    bench.sandbox.fetch(
      new Request(`http://stripe.test/stripe/control/${what}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(fields),
      }),
    );

  it("show the state, act on a subscription and send events again, spoilt or not", async () => {
    const bench = stripeBench();
    const { subscriptionId } = await bench.subscribed();
    await bench.sandbox.webhooks.flush();
    const acted = await tell(bench, "act", { action: "next_period", subscription: subscriptionId });
    expect(await acted.json()).toMatchObject({ status: "active" });
    const state = (await (
      await bench.browse("http://stripe.test/stripe/control/state")
    ).json()) as { events: { id: string; status: string }[] };
    expect(state.events.filter(({ status }) => status === "delivered")).toHaveLength(12);
    const event = state.events[0]?.id;
    bench.answers.push(400);
    const sent = await tell(bench, "send", { event, signature: "wrong", age_seconds: 400 });
    expect(await sent.json()).toMatchObject({ status: 400 });
    expect(bench.sandbox.state.deliveries[event ?? ""]?.status).toBe("delivered");
    expect((await tell(bench, "act", { action: "fly" })).status).toBe(400);
    expect((await tell(bench, "webhooks", { mode: "drop" })).status).toBe(200);
    expect(bench.sandbox.webhooks.pending).toEqual([]);
  });

  it("are on a page with a button for each", async () => {
    const bench = stripeBench();
    const { subscriptionId } = await bench.subscribed();
    const page = await (await bench.browse("http://stripe.test/stripe/control")).text();
    expect(page).toContain("Next period");
    const pressed = await bench.browse("http://stripe.test/stripe/control/act", {
      action: "cancel_now",
      subscription: subscriptionId,
    });
    expect(pressed.headers.get("Location")).toContain("canceled");
  });
});
