/**
 * The audit queue where there is no Cloudflare: a message is accepted once its object is written. Until
 * then the account keeps the batch, and sends it again under the same key, so that nothing waits in memory.
 */
import { WorkerEntrypoint } from "cloudflare:workers";

export default class AuditQueue extends WorkerEntrypoint {
  async send(body) {
    const id = crypto.randomUUID();
    const message = { id, timestamp: new Date(), attempts: 1, body };
    const result = await this.env.CONSUMER.queue(this.env.QUEUE_NAME, [message]);
    const isTaken = result.outcome === "ok" && result.explicitAcks.includes(id);
    if (!isTaken) throw new Error("the audit batch could not be written");
  }

  /** For `/health?deep=1`. */
  async metrics() {
    return { backlogCount: 0, backlogBytes: 0 };
  }
}
