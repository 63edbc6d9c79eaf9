import {
  GrantType,
  OAuthError,
  type TokenExchangeCallbackOptions,
} from "@cloudflare/workers-oauth-provider";
import * as z from "zod";
import { accountOf } from "../account/account-of.ts";

/** All that a token carries: ids. What they may do is in the account. */
export const GrantProps = z.object({ userId: z.string(), credentialId: z.string() });
export type GrantProps = z.infer<typeof GrantProps>;

/**
 * Runs when the library is about to issue tokens. KV cannot make a code single-use, the account
 * can: it accepts the first claim of a grant. A second one ends the credential there, and
 * `invalid_grant` makes the library remove the grant.
 */
export async function claimOnExchange(options: TokenExchangeCallbackOptions<Env>): Promise<void> {
  if (options.grantType !== GrantType.AUTHORIZATION_CODE) return; // a refresh passed refresh.ts
  const { userId, credentialId } = GrantProps.parse(options.props);
  const claimed = await accountOf(options.env, userId).claimGrant(credentialId, options.grantId);
  if (!claimed) {
    throw new OAuthError("invalid_grant", {
      description: "Authorization code already used",
      internal: { category: "authorization-code-grant", reason: "code_claimed_twice" },
    });
  }
}
