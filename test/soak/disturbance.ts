/** What goes wrong while users call: objects go away, the process is killed, ClickUp answers wrongly. */
import type { SoakOptions } from "./totals.ts";
import { anyUser, type World } from "./world.ts";

/** Calls between two objects that go away. */
const CALLS_PER_RESTART = 150;
/** Calls after which the rate of faults is set anew. */
const CALLS_PER_RATE = 50;
/** Requests to ClickUp that a call makes on average; only the first guess at the rate of faults. */
const REQUESTS_PER_CALL = 0.7;
/** Calls before the average of this run says more than the guess. */
const CALLS_TO_KNOW = 500;
const MAX_FAULT_RATE = 0.6;

export class Disturbance {
  kills = 0;
  restarts = 0;
  readonly #world: World;
  readonly #options: Pick<SoakOptions, "calls" | "faults" | "kills">;
  #nextKillAt = Number.POSITIVE_INFINITY;
  #callsPerKill = 0;

  constructor(world: World, options: Pick<SoakOptions, "calls" | "faults" | "kills">) {
    this.#world = world;
    this.#options = options;
  }

  /** Kills from here on, at equal distances up to the last call. */
  killAfter(calls: number): void {
    this.#callsPerKill = Math.floor((this.#options.calls - calls) / (this.#options.kills + 1));
    this.#nextKillAt = calls + this.#callsPerKill;
  }

  /** `ended` calls are over. */
  async disturb(ended: number): Promise<void> {
    const { worker, origin } = this.#world;
    if (ended % CALLS_PER_RATE === 0) this.#setFaultRate(ended);
    if (ended % CALLS_PER_RESTART === 0) {
      this.restarts += 1;
      const { ids } = anyUser(this.#world);
      await fetch(`${origin}/faults/restart/${ids.person}`).catch(() => {});
    }
    if (ended >= this.#nextKillAt && this.kills < this.#options.kills) {
      this.kills += 1;
      this.#nextKillAt += this.#callsPerKill;
      await worker.restart();
    }
  }

  /** As many faults as are still owed, over the requests that are still to come. */
  #setFaultRate(ended: number): void {
    const { upstream } = this.#world;
    const { calls, faults } = this.#options;
    const perCall = ended < CALLS_TO_KNOW ? REQUESTS_PER_CALL : upstream.requests / ended;
    const owed = (faults - upstream.faults) / Math.max(1, (calls - ended) * perCall);
    upstream.faultRate = Math.min(MAX_FAULT_RATE, Math.max(0, owed));
  }
}
