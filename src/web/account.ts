import * as z from "zod";
import { PERSONAL_TOKEN_SECONDS, signPersonalToken } from "../crypto/personal-token.ts";
import { isScope, type Scope } from "../domain/scope.ts";
import { httpError } from "../gate/errors.ts";
import type { GatedRequest } from "../gate/route.ts";
import { cleanClientName } from "../oauth/client-name.ts";
import { DEFAULT_SCOPES, resourceUrl } from "../oauth/resources.ts";
import { type Asker, findAsker, isForPeople, rateLimitHeaders } from "./asker.ts";
import { csrfToken, endSessionCookie, newCredentialId } from "./browser-session.ts";
import { mcpUrl, type WebContext } from "./context.ts";
import { page, sendTo } from "./page.ts";
import { AccountPage, TokenPage } from "./pages/account.tsx";
import { withBaseline } from "./scopes.ts";

const MAX_PERSONAL_TOKENS = 50;

/** `GET /account`: the person's page. */
export async function showAccount(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findAsker(gated, context);
  if (asker instanceof Response) return asker;
  if (!asker.isPage) return tellAccount(asker);
  const overview = await asker.account.overview();
  if (overview === undefined) return sendTo("/auth/login");
  const { credentialId } = asker.caller;
  const csrf = await csrfToken(context.config, asker.caller);
  return page(AccountPage({ overview, mcpUrl: mcpUrl(context.config), csrf, credentialId }));
}

/** `GET /auth/me`. */
export async function whoAmI(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findAsker(gated, context);
  return asker instanceof Response ? asker : tellAccount(asker);
}

async function tellAccount(asker: Asker): Promise<Response> {
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
  const asker = await findAsker(gated, context);
  if (asker instanceof Response) return asker;
  const { requestId } = gated;
  if (!isForPeople(asker)) return httpError(NOT_FOR_CLIENTS, requestId);
  const wanted = NewToken.safeParse(asker.fields);
  if (!wanted.success) return httpError(WITHOUT_NAME, requestId);
  const asked = wanted.data.scopes ?? [...DEFAULT_SCOPES];
  if (!asked.every(isScope)) return httpError(UNKNOWN_SCOPE, requestId);
  const scopes: Scope[] = withBaseline(asked);
  if (!scopes.every((scope) => asker.caller.scopes.includes(scope))) {
    return httpError(MORE_THAN_OWN, requestId);
  }
  const overview = await asker.account.overview();
  const tokens = overview?.credentials.filter(({ kind }) => kind === "personal_token") ?? [];
  if (tokens.length >= MAX_PERSONAL_TOKENS) return httpError(TOO_MANY, requestId);

  const { config } = context;
  const { userId } = asker.caller;
  const nowMs = Date.now();
  const id = newCredentialId();
  const name = cleanClientName(wanted.data.name);
  const credential = {
    credentialId: id,
    kind: "personal_token" as const,
    clientId: "personal_token",
    clientName: name,
    scopes,
    expiresAtMs: nowMs + PERSONAL_TOKEN_SECONDS * 1000,
  };
  await asker.account.addCredential(asker.caller, credential, requestId);
  const names = { issuer: config.publicUrl.origin, audience: resourceUrl(config, "mcp") };
  const facts = { userId, credentialId: id, scopes };
  const token = await signPersonalToken(config.jwtKeys, names, facts, nowMs);
  return isFormOfPage(gated, asker)
    ? page(TokenPage({ name, token, mcpUrl: mcpUrl(config) }))
    : tell(asker, { token, id });
}

/** `POST /account/tokens/:id/revoke`: ends one credential of this account, of whatever kind. */
export async function revokeToken(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findAsker(gated, context);
  if (asker instanceof Response) return asker;
  const { requestId, params } = gated;
  if (!isForPeople(asker)) return httpError(NOT_FOR_CLIENTS, requestId);
  const revoked = await asker.account.revokeCredential(params.id ?? "", requestId);
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
  const others = everywhere ? ((await account.overview())?.credentials ?? []) : [];
  for (const { credentialId } of others) await account.revokeCredential(credentialId, requestId);
  await account.revokeCredential(caller.credentialId, requestId);
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

const NOT_FOR_CLIENTS = {
  status: 403,
  code: "forbidden",
  message: "The token of an MCP client cannot do this. Use a personal token or the account page.",
};
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
const TOO_MANY = {
  status: 409,
  code: "too_many_tokens",
  message: `There are ${MAX_PERSONAL_TOKENS} personal tokens already. Revoke one first.`,
};
const NO_SUCH_TOKEN = {
  status: 404,
  code: "not_found",
  message: "This account has no live token with that id.",
};
