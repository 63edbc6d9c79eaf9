import { defineConfig } from "vitest/config";

/** The pages in a real browser: `npm run browser`. Chromium has to be installed; nothing is downloaded. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    name: "browser",
    environment: "node",
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/browser/chromium.setup.ts", "test/journeys/product.setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One browser at a time: two cores run the product, the sandbox and Chromium already.
    fileParallelism: false,
  },
});
