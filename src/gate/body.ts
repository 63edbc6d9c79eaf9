/** Reads a request's body under a cap and a deadline, counted on the bytes that really came. */

/** docs/api.md, "Limits". */
export const MAX_BODY_BYTES = 1024 * 1024;
/** A megabyte takes 8 s at 1 Mbit/s; who is slower holds a connection open on purpose. */
const BODY_DEADLINE_MS = 15_000;

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

export async function readBody(
  request: Request,
  { maxBytes = MAX_BODY_BYTES, deadlineMs = BODY_DEADLINE_MS } = {},
): Promise<BodyReading> {
  if (request.body === null) return { ok: true, bytes: new Uint8Array() };
  if (saysSmall(request, maxBytes)) {
    return await readWhole(request, maxBytes, deadlineMs);
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
): Promise<BodyReading> {
  const reading = request.arrayBuffer().then(
    (read): BodyReading =>
      read.byteLength > maxBytes
        ? { ok: false, problem: "too_large" }
        : { ok: true, bytes: new Uint8Array(read) },
    (): BodyReading => ({ ok: false, problem: "broken" }),
  );
  // The timer is not cancelled: it ends with the request.
  const late = scheduler
    .wait(deadlineMs)
    .then((): BodyReading => ({ ok: false, problem: "too_slow" }));
  return Promise.race([reading, late]);
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
