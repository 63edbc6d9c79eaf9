import {
  type AuthRequest,
  authorizationErrorRedirect,
  type OAuthHelpers,
} from "@cloudflare/workers-oauth-provider";
import { accountOf } from "../account/account-of.ts";
import type { SignIn } from "../account/door.ts";
import { knownScopes, SCOPES } from "../domain/scope.ts";
import type { GatedRequest } from "../gate/route.ts";
import { classOf } from "../log/log.ts";
import { oauthApi } from "../oauth/authorization-server.ts";
import { onPublicUrl } from "../oauth/resources.ts";
import type { GrantProps } from "../oauth/token-exchange.ts";
import { refuse, type UpstreamData } from "./authorize.ts";
import { newCredentialId, SESSION_SECONDS, sessionCookie } from "./browser-session.ts";
import { type ClickUpSignIn, signInAtClickUp } from "./clickup-sign-in.ts";
import type { WebContext } from "./context.ts";
import { repeatedName } from "./form.ts";
import { finishLogin, isLoginState } from "./login-state.ts";
import { cannotConnect, message } from "./message.ts";
import { sendTo } from "./page.ts";

/** The library's codes live 600 s; a grant whose code was not redeemed by then is dead. */
const UNCLAIMED_GRANT_MS = 10 * 60 * 1000;
/** An object's name; ClickUp's are digits. */
const USER_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** `GET /auth/callback`: ClickUp sends the person back, to a client's authorization or to a login. */
export async function comeBack(gated: GatedRequest, context: WebContext): Promise<Response> {
  const { searchParams } = gated.url;
  if (repeatedName(searchParams) !== undefined) {
    return cannotConnect(gated, "ClickUp's answer was changed on the way.");
  }
  return isLoginState(searchParams.get("state") ?? "")
    ? comeBackToPage(gated, context)
    : comeBackToClient(gated, context);
}

/** Before ClickUp is asked anything, the state must be one that this browser was given. */
async function comeBackToClient(gated: GatedRequest, context: WebContext): Promise<Response> {
  const oauth = oauthApi(context.env);
  let resumed: Awaited<ReturnType<typeof oauth.finishUpstream<UpstreamData>>>;
  try {
    resumed = await oauth.finishUpstream<UpstreamData>(onPublicUrl(gated.request, context.config));
  } catch (error) {
    return refuse(gated, error);
  }
  const { request, data, headers } = resumed;
  const giveUp = (code: ErrorCode, text: string) =>
    sendTo(authorizationErrorRedirect(request, code, text), headers);

  const { error, code } = readAnswer(gated.url);
  if (error === "access_denied") return giveUp(error, "The person declined at ClickUp");
  if (error !== undefined || code === undefined) {
    return giveUp("server_error", "ClickUp did not complete the sign-in");
  }
  try {
    const signIn = await signInAtClickUp(context.config, code, gated);
    if (!signIn.ok) return giveUp("access_denied", "ClickUp refused the sign-in");
    return sendTo(await grantAccess(gated, context, oauth, { request, data, signIn }), headers);
  } catch (problem) {
    logFailure(context, problem);
    return giveUp("temporarily_unavailable", "ClickUp did not answer; try again in a moment");
  }
}

type ErrorCode = Parameters<typeof authorizationErrorRedirect>[1];

type SignedIn = Extract<ClickUpSignIn, { ok: true }>;

/** Registers the credential with the account first: a code must never be out before it. */
async function grantAccess(
  { requestId }: GatedRequest,
  { env }: WebContext,
  oauth: OAuthHelpers,
  granted: { request: AuthRequest; data: UpstreamData; signIn: SignedIn },
): Promise<string> {
  const { request, data, signIn } = granted;
  const props: GrantProps = await signInToAccount(env, signIn, requestId, {
    kind: "grant",
    clientId: request.clientId,
    clientName: data.clientName,
    scopes: knownScopes(request.scope),
    expiresAtMs: Date.now() + UNCLAIMED_GRANT_MS,
  });
  const { redirectTo } = await oauth.completeAuthorization({
    request,
    userId: props.userId,
    metadata: {},
    scope: request.scope,
    props,
    // Two computers with the same client share its id and address; neither signs the other out.
    revokeExistingGrants: false,
  });
  return redirectTo;
}

/** The same for a person with a browser only: they land on their account page. */
async function comeBackToPage(gated: GatedRequest, context: WebContext): Promise<Response> {
  const { request, url, requestId } = gated;
  const { env, config } = context;
  const cookie = await finishLogin(request, config, url.searchParams.get("state") ?? "");
  if (cookie === undefined) {
    return message(gated, 400, {
      title: "This sign-in was not started here",
      text: "It began in another browser, or more than ten minutes ago.",
      link: SIGN_IN_AGAIN,
    });
  }
  const headers = new Headers({ "Set-Cookie": cookie });
  const { error, code } = readAnswer(url);
  if (error !== undefined || code === undefined) return message(gated, 400, DECLINED, headers);
  let signIn: ClickUpSignIn;
  try {
    signIn = await signInAtClickUp(config, code, gated);
  } catch (problem) {
    logFailure(context, problem);
    return message(gated, 503, NO_ANSWER, headers);
  }
  if (!signIn.ok) return message(gated, 400, DECLINED, headers);

  const { userId, credentialId } = await signInToAccount(env, signIn, requestId, {
    kind: "browser",
    clientId: "browser",
    clientName: "Browser",
    scopes: SCOPES,
    expiresAtMs: Date.now() + SESSION_SECONDS * 1000,
  });
  headers.append("Set-Cookie", await sessionCookie(config, userId, credentialId));
  return sendTo("/account", headers);
}

/** ClickUp's token and a new credential, together: neither is there without the other. */
async function signInToAccount(
  env: Env,
  { identity, token }: SignedIn,
  requestId: string,
  facts: Omit<SignIn["credential"], "credentialId">,
): Promise<{ userId: string; credentialId: string }> {
  const userId = identity.user.id;
  if (!USER_ID.test(userId)) throw new Error("ClickUp named a user without a usable id");
  const credentialId = newCredentialId();
  await accountOf(env, userId).signIn({
    ...identity,
    clickUpToken: token.reveal(),
    credential: { ...facts, credentialId },
    requestId,
  });
  return { userId, credentialId };
}

function readAnswer({ searchParams }: URL): { error?: string; code?: string } {
  const error = searchParams.get("error");
  const code = searchParams.get("code");
  return {
    ...(error !== null && { error }),
    ...(code !== null && code !== "" && { code }),
  };
}

function logFailure({ log }: WebContext, problem: unknown): void {
  log.warn("a sign-in failed", { error: classOf(problem) });
}

const SIGN_IN_AGAIN = { href: "/auth/login", text: "Sign in with ClickUp" };
const DECLINED = {
  title: "You are not signed in",
  text: "ClickUp did not complete the sign-in.",
  link: SIGN_IN_AGAIN,
};
const NO_ANSWER = {
  title: "ClickUp does not answer",
  text: "Nothing was changed. Try again in a moment.",
  link: SIGN_IN_AGAIN,
};
