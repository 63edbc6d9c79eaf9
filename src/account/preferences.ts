import type { Preferences } from "../domain/tool-choice.ts";

export interface StoredPreferences {
  choice: Preferences;
  /** 0 until something was chosen. */
  version: number;
}

export function readPreferences(sql: SqlStorage): StoredPreferences {
  const row = sql
    .exec<{ choice: string; version: number }>(
      "SELECT choice, version FROM preferences WHERE id = 1",
    )
    .toArray()[0];
  if (row === undefined) return { choice: {}, version: 0 };
  // We wrote it ourselves, from Preferences.
  return { choice: JSON.parse(row.choice) as Preferences, version: row.version };
}

/**
 * Stores what was chosen. `changed`: it differs from before; `stale`: it was chosen on a page that
 * showed an older version, and nothing is stored.
 */
export function writePreferences(
  sql: SqlStorage,
  choice: Preferences,
  seenVersion?: number,
): "changed" | "unchanged" | "stale" {
  const before = readPreferences(sql);
  if (seenVersion !== undefined && seenVersion !== before.version) return "stale";
  const text = JSON.stringify(choice);
  if (text === JSON.stringify(before.choice)) return "unchanged";
  sql.exec(
    `INSERT INTO preferences (id, choice, version) VALUES (1, ?1, 1)
     ON CONFLICT (id) DO UPDATE SET choice = ?1, version = version + 1`,
    text,
  );
  return "changed";
}
