/**
 * Runs the built Worker in workerd on a machine of one's own: everything is kept under DATA_DIR, the
 * nightly work is begun here (SIGUSR2 begins it at once), and SIGTERM ends it. `serve.ts health` asks the one that runs, for a
 * container's health check. Needs nothing but Node, Miniflare and what `build.ts` made.
 */
import { mkdirSync, readFileSync, realpathSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { BUILT_WORKER, type BuiltWorker, QUEUE_WORKER } from "./built-worker.ts";
import { msUntilDaily } from "./daily.ts";

/** Required here; the Worker itself says at /health when one is malformed, or what else is missing. */
const REQUIRED = [
  "PUBLIC_URL",
  "CLICKUP_CLIENT_ID",
  "CLICKUP_CLIENT_SECRET",
  "ENCRYPTION_KEY",
  "JWT_SECRET",
];
const SECRETS = [...REQUIRED, "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_PRICE_ID"];
const HEALTH_TIMEOUT_MS = 5_000;
const WORKER = "worker";
/** What the OAuth library says of the flag that `build.ts` takes away. */
const EXPECTED = /^CIMD \(/;

/** What a cron trigger comes to. */
interface Scheduled {
  scheduled(event: { cron: string; scheduledTime: Date }): Promise<unknown>;
}

export interface Serving {
  /** Which process's settings: `process.env`, or a test's own. */
  env: Readonly<Record<string, string | undefined>>;
  /** Where `build.ts` wrote. */
  directory: string;
}

export interface Server {
  stop(): Promise<void>;
  /** Does the nightly work at once. */
  runNightly(): Promise<void>;
}

/** Starts it. Throws one sentence for the operator when it cannot start. */
export async function serve({ env, directory }: Serving): Promise<Server> {
  const missing = REQUIRED.filter((name) => (env[name] ?? "") === "");
  if (missing.length > 0) {
    throw new Error(`Not set: ${missing.join(", ")}. docs/operations.md says what each one is.`);
  }
  const dataDir = env.DATA_DIR ?? join(directory, "data");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const built = JSON.parse(readFileSync(join(directory, BUILT_WORKER), "utf8")) as BuiltWorker;
  const { host, port } = addressOf(env);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host,
      port,
      resourcePersistencePath: dataDir,
      cf: false, // no call to Cloudflare for a place that it knows and we do not
      handleStructuredLogs: ({ message }) => {
        if (!EXPECTED.test(message)) process.stdout.write(`${message}\n`);
      },
      workers: [
        {
          ...built.settings,
          name: WORKER,
          bindings: bindingsOf(built, env),
          serviceBindings: { AUDIT_QUEUE: "audit-queue" },
          modules: built.modules.map(({ type, path }) => ({ type, path: join(directory, path) })),
          modulesRoot: directory,
        },
        {
          name: "audit-queue",
          compatibilityDate: String(built.settings.compatibilityDate),
          compatibilityFlags: ["service_binding_extra_handlers"],
          bindings: { QUEUE_NAME: built.queueName },
          serviceBindings: { CONSUMER: WORKER },
          modules: [{ type: "ESModule", path: join(directory, QUEUE_WORKER) }],
          modulesRoot: directory,
        },
      ],
    }),
  );
  await miniflare.ready;
  const begin = (cron: string) => beginCron(cron, miniflare);
  const timers = built.crons.map((cron) => runDaily(cron, begin));
  return {
    async stop() {
      for (const end of timers) end();
      await miniflare.dispose();
    },
    async runNightly() {
      for (const cron of built.crons) await begin(cron);
    },
  };
}

/** The deployment's own settings over those of wrangler.jsonc; a trial on loopback is a development. */
function bindingsOf(built: BuiltWorker, env: Serving["env"]): Record<string, string> {
  const bindings = { ...built.settings.bindings };
  for (const name of [...Object.keys(bindings), ...SECRETS]) {
    const value = env[name];
    if (value !== undefined) bindings[name] = value;
  }
  const { protocol, hostname } = URL.parse(bindings.PUBLIC_URL ?? "") ?? {};
  const isTrial =
    protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname ?? "");
  return { ...bindings, ENVIRONMENT: isTrial ? "development" : "production" };
}

function addressOf(env: Serving["env"]): { host: string; port: number } {
  const port = Number(env.PORT ?? "8787");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error("PORT is no port.");
  return { host: env.HOST ?? "127.0.0.1", port };
}

/** Miniflare begins no cron by itself. */
function runDaily(cron: string, begin: (cron: string) => Promise<void>): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(() => void begin(cron).then(wait), msUntilDaily(cron, Date.now()));
  };
  wait();
  return () => clearTimeout(timer);
}

async function beginCron(cron: string, miniflare: Miniflare): Promise<void> {
  try {
    // Miniflare's own type of it leads nowhere.
    const worker = (await miniflare.getWorker(WORKER)) as unknown as Scheduled;
    await worker.scheduled({ cron, scheduledTime: new Date() });
  } catch (error) {
    console.error(`the nightly work "${cron}" could not be begun`, error);
  }
}

/** 0 when the server on this machine answers that it is healthy. */
function askHealth(env: Serving["env"]): Promise<number> {
  const { port } = addressOf(env);
  const { host } = new URL(env.PUBLIC_URL ?? `http://localhost:${port}`);
  return new Promise((resolve) => {
    // Under the public name, because the server answers to no other.
    const asked = request(
      { host: "127.0.0.1", port, path: "/health", headers: { host }, timeout: HEALTH_TIMEOUT_MS },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200 ? 0 : 1);
      },
    );
    asked.once("timeout", () => asked.destroy(new Error("late")));
    asked.once("error", () => resolve(1));
    asked.end();
  });
}

/** The process: serves until it is told to end. */
export async function main(directory: string): Promise<void> {
  if (process.argv[2] === "health") process.exit(await askHealth(process.env));
  const server = await serve({ env: process.env, directory }).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // Miniflare's own would end the process at once, as if it had failed.
    process.removeAllListeners(signal);
    process.once(signal, () => void server.stop().then(() => process.exit(0)));
  }
  process.on("SIGUSR2", () => void server.runNightly());
  const { host, port } = addressOf(process.env);
  console.log(`Serving ${process.env.PUBLIC_URL} on ${host}:${port}`);
}

// import.meta.main is not yet in every Node that this runs on.
if (import.meta.filename === realpathSync(process.argv[1] ?? ".")) await main(import.meta.dirname);
