/** A user's audit events in order of their seq, out of the bucket and the account's outbox. */
import type { AccountDoor } from "../account/door.ts";
import type { AuditEvent } from "../domain/audit-event.ts";
import { type ArchivedBatch, listDays, readBatch } from "./archive.ts";

export interface AuditRange {
  fromMs: number;
  /** Inclusive. */
  toMs: number;
}

/** Objects that are read ahead; a Worker has 6 connections at a time. */
const READ_AHEAD = 4;
/** Rows of the outbox in one answer of the account: about 200 kB. */
const OUTBOX_PAGE = 500;

/**
 * Each event once, as a stream: what is held at a time is the names of one day's objects and the
 * events that an object still to come might go before.
 */
export async function* mergedEvents(
  bucket: R2Bucket,
  account: Pick<AccountDoor, "auditEvents">,
  userId: string,
  range: AuditRange,
): AsyncGenerator<AuditEvent> {
  const outbox = outboxEvents(account, range);
  // First the outbox: what leaves it while the bucket is being listed is then known from here.
  let waiting = await outbox.next();
  let lastSeq = 0;
  for await (const event of archivedEvents(bucket, userId, range)) {
    while (!waiting.done && waiting.value.seq < event.seq) {
      if (waiting.value.seq > lastSeq) yield waiting.value;
      lastSeq = Math.max(lastSeq, waiting.value.seq);
      waiting = await outbox.next();
    }
    if (event.seq > lastSeq) yield event;
    lastSeq = Math.max(lastSeq, event.seq);
  }
  for (; !waiting.done; waiting = await outbox.next()) {
    if (waiting.value.seq > lastSeq) yield waiting.value;
  }
}

async function* outboxEvents(
  account: Pick<AccountDoor, "auditEvents">,
  { fromMs, toMs }: AuditRange,
): AsyncGenerator<AuditEvent> {
  let afterSeq = 0;
  for (;;) {
    const events = await account.auditEvents(afterSeq, OUTBOX_PAGE);
    for (const event of events) {
      afterSeq = event.seq;
      const atMs = Date.parse(event.at);
      // Times follow the numbers.
      if (atMs > toMs) return;
      if (atMs >= fromMs) yield event;
    }
    if (events.length < OUTBOX_PAGE) return;
  }
}

async function* archivedEvents(
  bucket: R2Bucket,
  userId: string,
  { fromMs, toMs }: AuditRange,
): AsyncGenerator<AuditEvent> {
  const dayOf = (atMs: number) => new Date(atMs).toISOString().slice(0, "2026-11-21".length);
  for await (const batches of listDays(bucket, userId, dayOf(fromMs), dayOf(toMs))) {
    for await (const event of eventsOfDay(bucket, batches)) {
      const atMs = Date.parse(event.at);
      if (atMs >= fromMs && atMs <= toMs) yield event;
    }
  }
}

/** An event waits until no object that is still closed can begin before it. */
async function* eventsOfDay(
  bucket: R2Bucket,
  batches: readonly ArchivedBatch[],
): AsyncGenerator<AuditEvent> {
  const reads: Promise<AuditEvent[]>[] = [];
  let started = 0;
  let held: AuditEvent[] = [];
  for (let at = 0; at < batches.length; at++) {
    for (; started < Math.min(at + READ_AHEAD, batches.length); started++) {
      const read = readBatch(bucket, batches[started]?.key ?? "");
      read.catch(() => {}); // it is awaited in its turn
      reads.push(read);
    }
    held.push(...((await reads.shift()) ?? []));
    held.sort((a, b) => a.seq - b.seq);
    const nextSeq = batches[at + 1]?.firstSeq ?? Infinity;
    const ready = held.filter(({ seq }) => seq < nextSeq);
    held = held.slice(ready.length);
    yield* ready;
  }
}
