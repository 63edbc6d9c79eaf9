/**
 * Two hundred users at once on every transport, while ClickUp fails, objects go away and the process is
 * killed; then everything that was answered, printed and stored is compared.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, discard } from "../bench/stack.ts";
import { KillableWorker } from "../faults/killable-worker.ts";
import { FaultyQueue } from "../faults/queue.ts";
import { Random } from "../faults/random.ts";
import type { Start } from "../faults/worker-process.ts";
import { answerFixture } from "./audit-refusals.ts";
import { Callers } from "./callers.ts";
import { FIRST_USER } from "./canary.ts";
import { cutCreates } from "./cut-creates.ts";
import { Disturbance } from "./disturbance.ts";
import { judgeSoak } from "./judgement.ts";
import { Ledger } from "./ledger.ts";
import { LogWatch } from "./log-watch.ts";
import { type Sample, sampleMemory } from "./memory.ts";
import { Tally } from "./tally.ts";
import type { SoakOptions, SoakResult } from "./totals.ts";
import { Traffic } from "./traffic.ts";
import { APP, Upstream } from "./upstream.ts";
import { signInAll } from "./users.ts";
import type { World } from "./world.ts";

/** Of all calls, the share in which nothing is killed, so that memory can be told. */
const QUIET_SHARE = 0.4;
/**
 * Who calls in that share: few, so that what is bounded for each of them, such as the rows of its object, fills
 * up early. Memory may grow with users, and must not with calls.
 */
const MEMORY_USERS = 20;
const MAX_DELIVERIES = 2;
const DRAIN_TIMEOUT_MS = 300_000;
const DRAIN_LOOK_MS = 500;

export async function runSoak(
  options: SoakOptions,
  tell: (line: string) => void,
): Promise<SoakResult> {
  const built = await build(join(import.meta.dirname, "..", "faults", "fixture", "wrangler.jsonc"));
  const storage = mkdtempSync(join(tmpdir(), "clickup-mcp-soak-"));
  const soak = new Soak(options, built, storage, tell);
  try {
    return await soak.toTheEnd();
  } finally {
    await soak.close();
    discard(built);
    rmSync(storage, { recursive: true, force: true });
  }
}

class Soak {
  readonly #options: SoakOptions;
  readonly #startedAt = performance.now();
  readonly #tell: (what: string) => void;
  readonly #start: Start;
  readonly #random: Random;
  readonly #queue: FaultyQueue;
  readonly #log = new LogWatch();
  readonly #worker: KillableWorker;
  #upstream: Upstream | undefined;

  constructor(
    options: SoakOptions,
    built: Start["build"],
    storage: string,
    tell: (line: string) => void,
  ) {
    this.#options = options;
    this.#tell = (what) => tell(`${what} after ${this.#seconds} s`);
    this.#random = new Random(options.seed);
    this.#queue = new FaultyQueue(this.#random, MAX_DELIVERIES);
    this.#worker = new KillableWorker(this.#queue, (text) => this.#log.take(text));
    const bindings = {
      CLICKUP_CLIENT_ID: APP.id,
      CLICKUP_CLIENT_SECRET: APP.secret,
      ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      JWT_SECRET: randomBytes(64).toString("base64"),
      LOG_LEVEL: "info",
    };
    this.#start = { build: built, storage, bindings, inspector: true };
  }

  async toTheEnd(): Promise<SoakResult> {
    const { calls, kills, maxMinutes } = this.#options;
    const untilMs = Date.now() + maxMinutes * 60_000;
    const world = await this.#signEverybodyIn();
    const { worker, upstream, users, tally } = world;
    const callers = new Callers(world, untilMs);
    const disturbance = new Disturbance(world, this.#options);
    const disturb = () => disturbance.disturb(callers.ended);

    const quietCalls = kills === 0 ? calls : Math.round(calls * QUIET_SHARE);
    const samples: Sample[] = [];
    const stopSampling = await sampleMemory(worker, () => callers.ended, samples);
    await callers.callUntil(quietCalls, users.slice(0, MEMORY_USERS), disturb);
    stopSampling();
    this.#tell(`${callers.ended} calls without a kill`);
    disturbance.killAfter(quietCalls);
    await callers.callUntil(calls, users, disturb);
    await worker.ready;
    this.#tell(`${callers.ended} calls and ${disturbance.kills} kills`);
    const cut = await cutCreates(world, this.#options.cutCreates);
    if (this.#options.cutCreates > 0) this.#tell(`${this.#options.cutCreates} cut creates`);

    upstream.faultRate = 0;
    for (const { wire } of users) wire.close();
    await this.#drain(world);
    await worker.kill();
    this.#tell("drained");
    const judgement = judgeSoak(world, this.#log, this.#start.storage);
    return {
      seconds: this.#seconds,
      calls: tally.calls,
      outcomes: tally.outcomes,
      ended: callers.ended,
      kills: disturbance.kills,
      restarts: disturbance.restarts,
      upstreamRequests: upstream.requests,
      faults: upstream.injected,
      slowestMs: Math.round(tally.slowestMs),
      hung: tally.hung,
      cutCreates: cut,
      logLines: this.#log.lines,
      ownReads: tally.ownReads,
      samples,
      ...judgement,
    };
  }

  async close(): Promise<void> {
    await this.#worker.close();
    this.#upstream?.close();
  }

  async #signEverybodyIn(): Promise<World> {
    const origin = await this.#worker.open();
    const upstream = await Upstream.open({
      random: this.#random,
      users: Array.from({ length: this.#options.users }, (_, at) => FIRST_USER + at),
      redirectUri: `${origin}/auth/callback`,
      faults: (request) => answerFixture(request, this.#queue, this.#random),
    });
    this.#upstream = upstream;
    Object.assign(this.#start.bindings, {
      PUBLIC_URL: origin,
      CLICKUP_API_URL: `${upstream.origin}/api`,
      CLICKUP_AUTH_URL: `${upstream.origin}/api`,
      FAULTS_URL: `${upstream.origin}/faults`,
    });
    await this.#worker.start(this.#start);
    const tally = new Tally();
    const users = await signInAll(upstream.tenants, origin, (text, user) => tally.look(text, user));
    this.#tell(`${users.length} users signed in`);
    return {
      origin,
      random: this.#random,
      worker: this.#worker,
      upstream,
      users,
      traffic: new Traffic(this.#random),
      tally,
      ledger: new Ledger(),
    };
  }

  /** Until no account has an event left and the queue is empty. */
  async #drain({ origin, users }: World): Promise<void> {
    const untilMs = Date.now() + DRAIN_TIMEOUT_MS;
    for (;;) {
      let drained = true;
      for (const { ids } of users) {
        const answer = await fetch(`${origin}/faults/hurry/${ids.person}`);
        drained = (await answer.json()) === true && drained;
      }
      if (drained && this.#queue.isEmpty) return;
      if (Date.now() > untilMs) throw new Error("the outboxes were not drained in time");
      await new Promise((resolve) => setTimeout(resolve, DRAIN_LOOK_MS));
    }
  }

  get #seconds(): number {
    return Math.round((performance.now() - this.#startedAt) / 1000);
  }
}
