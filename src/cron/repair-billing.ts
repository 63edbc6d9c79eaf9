import { accountOf } from "../account/account-of.ts";
import type { StripeSighting } from "../account/door.ts";
import { findCustomerOwner } from "../billing/customer-owner.ts";
import {
  chargesGivenBackSince,
  type Page,
  type SeenSubscription,
  subscriptionsOf,
} from "../billing/pages.ts";
import { createStripe, isMissing, problemOf, type Stripe } from "../billing/stripe-client.ts";
import { isEnded } from "../billing/subscription.ts";
import type { Config, StripeConfig } from "../env.ts";
import type { Log } from "../log/log.ts";

/** Subrequests of one night; an invocation may make 1,000 (developers.cloudflare.com/workers/platform/limits). */
const MAX_SUBREQUESTS = 900;
/** Of which these are kept for charges that were given back. */
const KEPT_FOR_CHARGES = 150;
/** Accounts asked at once: an invocation has six connections. */
const AT_ONCE = 5;
/** A charge is looked at for so long after it was given back; Stripe sends an event for 3 days. */
const GIVEN_BACK_MS = 7 * 24 * 60 * 60 * 1000;
/** An ended subscription is compared for so long after the end of its period: accounts look themselves then. */
const ENDED_MS = 40 * 24 * 60 * 60 * 1000;
/** Where the next night goes on, when one was too short. */
const CURSOR_KEY = "billing-repair";

type Parts = { env: Env; config: Config; stripe: StripeConfig; log: Log };

/**
 * Finds what lost webhooks left behind: compares every subscription of our price with what its account
 * knows of it, which then reads Stripe itself where the two differ. Goes on the next night where this
 * one had to stop. Never throws.
 */
export async function repairBilling(env: Env, config: Config, log: Log): Promise<void> {
  const { stripe } = config;
  if (stripe === undefined) return;
  try {
    await new Repair({ env, config, stripe, log }, await createStripe(stripe)).run();
  } catch (error) {
    const { type, code, status } = problemOf(error);
    log.error("the nightly repair of billing failed", { error: type, code, status });
  }
}

class Repair {
  readonly #parts: Parts;
  readonly #stripe: Stripe;
  readonly #found = { compared: 0, repaired: 0, foreign: 0 };
  #left = MAX_SUBREQUESTS;

  constructor(parts: Parts, stripe: Stripe) {
    this.#parts = parts;
    this.#stripe = stripe;
  }

  async run(): Promise<void> {
    const { env, log } = this.#parts;
    let cursor = (await env.OAUTH_KV.get(CURSOR_KEY)) ?? undefined;
    do {
      const { items, after } = await this.#page(cursor);
      const done = await this.#each(items, KEPT_FOR_CHARGES, (seen) => this.#compare(seen));
      cursor = done < items.length ? (items[done - 1]?.facts.id ?? cursor) : after;
    } while (cursor !== undefined && this.#left > KEPT_FOR_CHARGES);
    if (cursor === undefined) await env.OAUTH_KV.delete(CURSOR_KEY);
    else await env.OAUTH_KV.put(CURSOR_KEY, cursor);
    await this.#lookAtCharges();
    log.info("billing was compared with Stripe", { ...this.#found, isWhole: cursor === undefined });
  }

  async #page(after: string | undefined): Promise<Page<SeenSubscription>> {
    this.#left -= 1;
    const { config, stripe } = this.#parts;
    const wanted = { priceId: stripe.priceId, environment: config.environment };
    try {
      return await subscriptionsOf(this.#stripe, wanted, after);
    } catch (error) {
      if (after === undefined || !isMissing(error)) throw error;
      // The cursor's subscription is gone, with its customer: begin anew.
      return subscriptionsOf(this.#stripe, wanted, undefined);
    }
  }

  async #compare({ facts, customerId, userId }: SeenSubscription): Promise<void> {
    const { periodEndMs = facts.createdAtMs } = facts;
    // Long ended: its account read Stripe itself when the period was over.
    if (isEnded(facts) && periodEndMs < Date.now() - ENDED_MS) return;
    await this.#tell(userId, { customerId, facts, requestId: "" });
  }

  async #lookAtCharges(): Promise<void> {
    this.#left -= 2;
    const charges = await chargesGivenBackSince(this.#stripe, Date.now() - GIVEN_BACK_MS);
    await this.#each(charges, 0, ({ chargeId, customerId }) =>
      this.#tell(undefined, { customerId, chargeId, requestId: "" }),
    );
  }

  async #tell(named: string | undefined, sighting: StripeSighting): Promise<void> {
    const { env, config, log } = this.#parts;
    this.#found.compared += 1;
    this.#left -= named === undefined ? 3 : 1; // KV and Stripe before the account
    try {
      const userId =
        named ??
        (await findCustomerOwner(
          env.OAUTH_KV,
          async () => this.#stripe,
          sighting.customerId,
          config.environment,
        ));
      const receipt =
        userId === undefined ? "foreign" : await accountOf(env, userId).reconcileBilling(sighting);
      if (receipt === "taken") this.#found.repaired += 1;
      if (receipt === "foreign") this.#found.foreign += 1;
    } catch (error) {
      log.warn("an account was not compared with Stripe", { error: problemOf(error).type });
    }
  }

  /** A few at once, while more subrequests are left than are kept. Returns how many items were done. */
  async #each<T>(
    items: readonly T[],
    kept: number,
    work: (item: T) => Promise<void>,
  ): Promise<number> {
    let done = 0;
    while (done < items.length && this.#left > kept) {
      const some = items.slice(done, done + AT_ONCE);
      await Promise.all(some.map(work));
      done += some.length;
    }
    return done;
  }
}
