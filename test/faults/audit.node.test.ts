import { describe, expect, it } from "vitest";
import { runCampaign, STEPS } from "./campaign.ts";
import { judge } from "./verdict.ts";

describe("the way of an audit event", () => {
  it("loses, doubles and mixes up none, wherever the process is killed and whatever refuses", async () => {
    const seed = Date.now() % 1_000_000;
    const result = await runCampaign({ seed, calls: 150, killsPerStep: 1, hurry: true });
    const { problems, events } = judge(result);
    expect({ seed, problems }).toEqual({ seed, problems: [] });
    expect(events).toBeGreaterThanOrEqual(150);
    // A check of faults that did not happen would show nothing.
    expect(Object.values(result.kills)).toEqual(STEPS.map(() => 1));
    expect(result.refused.message + result.refused.object).toBeGreaterThan(0);
    expect(result.redelivered).toBeGreaterThan(0);
  }, 400_000);
});
