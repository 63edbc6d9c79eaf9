import { accountOf } from "../account/account-of.ts";
import type { AccountDoor, RateLimitState } from "../account/door.ts";
import type { Caller } from "../domain/caller.ts";
import { httpError } from "../gate/errors.ts";
import type { GatedRequest } from "../gate/route.ts";
import { authenticate, challenge } from "../oauth/validate-token.ts";
import { endSessionCookie, isCsrfToken, readSession } from "./browser-session.ts";
import type { WebContext } from "./context.ts";
import { isFormPost, readForm } from "./form.ts";
import { sendTo, wantsHtml } from "./page.ts";

/** Who asks at a route of the account, admitted. */
export interface Asker {
  caller: Caller;
  account: AccountDoor;
  limits: RateLimitState;
  /** The fields of the body, whether it came as a form or as JSON. */
  fields: Fields;
  /** A page's form: answer with pages. */
  isPage: boolean;
}

export type Fields = Readonly<Record<string, unknown>>;

/**
 * A script's credential or the page's session. A change by session needs the CSRF token, in the
 * field `csrf` or the header `X-CSRF-Token`. A script's request counts against the limit, a page's
 * does not.
 */
export async function findAsker(
  gated: GatedRequest,
  context: WebContext,
): Promise<Asker | Response> {
  const { env, config } = context;
  const { request, requestId } = gated;
  const fields = readFields(gated);
  if (fields === undefined) {
    return httpError(
      { status: 400, code: "bad_request", message: "The body is not JSON." },
      requestId,
    );
  }
  const authorization = request.headers.get("Authorization");
  const isScript = authorization !== null;
  const caller = isScript
    ? await authenticate(authorization, "mcp", env, config)
    : await readSession(request, config);
  const unauthorized = () => refuseUnknown(gated, context, isScript);
  if (caller === undefined) return unauthorized();
  if (!isScript && request.method !== "GET") {
    const given = fields.csrf ?? request.headers.get("X-CSRF-Token");
    if (typeof given !== "string" || !(await isCsrfToken(config, caller, given))) {
      return httpError(WITHOUT_CSRF, requestId);
    }
  }
  const account = accountOf(env, caller.userId);
  const admission = await account.admit({ caller, requestId, cost: isScript ? 1 : 0 });
  if (admission.admitted) {
    return { caller, account, limits: admission.limits, fields, isPage: !isScript };
  }
  if (admission.refusal !== "rate_limited") return unauthorized();
  const { retryAfterSeconds, limits } = admission;
  const headers = { ...rateLimitHeaders(limits), "Retry-After": String(retryAfterSeconds) };
  return httpError({ ...RATE_LIMITED, headers }, requestId);
}

export function rateLimitHeaders(limits: RateLimitState): Record<string, string> {
  return {
    "RateLimit-Limit": String(limits.limit),
    "RateLimit-Remaining": String(limits.remaining),
    "RateLimit-Reset": String(limits.resetSeconds),
  };
}

/** The token of an MCP client is for MCP: it may not change how the account is reached. */
export function isForPeople({ caller }: Asker): boolean {
  return caller.kind !== "grant";
}

function refuseUnknown(
  { request, requestId }: GatedRequest,
  { config }: WebContext,
  isScript: boolean,
): Response {
  if (!isScript && wantsHtml(request)) {
    return sendTo("/auth/login", new Headers({ "Set-Cookie": endSessionCookie() }));
  }
  const error = isScript ? ({ error: "invalid_token" } as const) : {};
  const headers = { "WWW-Authenticate": challenge(config, { resource: "mcp", ...error }) };
  return httpError({ ...NOT_SIGNED_IN, headers }, requestId);
}

function readFields({ request, bytes }: GatedRequest): Fields | undefined {
  if (bytes.length === 0) return {};
  if (isFormPost(request)) {
    const form = readForm(bytes);
    return { ...Object.fromEntries(form), scopes: form.getAll("scope") };
  }
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

const NOT_SIGNED_IN = {
  status: 401,
  code: "unauthorized",
  message: "Sign in, or send a personal token as Authorization: Bearer.",
};
const WITHOUT_CSRF = {
  status: 403,
  code: "csrf",
  message: "This form is not of this sign-in. Load the page again.",
};
const RATE_LIMITED = { status: 429, code: "rate_limited", message: "Rate limit exceeded" };
