/** Everything that is stored when all processes are gone, read without the product's code. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
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

export async function readStored(storage: string): Promise<Stored> {
  return { ...(await readBucket(storage)), accounts: readAccounts(storage) };
}

async function readBucket(storage: string): Promise<Pick<Stored, "objects" | "otherKeys">> {
  const options = convertV4MiniflareOptions({
    modules: true,
    script: "export default {}",
    r2Buckets: { AUDIT_BUCKET: "faults-audit" },
    resourcePersistencePath: storage,
  });
  const miniflare = new Miniflare(options);
  try {
    // Miniflare's own type of it leads nowhere.
    const bucket = (await miniflare.getR2Bucket("AUDIT_BUCKET")) as unknown as R2Bucket;
    const objects: StoredObject[] = [];
    const otherKeys: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await bucket.list({ include: ["customMetadata"], ...(cursor && { cursor }) });
      for (const { key, customMetadata = {} } of page.objects) {
        if (!key.startsWith("audit/")) otherKeys.push(key);
        else {
          const object = await bucket.get(key);
          const events = (await object?.json()) as AuditEvent[];
          objects.push({ key, metadata: customMetadata, events });
        }
      }
      cursor = page.truncated ? page.cursor : undefined;
    } while (cursor !== undefined);
    return { objects, otherKeys };
  } finally {
    await miniflare.dispose();
  }
}

function readAccounts(storage: string): Stored["accounts"] {
  const accounts: Stored["accounts"] = new Map();
  const files = readdirSync(storage, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".sqlite"))) {
    const database = new DatabaseSync(join(storage, file));
    try {
      const isAccount = database
        .prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit_events'")
        .get();
      if (isAccount === undefined) continue;
      const row = database
        .prepare(
          `SELECT (SELECT user_id FROM account) AS user, (SELECT max(seq) FROM audit_events) AS newest,
                  (SELECT count(*) FROM audit_events WHERE outcome IS NULL) AS pending,
                  (SELECT delivered_through FROM audit_drain) AS delivered`,
        )
        .get();
      if (row?.user === null || row === undefined) continue;
      accounts.set(String(row.user), {
        newestSeq: Number(row.newest),
        deliveredThrough: Number(row.delivered),
        pending: Number(row.pending),
      });
    } finally {
      database.close();
    }
  }
  return accounts;
}
