/** What one audit event says. Ids, codes and numbers: no argument value, content or secret. */
export interface AuditEvent {
  id: string;
  /** Gap-free per user. */
  seq: number;
  /** ISO instant of the decision. */
  at: string;
  user_id: string;
  client_id: string;
  session_id?: string;
  credential_id?: string;
  action: AuditAction;
  tool?: string;
  /** "pending" until completed; an error outcome is the failure's code. */
  outcome: string;
  duration_ms?: number;
  /** ClickUp calls that this made. */
  upstream_calls?: number;
  request_id: string;
}

export type AuditAction =
  | "tools/call"
  | "rest"
  | "sign_in"
  | "consent"
  | "token_created"
  | "token_revoked"
  | "session_opened"
  | "session_ended"
  | "refused";
