import { isAccessToken, verifyAccessToken } from "../crypto/access-token.ts";
import { verifyPersonalToken } from "../crypto/personal-token.ts";
import type { Caller } from "../domain/caller.ts";
import { knownScopes } from "../domain/scope.ts";
import type { Config } from "../env.ts";
import {
  DEFAULT_SCOPES,
  type ResourceName,
  resourceMetadataUrl,
  resourceUrl,
} from "./resources.ts";

const BEARER = /^Bearer +([A-Za-z0-9._~+/:=-]{1,4096})$/i;
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Who sends a request, by its `Authorization` header: an access token of ours for this resource
 * (REST takes those of `/mcp`), or a personal token. Anything else, a raw ClickUp token first of
 * all, is nobody and goes nowhere.
 *
 * Signature, audience and expiry are checked here. Whether the credential is still live is the
 * account's to say, in the admission that follows.
 */
export async function authenticate(
  authorization: string | null,
  resource: ResourceName,
  config: Config,
): Promise<Caller | undefined> {
  const token = BEARER.exec(authorization ?? "")?.[1];
  if (token === undefined || !JWT.test(token)) return undefined;
  return isAccessToken(token)
    ? fromAccessToken(token, resource, config)
    : fromPersonalToken(token, config);
}

async function fromAccessToken(
  token: string,
  resource: ResourceName,
  config: Config,
): Promise<Caller | undefined> {
  const context = { issuer: config.publicUrl.origin, audience: resourceUrl(config, resource) };
  const access = await verifyAccessToken(config.jwtKeys, context, token, Date.now());
  if (access === undefined) return undefined;
  return {
    userId: access.userId,
    credentialId: access.credentialId,
    kind: "grant",
    clientId: access.clientId,
    scopes: knownScopes(access.scopes),
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
