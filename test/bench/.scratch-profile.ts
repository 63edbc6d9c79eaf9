import { join } from "node:path";
import { startSandboxServer } from "../sandbox/server.ts";
import { freePort } from "../support/local-product.ts";
import { signIn } from "../support/plain-oauth.ts";
import { build, discard, run } from "./stack.ts";
import { runProduct, baselineTarget, productTarget, USER_ID, WORKSPACE_ID } from "./targets.ts";
const ROOT = join(import.meta.dirname, "..", "..");
const built = await build(join(ROOT, "wrangler.jsonc"), "development");
const echo = await build(join(import.meta.dirname, "baseline.wrangler.jsonc"));
const sandbox = await startSandboxServer({ port: await freePort(), clients: [] } as never);
const { origin, miniflare } = await runProduct(built, sandbox);
const base = await baselineTarget(echo, "stateless");
const { access_token: token } = (await signIn(origin, USER_ID)).tokens;
const meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientInfo": { name: "b", version: "1" }, "io.modelcontextprotocol/clientCapabilities": {} };
const post = async (path: string, body: unknown, headers: Record<string,string> = {}) => { const r = await fetch(origin + path, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}`, accept: "application/json, text/event-stream", ...headers }, body: JSON.stringify(body) }); const t = await r.text(); return [r.status, t.slice(0, 150)]; };
const modern = (method: string, params: object, name?: string) => post("/mcp", { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } }, { "mcp-protocol-version": "2026-07-28", "mcp-method": method, ...(name && { "mcp-name": name }) });
const call = { name: "clickup_workspace_hierarchy", arguments: { workspace: WORKSPACE_ID, depth: 1 } };
const cases: [string, () => Promise<unknown>][] = [
  ["health", async () => (await fetch(origin + "/health")).text()],
  ["401", () => post("/mcp", { jsonrpc: "2.0", id: 1, method: "ping" }, { authorization: "Bearer x" })],
  ["202-bare", () => post("/mcp", { jsonrpc: "2.0", method: "notifications/initialized" })],
  ["ping-bare", () => post("/mcp", { jsonrpc: "2.0", id: 1, method: "ping" })],
  ["list-modern", () => modern("tools/list", {})],
  ["invalid-call-modern", () => modern("tools/call", { name: "clickup_task_get", arguments: {} }, "clickup_task_get")],
  ["call-bare", () => post("/mcp", { jsonrpc: "2.0", id: 1, method: "tools/call", params: call })],
  ["call-modern", () => modern("tools/call", call, call.name)],
  ["baseline", () => base.call() as Promise<unknown>],
  ["product-target", (await productTarget(origin, "stateless")).call as never],
];
for (const [n, f] of cases) console.log(n, JSON.stringify(await f())?.slice(0, 200));
const times = new Map<string, number[]>();
for (let r = 0; r < 12; r++) for (const [n, f] of cases) { for (let i = 0; i < 30; i++) { const t = performance.now(); await f(); (times.get(n) ?? times.set(n, []).get(n)!).push(performance.now() - t); } }
for (const [n, t] of times) { t.sort((a, b) => a - b); console.log(n.padEnd(22), "p10", t[Math.floor(t.length * .1)]!.toFixed(2), "p25", t[Math.floor(t.length * .25)]!.toFixed(2), "p50", t[Math.floor(t.length * .5)]!.toFixed(2)); }
await miniflare.dispose(); await base.miniflare.dispose(); await sandbox.close(); discard(built); discard(echo); process.exit(0);
