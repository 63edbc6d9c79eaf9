import { type KeyRing, parseKeyRing } from "./crypto/key-ring.ts";
import type { Tier } from "./domain/tier.ts";
import { isLogLevel, LOG_LEVELS, type LogLevel } from "./log/log.ts";
import { Secret } from "./log/secret.ts";

/** Every setting, parsed: URLs are URLs, numbers are numbers, keys are keys. */
export interface Config {
  environment: "development" | "staging" | "production";
  /** Origin that people paste; issuer, resources and links are built from it, never from Host. */
  publicUrl: URL;
  clickUpApiUrl: string;
  clickUpAuthUrl: string;
  clickUpClientId: string;
  clickUpClientSecret: Secret;
  /** Undocumented ClickUp endpoints that may be used. */
  undocumented: ReadonlySet<string>;
  requestsPerMinute: Record<Tier, number>;
  /** Origins besides `publicUrl`'s whose pages may call `/mcp` and `/sse`. */
  allowedOrigins: ReadonlySet<string>;
  logLevel: LogLevel;
  /** AES-256 keys that seal ClickUp tokens. */
  encryptionKeys: KeyRing;
  /** Keys that sign personal tokens, session ids and cookies. */
  jwtKeys: KeyRing;
  /** Absent unless all three Stripe secrets are set: everything but billing runs without. */
  stripe?: StripeConfig;
}

/** How this deployment sells Premium. */
export interface StripeConfig {
  /** Base of Stripe's API without the version, or undefined for Stripe's own. */
  apiUrl: string | undefined;
  secretKey: Secret;
  webhookSecret: Secret;
  /** The one price that means Premium. */
  priceId: string;
  /** Whether real money moves, as the key says: what is of the other mode is not ours. */
  livemode: boolean;
}

/** A setting is missing or malformed. `settings` names each, never its value. */
export class MisconfiguredError extends Error {
  readonly settings: readonly string[];

  constructor(problems: readonly { setting: string; problem: string }[]) {
    super(problems.map(({ setting, problem }) => `${setting}: ${problem}`).join("; "));
    this.name = "MisconfiguredError";
    this.settings = problems.map(({ setting }) => setting);
  }
}

const ENVIRONMENTS = ["development", "staging", "production"] as const;
const ENCRYPTION_KEY_BYTES = 32; // AES-256
const JWT_SECRET_BYTES = 64; // HMAC-SHA-256's block size, so that no key is hashed down
const UNDOCUMENTED = ["team_folders", "field_create", "reminder_create"];
// A bound that catches a typing error; it also bounds the rows of the sliding window.
const MAX_REQUESTS_PER_MINUTE = 1_000_000;

const configs = new WeakMap<object, Config>();

/**
 * Checks vars and secrets once per isolate (they are the deployment's, not a tenant's).
 * Throws one MisconfiguredError that names everything that is missing.
 */
export function readConfig(env: Env): Config {
  const known = configs.get(env);
  if (known !== undefined) return known;
  const config = parseConfig(env);
  configs.set(env, config);
  return config;
}

function parseConfig(env: Env): Config {
  const problems: { setting: string; problem: string }[] = [];
  /** Runs one check; its failure is noted, and the value never used, since we throw below. */
  const read = <T>(setting: keyof Env & string, parse: (text: string) => T): T => {
    const value: unknown = env[setting];
    try {
      return parse(typeof value === "string" ? value.trim() : "");
    } catch (error) {
      problems.push({
        setting,
        problem: error instanceof RangeError ? error.message : "malformed",
      });
      return undefined as T;
    }
  };

  const environment = read("ENVIRONMENT", (text) => oneOf(text, ENVIRONMENTS));
  const config: Config = {
    environment,
    publicUrl: read("PUBLIC_URL", (text) => publicOrigin(text, environment)),
    clickUpApiUrl: read("CLICKUP_API_URL", baseUrl),
    clickUpAuthUrl: read("CLICKUP_AUTH_URL", baseUrl),
    clickUpClientId: read("CLICKUP_CLIENT_ID", required),
    clickUpClientSecret: read("CLICKUP_CLIENT_SECRET", (text) => new Secret(required(text))),
    undocumented: read("CLICKUP_UNDOCUMENTED", (text) => {
      return new Set(list(text).map((name) => oneOf(name, UNDOCUMENTED)));
    }),
    requestsPerMinute: {
      free: read("FREE_REQUESTS_PER_MINUTE", limit),
      premium: read("PREMIUM_REQUESTS_PER_MINUTE", limit),
    },
    allowedOrigins: read("ALLOWED_ORIGINS", (text) => new Set(list(text).map(origin))),
    logLevel: read("LOG_LEVEL", (text) => {
      if (!isLogLevel(text)) throw new RangeError(`must be one of ${LOG_LEVELS.join(", ")}`);
      return text;
    }),
    encryptionKeys: read("ENCRYPTION_KEY", (text) => {
      return parseKeyRing(required(text), ENCRYPTION_KEY_BYTES);
    }),
    jwtKeys: read("JWT_SECRET", (text) => parseKeyRing(required(text), JWT_SECRET_BYTES)),
    ...stripePart(read),
  };
  if (problems.length > 0) throw new MisconfiguredError(problems);
  return config;
}

function stripePart(
  read: <T>(setting: keyof Env & string, parse: (text: string) => T) => T,
): Pick<Config, "stripe"> {
  const asIs = (text: string) => text;
  const apiUrl = read("STRIPE_API_URL", (text) => (text === "" ? undefined : baseUrl(text)));
  const secretKey = read("STRIPE_SECRET_KEY", asIs);
  const webhookSecret = read("STRIPE_WEBHOOK_SECRET", asIs);
  const priceId = read("STRIPE_PRICE_ID", asIs);
  if ([secretKey, webhookSecret, priceId].includes("")) return {};
  // Secret and restricted keys name their mode: sk_live_…, rk_test_…
  const livemode = /^[a-z]+_live_/.test(secretKey);
  return {
    stripe: {
      apiUrl,
      secretKey: new Secret(secretKey),
      webhookSecret: new Secret(webhookSecret),
      priceId,
      livemode,
    },
  };
}

function required(text: string): string {
  if (text === "") throw new RangeError("missing");
  return text;
}

function oneOf<T extends string>(text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw new RangeError(`must be one of ${allowed.join(", ")}`);
  return found;
}

function list(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function baseUrl(text: string): string {
  const url = parseUrl(required(text));
  if (url.search !== "" || url.hash !== "") throw new RangeError("must have no query or fragment");
  return url.href.replace(/\/$/, "");
}

function origin(text: string): string {
  const url = parseUrl(text);
  if (url.origin !== text.replace(/\/$/, "")) throw new RangeError("must hold origins only");
  return url.origin;
}

function publicOrigin(text: string, environment: Config["environment"]): URL {
  const url = new URL(origin(required(text)));
  if (url.protocol !== "https:" && (environment === "staging" || environment === "production")) {
    throw new RangeError("must be https");
  }
  return url;
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !["https:", "http:"].includes(url.protocol)) {
    throw new RangeError("must be an http(s) URL");
  }
  return url;
}

function limit(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > MAX_REQUESTS_PER_MINUTE) {
    throw new RangeError(`must be a whole number from 1 to ${MAX_REQUESTS_PER_MINUTE}`);
  }
  return value;
}
