/**
 * The registered tools against the catalogue that was agreed (`catalogue.json`: name, toolset, tier, listed
 * by default, the four hints, scope), and what each choice of tools lists and costs.
 */
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import type { ToolChoice } from "../../src/domain/tool-choice.ts";
import { listedTools, TOOLS } from "../../src/tools/catalogue.ts";
import { visibleTools } from "../../src/tools/choice.ts";
import { type AnyTool, TOOLSETS } from "../../src/tools/define-tool.ts";
import { PERSONAS } from "../../src/tools/personas.ts";
import { TOOL_NAMES, TOOL_PREFIX } from "../../src/tools/tool-names.ts";
import catalogue from "./catalogue.json";

// o200k tokens of the JSON of tools/list.
const MAX_TOKENS_DEFAULT = 17_000;
const MAX_TOKENS_DEFAULT_WITHOUT_OUTPUT = 14_000;
const MAX_TOKENS_WORKER = 6_500;

interface Row {
  name: string;
  toolset: string;
  tier: string;
  listed: boolean;
  hints: string;
  scope: string;
}

const ROWS = catalogue.tools.map(
  ([name, toolset, tier, listed, hints, scope]): Row => ({
    name: String(name),
    toolset: String(toolset),
    tier: String(tier),
    listed: listed === true,
    hints: String(hints),
    scope: String(scope),
  }),
);
const BY_NAME = new Map(ROWS.map((row) => [row.name, row]));
const REGISTERED = new Set(TOOLS.map(short));

function short({ name }: { name: string }): string {
  return name.slice(TOOL_PREFIX.length);
}

const tokens = (value: unknown) => encode(JSON.stringify(value)).length;
const listingOf = (tools: readonly AnyTool[]) =>
  tools.flatMap(({ name }) => listedTools().get(name) ?? []);
const listed = (choice: ToolChoice) => visibleTools("premium", choice).map(short).sort();
const registered = (names: readonly string[]) =>
  names.filter((name) => REGISTERED.has(name)).sort();

describe("the catalogue as agreed", () => {
  it("has 120 tools in 25 toolsets, 72 of them listed by default and 7 free", () => {
    expect(ROWS).toHaveLength(120);
    expect(new Set(ROWS.map(({ toolset }) => toolset)).size).toBe(25);
    expect(ROWS.filter((row) => row.listed)).toHaveLength(72);
    expect(ROWS.filter(({ tier }) => tier === "free")).toHaveLength(7);
  });

  it("names the same tools as the product, in the same order", () => {
    const named = TOOLSETS.flatMap((toolset) =>
      TOOL_NAMES[toolset].map((name) => ({ name, toolset })),
    );
    expect(named).toEqual(ROWS.map(({ name, toolset }) => ({ name, toolset })));
  });

  it("gives personas the same tools as the product", () => {
    for (const [persona, names] of Object.entries(PERSONAS)) {
      const agreed = (catalogue.personas as Record<string, string[]>)[persona] ?? [];
      expect([...names].sort(), persona).toEqual([...agreed].sort());
    }
    expect(Object.keys(PERSONAS).sort()).toEqual(Object.keys(catalogue.personas).sort());
  });

  it.each(TOOLS)("$name is what was agreed", (tool) => {
    const row = BY_NAME.get(short(tool));
    const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = tool.annotations;
    const hints = [readOnlyHint, destructiveHint, idempotentHint, openWorldHint]
      .map((hint) => (hint ? "1" : "0"))
      .join("");
    expect({
      name: short(tool),
      toolset: tool.toolset,
      tier: tool.tier,
      listed: tool.listedByDefault,
      hints,
      scope: tool.scope.replace("clickup:", ""),
    }).toEqual(
      // Its hint is the worst case; what it needs is the scope of the operation that it calls.
      row?.name === "api_execute" ? { ...row, scope: "read" } : row,
    );
  });

  it("registers tools in the order of the catalogue", () => {
    const order = ROWS.map(({ name }) => name).filter((name) => REGISTERED.has(name));
    expect(TOOLS.map(short)).toEqual(order);
    const missing = ROWS.map(({ name }) => name).filter((name) => !REGISTERED.has(name));
    console.log(
      `tools: ${TOOLS.length} of 120 registered${missing.length > 0 ? `; missing: ${missing.join(", ")}` : ""}`,
    );
  });
});

describe("what a premium user is shown", () => {
  const names = (wanted: (row: Row) => boolean) =>
    registered(ROWS.filter(wanted).map(({ name }) => name));

  it("is the default set without a choice, and everything with all", () => {
    expect(listed({})).toEqual(names((row) => row.listed));
    expect(listed({ toolsets: ["default"] })).toEqual(names((row) => row.listed));
    expect(listed({ toolsets: ["all"] })).toEqual(names(() => true));
    expect(listed({ toolsets: ["default", "goals"] })).toEqual(
      names((row) => row.listed || row.toolset === "goals"),
    );
  });

  it.each(TOOLSETS)("is the toolset %s alone", (toolset) => {
    expect(listed({ toolsets: [toolset] })).toEqual(names((row) => row.toolset === toolset));
  });

  it.each(Object.entries(catalogue.personas))("is the persona %s", (persona, agreed) => {
    const choice: ToolChoice = { persona, ...(persona === "auditor" && { readonly: true }) };
    expect(listed(choice)).toEqual(registered(agreed));
  });

  it("reads alone with readonly, and never deletes with nodelete", () => {
    expect(listed({ toolsets: ["all"], readonly: true })).toEqual(
      names(({ hints }) => hints.startsWith("1")),
    );
    expect(listed({ toolsets: ["all"], nodelete: true })).toEqual(
      names(({ hints }) => hints[1] === "0"),
    );
  });

  it("is the seven free tools on the free tier, whatever is asked for", () => {
    for (const choice of [{}, { toolsets: ["all"] }, { toolsets: ["default"] }]) {
      expect(visibleTools("free", choice).map(short).sort()).toEqual(
        names(({ tier }) => tier === "free"),
      );
    }
  });
});

describe("what the listings cost", () => {
  it("stays within 17,000 tokens by default, 14,000 without output schemas", () => {
    const listing = listingOf(visibleTools("premium", {}));
    const without = listing.map(({ outputSchema: _, ...rest }) => rest);
    const [whole, bare] = [tokens(listing), tokens(without)];
    console.log(`tools/list, default (${listing.length}): ${whole} tokens, ${bare} without output`);
    const largest = listing
      .map((tool) => ({ name: tool.name, cost: tokens(tool) }))
      .sort((a, b) => b.cost - a.cost)
      .slice(0, 12);
    console.log(`largest: ${largest.map(({ name, cost }) => `${name} ${cost}`).join(", ")}`);
    expect(whole).toBeLessThanOrEqual(MAX_TOKENS_DEFAULT);
    expect(bare).toBeLessThanOrEqual(MAX_TOKENS_DEFAULT_WITHOUT_OUTPUT);
  });

  it("stays within 6,500 tokens for the worker", () => {
    const cost = tokens(listingOf(visibleTools("premium", { persona: "worker" })));
    console.log(`tools/list, worker: ${cost} tokens`);
    expect(cost).toBeLessThanOrEqual(MAX_TOKENS_WORKER);
  });

  it("is known for every persona and for all", () => {
    const sizes = Object.keys(PERSONAS).map(
      (persona) => `${persona} ${tokens(listingOf(visibleTools("premium", { persona })))}`,
    );
    const all = tokens(listingOf(visibleTools("premium", { toolsets: ["all"] })));
    console.log(`tools/list: ${sizes.join(", ")}, all ${all}`);
    expect(all).toBeGreaterThan(0);
  });
});
