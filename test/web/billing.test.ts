import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/env.ts";
import { csrfToken, sessionCookie } from "../../src/web/browser-session.ts";
import { billingBench } from "../support/billing-bench.ts";
import { type McpCaller, signedIn } from "../support/mcp-bench.ts";
import { oauthBench } from "../support/oauth-bench.ts";

const ORIGIN = "http://localhost:8787";

/** The page's own form, as a browser posts it. */
async function press(
  bench: ReturnType<typeof billingBench>,
  caller: McpCaller,
  path: string,
  fields: Record<string, string> = {},
): Promise<Response> {
  const config = readConfig(env);
  const credentialId = crypto.randomUUID();
  const browser = {
    userId: caller.userId,
    credentialId,
    kind: "browser" as const,
    clientId: "browser",
    scopes: [],
  };
  const maker = { ...browser, credentialId: caller.credentialId };
  await caller.account.addCredential(maker, { ...browser, clientName: "browser" }, "test");
  const cookie = await sessionCookie(config, caller.userId, credentialId);
  const csrf = await csrfToken(config, browser);
  return bench.send(
    new Request(ORIGIN + path, {
      method: "POST",
      headers: {
        Accept: "text/html",
        Cookie: cookie.split(";")[0] ?? "",
        Origin: ORIGIN,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ csrf, ...fields }).toString(),
      redirect: "manual",
    }),
  );
}

describe("billing without the Stripe secrets", () => {
  it.each([
    ["STRIPE_SECRET_KEY", "/stripe/create-checkout"],
    ["STRIPE_WEBHOOK_SECRET", "/stripe/portal"],
    ["STRIPE_PRICE_ID", "/stripe/webhook"],
  ] as const)("answers 503 without %s and says that the rest works", async (secret, path) => {
    const bench = billingBench({ [secret]: "" });
    const answer = await bench.send(new Request(ORIGIN + path, { method: "POST", body: "{}" }));
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: "billing_not_configured",
      error: "Billing is not set up on this server. Everything else works.",
    });
    const health = await bench.send(new Request(`${ORIGIN}/health`));
    expect(await health.json()).toMatchObject({ status: "healthy" });
  });
});

describe("POST /stripe/create-checkout", () => {
  it("leads to Stripe's page, and the events of the payment open every tool", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const { checkout_url, session_id } = await bench.checkout(caller);
    expect(checkout_url).toContain(session_id);
    bench.stripe.pay(session_id);
    expect(await bench.tierOf(caller)).toBe("free");
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("maps the customer to the user before there is a page to pay on", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const { session_id } = await bench.checkout(caller);
    const customerId = await bench.customerOf(caller);
    const session = bench.stripe.state.checkoutSessions[session_id]?.session;
    expect(session).toMatchObject({
      mode: "subscription",
      customer: customerId,
      client_reference_id: caller.userId,
      success_url: `${ORIGIN}/account?checkout=success`,
      cancel_url: `${ORIGIN}/account?checkout=cancelled`,
    });
    const posts = bench.stripe.seen.filter(({ method }) => method === "POST");
    expect(posts.map(({ path }) => path)).toEqual(["/v1/customers", "/v1/checkout/sessions"]);
    expect(posts.every(({ idempotencyKey }) => idempotencyKey !== null)).toBe(true);
  });

  it("opens one page for two clicks at once, and gives the open one again", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const pages = await Promise.all([
      bench.checkout(caller),
      bench.checkout(caller),
      bench.checkout(caller),
    ]);
    pages.push(await bench.checkout(caller));
    expect(new Set(pages.map(({ session_id }) => session_id)).size).toBe(1);
    expect(Object.keys(bench.stripe.state.checkoutSessions)).toHaveLength(1);
    expect(Object.keys(bench.stripe.state.customers)).toHaveLength(1);
  });

  it("opens another once the first has expired", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const first = await bench.checkout(caller);
    await bench.atStripe("POST", `checkout/sessions/${first.session_id}/expire`);
    const second = await bench.checkout(caller);
    expect(second.session_id).not.toBe(first.session_id);
  });

  it("says 409 to who has Premium already", async () => {
    const bench = billingBench();
    const { caller } = await bench.premium();
    const answer = await bench.post("/stripe/create-checkout", caller);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: "already_premium" });
  });

  it("does not sell it twice to who has paid while the event is still under way", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    const answer = await bench.post("/stripe/create-checkout", caller);
    expect(answer.status).toBe(409);
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("makes no second customer when Stripe's answer got lost", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const lost = () => Promise.reject(new TypeError("connection lost"));
    for (let tries = 0; tries < 2; tries++) {
      bench.stripe.answerNext(lost, { method: "POST", path: "/v1/customers", after: true });
    }
    expect((await bench.post("/stripe/create-checkout", caller)).status).toBe(503);
    await bench.checkout(caller);
    expect(Object.keys(bench.stripe.state.customers)).toHaveLength(1);
  });

  it("says 503 with a sentence while Stripe does not answer, and sells afterwards", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    bench.setDown(true);
    const answer = await bench.post("/stripe/create-checkout", caller);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: "stripe_unavailable" });
    bench.setDown(false);
    expect((await bench.checkout(caller)).session_id).toMatch(/^cs_/);
  });

  it("is not for the token of an MCP client", async () => {
    const bench = billingBench();
    const { tokens } = await oauthBench().connect();
    for (const path of ["/stripe/create-checkout", "/stripe/portal"]) {
      const answer = await bench.send(
        new Request(ORIGIN + path, {
          method: "POST",
          headers: { Authorization: `Bearer ${tokens.access_token}` },
        }),
      );
      expect(answer.status).toBe(403);
    }
    expect(bench.stripe.seen).toEqual([]);
  });

  it("sends the browser on from the account page's form", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const answer = await press(bench, caller, "/stripe/create-checkout");
    expect(answer.status).toBe(303);
    const [session] = Object.values(bench.stripe.state.checkoutSessions);
    expect(answer.headers.get("Location")).toBe(session?.session.url);
  });

  it("refuses a form without the session's own CSRF token", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    for (const path of ["/stripe/create-checkout", "/stripe/portal"]) {
      expect((await press(bench, caller, path, { csrf: "x" })).status).toBe(403);
    }
    expect(bench.stripe.seen).toEqual([]);
  });
});

describe("POST /stripe/portal", () => {
  it("leads a customer to their own page at Stripe", async () => {
    const bench = billingBench();
    const { caller, customerId } = await bench.premium();
    const answer = await bench.post("/stripe/portal", caller);
    expect(await answer.json()).toEqual({ portal_url: expect.stringMatching(/^https?:/) });
    expect(bench.stripe.seen.at(-1)).toMatchObject({
      path: "/v1/billing_portal/sessions",
      params: { customer: customerId, return_url: `${ORIGIN}/account?portal=return` },
    });
    expect((await press(bench, caller, "/stripe/portal")).status).toBe(303);
  });

  it("says 404 to who never bought anything", async () => {
    const bench = billingBench();
    const answer = await bench.post("/stripe/portal", await signedIn());
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "no_customer" });
  });
});

describe("POST /stripe/webhook", () => {
  it.each([
    ["a wrong signature", { signature: "wrong" }],
    ["no signature", { signature: "missing" }],
    ["the signature of another secret", { signature: "other" }],
    ["a signature of 301 seconds ago", { ageSeconds: 301 }],
  ] as const)("refuses %s with 400 and changes nothing", async (_, spoil) => {
    const bench = billingBench();
    const caller = await signedIn();
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    const reads = bench.stripe.seen.length;
    for (const event of bench.stripe.webhooks.pending) {
      const answer = await bench.stripe.webhooks.deliver(event, spoil);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: "bad_signature" });
    }
    expect(await bench.tierOf(caller)).toBe("free");
    expect(bench.stripe.seen).toHaveLength(reads);
  });

  it("takes a signature of 299 seconds ago", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    const { session_id } = await bench.checkout(caller);
    bench.stripe.pay(session_id);
    const [event] = bench.stripe.webhooks.pending.slice(-1);
    if (event === undefined) throw new Error("no event");
    expect((await bench.stripe.webhooks.deliver(event, { ageSeconds: 299 })).status).toBe(200);
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("refuses a body that was changed by one byte", async () => {
    const bench = billingBench();
    await bench.premium();
    const [event] = bench.stripe.webhooks.all.slice(-1);
    if (event === undefined) throw new Error("no event");
    const request = await bench.stripe.webhooks.request(event);
    const body = (await request.text()).replace("{", "{ ");
    const answer = await bench.send(
      new Request(request.url, { method: "POST", headers: request.headers, body }),
    );
    expect(answer.status).toBe(400);
  });

  it.each([
    ["another mode", { livemode: true }, {}],
    ["another's customer", {}, { customer: "cus_of_somebody_else" }],
  ])("acknowledges an event of %s and does nothing", async (_, fields, object) => {
    const bench = billingBench();
    const { caller, customerId, subscriptionId } = await bench.premium();
    bench.stripe.cancelNow(subscriptionId);
    for (const event of bench.stripe.webhooks.pending) bench.stripe.webhooks.drop(event);
    const subscription = bench.stripe.state.subscriptions[subscriptionId];
    const event = bench.stripe.webhooks.forge(
      "customer.subscription.deleted",
      { ...subscription, customer: customerId, ...object },
      fields,
    );
    const answer = await bench.stripe.webhooks.deliver(event);
    expect(answer.status).toBe(200);
    expect(await bench.tierOf(caller)).toBe("premium");
  });

  it("gives nothing for a subscription to another price", async () => {
    const bench = billingBench();
    const caller = await signedIn();
    await bench.checkout(caller);
    bench.stripe.addPrice("price_other");
    bench.stripe.subscribe(await bench.customerOf(caller), { priceId: "price_other" });
    await bench.stripe.webhooks.flush();
    expect(bench.stripe.webhooks.pending).toEqual([]);
    expect(await bench.tierOf(caller)).toBe("free");
  });

  it("acknowledges types that it does not know, so that Stripe does not send them for days", async () => {
    const bench = billingBench();
    const { customerId } = await bench.premium();
    const reads = bench.stripe.seen.length;
    const event = bench.stripe.webhooks.forge("price.updated", {
      id: "price_1",
      customer: customerId,
    });
    expect((await bench.stripe.webhooks.deliver(event)).status).toBe(200);
    expect(bench.stripe.seen).toHaveLength(reads);
    expect(bench.logged.join("\n")).not.toContain("undefined");
  });

  it("takes each event once: the second delivery reads nothing", async () => {
    const bench = billingBench();
    await bench.premium();
    const reads = bench.stripe.seen.length;
    for (const event of bench.stripe.webhooks.all) {
      expect((await bench.stripe.webhooks.deliver(event)).status).toBe(200);
    }
    expect(bench.stripe.seen).toHaveLength(reads);
  });

  it("finds the user of a dispute, which names its charge alone", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.dispute(subscriptionId);
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("free");
  });

  it("lets Stripe send again what it could not learn the user of", async () => {
    const bench = billingBench();
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.dispute(subscriptionId);
    bench.setDown(true);
    const [event] = bench.stripe.webhooks.pending.filter(({ type }) => /dispute/.test(type));
    if (event === undefined) throw new Error("no event");
    expect((await bench.stripe.webhooks.deliver(event)).status).toBe(503);
    bench.setDown(false);
    await bench.stripe.webhooks.flush();
    expect(await bench.tierOf(caller)).toBe("free");
  });

  it("says nothing secret in answers and logs", async () => {
    const bench = billingBench({ LOG_LEVEL: "debug" });
    const { caller, subscriptionId } = await bench.premium();
    bench.stripe.answerNext(
      Response.json(
        {
          error: {
            type: "invalid_request_error",
            message: `Invalid API Key ${env.STRIPE_SECRET_KEY}`,
          },
        },
        { status: 401 },
      ),
    );
    bench.stripe.cancelNow(subscriptionId);
    await bench.stripe.webhooks.flush();
    bench.setDown(true);
    const answers = [
      await bench.post("/stripe/portal", caller),
      await bench.post("/stripe/webhook", caller, { "Stripe-Signature": "t=1,v1=00" }),
    ];
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    const said = [...bench.logged, ...texts].join("\n");
    expect(said).toContain("stripe");
    for (const secret of [
      env.STRIPE_SECRET_KEY,
      env.STRIPE_WEBHOOK_SECRET,
      caller.token,
      "ada@example.com",
    ]) {
      expect(said).not.toContain(secret);
    }
  });
});
