/** Builds a Worker as it would be uploaded and runs it in workerd through Miniflare's API. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import {
  convertV4MiniflareOptions,
  type Json,
  Miniflare,
  type V4ModuleDefinition,
} from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";

type V4Options = Parameters<typeof convertV4MiniflareOptions>[0];

const WRANGLER = join(
  dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
  "bin",
  "wrangler.js",
);
// Secrets are given to `run` directly, so that wrangler's warning of missing ones would mislead.
process.env.WRANGLER_LOG ??= "error";

export interface Build {
  directory: string;
  config: string;
  environment: string | undefined;
  /** Bytes of all modules as uploaded, and the same gzipped. */
  bytes: number;
  gzipBytes: number;
  /** Minified bytes by package, and by room of src. */
  parts: ReadonlyMap<string, number>;
}

export async function build(config: string, environment?: string): Promise<Build> {
  const directory = mkdtempSync(join(tmpdir(), "clickup-mcp-build-"));
  await promisify(execFile)(
    process.execPath,
    [
      ...[WRANGLER, "deploy", "--dry-run", "--metafile", "--outdir", directory],
      ...["--config", config],
      ...(environment === undefined ? [] : ["--env", environment]),
    ],
    { env: { ...process.env, WRANGLER_SEND_METRICS: "false" } },
  );
  const { main } = workerOptionsOf(config, environment);
  const uploaded = modulesOf(directory, scriptOf(directory, main)).map(({ path }) =>
    readFileSync(path),
  );
  const whole = Buffer.concat(uploaded);
  return {
    directory,
    config,
    environment,
    bytes: whole.length,
    gzipBytes: gzipSync(whole, { level: 9 }).length,
    parts: partsOf(join(directory, "bundle-meta.json")),
  };
}

/** What esbuild says of the script that it made. */
function partsOf(metafile: string): Map<string, number> {
  const { outputs } = JSON.parse(readFileSync(metafile, "utf8")) as {
    outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
  };
  const script = Object.entries(outputs).find(([name]) => name.endsWith(".js"));
  const parts = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(script?.[1].inputs ?? {})) {
    const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    const part = name ?? /(src\/[^/]+)\//.exec(path)?.[1] ?? "other";
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }
  return parts;
}

export interface RunOptions {
  /** Opens the objects' SQL to the bench; off where calls are timed to the tenth of a millisecond. */
  inspectable?: boolean;
  /** Where everything stored is kept, also when the process is killed. */
  persistTo?: string;
  /** Opens V8's inspector on a free port: `getInspectorURL`. */
  inspector?: boolean;
}

export async function run(
  built: Build,
  port: number,
  bindings: Record<string, string>,
  options: RunOptions = {},
): Promise<Miniflare> {
  return started(
    { host: "127.0.0.1", port, workers: [workerOf("worker", built, bindings)] },
    options,
  );
}

/** A Worker beside others: its requests come straight to its port, with no other Worker before it. */
export interface Neighbor {
  name: string;
  built: Build;
  port: number;
  bindings: Record<string, string>;
}

/** Several Workers in one workerd, so that whatever slows one of them slows all. */
export async function runTogether(
  neighbors: readonly Neighbor[],
  options: RunOptions = {},
): Promise<Miniflare> {
  const workers = neighbors.map(({ name, built, port, bindings }) => ({
    ...workerOf(name, built, bindings),
    unsafeDirectSockets: [{ host: "127.0.0.1", port }],
  }));
  return started({ host: "127.0.0.1", port: 0, workers }, options);
}

async function started(
  placed: V4Options,
  { inspectable = false, persistTo, inspector = false }: RunOptions,
): Promise<Miniflare> {
  const options = convertV4MiniflareOptions({
    ...placed,
    unsafeInspectDurableObjects: inspectable,
    ...(persistTo !== undefined && { resourcePersistencePath: persistTo }),
    ...(inspector && { inspectorPort: 0 }),
  });
  const miniflare = new Miniflare(options);
  await miniflare.ready;
  return miniflare;
}

function workerOf(
  name: string,
  { directory, config, environment }: Build,
  bindings: Record<string, string>,
) {
  const { workerOptions, main } = workerOptionsOf(config, environment);
  // What the upload holds already says what each module is; Miniflare 5 takes no rules for it.
  const { modulesRules: _, ...settings } = workerOptions;
  const vars = settings.bindings as Record<string, Json> | undefined;
  return {
    ...settings,
    name,
    bindings: { ...vars, ...bindings },
    modules: modulesOf(directory, scriptOf(directory, main)),
    modulesRoot: directory,
  };
}

/**
 * Runs a Worker beside the built one that loads it when it is first asked: `script` is the body of its async
 * `fetch(request)` and loads it by `await load()`.
 */
export async function runLoader(
  { directory, config, environment }: Build,
  script: string,
): Promise<Miniflare> {
  const { main, workerOptions } = workerOptionsOf(config, environment);
  const built = modulesOf(directory, scriptOf(directory, main)).map((module) => ({
    ...module,
    contents: readFileSync(module.path, "utf8"),
  }));
  const load = `const load = () => import(${JSON.stringify(built[0]?.path)});`;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      compatibilityDate: String(workerOptions.compatibilityDate),
      compatibilityFlags: workerOptions.compatibilityFlags as string[],
      bindings: workerOptions.bindings as Record<string, Json>,
      modulesRoot: "/",
      modules: [
        {
          type: "ESModule",
          path: "/loader.js",
          contents: `${load} export default { async fetch(request) { ${script} } };`,
        },
        ...built,
      ],
    }),
  );
  await miniflare.ready;
  return miniflare;
}

export function discard({ directory }: Build): void {
  rmSync(directory, { recursive: true, force: true });
}

/** The script first, as it is the one that runs, then the texts that it imports. */
function modulesOf(directory: string, script: string): V4ModuleDefinition[] {
  const texts = readdirSync(directory)
    .filter((name) => /\.(sql|css)$/.test(name))
    .map((name): V4ModuleDefinition => ({ type: "Text", path: join(directory, name) }));
  return [{ type: "ESModule", path: script }, ...texts];
}

function scriptOf(directory: string, main: string | undefined): string {
  const name = (main ?? "index.ts").split("/").at(-1) ?? "index.ts";
  return join(directory, name.replace(/\.ts$/, ".js"));
}
