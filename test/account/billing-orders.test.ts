/** Stripe's events come twice, late and out of order: whatever the order, the tier is what Stripe says. */
import { env, runInDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { addBilling, readBilling, writeBilling } from "../../src/account/billing-record.ts";
import type { AccountDoor } from "../../src/account/door.ts";
import type { Tier } from "../../src/domain/tier.ts";
import { readConfig } from "../../src/env.ts";
import { createStripeSandbox, type StripeSandbox } from "../sandbox/stripe/sandbox.ts";
import { signedIn } from "../support/mcp-bench.ts";
import { stripeSecrets } from "../support/stripe-secrets.ts";

/** One step of what happens at Stripe, told by one event. */
type Step = (stripe: StripeSandbox, life: Life) => void;

interface Life {
  customerId: string;
  subscriptionId: string;
}

const subscribes: Step = (stripe, life) => {
  life.subscriptionId = stripe.subscribe(life.customerId).id;
};
const cardFails: Step = (stripe, life) => {
  stripe.setCard(life.customerId, "fails_later");
  stripe.nextPeriod(life.subscriptionId);
};
const paysLate: Step = (stripe, life) => {
  stripe.setCard(life.customerId, "good");
  stripe.settle(life.subscriptionId);
};
const isEnded: Step = (stripe, life) => stripe.cancelNow(life.subscriptionId);
const willEnd: Step = (stripe, life) => stripe.cancelAtPeriodEnd(life.subscriptionId);
const periodEnds: Step = (stripe, life) => stripe.nextPeriod(life.subscriptionId);
/** Another event of the step before. */
const toldAgain: Step = () => {};

/** What happens to one subscriber, told by six events, and the tier that is left. */
interface Lived {
  steps: readonly Step[];
  ends: Tier;
}

const COMES_BACK: Lived = {
  steps: [subscribes, toldAgain, willEnd, periodEnds, subscribes, toldAgain],
  ends: "premium",
};
const LIVES: readonly Lived[] = [
  COMES_BACK,
  { steps: [subscribes, toldAgain, cardFails, toldAgain, isEnded, toldAgain], ends: "free" },
  { steps: [subscribes, toldAgain, cardFails, toldAgain, paysLate, toldAgain], ends: "premium" },
];

function allOrders(length: number): number[][] {
  if (length === 0) return [[]];
  return allOrders(length - 1).flatMap((order) =>
    Array.from({ length }, (_, at) => [...order.slice(0, at), length - 1, ...order.slice(at)]),
  );
}

/** How one of Stripe's answers comes. */
interface Way {
  /** Turns of the event loop: the answer is as old as the question by then. */
  turns: number;
  isBroken: boolean;
}

interface Bench {
  account: AccountDoor;
  sql: SqlStorage;
  /** Of the next answers, in order; then each comes at once. */
  ways: Way[];
  /** A new customer at a new Stripe. */
  begin: () => Promise<{ stripe: StripeSandbox; life: Life }>;
}

/** Runs `work` within one account. Calls from outside would each wait for its storage. */
async function inAccountWithStripe(work: (bench: Bench) => Promise<void>): Promise<void> {
  const { stripe: config } = readConfig(env);
  if (config === undefined) throw new Error("the tests run without Stripe's secrets");
  const secrets = stripeSecrets(config);
  const { userId } = await signedIn();
  const ways: Way[] = [];
  let stripe = createStripeSandbox(secrets);
  const outbound = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const way = ways.shift() ?? { turns: 0, isBroken: false };
    const answer = stripe.fetch(new Request(input, init));
    await turns(way.turns);
    return way.isBroken ? brokenAnswer() : answer;
  });
  onTestFinished(() => {
    outbound.mockRestore();
    vi.useRealTimers();
  });
  await runInDurableObject(env.ACCOUNT.getByName(userId), async (account, { storage }) => {
    const { sql } = storage;
    const begin = async () => {
      stripe = createStripeSandbox(secrets);
      const made = await stripe.fetch(
        new Request("https://api.stripe.com/v1/customers", {
          method: "POST",
          headers: {
            Authorization: `Bearer ${secrets.secretKey}`,
            "Stripe-Version": "2026-10-28.endive",
          },
        }),
      );
      const { id: customerId } = await made.json<{ id: string }>();
      sql.exec("DELETE FROM billing");
      sql.exec("DELETE FROM stripe_events");
      sql.exec("UPDATE account SET tier = 'free'");
      writeBilling(sql, { ...addBilling(sql), customerId });
      return { stripe, life: { customerId, subscriptionId: "" } };
    };
    await work({ account: account as unknown as AccountDoor, sql, ways, begin });
    sql.exec("DELETE FROM billing"); // no alarm of it may come after the test
  });
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((next) => setTimeout(next, 0));
}

function brokenAnswer(): Response {
  const error = { type: "api_error", message: "Stripe is out of order." };
  // The header keeps the SDK from trying again by itself.
  return Response.json({ error }, { status: 503, headers: { "stripe-should-retry": "false" } });
}

/** What Stripe says at the end, read off its own state and not through our code. */
function tierAtStripe(stripe: StripeSandbox, { customerId }: Life): Tier {
  const alive = ["active", "trialing", "past_due"];
  const subscriptions = Object.values(stripe.state.subscriptions);
  return subscriptions.some(
    ({ customer, status }) => customer === customerId && alive.includes(status),
  )
    ? "premium"
    : "free";
}

describe("six events of Stripe's", () => {
  it("leave the tier that Stripe says in all 720 orders, with duplicates", async () => {
    const lived = COMES_BACK;
    const orders = allOrders(6);
    expect(new Set(orders.map(String)).size).toBe(720);
    const wrong: string[] = [];
    await inAccountWithStripe(async ({ account, begin }) => {
      for (const order of orders) {
        const { stripe, life } = await begin();
        const { customerId } = life;
        const deliver = (event: number) =>
          account.receiveStripeEvent({ eventId: `evt_${event}`, customerId, requestId: "test" });
        let happened = 0;
        for (const [at, event] of order.entries()) {
          // An event cannot come before it happened; life goes on no further than it must.
          for (; happened <= event; happened++) lived.steps[happened]?.(stripe, life);
          await deliver(event);
          await deliver(order[Math.floor(at / 2)] ?? event);
        }
        const tier = (await account.overview())?.tier;
        if (tier !== lived.ends || tier !== tierAtStripe(stripe, life)) wrong.push(order.join(""));
      }
    });
    expect(wrong).toEqual([]);
  }, 300_000);

  it("leave it as well when they come at once and Stripe answers late, old or not at all", async () => {
    /** Turns of the event loop until the next event comes. */
    const pause = fc.nat(3);
    const way = fc.record({
      turns: fc.nat(8),
      isBroken: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
    });
    await inAccountWithStripe(async ({ account, sql, ways, begin }) => {
      const property = fc.asyncProperty(
        fc.constantFrom(...LIVES),
        fc.array(fc.record({ event: fc.nat(5), pause }), { maxLength: 4 }),
        fc.array(pause, { minLength: 6, maxLength: 6 }),
        fc.array(way, { minLength: 10, maxLength: 10 }),
        async (lived, early, pauses, ofAnswers) => {
          vi.useFakeTimers({ toFake: ["Date"] });
          const { stripe, life } = await begin();
          const { customerId } = life;
          ways.splice(0, Infinity, ...ofAnswers);
          let happened = 0;
          const liveTo = (event: number) => {
            for (; happened <= event; happened++) lived.steps[happened]?.(stripe, life);
          };
          const deliver = (event: number) => {
            liveTo(event);
            const eventId = `evt_${event}`;
            return account.receiveStripeEvent({ eventId, customerId, requestId: "test" });
          };
          const underWay: Promise<unknown>[] = [];
          // Stripe sends each until it was taken, so in the end all six have come.
          const all = pauses.map((pause, event) => ({ event, pause }));
          for (const { event, pause } of [...early, ...all]) {
            underWay.push(deliver(event));
            await turns(pause);
          }
          await Promise.all(underWay);
          for (let tries = 0; tries < 20 && isBehind(sql); tries++) {
            vi.setSystemTime(readBilling(sql)?.dueAtMs ?? 0);
            await (account as unknown as { alarm(): Promise<void> }).alarm();
          }
          expect(isBehind(sql)).toBe(false);
          expect(tierAtStripe(stripe, life)).toBe(lived.ends);
          expect((await account.overview())?.tier).toBe(lived.ends);
        },
      );
      await fc.assert(property, { numRuns: 150 });
    });
  }, 300_000);
});

function isBehind(sql: SqlStorage): boolean {
  const { asked = 0, answered = 0 } = readBilling(sql) ?? {};
  return asked > answered;
}
