/**
 * `npm run bench`: what our stack adds to a call, against what the libraries alone cost in the same
 * run, and what a cold map of a Workspace costs. Rounds of the stacks take turns, so that a machine
 * that drifts drifts for all of them. Ends with 1 when a goal is missed.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { type SandboxServer, startSandboxServer } from "../sandbox/server.ts";
import { CLICKUP_LATENCY_MS, type HierarchyFigures, measureHierarchy } from "./hierarchy.ts";
import { quantile } from "./quantile.ts";
import { type Build, build, discard } from "./stack.ts";
import { baselineTarget, productTarget, runProduct, type Target } from "./targets.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const FIGURES_PATH = join(ROOT, ".wrangler", "bench.json");
const ROUNDS = 100;
const CALLS_PER_ROUND = 15;
const WARM_UP_CALLS = 200;
const GOALS = {
  sessionfulRatio: 1.4,
  statelessRatio: 1.8,
  coldClickUpCalls: 12,
  coldInSequentialCalls: 5,
  warmClickUpCalls: 0,
};

const builds: Build[] = [];
const running: Miniflare[] = [];
const sandboxes: SandboxServer[] = [];
try {
  const product = keep(builds, await build(join(ROOT, "wrangler.jsonc"), "development"));
  const echo = keep(builds, await build(join(import.meta.dirname, "baseline.wrangler.jsonc")));
  const calls = await measureCalls(product, echo);
  const hierarchy = await measureColdIndex(product);
  report(calls, hierarchy, product);
} finally {
  for (const miniflare of running) await miniflare.dispose();
  for (const sandbox of sandboxes) await sandbox.close();
  for (const built of builds) discard(built);
}

interface Row {
  name: string;
  p50_ms: number;
  p95_ms: number;
  p99_ms: number;
}

async function measureCalls(product: Build, echo: Build): Promise<Row[]> {
  const sandbox = keep(sandboxes, await startSandbox());
  const baselines = [
    await baselineTarget(echo, "sessionful"),
    await baselineTarget(echo, "stateless"),
  ];
  running.push(...baselines.map(({ miniflare }) => miniflare));
  const { origin, miniflare } = await runProduct(product, sandbox);
  keep(running, miniflare);
  const targets: Target[] = [
    ...baselines,
    await productTarget(origin, "sessionful"),
    await productTarget(origin, "stateless"),
  ];
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

/** With ClickUp's published API alone, as the product ships. */
async function measureColdIndex(product: Build): Promise<HierarchyFigures> {
  const sandbox = keep(sandboxes, await startSandbox(CLICKUP_LATENCY_MS));
  const { origin, miniflare } = await runProduct(product, sandbox);
  keep(running, miniflare);
  return measureHierarchy(origin, sandbox);
}

async function startSandbox(latencyMs = 0): Promise<SandboxServer> {
  return startSandboxServer({ port: 0, latencyMs, rateLimitPerMinute: 1_000_000, clients: [] });
}

function keep<T>(all: T[], one: T): T {
  all.push(one);
  return one;
}

function report(rows: readonly Row[], hierarchy: HierarchyFigures, product: Build): void {
  const [session, stateless, ownSession, ownStateless] = rows;
  const ratio = (a: Row | undefined, b: Row | undefined) =>
    (a?.p50_ms ?? Number.NaN) / (b?.p50_ms ?? Number.NaN);
  const figures = {
    calls_each: ROUNDS * CALLS_PER_ROUND,
    stacks: rows,
    sessionful_p50_ratio: ratio(ownSession, session),
    stateless_p50_ratio: ratio(ownStateless, stateless),
    hierarchy,
    bundle_kb: product.bytes / 1000,
    bundle_gzip_kb: product.gzipBytes / 1000,
  };
  mkdirSync(join(ROOT, ".wrangler"), { recursive: true });
  writeFileSync(FIGURES_PATH, `${JSON.stringify(figures, null, 2)}\n`);

  const cell = (value: number | string) =>
    (typeof value === "number" ? value.toFixed(2) : value).padStart(9);
  const line = (name: string, ...cells: (number | string)[]) =>
    console.log(`${name.padEnd(52)}${cells.map(cell).join("")}`);
  console.log(`\nOne client, ${figures.calls_each} warm calls of each, in turns`);
  line("stack, ms a call", "p50", "p95", "p99");
  for (const row of rows) line(row.name, row.p50_ms, row.p95_ms, row.p99_ms);
  console.log("");
  const goal = (name: string, value: number, most: number) => {
    const isMet = value <= most;
    if (!isMet) process.exitCode = 1;
    line(name, value, `≤ ${most}`, isMet ? "met" : "MISSED");
  };
  line("", "", "goal", "");
  goal(
    "sessionful p50, ours / OAuth + bare McpAgent",
    figures.sessionful_p50_ratio,
    GOALS.sessionfulRatio,
  );
  goal(
    "stateless p50, ours / OAuth + bare createMcpHandler",
    figures.stateless_p50_ratio,
    GOALS.statelessRatio,
  );
  goal(
    "hierarchy of 100 Lists, cold: ClickUp calls",
    hierarchy.cold_clickup_calls,
    GOALS.coldClickUpCalls,
  );
  goal(
    "  its time in ClickUp calls one after another",
    hierarchy.cold_in_sequential_calls,
    GOALS.coldInSequentialCalls,
  );
  goal("  warm: ClickUp calls", hierarchy.warm_clickup_calls, GOALS.warmClickUpCalls);
  line("  cold, ms", hierarchy.cold_ms);
  line("  warm, ms", hierarchy.warm_ms);
  line("  one ClickUp call, ms", hierarchy.one_clickup_call_ms);
  line("bundle, kB minified", figures.bundle_kb);
  line("bundle, kB gzipped", figures.bundle_gzip_kb);
  console.log(`\nThe same as JSON: ${FIGURES_PATH}`);
}
