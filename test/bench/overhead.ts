/** What our stack adds to a warm call, against what the libraries alone cost in the same run. */
import type { Miniflare } from "miniflare";
import { quantile } from "./quantile.ts";
import { type Goal, goals, row, title } from "./report.ts";
import type { Build } from "./stack.ts";
import { baselineTarget, productTarget, type RunningProduct, type Target } from "./targets.ts";

const ROUNDS = 100;
const CALLS_PER_ROUND = 15;
const WARM_UP_CALLS = 200;
const MAX_SESSIONFUL_RATIO = 1;
const MAX_STATELESS_RATIO = 1.25;
const CLIENTS = 8;
const CALLS_TOGETHER = 2_000;
/** Turns of the stacks; the middle one counts. */
const TURNS_TOGETHER = 3;
const MIN_THROUGHPUT_RATIO = 0.8;

interface Stack {
  name: string;
  p50_ms: number;
  p95_ms: number;
  p99_ms: number;
}

export interface OverheadFigures {
  calls_each: number;
  stacks: Stack[];
  sessionful_p50_ratio: number;
  stateless_p50_ratio: number;
  /** Calls a second with 8 clients at once, stateless: ours and the libraries'. */
  throughput: { ours: number; libraries: number; ratio: number };
}

/** Rounds of the stacks take turns, so that a machine that drifts drifts for all of them. */
export async function measureOverhead(
  { origin }: RunningProduct,
  echo: Build,
): Promise<OverheadFigures> {
  const started: Miniflare[] = [];
  try {
    const session = await baselineTarget(echo, "sessionful");
    started.push(session.miniflare);
    const stateless = await baselineTarget(echo, "stateless");
    started.push(stateless.miniflare);
    const own = await productTarget(origin, "stateless");
    const stacks = await timed([
      session,
      stateless,
      await productTarget(origin, "sessionful"),
      own,
    ]);
    const ours: number[] = [];
    const libraries: number[] = [];
    for (let turn = 0; turn < TURNS_TOGETHER; turn++) {
      libraries.push(await callsPerSecond(stateless));
      ours.push(await callsPerSecond(own));
    }
    const middle = { ours: quantile(ours, 0.5), libraries: quantile(libraries, 0.5) };
    const [bareSession, bareStateless, ownSession, ownStateless] = stacks;
    return {
      calls_each: ROUNDS * CALLS_PER_ROUND,
      stacks,
      sessionful_p50_ratio: ratio(ownSession, bareSession),
      stateless_p50_ratio: ratio(ownStateless, bareStateless),
      throughput: { ...middle, ratio: middle.ours / middle.libraries },
    };
  } finally {
    for (const one of started) await one.dispose();
  }
}

export function printOverhead(figures: OverheadFigures): void {
  title(
    "What our stack adds to a call",
    `One client, ${figures.calls_each} warm calls of each stack, in turns; no ClickUp call in them.`,
  );
  row("stack, ms a call", "p50", "p95", "p99");
  for (const one of figures.stacks) row(one.name, one.p50_ms, one.p95_ms, one.p99_ms);
  const { ours, libraries } = figures.throughput;
  row(`stateless calls a second, ${CLIENTS} clients: ours, libraries`, ours, libraries);
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
      value: figures.throughput.ratio,
      goal: MIN_THROUGHPUT_RATIO,
      least: true,
    },
  ];
  goals(wanted);
}

async function timed(targets: readonly Target[]): Promise<Stack[]> {
  for (const { call } of targets) for (let i = 0; i < WARM_UP_CALLS; i++) await call();
  const samples = new Map(targets.map((target) => [target, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [{ call }, measured] of samples) {
      for (let i = 0; i < CALLS_PER_ROUND; i++) {
        const startedAt = performance.now();
        await call();
        measured.push(performance.now() - startedAt);
      }
    }
  }
  return [...samples].map(([{ name }, measured]) => ({
    name,
    p50_ms: quantile(measured, 0.5),
    p95_ms: quantile(measured, 0.95),
    p99_ms: quantile(measured, 0.99),
  }));
}

async function callsPerSecond({ call }: Target): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let i = 0; i < CALLS_TOGETHER / CLIENTS; i++) await call();
    }),
  );
  return CALLS_TOGETHER / ((performance.now() - startedAt) / 1000);
}

const ratio = (a: Stack | undefined, b: Stack | undefined): number =>
  (a?.p50_ms ?? Number.NaN) / (b?.p50_ms ?? Number.NaN);
