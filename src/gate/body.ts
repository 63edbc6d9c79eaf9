/** Reads a request's body under a cap and a deadline, counted on the bytes that really came. */

/** docs/api.md, "Limits". */
export const MAX_BODY_BYTES = 1024 * 1024;
/** A megabyte takes 8 s at 1 Mbit/s; who is slower holds a connection open on purpose. */
export const BODY_DEADLINE_MS = 15_000;

/**
 * A refused body is read on to here and thrown away: a connection that is answered with bytes
 * still under way is reset, and the client sees a broken connection in place of the 413.
 */
const MAX_DRAINED_BYTES = 8 * MAX_BODY_BYTES;

/** A tool call is some hundred bytes. */
const SMALL_BODY_BYTES = 64 * 1024;

export type BodyReading =
  | { ok: true; bytes: Uint8Array<ArrayBuffer> }
  | { ok: false; problem: "too_large" | "too_slow" | "broken" };

export interface BodyOptions {
  maxBytes?: number;
  deadlineMs?: number;
  /** Other work on the request, which is waited for as well; nearly every body has come by its end. */
  meanwhile?: Promise<unknown> | undefined;
}

export async function readBody(
  request: Request,
  { maxBytes = MAX_BODY_BYTES, deadlineMs = BODY_DEADLINE_MS, meanwhile }: BodyOptions = {},
): Promise<BodyReading> {
  if (request.body === null) return { ok: true, bytes: new Uint8Array() };
  if (saysSmall(request, maxBytes)) {
    return await readWhole(request, maxBytes, deadlineMs, meanwhile);
  }
  const reader = request.body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), deadlineMs);
  });
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const read = await Promise.race([reader.read(), deadline]);
      if (read === "late")
        return await giveUp(reader, length > maxBytes ? "too_large" : "too_slow");
      if (read.done) {
        if (length > maxBytes) return { ok: false, problem: "too_large" };
        return { ok: true, bytes: joined(chunks, length) };
      }
      length += read.value.byteLength;
      if (length > MAX_DRAINED_BYTES) return await giveUp(reader, "too_large");
      if (length <= maxBytes) chunks.push(read.value);
    }
  } catch {
    return { ok: false, problem: "broken" };
  } finally {
    clearTimeout(timer);
  }
}

/** Nearly every request: what it says is read in one piece, and what came is counted all the same. */
function saysSmall({ headers }: Request, maxBytes: number): boolean {
  const length = Number(headers.get("content-length") ?? Number.NaN);
  return length <= Math.min(maxBytes, SMALL_BODY_BYTES);
}

async function readWhole(
  request: Request,
  maxBytes: number,
  deadlineMs: number,
  meanwhile: Promise<unknown> | undefined,
): Promise<BodyReading> {
  const startedAtMs = Date.now();
  let known: BodyReading | undefined;
  const know = (reading: BodyReading) => {
    known = reading;
    return reading;
  };
  const reading = request.arrayBuffer().then(
    (read) =>
      know(
        read.byteLength > maxBytes
          ? { ok: false, problem: "too_large" }
          : { ok: true, bytes: new Uint8Array(read) },
      ),
    () => know({ ok: false, problem: "broken" }),
  );
  // Whoever waits for it hears how it went.
  await meanwhile?.catch(() => {});
  if (known !== undefined) return known;
  // A timer for those only that have not come yet. It is not cancelled: it ends with the request.
  const leftMs = Math.max(0, startedAtMs + deadlineMs - Date.now());
  return (
    (await Promise.race([reading, scheduler.wait(leftMs)])) ?? { ok: false, problem: "too_slow" }
  );
}

async function giveUp(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  problem: "too_large" | "too_slow",
): Promise<BodyReading> {
  await reader.cancel().catch(() => {});
  return { ok: false, problem };
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
