/** The user's jobs: what a call needs to begin one, and their going on when nobody waits any more. */
import type { Policy } from "../clickup/policy.ts";
import type { ContentSeal } from "../crypto/content-seal.ts";
import type { JsonObject } from "../domain/json.ts";
import { type Log, whereOf } from "../log/log.ts";
import { JobDesk } from "../tools/job/desk.ts";
import type { Job, StepState } from "../tools/job/job.ts";
import type { JobLimits } from "../tools/job/run-job.ts";
import { type EventStart, recordEvent } from "./audit-outbox.ts";
import { CALL_BUDGET_MS, type ClickUpOfUser } from "./clickup-of-user.ts";
import { clientOf, isLive } from "./credentials.ts";
import { jobStore } from "./jobs.ts";
import { readUserId } from "./profile.ts";
import type { TokenInUse } from "./token-in-use.ts";
import type { OpenedToken } from "./token-vault.ts";

/** Of a call, a job begins no step after this: what is under way gets an answer within the rest. */
const JOB_SLICE_MS = 20_000;
const WAIT_FOR_KEY_MS = 15 * 60_000;

/** Who began a job, and what that connection forbids; kept with the job. */
export type JobOrigin = { credentialId: string; policy: Policy & JsonObject; requestId: string };

export class JobRunner {
  readonly desk: JobDesk;
  readonly #sql: SqlStorage;
  readonly #token: TokenInUse;
  readonly #clickUp: ClickUpOfUser;
  readonly #log: Log;

  /** `wake`: the alarm has to come by then, and call `goOn`. */
  constructor(
    storage: DurableObjectStorage,
    contentSeal: ContentSeal,
    token: TokenInUse,
    clickUp: ClickUpOfUser,
    log: Log,
    wake: (atMs: number) => void,
  ) {
    this.#sql = storage.sql;
    this.#token = token;
    this.#clickUp = clickUp;
    this.#log = log;
    const store = jobStore(storage, contentSeal, Date.now, (job) => this.#recordEnd(job));
    this.desk = new JobDesk(store, wake);
  }

  /** Gives each waiting job its next stretch of time; afterwards its `resume_at_ms` says when to come again. */
  async goOn(): Promise<void> {
    const nowMs = Date.now();
    const due = this.desk.due(nowMs);
    if (due.length === 0) return;
    let opened: OpenedToken | undefined;
    try {
      opened = await this.#token.open(readUserId(this.#sql) ?? "");
    } catch (error) {
      // For the operator to mend; until then the jobs wait.
      this.#log.error("a sealed token did not open: a key is missing", whereOf(error));
      for (const job of due) this.desk.postpone(job, nowMs + WAIT_FOR_KEY_MS);
      return;
    }
    const work = due.map(async (job) => {
      const { credentialId, policy, requestId } = job.origin as JobOrigin;
      // Whoever began it may no longer act for this user.
      if (opened === undefined || !isLive(this.#sql, credentialId, nowMs)) {
        this.desk.stop(job, "the connection that began it was ended");
        return;
      }
      const clickup = this.#clickUp.client(opened.token, nowMs + CALL_BUDGET_MS, {
        within: { requestId },
        policy: this.#clickUp.withOwnSwitches(policy),
        share: { client: credentialId, background: true },
      });
      await this.desk.goOn(job, this.#clickUp.sender(opened, clickup), {
        ...this.limits(nowMs, job.tool),
        holdUntilMs: () => this.#clickUp.holdUntilMs(),
      });
    });
    await Promise.all(work);
  }

  /** Of the stretch of time that began then. */
  limits(startedAtMs: number, tool: string): JobLimits {
    return {
      untilMs: startedAtMs + JOB_SLICE_MS,
      now: Date.now,
      onInternalError: (error) => {
        this.#log.error("a step of a job failed in a way nobody named", {
          tool,
          ...whereOf(error),
        });
      },
    };
  }

  /** Of its calls only the first has an event of its own. */
  #recordEnd({ tool, state, startedAtMs, steps, origin }: Job): void {
    const { credentialId, requestId = "" } = origin as JobOrigin;
    const nowMs = Date.now();
    const start: EventStart = {
      action: "job_ended",
      userId: readUserId(this.#sql) ?? "",
      clientId: clientOf(this.#sql, credentialId) ?? "",
      credentialId,
      requestId,
      tool,
    };
    recordEvent(this.#sql, nowMs, start, {
      outcome: state === "done" ? "ok" : state,
      durationMs: nowMs - startedAtMs,
      // One write each; what was looked up on the way is in the event of the call.
      upstreamCalls: steps.filter((step) => LEFT.has(step.state)).length,
    });
  }
}

/** States of a step whose request left. */
const LEFT: ReadonlySet<StepState> = new Set(["sent", "done", "failed", "unknown"]);
