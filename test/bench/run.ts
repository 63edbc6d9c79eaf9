/**
 * `npm run bench`: what our stack adds to a call, against what the libraries alone cost in the same
 * run. Rounds of the stacks take turns, so that a machine that drifts drifts for all of them.
 */
import { createHash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { startSandboxServer } from "../sandbox/server.ts";
import { freePort } from "../support/local-product.ts";
import { signIn } from "../support/plain-oauth.ts";
import { type Build, build, discard, run } from "./stack.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const ROUNDS = 15;
const CALLS_PER_ROUND = 60;
const WARM_UP_CALLS = 100;
const PROTOCOL = "2026-07-28";

interface Target {
  name: string;
  call(): Promise<void>;
  /** ms, one per measured call */
  samples: number[];
}

const started: { miniflare?: Miniflare; built?: Build }[] = [];
const sandbox = await startSandboxServer({
  port: await freePort(),
  rateLimitPerMinute: 1_000_000,
  clients: [],
});

try {
  const [product, baseline] = [
    await build(join(ROOT, "wrangler.jsonc"), "development"),
    await build(join(import.meta.dirname, "baseline.wrangler.jsonc")),
  ];
  started.push({ built: product }, { built: baseline });
  const targets = [
    await baselineTarget(baseline, "session"),
    await baselineTarget(baseline, "stateless"),
    ...(await productTargets(product)),
  ];
  for (const target of targets) for (let i = 0; i < WARM_UP_CALLS; i++) await target.call();
  for (let round = 0; round < ROUNDS; round++) {
    for (const target of targets) await measure(target);
  }
  report(targets, product);
} finally {
  for (const { miniflare, built } of started) {
    await miniflare?.dispose();
    if (built !== undefined) discard(built);
  }
  await sandbox.close();
}

async function measure(target: Target): Promise<void> {
  for (let i = 0; i < CALLS_PER_ROUND; i++) {
    const startedAt = performance.now();
    await target.call();
    target.samples.push(performance.now() - startedAt);
  }
}

async function baselineTarget(built: Build, lane: "session" | "stateless"): Promise<Target> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const miniflare = await run(built, port, { PUBLIC_URL: origin, LANE: lane });
  started.push({ miniflare });
  const token = await unattendedToken(origin);
  const call = { name: "echo", arguments: { text: "hello" } };
  return {
    name: `OAuth + bare ${lane === "session" ? "McpAgent" : "createMcpHandler"} echo`,
    call:
      lane === "session"
        ? await sessionCall(origin, token, call)
        : statelessCall(origin, token, call),
    samples: [],
  };
}

async function productTargets(built: Build): Promise<Target[]> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  sandbox.sandbox.state.oauth.clients = [
    { id: "bench", secret: "bench", redirectUris: [`${origin}/auth/callback`] },
  ];
  const miniflare = await run(built, port, {
    PUBLIC_URL: origin,
    CLICKUP_API_URL: `${sandbox.origin}/api`,
    CLICKUP_AUTH_URL: `${sandbox.origin}/api`,
    CLICKUP_UNDOCUMENTED: "team_folders",
    FREE_REQUESTS_PER_MINUTE: "1000000",
    LOG_LEVEL: "error",
    CLICKUP_CLIENT_ID: "bench",
    CLICKUP_CLIENT_SECRET: "bench",
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    JWT_SECRET: randomBytes(64).toString("base64"),
  });
  started.push({ miniflare });
  const { access_token: token } = (await signIn(origin, "1001")).tokens;
  // Answered from the warm index: our whole stack runs, and no ClickUp call is in the figure.
  const call = {
    name: "clickup_workspace_hierarchy",
    arguments: { workspace: "9001", name_filter: "Backlog", limit: 1 },
  };
  return [
    {
      name: "the product, sessionful",
      call: await sessionCall(origin, token, call),
      samples: [],
    },
    { name: "the product, stateless", call: statelessCall(origin, token, call), samples: [] },
  ];
}

async function sessionCall(origin: string, token: string, call: object) {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const opened = await fetch(`${origin}/mcp`, {
    method: "POST",
    headers,
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "bench", version: "1" },
      },
    }),
  });
  await opened.text();
  const sessionId = opened.headers.get("mcp-session-id");
  if (sessionId === null) throw new Error(`initialize: ${opened.status}`);
  return post(`${origin}/mcp`, { ...headers, "mcp-session-id": sessionId }, { params: call });
}

function statelessCall(origin: string, token: string, call: { name: string }) {
  return post(
    `${origin}/mcp`,
    {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": PROTOCOL,
      "mcp-method": "tools/call",
      "mcp-name": call.name,
    },
    {
      params: {
        ...call,
        _meta: {
          "io.modelcontextprotocol/protocolVersion": PROTOCOL,
          "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    },
  );
}

function post(url: string, headers: Record<string, string>, { params }: { params: object }) {
  let id = 0;
  return async () => {
    id += 1;
    const body = JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params });
    const answer = await fetch(url, { method: "POST", headers, body });
    const text = await answer.text();
    // A refusal is quick: it must not pass for a fast call.
    if (answer.status !== 200 || !text.includes('"result"') || text.includes('"isError":true')) {
      throw new Error(`${answer.status} ${text}`);
    }
  };
}

/** A token from the baseline, whose authorize page consents by itself. */
async function unattendedToken(origin: string): Promise<string> {
  const redirectUri = "http://localhost:1/callback";
  const registered = await fetch(`${origin}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "bench",
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "none",
    }),
  });
  const { client_id: clientId } = (await registered.json()) as { client_id: string };
  const verifier = randomBytes(32).toString("base64url");
  const authorize = new URL("/authorize", origin);
  authorize.search = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    state: "bench",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    resource: `${origin}/mcp`,
  }).toString();
  const back = await fetch(authorize, { redirect: "manual" });
  const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const answer = await fetch(`${origin}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

function report(targets: readonly Target[], product: Build): void {
  const rows = targets.map(({ name, samples }) => ({
    name,
    p50: quantile(samples, 0.5),
    p95: quantile(samples, 0.95),
    p99: quantile(samples, 0.99),
  }));
  const [session, stateless, ownSession, ownStateless] = rows;
  const ratio = (a: typeof session, b: typeof session) => (a?.p50 ?? 0) / (b?.p50 ?? Number.NaN);
  const figures = {
    calls_each: ROUNDS * CALLS_PER_ROUND,
    stacks: rows,
    sessionful_p50_ratio: ratio(ownSession, session),
    stateless_p50_ratio: ratio(ownStateless, stateless),
    bundle_kb: product.bytes / 1000,
    bundle_gzip_kb: product.gzipBytes / 1000,
  };
  const two = (value: number) => value.toFixed(2);
  console.log(
    `\n${"stack".padEnd(36)} ${"p50 ms".padStart(8)} ${"p95".padStart(8)} ${"p99".padStart(8)}`,
  );
  for (const row of rows) {
    const cells = [row.p50, row.p95, row.p99].map((value) => two(value).padStart(8));
    console.log(`${row.name.padEnd(36)} ${cells.join(" ")}`);
  }
  console.log(`
sessionful p50, ours / OAuth + bare McpAgent          ${two(figures.sessionful_p50_ratio)}  (goal ≤ 1.40)
stateless p50, ours / OAuth + bare createMcpHandler   ${two(figures.stateless_p50_ratio)}  (goal ≤ 1.80)
bundle                                                ${figures.bundle_kb.toFixed(0)} kB minified, ${figures.bundle_gzip_kb.toFixed(0)} kB gzipped
`);
  const path = join(ROOT, ".wrangler", "bench.json");
  writeFileSync(path, `${JSON.stringify(figures, null, 2)}\n`);
}
