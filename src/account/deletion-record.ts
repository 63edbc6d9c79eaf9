/** What an account knows of its own deletion. One row, which is all that stays. */
import { readBilling } from "./billing-record.ts";
import { migrate } from "./migrations.ts";
import { readUserId } from "./profile.ts";
import type { SessionAddress } from "./sessions.ts";

/** What of a deleted account is left outside its object. */
export interface Remaining {
  userId: string;
  /** MCP sessions whose objects still have to end. */
  sessions: SessionAddress[];
  /** Customer at Stripe. */
  customerId?: string;
  /** KV and bucket are empty as far as they said; the last look waits for what was under way. */
  lastLook?: true;
}

export interface Deletion {
  deletedAtMs: number;
  /** Null once nothing is left anywhere. */
  remaining: Remaining | null;
  attempts: number;
  nextTryAtMs: number | null;
}

export function readDeletion(sql: SqlStorage): Deletion | undefined {
  const row = sql
    .exec<{
      deleted_at_ms: number;
      remaining: string | null;
      attempts: number;
      next_try_at_ms: number | null;
    }>("SELECT deleted_at_ms, remaining, attempts, next_try_at_ms FROM deletions WHERE id = 1")
    .toArray()[0];
  if (row === undefined) return undefined;
  return {
    deletedAtMs: row.deleted_at_ms,
    remaining: row.remaining === null ? null : (JSON.parse(row.remaining) as Remaining), // ours
    attempts: row.attempts,
    nextTryAtMs: row.next_try_at_ms,
  };
}

export function writeDeletion(sql: SqlStorage, deletion: Deletion): void {
  sql.exec(
    `INSERT OR REPLACE INTO deletions (id, deleted_at_ms, remaining, attempts, next_try_at_ms)
     VALUES (1, ?, ?, ?, ?)`,
    deletion.deletedAtMs,
    deletion.remaining === null ? null : JSON.stringify(deletion.remaining),
    deletion.attempts,
    deletion.nextTryAtMs,
  );
}

/**
 * Removes every row of the account and leaves the deletion's own, in one transaction. From then on
 * no credential is known here. False when there was no account.
 */
export function eraseRows(storage: DurableObjectStorage, nowMs: number): boolean {
  const { sql } = storage;
  return storage.transactionSync(() => {
    const userId = readUserId(sql);
    if (userId === undefined) return false;
    const sessions = sql
      .exec<{ session_id: string; transport: SessionAddress["transport"] }>(
        "SELECT session_id, transport FROM sessions",
      )
      .toArray()
      .map(({ session_id, transport }) => ({ sessionId: session_id, transport }));
    const customerId = readBilling(sql)?.customerId;
    for (const table of tablesOf(sql)) {
      if (table !== "schema_steps") sql.exec(`DELETE FROM "${table}"`);
    }
    writeDeletion(sql, {
      deletedAtMs: nowMs,
      remaining: { userId, sessions, ...(customerId !== undefined && { customerId }) },
      attempts: 0,
      nextTryAtMs: nowMs,
    });
    return true;
  });
}

/**
 * Makes the object's file anew with nothing but the deletion's row: SQLite leaves the bytes of removed
 * rows in its pages. The platform has no transaction over both, so that a crash between them could lose
 * the row; the rows themselves are gone before.
 */
export async function wipeFile(storage: DurableObjectStorage): Promise<void> {
  const deletion = readDeletion(storage.sql);
  const wiped = storage.deleteAll();
  migrate(storage);
  if (deletion !== undefined) writeDeletion(storage.sql, deletion);
  await wiped;
}

/** The account's own tables, SQLite's and the platform's left out. */
export function tablesOf(sql: SqlStorage): string[] {
  return sql
    .exec<{ name: string }>(
      `SELECT name FROM sqlite_schema
       WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .toArray()
    .map(({ name }) => name);
}
