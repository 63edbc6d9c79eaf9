import { accountOf } from "../account/account-of.ts";
import { verifyAccessToken } from "../crypto/access-token.ts";
import { oauthApi } from "./authorization-server.ts";
import { isRefreshTokenOf, readGrantRecord } from "./grant-record.ts";
import { type IssuedToken, parseIssuedToken } from "./issued-token.ts";
import { resourceUrl } from "./resources.ts";
import type { TokenRequest } from "./token-request.ts";

/**
 * RFC 7009. The library authenticates the client and forgets a refresh token in KV; the account ends the
 * credential, which holds everywhere at once. An access token takes its grant along (§2.1 allows it):
 * who signs out means it.
 */
export async function revokeGrantOf(request: TokenRequest): Promise<Response> {
  const { env, server, form, clientId, requestId } = request;
  const owner = await ownerOf(request, form.get("token") ?? "");
  const response = await request.send(form);
  if (response.ok && owner !== undefined && owner.clientId === clientId) {
    await accountOf(env, owner.userId).revokeGrant(owner.grantId, requestId);
    await server.getOAuthApi(env).revokeGrant(owner.grantId, owner.userId);
  }
  return response;
}

/**
 * Removes what KV still holds of grants that the account has ended. They are dead without it; this is
 * tidiness, so a KV that does not answer changes nothing: the records expire by themselves.
 */
export async function forgetGrants(
  env: Env,
  userId: string,
  ended: readonly { grantId?: string }[],
): Promise<void> {
  const oauth = oauthApi(env);
  const grantIds = ended.flatMap(({ grantId }) => grantId ?? []);
  await Promise.allSettled(grantIds.map((grantId) => oauth.revokeGrant(grantId, userId)));
}

/** To whom this very token was issued. */
async function ownerOf(
  { env, config }: TokenRequest,
  token: string,
): Promise<(IssuedToken & { clientId: string }) | undefined> {
  const context = {
    issuer: config.publicUrl.origin,
    audience: [resourceUrl(config, "mcp"), resourceUrl(config, "sse")],
  };
  const access = await verifyAccessToken(config.jwtKeys, context, token, Date.now());
  if (access !== undefined) return access;
  const issued = parseIssuedToken(token);
  const grant = issued && (await readGrantRecord(env, issued));
  if (issued === undefined || grant === undefined) return undefined;
  return (await isRefreshTokenOf(grant, token))
    ? { ...issued, clientId: grant.clientId }
    : undefined;
}
