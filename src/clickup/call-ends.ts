/** What cuts a request to ClickUp short: its caller, the call's time, and the time of one attempt. */
import { ClickUpUnreachable } from "./errors.ts";

/** The call's deadline and the caller's signal as one, for all its requests; the reason is what to throw. */
export class CallEnds {
  readonly #caller: AbortSignal | undefined;
  readonly #deadlineMs: number;
  readonly #now: () => number;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underWay = 0;

  constructor(caller: AbortSignal | undefined, deadlineMs: number, now: () => number) {
    this.#caller = caller;
    this.#deadlineMs = deadlineMs;
    this.#now = now;
  }

  /** For one request; `done` has to follow. */
  begin(): AbortSignal {
    this.#underWay += 1;
    if (this.#underWay === 1) this.#start();
    return this.#controller.signal;
  }

  /** With nothing under way no timer keeps the account awake. */
  done(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener("abort", this.#cancel);
  }

  #start(): void {
    if (this.#caller?.aborted) this.#cancel();
    else this.#caller?.addEventListener("abort", this.#cancel, { once: true });
    const leftMs = this.#deadlineMs - this.#now();
    if (leftMs <= 0) this.#expire();
    else this.#timer = setTimeout(this.#expire, leftMs);
  }

  readonly #cancel = () => this.#controller.abort(new ClickUpUnreachable("cancelled", false));
  readonly #expire = () => this.#controller.abort(new ClickUpUnreachable("out_of_time", false));
}

/** The signal, or "no answer" after so many ms. */
export function shortened(
  signal: AbortSignal,
  ms: number,
): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const stop = () => controller.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const expire = () => controller.abort(new ClickUpUnreachable("no_answer", false));
  const timer = setTimeout(expire, ms);
  return {
    signal: controller.signal,
    done: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
  };
}
