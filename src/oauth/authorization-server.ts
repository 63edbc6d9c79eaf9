import {
  OAuthAuthorizationServer,
  type TokenExchangeCallbackOptions,
} from "@cloudflare/workers-oauth-provider";
import { SCOPES } from "../domain/scope.ts";
import { type Config, readConfig } from "../env.ts";
import "./client-documents.ts";
import { resourceUrl } from "./resources.ts";

export const TOKEN_PATH = "/oauth/token";
export const REGISTRATION_PATH = "/oauth/register";

const ACCESS_TOKEN_SECONDS = 24 * 60 * 60;
/** Since the last use; the account says the same (`account/grants.ts`) and has the last word. */
const REFRESH_TOKEN_SECONDS = 90 * 24 * 60 * 60;

/**
 * Asked for by clients that want to stay signed in, and only where it is listed. It opens nothing:
 * every grant comes with a refresh token.
 */
export const OFFLINE_ACCESS = "offline_access";

/** Carries the library's reason for a refusal to our own code; `oauth/routes.ts` takes it off. */
export const REASON_HEADER = "X-OAuth-Reason";

// One per deployment address, not per tenant.
const servers = new Map<string, OAuthAuthorizationServer<Env>>();

/** The library's authorization server: codes, grants, clients and consent transactions, in KV. */
export function authorizationServer(config: Config): OAuthAuthorizationServer<Env> {
  const issuer = config.publicUrl.origin;
  const known = servers.get(issuer);
  if (known !== undefined) return known;
  const server = tokenServer(config);
  servers.set(issuer, server);
  return server;
}

/** One for a single token request: `onExchange` hears what tokens are about to be issued for. */
export function tokenServer(
  config: Config,
  onExchange?: (options: TokenExchangeCallbackOptions<Env>) => Promise<void>,
): OAuthAuthorizationServer<Env> {
  return new OAuthAuthorizationServer<Env>({
    issuer: config.publicUrl.origin,
    resources: [resourceUrl(config, "mcp"), resourceUrl(config, "sse")],
    defaultResource: resourceUrl(config, "mcp"),
    authorizeEndpoint: "/authorize",
    tokenEndpoint: TOKEN_PATH,
    clientRegistrationEndpoint: REGISTRATION_PATH,
    clientIdMetadataDocumentEnabled: true,
    // Which ones is decided in redirect-uri.ts, at registration and at every request.
    allowPrivateUseRedirectUris: true,
    scopesSupported: [...SCOPES, OFFLINE_ACCESS],
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    refreshTokenTTL: REFRESH_TOKEN_SECONDS,
    refreshTokenIdleTTL: REFRESH_TOKEN_SECONDS,
    ...(onExchange && { tokenExchangeCallback: onExchange }),
    onError: ({ code, description, status, headers, internal }) => {
      return Response.json(
        { error: code, error_description: description },
        { status, headers: { ...headers, [REASON_HEADER]: internal.reason } },
      );
    },
  });
}

/** The interactive half, for the pages: parse, consent, complete. */
export function oauthApi(env: Env) {
  return authorizationServer(readConfig(env)).getOAuthApi(env);
}
