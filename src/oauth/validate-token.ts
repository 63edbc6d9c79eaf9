import { verifyPersonalToken } from "../crypto/personal-token.ts";
import type { Caller } from "../domain/caller.ts";
import { knownScopes } from "../domain/scope.ts";
import type { Config } from "../env.ts";
import { authorizationServer } from "./authorization-server.ts";
import { parseIssuedToken } from "./issued-token.ts";
import {
  DEFAULT_SCOPES,
  type ResourceName,
  resourceMetadataUrl,
  resourceUrl,
} from "./resources.ts";
import { GrantProps } from "./token-exchange.ts";

const BEARER = /^Bearer +([A-Za-z0-9._~+/:=-]{1,4096})$/i;
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** KV did not answer, so nobody knows whose token it is. The gate answers 503: ask again. */
export class TokensUnavailable extends Error {
  readonly retryable = true;

  constructor(cause: unknown) {
    super("the tokens could not be read", { cause });
    this.name = "TokensUnavailable";
  }
}

/**
 * Who sends a request, by its `Authorization` header: an access token of ours for this resource
 * (REST takes those of `/mcp`), or a personal token. Anything else, a raw ClickUp token first of
 * all, is nobody and goes nowhere.
 *
 * Signature, audience and expiry are checked here. Whether the credential is still live is the
 * account's to say, in the admission that follows. Throws TokensUnavailable.
 */
export async function authenticate(
  authorization: string | null,
  resource: ResourceName,
  env: Env,
  config: Config,
): Promise<Caller | undefined> {
  const token = BEARER.exec(authorization ?? "")?.[1];
  if (token === undefined) return undefined;
  if (parseIssuedToken(token) !== undefined) return fromAccessToken(token, resource, env, config);
  if (JWT.test(token)) return fromPersonalToken(token, config);
  return undefined;
}

async function fromAccessToken(
  token: string,
  resource: ResourceName,
  env: Env,
  config: Config,
): Promise<Caller | undefined> {
  const server = authorizationServer(config);
  const valid = await server
    .validateToken(resourceUrl(config, resource), token, env)
    .catch((cause: unknown) => Promise.reject(new TokensUnavailable(cause)));
  const props = GrantProps.safeParse(valid?.props);
  if (valid === null || !props.success || props.data.userId !== valid.userId) return undefined;
  return {
    ...props.data,
    kind: "grant",
    clientId: valid.clientId,
    scopes: knownScopes(valid.scope),
  };
}

async function fromPersonalToken(token: string, config: Config): Promise<Caller | undefined> {
  const context = { issuer: config.publicUrl.origin, audience: resourceUrl(config, "mcp") };
  const personal = await verifyPersonalToken(config.jwtKeys, context, token, Date.now());
  if (personal === undefined) return undefined;
  return {
    userId: personal.userId,
    credentialId: personal.credentialId,
    kind: "personal_token",
    clientId: "personal_token",
    scopes: knownScopes(personal.scopes),
  };
}

export interface Challenge {
  resource: ResourceName;
  /** A credential came and was not accepted (RFC 6750 §3.1 names no error when none came). */
  error?: "invalid_token" | "insufficient_scope";
  /** What to ask for; by default what most work needs. */
  scopes?: readonly string[];
}

/** The value of `WWW-Authenticate`, by which a client finds the way to sign in (RFC 9728 §5.1). */
export function challenge(
  config: Pick<Config, "publicUrl">,
  { resource, error, scopes = DEFAULT_SCOPES }: Challenge,
): string {
  const parts = [
    'realm="ClickUp MCP"',
    `resource_metadata="${resourceMetadataUrl(config, resource)}"`,
    ...(error === undefined ? [] : [`error="${error}"`]),
    `scope="${scopes.join(" ")}"`,
  ];
  return `Bearer ${parts.join(", ")}`;
}
