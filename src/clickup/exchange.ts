// One request and its answer, without any second try.
import type { Secret } from "../log/secret.ts";
import { ClickUpUnreachable } from "./errors.ts";
import { orAborted } from "./or-aborted.ts";
import type { ApiPath } from "./path.ts";
import type { Method } from "./policy.ts";
import { MultipartBody } from "./upload.ts";

export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** Production, tests and local start differ only here. */
export type Fetch = (request: Request, init?: RequestInit) => Promise<Response>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** An answer that another try would not better: a redirect, or one too large. */
export class Unusable extends ClickUpUnreachable {}

// A raw page of 100 tasks was measured at 1.12 MB (2026-08); four are read at once in 128 MB.
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
/** Of itself workerd hands out 4 kB at a time, which is 250 pieces of such a page. */
const CHUNK_BYTES = 64 * 1024;
/** Most answers are one task, or less. */
const FIRST_CHUNK_BYTES = 16 * 1024;

/** For texts that came in one piece: nothing of one stays in it for the next. */
const WHOLE = new TextDecoder();

/** The URL below the API base, with arrays written as repeated names ("statuses[]=a&statuses[]=b"). */
export function toUrl(base: URL, path: ApiPath, query: Query = {}): URL {
  const basePath = base.pathname.replace(/\/+$/, "");
  const url = new URL(basePath + path.text, base.origin);
  // The path tag has seen to this; a parser that rewrites the path must still not get a request out.
  if (url.origin !== base.origin || url.pathname !== basePath + path.text) {
    throw new Error("The path of a ClickUp request left its place.");
  }
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === "object" ? value : [value]) {
      url.searchParams.append(name, String(one));
    }
  }
  return url;
}

/** Sends once. `apiOrigin` is where the token may go. */
export async function exchange(request: {
  fetch: Fetch;
  method: Method;
  url: URL;
  body: object | undefined;
  token: Secret;
  apiOrigin: string;
  signal: AbortSignal;
}): Promise<Answer> {
  const { method, url, body, signal } = request;
  const headers = new Headers({ Accept: "application/json" });
  const { contentType, content } = written(body);
  if (contentType !== undefined) headers.set("Content-Type", contentType);
  if (url.origin === request.apiOrigin) headers.set("Authorization", authorization(request.token));
  const pending = request.fetch(
    new Request(url, {
      method,
      headers,
      redirect: "manual", // the token must not travel on
      signal,
      ...(content !== undefined && { body: content }),
    }),
  );
  let response: Response;
  try {
    response = await orAborted(pending, signal);
  } catch (error) {
    // An answer that comes after all must still be let go, or the connection stalls.
    pending.then((late) => late.body?.cancel()).catch(() => {});
    throw error;
  }
  if (response.status < 200 || (response.status >= 300 && response.status < 400)) {
    await response.body?.cancel();
    throw new Unusable("no_answer", method !== "GET");
  }
  const text = await readText(response, method, signal);
  return { status: response.status, headers: response.headers, text };
}

/** No type by hand for a file: its boundary stands in it. */
function written(body: object | undefined): {
  contentType?: string;
  content?: string | ReadableStream<Uint8Array>;
} {
  if (body === undefined) return {};
  return body instanceof MultipartBody
    ? { contentType: body.contentType, content: body.open() }
    : { contentType: "application/json", content: JSON.stringify(body) };
}

/** A personal token goes raw: with "Bearer" in front ClickUp takes it for a bad one. */
function authorization(secret: Secret): string {
  const token = secret.reveal();
  return token.startsWith("pk_") ? token : `Bearer ${token}`;
}

async function readText(response: Response, method: Method, signal: AbortSignal): Promise<string> {
  if (response.body === null) return "";
  const chunks = chunksOf(response.body as ReadableStream<Uint8Array>);
  const readAll = async () => {
    const first = await chunks.read();
    if (first.done) return WHOLE.decode(first.value);
    const decoder = new TextDecoder();
    let text = decoder.decode(first.value, { stream: true });
    let bytes = first.value?.byteLength ?? 0;
    for (;;) {
      const { done, value } = await chunks.read();
      bytes += value?.byteLength ?? 0;
      if (bytes > MAX_RESPONSE_BYTES) throw new Unusable("no_answer", method !== "GET");
      if (value !== undefined) text += decoder.decode(value, { stream: true });
      if (done) return text + decoder.decode();
    }
  };
  let whole = false;
  try {
    const text = await orAborted(readAll(), signal);
    whole = true;
    return text;
  } finally {
    if (!whole) await chunks.cancel().catch(() => {});
  }
}

interface Chunks {
  /** `value` is good until the next read, and may come with `done`. */
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  /** Lets go of what was not read. */
  cancel(): Promise<void>;
}

/** In large pieces where it is a stream of bytes, as what comes from the network is. */
function chunksOf(body: ReadableStream<Uint8Array>): Chunks {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: "byob" });
  } catch {
    return plainChunksOf(body);
  }
  // A runtime without Cloudflare's addition to the standard, as Node, in which parts are tested.
  if (!("readAtLeast" in reader)) {
    (reader as ReadableStreamBYOBReader).releaseLock();
    return plainChunksOf(body);
  }
  let buffer: ArrayBufferLike | undefined;
  let bytes = FIRST_CHUNK_BYTES;
  return {
    async read() {
      const chunk = await reader.readAtLeast(
        bytes,
        new Uint8Array(buffer ?? new ArrayBuffer(bytes)),
      );
      // Grown once, and then lent again and again.
      buffer = bytes === CHUNK_BYTES ? chunk.value?.buffer : undefined;
      bytes = CHUNK_BYTES;
      return chunk;
    },
    cancel: () => letGo(reader),
  };
}

function plainChunksOf(body: ReadableStream<Uint8Array>): Chunks {
  const reader = body.getReader();
  return { read: () => reader.read(), cancel: () => letGo(reader) };
}

/**
 * The reader is given back, too. Where the connection broke, workerd keeps the error for as long as a reader
 * holds the stream, and the error keeps the functions on its stack, which hold the reader: no collection of
 * garbage finds its way into that circle, and the whole call with its account would stay in memory.
 */
async function letGo(
  reader: ReadableStreamDefaultReader<Uint8Array> | ReadableStreamBYOBReader,
): Promise<void> {
  await reader.cancel().catch(() => {});
  reader.releaseLock();
}
