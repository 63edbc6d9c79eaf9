import type { Config } from "../env.ts";
import { type EventEnd, type EventStart, recordEvent, startOf } from "./audit-outbox.ts";
import { useCredential } from "./credentials.ts";
import type { Admission, AdmissionRequest, RateLimitState } from "./door.ts";
import { readTier } from "./profile.ts";
import { Quota } from "./quota.ts";
import type { Sessions } from "./sessions.ts";

const BATCH_REVISION = "2025-03-26"; // the only revision that has JSON-RPC batches

/** What a request leaves in the audit once it is admitted; without an end it is pending. */
export interface OwnEvent {
  start: EventStart;
  end?: EventEnd;
}

/** `seq`: of the event that the admitted request left; 0 when there is none. */
export interface Decision {
  admission: Admission;
  seq: number;
}

/**
 * Whether a request may go on: account, credential, session, shape, window, in this order. All of
 * it is synchronous, so that nothing comes between a check and the write it decides on; call it in
 * the transaction of whatever else the request writes.
 */
export class Admissions {
  readonly #sql: SqlStorage;
  readonly #sessions: Sessions;
  readonly #limits: Config["requestsPerMinute"];
  readonly #quota: Quota;

  constructor(sql: SqlStorage, sessions: Sessions, limits: Config["requestsPerMinute"]) {
    this.#sql = sql;
    this.#sessions = sessions;
    this.#limits = limits;
    this.#quota = new Quota(sql, Math.max(limits.free, limits.premium));
  }

  decide(request: AdmissionRequest, nowMs: number, event?: OwnEvent): Decision {
    const { caller, cost, sessionId } = request;
    const standing = useCredential(this.#sql, caller, nowMs, event !== undefined);
    if (standing === undefined) return refused("credential_dead");
    const session =
      sessionId === undefined
        ? undefined
        : this.#sessions.use(sessionId, nowMs, event !== undefined);
    if (sessionId !== undefined && session === undefined) {
      return refused("session_unknown");
    }
    if (request.batch && session?.protocolVersion !== BATCH_REVISION) {
      return refused("batch_refused");
    }
    const decision = this.#quota.admit(nowMs, this.#limits[standing.tier], cost);
    if (!decision.admitted) {
      const end = { outcome: "rate_limited", durationMs: 0, upstreamCalls: 0 };
      recordEvent(this.#sql, nowMs, startOf("refused", request), end);
      return { admission: { ...decision, refusal: "rate_limited" }, seq: 0 };
    }
    const { limits, counted } = decision;
    if (event === undefined && counted !== undefined) this.#quota.store(counted);
    return {
      admission: { admitted: true, limits, ...standing, ...(session !== undefined && { session }) },
      seq: event ? recordEvent(this.#sql, nowMs, { ...event.start, counted }, event.end) : 0,
    };
  }

  /** The window as it stands, without counting anything. */
  limits(nowMs: number): RateLimitState {
    return this.#quota.peek(nowMs, this.#limits[readTier(this.#sql) ?? "free"]);
  }
}

function refused(refusal: "credential_dead" | "session_unknown" | "batch_refused"): Decision {
  return { admission: { admitted: false, refusal }, seq: 0 };
}
