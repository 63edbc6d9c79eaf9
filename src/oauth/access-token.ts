import type { TokenExchangeCallbackOptions } from "@cloudflare/workers-oauth-provider";
import * as z from "zod";
import { signAccessToken } from "../crypto/access-token.ts";
import type { Config } from "../env.ts";
import { GrantProps } from "./token-exchange.ts";

/** What the library is about to issue tokens for, as its callback hears of it. */
export type Issue = Pick<
  TokenExchangeCallbackOptions,
  "userId" | "grantId" | "clientId" | "resource" | "props"
>;

const Answer = z.looseObject({ expires_in: z.number(), scope: z.string() });

/**
 * The library's answer with a signed token in place of its own. That one would have to be looked up in KV;
 * a signed one says whose a request is, and whether it is still good the account says in any case.
 */
export async function withSignedToken(
  response: Response,
  { userId, grantId, clientId, resource, props }: Issue,
  config: Config,
): Promise<Response> {
  const answer = Answer.parse(await response.json());
  const { credentialId } = GrantProps.parse(props);
  const access_token = await signAccessToken(
    config.jwtKeys,
    { issuer: config.publicUrl.origin, audience: resource },
    { userId, credentialId, grantId, clientId, scopes: answer.scope.split(" ") },
    { nowMs: Date.now(), seconds: answer.expires_in },
  );
  return Response.json({ ...answer, access_token }, { headers: response.headers });
}
