/** A slice of `npm run fuzz`, the same in every run: what it found once stays found. */
import { describe, expect, it } from "vitest";
import { fuzzReader } from "./reader.ts";
import { casesOfReader, casesOfTool } from "./run.ts";
import { fuzzTool, TOOL_NAMES_TO_FUZZ } from "./tools.ts";
import { WIRE_READERS } from "./wire-readers.ts";
import { WORD_READERS } from "./word-readers.ts";

const READERS = [...WIRE_READERS, ...WORD_READERS];
const SLICE = { seed: 20_261_122, cases: 6_000 };

describe("whatever comes", () => {
  it("readers of strangers' words hold what they promise", async () => {
    for (const reader of READERS) {
      const cases = casesOfReader(SLICE, reader, READERS);
      const { outcomes } = await fuzzReader(reader, SLICE.seed, cases);
      expect(Object.keys(outcomes), reader.name).not.toEqual([]);
    }
  }, 60_000);

  it("tools answer it, and ask only what they may", async () => {
    const succeeded: string[] = [];
    for (const name of TOOL_NAMES_TO_FUZZ) {
      const cases = casesOfTool(SLICE, TOOL_NAMES_TO_FUZZ.length);
      const { outcomes } = await fuzzTool(name, SLICE.seed, cases);
      if (outcomes.ok !== undefined) succeeded.push(name);
    }
    // Refusals alone would say little about what lies behind them.
    expect(succeeded.length).toBeGreaterThan(TOOL_NAMES_TO_FUZZ.length * 0.8);
  }, 120_000);
});
