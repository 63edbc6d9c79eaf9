/** Builds a Worker as it would be uploaded and runs it in workerd through Miniflare's API. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";

const WRANGLER = join(
  dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
  "bin",
  "wrangler.js",
);

export interface Build {
  directory: string;
  config: string;
  environment: string | undefined;
  /** Bytes of the script as uploaded, and the same gzipped. */
  bytes: number;
  gzipBytes: number;
}

export async function build(config: string, environment?: string): Promise<Build> {
  const directory = mkdtempSync(join(tmpdir(), "clickup-mcp-build-"));
  await promisify(execFile)(
    process.execPath,
    [
      ...[WRANGLER, "deploy", "--dry-run", "--outdir", directory, "--config", config],
      ...(environment === undefined ? [] : ["--env", environment]),
    ],
    { env: { ...process.env, WRANGLER_SEND_METRICS: "false" } },
  );
  const { main } = workerOptionsOf(config, environment);
  const script = readFileSync(scriptOf(directory, main));
  return {
    directory,
    config,
    environment,
    bytes: script.length,
    gzipBytes: gzipSync(script, { level: 9 }).length,
  };
}

export async function run(
  { directory, config, environment }: Build,
  port: number,
  bindings: Record<string, string>,
): Promise<Miniflare> {
  const { workerOptions, main } = workerOptionsOf(config, environment);
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port,
    workers: [
      {
        ...workerOptions,
        name: "worker",
        bindings: { ...workerOptions.bindings, ...bindings },
        modules: true,
        modulesRoot: directory,
        scriptPath: scriptOf(directory, main),
        modulesRules: [{ type: "Text", include: ["**/*.sql", "**/*.css"], fallthrough: true }],
      },
    ],
  });
  await miniflare.ready;
  return miniflare;
}

export function discard({ directory }: Build): void {
  rmSync(directory, { recursive: true, force: true });
}

function scriptOf(directory: string, main: string | undefined): string {
  const name = (main ?? "index.ts").split("/").at(-1) ?? "index.ts";
  return join(directory, name.replace(/\.ts$/, ".js"));
}
