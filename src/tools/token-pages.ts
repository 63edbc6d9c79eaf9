/** Rows of a listing that ClickUp pages by cursors of its own (API v3), filtered on our side. */
import type { TokenPlace } from "./cursor.ts";

export interface TokenPage<T> {
  rows: readonly T[];
  next?: string;
}

/** "take" and "skip" go on; "stop" ends for good; "pause" ends here, and the row comes next time. */
export type Verdict = "take" | "skip" | "stop" | "pause";

export interface TokenRows<T> {
  rows: T[];
  scanned: number;
  /** Undefined when there is no more. */
  next: TokenPlace | undefined;
}

export async function readTokenPages<T>(
  read: (token: string | undefined) => Promise<TokenPage<T>>,
  options: {
    from: TokenPlace | undefined;
    limit: number;
    /** ClickUp's pages read for one answer. */
    maxPages: number;
    judge: (row: T) => Verdict | Promise<Verdict>;
  },
): Promise<TokenRows<T>> {
  const { limit, maxPages, judge } = options;
  const rows: T[] = [];
  let scanned = 0;
  let token = options.from?.token ?? "";
  let skip = options.from?.row ?? 0;
  for (let page = 0; page < maxPages; page += 1) {
    const got = await read(token === "" ? undefined : token);
    for (const [index, row] of got.rows.entries()) {
      if (index < skip) continue;
      if (rows.length >= limit) return { rows, scanned, next: { token, row: index } };
      const verdict = await judge(row);
      if (verdict === "stop") return { rows, scanned, next: undefined };
      if (verdict === "pause") return { rows, scanned, next: { token, row: index } };
      scanned += 1;
      if (verdict === "take") rows.push(row);
    }
    skip = 0;
    // A cursor that stands still would be read for ever.
    if (got.next === undefined || got.next === token) return { rows, scanned, next: undefined };
    token = got.next;
    if (rows.length >= limit) break;
  }
  return { rows, scanned, next: { token, row: 0 } };
}
