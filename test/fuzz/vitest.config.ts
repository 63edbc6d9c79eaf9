/**
 * `npm run fuzz`: every tool and every reader of strangers' words against random input.
 * `SEED=7 CASES=1000000 npm run fuzz`; a run prints its seed, and the same seed gives the same cases.
 */
import { defineConfig } from "vitest/config";

process.env.SEED ??= String(Math.floor(Math.random() * 2 ** 31));
process.env.CASES ??= "1000000";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/fuzz/*.fuzz.ts"],
    reporters: ["default", "./test/fuzz/totals.ts"],
    // A million cases take tens of minutes; a case that hangs is found by its own limit.
    testTimeout: 60 * 60_000,
    maxWorkers: 2,
  },
});
