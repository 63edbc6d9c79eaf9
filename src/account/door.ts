/**
 * What other rooms may ask of an account, written by hand: stub types lose `unknown` and recurse.
 * Everything crosses a Durable Object call, so arguments and answers are plain data, and a refusal
 * is an answer rather than an error (RPC keeps an error's name and message only).
 */
import type { Caller, CredentialKind } from "../domain/caller.ts";
import type { Outcome } from "../domain/failure.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Scope } from "../domain/scope.ts";
import type { Tier } from "../domain/tier.ts";
import type { ToolChoice } from "../domain/tool-choice.ts";

/** The sliding window as the caller sees it, for the `RateLimit-*` headers. */
export interface RateLimitState {
  limit: number;
  remaining: number;
  /** Whole seconds until the oldest counted request leaves the window; 0 when it is empty. */
  resetSeconds: number;
}

export interface AdmissionRequest {
  caller: Caller;
  /** `X-Request-Id` of the HTTP request. */
  requestId: string;
  /** JSON-RPC requests (or REST calls) to count; notifications and responses are 0. */
  cost: number;
  /** A bare session id (its HMAC already verified) that must be registered and live. */
  sessionId?: string;
}

export type Admission =
  | { admitted: true; limits: RateLimitState; tier: Tier; session?: SessionRecord }
  | { admitted: false; refusal: "rate_limited"; limits: RateLimitState; retryAfterSeconds: number }
  /** The credential is revoked, expired or unknown here, or the account is deleted: 401. */
  | { admitted: false; refusal: "credential_dead" }
  /** No live session of this user has that id: 404. */
  | { admitted: false; refusal: "session_unknown" };

export interface SessionRecord {
  sessionId: string;
  transport: "streamable-http" | "sse";
  protocolVersion: string;
  clientName: string;
  clientVersion: string;
  choice: ToolChoice;
}

export interface ToolCall extends AdmissionRequest {
  tool: string;
  input: unknown;
  choice: ToolChoice;
  /** Names this call within the account, so that `cancelCall` can reach it. */
  callId?: string;
}

export interface ToolValue {
  structured: JsonObject;
  /** The same for a model to read. */
  text: string;
}

export type ToolReply =
  | { admission: Extract<Admission, { admitted: true }>; outcome: Outcome<ToolValue> }
  | { admission: Extract<Admission, { admitted: false }> };

export interface NewCredential {
  credentialId: string;
  kind: CredentialKind;
  clientId: string;
  /** Claimed by the client, capped and cleaned; shown as text only. */
  clientName: string;
  scopes: readonly Scope[];
  /** Epoch ms after which the credential is dead, whatever else holds. */
  expiresAtMs?: number;
  /** The OAuth library's grant id, once known, so that its KV records can be removed. */
  grantId?: string;
}

export interface CredentialRecord extends NewCredential {
  createdAtMs: number;
  lastUsedAtMs?: number;
}

/** What sign-in learned from ClickUp (GET /v2/user, GET /v2/team). */
export interface SignIn {
  user: { id: string; name: string; email: string; timezone: string; weekStartDay: number };
  workspaces: readonly { id: string; name: string }[];
  /** ClickUp OAuth access token; sealed at once, never returned. */
  clickUpToken: string;
  credential: NewCredential;
  requestId: string;
}

export interface AccountOverview {
  user: { id: string; name: string; email: string; timezone: string };
  tier: Tier;
  limits: RateLimitState;
  workspaces: readonly { id: string; name: string }[];
  credentials: readonly CredentialRecord[];
}

/** Step one of refreshing a grant; see `oauth/refresh.ts` for the whole dance. */
export type RefreshStart =
  /** Go on to the token endpoint, then call `finishRefresh`. */
  | { step: "exchange" }
  /** This token was exchanged before and may be answered again; opened with the token itself. */
  | { step: "replay"; sealedAnswer: string }
  /** Reused after the grace: the grant is revoked now. */
  | { step: "refuse" };

export interface AccountDoor {
  /** Checks deletion, credential, session and window, and counts `cost`; one transaction. */
  admit(request: AdmissionRequest): Promise<Admission>;
  /** `admit`, tier, scope, audit row and the tool itself in one hop. */
  callTool(call: ToolCall): Promise<ToolReply>;
  /** Stops the ClickUp work of a running call of the same caller; unknown ids do nothing. */
  cancelCall(caller: Caller, callId: string): Promise<void>;

  /** `admit` and registration. A 51st session ends the least recently used. */
  openSession(request: AdmissionRequest, session: SessionRecord): Promise<Admission>;
  /** Ends a session of this user; false when there is no such session. */
  closeSession(caller: Caller, sessionId: string): Promise<boolean>;

  /** Stores who signed in, seals the ClickUp token and registers the credential. */
  signIn(signIn: SignIn): Promise<void>;
  /** First claim of a grant's authorization code: true. Any later one: false, and the grant is dead. */
  claimGrant(credentialId: string, grantId: string): Promise<boolean>;
  startRefresh(refresh: { credentialId: string; tokenHash: string; clientHash: string }): Promise<RefreshStart>;
  finishRefresh(refresh: {
    credentialId: string;
    tokenHash: string;
    /** Absent when the token endpoint refused: the attempt is forgotten. */
    answer?: { successorHash: string; sealedAnswer: string };
  }): Promise<void>;
  addCredential(caller: Caller, credential: NewCredential, requestId: string): Promise<void>;
  /** True when the credential exists and is live. No count against the window. */
  isLive(credentialId: string): Promise<boolean>;
  revokeCredential(credentialId: string, requestId: string): Promise<boolean>;
  overview(): Promise<AccountOverview | undefined>;
}
