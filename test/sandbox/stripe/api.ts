// One request to Stripe's API: key, version, idempotency, parameters, operation, expansion.
import type { Json } from "../clickup/json.ts";
import { checkoutRoutes } from "./checkout-sessions.ts";
import { customerRoutes } from "./customers.ts";
import {
  type Answer,
  refuse,
  refuseKey,
  refuseReusedKey,
  refuseUrl,
  StripeRefusal,
} from "./errors.ts";
import { API_VERSION } from "./events.ts";
import { newRequestId } from "./ids.ts";
import { expand } from "./objects.ts";
import { list, readParameters } from "./parameters.ts";
import { paymentRoutes } from "./payments.ts";
import { portalRoutes } from "./portal-sessions.ts";
import { findRoute, type Route, type World } from "./router.ts";
import { subscriptionRoutes } from "./subscriptions.ts";

const ROUTES: readonly Route[] = [
  ...customerRoutes,
  ...checkoutRoutes,
  ...subscriptionRoutes,
  ...portalRoutes,
  ...paymentRoutes,
];

const IDEMPOTENCY_LIFE_MS = 24 * 3_600_000; // docs.stripe.com/api/idempotent_requests
const MAX_KEY = 255;

export interface ApiRequest {
  method: string;
  path: string;
  /** Without the question mark. */
  query: string;
  body: string;
  headers: Headers;
}

export function answerApi(world: World, secretKey: string, request: ApiRequest): Response {
  const key = request.method === "POST" ? request.headers.get("Idempotency-Key") : null;
  const requestId = newRequestId();
  try {
    authenticate(request.headers.get("Authorization"), secretKey);
    checkHead(request);
    if (key === null) return respond(operate(world, request), requestId, key);
    const fingerprint = `${request.method} ${request.path} ${request.body}`;
    const kept = keptAnswer(world, key);
    if (kept !== undefined) {
      if (kept.request !== fingerprint) refuseReusedKey(key);
      return respond(kept, requestId, key, kept.requestId);
    }
    // A refusal of parameters is not kept: nothing was begun, and the request may be mended.
    const answer = operate(world, request);
    const atMs = world.nowMs();
    world.state.idempotency[key] = { ...answer, request: fingerprint, requestId, atMs };
    return respond(answer, requestId, key);
  } catch (error) {
    if (!(error instanceof StripeRefusal)) throw error;
    return respond(error, requestId, key);
  }
}

function authenticate(header: string | null, secretKey: string): void {
  const [scheme = "", value = ""] = (header ?? "").split(" ");
  let key: string | null = null;
  if (/^bearer$/i.test(scheme)) key = value;
  else if (/^basic$/i.test(scheme)) key = atob(value).split(":")[0] ?? "";
  if (key === null || key === "") refuseKey(null);
  else if (key !== secretKey) refuseKey(key);
}

function checkHead({ method, headers, body }: ApiRequest): void {
  const version = headers.get("Stripe-Version");
  if (version !== null && version !== API_VERSION) {
    refuse(null, `Invalid Stripe API version: ${version}`);
  }
  const type = headers.get("Content-Type")?.split(";")[0]?.trim();
  if (method === "POST" && body !== "" && type !== "application/x-www-form-urlencoded") {
    refuse(null, `Invalid request: Content-Type ${type ?? "missing"}`);
  }
  if ((headers.get("Idempotency-Key")?.length ?? 0) > MAX_KEY) {
    refuse(null, `Idempotency-Key can have up to ${MAX_KEY} characters.`);
  }
}

function operate(world: World, { method, path, query, body }: ApiRequest): Answer {
  const found = findRoute(ROUTES, method, path);
  if (found === null) return refuseUrl(method, path);
  const encoded = [query, body].filter((part) => part !== "").join("&");
  const params = readParameters(encoded, found.route.shapes);
  const answer = found.route.run({ world, state: world.state, params, path: found.path });
  expand(world.state, answer.body, list(params, "expand"));
  return answer;
}

function keptAnswer(world: World, key: string) {
  const { idempotency } = world.state;
  for (const [name, row] of Object.entries(idempotency)) {
    if (row.atMs <= world.nowMs() - IDEMPOTENCY_LIFE_MS) delete idempotency[name];
  }
  return Object.hasOwn(idempotency, key) ? idempotency[key] : undefined;
}

function respond(
  { status, body }: { status: number; body: Json },
  requestId: string,
  idempotencyKey: string | null,
  originalRequest?: string,
): Response {
  const headers = new Headers({
    "Content-Type": "application/json",
    "Request-Id": requestId,
    "Stripe-Version": API_VERSION,
  });
  if (idempotencyKey !== null) headers.set("Idempotency-Key", idempotencyKey);
  if (originalRequest !== undefined) {
    headers.set("Idempotent-Replayed", "true");
    headers.set("Original-Request", originalRequest);
  }
  if (status === 401) headers.set("WWW-Authenticate", 'Bearer realm="Stripe"');
  return new Response(JSON.stringify(body, null, 2), { status, headers });
}
