/** Every tool there is, by name, and the listing that MCP clients get. */
import type { AnyTool, ListedTool } from "./define-tool.ts";
import { toListedSchema } from "./listed-schema.ts";

/** In the order in which clients show them. */
export const TOOLS: readonly AnyTool[] = [];

let byName: ReadonlyMap<string, AnyTool> | undefined;
let listing: ReadonlyMap<string, ListedTool> | undefined;

export function findTool(name: string): AnyTool | undefined {
  byName ??= new Map(TOOLS.map((tool) => [tool.name, tool]));
  return byName.get(name);
}

/**
 * The listing of every tool, made on the first call and then kept: it is the same for all users.
 * Which of them a caller sees is decided elsewhere, by name.
 */
export function listedTools(): ReadonlyMap<string, ListedTool> {
  listing ??= new Map(TOOLS.map((tool) => [tool.name, toListedTool(tool)]));
  return listing;
}

export function toListedTool(tool: AnyTool): ListedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: toListedSchema(tool.input, "input"),
    outputSchema: toListedSchema(tool.output, "output"),
    annotations: tool.annotations,
  };
}
