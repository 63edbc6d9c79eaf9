/** Which operation a call means. What the index does not hold cannot be called. */
import { FailureError } from "../../domain/failure.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";
import { type Operation, operations } from "./operation.ts";

const HOST = "https://api.clickup.com";

export interface FoundOperation {
  operation: Operation;
  /** Ids that stood in the path. */
  pathValues: Readonly<Record<string, string>>;
}

export function findOperation(asked: {
  operation?: string | undefined;
  method?: string | undefined;
  path?: string | undefined;
}): FoundOperation {
  const { operation: named, method, path } = asked;
  const [, verb, below] = /^([A-Za-z]+)\s+(\S+)$/.exec(named ?? "") ?? [];
  if (verb !== undefined && below !== undefined) return byPath(verb, below, "operation");
  if (named !== undefined) return { operation: byId(named), pathValues: {} };
  if (method !== undefined && path !== undefined) return byPath(method, path, "path");
  throw invalidInput("operation", 'Give "operation", or "method" and "path".');
}

export function byId(given: string): Operation {
  const wanted = given.toLowerCase();
  const found = operations().find(({ id }) => id.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const near = nearestNames(
    given,
    operations().map(({ id }) => id),
  );
  throw new FailureError({
    code: "not_found",
    what: "operation",
    findWith: "clickup_api_search",
    given,
    ...(near.length > 0 && {
      nearest: near.map((id) => ({
        id,
        name: operations().find((one) => one.id === id)?.summary ?? id,
      })),
    }),
  });
}

function byPath(verb: string, given: string, argument: string): FoundOperation {
  const segments = segmentsOf(given, argument);
  const method = verb.toUpperCase();
  let best: { operation: Operation; values: Record<string, string>; exact: number } | undefined;
  for (const operation of operations()) {
    if (operation.method !== method) continue;
    const match = matchOf(operation.path.split("/").slice(1), segments);
    // "current" is no timer's id: the path with the most words of its own is meant.
    if (match !== undefined && match.exact > (best?.exact ?? -1)) best = { operation, ...match };
  }
  if (best !== undefined) return { operation: best.operation, pathValues: best.values };
  throw new FailureError({
    code: "not_found",
    what: "operation",
    findWith: "clickup_api_search",
    given: `${method} ${given}`.slice(0, 100),
  });
}

function segmentsOf(given: string, argument: string): string[] {
  let path = given.trim();
  if (path.startsWith(`${HOST}/`)) path = path.slice(HOST.length);
  if (path.startsWith("/api/")) path = path.slice("/api".length);
  if (!/^\/v[23]\//.test(path)) {
    throw invalidInput(
      argument,
      `"${argument}" must lie below ${HOST}/api/v2 or /v3, as in "/v2/list/901/task".`,
    );
  }
  if (/[?#\\]/.test(path)) {
    throw invalidInput(argument, `"${argument}" must be a path alone; the rest goes into "query".`);
  }
  return path.replace(/\/$/, "").split("/").slice(1);
}

function matchOf(
  template: readonly string[],
  segments: readonly string[],
): { values: Record<string, string>; exact: number } | undefined {
  if (template.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  let exact = 0;
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? "";
    if (part === segment) {
      if (!part.startsWith("{")) exact += 1;
      continue;
    }
    if (!part.startsWith("{") || segment === "") return undefined;
    // Whatever name the caller has for it, a placeholder is no value.
    if (!/^\{\w+\}$/.test(segment)) values[part.slice(1, -1)] = decoded(segment);
  }
  return { values, exact };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // no id: refused where the path is made
  }
}
