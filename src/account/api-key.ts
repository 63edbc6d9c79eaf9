/**
 * The user's own ClickUp API key. While there is one it is used instead of the sign-in's token. One
 * that ClickUp refuses later ends nothing else: it is wiped, and the sign-in's token is used again.
 */
import type { ContentSeal } from "../crypto/content-seal.ts";
import type { JsonValue } from "../domain/json.ts";
import { recordEvent } from "./audit-outbox.ts";
import type { ApiKeyState } from "./door.ts";
import { readProfile, readUserId } from "./profile.ts";

type Workspaces = readonly { id: string; name: string }[];

/** Where the sealed Workspaces stand. */
export const API_KEY_PLACE = "api_keys/workspaces";

/** Replaces the key before it. `sealed` is the key, `workspaces` what it opens. */
export function storeApiKey(
  sql: SqlStorage,
  contentSeal: ContentSeal,
  { sealed, workspaces }: { sealed: string; workspaces: Workspaces },
  nowMs: number,
): void {
  sql.exec(
    `INSERT OR REPLACE INTO api_keys (id, sealed, workspaces, stored_at_ms, refused_at_ms)
     VALUES (1, ?, ?, ?, NULL)`,
    sealed,
    contentSeal.seal(
      API_KEY_PLACE,
      workspaces.map(({ id, name }) => ({ id, name })),
    ),
    nowMs,
  );
}

/** False when there was none. */
export function removeApiKey(sql: SqlStorage): boolean {
  return sql.exec("DELETE FROM api_keys").rowsWritten > 0;
}

export function readApiKeyState(sql: SqlStorage): ApiKeyState | undefined {
  const row = sql
    .exec<{ stored_at_ms: number; refused_at_ms: number | null }>(
      "SELECT stored_at_ms, refused_at_ms FROM api_keys",
    )
    .toArray()[0];
  if (row === undefined) return undefined;
  return {
    storedAtMs: row.stored_at_ms,
    ...(row.refused_at_ms !== null && { refusedAtMs: row.refused_at_ms }),
  };
}

/** Undefined without a key that is in use. */
export function readSealedApiKey(sql: SqlStorage): string | undefined {
  return sql
    .exec<{ sealed: string }>("SELECT sealed FROM api_keys WHERE sealed IS NOT NULL")
    .toArray()[0]?.sealed;
}

/** What the user's tools work in: what the key opens, without one what the sign-in opened. */
export function readWorkspaces(sql: SqlStorage, contentSeal: ContentSeal): Workspaces {
  const row = readWorkspacesRow(sql);
  if (row === undefined) return readProfile(sql, contentSeal)?.workspaces ?? [];
  return contentSeal.open(API_KEY_PLACE, row) as unknown as Workspaces; // written by storeApiKey
}

/**
 * ClickUp no longer takes this key: it is wiped, and an audit event tells so. False when it has been
 * replaced or removed meanwhile. Call it in a transaction.
 */
export function wipeRefusedKey(
  sql: SqlStorage,
  nowMs: number,
  sealed: string,
  requestId: string,
): boolean {
  const { rowsWritten } = sql.exec(
    "UPDATE api_keys SET sealed = NULL, refused_at_ms = ? WHERE sealed = ?",
    nowMs,
    sealed,
  );
  if (rowsWritten === 0) return false;
  const userId = readUserId(sql) ?? "";
  const end = { outcome: "reconnect_required", durationMs: 0, upstreamCalls: 0 };
  recordEvent(sql, nowMs, { action: "api_key_removed", userId, clientId: "", requestId }, end);
  return true;
}

/** `sealed` was opened with an older key of the ring; `anew` is the same, sealed with the first. */
export function resealApiKey(
  sql: SqlStorage,
  contentSeal: ContentSeal,
  sealed: string,
  anew: string,
): void {
  const row = readWorkspacesRow(sql);
  if (row === undefined) return;
  const workspaces: JsonValue = contentSeal.open(API_KEY_PLACE, row);
  sql.exec(
    "UPDATE api_keys SET sealed = ?, workspaces = ? WHERE sealed = ?",
    anew,
    contentSeal.seal(API_KEY_PLACE, workspaces),
    sealed,
  );
}

function readWorkspacesRow(sql: SqlStorage): ArrayBuffer | undefined {
  return sql
    .exec<{ workspaces: ArrayBuffer }>("SELECT workspaces FROM api_keys WHERE sealed IS NOT NULL")
    .toArray()[0]?.workspaces;
}
