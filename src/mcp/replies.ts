/** Answers of the MCP endpoints: what the account said, as HTTP. */
import type { Admission, RateLimitState } from "../account/door.ts";
import type { Scope } from "../domain/scope.ts";
import type { Config } from "../env.ts";
import {
  ACCOUNT_SILENT,
  ACCOUNT_UNAVAILABLE,
  IN_DOUBT,
  INVALID_REQUEST,
  type MessageId,
  NOT_ACCEPTABLE,
  RATE_LIMITED,
  rpcError,
  SESSION_NOT_FOUND,
  UNAUTHORIZED,
} from "../gate/errors.ts";
import { challenge } from "../oauth/validate-token.ts";
import type { Refused } from "./exchange.ts";

export type McpEndpoint = "mcp" | "sse";

function limitHeaders(limits: RateLimitState): Record<string, string> {
  return {
    "RateLimit-Limit": String(limits.limit),
    "RateLimit-Remaining": String(limits.remaining),
    "RateLimit-Reset": String(limits.resetSeconds),
  };
}

/** `RateLimit-*` on an answer that was admitted. */
export function withLimits(response: Response, admission: Admission | undefined): Response {
  if (admission !== undefined && "limits" in admission) {
    for (const [name, value] of Object.entries(limitHeaders(admission.limits))) {
      response.headers.set(name, value);
    }
  }
  return response;
}

export function refusedReply(
  refused: Refused,
  id: MessageId,
  endpoint: McpEndpoint,
  config: Pick<Config, "publicUrl">,
): Response {
  switch (refused.refusal) {
    case "rate_limited":
      return rpcError(
        429,
        id,
        {
          code: RATE_LIMITED,
          message: "Rate limit exceeded",
          data: { retry_after_seconds: refused.retryAfterSeconds },
        },
        { "Retry-After": String(refused.retryAfterSeconds), ...limitHeaders(refused.limits) },
      );
    case "credential_dead":
      return unauthorized(id, endpoint, config, true);
    case "session_unknown":
      return sessionNotFound(id);
    case "batch_refused":
      return rpcError(400, null, {
        code: INVALID_REQUEST,
        message: "Invalid request: batches are for sessions of revision 2025-03-26 only",
      });
  }
}

export function unauthorized(
  id: MessageId,
  endpoint: McpEndpoint,
  config: Pick<Config, "publicUrl">,
  wasGiven: boolean,
): Response {
  return rpcError(
    401,
    id,
    {
      code: UNAUTHORIZED,
      message: wasGiven ? "The access token is unknown, expired or revoked." : "Sign in first.",
    },
    {
      "WWW-Authenticate": challenge(config, {
        resource: endpoint,
        ...(wasGiven && { error: "invalid_token" }),
      }),
    },
  );
}

/** The step-up of a 403: what this client has, and what the call needs beside it. */
export function scopeChallenge(
  endpoint: McpEndpoint,
  config: Pick<Config, "publicUrl">,
  scopes: readonly Scope[],
): Record<string, string> {
  return {
    "WWW-Authenticate": challenge(config, {
      resource: endpoint,
      error: "insufficient_scope",
      scopes,
    }),
  };
}

/** The same for an unknown, a foreign and an ended session: nobody learns which it was. */
export function sessionNotFound(id: MessageId, mayHaveHappened = false): Response {
  const message = "Session not found. Start a new one with initialize.";
  return rpcError(404, id, {
    code: SESSION_NOT_FOUND,
    message: mayHaveHappened ? `${message} ${IN_DOUBT}` : message,
  });
}

export function unavailable(id: MessageId, mayHaveHappened = false): Response {
  const { message, rpcCode, headers } = mayHaveHappened ? ACCOUNT_SILENT : ACCOUNT_UNAVAILABLE;
  return rpcError(503, id, { code: rpcCode, message }, headers);
}

/** `json` where the client takes it, also when it does not say; undefined when it takes neither. */
export function acceptedForm(request: Request): "json" | "events" | undefined {
  if ((request.headers.get("accept") ?? "").trim() === "") return "json";
  const accept = takenTypes(request);
  if (/\*\/\*|application\/(\*|json)/i.test(accept)) return "json";
  return /text\/(\*|event-stream)/i.test(accept) ? "events" : undefined;
}

/** The client says so by name: to whoever takes anything the answer is one document. */
export function takesEvents(request: Request): boolean {
  return /text\/event-stream/i.test(takenTypes(request));
}

/** For a path that answers nothing else. */
export function takesStream(request: Request): boolean {
  return /text\/(\*|event-stream)|\*\/\*/i.test(takenTypes(request));
}

/** What the client accepts, without the types to which it gives no weight at all (RFC 9110 §12.4.2). */
function takenTypes({ headers }: Request): string {
  const accept = headers.get("accept") ?? "";
  if (!accept.includes("q=0")) return accept;
  const ranges = accept.split(",");
  return ranges.filter((range) => !/;\s*q=0(?:\.0*)?\s*$/.test(range)).join();
}

export function notAcceptable(): Response {
  return rpcError(406, null, {
    code: NOT_ACCEPTABLE,
    message: "This path answers application/json or text/event-stream.",
  });
}

/** One finished answer, in the form that the client takes. */
export function messageReply(
  body: unknown,
  form: "json" | "events",
  more: { status?: number; headers?: Record<string, string> } = {},
): Response {
  const status = more.status ?? 200;
  if (form === "json") return Response.json(body, { status, headers: more.headers ?? {} });
  const messages = Array.isArray(body) ? body : [body];
  return new Response(messages.map(toEvent).join(""), {
    status,
    headers: { ...more.headers, "Content-Type": "text/event-stream" },
  });
}

/** JSON may hold these as they are, and readers that are made with Python's `splitlines` end a line there. */
const LINE_ENDS_OF_OTHERS = /[\u0085\u2028\u2029]/g;

export function toEvent(message: unknown): string {
  const data = JSON.stringify(message).replace(
    LINE_ENDS_OF_OTHERS,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `event: message\ndata: ${data}\n\n`;
}
