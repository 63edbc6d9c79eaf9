/** Works on a job until it is done, or must pause: the order of steps, and what a failed one means for the rest. */
import { MAX_IN_FLIGHT } from "../../clickup/budget.ts";
import { toFailure } from "../../clickup/errors.ts";
import { type Failure, FailureError } from "../../domain/failure.ts";
import { explainStep } from "../explain.ts";
import type { Progress } from "../progress.ts";
import type { Action } from "./action.ts";
import { type Job, type JobStep, type JobStore, leftOf, type StepResult } from "./job.ts";

/** Outcomes unknown in a row, after which ClickUp is not asked for more: each may have been done. */
const MAX_DOUBTS = 4;
/** ms to wait when ClickUp cannot be reached at all. */
const OUTAGE_PAUSE_MS = 30_000;
/** A job that has not ended by then never will. */
const MAX_JOB_MS = 24 * 60 * 60 * 1000;

/** Sends one step; `idOf` gives the id of what a step before it made. */
export type SendStep = (action: Action, idOf: (step: number) => string) => Promise<StepResult>;

export interface JobLimits {
  /** Epoch ms from which on no further step is begun. */
  untilMs: number;
  now(): number;
  signal?: AbortSignal | undefined;
  /** Epoch ms to wait for when the user's other calls need what is left of ClickUp's minute. */
  holdUntilMs?(): number | undefined;
  onInternalError?(error: unknown): void;
  /** Of the call that waits for it, if one does. */
  progress?: Progress;
}

/** Afterwards the job has ended, or `resumeAtMs` says when to go on. Never throws. */
export async function runJob(
  job: Job,
  store: JobStore,
  send: SendStep,
  limits: JobLimits,
): Promise<void> {
  const run = new Run(job, store, send, limits);
  await run.toTheEnd();
}

class Run {
  readonly #job: Job;
  readonly #store: JobStore;
  readonly #send: SendStep;
  readonly #limits: JobLimits;
  #pauseUntilMs: number | undefined;
  #doubts = 0;
  /** Steps before this one have left or will not. */
  #first = 0;

  constructor(job: Job, store: JobStore, send: SendStep, limits: JobLimits) {
    this.#job = job;
    this.#store = store;
    this.#send = send;
    this.#limits = limits;
  }

  async toTheEnd(): Promise<void> {
    const { now, signal } = this.#limits;
    const underWay = new Set<Promise<void>>();
    this.#tell();
    for (;;) {
      if (signal?.aborted === true) endJob(this.#job, this.#store, "cancelled");
      if (isTooOld(this.#job, now())) endJob(this.#job, this.#store, "stopped", TOO_OLD);
      while (underWay.size < MAX_IN_FLIGHT && this.#goesOn()) {
        const index = this.#nextReady();
        if (index === undefined) break;
        const work = this.#perform(index).finally(() => underWay.delete(work));
        underWay.add(work);
      }
      if (underWay.size === 0) break;
      await Promise.race(underWay);
    }
    if (this.#job.state !== "running") return;
    if (this.#job.steps.every(({ state }) => state !== "waiting")) {
      endJob(this.#job, this.#store, "done");
    } else {
      this.#job.resumeAtMs = this.#pauseUntilMs ?? now();
      this.#store.saveJob(this.#job);
    }
  }

  #goesOn(): boolean {
    if (this.#job.state !== "running" || this.#pauseUntilMs !== undefined) return false;
    if (this.#limits.now() >= this.#limits.untilMs) return false;
    this.#pauseUntilMs = this.#limits.holdUntilMs?.();
    return this.#pauseUntilMs === undefined;
  }

  /** The first step whose predecessors are all done; those that lost one are settled on the way. */
  #nextReady(): number | undefined {
    const { steps } = this.#job;
    while (steps[this.#first] !== undefined && steps[this.#first]?.state !== "waiting") {
      this.#first += 1;
    }
    for (let index = this.#first; index < steps.length; index += 1) {
      const step = steps[index];
      if (step?.state !== "waiting") continue;
      const before = step.after.map((one) => steps[one]);
      const lost = before.find((one) => one !== undefined && isLost(one));
      if (lost !== undefined) {
        this.#settle(index, { state: "not_tried", problem: this.#builtOn(lost) });
      } else if (before.every((one) => one?.state === "done")) return index;
    }
    return undefined;
  }

  #builtOn({ does, item }: JobStep): string {
    const { name, key, id } = this.#job.items[item] ?? {};
    return `it builds on "${does}" of "${String(name ?? key ?? id ?? item)}", which was not done`;
  }

  async #perform(index: number): Promise<void> {
    const step = this.#job.steps[index];
    if (step === undefined) return;
    // Kept before it leaves: whoever finds it so after a restart knows that it may have been done.
    this.#settle(index, { state: "sent" });
    try {
      const result = await this.#send(step.action, (one) => this.#job.steps[one]?.result?.id ?? "");
      this.#doubts = 0;
      this.#settle(index, { state: "done", result });
    } catch (error) {
      this.#fail(index, error);
    }
    this.#tell();
  }

  #tell(): void {
    const { steps } = this.#job;
    const left = leftOf(this.#job);
    this.#limits.progress?.at(`${steps.length - left} of ${steps.length} steps finished`, left);
  }

  #fail(index: number, error: unknown): void {
    const { job, store } = { job: this.#job, store: this.#store };
    const failure =
      error instanceof FailureError ? error.failure : toFailure(error, { tool: job.tool });
    if (failure === undefined) {
      // Nobody named it, so nobody knows whether it left.
      this.#limits.onInternalError?.(error);
      this.#settle(index, { state: "unknown", code: "internal", problem: DOUBT });
      return;
    }
    const notSent = neverLeft(failure);
    if (notSent !== undefined) {
      const atMs = this.#limits.now() + notSent;
      this.#pauseUntilMs = Math.max(this.#pauseUntilMs ?? 0, atMs);
      this.#settle(index, { state: "waiting" });
      return;
    }
    if ("mayHaveHappened" in failure) {
      this.#settle(index, { state: "unknown", code: failure.code, problem: DOUBT });
      if (failure.code !== "cancelled") this.#doubts += 1;
      if (this.#doubts >= MAX_DOUBTS) endJob(job, store, "stopped", "ClickUp stopped answering");
      return;
    }
    const problem = explainStep(failure);
    this.#settle(index, { state: "failed", code: failure.code, problem });
    if (ENDS_JOB.has(failure.code)) endJob(job, store, "stopped", problem);
    else if (job.stopOnError) endJob(job, store, "stopped", "the first failure stopped it");
  }

  #settle(index: number, change: Partial<JobStep>): void {
    const step = this.#job.steps[index];
    if (step === undefined) return;
    Object.assign(step, change);
    this.#store.saveStep(this.#job, index);
  }
}

const DOUBT = "no answer from ClickUp: it may or may not have been done; look before repeating it";

/** After these every further step would fail in the same way. */
const ENDS_JOB: ReadonlySet<Failure["code"]> = new Set(["reconnect_required", "not_selected"]);

function isLost({ state }: JobStep): boolean {
  return state === "failed" || state === "unknown" || state === "not_tried";
}

/** ms until it is worth trying, for a step of which it is certain that nothing left. */
function neverLeft(failure: Failure): number | undefined {
  if (failure.code === "rate_limited") return failure.retryAfterSeconds * 1000;
  if (!("mayHaveHappened" in failure) || failure.mayHaveHappened) return undefined;
  return failure.code === "clickup_unavailable" ? OUTAGE_PAUSE_MS : 0;
}

export const TOO_OLD = "it took longer than a day";

export function isTooOld({ startedAtMs }: Job, nowMs: number): boolean {
  return nowMs - startedAtMs > MAX_JOB_MS;
}

/** What has not left yet never will. */
export function endJob(
  job: Job,
  store: JobStore,
  state: "done" | "cancelled" | "stopped",
  problem?: string,
): void {
  if (job.state !== "running") return;
  job.state = state;
  if (problem !== undefined) job.problem = problem;
  for (const [index, step] of job.steps.entries()) {
    if (step.state !== "waiting") continue;
    step.state = "not_tried";
    step.problem = state === "cancelled" ? "cancelled before it" : "stopped before it";
    store.saveStep(job, index);
  }
  store.saveJob(job);
}

/** Of a job that nobody works on: what had left when its work was cut off. */
export function markCutOff(job: Job, store: JobStore): void {
  for (const [index, step] of job.steps.entries()) {
    if (step.state !== "sent") continue;
    Object.assign(step, { state: "unknown", code: "cut_off", problem: DOUBT });
    store.saveStep(job, index);
  }
}
