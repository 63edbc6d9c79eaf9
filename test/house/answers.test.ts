/**
 * What one good call of every tool costs: requests to ClickUp with nothing known before, and tokens that a
 * model reads. Counts of the seeded sandbox, which are the same on any machine.
 */
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { beforeAll, describe, expect, it } from "vitest";
import { findTool, TOOLS } from "../../src/tools/catalogue.ts";
import { TOOL_PREFIX } from "../../src/tools/tool-names.ts";
import { GOOD_CALLS } from "../support/good-calls.ts";
import { toolBench } from "../support/tool-bench.ts";
import budgets from "./answer-budgets.json";

/** 120 calls on two busy cores. */
const TIMEOUT_MS = 60_000;
/**
 * Each tool may cost what `answer-budgets.json` says: requests as counted, tokens with a tenth of room.
 * All together have less room, so that many small steps are seen too.
 */
const MAX_REQUESTS = 565;
const MAX_TEXT_TOKENS = 14_000;
const MAX_STRUCTURED_TOKENS = 14_600;
const BUDGETS: Record<string, Omit<Cost, "tool">> = budgets;

interface Cost {
  tool: string;
  requests: number;
  text: number;
  structured: number;
}

const tokens = (text: string) => encode(text).length;

async function costOf(name: string): Promise<Cost> {
  const tool = name.slice(TOOL_PREFIX.length);
  const good = GOOD_CALLS[tool];
  const found = findTool(name);
  if (good === undefined || found === undefined) throw new Error(`no good call of ${tool}`);
  const bench = toolBench(found, good.bench);
  const first = good.before && findTool(TOOL_PREFIX + good.before[0]);
  if (good.before !== undefined && first !== undefined) await bench.call(good.before[1], first);
  bench.forget();
  const outcome = await bench.call(good.input);
  if (!outcome.ok) throw new Error(`${tool}: ${outcome.failure.code}`);
  const { text, structured } = outcome.value;
  return {
    tool,
    requests: bench.requests().length,
    text: tokens(text),
    structured: tokens(JSON.stringify(structured)),
  };
}

describe("a good call", () => {
  const costs: Cost[] = [];
  beforeAll(async () => {
    for (const { name } of TOOLS) costs.push(await costOf(name));
  }, TIMEOUT_MS);

  it("has a budget for every tool, and none for another", () => {
    expect(Object.keys(BUDGETS)).toEqual(costs.map(({ tool }) => tool));
  });

  it.each(["requests", "text", "structured"] as const)("stays within its budget of %s", (what) => {
    const over = costs
      .filter(({ tool, [what]: cost }) => cost > (BUDGETS[tool]?.[what] ?? 0))
      .map(({ tool, [what]: cost }) => `${tool}: ${cost}, at most ${BUDGETS[tool]?.[what]}`);
    expect(over).toEqual([]);
  });

  it.each([
    ["requests", MAX_REQUESTS],
    ["text", MAX_TEXT_TOKENS],
    ["structured", MAX_STRUCTURED_TOKENS],
  ] as const)("of all tools together stays within %s", (what, most) => {
    const all = costs.reduce((sum, { [what]: cost }) => sum + cost, 0);
    console.log(`a good call of every tool, ${what}: ${all}, at most ${most}`);
    expect(all).toBeLessThanOrEqual(most);
  });
});
