import type { JsonValue } from "../domain/json.ts";
import type { CacheStore, DedupeClaim, DedupeStore } from "../tools/context.ts";

/** What a cache row may weigh, in UTF-16 units; SQLite's rows end at 2 MB. */
const MAX_CACHE_VALUE_LENGTH = 900_000;
/** How long a dedupe_key protects, and how long an unused cache entry is kept. */
export const ENTRY_LIFE_MS = 24 * 60 * 60 * 1000;

/** ClickUp's answers that rarely change, in the account's SQLite. */
export function cacheStore(sql: SqlStorage, now: () => number): CacheStore {
  return {
    read(key) {
      const row = sql
        .exec<{ value: string; stored_at_ms: number }>(
          "SELECT value, stored_at_ms FROM cache_entries WHERE key = ?",
          key,
        )
        .toArray()[0];
      if (row === undefined) return undefined;
      return { value: JSON.parse(row.value) as JsonValue, storedAtMs: row.stored_at_ms };
    },
    write(key, value) {
      const text = JSON.stringify(value);
      // Too large to keep: the next call asks ClickUp again.
      if (text.length > MAX_CACHE_VALUE_LENGTH) {
        sql.exec("DELETE FROM cache_entries WHERE key = ?", key);
        return;
      }
      sql.exec(
        "INSERT OR REPLACE INTO cache_entries (key, value, stored_at_ms) VALUES (?, ?, ?)",
        key,
        text,
        now(),
      );
    },
    remove(key) {
      if (key.endsWith("*")) {
        const prefix = key.slice(0, -1);
        sql.exec("DELETE FROM cache_entries WHERE substr(key, 1, ?) = ?", prefix.length, prefix);
      } else {
        sql.exec("DELETE FROM cache_entries WHERE key = ?", key);
      }
    },
  };
}

/** `isRunning` tells a claim whose call still runs in this object from one whose call died. */
export function dedupeStore(sql: SqlStorage, now: () => number, running: Set<string>): DedupeStore {
  return {
    claim(tool, key, argumentsHash): DedupeClaim {
      const row = sql
        .exec<{ arguments_hash: string; value: string | null }>(
          `SELECT arguments_hash, value FROM dedupe_keys
           WHERE tool = ? AND key = ? AND claimed_at_ms > ?`,
          tool,
          key,
          now() - ENTRY_LIFE_MS,
        )
        .toArray()[0];
      if (row === undefined) {
        sql.exec(
          `INSERT OR REPLACE INTO dedupe_keys (tool, key, arguments_hash, value, claimed_at_ms)
           VALUES (?, ?, ?, NULL, ?)`,
          tool,
          key,
          argumentsHash,
          now(),
        );
        running.add(`${tool} ${key}`);
        return { state: "new" };
      }
      if (row.arguments_hash !== argumentsHash) return { state: "different_arguments" };
      if (row.value !== null) return { state: "done", value: JSON.parse(row.value) as JsonValue };
      return { state: running.has(`${tool} ${key}`) ? "running" : "unknown" };
    },
    finish(tool, key, value) {
      running.delete(`${tool} ${key}`);
      sql.exec(
        "UPDATE dedupe_keys SET value = ? WHERE tool = ? AND key = ?",
        JSON.stringify(value),
        tool,
        key,
      );
    },
    release(tool, key) {
      running.delete(`${tool} ${key}`);
      sql.exec("DELETE FROM dedupe_keys WHERE tool = ? AND key = ? AND value IS NULL", tool, key);
    },
  };
}

export function removeExpiredEntries(sql: SqlStorage, nowMs: number): void {
  sql.exec("DELETE FROM cache_entries WHERE stored_at_ms < ?", nowMs - ENTRY_LIFE_MS);
  sql.exec("DELETE FROM dedupe_keys WHERE claimed_at_ms < ?", nowMs - ENTRY_LIFE_MS);
}
