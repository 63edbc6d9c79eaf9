/**
 * Work of many writes that may outlast a call. Every step is kept before it is sent, so that after a
 * restart it is known what was done, what was not, and what nobody can say; nothing is sent twice.
 */
import type { JsonObject } from "../../domain/json.ts";
import type { Ignored } from "../ignored.ts";
import type { Action } from "./action.ts";

/** Steps that one job may hold: 500 tasks, each with a relation and a few more. */
export const MAX_STEPS = 3_000;
/** Items that one call may name; as many as a result has rows (docs/api.md). */
export const MAX_ITEMS = 500;

export interface NewStep {
  /** Index into `items`. */
  item: number;
  /** What it does, for the report of a failure: "create", "checklist Launch". */
  does: string;
  action: Action;
  /** Indexes of steps that have to be done before this one. */
  after?: readonly number[];
}

export interface NewJob {
  tool: string;
  /** What the report says of each item whatever becomes of it. */
  items: readonly JsonObject[];
  steps: readonly NewStep[];
  stopOnError?: boolean;
  /** Kept with the job for the tool's own answers. */
  note?: JsonObject;
}

export type StepState =
  | "waiting"
  /** It left, and no answer is known yet. */
  | "sent"
  | "done"
  | "failed"
  /** It left, and nobody can say what became of it; it is not sent again. */
  | "unknown"
  | "not_tried";

export interface StepResult {
  id?: string | undefined;
  name?: string | undefined;
  url?: string | undefined;
  ignored?: readonly Ignored[] | undefined;
}

export interface JobStep {
  item: number;
  does: string;
  action: Action;
  after: readonly number[];
  state: StepState;
  result?: StepResult;
  code?: string;
  problem?: string;
}

export type JobState = "running" | "done" | "cancelled" | "stopped";

export interface Job {
  id: string;
  tool: string;
  state: JobState;
  /** Why it was stopped. */
  problem?: string;
  items: readonly JsonObject[];
  steps: JobStep[];
  stopOnError: boolean;
  note: JsonObject;
  /** Epoch ms before which there is nothing to gain from going on. */
  resumeAtMs: number;
  startedAtMs: number;
  /** What the account needs to go on with it; means nothing here. */
  origin: JsonObject;
}

/** What a tool may do with jobs; the rest is the account's. */
export interface Jobs {
  /** Keeps the job, works on it while this call has time, and lets what is left go on after it. */
  run(job: NewJob): Promise<Job>;
  find(tool: string, id: string): Job | undefined;
  /** What has not left yet never will. */
  cancel(tool: string, id: string): Job | undefined;
}

export interface JobStore {
  add(job: Job): void;
  read(id: string): Job | undefined;
  saveStep(job: Job, index: number): void;
  /** Everything but the steps. */
  saveJob(job: Job): void;
  /** Ids of the jobs that are running, oldest first. */
  running(): string[];
}

export function leftOf(job: Job): number {
  return job.steps.filter(({ state }) => state === "waiting" || state === "sent").length;
}
