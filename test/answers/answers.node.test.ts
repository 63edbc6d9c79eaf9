/**
 * Every tool's calls that work, over a ClickUp that tells its answers otherwise. `npm test` makes a slice;
 * `ANSWERS=whole` makes all calls with many kinds of damage.
 */
import { describe, expect, it } from "vitest";
import { findTool, TOOLS } from "../../src/tools/catalogue.ts";
import type { AnyTool } from "../../src/tools/define-tool.ts";
import { TOOL_PREFIX } from "../../src/tools/tool-names.ts";
import { FURTHER_CALLS } from "../support/further-calls.ts";
import { GOOD_CALLS } from "../support/good-calls.ts";
import { type ToolBench, type ToolBenchOptions, toolBench } from "../support/tool-bench.ts";
import { damaged, damageOf, retelling, sameFacts } from "./retellings.ts";

const GOOD = TOOLS.map((tool) => [tool.name, tool] as const);
const IS_WHOLE = process.env.ANSWERS === "whole";
const SEEDS = IS_WHOLE ? 14 : 1;

/** They show, or send back, what ClickUp told as it told it. */
const AS_TOLD = new Set(
  ["api_execute", "custom_field_get", "view_get", "view_create", "view_update"].map(
    (name) => TOOL_PREFIX + name,
  ),
);
/** A Space's features go back whole, with any that the future brings. */
const SENDS_BACK = new Set(["space_create", "space_update"].map((name) => TOOL_PREFIX + name));
/** What a field that nobody expected turns into when it is written without being looked at. */
const SLIP = /\[object Object\]|\bundefined\b|\bNaN\b|Invalid Date|Infinity/;

function inputsOf({ name }: AnyTool): readonly Record<string, unknown>[] {
  const short = name.slice(TOOL_PREFIX.length);
  const good = GOOD_CALLS[short];
  if (good === undefined) throw new Error(`no good call of ${name}`);
  return IS_WHOLE ? [good.input, ...(FURTHER_CALLS[short] ?? [])] : [good.input];
}

async function ready(tool: AnyTool, options: ToolBenchOptions): Promise<ToolBench> {
  const good = GOOD_CALLS[tool.name.slice(TOOL_PREFIX.length)];
  const bench = toolBench(tool, { ...good?.bench, ...options, keepsInternalErrors: true });
  const before = good?.before;
  const first = before === undefined ? undefined : findTool(TOOL_PREFIX + before[0]);
  if (before !== undefined && first !== undefined) await bench.call(before[1], first);
  bench.forget();
  return bench;
}

describe("answers that tell the same otherwise", () => {
  it.each(GOOD)("lead %s to the same answer and the same writes", async (name, tool) => {
    const further = !AS_TOLD.has(name) && !SENDS_BACK.has(name);
    const retell = retelling((value) => sameFacts(value, further));
    for (const input of inputsOf(tool)) {
      const [plain, retold] = await Promise.all([ready(tool, {}), ready(tool, { retell })]);
      const [expected, outcome] = [await plain.call(input), await retold.call(input)];
      expect(retold.internalErrors).toEqual([]);
      if (AS_TOLD.has(name)) {
        expect(outcome.ok).toBe(true);
        continue;
      }
      expect(withoutBudget(outcome)).toEqual(withoutBudget(expected));
      expect(retold.writes()).toEqual(plain.writes());
    }
  });
});

describe("answers with a part of their fields missing, empty or of another kind", () => {
  it.each(GOOD)("lead %s to no internal error and no slip of the pen", async (_name, tool) => {
    for (const input of inputsOf(tool)) {
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const damage = damageOf(IS_WHOLE ? seed : seed + tool.name.length);
        const retell = retelling((value) => damaged(value, damage));
        const bench = await ready(tool, { retell, heldToRow: false });
        const outcome = await bench.call(input);
        const at = JSON.stringify({ damage, input });
        expect(bench.internalErrors, at).toEqual([]);
        if (outcome.ok) expect(outcome.value.text, at).not.toMatch(SLIP);
      }
    }
  });
});

/** What is left of ClickUp's minute, which the retold answers do not say. */
function withoutBudget(outcome: unknown): unknown {
  const text = JSON.stringify(outcome);
  return JSON.parse(text.replace(/,"calls_left":\d+/g, "").replace(/\\ncalls_left: \d+/g, ""));
}
