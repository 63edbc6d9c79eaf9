import type { Tier } from "./tier.ts";

/**
 * What one audit event says. Ids, codes and numbers: no argument value, content or secret. What does
 * not apply to an action is null.
 */
export interface AuditEvent {
  id: string;
  /** Gap-free per user. */
  seq: number;
  /** ISO instant of the decision; never earlier than that of the seq before. */
  at: string;
  user_id: string;
  client_id: string;
  session_id: string | null;
  action: AuditAction;
  /** Null also when the client named a tool that does not exist: that name is the client's text. */
  tool: string | null;
  /** "ok", the code of the failure or refusal, "pending" while it runs, "unknown" when the call died. */
  outcome: string;
  /** Null when the end is not known. */
  duration_ms: number | null;
  /** ClickUp calls that this made; null when the end is not known. */
  upstream_calls: number | null;
  request_id: string;
  credential_id: string | null;
  /** What the tier became; of `tier_changed` only. */
  tier?: Tier;
}

/** One queue message, and one object of the bucket: events of one user and one UTC day. */
export interface AuditBatch {
  /** Where the consumer writes it: a redelivered message writes the same object again. */
  key: string;
  user_id: string;
  /** In order of their seq; there may be gaps, which other batches fill. */
  events: AuditEvent[];
}

export type AuditAction =
  | "tools/call"
  | "rest"
  | "sign_in"
  | "consent"
  | "token_created"
  | "token_revoked"
  | "api_key_stored"
  | "api_key_removed"
  | "job_ended"
  | "preferences_changed"
  | "tier_changed"
  | "session_opened"
  | "session_ended"
  | "refused";
