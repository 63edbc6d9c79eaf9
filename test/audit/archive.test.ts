import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { listDays, writeBatch } from "../../src/audit/archive.ts";
import { mergedEvents } from "../../src/audit/merge.ts";
import type { AuditEvent } from "../../src/domain/audit-event.ts";

const DAYS = ["2026-03-01", "2026-03-02", "2026-03-03"];
/** R2 lists up to 1,000 at once, fewer when it likes. */
const pagesOfThree = {
  list: (options: R2ListOptions) => env.AUDIT_BUCKET.list({ ...options, limit: 3 }),
  get: (key: string) => env.AUDIT_BUCKET.get(key),
} as unknown as R2Bucket;
const noOutbox = { auditEvents: async () => [] };

/** Four batches a day of two events, in an order that their keys do not tell. */
async function archived(userId: string): Promise<void> {
  for (const [dayAt, day] of DAYS.entries()) {
    for (const [at, seqs] of [
      [7, 8],
      [1, 4],
      [2, 6],
      [3, 5],
    ].entries()) {
      await writeBatch(env.AUDIT_BUCKET, {
        key: `audit/${userId}/${day}/${1_772_323_200_000 + at}-0123456789ab.json`,
        events: seqs.map(
          (seq) => ({ seq: dayAt * 8 + seq, at: `${day}T12:00:00.000Z` }) as AuditEvent,
        ),
      });
    }
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("the audit bucket", () => {
  it("lists whole days, however a listing is cut into pages, and no day that was not asked for", async () => {
    await archived("5001");
    const days = await collect(listDays(pagesOfThree, "5001", "2026-03-02", "2026-03-02"));
    expect(days.map((batches) => batches.map(({ day, firstSeq }) => [day, firstSeq]))).toEqual([
      [
        ["2026-03-02", 9],
        ["2026-03-02", 10],
        ["2026-03-02", 11],
        ["2026-03-02", 15],
      ],
    ]);
    expect(await collect(listDays(pagesOfThree, "500", "2026-01-01", "2026-12-31"))).toEqual([]);
  });

  it("is read in the order of the numbers, though batches overlap", async () => {
    await archived("5002");
    const range = { fromMs: 0, toMs: Date.UTC(2027, 0, 1) };
    const events = await collect(mergedEvents(pagesOfThree, noOutbox, "5002", range));
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 24 }, (_, at) => at + 1));
  });

  it("does not open what lies before or behind the range", async () => {
    await archived("5003");
    const opened: string[] = [];
    const get = (key: string) => {
      opened.push(key.split("/")[2] ?? "");
      return env.AUDIT_BUCKET.get(key);
    };
    const bucket = { ...pagesOfThree, get } as unknown as R2Bucket;
    const range = { fromMs: Date.UTC(2026, 2, 2, 13), toMs: Date.UTC(2026, 2, 2, 14) };
    expect(await collect(mergedEvents(bucket, noOutbox, "5003", range))).toEqual([]);
    expect(new Set(opened)).toEqual(new Set(["2026-03-02"]));
  });
});
