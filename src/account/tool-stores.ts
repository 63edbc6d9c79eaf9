import type { ContentSeal } from "../crypto/content-seal.ts";
import { SealError } from "../crypto/seal.ts";
import type { JsonValue } from "../domain/json.ts";
import type { DedupeClaim, DedupeStore } from "../tools/context.ts";

/** How long a dedupe_key protects, and how long an unused cache entry is kept. */
export const ENTRY_LIFE_MS = 24 * 60 * 60 * 1000;

/** `isRunning` tells a claim whose call still runs in this object from one whose call died. */
export function dedupeStore(
  sql: SqlStorage,
  contentSeal: ContentSeal,
  now: () => number,
  running: Set<string>,
): DedupeStore {
  // The client's own words, which only have to be known again.
  const hashOf = (key: string) => contentSeal.mark("dedupe_keys", key);
  return {
    claim(tool, key, argumentsHash): DedupeClaim {
      const keyHash = hashOf(key);
      const row = sql
        .exec<{ arguments_hash: string; value: ArrayBuffer | null }>(
          `SELECT arguments_hash, value FROM dedupe_keys
           WHERE tool = ? AND key_hash = ? AND claimed_at_ms > ?`,
          tool,
          keyHash,
          now() - ENTRY_LIFE_MS,
        )
        .toArray()[0];
      if (row === undefined) {
        sql.exec(
          `INSERT OR REPLACE INTO dedupe_keys (tool, key_hash, arguments_hash, value, claimed_at_ms)
           VALUES (?, ?, ?, NULL, ?)`,
          tool,
          keyHash,
          argumentsHash,
          now(),
        );
        running.add(`${tool} ${key}`);
        return { state: "new" };
      }
      if (row.arguments_hash !== argumentsHash) return { state: "different_arguments" };
      if (row.value !== null) {
        const value = openOr(contentSeal, dedupePlace(tool, keyHash), row.value);
        return value === undefined ? { state: "unknown" } : { state: "done", value };
      }
      return { state: running.has(`${tool} ${key}`) ? "running" : "unknown" };
    },
    finish(tool, key, value) {
      running.delete(`${tool} ${key}`);
      const keyHash = hashOf(key);
      sql.exec(
        "UPDATE dedupe_keys SET value = ? WHERE tool = ? AND key_hash = ?",
        contentSeal.seal(dedupePlace(tool, keyHash), value),
        tool,
        keyHash,
      );
    },
    release(tool, key) {
      running.delete(`${tool} ${key}`);
      sql.exec(
        "DELETE FROM dedupe_keys WHERE tool = ? AND key_hash = ? AND value IS NULL",
        tool,
        hashOf(key),
      );
    },
  };
}

export function removeExpiredDedupeKeys(sql: SqlStorage, nowMs: number): void {
  sql.exec("DELETE FROM dedupe_keys WHERE claimed_at_ms < ?", nowMs - ENTRY_LIFE_MS);
}

/** Undefined when its key has left ENCRYPTION_KEY. */
export function openOr(
  contentSeal: ContentSeal,
  place: string,
  sealed: ArrayBuffer,
): JsonValue | undefined {
  try {
    return contentSeal.open(place, sealed);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

export function dedupePlace(tool: string, keyHash: string): string {
  return `dedupe_keys/${tool}/${keyHash}`;
}
