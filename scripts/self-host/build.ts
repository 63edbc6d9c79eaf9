/** Builds the Worker for a machine of one's own; with `alone`, a directory that needs nothing but Node. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  unstable_readConfig as readConfig,
  unstable_getMiniflareWorkerOptions as workerOptionsOf,
} from "wrangler";
import { build, discard } from "../../test/bench/stack.ts";
import { BUILT_WORKER, type BuiltWorker, QUEUE_WORKER } from "./built-worker.ts";
import { parseDailyCron } from "./daily.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const CONFIG = join(ROOT, "wrangler.jsonc");
const SCRIPT = "index.js";
/** What `serve.ts` is made of. */
const OWN_FILES = ["serve.ts", "built-worker.ts", "daily.ts"];
/**
 * workerd outside Cloudflare reaches private addresses. Without this flag the OAuth library neither
 * offers nor fetches client ID metadata documents: nobody can make this server look into its own network.
 */
const STRICTLY_PUBLIC = "global_fetch_strictly_public";

export async function buildSelfHost(directory: string, { alone = false } = {}): Promise<void> {
  const built = await build(CONFIG, "production");
  try {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    const names = [SCRIPT, ...readdirSync(built.directory).filter(isText)];
    for (const name of names) copyFileSync(join(built.directory, name), join(directory, name));
    writeFileSync(join(directory, BUILT_WORKER), `${JSON.stringify(describe(names), null, 2)}\n`);
    for (const name of [QUEUE_WORKER, ...(alone ? OWN_FILES : [])]) {
      copyFileSync(join(import.meta.dirname, name), join(directory, name));
    }
    if (alone) {
      writeFileSync(join(directory, "package.json"), '{"type":"module"}\n');
      copyPackages(directory);
    }
  } finally {
    discard(built);
  }
}

function describe(names: readonly string[]): BuiltWorker {
  const { workerOptions } = workerOptionsOf(CONFIG, "production");
  const {
    rootPath: _root,
    modulesRules: _rules,
    queueProducers: _producers,
    queueConsumers: _consumers,
    ...settings
  } = workerOptions;
  const { vars, queues, triggers, compatibility_flags } = readConfig({
    config: CONFIG,
    env: "production",
  });
  const queueName = queues.producers?.[0]?.queue;
  const crons = triggers.crons ?? [];
  if (queueName === undefined) throw new Error("wrangler.jsonc names no audit queue");
  for (const cron of crons) parseDailyCron(cron);
  return {
    settings: {
      ...settings,
      // Not wrangler's own: those hold the secrets of a .dev.vars file or of this process, too.
      bindings: vars as Record<string, string>,
      compatibilityFlags: compatibility_flags.filter((flag: string) => flag !== STRICTLY_PUBLIC),
    },
    modules: names.map((path) => ({ type: path === SCRIPT ? "ESModule" : "Text", path })),
    queueName,
    crons,
  };
}

function isText(name: string): boolean {
  return /\.(sql|css)$/.test(name);
}

/** Miniflare and what it needs, out of `node_modules` as `npm ci` put it there. */
function copyPackages(directory: string): void {
  const waiting = ["miniflare"];
  const seen = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const from = join(ROOT, "node_modules", name);
    // Optional ones are there for this platform only.
    if (seen.has(name) || !existsSync(from)) continue;
    seen.add(name);
    cpSync(from, join(directory, "node_modules", name), { recursive: true });
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(join(from, "package.json"), "utf8"),
    ) as Partial<Record<"dependencies" | "optionalDependencies", Record<string, string>>>;
    waiting.push(...Object.keys(dependencies), ...Object.keys(optionalDependencies));
  }
}
