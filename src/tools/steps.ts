/**
 * The steps of a call that makes several writes. Once something was written, a step that fails must not
 * hide what was done: it is reported beside the result, and the rest goes on where that makes sense.
 */
import * as z from "zod";
import { toFailure } from "../clickup/errors.ts";
import { type Failure, FailureError } from "../domain/failure.ts";
import { explainStep } from "./explain.ts";
import type { Progress } from "./progress.ts";

export const StepFailure = z.object({ step: z.string(), code: z.string(), problem: z.string() });
export type StepFailure = z.output<typeof StepFailure>;

/** After these whatever comes next would only fail in the same way, or spend what is not there. */
export const ENDS_ALL: ReadonlySet<Failure["code"]> = new Set([
  "rate_limited",
  "clickup_unavailable",
  "out_of_time",
  "cancelled",
  "reconnect_required",
]);

/** Steps are in one Workspace, but a task or comment that ClickUp does not show has its code, too. */
function endsAll(failure: Failure): boolean {
  if (failure.code === "workspace_not_shared") return failure.what === undefined;
  return ENDS_ALL.has(failure.code);
}

/** Refusals of one part alone. Anything else concerns the whole call. */
const OF_ONE_PART: ReadonlySet<Failure["code"]> = new Set([
  "clickup_rejected",
  "forbidden",
  "not_found",
  "invalid_input",
]);

/** A part of an answer that ClickUp refuses (a ClickApp that is off) does not take the rest with it. */
export async function optionalPart<T>(
  name: string,
  warnings: string[],
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const failure =
      error instanceof FailureError ? error.failure : toFailure(error, { tool: name });
    if (failure === undefined || !OF_ONE_PART.has(failure.code)) throw error;
    warnings.push(`${name}: ${explainStep(failure)}`);
    return undefined;
  }
}

export class Steps {
  readonly failed: StepFailure[] = [];
  readonly #tool: string;
  #first: Failure | undefined;
  #ended = false;
  #done = 0;
  #tell: (() => void) | undefined;

  /** `done`: how many writes succeeded before the first step. */
  constructor(tool: string, done = 0) {
    this.#tool = tool;
    this.#done = done;
  }

  /** Tells the client after each of so many steps; a step is taken for one answer of ClickUp. */
  announce(progress: Progress, count: number): this {
    let over = -1;
    this.#tell = () => {
      over += 1;
      progress.at(`${over} of ${count} steps finished`, count - over);
    };
    this.#tell();
    return this;
  }

  /** True when it was done. */
  async run(step: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.#ended) {
      this.failed.push({ step, code: "not_tried", problem: "not tried after the failure before" });
      return false;
    }
    try {
      await work();
    } catch (error) {
      const failure =
        error instanceof FailureError ? error.failure : toFailure(error, { tool: this.#tool });
      if (failure === undefined) throw error;
      this.#first ??= failure;
      this.#ended = endsAll(failure);
      this.failed.push({ step, code: failure.code, problem: explainStep(failure) });
      return false;
    } finally {
      this.#tell?.();
    }
    this.#done += 1;
    return true;
  }

  /** When no step of the call was done, the call itself failed, for the first reason. */
  throwIfNothingDone(): void {
    if (this.#done === 0 && this.#first !== undefined) throw new FailureError(this.#first);
  }
}
