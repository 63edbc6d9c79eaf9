/** The jobs of one user in SQLite: each step's state is kept before and after its request. */
import type { JsonObject } from "../domain/json.ts";
import type { Action } from "../tools/job/action.ts";
import type { Job, JobState, JobStep, JobStore, StepResult, StepState } from "../tools/job/job.ts";

/** How long an ended job can be looked up. */
export const ENDED_JOB_LIFE_MS = 24 * 60 * 60 * 1000;

type JobRow = {
  tool: string;
  state: JobState;
  problem: string | null;
  items: string;
  note: string;
  origin: string;
  stop_on_error: number;
  started_at_ms: number;
  resume_at_ms: number;
};

type StepRow = {
  item: number;
  does: string;
  action: string;
  after: string;
  state: StepState;
  result: string | null;
  code: string | null;
  problem: string | null;
};

export function jobStore(storage: DurableObjectStorage, now: () => number): JobStore {
  const { sql } = storage;
  return {
    add(job) {
      storage.transactionSync(() => {
        sql.exec(
          `INSERT INTO jobs (job_id, tool, state, items, note, origin, stop_on_error,
                             started_at_ms, resume_at_ms)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          job.id,
          job.tool,
          job.state,
          JSON.stringify(job.items),
          JSON.stringify(job.note),
          JSON.stringify(job.origin),
          job.stopOnError ? 1 : 0,
          job.startedAtMs,
          job.resumeAtMs,
        );
        for (const [index, step] of job.steps.entries()) {
          sql.exec(
            `INSERT INTO job_steps (job_id, step, item, does, action, after, state)
             VALUES (?, ?, ?, ?, ?, ?, ?)`,
            job.id,
            index,
            step.item,
            step.does,
            JSON.stringify(step.action),
            JSON.stringify(step.after),
            step.state,
          );
        }
      });
    },
    read(id) {
      const row = sql.exec<JobRow>("SELECT * FROM jobs WHERE job_id = ?", id).toArray()[0];
      if (row === undefined) return undefined;
      const steps = sql
        .exec<StepRow>("SELECT * FROM job_steps WHERE job_id = ? ORDER BY step", id)
        .toArray()
        .map(toStep);
      return toJob(id, row, steps);
    },
    saveStep(job, index) {
      const step = job.steps[index];
      if (step === undefined) return;
      const isOver = step.state !== "waiting" && step.state !== "sent";
      sql.exec(
        `UPDATE job_steps SET state = ?, result = ?, code = ?, problem = ?,
                              action = CASE WHEN ? THEN 'null' ELSE action END
         WHERE job_id = ? AND step = ?`,
        step.state,
        step.result === undefined ? null : JSON.stringify(step.result),
        step.code ?? null,
        step.problem ?? null,
        isOver ? 1 : 0,
        job.id,
        index,
      );
    },
    saveJob(job) {
      sql.exec(
        "UPDATE jobs SET state = ?, problem = ?, resume_at_ms = ?, ended_at_ms = ? WHERE job_id = ?",
        job.state,
        job.problem ?? null,
        job.resumeAtMs,
        job.state === "running" ? null : now(),
        job.id,
      );
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

// What is parsed here was written above.

function toJob(id: string, row: JobRow, steps: JobStep[]): Job {
  return {
    id,
    tool: row.tool,
    state: row.state,
    ...(row.problem !== null && { problem: row.problem }),
    items: JSON.parse(row.items) as JsonObject[],
    note: JSON.parse(row.note) as JsonObject,
    origin: JSON.parse(row.origin) as JsonObject,
    stopOnError: row.stop_on_error === 1,
    startedAtMs: row.started_at_ms,
    resumeAtMs: row.resume_at_ms,
    steps,
  };
}

function toStep(row: StepRow): JobStep {
  return {
    item: row.item,
    does: row.does,
    action: JSON.parse(row.action) as Action,
    after: JSON.parse(row.after) as number[],
    state: row.state,
    ...(row.result !== null && { result: JSON.parse(row.result) as StepResult }),
    ...(row.code !== null && { code: row.code }),
    ...(row.problem !== null && { problem: row.problem }),
  };
}
