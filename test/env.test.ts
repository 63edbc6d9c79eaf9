import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { MisconfiguredError, readConfig } from "../src/env.ts";

function thrownFor(changes: Partial<Record<keyof Env, string>>): unknown {
  try {
    readConfig({ ...env, ...changes } as Env);
    return undefined;
  } catch (error) {
    return error;
  }
}

const problemsOf = (changes: Partial<Record<keyof Env, string>>): readonly string[] => {
  const error = thrownFor(changes);
  if (error === undefined) return [];
  return error instanceof MisconfiguredError ? error.settings : ["another error"];
};

describe("readConfig", () => {
  it("reads the development settings", () => {
    const config = readConfig(env);
    expect(config.publicUrl.origin).toBe("http://localhost:8787");
    expect(config.requestsPerMinute).toEqual({ free: 100, premium: 500 });
    expect(config.allowedOrigins).toContain("https://claude.ai");
  });

  it("names every missing setting at once, so that one deploy mends them all", () => {
    expect(problemsOf({ CLICKUP_CLIENT_ID: "", JWT_SECRET: "", PUBLIC_URL: "" })).toEqual([
      "PUBLIC_URL",
      "CLICKUP_CLIENT_ID",
      "JWT_SECRET",
    ]);
  });

  it.each([
    ["ENCRYPTION_KEY", "dG9vIHNob3J0"],
    ["ENCRYPTION_KEY", "not base64!"],
    ["JWT_SECRET", "a:dG9vIHNob3J0"],
    ["FREE_REQUESTS_PER_MINUTE", "0"],
    ["FREE_REQUESTS_PER_MINUTE", "1e3"],
    ["ALLOWED_ORIGINS", "https://claude.ai/path"],
    ["ALLOWED_ORIGINS", "*"],
    ["CLICKUP_UNDOCUMENTED", "everything"],
    ["ENVIRONMENT", "prod"],
    ["LOG_LEVEL", "loud"],
    ["STRIPE_API_URL", "api.stripe.com"],
  ] as const)("refuses %s=%s instead of guessing", (setting, value) => {
    expect(problemsOf({ [setting]: value })).toEqual([setting]);
  });

  it.each([
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "STRIPE_PRICE_ID",
  ])("has no billing without %s, and nothing else suffers", (secret) => {
    expect(readConfig({ ...env } as Env).stripe).toMatchObject({ livemode: false });
    expect(readConfig({ ...env, [secret]: "" } as Env).stripe).toBeUndefined();
  });

  it.each([
    ["sk_live_1", true],
    ["rk_live_1", true],
    ["sk_test_live_1", false],
    ["rk_test_1", false],
  ])("reads off %s whether real money moves: %s", (key, livemode) => {
    expect(readConfig({ ...env, STRIPE_SECRET_KEY: key } as Env).stripe?.livemode).toBe(livemode);
  });

  it("refuses plain http outside development", () => {
    expect(problemsOf({ ENVIRONMENT: "production" })).toEqual(["PUBLIC_URL"]);
  });

  it("never says a secret's value", () => {
    const error = thrownFor({ JWT_SECRET: "c2VjcmV0" });
    expect(error).toBeInstanceOf(MisconfiguredError);
    expect(`${error} ${JSON.stringify(error)}`).not.toContain("c2VjcmV0");
  });
});
