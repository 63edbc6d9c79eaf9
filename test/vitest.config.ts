import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { unstable_readConfig as readConfig } from "wrangler";

const root = new URL("..", import.meta.url).pathname;

/** What the bundle has in other modules' places is tested there, too; what it leaves out, tests may use. */
const { alias } = readConfig({ config: join(root, "wrangler.jsonc") });
const replaced = Object.entries<string>(alias ?? {})
  .filter(([, target]) => !target.endsWith("/unreached.ts"))
  .map(([specifier, target]) => ({
    find: new RegExp(`^${RegExp.escape(specifier)}$`),
    replacement: join(root, target),
  }));

/** Fresh in every run: nothing may depend on a key's value. */
const secrets = {
  CLICKUP_CLIENT_ID: "sandbox-client",
  CLICKUP_CLIENT_SECRET: "sandbox-secret",
  ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  JWT_SECRET: randomBytes(64).toString("base64"),
  STRIPE_SECRET_KEY: `sk_test_${randomBytes(12).toString("hex")}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(12).toString("hex")}`,
  STRIPE_PRICE_ID: "price_1Premium",
  // What comes after a test, an alarm say, must not leave for the real Stripe.
  STRIPE_API_URL: "https://api.stripe.invalid",
};
/** One line a request would drown the results. */
const quiet = { LOG_LEVEL: "error" };

/** Packages that ship source maps without their sources: hundreds of lines, and nothing to do. */
const withoutSourcemapWarnings = {
  name: "without-sourcemap-warnings",
  configResolved({ logger }: { logger: { warnOnce(message: string, options?: object): void } }) {
    const { warnOnce } = logger;
    logger.warnOnce = (message, options) => {
      if (!message.includes("points to missing source files")) warnOnce(message, options);
    };
  },
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    // An object's alarm that wakes between two files may import Stripe then; no test waits for it.
    onUnhandledError: ({ message }) =>
      !message?.includes('Closing rpc while "resolve" was pending'),
    projects: [
      {
        root,
        resolve: { alias: replaced },
        plugins: [
          withoutSourcemapWarnings,
          cloudflareTest({
            wrangler: { configPath: `${root}wrangler.jsonc`, environment: "development" },
            miniflare: { bindings: { ...secrets, ...quiet } },
          }),
        ],
        test: {
          name: "workerd",
          // Loading the Worker's modules takes longer than most files' tests: once per run, not per
          // file. No module keeps state of a test, and what is stored goes with its file.
          isolate: false,
          setupFiles: ["test/support/one-prototype.ts", "test/support/fresh-storage.ts"],
          include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
          exclude: ["test/{journeys,browser,conformance,bench}/**", "test/**/*.node.test.ts"],
          // Objects of the file before may still be at work when a test evicts or counts them.
          retry: 1,
          // A file's first request to the Worker loads all of its modules: 7 s on two busy cores.
          testTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: "node",
          include: ["test/**/*.node.test.ts"],
          // They start processes that compete for two cores, and show attacks that work by chance.
          retry: 2,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: "journeys",
          include: ["test/journeys/**/*.test.ts"],
          globalSetup: ["test/journeys/product.setup.ts"],
          // The development server may end under load and is started again: local-product.ts.
          retry: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
