/**
 * Fetching a file from an address that a model gave. Only https and only names: no server inside a
 * network can show a certificate for a stranger's name, so an address that resolves to one gives
 * nothing. Every redirect is looked at again. Nothing of ours goes along: no token, no cookie.
 */
import type { Fetch } from "../../clickup/exchange.ts";
import type { FailureError } from "../../domain/failure.ts";
import { invalidInput } from "../invalid-input.ts";

const MAX_REDIRECTS = 3;
/** Within the time of a call, with some left for what is done with the file. */
const MAX_MS = 15_000;

export interface Download {
  /** Media type without parameters; empty when the server names none. */
  type: string;
  /** From `Content-Length`, when it is the length of what comes. */
  bytes: number | undefined;
  /** The last part of the address it came from. */
  name: string | undefined;
  body: ReadableStream<Uint8Array>;
}

/** Why there is no file; a number is the server's HTTP status. */
export type DownloadTrouble = "not_a_url" | "no_answer" | "leads_on" | number;

/** Where the address was an argument of the call. */
export function blame(argument: string): (trouble: DownloadTrouble) => FailureError {
  return (trouble) => invalidInput(argument, sentence(argument, trouble));
}

function sentence(argument: string, trouble: DownloadTrouble): string {
  switch (trouble) {
    case "not_a_url":
      return `"${argument}" is not a URL.`;
    case "no_answer":
      return `The server of "${argument}" did not answer in time.`;
    case "leads_on":
      return `"${argument}" leads on and on, and to no file.`;
    default:
      return `The server of "${argument}" did not give the file (HTTP ${trouble}).`;
  }
}

export async function download(
  given: string,
  options: {
    fetch: Fetch;
    /** Throws for an address that may not be asked. */
    check: (url: URL) => void;
    fail: (trouble: DownloadTrouble) => FailureError;
    leftMs: number;
  },
): Promise<Download> {
  const { check, fail } = options;
  const signal = AbortSignal.timeout(Math.max(1, Math.min(MAX_MS, options.leftMs)));
  let url = URL.parse(given);
  if (url === null) throw fail("not_a_url");
  for (let redirects = 0; ; redirects += 1) {
    check(url);
    let response: Response;
    try {
      response = await options.fetch(
        new Request(url, { redirect: "manual", signal, headers: { Accept: "*/*" } }),
      );
    } catch {
      throw fail("no_answer");
    }
    const { status, headers, body } = response;
    if (status >= 300 && status < 400) {
      await body?.cancel();
      const next = URL.parse(headers.get("Location") ?? "", url.href);
      if (next === null || redirects >= MAX_REDIRECTS) {
        throw fail("leads_on");
      }
      url = next;
      continue;
    }
    if (status !== 200 || body === null) {
      await body?.cancel();
      throw fail(status);
    }
    return {
      type: (headers.get("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "",
      bytes: lengthOf(headers),
      name: nameOf(url),
      body: body as ReadableStream<Uint8Array>,
    };
  }
}

/** A compressed answer is unpacked on the way, and then longer than it says. */
function lengthOf(headers: Headers): number | undefined {
  const length = headers.get("Content-Length") ?? "";
  const packed = headers.get("Content-Encoding") ?? "identity";
  return /^\d{1,12}$/.test(length) && packed === "identity" ? Number(length) : undefined;
}

function nameOf(url: URL): string | undefined {
  const last = url.pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last) || undefined;
  } catch {
    return last || undefined;
  }
}

/** The first `maxBytes` of it, and whether there is more; the rest is not read. */
export async function readBytes(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; cut: boolean }> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length <= maxBytes) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.byteLength;
  }
  await reader.cancel().catch(() => {});
  const bytes = new Uint8Array(Math.min(length, maxBytes));
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, bytes.byteLength - at);
    bytes.set(part, at);
    at += part.byteLength;
  }
  return { bytes, cut: length > maxBytes };
}

/** Names that only mean something inside a network (RFC 6761, 6762, 8375, 9476). */
const INNER_NAMES =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|test|invalid|onion|alt|home\.arpa)$/;

/** For files of anybody's: a public name, the usual port, and nobody's password in it. */
export function checkPublic(argument: string, ownHost: string): (url: URL) => void {
  return ({ protocol, hostname, port, username, password }) => {
    const refuse = (problem: string) => {
      throw invalidInput(argument, problem);
    };
    if (protocol !== "https:") refuse(`"${argument}" must begin with https://.`);
    if (username !== "" || password !== "") refuse(`"${argument}" must hold no user name.`);
    const host = hostname.toLowerCase().replace(/\.$/, "");
    // The parser has made every spelling of an IPv4 address four numbers, and IPv6 keeps its brackets.
    const isAddress = /^[\d.]+$/.test(host) || host.startsWith("[") || host.includes(":");
    if (port !== "" || isAddress || !host.includes(".") || INNER_NAMES.test(host)) {
      refuse(`"${argument}" must name a public server, on the usual port.`);
    }
    if (host === ownHost) refuse(`"${argument}" leads back to this server.`);
  };
}
