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
import { type Answered, readStored } from "../faults/stored.ts";
import { judge } from "../faults/verdict.ts";
import type { Start } from "../faults/worker-process.ts";
import { signIn } from "../support/plain-oauth.ts";
import { FIRST_USER, usersIn } from "./canary.ts";
import { type Heard, NOT_OPENED } from "./heard.ts";
import { Ledger, toldBy } from "./ledger.ts";
import { LogWatch } from "./log-watch.ts";
import { HeapGauge, rssMbOf, type Sample, workerdOf } from "./memory.ts";
import { strangersInStorage } from "./storage.ts";
import type { Tenant } from "./tenant.ts";
import type { SoakOptions, SoakResult } from "./totals.ts";
import { pick, Traffic, WAYS } from "./traffic.ts";
import { APP, Upstream } from "./upstream.ts";
import { Wire } from "./wire.ts";

interface User extends Tenant {
  wire: Wire;
  isPremium: boolean;
}

/** Of all calls, the share in which nothing is killed, so that memory can be told. */
const QUIET_SHARE = 0.4;
const CLIENTS_AT_ONCE = 48;
const SIGN_INS_AT_ONCE = 6;
/** Calls between two objects that go away. */
const CALLS_PER_RESTART = 150;
const STREAMS = 20;
const SAMPLE_EVERY_MS = 1_000;
const REFUSAL = 0.02;
const LOST_ANSWER = 0.02;
const MAX_DELIVERIES = 2;
const DRAIN_TIMEOUT_MS = 300_000;
const MAX_PROBLEMS = 50;
/** Requests to ClickUp that a call makes on average; only the first guess at the rate of faults. */
const REQUESTS_PER_CALL = 0.7;
const MAX_FAULT_RATE = 0.6;

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
  readonly #tell: (line: string) => void;
  readonly #start: Start;
  readonly #random: Random;
  readonly #queue: FaultyQueue;
  readonly #log = new LogWatch();
  readonly #worker: KillableWorker;
  readonly #ledger = new Ledger();
  readonly #traffic: Traffic;
  readonly #answered: Answered[] = [];
  readonly #calls: Record<string, Record<string, number>> = {};
  readonly #outcomes: Record<string, number> = {};
  readonly #problems: string[] = [];
  readonly #samples: Sample[] = [];
  #upstream: Upstream | undefined;
  #users: User[] = [];
  #origin = "";
  #begun = 0;
  #ended = 0;
  #hung = 0;
  #slowestMs = 0;
  #kills = 0;
  #nextKillAt = Number.POSITIVE_INFINITY;
  #callsPerKill = 0;
  #restarts = 0;
  #streams = 0;
  #ownReads = 0;
  #untilMs = Number.POSITIVE_INFINITY;

  constructor(
    options: SoakOptions,
    built: Start["build"],
    storage: string,
    tell: (line: string) => void,
  ) {
    this.#options = options;
    this.#tell = tell;
    this.#random = new Random(options.seed);
    this.#queue = new FaultyQueue(this.#random, MAX_DELIVERIES);
    this.#worker = new KillableWorker(this.#queue, (text) => this.#log.take(text));
    this.#traffic = new Traffic(this.#random);
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
    const { calls, users, kills, cutCreates, maxMinutes } = this.#options;
    const startedAt = performance.now();
    this.#untilMs = Date.now() + maxMinutes * 60_000;
    this.#origin = await this.#worker.open();
    const upstream = await Upstream.open({
      random: this.#random,
      users: Array.from({ length: users }, (_, at) => FIRST_USER + at),
      redirectUri: `${this.#origin}/auth/callback`,
      faults: (request) => this.#answerFixture(request),
    });
    this.#upstream = upstream;
    Object.assign(this.#start.bindings, {
      PUBLIC_URL: this.#origin,
      CLICKUP_API_URL: `${upstream.origin}/api`,
      CLICKUP_AUTH_URL: `${upstream.origin}/api`,
      FAULTS_URL: `${upstream.origin}/faults`,
    });
    await this.#worker.start(this.#start);
    await this.#signInAll(upstream.tenants);
    this.#tell(`${users} users signed in after ${secondsSince(startedAt)} s`);

    const quietCalls = kills === 0 ? calls : Math.round(calls * QUIET_SHARE);
    const stopSampling = await this.#sample();
    await this.#callUntil(quietCalls);
    stopSampling();
    this.#tell(`${this.#ended} calls without a kill after ${secondsSince(startedAt)} s`);
    this.#callsPerKill = Math.floor((calls - quietCalls) / (kills + 1));
    this.#nextKillAt = quietCalls + this.#callsPerKill;
    await this.#callUntil(calls);
    await this.#worker.ready;
    this.#tell(`${this.#ended} calls and ${this.#kills} kills after ${secondsSince(startedAt)} s`);
    const cut = await this.#cutCreates(cutCreates);
    if (cutCreates > 0) this.#tell(`${cutCreates} cut creates after ${secondsSince(startedAt)} s`);

    upstream.faultRate = 0;
    for (const { wire } of this.#users) wire.close();
    await this.#drain();
    await this.#worker.kill();
    this.#tell(`drained after ${secondsSince(startedAt)} s`);
    const stored = readStored(this.#start.storage);
    const { events, unknown, problems } = judge({ answered: this.#answered, stored });
    const byPerson = new Map(this.#users.map(({ ids, user }) => [ids.person, user]));
    for (const { requestId, user } of this.#answered) {
      this.#log.compare(requestId, byPerson.get(user) ?? 0);
    }
    const writes = this.#ledger.judge(upstream);
    const storage = strangersInStorage(this.#start.storage, stored);
    if (upstream.trapped > 0) this.#blame(`${upstream.trapped} redirects were followed`);
    for (const failure of upstream.failures) this.#blame(`the sandbox failed: ${failure}`);
    return {
      seconds: secondsSince(startedAt),
      calls: this.#calls,
      outcomes: this.#outcomes,
      ended: this.#ended,
      kills: this.#kills,
      restarts: this.#restarts,
      upstreamRequests: upstream.requests,
      faults: upstream.injected,
      slowestMs: Math.round(this.#slowestMs),
      hung: this.#hung,
      events,
      unknownEvents: unknown,
      writes,
      cutCreates: cut,
      logLines: this.#log.lines,
      ownReads: this.#ownReads,
      storage,
      samples: this.#samples,
      problems: [
        ...this.#problems,
        ...problems,
        ...writes.problems,
        ...this.#log.problems,
        ...storage.problems,
      ],
    };
  }
  async close(): Promise<void> {
    await this.#worker.close();
    this.#upstream?.close();
  }

  async #signInAll(tenants: readonly Tenant[]): Promise<void> {
    const waiting = [...tenants];
    const [first] = tenants;
    if (first === undefined) return;
    const { clientId } = await signIn(this.#origin, first.ids.person);
    const signInNext = async () => {
      for (let tenant = waiting.shift(); tenant !== undefined; tenant = waiting.shift()) {
        this.#users.push(await this.#signIn(tenant, clientId));
      }
    };
    await Promise.all(Array.from({ length: SIGN_INS_AT_ONCE }, signInNext));
    this.#users.sort((a, b) => a.user - b.user);
  }

  async #signIn(tenant: Tenant, clientId: string): Promise<User> {
    const { person } = tenant.ids;
    const look = (text: string) => this.#look(text, tenant.user);
    const tokens = {
      mcp: (await signIn(this.#origin, person, { clientId })).tokens.access_token,
      sse: (await signIn(this.#origin, person, { clientId }, "/sse")).tokens.access_token,
    };
    // Every other user has all tools.
    const isPremium = tenant.user % 2 === 0;
    if (isPremium) await fetch(`${this.#origin}/faults/premium/${person}`);
    return { ...tenant, isPremium, wire: new Wire(this.#origin, tokens, look) };
  }

  /** Clients that call until so many calls have begun, and end them. */
  async #callUntil(calls: number): Promise<void> {
    const client = async () => {
      while (this.#begun < calls && Date.now() < this.#untilMs) {
        await this.#worker.ready;
        this.#begun += 1;
        await this.#act(this.#anyUser());
        this.#ended += 1;
        await this.#disturb();
      }
    };
    await Promise.all(Array.from({ length: CLIENTS_AT_ONCE }, client));
  }

  /** One call of one kind or another. */
  async #act(user: User): Promise<void> {
    const { wire } = user;
    const roll = this.#random.next();
    if (roll < 0.82) return this.#callTool(user);
    if (roll < 0.87) return this.#createByRest(user);
    if (roll < 0.9) {
      const heard = await this.#time("REST", () => wire.rest("GET", "/api/teams"));
      return this.#expectEvent(user, "rest_teams_list", heard);
    }
    if (roll < 0.915) return this.#ask("bare", () => wire.bare("tools/list", {}));
    if (roll < 0.93) {
      const params = { uri: "clickup://account" };
      return this.#ask("2026-07-28", () => wire.stateless("resources/read", params));
    }
    if (roll < 0.945) return this.#ask("session", () => wire.inSession("ping", {}));
    if (roll < 0.96) return this.#ask("HTTP+SSE", () => wire.overSse("ping", {}));
    if (roll < 0.97) return this.#ask("REST", () => wire.rest("GET", "/auth/me"));
    if (roll < 0.98) return this.#ask("session", () => wire.endSession());
    if (roll < 0.985) return this.#openStream(user);
    return this.#visitForeignSession(user);
  }

  async #callTool(user: User): Promise<void> {
    const { call, write } = this.#traffic.next(user, user.isPremium);
    const way = pick(WAYS, this.#random);
    const heard = await this.#time(way.name, () => way.send(user.wire, call));
    this.#expectEvent(user, call.name, heard);
    const { kind, marks = [] } = write ?? {};
    if (kind === undefined) return;
    for (const mark of marks) {
      this.#ledger.note(
        mark,
        kind,
        marks.length === 1 ? toldBy(heard) : toldOfOne(mark, heard),
        heard,
      );
    }
  }

  async #createByRest(user: User): Promise<void> {
    const mark = this.#traffic.mark(user);
    const body = { list_id: user.ids.made, name: `${mark} by REST` };
    const heard = await this.#time("REST", () => user.wire.rest("POST", "/api/tasks", body));
    this.#ledger.note(mark, "created", toldBy(heard), heard);
    this.#expectEvent(user, "clickup_task_create", heard);
  }

  async #ask(label: string, ask: () => Promise<Heard>): Promise<void> {
    await this.#time(label, ask);
  }

  async #openStream({ wire }: User): Promise<void> {
    if (wire.session === undefined || this.#streams >= STREAMS) return;
    this.#streams += 1;
    void wire.listen().finally(() => {
      this.#streams -= 1;
    });
  }

  /** Another user's session, asked for and asked in; neither may be found. */
  async #visitForeignSession({ wire, user }: User): Promise<void> {
    const other = this.#anyUser();
    const { session } = other.wire;
    if (session === undefined || other.user === user) return;
    const call = { name: "clickup_workspace_hierarchy", arguments: {} };
    const heard = await this.#time("session", () => wire.inSessionOf(session, "tools/call", call));
    if (heard.end === "answered" && ![404, 503].includes(heard.status)) {
      this.#blame(`a foreign session was answered with ${heard.status}`);
    }
  }

  /** Counts a call, and what became of it. */
  async #time(label: string, send: () => Promise<Heard>): Promise<Heard> {
    const startedAt = performance.now();
    const heard = await send();
    this.#slowestMs = Math.max(this.#slowestMs, performance.now() - startedAt);
    if (heard.end === "hung") this.#hung += 1;
    this.#calls[label] ??= {};
    count(this.#calls[label], heard.end === "answered" ? nameOf(heard.status) : heard.end);
    return heard;
  }

  /** What was answered by a tool has left an event that says the same. */
  #expectEvent({ ids }: User, tool: string, heard: Heard): void {
    if (heard.end !== "answered") return;
    const outcome = outcomeOf(heard);
    if (outcome === undefined) return;
    count(this.#outcomes, outcome);
    if (outcome === "internal") this.#blame(`${tool} failed by itself: ${heard.requestId}`);
    this.#answered.push({ user: ids.person, tool, requestId: heard.requestId, outcome });
  }

  /** Objects that go away, the process that is killed, and as many faults as are still owed. */
  async #disturb(): Promise<void> {
    const { calls, faults } = this.#options;
    if (this.#upstream !== undefined && this.#ended % 50 === 0) {
      const { requests, faults: injected } = this.#upstream;
      const perCall = this.#ended < 500 ? REQUESTS_PER_CALL : requests / this.#ended;
      const owed = (faults - injected) / Math.max(1, (calls - this.#ended) * perCall);
      this.#upstream.faultRate = Math.min(MAX_FAULT_RATE, Math.max(0, owed));
    }
    if (this.#ended % CALLS_PER_RESTART === 0) {
      this.#restarts += 1;
      await fetch(`${this.#origin}/faults/restart/${this.#anyUser().ids.person}`).catch(() => {});
    }
    if (this.#ended >= this.#nextKillAt && this.#kills < this.#options.kills) {
      this.#kills += 1;
      this.#nextKillAt += this.#callsPerKill;
      await this.#worker.restart();
    }
  }

  /** Every create is carried out or not, and nobody hears of it; some ask again under their key. */
  async #cutCreates(creates: number): Promise<SoakResult["cutCreates"]> {
    const { tenants, applied } = this.#upstreamOrFail();
    const marks: string[] = [];
    let askedAgain = 0;
    let left = creates;
    const client = async () => {
      while (left > 0) {
        left -= 1;
        const user = this.#anyUser();
        const mark = this.#traffic.mark(user);
        const hasKey = this.#random.chance(0.5);
        const name = `${mark} cut`;
        const args = { list: user.ids.made, name, ...(hasKey && { dedupe_key: mark }) };
        const call = { name: "clickup_task_create", arguments: args };
        const ask = () => {
          const way = pick(WAYS, this.#random);
          return this.#time(way.name, () => way.send(user.wire, call));
        };
        const heard = await ask();
        this.#expectEvent(user, call.name, heard);
        this.#ledger.note(mark, "created", toldBy(heard), heard);
        if (toldBy(heard) === "ok") this.#blame(`${mark} was cut and is told as done`);
        if (heard.end !== "answered" || heard.answer?.result === undefined) {
          // A session that ended with the last process, say: the tool never heard of it.
          left += 1;
          continue;
        }
        marks.push(mark);
        if (!hasKey) continue;
        askedAgain += 1;
        const again = await ask();
        this.#expectEvent(user, call.name, again);
        const code = again.end === "answered" ? outcomeOf(again) : again.end;
        // Where the second one did not reach the tool, it has done nothing.
        if (code !== undefined && code !== "broken" && code !== "duplicate_call") {
          this.#blame(`${mark}, asked for again: ${code}`);
        }
      }
    };
    this.#upstreamOrFail().cutsCreates = true;
    await Promise.all(Array.from({ length: CLIENTS_AT_ONCE }, client));
    this.#upstreamOrFail().cutsCreates = false;
    const times = marks.map((mark) => applied.get(mark) ?? 0);
    const rows = new Map<string, number>();
    for (const { sandbox } of tenants) {
      for (const { name } of Object.values(sandbox.state.tasks)) {
        rows.set(name, (rows.get(name) ?? 0) + 1);
      }
    }
    return {
      asked: marks.length,
      askedAgain,
      made: times.filter((time) => time > 0).length,
      doubled: marks.filter((mark) => (rows.get(`${mark} cut`) ?? 0) > 1).length,
    };
  }

  #look(text: string, user: number): void {
    const users = usersIn(text);
    if (users.delete(user)) this.#ownReads += 1;
    const [stranger] = users;
    if (stranger !== undefined) this.#blame(`${user} read of ${stranger}: ${text.slice(0, 500)}`);
  }

  /** Until it is told to stop. */
  async #sample(): Promise<() => void> {
    const startedAt = performance.now();
    const { pid: parent, inspector = "" } = this.#worker;
    const pid = parent === undefined ? undefined : workerdOf(parent);
    const heap = await HeapGauge.open(inspector);
    const sampling = setInterval(async () => {
      const rssMb = pid === undefined ? undefined : rssMbOf(pid);
      if (rssMb === undefined) return;
      const sample = { seconds: secondsSince(startedAt), calls: this.#ended, rssMb };
      this.#samples.push({ ...sample, heapMb: await heap.usedMb() });
    }, SAMPLE_EVERY_MS);
    return () => {
      clearInterval(sampling);
      heap.close();
    };
  }

  /** Until no account has an event left and the queue is empty. */
  async #drain(): Promise<void> {
    const untilMs = Date.now() + DRAIN_TIMEOUT_MS;
    const isDrained = async ({ ids }: User) => {
      const answer = await fetch(`${this.#origin}/faults/hurry/${ids.person}`);
      return (await answer.json()) === true;
    };
    for (;;) {
      let drained = true;
      for (const user of this.#users) drained = (await isDrained(user)) && drained;
      if (drained && this.#queue.isEmpty) return;
      if (Date.now() > untilMs) throw new Error("the outboxes were not drained in time");
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** The fixture's queue, and the steps of its bucket. */
  async #answerFixture(request: Request): Promise<Response> {
    const refused = new Response(null, { status: 503 });
    const path = decodeURIComponent(new URL(request.url).pathname);
    if (path === "/faults/queue") {
      const body: unknown = await request.json();
      if (this.#random.chance(REFUSAL)) return refused;
      this.#queue.accept(body);
      return this.#random.chance(LOST_ANSWER) ? refused : new Response();
    }
    const isLost =
      (path.endsWith("before the object") && this.#random.chance(REFUSAL)) ||
      (path.endsWith("after the object") && this.#random.chance(LOST_ANSWER));
    return isLost ? refused : new Response();
  }

  #anyUser(): User {
    const user = this.#users[this.#random.from(0, this.#users.length - 1)];
    if (user === undefined) throw new Error("nobody has signed in");
    return user;
  }

  #upstreamOrFail(): Upstream {
    if (this.#upstream === undefined) throw new Error("the upstream was never opened");
    return this.#upstream;
  }

  #blame(problem: string): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem);
  }
}

/** "ok" or a code, when a tool or a REST operation has run or was refused by the account. */
function outcomeOf(heard: Extract<Heard, { end: "answered" }>): string | undefined {
  const { status, answer, text } = heard;
  if (answer !== undefined) {
    if (answer.result === undefined) return undefined;
    return answer.result.isError === true ? answer.result._meta?.error?.code : "ok";
  }
  if (status === 200 || status === 201) return "ok";
  const code = /^\{.*"code":"(\w+)"/.exec(text)?.[1];
  return code === "unavailable" ? undefined : code;
}

/** Of many at once, those are done that the answer names. */
function toldOfOne(mark: string, heard: Heard): "ok" | "maybe" {
  const structured = heard.end === "answered" ? heard.answer?.result?.structuredContent : undefined;
  return JSON.stringify(structured?.created ?? []).includes(`${mark} `) ? "ok" : "maybe";
}

const nameOf = (status: number): string => (status === NOT_OPENED ? "not opened" : String(status));

const secondsSince = (startedAt: number): number =>
  Math.round((performance.now() - startedAt) / 1000);

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
