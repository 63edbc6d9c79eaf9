/** A user at the whole Worker, with the sandboxes in place of ClickUp and Stripe. For workerd only. */
import {
  createExecutionContext,
  env,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { onTestFinished, vi } from "vitest";
import type { Tier } from "../../src/domain/tier.ts";
import { readConfig } from "../../src/env.ts";
import worker from "../../src/index.ts";
import { createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { createStripeSandbox } from "../sandbox/stripe/sandbox.ts";
import { type McpCaller, type SignInOptions, signedIn } from "./mcp-bench.ts";
import { stripeSecrets } from "./stripe-secrets.ts";

const PUBLIC_URL = "http://localhost:8787";
const STRIPE_HOST = "api.stripe.invalid"; // test/vitest.config.ts

export type BillingBench = ReturnType<typeof billingBench>;

/** `settings`: what this deployment has otherwise. */
export function billingBench(settings: Partial<Record<keyof Env, string>> = {}) {
  const workerEnv = { ...env, ...settings } as Env;
  const { stripe: config } = readConfig(env);
  if (config === undefined) throw new Error("the tests run without Stripe's secrets");
  const clickup = createClickUpSandbox();
  const secrets = stripeSecrets(config);
  const stripe = createStripeSandbox({ ...secrets, deliver: (event) => send(event) });
  const logged: string[] = [];
  /** True while Stripe cannot be reached. */
  let isDown = false;
  const spies = [
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      if (new URL(request.url).hostname !== STRIPE_HOST) return clickup.fetch(request);
      if (isDown) throw new TypeError("the network is down");
      return stripe.fetch(request);
    }),
    ...(["debug", "info", "warn", "error"] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation((line) => void logged.push(String(line))),
    ),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
    vi.useRealTimers();
  });

  async function send(request: Request): Promise<Response> {
    const ctx = createExecutionContext();
    const response = await worker.fetch(
      request as Parameters<typeof worker.fetch>[0],
      workerEnv,
      ctx,
    );
    await waitOnExecutionContext(ctx);
    return response;
  }

  const post = (
    path: string,
    caller: McpCaller,
    headers: Record<string, string> = {},
    body = "{}",
  ): Promise<Response> =>
    send(
      new Request(PUBLIC_URL + path, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${caller.token}`,
          "Content-Type": "application/json",
          ...headers,
        },
        body,
        redirect: "manual",
      }),
    );

  const checkout = async (
    caller: McpCaller,
  ): Promise<{ checkout_url: string; session_id: string }> => {
    const answer = await post("/stripe/create-checkout", caller);
    if (answer.status !== 200) throw new Error(`checkout: ${await answer.text()}`);
    return answer.json();
  };

  const tierOf = async (caller: McpCaller): Promise<Tier | undefined> =>
    (await caller.account.overview())?.tier;

  const inAccount = <T>(caller: McpCaller, work: (sql: SqlStorage) => T): Promise<T> =>
    runInDurableObject(env.ACCOUNT.getByName(caller.userId), (_, { storage }) => work(storage.sql));

  /** The customer that this user was mapped to. */
  const customerOf = async (caller: McpCaller): Promise<string> =>
    inAccount(caller, (sql) =>
      String(sql.exec("SELECT customer_id FROM billing").one().customer_id),
    );

  /** A request to Stripe's API as somebody else of the same company makes it. */
  const atStripe = async (method: string, path: string, form = ""): Promise<{ id: string }> => {
    const answer = await stripe.fetch(
      new Request(`https://${STRIPE_HOST}/v1/${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${secrets.secretKey}`,
          "Stripe-Version": "2026-10-28.endive",
          "Content-Type": "application/x-www-form-urlencoded",
        },
        ...(method === "POST" && { body: form }),
      }),
    );
    if (answer.status !== 200) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };

  /** A customer that we did not make. */
  const newCustomer = async (form = ""): Promise<string> =>
    (await atStripe("POST", "customers", form)).id;

  /** A user who paid, all events delivered. */
  const premium = async (options: SignInOptions = {}) => {
    const caller = await signedIn(options);
    const { session_id } = await checkout(caller);
    stripe.pay(session_id);
    await stripe.webhooks.flush();
    const customerId = await customerOf(caller);
    const subscription = Object.values(stripe.state.subscriptions).find(
      ({ customer }) => customer === customerId,
    );
    if (subscription === undefined) throw new Error("nothing was bought");
    return { caller, customerId, subscriptionId: subscription.id };
  };

  return {
    stripe,
    clickup,
    logged,
    send,
    post,
    checkout,
    tierOf,
    inAccount,
    customerOf,
    atStripe,
    newCustomer,
    premium,
    setDown: (down: boolean) => {
      isDown = down;
    },
    /** Lets the account's alarm come now, as if its time had. */
    alarm: async (caller: McpCaller, atMs: number) => {
      vi.useFakeTimers({ toFake: ["Date"], now: atMs });
      await runDurableObjectAlarm(env.ACCOUNT.getByName(caller.userId));
    },
  };
}
