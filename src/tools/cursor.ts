/** Where a listing goes on: a place in ClickUp's pages, good only with the arguments it was made for. */
import * as z from "zod";
import { invalidInput } from "./invalid-input.ts";

export interface PagePlace {
  /** ClickUp's page, from 0. */
  page: number;
  /** Rows of that page already given. */
  row: number;
  /** Which of several listings, one after the other; the first when absent. */
  part?: number;
}

/** ClickUp's own cursors and ids are shorter. */
const MAX_MARK_CHARS = 500;

const Wire = z.object({
  p: z.int().min(0).max(100_000),
  r: z.int().min(0).max(100),
  s: z.int().min(0).max(100).optional(),
  f: z.string(),
});

export async function toCursor(place: PagePlace, filter: unknown): Promise<string> {
  const { page, row, part } = place;
  return encode({ p: page, r: row, ...(part && { s: part }), f: await fingerprint(filter) });
}

export async function fromCursor(
  cursor: string | undefined,
  filter: unknown,
): Promise<PagePlace | undefined> {
  const wire = await read(cursor, filter, Wire);
  return wire && { page: wire.p, row: wire.r, ...(wire.s !== undefined && { part: wire.s }) };
}

const MarkWire = z.object({ m: z.string().min(1).max(MAX_MARK_CHARS), f: z.string() });

/** Where pages have no numbers: the mark is whatever the next page is asked for with. */
export async function toMarkCursor(mark: string, filter: unknown): Promise<string> {
  return encode({ m: mark, f: await fingerprint(filter) });
}

export async function fromMarkCursor(
  cursor: string | undefined,
  filter: unknown,
): Promise<string | undefined> {
  return (await read(cursor, filter, MarkWire))?.m;
}

async function read<S extends z.ZodType<{ f: string }>>(
  cursor: string | undefined,
  filter: unknown,
  schema: S,
): Promise<z.output<S> | undefined> {
  if (cursor === undefined || cursor === "") return undefined;
  const wire = schema.safeParse(decode(cursor));
  if (!wire.success) {
    throw invalidInput(
      "cursor",
      '"cursor" is not one that this tool gave out; leave it out to start.',
    );
  }
  if (wire.data.f !== (await fingerprint(filter))) {
    throw invalidInput(
      "cursor",
      '"cursor" belongs to a call with other arguments; repeat them as they were, or leave it out to start.',
    );
  }
  return wire.data;
}

function encode(wire: object): string {
  return btoa(JSON.stringify(wire)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** A place in a listing that ClickUp pages by cursors of its own. */
export interface TokenPlace {
  /** Of ClickUp's page; empty for the first one. */
  token: string;
  /** Rows of that page already given. */
  row: number;
}

const TokenWire = z.object({
  t: z.string().max(MAX_MARK_CHARS),
  r: z.int().min(0).max(1_000),
  f: z.string(),
});

export async function toTokenCursor(place: TokenPlace, filter: unknown): Promise<string> {
  return encode({ t: place.token, r: place.row, f: await fingerprint(filter) });
}

export async function fromTokenCursor(
  cursor: string | undefined,
  filter: unknown,
): Promise<TokenPlace | undefined> {
  const wire = await read(cursor, filter, TokenWire);
  return wire && { token: wire.t, row: wire.r };
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(atob(cursor.replace(/-/g, "+").replace(/_/g, "/")));
  } catch {
    return undefined; // not ours: the schema refuses it
  }
}

/** Enough to notice other arguments; not a secret. */
async function fingerprint(filter: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(filter));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
