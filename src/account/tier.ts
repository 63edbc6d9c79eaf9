import type { Tier } from "../domain/tier.ts";
import { DONE, recordEvent } from "./audit-outbox.ts";

/**
 * Writes the tier and the audit event of its change; false when it is the tier already, or when there
 * is no account. Call it in a transaction.
 */
export function changeTier(sql: SqlStorage, nowMs: number, tier: Tier, requestId: string): boolean {
  const row = sql
    .exec<{ user_id: string }>(
      "UPDATE account SET tier = ?1 WHERE id = 1 AND tier <> ?1 RETURNING user_id",
      tier,
    )
    .toArray()[0];
  if (row === undefined) return false;
  const start = { action: "tier_changed" as const, userId: row.user_id, clientId: "stripe" };
  recordEvent(sql, nowMs, { ...start, requestId, tier }, DONE);
  return true;
}
