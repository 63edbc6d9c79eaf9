/**
 * `npm run bench`: what our stack adds to a call, what a model has to read, and what jobs cost in ClickUp
 * calls and time, each against a baseline of the same run. Prints tables, writes the same as JSON, and
 * ends with 1 when a goal is missed. `npm run bench -- jobs tokens` measures those tables alone.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startSandboxServer } from "../sandbox/server.ts";
import { measureAudit, printAudit } from "./audit.ts";
import { measureCalls, printCalls } from "./call-figures.ts";
import { growCompany } from "./company.ts";
import { measureHierarchy, printHierarchy } from "./hierarchy.ts";
import { measureJobs, printJobs } from "./jobs.ts";
import { measureLimiter, printLimiter } from "./limiter.ts";
import { measureOverhead, printOverhead } from "./overhead.ts";
import { row, title } from "./report.ts";
import { build, discard } from "./stack.ts";
import { runProduct, type Stage } from "./targets.ts";
import { measureTokens, printTokens } from "./token-figures.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const FIGURES_PATH = join(ROOT, ".wrangler", "bench.json");
/** About what ClickUp takes for a small answer. */
const CLICKUP_LATENCY_MS = 80;
/** What ClickUp's largest plan gives a token, so that no job waits for a minute to end. */
const CALLS_PER_MINUTE = 10_000;
const UNLIMITED = 1_000_000;
const SHOWN_PART_BYTES = 5_000;

const product = await build(join(ROOT, "wrangler.jsonc"), "development");

const TABLES: Record<string, () => Promise<object>> = {
  async overhead() {
    const echo = await build(join(import.meta.dirname, "baseline.wrangler.jsonc"));
    try {
      const figures = await staged({}, ({ running }) => measureOverhead(running, echo));
      printOverhead(figures);
      return figures;
    } finally {
      discard(echo);
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

try {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => TABLES[name] === undefined);
  if (unknown.length > 0) {
    throw new Error(`no table ${unknown.join(", ")}; there are ${Object.keys(TABLES).join(", ")}`);
  }
  const figures: Record<string, object> = {};
  for (const [name, measure] of Object.entries(TABLES)) {
    if (asked.length === 0 || asked.includes(name)) figures[name] = await measure();
  }
  mkdirSync(join(ROOT, ".wrangler"), { recursive: true });
  writeFileSync(FIGURES_PATH, `${JSON.stringify(figures, null, 2)}\n`);
  console.log(`\nThe same as JSON: ${FIGURES_PATH}`);
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
    port: 0,
    latencyMs,
    rateLimitPerMinute: grown ? CALLS_PER_MINUTE : UNLIMITED,
    clients: [],
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
