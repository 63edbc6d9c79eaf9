/** A job as its tool tells it: what was done, what was not, and how to see the rest. */
import * as z from "zod";
import { FailureError } from "../../domain/failure.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { ToolContext } from "../context.ts";
import { invalidInput } from "../invalid-input.ts";
import { type Job, type JobStep, leftOf, type NewJob } from "./job.ts";

/** Arguments of every tool whose work may go on as a job. */
export const jobInput = {
  job: z.string().trim().max(40).optional(),
  cancel: z.boolean().optional(),
};

const JobInfo = z.object({
  id: z.string(),
  state: z.string(),
  done: z.number(),
  left: z.number(),
  problem: z.string().optional(),
  next: z.string().optional(),
});
type JobInfo = z.output<typeof JobInfo>;

const FailedItem = z.record(z.string(), z.json());
const IgnoredPart = z.record(z.string(), z.json());

/** What every tool that runs a job tells beside what it made or changed. */
export const jobOutput = {
  failed: z.array(FailedItem).optional(),
  ignored: z.array(IgnoredPart).optional(),
  job: JobInfo.optional(),
};

/** The same of one job; empty lists are left out by the tool. */
export function jobReport(job: Job, lookedUp: boolean) {
  return { failed: failuresOf(job), ignored: ignoredIn(job), job: jobInfo(job, lookedUp) };
}

/** The warnings that a tool noted with its job. */
export function warningsOf({ note: { warnings } }: Job): string[] {
  return Array.isArray(warnings) ? warnings.map(String) : [];
}

/** Runs it; what failed for everyone alike fails the call. */
export async function runAsJob(job: NewJob, { jobs }: ToolContext): Promise<Job> {
  const ran = await jobs.run(job);
  const signedOut = ran.steps.some(({ code }) => code === "reconnect_required");
  if (signedOut && !ran.steps.some(({ state }) => state === "done")) {
    throw new FailureError({ code: "reconnect_required" });
  }
  return ran;
}

export function lookUpJob(
  tool: string,
  id: string,
  cancel: boolean | undefined,
  { jobs }: ToolContext,
): Job {
  const job = cancel === true ? jobs.cancel(tool, id) : jobs.find(tool, id);
  if (job !== undefined) return job;
  throw invalidInput(
    "job",
    '"job" is not the id of a job of this tool; jobs are kept for a day after their end.',
  );
}

/** Nothing for a job that ended within the call that began it, unless it was stopped. */
function jobInfo(job: Job, lookedUp: boolean): JobInfo | undefined {
  if (job.state === "done" && !lookedUp) return undefined;
  const left = leftOf(job);
  const done = job.steps.filter(({ state }) => state === "done").length;
  return {
    id: job.id,
    state: job.state,
    done,
    left,
    ...(job.problem !== undefined && { problem: job.problem }),
    ...(job.state === "running" && {
      next: `The other ${left} calls go on by themselves; look with job: "${job.id}".`,
    }),
  };
}

export interface ItemOutcome {
  item: JsonObject;
  steps: readonly JobStep[];
}

export function outcomesOf(job: Job): ItemOutcome[] {
  const steps = Map.groupBy(job.steps, ({ item }) => item);
  return job.items.map((item, index) => ({ item, steps: steps.get(index) ?? [] }));
}

/** Each step that did not happen, or of which nobody knows. */
function failuresOf(job: Job) {
  return job.steps.flatMap(({ item, does, state, code, problem = "" }) =>
    state === "failed" || state === "unknown" || state === "not_tried"
      ? [{ ...job.items[item], step: does, code: codeOf(state, code), problem }]
      : [],
  );
}

function codeOf(state: "failed" | "unknown" | "not_tried", code: string | undefined): string {
  return state === "failed" ? (code ?? state) : state;
}

/** What ClickUp accepted and did not do. */
export function ignoredIn(job: Job) {
  return job.steps.flatMap(({ item, result }) =>
    (result?.ignored ?? []).map(({ field, reason }) => ({ ...job.items[item], field, reason })),
  );
}

/** Items of which every step is done. */
export function isDone({ steps }: ItemOutcome): boolean {
  return steps.length > 0 && steps.every(({ state }) => state === "done");
}
