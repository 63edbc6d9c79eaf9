/**
 * Thousands of calls while the Worker's process is killed at each step between a decision and its
 * object in the bucket, and while queue and bucket refuse: then everything stored is read from outside.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, discard } from "../bench/stack.ts";
import { type SandboxServer, startSandboxServer } from "../sandbox/server.ts";
import { bareCall, signIn } from "../support/plain-oauth.ts";
import { KillableWorker } from "./killable-worker.ts";
import { FaultyQueue } from "./queue.ts";
import { Random } from "./random.ts";
import { type Answered, readStored, type Stored } from "./stored.ts";
import type { Start } from "./worker-process.ts";

/** In the order in which an event passes them. */
export const STEPS = [
  "during the call",
  "after the answer",
  "before the message",
  "after the message",
  "before the object",
  "after the object",
  "acknowledged",
] as const;
type Step = (typeof STEPS)[number];

export interface Campaign {
  seed: number;
  /** Calls that are to be answered. */
  calls: number;
  /** How often the process is killed at each step. */
  killsPerStep: number;
  /** Makes the alarm come at once rather than 40 s after an event. */
  hurry: boolean;
}

export interface Result {
  answered: Answered[];
  stored: Stored;
  kills: Record<Step, number>;
  refused: { message: number; object: number };
  /** Accepted or written, and refused all the same: the sender cannot know. */
  answersLost: number;
  messages: number;
  redelivered: number;
  deadLetters: number;
  seconds: number;
}

const USERS = ["1001", "1002", "1003", "1004"];
const CLIENTS_AT_ONCE = 8;
const REFUSAL = 0.15;
const LOST_ANSWER = 0.05;
const FINISH_TIMEOUT_MS = 300_000;
/** Often enough to wait for nothing, seldom enough for a batch to hold more than one event. */
const HURRY_MS = 2000;
const APP = { id: "faults", secret: "faults" };
const CALLS: { share: number; name: string; arguments: Record<string, unknown> }[] = [
  { share: 0.6, name: "clickup_workspace_hierarchy", arguments: { workspace: "9001", limit: 1 } },
  { share: 0.25, name: "clickup_list_get", arguments: { list: "Backlog", include: ["tasks"] } },
  { share: 0.1, name: "clickup_task_search", arguments: {} },
  { share: 0.05, name: "clickup_no_such_tool", arguments: {} },
];

export async function runCampaign(campaign: Campaign): Promise<Result> {
  const built = await build(join(import.meta.dirname, "fixture", "wrangler.jsonc"));
  const storage = mkdtempSync(join(tmpdir(), "clickup-mcp-faults-"));
  const run = new Run(campaign, built, storage);
  try {
    return await run.toTheEnd();
  } finally {
    await run.close();
    discard(built);
    rmSync(storage, { recursive: true, force: true });
  }
}

class Run {
  readonly #campaign: Campaign;
  readonly #start: Start;
  readonly #random: Random;
  readonly #queue: FaultyQueue;
  readonly #answered: Answered[] = [];
  readonly #kills = Object.fromEntries(STEPS.map((step) => [step, 0])) as Record<Step, number>;
  readonly #refused = { message: 0, object: 0 };
  #answersLost = 0;
  /** Steps at which to kill, each once the calls before it were answered. */
  readonly #plan: Step[];
  #armed: Step | undefined;
  readonly #worker: KillableWorker;
  #sandbox: SandboxServer | undefined;

  constructor(campaign: Campaign, built: Start["build"], storage: string) {
    this.#campaign = campaign;
    this.#random = new Random(campaign.seed);
    this.#queue = new FaultyQueue(this.#random);
    this.#worker = new KillableWorker(this.#queue);
    this.#plan = Array.from({ length: campaign.killsPerStep }, () =>
      this.#random.shuffled(STEPS),
    ).flat();
    const bindings = {
      CLICKUP_CLIENT_ID: APP.id,
      CLICKUP_CLIENT_SECRET: APP.secret,
      ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      JWT_SECRET: randomBytes(64).toString("base64"),
    };
    this.#start = { build: built, storage, bindings };
  }

  async toTheEnd(): Promise<Result> {
    const startedAt = performance.now();
    const origin = await this.#worker.open();
    this.#sandbox = await startSandboxServer({
      port: 0,
      rateLimitPerMinute: 10_000_000,
      clients: [{ ...APP, redirectUris: [`${origin}/auth/callback`] }],
      mounts: [
        { prefixes: ["/faults"], fetch: (request) => this.#answer(request), close: () => {} },
      ],
    });
    Object.assign(this.#start.bindings, {
      PUBLIC_URL: origin,
      CLICKUP_API_URL: `${this.#sandbox.origin}/faults/clickup/api`,
      CLICKUP_AUTH_URL: `${this.#sandbox.origin}/api`,
      FAULTS_URL: `${this.#sandbox.origin}/faults`,
    });
    await this.#worker.start(this.#start);
    const tokens = new Map<string, string>();
    for (const user of USERS) tokens.set(user, (await signIn(origin, user)).tokens.access_token);
    const hurrying = setInterval(() => this.#campaign.hurry && this.#areDrained(origin), HURRY_MS);
    try {
      const clients = Array.from({ length: CLIENTS_AT_ONCE }, () => this.#call(origin, tokens));
      await Promise.all(clients);
      await this.#finish(origin);
    } finally {
      clearInterval(hurrying);
    }
    await this.#worker.kill();
    return {
      answered: this.#answered,
      stored: readStored(this.#start.storage),
      kills: this.#kills,
      refused: this.#refused,
      answersLost: this.#answersLost,
      messages: this.#queue.accepted,
      redelivered: this.#queue.redelivered,
      deadLetters: this.#queue.died,
      seconds: (performance.now() - startedAt) / 1000,
    };
  }

  async close(): Promise<void> {
    await this.#worker.close();
    await this.#sandbox?.close();
  }

  /** One client: calls, and calls on when the server went away. */
  async #call(origin: string, tokens: Map<string, string>): Promise<void> {
    const { calls, killsPerStep } = this.#campaign;
    const callsPerKill = Math.floor(calls / (STEPS.length * killsPerStep + 1));
    // Until each kill has found its step, too: messages come more slowly than calls.
    while (this.#answered.length < calls || this.#plan.length > 0 || this.#armed !== undefined) {
      await this.#worker.ready;
      const user = USERS[this.#random.from(0, USERS.length - 1)] ?? "";
      const { name, arguments: args } = this.#choose();
      try {
        const params = { name, arguments: args };
        const response = await bareCall(origin, tokens.get(user) ?? "", "tools/call", params);
        const body = (await response.json()) as RpcBody;
        if (response.status !== 200) continue;
        const requestId = response.headers.get("x-request-id") ?? "";
        this.#answered.push({ user, tool: name, requestId, outcome: outcomeOf(body) });
      } catch {
        continue; // the process died: whether the call was recorded is not known
      }
      if (
        this.#answered.length >=
        callsPerKill * (STEPS.length * killsPerStep - this.#plan.length + 1)
      ) {
        this.#armed ??= this.#plan.shift();
      }
      await this.#pass("after the answer");
    }
  }

  #choose() {
    let left = this.#random.next();
    const chosen = CALLS.find(({ share }) => {
      left -= share;
      return left < 0;
    });
    return chosen ?? { name: "clickup_workspace_hierarchy", arguments: {} };
  }

  /** Until no event, kill or message is left. */
  async #finish(origin: string): Promise<void> {
    const untilMs = Date.now() + FINISH_TIMEOUT_MS;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await this.#worker.ready;
      if ((await this.#areDrained(origin)) && this.#queue.isEmpty) return;
      if (Date.now() > untilMs) throw new Error("the outbox was not drained in time");
    }
  }

  /** Makes the alarm of every account come now; whether they had anything left to drain. */
  async #areDrained(origin: string): Promise<boolean> {
    const answers = USERS.map(async (user) => {
      const answer = await fetch(`${origin}/faults/hurry/${user}`);
      return (await answer.json()) === true;
    });
    const drained = await Promise.all(answers).catch(() => [false]);
    return drained.every(Boolean);
  }

  /** Kills the process when it is meant to die here. */
  async #pass(step: Step): Promise<boolean> {
    if (this.#armed !== step) return false;
    this.#armed = undefined;
    this.#kills[step] += 1;
    await this.#worker.restart();
    return true;
  }

  /** What the fixture asks: its queue, its steps, and ClickUp. */
  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.slice("/faults".length);
    const refused = new Response(null, { status: 503 });
    if (path.startsWith("/clickup/")) {
      if (await this.#pass("during the call")) return refused;
      url.pathname = path.slice("/clickup".length);
      return this.#sandbox?.sandbox.fetch(new Request(url, request)) ?? refused;
    }
    if (path === "/queue") {
      const body: unknown = await request.json();
      if (await this.#pass("before the message")) return refused;
      if (this.#random.chance(REFUSAL)) {
        this.#refused.message += 1;
        return refused;
      }
      this.#queue.accept(body);
      if (await this.#pass("after the message")) return refused;
      return this.#isAnswerLost() ? refused : new Response();
    }
    const step = decodeURIComponent(path.slice("/step/".length)) as Step;
    if (await this.#pass(step)) return refused;
    if (step === "before the object" && this.#random.chance(REFUSAL)) {
      this.#refused.object += 1;
      return refused;
    }
    return step === "after the object" && this.#isAnswerLost() ? refused : new Response();
  }

  #isAnswerLost(): boolean {
    const isLost = this.#random.chance(LOST_ANSWER);
    if (isLost) this.#answersLost += 1;
    return isLost;
  }
}

interface RpcBody {
  result?: { isError?: boolean; _meta?: { error?: { code?: string } } };
}

function outcomeOf({ result }: RpcBody): string | undefined {
  if (result === undefined) return undefined;
  return result.isError ? result._meta?.error?.code : "ok";
}
