// A request as it came, and as tests see it afterwards.
import type { Json } from "./json.ts";
import { describeParts, type FormPart, isMultipart, readParts } from "./multipart.ts";
import { tokenIn } from "./oauth.ts";

export interface SeenRequest {
  method: string;
  /** "/api/v2/list/901/task" */
  path: string;
  query: Record<string, string[]>;
  body?: Json;
  /** The last four characters only. */
  token?: string;
  atMs: number;
  /** 0 while no answer has been given, and when the answer was a broken connection. */
  status: number;
}

export interface Sent {
  bytes: ArrayBuffer;
  /** Empty for a multipart body. */
  text: string;
  parts: FormPart[] | null;
}

export async function receive(request: Request): Promise<Sent> {
  const contentType = request.headers.get("Content-Type");
  const bytes = await request.arrayBuffer();
  const parts = isMultipart(contentType) ? await readParts(bytes, contentType) : null;
  // Not text(): workerd warns about bodies that are forms.
  return { bytes, parts, text: parts === null ? new TextDecoder().decode(bytes) : "" };
}

export function withBody(request: Request, sent: Sent): Request {
  const bodiless = request.method === "GET" || request.method === "HEAD";
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    ...(bodiless ? {} : { body: sent.bytes }),
  });
}

export function record(request: Request, { text, parts }: Sent, atMs: number): SeenRequest {
  const url = new URL(request.url);
  const query: Record<string, string[]> = {};
  for (const name of url.searchParams.keys()) query[name] = url.searchParams.getAll(name);
  const token = tokenIn(request.headers.get("Authorization"))?.slice(-4);
  return {
    method: request.method,
    path: url.pathname,
    query,
    ...(parts === null ? {} : { body: describeParts(parts) }),
    ...(text === "" ? {} : { body: parsed(text) }),
    ...(token === undefined ? {} : { token }),
    atMs,
    status: 0,
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
