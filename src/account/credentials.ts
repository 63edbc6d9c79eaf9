import { type Caller, type CredentialKind, MAX_PERSONAL_TOKENS } from "../domain/caller.ts";
import { knownScopes } from "../domain/scope.ts";
import type { Tier } from "../domain/tier.ts";
import type { Preferences } from "../domain/tool-choice.ts";
import { DONE, type EventStart, recordEvent, startOf } from "./audit-outbox.ts";
import type { CredentialAddition, CredentialRecord, NewCredential } from "./door.ts";
import { USE_WRITE_MS, usesInEvents } from "./last-uses.ts";

/** How long a dead credential's row is kept, so that its late uses are refused knowingly. */
export const DEAD_CREDENTIAL_MS = 90 * 24 * 60 * 60 * 1000;
/** A minute's precision spares a write for each request that leaves no event. */
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

/** False when that id was used before: nothing is written. */
export function addCredential(sql: SqlStorage, credential: NewCredential, nowMs: number): boolean {
  const added = sql.exec(
    `INSERT INTO credentials (credential_id, kind, client_id, client_name, scopes, grant_id,
                              created_at_ms, expires_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (credential_id) DO NOTHING RETURNING 1`,
    credential.credentialId,
    credential.kind,
    credential.clientId,
    credential.clientName,
    JSON.stringify(credential.scopes),
    credential.grantId ?? null,
    nowMs,
    credential.expiresAtMs ?? null,
  );
  return added.toArray().length > 0;
}

/**
 * A credential that a live one makes. The caller's may have ended since the request was admitted, and
 * must leave no successor behind.
 */
export function addCredentialBy(
  sql: SqlStorage,
  nowMs: number,
  { caller, requestId }: { caller: Caller; requestId: string },
  credential: NewCredential,
): CredentialAddition {
  if (!isLive(sql, caller.credentialId, nowMs)) return "caller_ended";
  const tokens = liveCredentials(sql, nowMs).filter(({ kind }) => kind === "personal_token");
  const isKnown = tokens.some(({ credentialId }) => credentialId === credential.credentialId);
  if (!isKnown && credential.kind === "personal_token" && tokens.length >= MAX_PERSONAL_TOKENS) {
    return "too_many";
  }
  if (!addCredential(sql, credential, nowMs)) return "known";
  recordEvent(sql, nowMs, startOf("token_created", { caller, requestId }), DONE);
  return "added";
}

export function isLive(sql: SqlStorage, credentialId: string, nowMs: number): boolean {
  const found = sql.exec(
    `SELECT 1 FROM credentials WHERE credential_id = ? AND ${LIVE}`,
    credentialId,
    nowMs,
  );
  return found.toArray().length > 0;
}

/** Whose a credential is or was; undefined once its row is gone. */
export function clientOf(sql: SqlStorage, credentialId: string): string | undefined {
  return sql
    .exec<{ client_id: string }>(
      "SELECT client_id FROM credentials WHERE credential_id = ?",
      credentialId,
    )
    .toArray()[0]?.client_id;
}

/** What a request's admission rests on. */
export interface Standing {
  tier: Tier;
  /** What the person chose on the account page; absent when nothing. */
  preferences?: Preferences;
}

/**
 * Whether there is an account and the caller's credential is live in it, of its kind, and notes the use, for
 * which `leavesEvent` says whether there is another record of it. One statement, because every request asks.
 */
export function useCredential(
  sql: SqlStorage,
  caller: Caller,
  nowMs: number,
  leavesEvent: boolean,
): Standing | undefined {
  const row = sql
    .exec<{ tier: Tier; last_used_at_ms: number | null; choice: string | null }>(
      `SELECT tier, last_used_at_ms, (SELECT choice FROM preferences WHERE id = 1) AS choice
       FROM account, credentials
       WHERE id = 1 AND credential_id = ? AND kind = ? AND ${LIVE}`,
      caller.credentialId,
      caller.kind,
      nowMs,
    )
    .toArray()[0];
  if (row === undefined) return undefined;
  const writeMs = leavesEvent ? USE_WRITE_MS : LAST_USE_WRITE_MS;
  if (nowMs - (row.last_used_at_ms ?? 0) >= writeMs) {
    sql.exec(
      "UPDATE credentials SET last_used_at_ms = ? WHERE credential_id = ?",
      nowMs,
      caller.credentialId,
    );
  }
  const { tier, choice } = row;
  // We wrote it ourselves, from Preferences.
  return { tier, ...(choice !== null && { preferences: JSON.parse(choice) as Preferences }) };
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
  const inEvents = usesInEvents(sql, "credential_id");
  return sql
    .exec<CredentialRow>(
      `SELECT credential_id, kind, client_id, client_name, scopes, grant_id, created_at_ms,
              last_used_at_ms, expires_at_ms
       FROM credentials WHERE ${LIVE} ORDER BY created_at_ms DESC, rowid DESC`,
      nowMs,
    )
    .toArray()
    .map((row) => {
      const { credential_id: credentialId } = row;
      const usedAtMs = Math.max(row.last_used_at_ms ?? 0, inEvents.get(credentialId) ?? 0);
      return {
        credentialId,
        kind: row.kind,
        clientId: row.client_id,
        clientName: row.client_name,
        scopes: knownScopes(JSON.parse(row.scopes) as string[]),
        createdAtMs: row.created_at_ms,
        ...(row.grant_id !== null && { grantId: row.grant_id }),
        ...(usedAtMs > 0 && { lastUsedAtMs: usedAtMs }),
        ...(row.expires_at_ms !== null && { expiresAtMs: row.expires_at_ms }),
      };
    });
}

export function removeDeadCredentials(sql: SqlStorage, nowMs: number): void {
  sql.exec(
    "DELETE FROM credentials WHERE revoked_at_ms < ?1 OR expires_at_ms < ?1",
    nowMs - DEAD_CREDENTIAL_MS,
  );
}
