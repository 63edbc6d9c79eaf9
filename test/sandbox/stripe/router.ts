// One table of operations. A resource file declares its own with route(); routes.ts gathers them.
import type { JsonObject } from "../clickup/json.ts";
import type { Answer } from "./errors.ts";
import type { Shapes } from "./parameters.ts";
import type { StripeState } from "./state.ts";
import { toJson } from "./state.ts";

export interface World {
  readonly state: StripeState;
  /** Of the pages that people see. */
  readonly origin: string;
  nowMs(): number;
  /** Notes an event about an object as it is now; `previous` holds the old values of an update. */
  emit(type: string, object: object, previous?: JsonObject): void;
}

export const seconds = (world: World): number => Math.floor(world.nowMs() / 1000);

export interface Call {
  readonly world: World;
  readonly state: StripeState;
  readonly params: JsonObject;
  /** A segment of the path, decoded. */
  path(name: string): string;
}

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  readonly segments: readonly string[];
  readonly shapes: Shapes;
  run(call: Call): Answer;
}

/** `route("GET /v1/prices/{id}", {}, (call) => ok(…))` */
export function route(
  signature: `${Route["method"]} /v1/${string}`,
  shapes: Shapes,
  run: (call: Call) => Answer,
): Route {
  const [method, path] = signature.split(" ");
  return {
    method: method as Route["method"],
    segments: (path ?? "").split("/").slice(1),
    shapes,
    run,
  };
}

export const ok = (object: object): Answer => ({ status: 200, body: toJson(object) });

export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; path(name: string): string } | null {
  const given = path.split("/").slice(1);
  for (const route of routes) {
    const params = route.method === method ? match(route.segments, given) : null;
    if (params !== null) return { route, path: (name) => params[name] ?? "" };
  }
  return null;
}

function match(wanted: readonly string[], given: readonly string[]): Record<string, string> | null {
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (!segment.startsWith("{")) {
      if (segment !== value) return null;
    } else {
      if (value === "") return null;
      try {
        params[segment.slice(1, -1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    }
  }
  return params;
}

/** Not text(): workerd warns about bodies that are forms. */
export async function bodyText(request: Request): Promise<string> {
  return new TextDecoder().decode(await request.arrayBuffer());
}
