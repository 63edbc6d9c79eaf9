/**
 * `npm start`: the whole product on this machine. Serves the sandbox ClickUp, starts the Worker
 * with throw-away secrets and settings that point there, and says how to connect.
 * `npm start -- --reset` forgets all state of both first.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { startSandboxServer } from "../test/sandbox/server.ts";

const ROOT = join(import.meta.dirname, "..");
const STATE = join(ROOT, ".wrangler", "start");
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 150;

const port = readPort("PORT", 8787);
const sandboxPort = readPort("SANDBOX_PORT", port + 1);
const publicUrl = `http://localhost:${port}`;

if (process.argv.includes("--reset")) rmSync(STATE, { recursive: true, force: true });
mkdirSync(STATE, { recursive: true });
for (const taken of [port, sandboxPort]) await refuseWhenTaken(taken);

const sandbox = await startSandboxServer({
  port: sandboxPort,
  statePath: join(STATE, "sandbox.json"),
});
const worker = startWorker();
worker.on("exit", (code) => {
  console.error(`The Worker ended (code ${code ?? "none"}).`);
  void stop(1);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void stop(0));
}
await untilHealthy();
printWelcome();

function startWorker() {
  const wrangler = join(
    dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
    "bin",
    "wrangler.js",
  );
  const settings = {
    PUBLIC_URL: publicUrl,
    CLICKUP_API_URL: `${sandbox.origin}/api`,
    CLICKUP_AUTH_URL: `${sandbox.origin}/api`,
    CLICKUP_UNDOCUMENTED: "team_folders",
  };
  return spawn(
    process.execPath,
    [
      wrangler,
      "dev",
      ...["--env", "development", "--ip", "localhost", "--port", String(port)],
      ...["--persist-to", join(STATE, "worker"), "--env-file", secretsFile()],
      ...Object.entries(settings).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
      ...["--log-level", "warn", "--show-interactive-dev-session=false"],
    ],
    {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      // Its own group, so that wrangler's children end with it.
      detached: true,
      env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
    },
  );
}

/** Made once and kept, so that who signed in stays signed in over a restart. */
function secretsFile(): string {
  const path = join(STATE, "secrets.env");
  if (!existsSync(path)) {
    const secrets = {
      CLICKUP_CLIENT_ID: "sandbox-client",
      CLICKUP_CLIENT_SECRET: "sandbox-secret",
      ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      JWT_SECRET: randomBytes(64).toString("base64"),
    };
    const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(path, lines.join(""), { mode: 0o600 });
  }
  return path;
}

async function untilHealthy(): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    try {
      const health = await fetch(`${publicUrl}/health`);
      if (health.ok) return;
      console.error(await health.text());
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  console.error("The Worker did not become healthy.");
  await stop(1);
}

async function stop(code: number): Promise<never> {
  worker.removeAllListeners("exit");
  if (worker.pid !== undefined && worker.exitCode === null) {
    try {
      process.kill(-worker.pid, "SIGTERM");
    } catch {
      // gone already
    }
  }
  await sandbox.close();
  process.exit(code);
}

function printWelcome(): void {
  const mcpUrl = `${publicUrl}/mcp`;
  const users = Object.values(sandbox.sandbox.state.users).map(
    (user) => `${user.username ?? "(invited)"} <${user.email}>`,
  );
  console.log(`
ClickUp MCP server ${version()}, with a sandbox in place of ClickUp.

  MCP URL   ${mcpUrl}
  Sign in   ${publicUrl}/auth/login
  Users     ${users.join(", ")}

Connect a client (a browser opens for the sign-in):
  Claude Code    claude mcp add --transport http clickup ${mcpUrl}
  Codex          codex mcp add clickup --url ${mcpUrl}
  Gemini CLI     gemini mcp add --transport http clickup ${mcpUrl}
  VS Code        code --add-mcp '{"name":"clickup","type":"http","url":"${mcpUrl}"}'
  Cursor         add to ~/.cursor/mcp.json: {"mcpServers":{"clickup":{"url":"${mcpUrl}"}}}
  stdio only     npx mcp-remote ${mcpUrl}
  Inspector      npx @modelcontextprotocol/inspector, then choose Streamable HTTP and ${mcpUrl}

Ctrl-C ends it. State is kept in .wrangler/start; npm start -- --reset forgets it.
`);
}

function version(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

function readPort(name: string, fallback: number): number {
  const text = process.env[name];
  const value = text === undefined || text === "" ? fallback : Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_534) {
    console.error(`${name} must be a port from 1 to 65534.`);
    process.exit(2);
  }
  return value;
}

/** Says who is in the way now, rather than letting wrangler choose another port. */
function refuseWhenTaken(candidate: number): Promise<void> {
  return new Promise((resolve) => {
    const probe = connect({ port: candidate, host: "localhost" });
    probe.once("error", () => resolve());
    probe.once("connect", () => {
      console.error(`Port ${candidate} is in use. Choose another: PORT=9000 npm start`);
      process.exit(2);
    });
  });
}
