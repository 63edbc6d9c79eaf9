import type { Caller, CredentialKind } from "../domain/caller.ts";
import { knownScopes } from "../domain/scope.ts";
import { DONE, type EventStart, recordEvent } from "./audit-outbox.ts";
import type { CredentialRecord, NewCredential } from "./door.ts";

/** How long a dead credential's row is kept, so that its late uses are refused knowingly. */
export const DEAD_CREDENTIAL_MS = 90 * 24 * 60 * 60 * 1000;
/** `last_used_at_ms` is for people to read: a minute's precision spares a write per call. */
const LAST_USE_WRITE_MS = 60_000;

type CredentialRow = {
  credential_id: string;
  kind: CredentialKind;
  client_id: string;
  client_name: string;
  scopes: string;
  grant_id: string | null;
  created_at_ms: number;
  last_used_at_ms: number | null;
  expires_at_ms: number | null;
};

const LIVE = "revoked_at_ms IS NULL AND (expires_at_ms IS NULL OR expires_at_ms > ?)";

export function addCredential(sql: SqlStorage, credential: NewCredential, nowMs: number): void {
  sql.exec(
    `INSERT INTO credentials (credential_id, kind, client_id, client_name, scopes, grant_id,
                              created_at_ms, expires_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    credential.credentialId,
    credential.kind,
    credential.clientId,
    credential.clientName,
    JSON.stringify(credential.scopes),
    credential.grantId ?? null,
    nowMs,
    credential.expiresAtMs ?? null,
  );
}

export function isLive(sql: SqlStorage, credentialId: string, nowMs: number): boolean {
  const found = sql.exec(
    `SELECT 1 FROM credentials WHERE credential_id = ? AND ${LIVE}`,
    credentialId,
    nowMs,
  );
  return found.toArray().length > 0;
}

/** Whether the caller's credential is live here, of its kind; notes the use. */
export function useCredential(sql: SqlStorage, caller: Caller, nowMs: number): boolean {
  const row = sql
    .exec<{ last_used_at_ms: number | null }>(
      `SELECT last_used_at_ms FROM credentials WHERE credential_id = ? AND kind = ? AND ${LIVE}`,
      caller.credentialId,
      caller.kind,
      nowMs,
    )
    .toArray()[0];
  if (row === undefined) return false;
  if (nowMs - (row.last_used_at_ms ?? 0) >= LAST_USE_WRITE_MS) {
    sql.exec(
      "UPDATE credentials SET last_used_at_ms = ? WHERE credential_id = ?",
      nowMs,
      caller.credentialId,
    );
  }
  return true;
}

/**
 * Ends a credential and leaves the audit event of it. False when it was dead already, or never was.
 * `requestId` is empty when no request asked for it. Call it in a transaction.
 */
export function revokeCredential(
  sql: SqlStorage,
  nowMs: number,
  credentialId: string,
  requestId = "",
): boolean {
  const row = sql
    .exec<{ client_id: string; user_id: string | null }>(
      `UPDATE credentials SET revoked_at_ms = ? WHERE credential_id = ? AND revoked_at_ms IS NULL
       RETURNING client_id, (SELECT user_id FROM account WHERE id = 1) AS user_id`,
      nowMs,
      credentialId,
    )
    .toArray()[0];
  if (row === undefined) return false;
  const start: EventStart = {
    action: "token_revoked",
    userId: row.user_id ?? "",
    clientId: row.client_id,
    credentialId,
    requestId,
  };
  recordEvent(sql, nowMs, start, DONE);
  return true;
}

/** Revokes every live OAuth grant; personal tokens and browsers stay. */
export function revokeGrants(sql: SqlStorage, nowMs: number, requestId: string): void {
  for (const { credentialId, kind } of liveCredentials(sql, nowMs)) {
    if (kind === "grant") revokeCredential(sql, nowMs, credentialId, requestId);
  }
}

/** Newest first. */
export function liveCredentials(sql: SqlStorage, nowMs: number): CredentialRecord[] {
  return sql
    .exec<CredentialRow>(
      `SELECT credential_id, kind, client_id, client_name, scopes, grant_id, created_at_ms,
              last_used_at_ms, expires_at_ms
       FROM credentials WHERE ${LIVE} ORDER BY created_at_ms DESC, rowid DESC`,
      nowMs,
    )
    .toArray()
    .map((row) => ({
      credentialId: row.credential_id,
      kind: row.kind,
      clientId: row.client_id,
      clientName: row.client_name,
      scopes: knownScopes(JSON.parse(row.scopes) as string[]),
      createdAtMs: row.created_at_ms,
      ...(row.grant_id !== null && { grantId: row.grant_id }),
      ...(row.last_used_at_ms !== null && { lastUsedAtMs: row.last_used_at_ms }),
      ...(row.expires_at_ms !== null && { expiresAtMs: row.expires_at_ms }),
    }));
}

export function removeDeadCredentials(sql: SqlStorage, nowMs: number): void {
  sql.exec(
    "DELETE FROM credentials WHERE revoked_at_ms < ?1 OR expires_at_ms < ?1",
    nowMs - DEAD_CREDENTIAL_MS,
  );
}
