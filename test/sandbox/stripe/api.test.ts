import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { PRICE, refusal, START_MS, stripeBench } from "./bench.ts";
import { API_VERSION } from "./events.ts";

const raw = (path: string, init: RequestInit = {}) =>
  new Request(`http://stripe.test${path}`, {
    ...init,
    headers: { Authorization: "Bearer sk_test_bench", ...init.headers },
  });
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

describe("Stripe's API in the sandbox", () => {
  it("plays the version that the pinned package speaks", () => {
    expect(API_VERSION).toBe(Stripe.API_VERSION);
  });

  it("refuses another key and no key, as Stripe words it", async () => {
    const { client, sandbox } = stripeBench();
    expect(await refusal(client("sk_test_somebody_elses").prices.retrieve(PRICE))).toEqual({
      type: "StripeAuthenticationError",
      statusCode: 401,
      message: "Invalid API Key provided: sk_test_**********lses",
    });
    const answer = await sandbox.fetch(new Request("http://stripe.test/v1/customers"));
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      error: { type: "invalid_request_error", message: expect.stringContaining("API key") },
    });
  });

  it("takes the key as Basic as well, as curl -u sends it", async () => {
    const { sandbox } = stripeBench();
    const headers = { Authorization: `Basic ${btoa("sk_test_bench:")}` };
    expect((await sandbox.fetch(raw("/v1/customers", { headers }))).status).toBe(200);
  });

  it("refuses another API version, a body that is no form and an unknown path", async () => {
    const { sandbox } = stripeBench();
    const version = raw("/v1/customers", { headers: { "Stripe-Version": "2020-08-27" } });
    expect((await sandbox.fetch(version)).status).toBe(400);
    const json = { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } };
    expect((await sandbox.fetch(raw("/v1/customers", json))).status).toBe(400);
    const answer = await sandbox.fetch(raw("/v1/nothing"));
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      error: { message: expect.stringContaining("Unrecognized request URL (GET: /v1/nothing)") },
    });
  });

  it("refuses unknown parameters and values of another kind", async () => {
    const { sandbox } = stripeBench();
    const post = async (body: string) => {
      const answer = await sandbox.fetch(
        raw("/v1/customers", { method: "POST", body, headers: FORM }),
      );
      return ((await answer.json()) as { error: { code: string; param: string } }).error;
    };
    expect(await post("nme=Ada")).toMatchObject({ code: "parameter_unknown", param: "nme" });
    expect(await post("balance=much")).toMatchObject({ code: "parameter_invalid_integer" });
    expect(await post("metadata[a][b]=c")).toMatchObject({ param: "metadata" });
    expect(await post("constructor=1")).toMatchObject({ code: "parameter_unknown" });
  });

  it("answers every request with an id that errors carry too", async () => {
    const { stripe } = stripeBench();
    const { lastResponse } = await stripe.prices.retrieve(PRICE);
    expect(lastResponse.requestId).toMatch(/^req_\w{14}$/);
    const error = await stripe.prices.retrieve("price_none").catch((e: unknown) => e);
    expect(error).toMatchObject({ requestId: expect.stringMatching(/^req_/) });
  });
});

describe("idempotency keys", () => {
  const options = { idempotencyKey: "customer-1001" };

  it("give the same answer to the same request and do the work once", async () => {
    const { stripe, types } = stripeBench();
    const first = await stripe.customers.create({ name: "Ada" }, options);
    const second = await stripe.customers.create({ name: "Ada" }, options);
    expect(second).toEqual(first);
    expect(types()).toEqual(["customer.created"]);
    const { headers } = second.lastResponse as unknown as Response;
    expect(headers.get("Idempotent-Replayed")).toBe("true");
    expect(headers.get("Original-Request")).toBe(first.lastResponse.requestId);
  });

  it("refuse another request under the same key", async () => {
    const { stripe } = stripeBench();
    await stripe.customers.create({ name: "Ada" }, options);
    expect(await refusal(stripe.customers.create({ name: "Grace" }, options))).toMatchObject({
      type: "StripeIdempotencyError",
      statusCode: 400,
      message: expect.stringContaining("customer-1001"),
    });
  });

  it("are free again after 24 hours", async () => {
    const { stripe, wait } = stripeBench();
    const first = await stripe.customers.create({ name: "Ada" }, options);
    wait(24 * 3_600_000);
    expect((await stripe.customers.create({ name: "Ada" }, options)).id).not.toBe(first.id);
  });

  it("keep no refusal of parameters, so that a mended request goes through", async () => {
    const { stripe } = stripeBench();
    await refusal(stripe.customers.create({ email: "no address" }, options));
    const { email } = await stripe.customers.create({ email: "ada@example.com" }, options);
    expect(email).toBe("ada@example.com");
  });
});

describe("lists", () => {
  it("come newest first in pages that the package walks through", async () => {
    const { stripe, wait } = stripeBench();
    const ids: string[] = [];
    for (let n = 0; n < 25; n += 1) {
      wait(1_000);
      ids.unshift((await stripe.customers.create({ name: `Person ${n}` })).id);
    }
    const page = await stripe.customers.list({});
    expect(page).toMatchObject({ object: "list", has_more: true, url: "/v1/customers" });
    expect(page.data.map(({ id }) => id)).toEqual(ids.slice(0, 10));
    const all = await stripe.customers.list({ limit: 10 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ id }) => id)).toEqual(ids);
    const before = await stripe.customers.list({ limit: 3, ending_before: ids[10] ?? "" });
    expect(before.data.map(({ id }) => id)).toEqual(ids.slice(7, 10));
    expect(before.has_more).toBe(true);
    const since = Math.floor(START_MS / 1000) + 24;
    expect((await stripe.customers.list({ created: { gte: since } })).data).toHaveLength(2);
  });

  it("refuse limits beyond 1 to 100 and cursors that lead nowhere", async () => {
    const { stripe } = stripeBench();
    expect(await refusal(stripe.customers.list({ limit: 101 }))).toMatchObject({ param: "limit" });
    expect(await refusal(stripe.customers.list({ limit: 0 }))).toMatchObject({ param: "limit" });
    expect(await refusal(stripe.customers.list({ starting_after: "cus_none" }))).toMatchObject({
      code: "resource_missing",
      param: "starting_after",
    });
  });
});

describe("expand", () => {
  it("puts objects in place of their ids, also inside lists", async () => {
    const { stripe, subscribed } = stripeBench();
    const { customer, subscriptionId } = await subscribed();
    const subscription = await stripe.subscriptions.retrieve(subscriptionId, {
      expand: ["customer", "latest_invoice.payments", "items.data.price.product"],
    });
    expect(subscription.customer).toMatchObject({ id: customer.id, email: "ada@example.com" });
    expect(subscription.latest_invoice).toMatchObject({
      status: "paid",
      payments: { data: [{ status: "paid", payment: { type: "payment_intent" } }] },
    });
    expect(subscription.items.data[0]?.price.product).toMatchObject({ object: "product" });
    const { data } = await stripe.subscriptions.list({ expand: ["data.customer"] });
    expect(data[0]?.customer).toMatchObject({ id: customer.id });
  });

  it("refuses what cannot be expanded", async () => {
    const { stripe, subscribed } = stripeBench();
    const { subscriptionId } = await subscribed();
    for (const path of ["status", "nothing", "a.b.c.d.e"]) {
      const answer = stripe.subscriptions.retrieve(subscriptionId, { expand: [path] });
      expect(await refusal(answer), path).toMatchObject({ statusCode: 400 });
    }
  });
});

describe("a fault", () => {
  it("answers the next request that matches, once, with or without the work done", async () => {
    const { stripe, sandbox } = stripeBench();
    const lost = new Response(JSON.stringify({ error: { type: "api_error", message: "Oh no" } }), {
      status: 500,
    });
    sandbox.answerNext(lost, { method: "POST", path: "/v1/customers", after: true });
    expect(await refusal(stripe.customers.create({ name: "Ada" }))).toMatchObject({
      type: "StripeAPIError",
      statusCode: 500,
    });
    expect((await stripe.customers.list({})).data).toHaveLength(1);
    expect(sandbox.seen.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      "POST /v1/customers 500",
      "GET /v1/customers 200",
    ]);
  });
});
