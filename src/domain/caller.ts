import type { Scope } from "./scope.ts";

/** Who makes a request, as the credential proved it. Ids only: no secret, no name, no e-mail. */
export interface Caller {
  /** ClickUp user id; the account object is named by it. */
  userId: string;
  /** The row of the account's `credentials` table that must be live. */
  credentialId: string;
  kind: CredentialKind;
  /** OAuth client id, or the kind for credentials without a client. */
  clientId: string;
  scopes: readonly Scope[];
}

/** `grant`: an MCP client's OAuth grant. `personal_token`: a JWT. `browser`: a signed-in page. */
export type CredentialKind = "grant" | "personal_token" | "browser";

/** Live ones of a user; who has more has forgotten most of them. */
export const MAX_PERSONAL_TOKENS = 50;
