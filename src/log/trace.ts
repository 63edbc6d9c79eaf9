/**
 * W3C Trace Context: the trace that a client began goes on through here to ClickUp. Ids only, and only
 * in the standard's own form, so that nothing else of the header reaches a log line or another server.
 */

export interface Trace {
  /** 32 hex digits. */
  traceId: string;
  /** The `traceparent` for what this request sends on. */
  traceparent: string;
}

/** By which a request of ours is found again at whoever else worked for it. */
export interface Within {
  requestId: string;
  traceparent?: string | undefined;
}

/** `version-traceid-parentid-flags`; a later version may have more behind another dash. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** Longer than any version known; parsing what a stranger sends has an end. */
const MAX_LENGTH = 256;
const NO_TRACE = "0".repeat(32);
const NO_PARENT = "0".repeat(16);

/**
 * The client's trace, with a span of this request's own. Without a header that is valid a new trace:
 * the request id, which is as random, so that both find the same lines.
 */
export function readTrace(header: string | null, requestId: string): Trace {
  const ownId = requestId.replaceAll("-", "");
  const spanId = ownId.slice(-16);
  const given = parseTraceparent(header);
  const traceId = given?.traceId ?? ownId;
  // Bit 0 says that the caller records this trace. We pass it on and decide nothing by it.
  return { traceId, traceparent: `00-${traceId}-${spanId}-${given?.flags ?? "00"}` };
}

/** Undefined for anything that the standard calls invalid. */
export function parseTraceparent(
  header: string | null,
): { traceId: string; flags: "00" | "01" } | undefined {
  if (header === null || header.length > MAX_LENGTH) return undefined;
  const [, version, traceId, parentId, flags, more] = TRACEPARENT.exec(header) ?? [];
  if (version === undefined || traceId === undefined || flags === undefined) return undefined;
  if (version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (traceId === NO_TRACE || parentId === NO_PARENT) return undefined;
  return { traceId, flags: Number.parseInt(flags, 16) & 1 ? "01" : "00" };
}

/** `fetch`, telling the other side which request of ours its answer is for. */
export function fetchWithin({ requestId, traceparent }: Within) {
  return (request: Request): Promise<Response> => {
    request.headers.set("X-Request-Id", requestId);
    if (traceparent !== undefined) request.headers.set("traceparent", traceparent);
    return fetch(request);
  };
}
