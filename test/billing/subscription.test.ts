import { describe, expect, it } from "vitest";
import {
  nextReviewAtMs,
  PAST_DUE_GRACE_MS,
  PERIOD_TURN_MS,
  type SubscriptionFacts,
  tierOf,
} from "../../src/billing/subscription.ts";

const OURS = { priceId: "price_premium", livemode: false };
const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 10, 21);
const PERIOD_END = NOW + 10 * DAY_MS;

function subscription(changes: Partial<SubscriptionFacts> = {}): SubscriptionFacts {
  return {
    id: "sub_1",
    status: "active",
    livemode: false,
    priceIds: ["price_premium"],
    createdAtMs: NOW - 20 * DAY_MS,
    periodEndMs: PERIOD_END,
    ...changes,
  };
}

const tierAt = (facts: SubscriptionFacts, nowMs = NOW, readAtMs = NOW) =>
  tierOf([facts], OURS, readAtMs, nowMs).tier;

describe("tierOf", () => {
  it("is free without a subscription", () => {
    expect(tierOf([], OURS, NOW, NOW)).toEqual({ tier: "free" });
  });

  it.each(["active", "trialing"])("is premium while Stripe says %s", (status) => {
    expect(tierAt(subscription({ status }))).toBe("premium");
  });

  it.each([
    "unpaid",
    "canceled",
    "incomplete",
    "incomplete_expired",
    "paused",
    "a word of next year's",
  ])("is free while Stripe says %s", (status) => {
    expect(tierAt(subscription({ status }))).toBe("free");
  });

  it("counts only our price and our mode", () => {
    expect(tierAt(subscription({ priceIds: ["price_other"] }))).toBe("free");
    expect(tierAt(subscription({ priceIds: [] }))).toBe("free");
    expect(tierAt(subscription({ livemode: true }))).toBe("free");
    expect(tierAt(subscription({ priceIds: ["price_other", "price_premium"] }))).toBe("premium");
  });

  it("keeps premium for seven days while a renewal is not paid, to the millisecond", () => {
    const owing = subscription({ status: "past_due", pastDueSinceMs: NOW });
    expect(PAST_DUE_GRACE_MS).toBe(7 * DAY_MS);
    expect(tierAt(owing, NOW + PAST_DUE_GRACE_MS - 1)).toBe("premium");
    expect(tierAt(owing, NOW + PAST_DUE_GRACE_MS)).toBe("free");
  });

  it("keeps premium until the end of the period that was cancelled, and as long as its turn may take", () => {
    const ending = subscription({ endsAtMs: PERIOD_END });
    expect(tierAt(ending, PERIOD_END)).toBe("premium");
    expect(tierAt(ending, PERIOD_END + PERIOD_TURN_MS - 1)).toBe("premium");
    expect(tierAt(ending, PERIOD_END + PERIOD_TURN_MS)).toBe("free");
  });

  it("believes what Stripe said later more than an end that it had named", () => {
    const ending = subscription({ endsAtMs: PERIOD_END });
    expect(tierAt(ending, PERIOD_END + DAY_MS, PERIOD_END + DAY_MS)).toBe("premium");
  });

  it("does not end what renews just because nobody asked again", () => {
    expect(tierAt(subscription(), PERIOD_END + 30 * DAY_MS)).toBe("premium");
  });

  it("is free once the money went back, whatever the status says", () => {
    expect(tierAt(subscription({ moneyBack: true }))).toBe("free");
  });

  it("rests on whichever subscription lasts longest", () => {
    const dead = subscription({ id: "sub_0", status: "canceled" });
    const ending = subscription({ id: "sub_1", endsAtMs: PERIOD_END });
    const renewing = subscription({ id: "sub_2" });
    for (const order of [
      [dead, ending, renewing],
      [renewing, ending, dead],
    ]) {
      expect(tierOf(order, OURS, NOW, NOW).because?.id).toBe("sub_2");
    }
  });
});

describe("nextReviewAtMs", () => {
  it("comes after the turn of the period, when a lost renewal or end would show", () => {
    expect(nextReviewAtMs([subscription()], OURS, NOW)).toBe(PERIOD_END + PERIOD_TURN_MS);
  });

  it("comes at the end of the grace", () => {
    const owing = subscription({ status: "past_due", pastDueSinceMs: NOW });
    expect(nextReviewAtMs([owing], OURS, NOW)).toBe(NOW + PAST_DUE_GRACE_MS);
  });

  it("comes never for what is foreign or has ended", () => {
    const ended = subscription({ status: "canceled" });
    const foreign = subscription({ priceIds: ["price_other"] });
    expect(nextReviewAtMs([ended, foreign], OURS, NOW)).toBeUndefined();
  });

  it("never lies in the past, so that no alarm comes again and again", () => {
    const behind = subscription({ periodEndMs: NOW - DAY_MS, endsAtMs: NOW - DAY_MS });
    expect(nextReviewAtMs([behind], OURS, NOW)).toBeGreaterThan(NOW);
    const owing = subscription({ status: "past_due", pastDueSinceMs: NOW - 8 * DAY_MS });
    expect(nextReviewAtMs([owing], OURS, NOW)).toBeGreaterThan(NOW);
  });
});
