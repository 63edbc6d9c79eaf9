/** Where a listing goes on: a place in ClickUp's pages, good only with the arguments it was made for. */
import { z } from "zod";
import { invalidInput } from "./invalid-input.ts";

export interface PagePlace {
  /** ClickUp's page, from 0. */
  page: number;
  /** Rows of that page already given. */
  row: number;
}

const Wire = z.object({
  p: z.int().min(0).max(100_000),
  r: z.int().min(0).max(100),
  f: z.string(),
});

export async function toCursor(place: PagePlace, filter: unknown): Promise<string> {
  return btoa(JSON.stringify({ p: place.page, r: place.row, f: await fingerprint(filter) }))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}

export async function fromCursor(
  cursor: string | undefined,
  filter: unknown,
): Promise<PagePlace | undefined> {
  if (cursor === undefined || cursor === "") return undefined;
  const wire = Wire.safeParse(decode(cursor));
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
  return { page: wire.data.p, row: wire.data.r };
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
