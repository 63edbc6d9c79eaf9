/** The jobs of one user: begun by a call, gone on with after it, looked up and cancelled by later ones. */
import { FailureError } from "../../domain/failure.ts";
import type { JsonObject } from "../../domain/json.ts";
import { invalidInput } from "../invalid-input.ts";
import { type Job, type JobStore, type Jobs, MAX_STEPS, type NewJob } from "./job.ts";
import {
  endJob,
  isTooOld,
  type JobLimits,
  markCutOff,
  runJob,
  type SendStep,
  TOO_OLD,
} from "./run-job.ts";

/** Jobs of one user that may wait at once. */
const MAX_RUNNING = 20;
/** Characters of all of a job's steps together; a call's arguments end at 1 MiB (docs/api.md). */
const MAX_JOB_CHARS = 8_000_000;
const WAIT_FOR_JOBS_SECONDS = 60;

export interface JobCall {
  send: SendStep;
  limits: JobLimits;
  /** Kept with the job, for whoever goes on with it. */
  origin: JsonObject;
}

/** The jobs of one account: takes them from tools, works on them while there is time, and goes on later. */
export class JobDesk {
  readonly #store: JobStore;
  readonly #wake: (atMs: number) => void;
  /** Those that somebody works on, in this very process: it alone knows what is under way. */
  readonly #active = new Map<string, Job>();

  /** `wake`: somebody has to call `goOn` at that time. */
  constructor(store: JobStore, wake: (atMs: number) => void) {
    this.#store = store;
    this.#wake = wake;
  }

  /** What one tool call gets. */
  forCall({ send, limits, origin }: JobCall): Jobs {
    return {
      run: async (asked) => {
        const job = this.#begin(asked, origin, limits);
        await this.#work(job, send, limits);
        return job;
      },
      find: (tool, id) => this.#find(tool, id),
      cancel: (tool, id) => {
        const job = this.#find(tool, id);
        if (job !== undefined) endJob(job, this.#store, "cancelled");
        return job;
      },
    };
  }

  /** The jobs that nobody works on and whose time has come. */
  due(nowMs: number): Job[] {
    return this.#idle().filter(({ resumeAtMs }) => resumeAtMs <= nowMs);
  }

  async goOn(job: Job, send: SendStep, limits: JobLimits): Promise<void> {
    if (!this.#active.has(job.id)) await this.#work(job, send, limits);
  }

  postpone(job: Job, untilMs: number): void {
    if (isTooOld(job, untilMs)) endJob(job, this.#store, "stopped", TOO_OLD);
    job.resumeAtMs = untilMs;
    this.#store.saveJob(job);
  }

  stop(job: Job, problem: string): void {
    endJob(job, this.#store, "stopped", problem);
  }

  #begin(asked: NewJob, origin: JsonObject, { now, untilMs }: JobLimits): Job {
    if (asked.steps.length > MAX_STEPS) {
      throw invalidInput("tasks", `This takes ${asked.steps.length} calls; ${MAX_STEPS} at most.`);
    }
    if (JSON.stringify(asked.steps).length > MAX_JOB_CHARS) {
      throw invalidInput("tasks", "This is too much text for one job; make it in parts.");
    }
    if (this.#store.running().length >= MAX_RUNNING) {
      throw new FailureError({
        code: "rate_limited",
        by: "us",
        retryAfterSeconds: WAIT_FOR_JOBS_SECONDS,
      });
    }
    const job: Job = {
      id: `job_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`,
      tool: asked.tool,
      state: "running",
      items: asked.items,
      steps: asked.steps.map(({ item, does, action, after = [] }) => ({
        item,
        does,
        action,
        after,
        state: "waiting",
      })),
      stopOnError: asked.stopOnError === true,
      note: asked.note ?? {},
      startedAtMs: now(),
      resumeAtMs: untilMs,
      origin,
    };
    this.#store.add(job);
    // Should this call die, somebody has to look after the job.
    this.#wake(job.resumeAtMs);
    return job;
  }

  async #work(job: Job, send: SendStep, limits: JobLimits): Promise<void> {
    this.#active.set(job.id, job);
    try {
      await runJob(job, this.#store, send, limits);
    } finally {
      this.#active.delete(job.id);
    }
    if (job.state === "running") this.#wake(job.resumeAtMs);
  }

  #find(tool: string, id: string): Job | undefined {
    const job = this.#active.get(id) ?? this.#read(id);
    return job?.tool === tool ? job : undefined;
  }

  #idle(): Job[] {
    return this.#store
      .running()
      .filter((id) => !this.#active.has(id))
      .flatMap((id) => this.#read(id) ?? []);
  }

  #read(id: string): Job | undefined {
    const job = this.#store.read(id);
    if (job !== undefined) markCutOff(job, this.#store);
    return job;
  }
}
