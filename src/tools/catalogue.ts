/** Every tool there is, by name, and the listing that MCP clients get. */
import type { AnyTool, ListedTool } from "./define-tool.ts";
import { folderGet } from "./folder/get.ts";
import { listGet } from "./list/get.ts";
import { toListedInput, toListedOutput } from "./listed-schema.ts";
import { spaceGet } from "./space/get.ts";
import { taskCreate } from "./task/create.ts";
import { taskGet } from "./task/get.ts";
import { taskUpdate } from "./task/update.ts";
import { workspaceHierarchy } from "./workspace/hierarchy.ts";

/** In the order in which clients show them. */
export const TOOLS: readonly AnyTool[] = [
  workspaceHierarchy,
  spaceGet,
  folderGet,
  listGet,
  taskGet,
  taskCreate,
  taskUpdate,
];

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

function toListedTool(tool: AnyTool): ListedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: toListedInput(tool.input),
    outputSchema: toListedOutput(tool.output, tool.listedOutput),
    annotations: tool.annotations,
  };
}
