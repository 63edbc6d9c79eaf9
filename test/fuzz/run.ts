/** How much a run tries. Tools cost a thousand times what a reader does, and take a smaller part. */
import type { Reader } from "./reader.ts";

const PART_OF_TOOLS = 0.25;

export interface FuzzRun {
  seed: number;
  /** Of all tools and readers together. */
  cases: number;
}

/** From `SEED` and `CASES`, which the config sets where the caller did not. */
export function fuzzRun(): FuzzRun {
  const { SEED, CASES } = process.env;
  const [seed, cases] = [Number(SEED), Number(CASES)];
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(cases) || cases < 1) {
    throw new Error("SEED and CASES must be whole numbers");
  }
  return { seed, cases };
}

export function casesOfTool({ cases }: FuzzRun, tools: number): number {
  return Math.ceil((cases * PART_OF_TOOLS) / tools);
}

export function casesOfReader(
  { cases }: FuzzRun,
  { share }: Reader,
  readers: readonly Reader[],
): number {
  const shares = readers.reduce((sum, reader) => sum + reader.share, 0);
  return Math.ceil((cases * (1 - PART_OF_TOOLS) * share) / shares);
}
