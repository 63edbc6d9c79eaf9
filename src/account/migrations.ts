import account from "../../migrations/account/0001_account.sql";
import refreshes from "../../migrations/account/0002_refreshes.sql";
import jobs from "../../migrations/account/0003_jobs.sql";
import uploadTickets from "../../migrations/account/0004_upload_tickets.sql";
import auditDrain from "../../migrations/account/0005_audit_drain.sql";
import billing from "../../migrations/account/0006_billing.sql";
import usagePreferences from "../../migrations/account/0007_usage_preferences.sql";
import apiKeys from "../../migrations/account/0008_api_keys.sql";
import sealedContent from "../../migrations/account/0009_sealed_content.sql";

interface Step {
  name: string;
  sql: string;
}

/** In order. A step that has shipped is never changed, moved or removed. */
const STEPS: readonly Step[] = [
  { name: "0001_account", sql: account },
  { name: "0002_refreshes", sql: refreshes },
  { name: "0003_jobs", sql: jobs },
  { name: "0004_upload_tickets", sql: uploadTickets },
  { name: "0005_audit_drain", sql: auditDrain },
  { name: "0006_billing", sql: billing },
  { name: "0007_usage_preferences", sql: usagePreferences },
  { name: "0008_api_keys", sql: apiKeys },
  { name: "0009_sealed_content", sql: sealedContent },
];

/**
 * Brings the object's tables to the newest step. Each step commits together with its record.
 * Throws when a step that was applied has been edited since: the tables are then not what the
 * code believes, and going on would write into the wrong shape.
 */
export function migrate(storage: DurableObjectStorage, steps: readonly Step[] = STEPS): void {
  const { sql } = storage;
  sql.exec(
    "CREATE TABLE IF NOT EXISTS schema_steps (name TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT",
  );
  const applied = new Map(
    sql
      .exec<{ name: string; digest: string }>("SELECT name, digest FROM schema_steps")
      .toArray()
      .map((row) => [row.name, row.digest]),
  );
  for (const step of steps) {
    const digest = digestOf(step);
    const known = applied.get(step.name);
    if (known === digest) continue;
    if (known !== undefined) throw new Error(`schema step ${step.name} was edited after it ran`);
    storage.transactionSync(() => {
      sql.exec(step.sql);
      sql.exec("INSERT INTO schema_steps (name, digest) VALUES (?, ?)", step.name, digest);
    });
  }
}

/** Of steps, which are the deployment's: worked out once for all accounts of an isolate. */
const digests = new WeakMap<Step, string>();

function digestOf(step: Step): string {
  const known = digests.get(step) ?? fingerprint(step.sql);
  digests.set(step, known);
  return known;
}

/**
 * FNV-1a, 32 bits, over the text without white space and comments: tells an edit from a reformat.
 * Not a security check, and synchronous, which WebCrypto's digests are not.
 */
function fingerprint(sql: string): string {
  let hash = 0x811c9dc5;
  for (const char of sql.replace(/--[^\n]*/g, "").replace(/\s+/g, "")) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
