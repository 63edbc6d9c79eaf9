/**
 * The whole product on this machine: the Worker under wrangler, with sandboxes in place of
 * ClickUp and Stripe. `npm start` and the journeys run the same thing. Node only.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { parseEnv } from "node:util";
import { type SandboxServer, startSandboxServer } from "../sandbox/server.ts";
import { mountStripe } from "../sandbox/stripe/mount.ts";
import type { StripeSandbox } from "../sandbox/stripe/sandbox.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const READY_TIMEOUT_MS = 60_000;
/** What workerd and wrangler print about clients that hang up and about being offline. */
const NOISE = [
  /disconnected: ::write\(fd/,
  /^\s*stack: .*workerd@/,
  /Request\.cf/,
  /workers\.cloudflare\.com/,
  /GetAddrInfoReqWrap/,
  /Scheduled Workers are not|manually trigger a scheduled|cdn-cgi\/local\/scheduled|cron-triggers/,
  /^\s*$/,
];
/** Our app's registration at the sandbox. */
const CLIENT = { id: "sandbox-client", secret: "sandbox-secret" };
const POLL_MS = 100;
const STOP_TIMEOUT_MS = 5_000;
/**
 * `wrangler dev` 4.124 ends when a connection between its proxy and workerd is lost, which many
 * requests at once on a busy machine bring about with any Worker. State is on disk: start it again.
 */
const MAX_RESTARTS = 5;

export interface ProductOptions {
  port: number;
  sandboxPort: number;
  /** Where the Worker's storage, the sandbox's state and the throw-away secrets are kept. */
  stateDir: string;
  /** Settings besides those that point at the sandbox. */
  vars?: Readonly<Record<string, string>>;
  /** Told of every line that the Worker's process prints; without it those worth reading are shown. */
  onLine?: (line: string) => void;
}

export interface Product {
  publicUrl: string;
  mcpUrl: string;
  sandbox: SandboxServer;
  stripe: StripeSandbox;
  /** Ends the Worker's process and starts it again on the same storage. */
  restartWorker(): Promise<void>;
  /** Called when the Worker ends by itself and could not be kept up. */
  onWorkerExit(listener: () => void): void;
  stop(): Promise<void>;
}

export async function startProduct(options: ProductOptions): Promise<Product> {
  mkdirSync(options.stateDir, { recursive: true });
  const publicUrl = `http://localhost:${options.port}`;
  const secrets = keepSecrets(options.stateDir);
  const stripe = mountStripe({
    origin: `http://localhost:${options.sandboxPort}`,
    publicUrl,
    secrets,
    statePath: join(options.stateDir, "stripe.json"),
  });
  const sandbox = await startSandboxServer({
    port: options.sandboxPort,
    statePath: join(options.stateDir, "sandbox.json"),
    clients: [{ ...CLIENT, redirectUris: [`${publicUrl}/auth/callback`] }],
    mounts: [stripe],
  });
  const exitListeners: (() => void)[] = [];
  let worker: ChildProcess | undefined;
  let restarts = 0;
  const start = async () => {
    const child = spawnWorker(options, publicUrl, sandbox.origin);
    worker = child;
    child.once("exit", () => {
      if (worker !== child) return;
      restarts += 1;
      if (restarts <= MAX_RESTARTS) void start().catch(() => {});
      else for (const listener of exitListeners) listener();
    });
    await untilHealthy(child, publicUrl);
  };
  const end = async () => {
    const child = worker;
    worker = undefined;
    if (child !== undefined) await endGroup(child);
  };
  try {
    await start();
  } catch (error) {
    await end();
    await sandbox.close();
    throw error;
  }
  return {
    publicUrl,
    mcpUrl: `${publicUrl}/mcp`,
    sandbox,
    stripe: stripe.sandbox,
    restartWorker: async () => {
      await end();
      await start();
    },
    onWorkerExit: (listener) => {
      exitListeners.push(listener);
    },
    stop: async () => {
      await end();
      await sandbox.close();
    },
  };
}

/** On ports that are free, with a state of its own that goes when it is stopped. */
export async function startOwnProduct(vars: ProductOptions["vars"] = {}): Promise<Product> {
  const stateDir = mkdtempSync(join(tmpdir(), "clickup-mcp-product-"));
  const product = await startProduct({
    port: await freePort(),
    sandboxPort: await freePort(),
    stateDir,
    vars,
  });
  return {
    ...product,
    stop: async () => {
      await product.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  });
}

function spawnWorker(options: ProductOptions, publicUrl: string, upstream: string): ChildProcess {
  const wrangler = dirname(createRequire(import.meta.url).resolve("wrangler/package.json"));
  const vars = {
    PUBLIC_URL: publicUrl,
    CLICKUP_API_URL: `${upstream}/api`,
    CLICKUP_AUTH_URL: `${upstream}/api`,
    CLICKUP_UNDOCUMENTED: "team_folders",
    STRIPE_API_URL: upstream,
    ...options.vars,
  };
  const child = spawn(
    process.execPath,
    [
      join(wrangler, "bin", "wrangler.js"),
      "dev",
      ...["--env", "development", "--ip", "localhost", "--port", String(options.port)],
      ...["--inspector-port", "0"],
      ...[
        "--persist-to",
        join(options.stateDir, "worker"),
        "--env-file",
        secretsPath(options.stateDir),
      ],
      ...Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
      ...[
        "--log-level",
        options.onLine === undefined ? "warn" : "log",
        "--show-interactive-dev-session=false",
      ],
    ],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a group of its own, so that wrangler's children end with it
      env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (options.onLine !== undefined) options.onLine(line);
      else if (!NOISE.some((pattern) => pattern.test(line))) console.error(line);
    });
  }
  return child;
}

const secretsPath = (stateDir: string): string => join(stateDir, "secrets.env");

/** Made once and kept, so that who signed in stays signed in over a restart. */
export function keepSecrets(stateDir: string) {
  const path = secretsPath(stateDir);
  const kept = existsSync(path) ? parseEnv(readFileSync(path, "utf8")) : {};
  const secrets = {
    CLICKUP_CLIENT_ID: CLIENT.id,
    CLICKUP_CLIENT_SECRET: CLIENT.secret,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    JWT_SECRET: randomBytes(64).toString("base64"),
    STRIPE_SECRET_KEY: `sk_test_${randomBytes(24).toString("hex")}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString("hex")}`,
    STRIPE_PRICE_ID: "price_1SandboxPremium",
    ...kept,
  };
  const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(path, lines.join(""), { mode: 0o600 });
  return secrets;
}

async function untilHealthy(worker: ChildProcess, publicUrl: string): Promise<void> {
  const deadlineMs = Date.now() + READY_TIMEOUT_MS;
  let last = "it did not answer";
  while (Date.now() < deadlineMs && worker.exitCode === null) {
    try {
      const health = await fetch(`${publicUrl}/health`);
      if (health.ok) return;
      last = await health.text();
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`The Worker did not become healthy: ${last}`);
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? 0), signal);
    } catch {
      // gone already
    }
  };
  kill("SIGTERM");
  const timer = setTimeout(() => kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
  kill("SIGKILL"); // what wrangler left behind of its group
}

export function productVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}
