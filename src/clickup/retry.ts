// When a request may be sent again, and after how long.
import type { Method } from "./policy.ts";

export const MAX_ATTEMPTS = 3;

/** A read that hangs is given up early enough to be tried again within the call's 25 s. */
export const READ_ATTEMPT_MS = 10_000;

const BACKOFF_BASE_MS = 300;
const BACKOFF_MAX_MS = 4_000;

/** What one attempt ended with, as far as trying again goes. */
export type AttemptEnd = { status: number; ecode: string | undefined } | "no_answer";

/**
 * By certainty: a read whenever another try may help; a write only after a 429, which is the one answer
 * that proves that nothing happened.
 */
export function mayTryAgain(method: Method, end: AttemptEnd): boolean {
  if (end === "no_answer") return method === "GET";
  if (end.status === 429) return true;
  return method === "GET" && isOutage(end.status, end.ecode);
}

/** A 500 with an ECODE is bad input (measured, 2026-08), so it is an answer. */
export function isOutage(status: number, ecode: string | undefined): boolean {
  return status > 500 || (status === 500 && ecode === undefined);
}

/** Full jitter: callers that failed together do not come back together. */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** attempt));
}

/** `Retry-After` as seconds or as a date. */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get("Retry-After")?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
