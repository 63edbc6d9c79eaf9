import type { AuditBatch } from "../domain/audit-event.ts";
import { classOf, type Log } from "../log/log.ts";
import { fixBatch, markDelivered, markRefused, readRefusals } from "./audit-batches.ts";
import { newestSeq } from "./audit-outbox.ts";
import { readUserId } from "./profile.ts";
import { countDelivered } from "./usage.ts";

/** After a refusal of the queue: this, then doubled each time. */
const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_MS = 10 * 60_000;
/** Ends a drain after an outage: an alarm may run for 15 minutes, and others wait for it. */
const MAX_BATCHES = 500;

/** Brings the outbox to the queue. The alarm calls it; it never throws for what the queue does. */
export class AuditDrain {
  readonly #storage: DurableObjectStorage;
  readonly #queue: Env["AUDIT_QUEUE"];
  readonly #log: Log;
  /** What was recorded before this object started and is still pending died with the one before. */
  readonly #firstLiveSeq: number;

  constructor(storage: DurableObjectStorage, queue: Env["AUDIT_QUEUE"], log: Log) {
    this.#storage = storage;
    this.#queue = queue;
    this.#log = log;
    this.#firstLiveSeq = newestSeq(storage.sql) + 1;
  }

  async drain(): Promise<void> {
    const { sql } = this.#storage;
    const userId = readUserId(sql);
    if (userId === undefined || readRefusals(sql).retryAtMs > Date.now()) return;
    for (let sent = 0; sent < MAX_BATCHES; sent++) {
      const batch = this.#storage.transactionSync(() =>
        fixBatch(sql, Date.now(), userId, this.#firstLiveSeq),
      );
      if (batch === undefined) return;
      // Not before its key is on disk: what may go out again must go out under the same key.
      await this.#storage.sync();
      if (!(await this.#send(batch))) return;
      this.#storage.transactionSync(() => {
        const deliveredThrough = markDelivered(sql, batch.key);
        if (deliveredThrough !== undefined) countDelivered(sql, deliveredThrough, Date.now());
      });
    }
  }

  async #send(batch: AuditBatch): Promise<boolean> {
    try {
      await this.#queue.send(batch, { contentType: "json" });
      return true;
    } catch (error) {
      const { sql } = this.#storage;
      const refusals = readRefusals(sql).refusals + 1;
      const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (refusals - 1), MAX_RETRY_MS);
      markRefused(sql, batch.key, Date.now() + waitMs);
      this.#log.warn("the audit queue refused a batch; it is sent again", {
        refusals,
        waitMs,
        error: classOf(error),
      });
      return false;
    }
  }
}
