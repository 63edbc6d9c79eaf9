import type { ContentSeal } from "../crypto/content-seal.ts";
import type { JsonValue } from "../domain/json.ts";
import type { CacheStore } from "../tools/context.ts";
import { ENTRY_LIFE_MS, openOr } from "./tool-stores.ts";

/** What a cache row may weigh, in bytes; SQLite's rows end at 2 MB. */
const MAX_CACHE_VALUE_BYTES = 1_800_000;
/** Of opened entries, by what they weigh sealed: an isolate's 128 MB are shared by many accounts. */
const MAX_OPENED_BYTES = 4_000_000;

/** What is worked out of opened entries: the map of a Workspace, its names, and maps of some of its Spaces. */
const MAX_DERIVED = 12;

interface Entry {
  value: JsonValue;
  storedAtMs: number;
}

/**
 * ClickUp's answers that rarely change: sealed in the account's SQLite, and those that are in use opened
 * once in its memory. What it hands out is frozen, because the next call gets the same.
 */
export class CacheEntries implements CacheStore {
  readonly #sql: SqlStorage;
  readonly #contentSeal: ContentSeal;
  readonly #now: () => number;
  /** Oldest first. Never newer than its row: whoever changes a row forgets it here. */
  readonly #opened = new Map<string, Entry & { bytes: number }>();
  #openedBytes = 0;
  /** Oldest first. Gone with any entry, so that it holds on to nothing that is not in use. */
  readonly #derived = new Map<string, { from: readonly unknown[]; value: object }>();

  constructor(sql: SqlStorage, contentSeal: ContentSeal, now: () => number) {
    this.#sql = sql;
    this.#contentSeal = contentSeal;
    this.#now = now;
  }

  read(key: string): Entry | undefined {
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const row = this.#sql
      .exec<{ value: ArrayBuffer; stored_at_ms: number }>(
        "SELECT value, stored_at_ms FROM cache_entries WHERE key = ?",
        key,
      )
      .toArray()[0];
    if (row === undefined) return undefined;
    const value = openOr(this.#contentSeal, placeOf(key), row.value);
    if (value === undefined) return undefined;
    const bytes = row.value.byteLength;
    const entry = { value: frozen(value), storedAtMs: row.stored_at_ms, bytes };
    this.#keep(key, entry);
    return entry;
  }

  write(key: string, value: JsonValue): void {
    this.#forget(key);
    const sealed = this.#contentSeal.seal(placeOf(key), value);
    // Too large to keep: the next call asks ClickUp again.
    if (sealed.byteLength > MAX_CACHE_VALUE_BYTES) {
      this.#sql.exec("DELETE FROM cache_entries WHERE key = ?", key);
      return;
    }
    this.#sql.exec(
      "INSERT OR REPLACE INTO cache_entries (key, value, stored_at_ms) VALUES (?, ?, ?)",
      key,
      sealed,
      this.#now(),
    );
  }

  remove(key: string): void {
    if (key.endsWith("*")) {
      this.forgetOpened();
      const prefix = key.slice(0, -1);
      const bound = [prefix.length, prefix];
      this.#sql.exec("DELETE FROM cache_entries WHERE substr(key, 1, ?) = ?", ...bound);
    } else {
      this.#forget(key);
      this.#sql.exec("DELETE FROM cache_entries WHERE key = ?", key);
    }
  }

  derive<T extends object>(key: string, from: readonly unknown[], make: () => T): T {
    const known = this.#derived.get(key);
    const isSame =
      known?.from.length === from.length && known.from.every((value, at) => value === from[at]);
    // A cast: under one key lies what one place in the code makes.
    if (isSame) return known.value as T;
    const value = frozen(make());
    this.#derived.delete(key);
    this.#derived.set(key, { from, value });
    const [oldest] = this.#derived.keys();
    if (this.#derived.size > MAX_DERIVED && oldest !== undefined) this.#derived.delete(oldest);
    return value;
  }

  removeExpired(nowMs: number): void {
    this.forgetOpened();
    this.#sql.exec("DELETE FROM cache_entries WHERE stored_at_ms < ?", nowMs - ENTRY_LIFE_MS);
  }

  /** The rows may have gone by another way. */
  forgetOpened(): void {
    this.#opened.clear();
    this.#openedBytes = 0;
    this.#derived.clear();
  }

  #keep(key: string, entry: Entry & { bytes: number }): void {
    if (entry.bytes > MAX_OPENED_BYTES) return;
    this.#opened.set(key, entry);
    this.#openedBytes += entry.bytes;
    for (const oldest of this.#opened.keys()) {
      if (this.#openedBytes <= MAX_OPENED_BYTES) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const known = this.#opened.get(key);
    if (known === undefined) return;
    this.#opened.delete(key);
    this.#openedBytes -= known.bytes;
    this.#derived.clear();
  }
}

/** A call that changed what it was handed would change it for all that follow: that must fail at once. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) if (typeof inner === "object") frozen(inner);
  Object.freeze(value);
  return value;
}

function placeOf(key: string): string {
  return `cache_entries/${key}`;
}
