/** What a tool is handed. The account makes it; a tool knows nothing of accounts. */
import type { ClickUp } from "../clickup/client.ts";
import type { JsonValue } from "../domain/json.ts";
import type { Directory } from "./directory/directory.ts";

export interface ToolContext {
  clickup: ClickUp;
  /** Names, URLs and ids of this user's workspaces, people, Lists …, from the index. */
  directory: Directory;
  /** Epoch ms at the start of the call. */
  nowMs: number;
  dedupe: DedupeStore;
}

/**
 * JSON kept by the account between calls, per user. Reads and writes are synchronous (SQLite).
 * Keys are `kind:workspace[:id]`, at most 200 characters; entries may vanish at any time.
 */
export interface CacheStore {
  read(key: string): { value: JsonValue; storedAtMs: number } | undefined;
  write(key: string, value: JsonValue): void;
  /** Removes the key, or with a trailing `*` every key with that prefix. */
  remove(key: string): void;
}

/** Remembers creates by `dedupe_key` for 24 h, so that a client's retry does not create twice. */
export interface DedupeStore {
  /** Claims the key. `argumentsHash` tells a retry from a different call under the same key. */
  claim(tool: string, key: string, argumentsHash: string): DedupeClaim;
  finish(tool: string, key: string, value: JsonValue): void;
  /** Nothing was written: the key is free again. */
  release(tool: string, key: string): void;
}

export type DedupeClaim =
  | { state: "new" }
  | { state: "done"; value: JsonValue }
  /** Claimed and never finished: still running, or died with the outcome unknown. */
  | { state: "running" | "unknown" | "different_arguments" };
