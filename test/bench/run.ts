/**
 * `npm run bench`: what our stack adds to a call, what a model has to read, and what jobs cost in ClickUp
 * calls and time, each against a baseline of the same run. Prints tables, writes the same as JSON, and
 * ends with 1 when a goal is missed. `npm run bench -- jobs tokens` measures those tables alone;
 * `npm run bench -- --scale` measures growth to 10,000 users and idle clients, which takes longer.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type SandboxServer, startSandboxServer } from "../sandbox/server.ts";
import { measureAudit, printAudit } from "./audit.ts";
import { measureCalls, printCalls } from "./call-figures.ts";
import { growCompany } from "./company.ts";
import { measureCpu, printCpu } from "./cpu.ts";
import { measureHierarchy, printHierarchy } from "./hierarchy.ts";
import { measureJobs, printJobs } from "./jobs.ts";
import { measureLimiter, printLimiter } from "./limiter.ts";
import { measureOverhead, printOverhead } from "./overhead.ts";
import { row, title } from "./report.ts";
import { measureGrowth, printGrowth } from "./scale/growth.ts";
import { measureIdle, printIdle } from "./scale/idle.ts";
import { Population } from "./scale/population.ts";
import { build, discard } from "./stack.ts";
import { measureStart, printStart } from "./start.ts";
import { runProduct, type Stage } from "./targets.ts";
import { measureTokens, printTokens } from "./token-figures.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const FIGURES_PATH = join(ROOT, ".wrangler", "bench.json");
const SCALE_FIGURES_PATH = join(ROOT, ".wrangler", "bench-scale.json");
/** About what ClickUp takes for a small answer. */
const CLICKUP_LATENCY_MS = 80;
/** What ClickUp's largest plan gives a token, so that no job waits for a minute to end. */
const CALLS_PER_MINUTE = 10_000;
const UNLIMITED = 1_000_000;
const SHOWN_PART_BYTES = 5_000;
/** Each its own: a sandbox keeps the array of apps that it is given. */
const sandboxOptions = () => ({ port: 0, latencyMs: 0, clients: [] });

const product = await build(join(ROOT, "wrangler.jsonc"), "development");

const TABLES: Record<string, () => Promise<object>> = {
  async overhead() {
    const baseline = await build(join(import.meta.dirname, "baseline.wrangler.jsonc"));
    const sandbox = await startSandboxServer({
      ...sandboxOptions(),
      rateLimitPerMinute: UNLIMITED,
    });
    try {
      const figures = await measureOverhead({ product, baseline }, sandbox);
      printOverhead(figures);
      return figures;
    } finally {
      await sandbox.close();
      discard(baseline);
    }
  },
  async hierarchy() {
    const figures = await staged({ latencyMs: CLICKUP_LATENCY_MS }, ({ running, sandbox }) =>
      measureHierarchy(running.origin, sandbox),
    );
    printHierarchy(figures);
    return figures;
  },
  async tokens() {
    const figures = await staged({ grown: true }, ({ running, sandbox }) =>
      measureTokens(running, sandbox),
    );
    printTokens(figures);
    return figures;
  },
  async calls() {
    const figures = await staged(
      { grown: true, latencyMs: CLICKUP_LATENCY_MS },
      ({ running, sandbox }) => measureCalls(running, sandbox),
    );
    printCalls(figures);
    return figures;
  },
  async jobs() {
    const all = [];
    for (const latencyMs of [0, CLICKUP_LATENCY_MS]) {
      const figures = await staged({ grown: true, latencyMs }, ({ running, sandbox }) =>
        measureJobs(running, sandbox, latencyMs),
      );
      printJobs(figures);
      all.push(figures);
    }
    return all;
  },
  async audit() {
    const figures = await staged({ inspectable: true }, ({ running }) => measureAudit(running));
    printAudit(figures);
    return figures;
  },
  async cpu() {
    const figures = await staged({}, ({ running }) => measureCpu(running));
    printCpu(figures);
    return figures;
  },
  async start() {
    const echo = await build(join(import.meta.dirname, "baseline.wrangler.jsonc"));
    try {
      const figures = await measureStart(product, echo);
      printStart(figures);
      return figures;
    } finally {
      discard(echo);
    }
  },
  async limiter() {
    const figures = await measureLimiter();
    printLimiter(figures);
    return figures;
  },
  async bundle() {
    const kb = (bytes: number) => Math.round(bytes / 100) / 10;
    const parts = [...product.parts].filter(([, bytes]) => bytes >= SHOWN_PART_BYTES);
    const figures = {
      kb: kb(product.bytes),
      gzip_kb: kb(product.gzipBytes),
      parts_kb: Object.fromEntries(
        parts.sort(([, a], [, b]) => b - a).map(([name, bytes]) => [name, kb(bytes)]),
      ),
    };
    title("Bundle", "kB of all modules as uploaded; npm test holds the size.");
    row("minified", figures.kb);
    row("gzipped", figures.gzip_kb);
    for (const [name, size] of Object.entries(figures.parts_kb)) row(`  of it ${name}`, size);
    return figures;
  },
};

/** They grow their own storage, for minutes. */
const SCALE_TABLES: typeof TABLES = {
  async growth() {
    const figures = await peopled(2, ([large, reference]) =>
      measureGrowth(large as Population, reference as Population),
    );
    printGrowth(figures);
    return figures;
  },
  async idle() {
    const figures = await peopled(1, ([population]) => measureIdle(population as Population));
    printIdle(figures);
    return figures;
  },
};

try {
  const isScale = process.argv.includes("--scale");
  const tables = isScale ? SCALE_TABLES : TABLES;
  const asked = process.argv.slice(2).filter((argument) => argument !== "--scale");
  const unknown = asked.filter((name) => tables[name] === undefined);
  if (unknown.length > 0) {
    throw new Error(`no table ${unknown.join(", ")}; there are ${Object.keys(tables).join(", ")}`);
  }
  const figures: Record<string, object> = {};
  for (const [name, measure] of Object.entries(tables)) {
    if (asked.length === 0 || asked.includes(name)) figures[name] = await measure();
  }
  const path = isScale ? SCALE_FIGURES_PATH : FIGURES_PATH;
  mkdirSync(join(ROOT, ".wrangler"), { recursive: true });
  writeFileSync(path, `${JSON.stringify(figures, null, 2)}\n`);
  console.log(`\nThe same as JSON: ${path}`);
} finally {
  discard(product);
}

/** The product with a fresh sandbox behind it, for one table. */
async function staged<T>(
  {
    latencyMs = 0,
    grown = false,
    inspectable = grown,
  }: { latencyMs?: number; grown?: boolean; inspectable?: boolean },
  measure: (stage: Stage) => Promise<T>,
): Promise<T> {
  const sandbox = await startSandboxServer({
    ...sandboxOptions(),
    latencyMs,
    rateLimitPerMinute: grown ? CALLS_PER_MINUTE : UNLIMITED,
  });
  if (grown) growCompany(sandbox.sandbox.state, Date.now());
  try {
    const running = await runProduct(product, sandbox, inspectable);
    try {
      return await measure({ running, sandbox });
    } finally {
      await running.miniflare.dispose();
    }
  } finally {
    await sandbox.close();
  }
}

/** Products that get many users, each on storage of its own. */
async function peopled<T>(
  count: number,
  measure: (populations: Population[]) => Promise<T>,
): Promise<T> {
  const seeder = await build(join(import.meta.dirname, "scale", "seeder.wrangler.jsonc"));
  const populations: Population[] = [];
  const sandboxes: SandboxServer[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const sandbox = await startSandboxServer({
        ...sandboxOptions(),
        rateLimitPerMinute: UNLIMITED,
      });
      sandboxes.push(sandbox);
      populations.push(await Population.create({ product, seeder }, sandbox));
    }
    return await measure(populations);
  } finally {
    for (const population of populations) {
      await population.stop();
      population.discard();
    }
    for (const sandbox of sandboxes) await sandbox.close();
    discard(seeder);
  }
}
