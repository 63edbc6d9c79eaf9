/**
 * What each tool may ask of ClickUp: its row of the catalogue that was agreed (`test/house/catalogue.json`,
 * `calls`), what every tool may ask to turn names into ids (`callable_by_all`), and the exceptions.
 */
import { TOOL_PREFIX } from "../../src/tools/tool-names.ts";
import catalogue from "../house/catalogue.json";
import { ROW_EXCEPTIONS } from "../house/row-exceptions.ts";
import type { SeenRequest } from "../sandbox/clickup/sandbox.ts";
import { findOperation, shapeOf } from "../sandbox/openapi/operations.ts";

type Sent = Pick<SeenRequest, "method" | "path">;

const ROWS: Readonly<Record<string, readonly string[]>> = catalogue.calls;
/** A row that names any documented operation, which `assertDocumented` holds. */
export const ANY_OPERATION = "*";

const EXCEPTIONS = new Set(
  ROW_EXCEPTIONS.flatMap(({ cases }) => cases.map(([tool, operation]) => `${tool} ${operation}`)),
);

/** Throws unless each request is one that the tool's row names, or an exception. */
export function assertInRow(toolName: string, seen: readonly Sent[]): void {
  const outside = operationsOutside(toolName, seen).filter(
    (operation) => !EXCEPTIONS.has(`${short(toolName)} ${operation}`),
  );
  if (outside.length === 0) return;
  throw new Error(`${toolName} called what its row does not name:\n${outside.join("\n")}`);
}

/** "GET /v2/list/{}/task" for each operation that the row does not name. */
export function operationsOutside(toolName: string, seen: readonly Sent[]): string[] {
  const allowed = new Set([...catalogue.callable_by_all, ...(ROWS[short(toolName)] ?? [])]);
  if (allowed.has(ANY_OPERATION)) return [];
  return [...new Set(seen.flatMap(operationOf))].filter((operation) => !allowed.has(operation));
}

function operationOf({ method, path }: Sent): string[] {
  // The attachment hosts are no part of the API.
  if (!path.startsWith("/api/")) return [];
  const inApi = path.replace(/^\/api(?=\/v[23]\/)/, "");
  const documented = findOperation(method, inApi);
  if (documented !== undefined) return [shapeOf(documented.key)];
  // Ids hold digits; the words of an operation do not.
  return [`${method} ${inApi}`.replace(/\/[^/]*\d[^/]*(?=\/|$)(?<!\/v[23])/g, "/{}")];
}

const short = (name: string): string => name.slice(TOOL_PREFIX.length);
