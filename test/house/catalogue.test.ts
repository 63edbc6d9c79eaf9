import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { SCOPES } from "../../src/domain/scope.ts";
import { findTool, listedTools, TOOLS } from "../../src/tools/catalogue.ts";
import { CREATES, DELETES, READS, TOOLSETS, UPDATES } from "../../src/tools/define-tool.ts";
import { TOOL_NAMES } from "../../src/tools/tool-names.ts";

const LISTED = [...listedTools().values()];
const FREE = TOOLS.filter(({ tier }) => tier === "free");

/** tools.md, "Keeping tools/list small": o200k tokens of the JSON. */
const MAX_TOKENS_FREE = 3_000;
const MAX_TOKENS_PER_TOOL = 600;
const MAX_DESCRIPTION = 300;
/** Longer ones are dropped by a client that adds the server's name. */
const MAX_NAME = 40;

const tokens = (value: unknown) => encode(JSON.stringify(value)).length;

type Node = Record<string, unknown>;
function nodesOf(schema: unknown, path: string): [string, Node][] {
  if (typeof schema !== "object" || schema === null) return [];
  const node = schema as Node;
  const inner = [
    ...Object.entries((node.properties ?? {}) as Node).map(([key, child]) => [key, child] as const),
    ...(node.items === undefined ? [] : [["items", node.items] as const]),
  ];
  return [[path, node], ...inner.flatMap(([key, child]) => nodesOf(child, `${path}.${key}`))];
}

describe("every tool", () => {
  it.each(LISTED)("$name is named, described and hinted as all clients need it", (tool) => {
    expect(tool.name).toMatch(/^clickup_[a-z]+(_[a-z]+)+$/);
    expect(tool.name.length).toBeLessThanOrEqual(MAX_NAME);
    expect(tool.title).toMatch(/^[A-Z]/);
    expect(tool.description.length).toBeLessThanOrEqual(MAX_DESCRIPTION);
    expect(tool.description).toMatch(/\.$/);
    expect(tool.description).not.toMatch(/\b[A-Z]{4,}\b|!/);
    expect(Object.keys(tool.annotations).sort()).toEqual([
      "destructiveHint",
      "idempotentHint",
      "openWorldHint",
      "readOnlyHint",
    ]);
    for (const hint of Object.values(tool.annotations)) expect(typeof hint).toBe("boolean");
  });

  it.each(LISTED)("$name points only at tools that exist or will", ({ description }) => {
    const known = new Set<string>(Object.values(TOOL_NAMES).flat());
    const named = [...description.matchAll(/\bclickup_(\w+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(LISTED)("$name has schemas in the subset that every client takes", (tool) => {
    const kept = ["type", "description", "enum", "minimum", "maximum", "format"];
    const known = new Set([...kept, "properties", "required", "items", "additionalProperties"]);
    for (const schema of [tool.inputSchema, tool.outputSchema]) {
      expect(schema.type).toBe("object");
      for (const [path, node] of nodesOf(schema, tool.name)) {
        expect(
          Object.keys(node).filter((key) => !known.has(key)),
          path,
        ).toEqual([]);
        expect(typeof node.type, path).toBe("string");
        if (node.format !== undefined) expect(node.format, path).toBe("date-time");
        const required = (node.required ?? []) as string[];
        expect(Object.keys((node.properties ?? {}) as Node), path).toEqual(
          expect.arrayContaining(required),
        );
      }
    }
    expect(tool.inputSchema.additionalProperties).toBe(false);
    for (const [path, node] of nodesOf(tool.inputSchema, tool.name)) {
      // Some model APIs refuse the whole list over one array that does not say what it holds.
      if (node.type === "array") expect(node.items, path).toBeDefined();
    }
  });

  it.each(TOOLS)("$name has the scope that its hints need", (tool) => {
    expect(SCOPES).toContain(tool.scope);
    expect(TOOLSETS).toContain(tool.toolset);
    expect(TOOL_NAMES[tool.toolset]).toContain(tool.name.replace(/^clickup_/, ""));
    // Which scope that one needs depends on the operation that it is asked to call.
    if (tool.name === "clickup_api_execute") return;
    if (tool.annotations.readOnlyHint) expect(tool.scope).toBe("clickup:read");
    else expect(tool.scope).not.toBe("clickup:read");
  });

  it.each(LISTED)(`$name costs at most ${MAX_TOKENS_PER_TOOL} tokens`, (tool) => {
    expect(tokens(tool)).toBeLessThanOrEqual(MAX_TOKENS_PER_TOOL);
  });
});

describe("the four hint sets", () => {
  it("spell out all four hints", () => {
    for (const set of [READS, CREATES, UPDATES, DELETES]) expect(Object.keys(set)).toHaveLength(4);
  });
});

describe("the catalogue", () => {
  it("holds each name once and finds it", () => {
    const names = TOOLS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const tool of TOOLS) expect(findTool(tool.name)).toBe(tool);
    expect(findTool("clickup_nothing_get")).toBeUndefined();
    expect(findTool("__proto__")).toBeUndefined();
  });

  it("gives the free tier its seven tools within 3,000 tokens", () => {
    expect(FREE.map(({ name }) => name)).toEqual([
      "clickup_workspace_hierarchy",
      "clickup_space_get",
      "clickup_folder_get",
      "clickup_list_get",
      "clickup_task_get",
      "clickup_task_create",
      "clickup_task_update",
    ]);
    const listed = FREE.map(({ name }) => listedTools().get(name));
    const sizes = listed.map((tool) => `${tool?.name} ${tokens(tool)}`);
    console.log(`tools/list, free tier: ${tokens(listed)} o200k tokens (${sizes.join(", ")})`);
    expect(tokens(listed)).toBeLessThanOrEqual(MAX_TOKENS_FREE);
  });

  it("changes no schema unnoticed, because clients keep the list for a day", () => {
    expect(LISTED).toMatchSnapshot();
  });
});
