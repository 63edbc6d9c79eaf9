/**
 * Deleting an account: at once in its own object, then wherever else something of the user lies (MCP
 * session objects, OAuth records in KV, audit objects in R2, the customer at Stripe). What does not fit
 * into the request, or fails, is gone on with by the alarm until it is done.
 */
import { classOf, type Log } from "../log/log.ts";
import {
  type Deletion,
  eraseRows,
  type Remaining,
  readDeletion,
  wipeFile,
  writeDeletion,
} from "./deletion-record.ts";
import { readUserId } from "./profile.ts";
import type { SessionAddress } from "./sessions.ts";

/** Work of one go, so that somebody who waits for it gets an answer. */
const GO_MS = 15_000;
/** Keys of one go: each costs a subrequest, of which an invocation has 1,000. */
const MAX_KV_KEYS = 400;
const KV_PAGE = 100;
/** `list` and `delete` of R2 take as many keys at once. */
const R2_PAGE = 1_000;
const MAX_R2_PAGES = 50;
const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_MS = 60 * 60_000;
/**
 * One more look after what was under way at the deletion has ended: KV lists are a minute stale, the
 * longest upload takes ten, and the queue may bring a batch that was being written.
 */
export const LAST_LOOK_AFTER_MS = 15 * 60_000;

export interface Elsewhere {
  kv: Pick<KVNamespace, "list" | "get" | "delete">;
  bucket: Pick<R2Bucket, "list" | "delete">;
  endSession(session: SessionAddress): Promise<void>;
  /** Ends subscriptions and removes the customer; must bear being called again. */
  forgetCustomer(customerId: string): Promise<void>;
}

export class AccountDeletion {
  readonly #storage: DurableObjectStorage;
  readonly #elsewhere: Elsewhere;
  readonly #log: Log;
  #underWay: Promise<void> | undefined;

  constructor(storage: DurableObjectStorage, elsewhere: Elsewhere, log: Log) {
    this.#storage = storage;
    this.#elsewhere = elsewhere;
    this.#log = log;
  }

  /** The account's own storage, at once. False when there was no account. */
  async begin(nowMs: number): Promise<boolean> {
    if (!eraseRows(this.#storage, nowMs)) return false;
    await wipeFile(this.#storage);
    return true;
  }

  /** One go at what is left elsewhere, when it is due. Never throws. */
  goOn(): Promise<void> {
    this.#underWay ??= this.#go().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #go(): Promise<void> {
    const { sql } = this.#storage;
    const deletion = readDeletion(sql);
    if (deletion === undefined || deletion.remaining === null) return;
    if ((deletion.nextTryAtMs ?? 0) > Date.now()) return;
    const { remaining, deletedAtMs, attempts } = deletion;
    // What a newer sign-in has made stays.
    const isAnew = readUserId(sql) !== undefined;
    try {
      const isDone = await this.#remove(remaining, isAnew ? deletedAtMs : Infinity);
      writeDeletion(sql, { ...deletion, ...next(deletion, isDone, Date.now()) });
      // What ran on while the account was being erased may have written.
      if (isDone && readUserId(sql) === undefined) await wipeFile(this.#storage);
    } catch (error) {
      const waitMs = Math.min(FIRST_RETRY_MS * 2 ** attempts, MAX_RETRY_MS);
      const nextTryAtMs = Date.now() + waitMs;
      writeDeletion(sql, { ...deletion, attempts: attempts + 1, nextTryAtMs });
      this.#log.warn("a deletion could not be finished; it is tried again", {
        attempts: attempts + 1,
        waitMs,
        error: classOf(error),
      });
    }
  }

  /** False when there was more than fits into one go. Shortens `remaining` as it gets on. */
  async #remove(remaining: Remaining, beforeMs: number): Promise<boolean> {
    const untilMs = Date.now() + GO_MS;
    const { endSession, forgetCustomer } = this.#elsewhere;
    const { userId, sessions, customerId } = remaining;
    await Promise.all(sessions.map((session) => endSession(session)));
    remaining.sessions = [];
    if (customerId !== undefined) {
      await forgetCustomer(customerId);
      delete remaining.customerId;
    }
    const kvIsEmpty = await this.#emptyKv(userId, beforeMs);
    for (const prefix of [`audit/${userId}/`, `audit-dead/${userId}/`]) {
      if (!(await this.#emptyBucket(prefix, beforeMs, untilMs))) return false;
    }
    return kvIsEmpty;
  }

  /** The library's grants and tokens of the user; the keys are its own (`grant:<user>:<grant>`). */
  async #emptyKv(userId: string, beforeMs: number): Promise<boolean> {
    const { kv } = this.#elsewhere;
    const later = new Set<string>();
    let left = MAX_KV_KEYS;
    for (const kind of ["grant", "token"]) {
      let cursor: string | undefined;
      do {
        const page = await kv.list({
          prefix: `${kind}:${userId}:`,
          limit: KV_PAGE,
          ...(cursor !== undefined && { cursor }),
        });
        for (const { name } of page.keys) {
          const grantId = name.split(":")[2] ?? "";
          if (beforeMs !== Infinity && kind === "grant" && (await this.#isLater(name, beforeMs))) {
            later.add(grantId);
          }
          if (later.has(grantId)) continue;
          if (left === 0) return false;
          left -= 1;
          await kv.delete(name);
        }
        cursor = page.list_complete ? undefined : page.cursor;
      } while (cursor !== undefined);
    }
    return true;
  }

  async #isLater(name: string, beforeMs: number): Promise<boolean> {
    const grant = await this.#elsewhere.kv.get<{ createdAt?: number }>(name, "json");
    return grant !== null && (grant.createdAt ?? 0) * 1000 > beforeMs; // whole seconds
  }

  /** What the consumer writes, batches and dead letters (`src/audit`). */
  async #emptyBucket(prefix: string, beforeMs: number, untilMs: number): Promise<boolean> {
    const { bucket } = this.#elsewhere;
    let cursor: string | undefined;
    for (let page = 0; page < MAX_R2_PAGES && Date.now() < untilMs; page++) {
      const listed = await bucket.list({
        prefix,
        limit: R2_PAGE,
        ...(cursor !== undefined && { cursor }),
      });
      const keys = listed.objects.filter((one) => timeOf(one) <= beforeMs).map(({ key }) => key);
      if (keys.length > 0) await bucket.delete(keys);
      if (!listed.truncated) return true;
      ({ cursor } = listed);
    }
    return false;
  }
}

function next(
  { remaining }: Deletion,
  isDone: boolean,
  nowMs: number,
): Pick<Deletion, "remaining" | "attempts" | "nextTryAtMs"> {
  if (!isDone) return { remaining, attempts: 0, nextTryAtMs: nowMs };
  if (remaining === null || remaining.lastLook) {
    return { remaining: null, attempts: 0, nextTryAtMs: null };
  }
  const lastLook = { ...remaining, lastLook: true } as const;
  return { remaining: lastLook, attempts: 0, nextTryAtMs: nowMs + LAST_LOOK_AFTER_MS };
}

/** Of a batch its key tells, `audit/USER/DAY/TIME-RANDOM.json` in epoch ms; it may be written late. */
function timeOf({ key, uploaded }: Pick<R2Object, "key" | "uploaded">): number {
  return Number(/\/(\d{13})-[^/]*$/.exec(key)?.[1] ?? uploaded.getTime());
}
