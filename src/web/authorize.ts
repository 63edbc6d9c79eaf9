import {
  AuthorizationError,
  type AuthRequest,
  authorizationErrorRedirect,
  CimdFetchError,
  type OAuthHelpers,
} from "@cloudflare/workers-oauth-provider";
import { isWithin, LIMITER_PERIOD_SECONDS } from "../gate/address-limit.ts";
import type { GatedRequest } from "../gate/route.ts";
import { oauthApi } from "../oauth/authorization-server.ts";
import { cleanClientName } from "../oauth/client-name.ts";
import { judgeRedirectUri } from "../oauth/redirect-uri.ts";
import { onPublicUrl } from "../oauth/resources.ts";
import { clickUpPage } from "./clickup-sign-in.ts";
import { elsewhere, type WebContext } from "./context.ts";
import { readForm, repeatedName } from "./form.ts";
import { cannotConnect, message } from "./message.ts";
import { page, sendTo } from "./page.ts";
import { ConsentPage } from "./pages/consent.tsx";
import { formTargets, redirectTarget } from "./redirect-target.ts";
import { grantedScopes, offeredScopes, withDeleting } from "./scopes.ts";

/** Kept beside the request while the person is at ClickUp. */
export interface UpstreamData {
  clientName: string;
}

/** A redirect URI, a state and a challenge fit many times over. */
const MAX_QUERY_LENGTH = 8 * 1024;
/** S256: 32 bytes in base64url (RFC 7636 §4.2). */
const CODE_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
/** As in token-endpoint.ts: the library makes a KV key of it unless it is a URL. */
const MAX_CLIENT_ID_LENGTH = 400;

/** `GET /authorize`: what a client asks for, shown to the person. Nothing is decided here. */
export async function askConsent(
  gated: GatedRequest,
  { env, config }: WebContext,
): Promise<Response> {
  const { request, url } = gated;
  const moved = elsewhere(url, config);
  if (moved !== undefined) return sendTo(moved);
  if (!(await isWithin(env.AUTHORIZATION_LIMITER, request))) return tooMany(gated);
  const repeated = repeatedName(url.searchParams, ["resource"]); // RFC 8707 allows that one
  if (repeated !== undefined) return cannotConnect(gated, "It sent a parameter twice.");
  const clientId = url.searchParams.get("client_id") ?? "";
  if (url.search.length > MAX_QUERY_LENGTH || clientId.length > MAX_CLIENT_ID_LENGTH) {
    return cannotConnect(gated, "Its request is too long.");
  }
  const oauth = oauthApi(env);
  let asked: AuthRequest;
  try {
    asked = await oauth.parseAuthRequest(onPublicUrl(request, config));
  } catch (error) {
    return refuse(gated, error);
  }
  if (judgeRedirectUri(asked.redirectUri) !== "good") {
    return cannotConnect(gated, "It wants access to be sent to an address that is not allowed.");
  }
  // The library asks for PKCE of public clients only; OAuth 2.1 and MCP of all.
  if (!CODE_CHALLENGE.test(asked.codeChallenge ?? "")) {
    const text = "code_challenge is required (PKCE, S256)";
    return sendTo(authorizationErrorRedirect(asked, "invalid_request", text));
  }
  const scope = offeredScopes(asked.scope);
  if (scope === undefined) {
    const text = "None of the requested scopes exists here";
    return sendTo(authorizationErrorRedirect(asked, "invalid_scope", text));
  }
  return showConsent(oauth, { ...asked, scope }, url.searchParams, config.clickUpAuthUrl);
}

/** Each leaves a record in KV, and may fetch a client's document: it must not be free. */
function tooMany(gated: GatedRequest): Promise<Response> {
  return message(
    gated,
    429,
    {
      title: "Too many sign-ins",
      text: "Your network has begun too many of them. Wait a minute, then go back to the app and start connecting again.",
    },
    new Headers({ "Retry-After": String(LIMITER_PERIOD_SECONDS) }),
  );
}

async function showConsent(
  oauth: OAuthHelpers,
  asked: AuthRequest,
  query: URLSearchParams,
  clickUpAuthUrl: string,
): Promise<Response> {
  const { clientName, clientDomain } = await oauth.describeConsent(asked);
  const { handle, headers } = await oauth.beginConsent(asked);
  const markup = ConsentPage({
    handle,
    clientName: cleanClientName(clientName),
    ...(clientDomain !== undefined && { clientDomain }),
    target: redirectTarget(asked.redirectUri),
    scopes: asked.scope,
    ...deletingLink(asked.scope, query),
  });
  return page(markup, { headers, formTargets: formTargets(asked.redirectUri, clickUpAuthUrl) });
}

/** What an authorization request is made of (RFC 6749, 7636, 8707); nothing else of the address comes back. */
const OF_A_REQUEST = [
  ...["response_type", "client_id", "redirect_uri", "scope", "state"],
  ...["code_challenge", "code_challenge_method", "resource"],
];

/** The same request once more, with deleting among its scopes. */
function deletingLink(
  scopes: readonly string[],
  query: URLSearchParams,
): { withDeleting?: string } {
  const more = withDeleting(scopes);
  if (more === undefined) return {};
  const wider = new URLSearchParams([...query].filter(([name]) => OF_A_REQUEST.includes(name)));
  wider.set("scope", more.join(" "));
  return { withDeleting: `/authorize?${wider}` };
}

/**
 * `POST /authorize`: the person's answer. Of the form only the handle and the ticks count; the
 * request comes from where we put it, and the handle works once, in the browser that was shown it.
 */
export async function answerConsent(
  gated: GatedRequest,
  { env, config }: WebContext,
): Promise<Response> {
  const { request, bytes } = gated;
  const form = readForm(bytes);
  if (repeatedName(form, ["scope"]) !== undefined)
    return cannotConnect(gated, "The form was changed.");
  const oauth = oauthApi(env);
  const handle = form.get("handle") ?? "";
  try {
    if (form.get("decision") !== "approve") {
      const { redirectTo, headers } = await oauth.denyConsent(request, handle);
      return sendTo(redirectTo, headers);
    }
    const approved = await oauth.approveConsent(request, handle);
    const scope = grantedScopes(approved.request.scope, form.getAll("scope"));
    const client = await oauth.lookupClient(approved.request.clientId);
    const data: UpstreamData = { clientName: cleanClientName(client?.clientName) };
    const { headers } = approved;
    const upstream = await oauth.beginUpstream({ ...approved.request, scope }, { data, headers });
    return sendTo(clickUpPage(config, upstream.state), upstream.headers);
  } catch (error) {
    return refuse(gated, error);
  }
}

/** Back to the client where its address has been proved, else a page. Anything else is thrown on. */
export function refuse(gated: GatedRequest, error: unknown): Response | Promise<Response> {
  if (error instanceof CimdFetchError) {
    return cannotConnect(gated, "The document that describes it could not be read.");
  }
  if (!(error instanceof AuthorizationError)) throw error;
  const { redirectTo, redirectUri } = error;
  if (redirectTo !== undefined && judgeRedirectUri(redirectUri ?? "") === "good") {
    return sendTo(redirectTo);
  }
  return cannotConnect(gated, `${error.description}.`);
}
