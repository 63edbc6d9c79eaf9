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
