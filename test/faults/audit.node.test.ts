import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
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

describe("the Worker that is killed and given faults", () => {
  it("is built as the product is, or it would show what another Worker bears", () => {
    const product = built(join(import.meta.dirname, "..", ".."));
    const fixture = built(join(import.meta.dirname, "fixture"));
    expect(fixture).toEqual(product);
    expect(product.alias.length).toBeGreaterThan(0);
  });
});

/** What a configuration says of how the code runs; without Stripe, which no fault reaches. */
function built(directory: string) {
  const config = readConfig({ config: join(directory, "wrangler.jsonc") });
  const { alias = {}, compatibility_date, compatibility_flags, minify, keep_names } = config;
  const files = Object.entries<string>(alias).map(([name, file]) => [
    name,
    resolve(directory, file),
  ]);
  return {
    ...{ compatibility_date, compatibility_flags, minify, keep_names },
    alias: files.filter(([, file]) => !file?.endsWith("/stripe-unused.ts")),
  };
}
