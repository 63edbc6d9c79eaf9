/**
 * What keeps OAuth grants honest where KV cannot: a code is claimed once, a refresh token is
 * exchanged once, and a replaced one works no longer than promised. Pure policy over the tables;
 * the dance around it is `oauth/refresh.ts`.
 */
import { revokeCredential } from "./credentials.ts";
import type { RefreshFinish, RefreshRequest, RefreshStart } from "./door.ts";
import { usesInEvents } from "./last-uses.ts";

/** A grant ends when it was not refreshed for so long (contract: 90 days since last use). */
export const GRANT_IDLE_MS = 90 * 24 * 60 * 60 * 1000;
/** A replaced refresh token works for so long after its successor was first used (contract). */
export const REFRESH_GRACE_MS = 10 * 60 * 1000;
/** An exchange whose Worker has not come back by then is taken for dead; twice a slow KV write. */
const EXCHANGE_TIMEOUT_MS = 30_000;
/** KV may serve an old value for 60 s and more; a token endpoint that does not know a token of ours. */
const KV_STALE_MS = 2 * 60 * 1000;
/** Live grants of one user. The 51st ends the one that was used least recently. */
const MAX_GRANTS = 50;
/** Exchanged tokens remembered per grant: 500 days of an access token's 24 hours. */
const MAX_REMEMBERED = 500;

/** `wait`: another exchange of this grant is under way; ask again when it is over. */
export type RefreshDecision = RefreshStart | { step: "wait" };

type Grant = { credential_id: string; client_id: string };

type Refresh = {
  request_hash: string;
  started_at_ms: number;
  successor_hash: string | null;
  sealed_answer: string | null;
  successor_used_at_ms: number | null;
};

/**
 * Binds the grant to its credential when its authorization code is redeemed. True once; any later
 * claim revokes the credential, because a code that comes twice has leaked (RFC 6749 §4.1.2).
 */
export function claimGrant(
  sql: SqlStorage,
  nowMs: number,
  credentialId: string,
  grantId: string,
): boolean {
  const { rowsWritten } = sql.exec(
    `UPDATE credentials SET grant_id = ?, claimed_at_ms = ?, last_used_at_ms = ?, expires_at_ms = ?
     WHERE credential_id = ? AND kind = 'grant' AND claimed_at_ms IS NULL
       AND revoked_at_ms IS NULL AND expires_at_ms > ?`,
    grantId,
    nowMs,
    nowMs,
    nowMs + GRANT_IDLE_MS,
    credentialId,
    nowMs,
  );
  if (rowsWritten === 0) {
    revokeCredential(sql, nowMs, credentialId);
    return false;
  }
  endLeastUsedGrants(sql, nowMs);
  return true;
}

/**
 * Decides what a use of a refresh token may do. `exchange` marks the token as being exchanged, one
 * at a time per grant, until `finishRefresh` or 30 s; `reused` has ended the grant.
 */
export function startRefresh(
  sql: SqlStorage,
  nowMs: number,
  { grantId, clientId, tokenHash, requestHash }: RefreshRequest,
): RefreshDecision {
  const grant = findLiveGrant(sql, nowMs, grantId);
  if (grant === undefined) return { step: "refuse", because: "ended" };
  if (grant.client_id !== clientId) return { step: "refuse", because: "other_client" };

  const refresh = findRefresh(sql, grantId, tokenHash);
  if (refresh !== undefined && refresh.successor_hash !== null) {
    const usedAtMs = refresh.successor_used_at_ms;
    if (usedAtMs !== null && nowMs > usedAtMs + REFRESH_GRACE_MS) {
      endGrant(sql, nowMs, grantId);
      return { step: "refuse", because: "reused" };
    }
    return {
      step: "replay",
      // It leaves with the grace, so within the grace there is one.
      sealedAnswer: refresh.sealed_answer ?? "",
      sameRequest: refresh.request_hash === requestHash,
      successorUsed: usedAtMs !== null,
    };
  }
  if (isExchanging(sql, nowMs, grantId)) return { step: "wait" };
  sql.exec(
    `INSERT INTO refreshes (token_hash, grant_id, request_hash, started_at_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (token_hash) DO UPDATE SET request_hash = excluded.request_hash,
                                            started_at_ms = excluded.started_at_ms`,
    tokenHash,
    grantId,
    requestHash,
    nowMs,
  );
  return {
    step: "exchange",
    attempt: nowMs,
    justIssued: isJustIssued(sql, nowMs, grantId, tokenHash),
  };
}

/**
 * Ends an exchange. With an answer: it is kept for replays, and the predecessor's grace begins.
 * False means that the answer must not be given out: the grant ended meanwhile, or the attempt was
 * taken for dead and another took its place.
 */
export function finishRefresh(
  sql: SqlStorage,
  nowMs: number,
  { grantId, tokenHash, attempt, answer }: RefreshFinish,
): boolean {
  if (answer === undefined) {
    sql.exec(
      "DELETE FROM refreshes WHERE token_hash = ? AND started_at_ms = ? AND successor_hash IS NULL",
      tokenHash,
      attempt,
    );
    return false;
  }
  const grant = findLiveGrant(sql, nowMs, grantId);
  if (grant === undefined) return false;
  const { rowsWritten } = sql.exec(
    `UPDATE refreshes SET successor_hash = ?, sealed_answer = ?, finished_at_ms = ?
     WHERE token_hash = ? AND started_at_ms = ? AND successor_hash IS NULL`,
    answer.successorHash,
    answer.sealedAnswer,
    nowMs,
    tokenHash,
    attempt,
  );
  if (rowsWritten === 0) return false;
  sql.exec(
    `UPDATE refreshes SET successor_used_at_ms = ?
     WHERE grant_id = ? AND successor_hash = ? AND successor_used_at_ms IS NULL`,
    nowMs,
    grantId,
    tokenHash,
  );
  sql.exec(
    "UPDATE credentials SET last_used_at_ms = ?, expires_at_ms = ? WHERE credential_id = ?",
    nowMs,
    nowMs + GRANT_IDLE_MS,
    grant.credential_id,
  );
  forgetOldRefreshes(sql, nowMs, grantId);
  return true;
}

/** Revokes the credential of a grant; false when none was live. */
export function endGrant(sql: SqlStorage, nowMs: number, grantId: string, requestId = ""): boolean {
  const grant = findLiveGrant(sql, nowMs, grantId);
  if (grant === undefined) return false;
  revokeCredential(sql, nowMs, grant.credential_id, requestId);
  return true;
}

/** Rows of grants that are dead: nothing can be refreshed there. The alarm calls it. */
export function removeDeadRefreshes(sql: SqlStorage, nowMs: number): void {
  sql.exec(
    `DELETE FROM refreshes WHERE grant_id NOT IN (
       SELECT grant_id FROM credentials
       WHERE grant_id IS NOT NULL AND revoked_at_ms IS NULL AND expires_at_ms > ?)`,
    nowMs,
  );
}

function findLiveGrant(sql: SqlStorage, nowMs: number, grantId: string): Grant | undefined {
  return sql
    .exec<Grant>(
      `SELECT credential_id, client_id FROM credentials
       WHERE grant_id = ? AND kind = 'grant' AND revoked_at_ms IS NULL AND expires_at_ms > ?`,
      grantId,
      nowMs,
    )
    .toArray()[0];
}

function findRefresh(sql: SqlStorage, grantId: string, tokenHash: string): Refresh | undefined {
  return sql
    .exec<Refresh>(
      `SELECT request_hash, started_at_ms, successor_hash, sealed_answer, successor_used_at_ms
       FROM refreshes WHERE token_hash = ? AND grant_id = ?`,
      tokenHash,
      grantId,
    )
    .toArray()[0];
}

function isExchanging(sql: SqlStorage, nowMs: number, grantId: string): boolean {
  const found = sql.exec(
    `SELECT 1 FROM refreshes
     WHERE grant_id = ? AND successor_hash IS NULL AND started_at_ms > ? LIMIT 1`,
    grantId,
    nowMs - EXCHANGE_TIMEOUT_MS,
  );
  return found.toArray().length > 0;
}

function isJustIssued(sql: SqlStorage, nowMs: number, grantId: string, tokenHash: string): boolean {
  const found = sql.exec(
    "SELECT 1 FROM refreshes WHERE grant_id = ? AND successor_hash = ? AND finished_at_ms > ? LIMIT 1",
    grantId,
    tokenHash,
    nowMs - KV_STALE_MS,
  );
  return found.toArray().length > 0;
}

function forgetOldRefreshes(sql: SqlStorage, nowMs: number, grantId: string): void {
  sql.exec(
    "UPDATE refreshes SET sealed_answer = NULL WHERE grant_id = ? AND successor_used_at_ms < ?",
    grantId,
    nowMs - REFRESH_GRACE_MS,
  );
  // Beyond that, the token endpoint refuses the token too, only without ending the grant.
  sql.exec(
    `DELETE FROM refreshes WHERE grant_id = ?1 AND successor_used_at_ms < ?2 AND token_hash NOT IN (
       SELECT token_hash FROM refreshes WHERE grant_id = ?1 ORDER BY started_at_ms DESC LIMIT ?3)`,
    grantId,
    nowMs - REFRESH_GRACE_MS,
    MAX_REMEMBERED,
  );
}

function endLeastUsedGrants(sql: SqlStorage, nowMs: number): void {
  const claimed = sql
    .exec<{ credential_id: string; at_ms: number }>(
      `SELECT credential_id, COALESCE(last_used_at_ms, created_at_ms) AS at_ms FROM credentials
       WHERE kind = 'grant' AND claimed_at_ms IS NOT NULL AND revoked_at_ms IS NULL
         AND expires_at_ms > ?`,
      nowMs,
    )
    .toArray();
  if (claimed.length <= MAX_GRANTS) return;
  const inEvents = usesInEvents(sql, "credential_id");
  const crowdedOut = claimed
    .map((one) => ({ ...one, at_ms: Math.max(one.at_ms, inEvents.get(one.credential_id) ?? 0) }))
    .sort((a, b) => b.at_ms - a.at_ms)
    .slice(MAX_GRANTS);
  for (const { credential_id } of crowdedOut) revokeCredential(sql, nowMs, credential_id);
}
