/** What a path takes and who answers it. */
import type { RateLimitState } from "../account/door.ts";
import type { OriginPolicy } from "./origin.ts";

export interface GatedRequest {
  /** Its body can be read once more, except on routes that speak JSON-RPC: those take `bytes`. */
  request: Request;
  url: URL;
  /** Values of the path's `:name` segments. */
  params: Readonly<Record<string, string>>;
  /** The whole body; empty when there was none. */
  bytes: Uint8Array<ArrayBuffer>;
  requestId: string;
  /** The caller's window, once one was admitted: every answer to this request tells it. */
  limits?: RateLimitState;
  /** W3C Trace Context, for whatever this request asks of others. */
  traceparent: string;
}

export interface Route {
  /** `/exact`, with `:name` for a segment, or `/prefix/*`. The first route that fits answers. */
  path: string;
  /** Beside OPTIONS, which the gate answers, and HEAD, which is a GET without its body. */
  methods: readonly string[];
  origins: OriginPolicy;
  /** The shape of the gate's own refusals. */
  speaks: "http" | "json-rpc" | "oauth";
  /** The route reads the body itself, under its own cap; `bytes` is empty. */
  streams?: true;
  answer(gated: GatedRequest): Response | Promise<Response>;
}

export function findRoute(
  routes: Iterable<Route>,
  pathname: string,
): { route: Route; params: Record<string, string> } | undefined {
  for (const route of routes) {
    const params = matchPath(route.path, pathname);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchPath(pattern: string, pathname: string): Record<string, string> | undefined {
  if (pattern.endsWith("/*")) return pathname.startsWith(pattern.slice(0, -1)) ? {} : undefined;
  if (!pattern.includes(":")) return pattern === pathname ? {} : undefined;
  const wanted = pattern.split("/");
  const given = pathname.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, segment] of wanted.entries()) {
    const value = given[at] ?? "";
    if (!segment.startsWith(":")) {
      if (segment !== value) return undefined;
    } else {
      if (value === "") return undefined;
      params[segment.slice(1)] = value;
    }
  }
  return params;
}
