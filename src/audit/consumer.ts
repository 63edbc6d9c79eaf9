/**
 * What the queue brings, one R2 object for each message. A message is acknowledged last, so that
 * whatever fails in between brings it again; the dead-letter queue brings what failed too often.
 */
import { accountOf } from "../account/account-of.ts";
import type { AuditBatch } from "../domain/audit-event.ts";
import { classOf, type Log } from "../log/log.ts";
import { writeBatch } from "./archive.ts";
import { keepDeadLetter } from "./dead-letter.ts";
import { parseBatch } from "./message.ts";

type AuditEnv = Pick<Env, "ACCOUNT" | "AUDIT_BUCKET">;

/** Doubled with each attempt: the last of the 10 in wrangler.jsonc comes after about two hours. */
const FIRST_RETRY_SECONDS = 10;
const MAX_RETRY_SECONDS = 3600;
/** Of a dead letter: about a day, of the 4 that a queue keeps a message. */
const KEEP_AFTER_ATTEMPTS = 30;
/** A Worker has 6 connections at a time (developers.cloudflare.com/workers/platform/limits). */
const AT_ONCE = 4;
/** Queues are named clickup-mcp-audit-<environment> and clickup-mcp-audit-dead-<environment>. */
const DEAD_LETTER_QUEUE = /-audit-dead-/;

export async function consumeAudit(batch: MessageBatch, env: AuditEnv, log: Log): Promise<void> {
  const isDead = DEAD_LETTER_QUEUE.test(batch.queue);
  const waiting = [...batch.messages];
  const worker = async () => {
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
      await settle(message, isDead, env, log);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function settle(message: Message, isDead: boolean, env: AuditEnv, log: Log): Promise<void> {
  const facts = { messageId: message.id, attempts: message.attempts };
  try {
    const batch = parseBatch(message.body);
    if (batch === undefined || isDead) {
      await settleDead(message, batch, env, log);
    } else {
      const isWritten = await archive(batch, env);
      if (!isWritten) log.info("an audit batch of a deleted account was dropped", facts);
    }
    message.ack();
  } catch (error) {
    const delaySeconds = Math.min(
      FIRST_RETRY_SECONDS * 2 ** (message.attempts - 1),
      MAX_RETRY_SECONDS,
    );
    const level = isDead ? "error" : "warn";
    log[level]("an audit batch could not be written; it comes again", {
      ...facts,
      delaySeconds,
      error: classOf(error),
    });
    message.retry({ delaySeconds });
  }
}

/**
 * Writes the batch where it belongs; false when its user has had everything deleted since. Asks
 * before, so that nothing is written in vain, and again after: a deletion may have come in between.
 */
async function archive(batch: AuditBatch, env: AuditEnv): Promise<boolean> {
  if (await isDeleted(batch, env)) return false;
  await writeBatch(env.AUDIT_BUCKET, batch);
  if (!(await isDeleted(batch, env))) return true;
  await env.AUDIT_BUCKET.delete(batch.key);
  return false;
}

/** Whether the user had everything deleted after these events. They may have come back since. */
async function isDeleted({ user_id, events }: AuditBatch, env: AuditEnv): Promise<boolean> {
  const deletedAtMs = await accountOf(env, user_id).deletedAtMs();
  const lastAtMs = Date.parse(events.at(-1)?.at ?? "");
  return deletedAtMs !== undefined && lastAtMs <= deletedAtMs;
}

/** The alarm for whoever runs this server; see docs/operations.md. Throws when it can be kept nowhere. */
async function settleDead(
  { id, body, attempts }: Message,
  batch: AuditBatch | undefined,
  env: AuditEnv,
  log: Log,
): Promise<void> {
  let error: string | undefined;
  if (batch !== undefined) {
    try {
      // What failed for two hours may work by now, and then nothing is missing.
      await archive(batch, env);
      log.error("an audit batch came late, by the dead-letter queue", { messageId: id, attempts });
      return;
    } catch (thrown) {
      // A copy outside the user's batches is the last resort: a deletion must find it, too.
      if (attempts < KEEP_AFTER_ATTEMPTS) throw thrown;
      error = classOf(thrown);
    }
  }
  const key = await keepDeadLetter(env.AUDIT_BUCKET, id, body, batch?.user_id);
  log.error("an audit batch was kept as a dead letter", { messageId: id, attempts, key, error });
}
