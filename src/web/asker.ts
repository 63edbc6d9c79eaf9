import { accountOf } from "../account/account-of.ts";
import type { AccountDoor, Admission, RateLimitState } from "../account/door.ts";
import type { Caller } from "../domain/caller.ts";
import { httpError } from "../gate/errors.ts";
import { readJson } from "../gate/json-text.ts";
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
  /** The CSRF token that came with a change by a page. */
  csrf?: string;
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
    ? await authenticate(authorization, "mcp", config)
    : await readSession(request, config);
  const unauthorized = () => refuseUnknown(gated, context, isScript);
  if (caller === undefined) return unauthorized();
  let csrf: string | undefined;
  if (!isScript && request.method !== "GET" && request.method !== "HEAD") {
    const given = fields.csrf ?? request.headers.get("X-CSRF-Token");
    if (typeof given !== "string" || !(await isCsrfToken(config, caller, given))) {
      return httpError(WITHOUT_CSRF, requestId);
    }
    csrf = given;
  }
  context.log.note({ userId: caller.userId });
  const account = accountOf(env, caller.userId);
  const admission = await account.admit({ caller, requestId, cost: isScript ? 1 : 0 });
  if (admission.admitted) {
    const { limits } = admission;
    gated.limits = limits;
    const isPage = !isScript;
    return { caller, account, limits, fields, isPage, ...(csrf !== undefined && { csrf }) };
  }
  if (admission.refusal !== "rate_limited") return unauthorized();
  return refuseRate(admission, requestId);
}

/** The same where only a person may act: an MCP client's token is for MCP. */
export async function findPerson(
  gated: GatedRequest,
  context: WebContext,
): Promise<Asker | Response> {
  const asker = await findAsker(gated, context);
  if (asker instanceof Response || isForPeople(asker)) return asker;
  return httpError(NOT_FOR_CLIENTS, gated.requestId);
}

/** Our own limit. */
export function refuseRate(
  { retryAfterSeconds, limits }: Extract<Admission, { refusal: "rate_limited" }>,
  requestId: string,
): Response {
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

export const NOT_FOR_CLIENTS = {
  status: 403,
  code: "forbidden",
  message: "The token of an MCP client cannot do this. Use a personal token or the account page.",
};

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
    return {
      ...Object.fromEntries(form),
      scopes: form.getAll("scope"),
      toolsets: form.getAll("toolset"),
    };
  }
  const reading = readJson(bytes);
  if (!reading.ok) return undefined;
  const { value } = reading;
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}

export const NOT_SIGNED_IN = {
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
