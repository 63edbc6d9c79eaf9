/** The audit bucket: where batches lie, and how a user's are written and found again. */
import type { AuditBatch, AuditEvent } from "../domain/audit-event.ts";

/** Of each object, so that a listing tells what is worth opening. */
interface BatchLabel {
  count: string;
  first_seq: string;
  last_seq: string;
}

export interface ArchivedBatch {
  key: string;
  /** UTC, "2026-11-21". */
  day: string;
  firstSeq: number;
}

/** Everything of one user lies under this. */
function archivePrefix(userId: string): string {
  return `audit/${userId}/`;
}

/** Writing a batch twice leaves one object. */
export async function writeBatch(
  bucket: R2Bucket,
  { key, events }: Pick<AuditBatch, "key" | "events">,
): Promise<void> {
  const label: BatchLabel = {
    count: String(events.length),
    first_seq: String(events[0]?.seq ?? 0),
    last_seq: String(events.at(-1)?.seq ?? 0),
  };
  await bucket.put(key, JSON.stringify(events), {
    httpMetadata: { contentType: "application/json" },
    customMetadata: { ...label },
  });
}

/** The batches of the days from `fromDay` to `toDay`, day by day, each day's by its lowest seq. */
export async function* listDays(
  bucket: R2Bucket,
  userId: string,
  fromDay: string,
  toDay: string,
): AsyncGenerator<ArchivedBatch[]> {
  const prefix = archivePrefix(userId);
  let batches: ArchivedBatch[] = [];
  let cursor: string | undefined;
  do {
    const page = await bucket.list({
      prefix,
      // Everything of a day sorts behind the day's bare name.
      startAfter: `${prefix}${fromDay}`,
      include: ["customMetadata"],
      ...(cursor !== undefined && { cursor }),
    });
    for (const { key, customMetadata } of page.objects) {
      const day = key.slice(prefix.length, prefix.length + fromDay.length);
      if (day !== batches[0]?.day && batches.length > 0) {
        yield bySeq(batches);
        batches = [];
      }
      if (day > toDay) return;
      // Without its label an object comes first: opened early, nothing of it can come too late.
      batches.push({ key, day, firstSeq: Number(customMetadata?.first_seq ?? 0) });
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  if (batches.length > 0) yield bySeq(batches);
}

/** Empty when the object is gone: its time is over, or the user had everything deleted. */
export async function readBatch(bucket: R2Bucket, key: string): Promise<AuditEvent[]> {
  const object = await bucket.get(key);
  // Only `writeBatch` above writes it.
  return object === null ? [] : await object.json<AuditEvent[]>();
}

function bySeq(batches: ArchivedBatch[]): ArchivedBatch[] {
  return batches.sort((a, b) => a.firstSeq - b.firstSeq);
}
