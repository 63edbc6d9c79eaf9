import { accountOf } from "../account/account-of.ts";
import { oauthApi } from "./authorization-server.ts";
import { isRefreshTokenOf, readGrantRecord } from "./grant-record.ts";
import { type IssuedToken, parseIssuedToken } from "./issued-token.ts";
import type { TokenRequest } from "./token-endpoint.ts";

/**
 * RFC 7009. The library authenticates the client and forgets the token in KV; the account ends the
 * credential, which holds everywhere at once. An access token takes its grant along (§2.1 allows it):
 * who signs out means it.
 */
export async function revokeGrantOf(request: TokenRequest): Promise<Response> {
  const { env, server, form, clientId, requestId } = request;
  const value = form.get("token") ?? "";
  const token = parseIssuedToken(value);
  const owner = token && (await clientOfToken(request, token, value));
  const response = await request.send(form);
  if (response.ok && token !== undefined && owner !== undefined && owner === clientId) {
    await accountOf(env, token.userId).revokeGrant(token.grantId, requestId);
    await server.getOAuthApi(env).revokeGrant(token.grantId, token.userId);
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

/** The client to which this very token was issued. */
async function clientOfToken(
  { env, server }: TokenRequest,
  token: IssuedToken,
  value: string,
): Promise<string | undefined> {
  const access = await server.getOAuthApi(env).unwrapToken(value);
  if (access !== null) return access.grant.clientId;
  const grant = await readGrantRecord(env, token);
  return grant && (await isRefreshTokenOf(grant, value)) ? grant.clientId : undefined;
}
