/**
 * Every request passes here first, in this order: Host, route and method, Origin, capped body.
 * What comes after (shape, credential, session, account) belongs to the route, which knows what
 * it was sent. Headers that every answer carries are written here and nowhere else.
 */
import type { Config } from "../env.ts";
import { classOf, type Log } from "../log/log.ts";
import { readTrace } from "../log/trace.ts";
import { type BodyReading, readBody } from "./body.ts";
import { writeCors } from "./cors.ts";
import {
  ACCOUNT_SILENT,
  ACCOUNT_UNAVAILABLE,
  BODY_TOO_LARGE,
  BODY_TOO_SLOW,
  FORBIDDEN_ORIGIN,
  httpError,
  INTERNAL_ERROR,
  METHOD_NOT_ALLOWED,
  PARSE_ERROR,
  type Refusal,
  rpcError,
} from "./errors.ts";
import { isOurHost } from "./host.ts";
import { isAllowedOrigin, isForeignForm, type OriginRule } from "./origin.ts";
import { REQUEST_ID_HEADER } from "./request-id.ts";
import { findRoute, type GatedRequest, type Route } from "./route.ts";

/** How a refusal looks to a browser; undefined where no browser asks. */
export type RefusalPage = (
  request: Request,
  refusal: Omit<Refusal, "rpcCode">,
  requestId: string,
) => Promise<Response> | undefined;

export type GateConfig = Pick<Config, "publicUrl" | "environment" | "allowedOrigins">;

/** Two years, the least that browsers' preload lists take. */
const HSTS = "max-age=63072000; includeSubDomains";

export async function passGate(
  request: Request,
  routes: Iterable<Route>,
  config: GateConfig,
  requestId: string,
  log: Log,
  page?: RefusalPage,
): Promise<Response> {
  const startedAtMs = Date.now();
  const url = new URL(request.url);
  const { traceId, traceparent } = readTrace(request.headers.get("traceparent"), requestId);
  log.note({ traceId });
  const found = findRoute(routes, url.pathname);
  const ids = { requestId, traceparent };
  const answer = await answerOf(request, url, found, config, ids, log, page);
  const response = finish(answer, request, found?.route, config, requestId);
  // The route's pattern, not the path: a path can hold ids and tickets.
  const path = found?.route.path ?? "none";
  const { status } = response;
  log.info("answered", {
    method: request.method,
    path,
    status,
    duration: Date.now() - startedAtMs,
  });
  return response;
}

async function answerOf(
  request: Request,
  url: URL,
  found: ReturnType<typeof findRoute>,
  config: GateConfig,
  ids: Pick<GatedRequest, "requestId" | "traceparent">,
  log: Log,
  page: RefusalPage | undefined,
): Promise<Response> {
  const { requestId } = ids;
  const rule = ruleOf(config);
  const plain = (what: Omit<Refusal, "rpcCode">) =>
    page?.(request, what, requestId) ?? httpError(what, requestId);
  if (!isOurHost(request, url, rule)) return plain(MISDIRECTED);
  if (found === undefined) return plain(NO_SUCH_PATH);
  const { route } = found;
  const refusal = (what: Refusal) => {
    if (route.speaks === "json-rpc") return rpcRefusal(what);
    return route.speaks === "oauth" ? oauthRefusal(what) : plain(what);
  };
  if (request.method !== "OPTIONS" && !takes(route, request.method)) {
    return refusal(methodNotAllowed(route));
  }
  if (
    !isAllowedOrigin(request.headers.get("origin"), route.origins, rule) ||
    isForeignForm(request, route.origins)
  ) {
    return refusal(WRONG_ORIGIN);
  }
  if (request.method === "OPTIONS") {
    return new Response(null, { status: 204, headers: { Allow: methodsOf(route).join(", ") } });
  }
  const body: BodyReading =
    route.streams === true ? { ok: true, bytes: new Uint8Array() } : await readBody(request);
  if (!body.ok) return refusal(BODY_PROBLEMS[body.problem]);
  // What comes with a GET means nothing (RFC 9110 §9.3.1), and no request can be made of it.
  const bytes = isRead(request) ? new Uint8Array() : body.bytes;
  try {
    const gated: GatedRequest = {
      request:
        request.body === null || route.speaks === "json-rpc" || route.streams === true
          ? request
          : rebuilt(request, bytes),
      url,
      params: found.params,
      bytes,
      ...ids,
    };
    return await route.answer(gated);
  } catch (error) {
    if (isUnavailable(error)) {
      log.warn("an object did not answer", { path: route.path, error: classOf(error) });
      return refusal(isRead(request) ? ACCOUNT_UNAVAILABLE : ACCOUNT_SILENT);
    }
    log.error("a request failed", { path: route.path, error: classOf(error) });
    return refusal(BROKEN);
  }
}

/** True for a Durable Object that was reset, overloaded or could not be reached: try again. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ["retryable", "overloaded", "durableObjectReset"].some(
    (flag) => Reflect.get(error, flag) === true,
  );
}

function takes(route: Route, method: string): boolean {
  const { methods } = route;
  return (
    methods.includes(method) ||
    (method === "HEAD" && route.speaks === "http" && methods.includes("GET"))
  );
}

function isRead({ method }: Request): boolean {
  return method === "GET" || method === "HEAD";
}

/** A body can be read only once; pages and forms get a request whose body is the bytes that passed. */
function rebuilt(request: Request, bytes: Uint8Array<ArrayBuffer>): Request {
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  headers.delete("transfer-encoding");
  return new Request(request.url, {
    method: request.method,
    headers,
    body: isRead(request) ? null : bytes,
    signal: request.signal,
    redirect: "manual",
  });
}

function rpcRefusal({ status, rpcCode: code, message, headers }: Refusal): Response {
  return rpcError(status, null, { code, message }, headers);
}

/** RFC 6749 §5.2; what the endpoint itself could not do it says itself. */
function oauthRefusal({ status, message, headers = {} }: Refusal): Response {
  const error = status < 500 ? "invalid_request" : "server_error";
  return Response.json({ error, error_description: message }, { status, headers });
}

function finish(
  response: Response,
  request: Request,
  route: Route | undefined,
  config: GateConfig,
  requestId: string,
): Response {
  const answer = withRequestId(response, request.method, requestId);
  const { headers } = answer;
  writeCors(headers, {
    // A refused origin gets no CORS header: the page learns nothing but that it failed.
    origin: mayRead(request, response, route, config) ? request.headers.get("origin") : null,
    policy: route?.origins ?? "own",
    ...(route !== undefined && request.method === "OPTIONS" && { preflightOf: methodsOf(route) }),
  });
  headers.set("X-Content-Type-Options", "nosniff");
  keepPrivate(headers);
  if (config.publicUrl.protocol === "https:") headers.set("Strict-Transport-Security", HSTS);
  return answer;
}

/** Only what says that it is for everybody may be kept: all else answers one person, a refusal too. */
function keepPrivate(headers: Headers): void {
  const said = headers.get("Cache-Control");
  if (said !== null && /\b(?:public|no-store)\b/.test(said)) return;
  // Streams bring more words of their own, for proxies.
  headers.set("Cache-Control", said === null ? "no-store" : `no-store, ${said}`);
}

/** Some refusals come before the Origin was looked at. */
function mayRead(
  request: Request,
  response: Response,
  route: Route | undefined,
  config: GateConfig,
): boolean {
  if (route === undefined || response.status === 421) return false;
  return isAllowedOrigin(request.headers.get("origin"), route.origins, ruleOf(config));
}

function ruleOf(config: GateConfig): OriginRule {
  return {
    publicUrl: config.publicUrl,
    isDevelopment: config.environment === "development",
    allowedOrigins: config.allowedOrigins,
  };
}

/** Most answers are ours and take more headers as they are; what came from a fetch does not. */
function withRequestId(response: Response, method: string, requestId: string): Response {
  const answer = method === "HEAD" ? new Response(null, response) : response;
  try {
    answer.headers.set(REQUEST_ID_HEADER, requestId);
    return answer;
  } catch {
    return withRequestId(new Response(response.body, response), method, requestId);
  }
}

function methodNotAllowed(route: Route): Refusal {
  const allow = methodsOf(route).join(", ");
  return {
    status: 405,
    code: "method_not_allowed",
    message: `This path takes ${allow}.`,
    rpcCode: METHOD_NOT_ALLOWED,
    headers: { Allow: allow },
  };
}

function methodsOf(route: Route): string[] {
  return [...route.methods, "OPTIONS"];
}

const MISDIRECTED = {
  status: 421,
  code: "misdirected_request",
  message: "This server does not answer under this host name.",
};

const NO_SUCH_PATH = { status: 404, code: "not_found", message: "There is nothing at this path." };

const WRONG_ORIGIN: Refusal = {
  status: 403,
  code: "origin_not_allowed",
  message: "Pages of this origin may not call this server.",
  rpcCode: FORBIDDEN_ORIGIN,
};

const BROKEN: Refusal = {
  status: 500,
  code: "internal",
  message: "Something went wrong in this server.",
  rpcCode: INTERNAL_ERROR,
};

const BODY_PROBLEMS: Record<"too_large" | "too_slow" | "broken", Refusal> = {
  too_large: {
    status: 413,
    code: "body_too_large",
    message: "The body is larger than 1 MiB.",
    rpcCode: BODY_TOO_LARGE,
  },
  too_slow: {
    status: 408,
    code: "body_too_slow",
    message: "The body did not arrive in time.",
    rpcCode: BODY_TOO_SLOW,
  },
  broken: {
    status: 400,
    code: "body_broken",
    message: "The body ended early.",
    rpcCode: PARSE_ERROR,
  },
};
