/** What a tool is handed. The account makes it; a tool knows nothing of accounts. */

import type { ClickUp, TaskKey } from "../clickup/client.ts";
import type { Fetch } from "../clickup/exchange.ts";
import type { JsonValue } from "../domain/json.ts";
import type { Scope } from "../domain/scope.ts";
import type { Directory } from "./directory/directory.ts";
import type { Jobs } from "./job/job.ts";
import type { Progress } from "./progress.ts";

export interface ToolContext {
  clickup: ClickUp;
  /** Names, URLs and ids of this user's workspaces, people, Lists …, from the index. */
  directory: Directory;
  /** Epoch ms at the start of the call. */
  nowMs: number;
  dedupe: DedupeStore;
  /** For work of many writes, which may go on after the call. */
  jobs: Jobs;
  /** What the user allowed this connection; for tools of which a part needs more than the rest. */
  scopes: readonly Scope[];
  /** Straight to the network and without any token: for files, after their address was checked. */
  fetch: Fetch;
  /** Where this server is; nothing is fetched from there. */
  ownHost: string;
  uploads: UploadTickets;
  /** For a tool that knows how far it is; does nothing unless the client asked. */
  progress: Progress;
  /** Calls that ClickUp does not document and this server may make; see `CLICKUP_UNDOCUMENTED`. */
  undocumented: ReadonlySet<string>;
}

/** One-time links by which a person or a program sends a file too large for a call. */
export interface UploadTickets {
  issue(target: UploadTarget): Promise<{ url: string; expiresAtMs: number; maxBytes: number }>;
}

/** Where the file goes; everything resolved when the link is given out. */
export interface UploadTarget {
  task: TaskKey;
  workspaceId: string;
  filename: string;
  /** A Files field of the task. */
  fieldId?: string;
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
  /**
   * What `make` makes of kept values, kept in memory as long as each of them is the one it was made `from`.
   * Whoever asks gets the same object, so do not change it.
   */
  derive<T extends object>(key: string, from: readonly unknown[], make: () => T): T;
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
