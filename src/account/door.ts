/**
 * What other rooms may ask of an account, written by hand: stub types lose `unknown` and recurse.
 * Everything crosses a Durable Object call, so arguments and answers are plain data, and a refusal
 * is an answer rather than an error (RPC keeps an error's name and message only).
 */

import type { AuditEvent } from "../domain/audit-event.ts";
import type { Caller, CredentialKind } from "../domain/caller.ts";
import type { Outcome } from "../domain/failure.ts";
import type { Scope } from "../domain/scope.ts";
import type { Tier } from "../domain/tier.ts";
import type { Preferences, ToolChoice } from "../domain/tool-choice.ts";
import type { ProgressReport } from "../tools/progress.ts";
import type { ToolValue } from "../tools/run.ts";
import type { BillingDoor, BillingOverview } from "./billing-door.ts";
import type { GrantDoor } from "./grant-door.ts";

export type * from "./billing-door.ts";
export type * from "./grant-door.ts";
export type { ProgressReport, ToolValue };

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
  /** W3C Trace Context, for what is asked of ClickUp. */
  traceparent?: string;
  /** JSON-RPC requests (or REST calls) to count; notifications and responses are 0. */
  cost: number;
  /** A bare session id (its HMAC already verified) that must be registered and live. */
  sessionId?: string;
  /** The request is a JSON-RPC batch: refused unless the session speaks revision 2025-03-26. */
  batch?: true;
  /**
   * The request opens the event stream of its session. An 11th open stream of this user closes the
   * one that was opened first.
   */
  opensStream?: true;
}

export type Admission =
  | {
      admitted: true;
      limits: RateLimitState;
      tier: Tier;
      session?: SessionRecord;
      /** What the person chose on the account page; absent when nothing. */
      preferences?: Preferences;
    }
  | { admitted: false; refusal: "rate_limited"; limits: RateLimitState; retryAfterSeconds: number }
  /** The credential is revoked, expired or unknown here, or the account is deleted: 401. */
  | { admitted: false; refusal: "credential_dead" }
  /** No live session of this user has that id: 404. */
  | { admitted: false; refusal: "session_unknown" }
  /** A batch outside a session of revision 2025-03-26: 400. */
  | { admitted: false; refusal: "batch_refused" };

export interface SessionRecord {
  sessionId: string;
  transport: "streamable-http" | "sse";
  protocolVersion: string;
  clientName: string;
  clientVersion: string;
  choice: ToolChoice;
}

/** A session that is live, as the registry has it. */
export interface RegisteredSession extends SessionRecord {
  credentialId: string;
  usedAtMs: number;
  streamOpenedAtMs?: number;
}

export interface ToolCall extends AdmissionRequest {
  tool: string;
  input: unknown;
  /** What this request chose. With a `sessionId` the choice stored at `openSession` holds instead. */
  choice: ToolChoice;
  /** Names this call within the account, so that `cancelCall` can reach it. */
  callId?: string;
  /**
   * A plain HTTP call: `tool` is the name of an operation of `tools/rest`. The Workspace that it names
   * (`x-team-id`) must be the user's.
   */
  rest?: { workspaceId?: string };
}

/**
 * Told while a call runs, at most a few times a second. The admission comes along, because an answer that
 * has begun needs its headers before the call has ended.
 */
export type ProgressListener = (
  report: ProgressReport,
  admission: Extract<Admission, { admitted: true }>,
) => void | Promise<void>;

export type ToolReply =
  | {
      admission: Extract<Admission, { admitted: true }>;
      outcome: Outcome<ToolValue>;
      /** Requests to ClickUp, and the Workspace they were about, where it is known; for the log. */
      upstreamCalls: number;
      workspaceId?: string;
    }
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

/** `known`: one with that id was added before. Only of `added` is anything stored. */
export type CredentialAddition = "added" | "known" | "too_many" | "caller_ended";

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

/** The user's own ClickUp API key. */
export interface ApiKeyState {
  storedAtMs: number;
  /** When ClickUp refused it, after which it is no longer kept. */
  refusedAtMs?: number;
}

export interface AccountOverview {
  user: { id: string; name: string; email: string; timezone: string };
  tier: Tier;
  limits: RateLimitState;
  /** What the API key opens, without one what the newest sign-in opened. */
  workspaces: readonly { id: string; name: string }[];
  /** Absent when the user stored none, or removed it. */
  apiKey?: ApiKeyState;
  credentials: readonly CredentialRecord[];
}

/** What becomes of a call: `refused` is a limit, a tier, a scope or the connection's own choice. */
export interface CallCounts {
  ok: number;
  failed: number;
  refused: number;
}

export interface Usage {
  /** Hours with calls, oldest first; `atMs` is the hour's beginning. */
  hours: readonly ({ atMs: number } & CallCounts)[];
  /**
   * Most called first. Besides tools: "rest" (calls outside MCP), "limit" (refused before it was known
   * what was called), "other" (names that no tool has).
   */
  tools: readonly ({ tool: string } & CallCounts)[];
}

/** What the account page shows beside the overview. */
export interface AccountDetails extends AccountOverview {
  /** Most recently used first. */
  sessions: readonly RegisteredSession[];
  usage: Usage;
  /** Absent for who never went to the checkout, and where billing is not set up. */
  billing?: BillingOverview | undefined;
  preferences: Preferences;
  /** Rises with each change of the preferences. */
  preferencesVersion: number;
}

/** A file that comes by a one-time link. */
export interface UploadRequest {
  /** SHA-256 of the ticket: the account keeps no more of it. */
  ticketHash: string;
  /** Media type as the sender names it. */
  type: string;
  bytes: number;
  body: ReadableStream<Uint8Array>;
  requestId: string;
  traceparent?: string;
}

/** Not taken: the ticket was never given out, was used, has expired, or its connection has ended. */
export type UploadReply =
  | { taken: false }
  | {
      taken: true;
      outcome: Outcome<{ id: string; name: string; size: number; url?: string | undefined }>;
    };

export interface AccountDoor extends GrantDoor, BillingDoor {
  /** Checks deletion, credential, session and window, and counts `cost`; one transaction. */
  admit(request: AdmissionRequest): Promise<Admission>;
  /**
   * `admit`, tier, scope, audit row and the tool itself in one hop. `onProgress` is called back within it;
   * give it only for a client that asked.
   */
  callTool(call: ToolCall, onProgress?: ProgressListener): Promise<ToolReply>;
  /** Sends the file to where its ticket says; the ticket is used up by it. */
  receiveUpload(upload: UploadRequest): Promise<UploadReply>;
  /** Stops the ClickUp work of a running call of the same caller; unknown ids do nothing. */
  cancelCall(caller: Caller, callId: string): Promise<void>;

  /** `admit` and registration. A 51st session ends the least recently used. */
  openSession(request: AdmissionRequest, session: SessionRecord): Promise<Admission>;
  /** Ends a session of this user and its object; false when there is no such session. */
  closeSession(caller: Caller, sessionId: string): Promise<boolean>;
  /**
   * The event stream of a session is over and no longer counts among the user's open streams. An
   * HTTP+SSE session ends with its stream.
   */
  streamClosed(session: Pick<SessionRecord, "sessionId" | "transport">): Promise<void>;

  /** Stores who signed in, seals the ClickUp token and registers the credential. */
  signIn(signIn: SignIn): Promise<void>;
  /** A further credential of this user, made by a live one. */
  addCredential(
    caller: Caller,
    credential: NewCredential,
    requestId: string,
  ): Promise<CredentialAddition>;
  /** True when the credential exists and is live. No count against the window. */
  isLive(credentialId: string): Promise<boolean>;
  revokeCredential(credentialId: string, requestId: string): Promise<boolean>;
  /** Ends every credential of the account, this caller's included. Tells which were live. */
  revokeAll(caller: Caller, requestId: string): Promise<CredentialRecord[]>;
  /**
   * Keeps the user's own ClickUp API key, which whoever hands it in has checked with ClickUp; from the
   * next call on it is used instead of the sign-in. False: the caller's credential has ended.
   */
  storeApiKey(
    caller: Caller,
    apiKey: { key: string; workspaces: readonly { id: string; name: string }[] },
    requestId: string,
  ): Promise<boolean>;
  /** Back to the sign-in. False: there was no key, or the caller's credential has ended. */
  removeApiKey(caller: Caller, requestId: string): Promise<boolean>;
  overview(): Promise<AccountOverview | undefined>;

  /** Everything stored here, as one JSON object in UTF-8; undefined when there is no account. */
  exportData(): Promise<ReadableStream<Uint8Array> | undefined>;
  /**
   * Removes everything stored here, at once, and with it every credential. Afterwards call `restart`,
   * then `finishDeletion`; when nobody does, the alarm goes on. False: the caller's credential had ended.
   */
  deleteAccount(caller: Caller): Promise<boolean>;
  /** Ends the running object, with all that it has in memory. Never answers: expect it to throw. */
  restart(): Promise<void>;
  /** Removes what lies outside the object, as far as a request's time goes; the alarm does the rest. */
  finishDeletion(): Promise<void>;
  /** Epoch ms of the user's last deletion, also afterwards: what happened until then leaves nothing. */
  deletedAtMs(): Promise<number | undefined>;
  details(): Promise<AccountDetails | undefined>;
  /**
   * Stores what connections get that choose nothing themselves, and tells open streams. False: the
   * page that asks showed an older version (`seenVersion`), or the caller's credential has ended, and
   * nothing is changed.
   */
  setPreferences(
    caller: Caller,
    preferences: Preferences,
    requestId: string,
    seenVersion?: number,
  ): Promise<boolean>;

  /** Audit events that still have a row here, in order; the bucket has the older ones. */
  auditEvents(afterSeq: number, limit: number): Promise<AuditEvent[]>;
}
