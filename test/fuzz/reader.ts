/** What a reader of strangers' words is fuzzed with, and what it must hold. */
import fc from "fast-check";
import type { FuzzCount } from "./totals.ts";

export interface Reader {
  name: string;
  /** Its part of a run's cases, against those of the others: cheap readers take more. */
  share: number;
  /** `count` is told what came of each case. */
  property(count: (outcome: string) => void): fc.IRawProperty<unknown>;
}

/** A reader that takes longer has found a pattern that backtracks. */
const MAX_READ_MS = 250;

export const anyText = fc.string({ unit: "binary", maxLength: 80 });

export async function fuzzReader(
  { name, property }: Reader,
  seed: number,
  cases: number,
): Promise<FuzzCount> {
  const outcomes: Record<string, number> = {};
  const counted = property((outcome) => {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  });
  await fc.assert(counted, { seed, numRuns: cases });
  return { what: name, cases, outcomes };
}

export function must(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}

/** A busy machine may stop any reading in its middle, but not the same one three times. */
export function quickly<T>(read: () => T): T {
  for (let attempt = 1; ; attempt += 1) {
    const startedAtMs = performance.now();
    const value = read();
    if (performance.now() - startedAtMs < MAX_READ_MS) return value;
    must(attempt < 3, "it took too long");
  }
}
