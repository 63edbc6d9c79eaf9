/** What the authorization server may ask of an account about its grants; a part of the account's door. */

/** A use of a refresh token, by hashes: the account never sees a token. See `oauth/refresh.ts`. */
export interface RefreshRequest {
  grantId: string;
  /** The client that the request names; the token endpoint proves it before anything is answered. */
  clientId: string;
  tokenHash: string;
  /** Over what the answer depends on (scope, resource): only the same request gets it again. */
  requestHash: string;
}

/** Step one of refreshing a grant. */
export type RefreshStart =
  /**
   * Go on to the token endpoint, then call `finishRefresh` with this attempt, whatever came out.
   * `justIssued`: the account saw this token issued so lately that KV may not know it yet.
   */
  | { step: "exchange"; attempt: number; justIssued: boolean }
  /**
   * Exchanged before, and its successor is unused or within the grace. `sealedAnswer` opens with
   * the token itself. To the same request it may be given again while the successor is unused.
   */
  | { step: "replay"; sealedAnswer: string; sameRequest: boolean; successorUsed: boolean }
  /** `reused`: used after the grace, so the grant was ended now. */
  | { step: "refuse"; because: "ended" | "reused" | "other_client" }
  /** Another exchange of this grant did not finish in time: ask again later. */
  | { step: "busy"; retryAfterSeconds: number };

/** Step two. Without an answer the attempt is forgotten, and the token as good as before. */
export interface RefreshFinish {
  grantId: string;
  tokenHash: string;
  attempt: number;
  answer?: { successorHash: string; sealedAnswer: string };
}

export interface GrantDoor {
  /** First claim of a grant's authorization code: true. Any later one: false, and the grant is dead. */
  claimGrant(credentialId: string, grantId: string): Promise<boolean>;
  /** Decides on a use of a refresh token; waits, not for ever, while another exchange of the grant runs. */
  startRefresh(refresh: RefreshRequest): Promise<RefreshStart>;
  /** False: the answer must not be given out. */
  finishRefresh(refresh: RefreshFinish): Promise<boolean>;
  /** Ends the credential of a grant whose token the client revoked; false when none was live. */
  revokeGrant(grantId: string, requestId: string): Promise<boolean>;
}
