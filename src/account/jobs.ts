/** The jobs of one user in SQLite: each step's state is kept before and after its request. */
import type { ContentSeal } from "../crypto/content-seal.ts";
import { SealError } from "../crypto/seal.ts";
import type { JsonObject, JsonValue } from "../domain/json.ts";
import type { Action } from "../tools/job/action.ts";
import type { Job, JobState, JobStep, JobStore, StepState } from "../tools/job/job.ts";

/** How long an ended job can be looked up. */
export const ENDED_JOB_LIFE_MS = 24 * 60 * 60 * 1000;

type JobRow = {
  tool: string;
  state: JobState;
  content: ArrayBuffer;
  problem: ArrayBuffer | null;
  origin: string;
  stop_on_error: number;
  started_at_ms: number;
  resume_at_ms: number;
};

type StepRow = {
  step: number;
  item: number;
  content: ArrayBuffer;
  after: string;
  state: StepState;
  code: string | null;
  ending: ArrayBuffer | null;
};

// What stands sealed in the columns of these names.
type JobContent = Pick<Job, "items" | "note">;
/** `action` until the step is over, then what came of it. */
type StepContent = Pick<JobStep, "does" | "result" | "problem"> & { action?: Action };
/** Stood by itself before it became part of the content; such a row is gone a day after its job. */
type StepEnding = Pick<JobStep, "result" | "problem">;

/** `onEnded` is called once for each job, in the transaction that ends it. */
export function jobStore(
  storage: DurableObjectStorage,
  contentSeal: ContentSeal,
  now: () => number,
  onEnded: (job: Job) => void,
): JobStore {
  const { sql } = storage;
  const sealJob = (id: string, { items, note }: JobContent) =>
    contentSeal.seal(jobPlace(id), { items: [...items], note });
  const sealStep = (id: string, step: number, content: StepContent) =>
    contentSeal.seal(stepPlace(id, step), content as unknown as JsonValue);
  return {
    add(job) {
      storage.transactionSync(() => {
        sql.exec(
          `INSERT INTO jobs (job_id, tool, state, content, origin, stop_on_error,
                             started_at_ms, resume_at_ms)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          job.id,
          job.tool,
          job.state,
          sealJob(job.id, job),
          JSON.stringify(job.origin),
          job.stopOnError ? 1 : 0,
          job.startedAtMs,
          job.resumeAtMs,
        );
        for (const [index, step] of job.steps.entries()) {
          sql.exec(
            `INSERT INTO job_steps (job_id, step, item, content, after, state)
             VALUES (?, ?, ?, ?, ?, ?)`,
            job.id,
            index,
            step.item,
            sealStep(job.id, index, { does: step.does, action: step.action }),
            JSON.stringify(step.after),
            step.state,
          );
        }
      });
    },
    read(id) {
      const row = sql.exec<JobRow>("SELECT * FROM jobs WHERE job_id = ?", id).toArray()[0];
      if (row === undefined) return undefined;
      const rows = sql
        .exec<StepRow>("SELECT * FROM job_steps WHERE job_id = ? ORDER BY step", id)
        .toArray();
      try {
        const steps = rows.map((step) => toStep(id, step, contentSeal));
        return toJob(id, row, steps, contentSeal);
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        // Its key has left ENCRYPTION_KEY: nobody can go on with it, or say what it was.
        removeJob(sql, id);
        return undefined;
      }
    },
    saveStep(job, index) {
      const step = job.steps[index];
      if (step === undefined) return;
      const isOver = step.state !== "waiting" && step.state !== "sent";
      const { does, result, problem } = step;
      const content: StepContent = {
        does,
        ...(result !== undefined && { result }),
        ...(problem !== undefined && { problem }),
      };
      sql.exec(
        `UPDATE job_steps SET state = ?, code = ?, content = COALESCE(?, content)
         WHERE job_id = ? AND step = ?`,
        step.state,
        step.code ?? null,
        isOver ? sealStep(job.id, index, content) : null,
        job.id,
        index,
      );
    },
    saveJob(job) {
      const isOver = job.state !== "running";
      const sealed =
        job.problem === undefined ? null : contentSeal.seal(problemPlace(job.id), job.problem);
      storage.transactionSync(() => {
        const { rowsWritten } = sql.exec(
          `UPDATE jobs SET state = ?, problem = ?, resume_at_ms = ?, ended_at_ms = ?
           WHERE job_id = ? AND state = 'running'`,
          job.state,
          sealed,
          job.resumeAtMs,
          isOver ? now() : null,
          job.id,
        );
        if (isOver && rowsWritten > 0) onEnded(job);
      });
    },
    running() {
      return sql
        .exec<{ job_id: string }>(
          "SELECT job_id FROM jobs WHERE state = 'running' ORDER BY started_at_ms, rowid",
        )
        .toArray()
        .map((row) => row.job_id);
    },
  };
}

export function removeEndedJobs(sql: SqlStorage, nowMs: number): void {
  const before = nowMs - ENDED_JOB_LIFE_MS;
  sql.exec(
    "DELETE FROM job_steps WHERE job_id IN (SELECT job_id FROM jobs WHERE ended_at_ms < ?)",
    before,
  );
  sql.exec("DELETE FROM jobs WHERE ended_at_ms < ?", before);
}

function removeJob(sql: SqlStorage, id: string): void {
  sql.exec("DELETE FROM job_steps WHERE job_id = ?", id);
  sql.exec("DELETE FROM jobs WHERE job_id = ?", id);
}

// Where sealed values stand.

export function jobPlace(id: string): string {
  return `jobs/${id}`;
}

export function stepPlace(id: string, step: number): string {
  return `job_steps/${id}/${step}`;
}

export function problemPlace(id: string): string {
  return `jobs/${id}/problem`;
}

export function endingPlace(id: string, step: number): string {
  return `job_steps/${id}/${step}/ending`;
}

// What is opened and parsed here was written above.

function toJob(id: string, row: JobRow, steps: JobStep[], contentSeal: ContentSeal): Job {
  const { items, note } = contentSeal.open(jobPlace(id), row.content) as unknown as JobContent;
  return {
    id,
    tool: row.tool,
    state: row.state,
    ...(row.problem !== null && {
      problem: contentSeal.open(problemPlace(id), row.problem) as string,
    }),
    items,
    note,
    origin: JSON.parse(row.origin) as JsonObject,
    stopOnError: row.stop_on_error === 1,
    startedAtMs: row.started_at_ms,
    resumeAtMs: row.resume_at_ms,
    steps,
  };
}

function toStep(id: string, row: StepRow, contentSeal: ContentSeal): JobStep {
  const { action, ...content } = contentSeal.open(
    stepPlace(id, row.step),
    row.content,
  ) as unknown as StepContent;
  const ending =
    row.ending === null
      ? {}
      : (contentSeal.open(endingPlace(id, row.step), row.ending) as unknown as StepEnding);
  return {
    item: row.item,
    ...content,
    // A step that is over is never sent again, so nobody asks what it sent.
    action: action as Action,
    after: JSON.parse(row.after) as number[],
    state: row.state,
    ...ending,
    ...(row.code !== null && { code: row.code }),
  };
}
