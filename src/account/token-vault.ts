import { open, type SealContext, seal } from "../crypto/seal.ts";
import type { Config } from "../env.ts";

type SealSettings = Pick<Config, "environment" | "encryptionKeys">;

const PURPOSE = "clickup_oauth";

/** Seals the ClickUp token of this user; the newest sign-in replaces it for all clients. */
export async function sealToken(
  config: SealSettings,
  userId: string,
  token: string,
): Promise<string> {
  return seal(config.encryptionKeys, contextOf(config, userId), token);
}

export function storeSealedToken(sql: SqlStorage, sealed: string, nowMs: number): void {
  sql.exec(
    "INSERT OR REPLACE INTO sealed_tokens (purpose, sealed, stored_at_ms) VALUES (?, ?, ?)",
    PURPOSE,
    sealed,
    nowMs,
  );
}

/**
 * Opens the token for one call; undefined when there is none. Throws a SealError when it does not
 * open: its key is missing from ENCRYPTION_KEY, which is for the operator to mend, not the user.
 */
export async function openToken(
  sql: SqlStorage,
  config: SealSettings,
  userId: string,
): Promise<string | undefined> {
  const row = sql
    .exec<{ sealed: string }>("SELECT sealed FROM sealed_tokens WHERE purpose = ?", PURPOSE)
    .toArray()[0];
  if (row === undefined) return undefined;
  return open(config.encryptionKeys, contextOf(config, userId), row.sealed);
}

function contextOf(config: SealSettings, userId: string): SealContext {
  return { environment: config.environment, userId, purpose: PURPOSE };
}
