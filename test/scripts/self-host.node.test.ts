/** The product on a machine of one's own: built into a directory, run there by plain Node. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSelfHost } from "../../scripts/self-host/build.ts";
import { msUntilDaily, parseDailyCron } from "../../scripts/self-host/daily.ts";
import { type SandboxServer, startSandboxServer } from "../sandbox/server.ts";
import { freePort } from "../support/local-product.ts";
import { bareCall, signIn } from "../support/plain-oauth.ts";

const BUILD_TIMEOUT_MS = 180_000;
const READY_TIMEOUT_MS = 60_000;
const AUDIT_TIMEOUT_MS = 60_000;
const NOBODY = 65_534;
const USER_ID = "1003";

const home = mkdtempSync(join(tmpdir(), "clickup-mcp-self-host-"));
const directory = join(home, "built");
let sandbox: SandboxServer;
let env: Record<string, string>;
let running: ChildProcess | undefined;
let printed = "";

beforeAll(async () => {
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  sandbox = await startSandboxServer({
    port: 0,
    clients: [{ id: "self", secret: "self", redirectUris: [`${publicUrl}/auth/callback`] }],
  });
  env = {
    PUBLIC_URL: publicUrl,
    PORT: String(port),
    DATA_DIR: join(home, "data", "kept"),
    CLICKUP_CLIENT_ID: "self",
    CLICKUP_CLIENT_SECRET: "self",
    CLICKUP_API_URL: `${sandbox.origin}/api`,
    CLICKUP_AUTH_URL: `${sandbox.origin}/api`,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    JWT_SECRET: randomBytes(64).toString("base64"),
  };
  // Where the process is somebody else, it may write below its own directory alone.
  chmodSync(home, 0o755);
  mkdirSync(join(home, "data"));
  chmodSync(join(home, "data"), 0o777);
  await buildSelfHost(directory, { alone: true });
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  await stop();
  await sandbox?.close();
  rmSync(home, { recursive: true, force: true });
});

function start(settings: Record<string, string>, ...args: string[]): ChildProcess {
  const options: SpawnOptions = {
    cwd: home,
    // As in a container: nothing of this checkout, and not as root.
    env: {
      PATH: process.env.PATH,
      HOME: join(home, "data"),
      ...settings,
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
    ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
  };
  const child = spawn(process.execPath, [join(directory, "serve.ts"), ...args], options);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      printed += String(chunk);
    });
  }
  return child;
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once("exit", resolve);
  });

async function stop(): Promise<number | null | undefined> {
  const child = running;
  running = undefined;
  if (child === undefined) return undefined;
  child.kill("SIGTERM");
  return ended(child);
}

async function startAndWait(): Promise<void> {
  const child = start(env);
  running = child;
  await until(READY_TIMEOUT_MS, async () => {
    if (child.exitCode !== null) throw new Error(printed);
    return (await ended(start(env, "health"))) === 0;
  });
}

async function until(timeoutMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadlineMs) throw new Error(`not within ${timeoutMs} ms; printed: ${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

describe("self-host", { timeout: READY_TIMEOUT_MS }, () => {
  it(
    "serves and keeps everything over a restart, without Cloudflare and not as root",
    async () => {
      await startAndWait();
      const publicUrl = env.PUBLIC_URL ?? "";
      const metadata = await fetch(`${publicUrl}/.well-known/oauth-authorization-server`);
      // It would have to fetch what a client names, and could reach this machine's own network.
      expect(await metadata.json()).not.toMatchObject({
        client_id_metadata_document_supported: true,
      });
      expect((await fetch(`${publicUrl}/health?deep=1`)).status).toBe(200);
      const { tokens } = await signIn(publicUrl, USER_ID);
      const listTools = () => bareCall(publicUrl, tokens.access_token, "tools/call", HIERARCHY);
      expect(await (await listTools()).json()).toMatchObject({
        result: { structuredContent: expect.any(Object) },
      });
      running?.kill("SIGUSR2");
      await until(READY_TIMEOUT_MS, async () => printed.includes("ended OAuth data was removed"));
      expect(await stop()).toBe(0);
      await startAndWait();
      expect((await listTools()).status).toBe(200);
      // The log is one JSON object a line, and the drained events are in the bucket.
      expect(printed).toMatch(/^\{"timestamp":.*"answered"/m);
      await until(AUDIT_TIMEOUT_MS, async () => bucketFiles().length > 0);
    },
    READY_TIMEOUT_MS * 2 + AUDIT_TIMEOUT_MS,
  );

  it(
    "takes a public address from the proxy in front, which speaks TLS",
    async () => {
      await stop();
      const behind = { ...env, PUBLIC_URL: "https://clickup.example.com" };
      running = start(behind);
      await until(READY_TIMEOUT_MS, async () => (await ended(start(behind, "health"))) === 0);
      const direct = await fetch(`http://localhost:${env.PORT}/health`);
      expect(direct.status).toBe(421);
    },
    READY_TIMEOUT_MS,
  );

  it("serves nothing without TLS under a name that others can reach", async () => {
    await stop();
    const open = { ...env, PUBLIC_URL: "http://clickup.example.com" };
    running = start(open);
    await until(READY_TIMEOUT_MS, async () => {
      const health = await fetch(`http://localhost:${env.PORT}/health`).catch(() => undefined);
      return (await health?.text())?.includes('"settings":["PUBLIC_URL"]') ?? false;
    });
  });

  it("says what is not set, and does not start", async () => {
    printed = "";
    const { JWT_SECRET: _, ...rest } = env;
    expect(await ended(start(rest))).toBe(1);
    expect(printed).toContain("Not set: JWT_SECRET");
  });

  it("is unhealthy where nothing answers", async () => {
    await stop();
    expect(await ended(start({ ...env, PORT: String(await freePort()) }, "health"))).toBe(1);
  });
});

const HIERARCHY = { name: "clickup_workspace_hierarchy", arguments: { limit: 1 } };

/** What Miniflare keeps of the audit bucket. */
function bucketFiles(): string[] {
  const blobs = join(env.DATA_DIR ?? "", "r2", "clickup-mcp-audit-production", "blobs");
  return existsSync(blobs) ? readdirSync(blobs) : [];
}

describe("the nightly work", () => {
  it("is due at its minute in UTC, tomorrow when today's is past", () => {
    const at = (text: string) => Date.parse(`2026-11-22T${text}Z`);
    expect(msUntilDaily("17 3 * * *", at("03:16:00"))).toBe(60_000);
    expect(msUntilDaily("17 3 * * *", at("03:17:00"))).toBe(24 * 60 * 60_000);
    expect(() => parseDailyCron("*/5 * * * *")).toThrow("not a daily cron");
  });
});
