/** Everything that is stored when all processes are gone, read without the product's code. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { AuditEvent } from "../../src/domain/audit-event.ts";

/** A call that its client got an answer to. */
export interface Answered {
  user: string;
  tool: string;
  requestId: string;
  /** "ok" or the code of the tool's error; undefined when it was answered in another way. */
  outcome: string | undefined;
}

export interface StoredObject {
  key: string;
  metadata: Record<string, string>;
  events: AuditEvent[];
}

export interface Stored {
  objects: StoredObject[];
  /** Under another name than `audit/`. */
  otherKeys: string[];
  /** By user: the highest number in the account, and up to which all were delivered. */
  accounts: Map<string, { newestSeq: number; deliveredThrough: number; pending: number }>;
}

export function readStored(storage: string): Stored {
  const stored: Stored = { objects: [], otherKeys: [], accounts: new Map() };
  const files = readdirSync(storage, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".sqlite"))) {
    const database = new DatabaseSync(join(storage, file));
    try {
      const has = (table: string) =>
        database.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(table) !== undefined;
      if (has("_mf_objects")) readBucket(database, storage, stored);
      if (has("audit_events")) readAccount(database, stored);
    } finally {
      database.close();
    }
  }
  return stored;
}

/** As the emulator keeps it: an index by key, and a file for each object. */
function readBucket(database: DatabaseSync, storage: string, stored: Stored): void {
  const rows = database.prepare("SELECT key, blob_id, custom_metadata FROM _mf_objects").all();
  for (const { key, blob_id: blob, custom_metadata: metadata } of rows) {
    if (!String(key).startsWith("audit/")) {
      stored.otherKeys.push(String(key));
      continue;
    }
    const text = readFileSync(join(storage, "r2", "faults-audit", "blobs", String(blob)), "utf8");
    stored.objects.push({
      key: String(key),
      metadata: JSON.parse(String(metadata)) as Record<string, string>,
      events: JSON.parse(text) as AuditEvent[],
    });
  }
}

function readAccount(database: DatabaseSync, stored: Stored): void {
  const row = database
    .prepare(
      `SELECT (SELECT user_id FROM account) AS user, (SELECT max(seq) FROM audit_events) AS newest,
              (SELECT count(*) FROM audit_events WHERE outcome IS NULL) AS pending,
              (SELECT delivered_through FROM audit_drain) AS delivered`,
    )
    .get();
  if (row?.user === null || row === undefined) return;
  stored.accounts.set(String(row.user), {
    newestSeq: Number(row.newest),
    deliveredThrough: Number(row.delivered),
    pending: Number(row.pending),
  });
}
