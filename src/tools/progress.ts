/**
 * How far a call is, for a client that asked to be told. It is counted in ClickUp's answers, which is what
 * every long call waits for: so each tool tells, and those that know how much is left add a total and words.
 */

/** ms from one report to the next: about three a second. */
const REPORT_INTERVAL_MS = 300;
/** ms in which a tool finds words for what just came. */
const SETTLE_MS = 20;

/** The numbers of MCP's `notifications/progress`. */
export interface ProgressReport {
  /** ClickUp's answers so far; grows from report to report. */
  progress: number;
  /** How many there will be, where the tool knows. */
  total?: number;
  /** Counts and kinds only: no name and no text of the user's. */
  message: string;
}

export interface Progress {
  /**
   * What is done by now, in counts ("300 tasks read"): no name and no text of the user's. `left`: ClickUp's
   * answers still to come, where that is known.
   */
  at(message: string, left?: number): void;
}

/** Of a call whose client did not ask. */
export const NO_PROGRESS: Progress = { at() {} };

/** Of one call whose client asked. */
export class CallProgress implements Progress {
  readonly #tell: (report: ProgressReport) => void;
  readonly #now: () => number;
  #answers = 0;
  #told = 0;
  #expected: number | undefined;
  #message: string | undefined;
  #nextAtMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(tell: (report: ProgressReport) => void, now: () => number) {
    this.#tell = tell;
    this.#now = now;
  }

  /** ClickUp answered once more. */
  answered(): void {
    this.#answers += 1;
    if (this.#ended || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => this.#report(),
      Math.max(SETTLE_MS, this.#nextAtMs - this.#now()),
    );
  }

  at(message: string, left?: number): void {
    this.#message = message;
    this.#expected = left === undefined ? undefined : this.#answers + left;
  }

  /** Nothing is told after the call's own answer. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #report(): void {
    this.#timer = undefined;
    const [progress, total] = [this.#answers, this.#expected];
    // One answer is not a long call, unless the tool knows of more.
    if (this.#ended || progress <= this.#told || (progress === 1 && total === undefined)) return;
    this.#told = progress;
    this.#nextAtMs = this.#now() + REPORT_INTERVAL_MS;
    // Past the total, the words are of a part that is over.
    const isPast = total !== undefined && progress > total;
    const message = isPast ? undefined : this.#message;
    this.#tell({
      progress,
      ...(total !== undefined && !isPast && { total }),
      message: message ?? `${progress} answers of ClickUp so far`,
    });
  }
}
