import type { Config } from "../env.ts";
import { recordEvent, startOf } from "./audit-outbox.ts";
import { useCredential } from "./credentials.ts";
import type { Admission, AdmissionRequest, RateLimitState } from "./door.ts";
import { readTier } from "./profile.ts";
import { Quota } from "./quota.ts";
import type { Sessions } from "./sessions.ts";

const BATCH_REVISION = "2025-03-26"; // the only revision that has JSON-RPC batches

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

  decide(request: AdmissionRequest, nowMs: number): Admission {
    const { caller, cost, sessionId } = request;
    const standing = useCredential(this.#sql, caller, nowMs);
    if (standing === undefined) return { admitted: false, refusal: "credential_dead" };
    const session = sessionId === undefined ? undefined : this.#sessions.use(sessionId, nowMs);
    if (sessionId !== undefined && session === undefined) {
      return { admitted: false, refusal: "session_unknown" };
    }
    if (request.batch && session?.protocolVersion !== BATCH_REVISION) {
      return { admitted: false, refusal: "batch_refused" };
    }
    const decision = this.#quota.admit(nowMs, this.#limits[standing.tier], cost);
    if (!decision.admitted) {
      const end = { outcome: "rate_limited", durationMs: 0, upstreamCalls: 0 };
      recordEvent(this.#sql, nowMs, startOf("refused", request), end);
      return { ...decision, refusal: "rate_limited" };
    }
    const { limits } = decision;
    return { admitted: true, limits, ...standing, ...(session !== undefined && { session }) };
  }

  /** The window as it stands, without counting anything. */
  limits(nowMs: number): RateLimitState {
    return this.#quota.peek(nowMs, this.#limits[readTier(this.#sql) ?? "free"]);
  }
}
