/** The Worker as it would be uploaded stays small: it starts cold in many places. Node only. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Build, build, discard } from "../bench/stack.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const MAX_MINIFIED_BYTES = 2_000_000;
const MAX_GZIPPED_BYTES = 520_000;

let built: Build;
beforeAll(async () => {
  built = await build(join(ROOT, "wrangler.jsonc"), "production");
});
afterAll(() => discard(built));

describe("the bundle", () => {
  it("stays within its size, minified and gzipped", () => {
    const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
    console.log(
      `bundle: ${kilobytes(built.bytes)} minified (at most ${kilobytes(MAX_MINIFIED_BYTES)}), ` +
        `${kilobytes(built.gzipBytes)} gzipped (at most ${kilobytes(MAX_GZIPPED_BYTES)})`,
    );
    expect(built.bytes).toBeLessThanOrEqual(MAX_MINIFIED_BYTES);
    expect(built.gzipBytes).toBeLessThanOrEqual(MAX_GZIPPED_BYTES);
  });
});
