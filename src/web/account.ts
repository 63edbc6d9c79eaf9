import * as z from "zod";
import { PERSONAL_TOKEN_SECONDS, signPersonalToken } from "../crypto/personal-token.ts";
import { MAX_PERSONAL_TOKENS } from "../domain/caller.ts";
import { isScope, type Scope } from "../domain/scope.ts";
import { httpError } from "../gate/errors.ts";
import type { GatedRequest } from "../gate/route.ts";
import { cleanClientName } from "../oauth/client-name.ts";
import { DEFAULT_SCOPES, resourceUrl } from "../oauth/resources.ts";
import { forgetGrants } from "../oauth/revocation.ts";
import {
  type Asker,
  findAsker,
  findPerson,
  isForPeople,
  NOT_FOR_CLIENTS,
  NOT_SIGNED_IN,
  rateLimitHeaders,
} from "./asker.ts";
import { endSessionCookie, idOfForm, newCredentialId } from "./browser-session.ts";
import { mcpUrl, type WebContext } from "./context.ts";
import { page, sendTo } from "./page.ts";
import { TokenPage } from "./pages/account-tokens.tsx";
import { withBaseline } from "./scopes.ts";

/** `GET /auth/me`. */
export async function whoAmI(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findAsker(gated, context);
  return asker instanceof Response ? asker : tellAccount(asker);
}

/** Who asks, and what their account is. */
export async function tellAccount(asker: Asker): Promise<Response> {
  const overview = await asker.account.overview();
  if (overview === undefined) throw new Error("an admitted account has no profile");
  const { user, tier, limits, workspaces } = overview;
  const { id, name, email } = user;
  return tell(asker, { user: { id, name, email, tier, rate_limit: limits.limit }, workspaces });
}

const NewToken = z.object({
  name: z.string().trim().min(1).max(200),
  scopes: z.array(z.string()).optional(),
});

/** `POST /account/tokens`: a personal token, shown this once. */
export async function createToken(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const { requestId } = gated;
  const wanted = NewToken.safeParse(asker.fields);
  if (!wanted.success) return httpError(WITHOUT_NAME, requestId);
  const asked = wanted.data.scopes ?? [...DEFAULT_SCOPES];
  if (!asked.every(isScope)) return httpError(UNKNOWN_SCOPE, requestId);
  const scopes: Scope[] = withBaseline(asked);
  if (!scopes.every((scope) => asker.caller.scopes.includes(scope))) {
    return httpError(MORE_THAN_OWN, requestId);
  }

  const { config } = context;
  const { userId } = asker.caller;
  const nowMs = Date.now();
  const name = cleanClientName(wanted.data.name);
  const id =
    asker.csrf === undefined ? newCredentialId() : await idOfForm(asker.csrf, [name, ...scopes]);
  const credential = {
    credentialId: id,
    kind: "personal_token" as const,
    clientId: "personal_token",
    clientName: name,
    scopes,
    expiresAtMs: nowMs + PERSONAL_TOKEN_SECONDS * 1000,
  };
  const addition = await asker.account.addCredential(asker.caller, credential, requestId);
  if (addition !== "added") return httpError(NOT_ADDED[addition], requestId);
  const names = { issuer: config.publicUrl.origin, audience: resourceUrl(config, "mcp") };
  const facts = { userId, credentialId: id, scopes };
  const token = await signPersonalToken(config.jwtKeys, names, facts, nowMs);
  return isFormOfPage(gated, asker)
    ? page(TokenPage({ name, token, mcpUrl: mcpUrl(config) }))
    : tell(asker, { token, id });
}

/** `POST /account/tokens/:id/revoke`: ends one credential of this account, of whatever kind. */
export async function revokeToken(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const { requestId, params } = gated;
  const { account, caller } = asker;
  const before = (await account.overview())?.credentials ?? [];
  const revoked = await account.revokeCredential(params.id ?? "", requestId);
  const ended = before.filter(({ credentialId }) => credentialId === params.id);
  await forgetGrants(context.env, caller.userId, ended);
  if (isFormOfPage(gated, asker)) return sendTo("/account");
  return revoked ? tell(asker, { success: true }) : httpError(NO_SUCH_TOKEN, requestId);
}

/** `POST /auth/logout`: ends the credential that was used, or with `everywhere` all of them. */
export async function logOut(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findAsker(gated, context);
  if (asker instanceof Response) return asker;
  const { account, caller, fields } = asker;
  const { requestId } = gated;
  const everywhere = fields.everywhere === true || fields.everywhere === "true";
  if (everywhere && !isForPeople(asker)) return httpError(NOT_FOR_CLIENTS, requestId);
  const before = (await account.overview())?.credentials ?? [];
  const ended = everywhere
    ? await account.revokeAll(caller, requestId)
    : before.filter(({ credentialId }) => credentialId === caller.credentialId);
  await account.revokeCredential(caller.credentialId, requestId);
  await forgetGrants(context.env, caller.userId, ended);
  const headers = new Headers({ "Set-Cookie": endSessionCookie() });
  if (isFormOfPage(gated, asker)) return sendTo("/", headers);
  return tell(asker, { success: true });
}

function isFormOfPage({ request }: GatedRequest, { isPage }: Asker): boolean {
  return isPage && (request.headers.get("Accept")?.includes("text/html") ?? false);
}

function tell({ limits }: Asker, body: object): Response {
  return Response.json(body, {
    headers: { "Cache-Control": "no-store", ...rateLimitHeaders(limits) },
  });
}

const WITHOUT_NAME = {
  status: 400,
  code: "invalid_input",
  message: "name is required (1 to 200 characters); scopes is a list.",
};
const UNKNOWN_SCOPE = {
  status: 400,
  code: "invalid_input",
  message: "scopes may hold clickup:read, clickup:write and clickup:delete.",
};
const MORE_THAN_OWN = {
  status: 403,
  code: "insufficient_scope",
  message: "A token cannot create one that may do more than itself.",
};
const NOT_ADDED = {
  too_many: {
    status: 409,
    code: "too_many_tokens",
    message: `There are ${MAX_PERSONAL_TOKENS} personal tokens already. Revoke one first.`,
  },
  known: {
    status: 403,
    code: "already_sent",
    message:
      "This form was sent before, and its token exists. If you did not copy it, revoke it and make another.",
  },
  caller_ended: { ...NOT_SIGNED_IN, message: "Your sign-in ended meanwhile. No token was made." },
};
const NO_SUCH_TOKEN = {
  status: 404,
  code: "not_found",
  message: "This account has no live token with that id.",
};
