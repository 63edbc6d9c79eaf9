/**
 * The MCP conformance suite against the product and against the fixture, both in workerd. The
 * fixture has the tools, resources and prompts that the scenarios name, over the product's lanes;
 * the product runs for what needs none of them. A scenario that is expected to fail stands in
 * `baseline/` with its reason; one that passes all the same fails the run, so that the list stays
 * short. Ends with 1 when a run differs from its baseline.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build, discard, run } from "../bench/stack.ts";
import { startSandboxServer } from "../sandbox/server.ts";
import { freePort } from "../support/local-product.ts";
import { signIn } from "../support/plain-oauth.ts";
import { bearerProxy } from "./proxy.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const REVISIONS = ["2025-11-25", "2026-07-28"];
const SUITE = join(
  dirname(createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json")),
  "dist",
  "index.js",
);
const CLIENT = { id: "conformance", secret: "conformance" };
const USER_ID = "1001";

interface Subject {
  name: string;
  port: number;
  token: string;
  stop(): Promise<void>;
}

let failed = false;
for (const start of [startFixture, startWholeProduct]) {
  const subject = await start();
  const proxyPort = await freePort();
  const proxy = await bearerProxy(proxyPort, subject.port, subject.token);
  try {
    for (const revision of REVISIONS) {
      const code = await suite(subject.name, revision, `http://localhost:${proxyPort}/mcp`);
      if (code !== 0) failed = true;
    }
  } finally {
    proxy.closeAllConnections();
    proxy.close();
    await subject.stop();
  }
}
process.exit(failed ? 1 : 0);

function suite(subject: string, revision: string, url: string): Promise<number> {
  process.stdout.write(`\n=== ${subject}, ${revision}\n`);
  const baseline = join(import.meta.dirname, "baseline", `${subject}-${revision}.yaml`);
  const child = spawn(
    process.execPath,
    [
      ...[SUITE, "server", "--url", url, "--requirements", revision],
      ...["--expected-failures", baseline],
      ...["--output-dir", join(ROOT, ".wrangler", "conformance", `${subject}-${revision}`)],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  return new Promise((resolve) => {
    child.once("close", (code) => {
      // Before it stands one paragraph per scenario; the checks are kept in files.
      process.stdout.write(output.slice(Math.max(0, output.indexOf("=== SUMMARY"))));
      resolve(code ?? 1);
    });
  });
}

async function startFixture(): Promise<Subject> {
  const built = await build(join(import.meta.dirname, "fixture", "wrangler.jsonc"));
  const port = await freePort();
  const miniflare = await run(built, port, {
    PUBLIC_URL: `http://localhost:${port}`,
    ...secrets(),
  });
  return {
    name: "fixture",
    port,
    token: "conformance",
    stop: async () => {
      await miniflare.dispose();
      discard(built);
    },
  };
}

async function startWholeProduct(): Promise<Subject> {
  const built = await build(join(ROOT, "wrangler.jsonc"), "development");
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const sandbox = await startSandboxServer({
    port: await freePort(),
    clients: [{ ...CLIENT, redirectUris: [`${origin}/auth/callback`] }],
  });
  const miniflare = await run(built, port, {
    PUBLIC_URL: origin,
    CLICKUP_API_URL: `${sandbox.origin}/api`,
    CLICKUP_AUTH_URL: `${sandbox.origin}/api`,
    FREE_REQUESTS_PER_MINUTE: "100000",
    LOG_LEVEL: "warn",
    ...secrets(),
  });
  const { tokens } = await signIn(origin, USER_ID);
  return {
    name: "product",
    port,
    token: tokens.access_token,
    stop: async () => {
      await miniflare.dispose();
      await sandbox.close();
      discard(built);
    },
  };
}

function secrets(): Record<string, string> {
  return {
    CLICKUP_CLIENT_ID: CLIENT.id,
    CLICKUP_CLIENT_SECRET: CLIENT.secret,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    JWT_SECRET: randomBytes(64).toString("base64"),
  };
}
