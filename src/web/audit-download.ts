import { type AuditRange, mergedEvents } from "../audit/merge.ts";
import type { AuditEvent } from "../domain/audit-event.ts";
import { httpError } from "../gate/errors.ts";
import type { GatedRequest } from "../gate/route.ts";
import { classOf, type Log } from "../log/log.ts";
import { findPerson, rateLimitHeaders } from "./asker.ts";
import type { WebContext } from "./context.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_RANGE_MS = 30 * DAY_MS;
/** Lines are sent together, so that a long file is not one write for each. */
const CHUNK_LENGTH = 64_000;

/**
 * `GET /account/audit.ndjson?from=&to=`: the person's audit events, a JSON object a line. A file that
 * could not be read to its end breaks off rather than looking complete.
 */
export async function downloadAudit(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const { requestId, url } = gated;
  const range = parseRange(url.searchParams, Date.now());
  if (typeof range === "string") {
    return httpError({ status: 400, code: "invalid_range", message: range }, requestId);
  }
  const { env, log } = context;
  const events = mergedEvents(env.AUDIT_BUCKET, asker.account, asker.caller.userId, range);
  const days = [range.fromMs, range.toMs].map((atMs) => new Date(atMs).toISOString().slice(0, 10));
  return new Response(toLines(events, log), {
    headers: {
      "Content-Type": "application/x-ndjson",
      "Content-Disposition": `attachment; filename="clickup-mcp-audit-${days.join("-to-")}.ndjson"`,
      "Cache-Control": "no-store",
      ...rateLimitHeaders(asker.limits),
    },
  });
}

/** The range, or a sentence on what is wrong with it. */
function parseRange(query: URLSearchParams, nowMs: number): AuditRange | string {
  const read = (name: "from" | "to"): number | undefined | "wrong" => {
    const given = query.getAll(name).filter((value) => value !== "");
    if (given.length === 0) return undefined;
    if (given.length > 1) return "wrong";
    return parseInstant(given[0] ?? "", name === "to") ?? "wrong";
  };
  const [from, to] = [read("from"), read("to")];
  if (from === "wrong" || to === "wrong") {
    return "from and to are each one day (2026-11-21) or one instant with its zone (2026-11-21T12:00:00Z).";
  }
  const toMs = to ?? nowMs;
  const fromMs = from ?? toMs - DEFAULT_RANGE_MS;
  return fromMs > toMs ? "from must not be later than to." : { fromMs, toMs };
}

/** Epoch ms. A day is meant from its first or to its last millisecond in UTC. */
function parseInstant(text: string, isEnd: boolean): number | undefined {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
  if (day === undefined) return undefined;
  const dayMs = Date.parse(`${day}T00:00:00Z`);
  // The 30th of February is the 2nd of March to Date.parse.
  if (Number.isNaN(dayMs) || !new Date(dayMs).toISOString().startsWith(day)) return undefined;
  if (text === day) return isEnd ? dayMs + DAY_MS - 1 : dayMs;
  if (!/^T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text.slice(day.length))) {
    return undefined;
  }
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** Reads on only as fast as the client takes it. */
function toLines(events: AsyncGenerator<AuditEvent>, log: Log): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let lines = "";
        try {
          while (lines.length < CHUNK_LENGTH) {
            const { done, value } = await events.next();
            if (done) {
              if (lines !== "") controller.enqueue(encoder.encode(lines));
              controller.close();
              return;
            }
            lines += `${JSON.stringify(value)}\n`;
          }
          controller.enqueue(encoder.encode(lines));
        } catch (error) {
          log.error("an audit download broke off", { error: classOf(error) });
          controller.error(error);
        }
      },
      async cancel() {
        await events.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
