/**
 * What our stack adds to a call, warm and cold, against what the libraries alone cost in the same workerd
 * and the same run.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SandboxServer } from "../sandbox/server.ts";
import { type Client, type Lane, type Lanes, SideBySide } from "./lanes.ts";
import { median } from "./quantile.ts";
import { type Goal, goals, row, title } from "./report.ts";
import type { Build } from "./stack.ts";
import { callsPerSecond, type Latency, latencyOf, rotated, timed, timeInTurns } from "./timing.ts";

const ROUNDS = 80;
const CALLS_PER_ROUND = 15;
const WARM_UP_CALLS = 200;
const MAX_SESSIONFUL_RATIO = 1;
const MAX_STATELESS_RATIO = 1.25;
const CLIENTS = 8;
const CALLS_TOGETHER = 480;
/** Turns of the stacks; the middle one counts. */
const TURNS_TOGETHER = 5;
const MIN_THROUGHPUT_RATIO = 0.8;
const EVICTIONS = 150;
/** Of both Workers; each of the compared lanes is called first in every other one. */
const STARTS = 14;

interface Stack {
  name: string;
  warm: Latency;
  /** With so many clients at once. */
  calls_per_second: number;
  /** The first call after the objects that it needs were evicted; absent where it needs none. */
  evicted?: Latency;
  /** The first call that its Worker got after the process started; of the lanes that goals compare. */
  started?: { calls: number; p50_ms: number; max_ms: number };
}

export interface OverheadFigures {
  stacks: Stack[];
  sessionful_p50_ratio: number;
  stateless_p50_ratio: number;
  throughput_ratio: number;
}

export async function measureOverhead(
  built: { product: Build; baseline: Build },
  sandbox: SandboxServer,
): Promise<OverheadFigures> {
  const persistTo = mkdtempSync(join(tmpdir(), "clickup-mcp-bench-"));
  const workers = await SideBySide.create(built, sandbox, persistTo);
  try {
    await workers.start();
    const lanes = await workers.lanes();
    const measured: Measured[] = [];
    for (const lane of lanes.all) measured.push(await connected(lane));
    for (const { first } of measured) for (let i = 0; i < WARM_UP_CALLS; i++) await first.call();
    // First, while the account's minute holds about what Premium allows: it is read again each time.
    await callEvicted(workers, measured);
    const warm = measured.map((one) => ({ call: one.first.call, samples: one.warm }));
    await timeInTurns(warm, ROUNDS, CALLS_PER_ROUND);
    await measureThroughput(measured);
    await callStarted(workers, lanes, measured);
    const p50Of = (lane: Lane) => median(of(measured, lane).warm);
    const { sessionful, stateless } = lanes;
    const libraries = of(measured, stateless.libraries).speeds;
    return {
      stacks: measured.map(toStack),
      sessionful_p50_ratio: p50Of(sessionful.product) / p50Of(sessionful.libraries),
      stateless_p50_ratio: p50Of(stateless.product) / p50Of(stateless.libraries),
      throughput_ratio: median(
        of(measured, stateless.product).speeds.map(
          (speed, turn) => speed / (libraries[turn] ?? Number.NaN),
        ),
      ),
    };
  } finally {
    await workers.stop();
    rmSync(persistTo, { recursive: true, force: true });
  }
}

/** A lane with its clients, the first of which makes the calls that are timed one by one. */
interface Measured {
  lane: Lane;
  first: Client;
  clients: readonly Client[];
  warm: number[];
  speeds: number[];
  evicted: number[];
  started: number[];
}

async function connected(lane: Lane): Promise<Measured> {
  const first = await lane.connect();
  const clients = [first];
  while (clients.length < CLIENTS) clients.push(await lane.connect());
  return { lane, first, clients, warm: [], speeds: [], evicted: [], started: [] };
}

function of(measured: readonly Measured[], lane: Lane): Measured {
  const found = measured.find((one) => one.lane === lane);
  if (found === undefined) throw new Error(`${lane.name} was not measured`);
  return found;
}

async function measureThroughput(measured: readonly Measured[]): Promise<void> {
  for (let turn = 0; turn < TURNS_TOGETHER; turn++) {
    for (const { clients, speeds } of rotated(measured, turn)) {
      const calls = clients.map(({ call }) => call);
      speeds.push(await callsPerSecond(calls, CALLS_TOGETHER));
    }
  }
}

async function callEvicted(workers: SideBySide, measured: readonly Measured[]): Promise<void> {
  for (let turn = 0; turn < EVICTIONS; turn++) {
    for (const { first, evicted } of measured) {
      if (first.objects.length === 0) continue;
      await workers.evict(first.objects);
      evicted.push(await timed(first.call));
    }
  }
}

/** One call of each Worker for each start: a pair that goals compare, and the other pair the next time. */
async function callStarted(
  workers: SideBySide,
  { sessionful, stateless }: Lanes,
  measured: readonly Measured[],
): Promise<void> {
  for (let start = 0; start < STARTS; start++) {
    await workers.stop();
    await workers.start();
    const { product, libraries } = start % 2 === 0 ? sessionful : stateless;
    for (const lane of rotated([product, libraries], Math.floor(start / 2))) {
      const { first, started } = of(measured, lane);
      started.push(await timed(first.call));
    }
  }
}

const toStack = ({ lane, warm, speeds, evicted, started }: Measured): Stack => ({
  name: lane.name,
  warm: latencyOf(warm),
  calls_per_second: median(speeds),
  ...(evicted.length > 0 && { evicted: latencyOf(evicted) }),
  ...(started.length > 0 && {
    started: { calls: started.length, p50_ms: median(started), max_ms: Math.max(...started) },
  }),
});

export function printOverhead(figures: OverheadFigures): void {
  const { stacks } = figures;
  title(
    "What our stack adds to a call",
    `One client, ${stacks[0]?.warm.calls} warm calls of each stack, in turns in one workerd; no ClickUp call in them.`,
    `Calls a second: ${CLIENTS} clients at once, the middle one of ${TURNS_TOGETHER} turns of ${CALLS_TOGETHER} calls.`,
  );
  row("stack, ms a warm call", "p50", "p95", "p99", "calls/s");
  for (const { name, warm, calls_per_second } of stacks) {
    row(name, warm.p50_ms, warm.p95_ms, warm.p99_ms, Math.round(calls_per_second));
  }
  title(
    "The first call",
    `Evicted: its objects were put out of memory before each of ${EVICTIONS} calls. Started: the first call that the`,
    `Worker got in a new process, ${STARTS / 2} starts for each lane.`,
  );
  row("stack, ms a cold call", "evicted p50", "p95", "p99", "started", "slowest");
  for (const { name, evicted, started } of stacks) {
    const cold = evicted ? [evicted.p50_ms, evicted.p95_ms, evicted.p99_ms] : ["no object", "", ""];
    row(name, ...cold, started?.p50_ms ?? "", started?.max_ms ?? "");
  }
  const wanted: Goal[] = [
    {
      name: "sessionful p50, ours / OAuth + bare McpAgent",
      value: figures.sessionful_p50_ratio,
      goal: MAX_SESSIONFUL_RATIO,
    },
    {
      name: "stateless p50, ours / OAuth + bare createMcpHandler",
      value: figures.stateless_p50_ratio,
      goal: MAX_STATELESS_RATIO,
    },
    {
      name: `stateless calls a second at ${CLIENTS} clients, the same`,
      value: figures.throughput_ratio,
      goal: MIN_THROUGHPUT_RATIO,
      least: true,
    },
  ];
  goals(wanted);
}
