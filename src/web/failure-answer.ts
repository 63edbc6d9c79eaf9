/** Why a call of ClickUp's did not work, for whoever sent a plain HTTP request. */
import type { Failure } from "../domain/failure.ts";
import type { Refusal } from "../gate/errors.ts";

export type HttpFailure = Omit<Refusal, "rpcCode">;

/** Seconds after which an outage is worth another try. */
const OUTAGE_RETRY_SECONDS = 10;

/** Status, stable code and a sentence that says what to do; `what` is what was asked for. */
export function httpFailure(failure: Failure): HttpFailure {
  const { code } = failure;
  const say = (status: number, message: string, headers?: Record<string, string>): HttpFailure => ({
    status,
    code,
    message,
    ...(headers !== undefined && { headers }),
  });
  switch (failure.code) {
    case "invalid_input":
      return say(400, withAllowed(failure));
    case "ambiguous":
      return say(400, `"${failure.given}" fits more than one ${failure.what}. Send its id.`);
    case "not_found":
      return say(404, `ClickUp has no such ${failure.what}, or you cannot see it.`);
    case "forbidden":
      return say(403, `ClickUp does not allow you to do that with this ${failure.what}.`);
    case "workspace_not_shared":
      return say(403, NOT_SHARED);
    case "reconnect_required":
      return say(
        403,
        `ClickUp no longer accepts your sign-in. Sign in again: ${failure.signInUrl}`,
      );
    case "premium_required":
      return say(403, `This needs Premium. Upgrade: ${failure.upgradeUrl}`);
    case "insufficient_scope":
      return say(403, `This token does not have the scope ${failure.needed}.`);
    case "not_selected":
      return say(403, `Your settings do not allow this: ${failure.because}.`);
    case "not_enabled":
      return say(501, "This server does not use that part of ClickUp.");
    case "unknown_tool":
      return say(404, "There is nothing at this path.");
    case "rate_limited":
      return say(
        503,
        `ClickUp's calls a minute are used up. Try again in ${failure.retryAfterSeconds} seconds.`,
        { "Retry-After": String(failure.retryAfterSeconds) },
      );
    case "clickup_rejected":
      return say(422, `ClickUp refused this. ${failure.hint ?? ""}`.trim());
    case "clickup_unavailable":
      return failure.mayHaveHappened
        ? say(502, MAY_HAVE_HAPPENED)
        : say(503, "ClickUp did not answer; nothing was changed. Try again in a moment.", {
            "Retry-After": String(OUTAGE_RETRY_SECONDS),
          });
    case "out_of_time":
      return say(
        504,
        failure.mayHaveHappened
          ? MAY_HAVE_HAPPENED
          : "ClickUp took too long; nothing was changed. Try again in a moment.",
      );
    case "duplicate_call":
      return say(409, DUPLICATE[failure.state]);
    case "cancelled":
      // By nothing but the end of its credential.
      return say(409, failure.mayHaveHappened ? STOPPED_IN_DOUBT : STOPPED);
    case "internal":
      return say(
        500,
        `Something went wrong in this server. If it stays, tell whoever runs it the number ${failure.incidentId}.`,
      );
  }
}

function withAllowed({
  problem,
  allowed = [],
}: Extract<Failure, { code: "invalid_input" }>): string {
  const isTold = allowed.every((value) => problem.includes(value));
  return isTold ? problem : `${problem} Allowed: ${allowed.join(", ")}.`;
}

const NOT_SHARED =
  "This Workspace is not open to this server. Choose another, or sign in again and tick it.";
const MAY_HAVE_HAPPENED =
  "ClickUp did not answer properly, so it may have been done. Look before you send it again.";
const STOPPED = "This was stopped, because your token ended meanwhile; nothing was changed.";
const STOPPED_IN_DOUBT =
  "This was stopped, because your token ended meanwhile; it may have been done all the same. Look before you send it again.";
const DUPLICATE = {
  running: "A request with this Idempotency-Key is still running.",
  unknown:
    "What became of the first request with this Idempotency-Key is not known. Look in ClickUp, then use another key.",
  different_arguments: "This Idempotency-Key was used before with another body.",
};
