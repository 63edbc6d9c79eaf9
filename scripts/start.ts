/**
 * `npm start`: the whole product on this machine, with sandboxes in place of ClickUp and
 * Stripe, and how to connect to it. `npm start -- --reset` forgets all state first.
 */
import { rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { connectLines } from "../src/web/connect-lines.ts";
import { productVersion, startProduct } from "../test/support/local-product.ts";

const STATE = join(import.meta.dirname, "..", ".wrangler", "start");

const port = readPort("PORT", 8787);
const sandboxPort = readPort("SANDBOX_PORT", port + 1);
for (const wanted of [port, sandboxPort]) await refuseWhenTaken(wanted);
if (process.argv.includes("--reset")) rmSync(STATE, { recursive: true, force: true });

console.log("Starting the Worker and the sandbox …");
const product = await startProduct({ port, sandboxPort, stateDir: STATE }).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
product.onWorkerExit(() => {
  console.error("The Worker ended.");
  process.exitCode = 1;
  void product.stop();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void product.stop().then(() => process.exit(0)));
}

const { mcpUrl, publicUrl, sandbox } = product;
const users = Object.values(sandbox.sandbox.state.users)
  .filter((user) => user.username !== null)
  .map((user) => `${user.username} <${user.email}>`);
console.log(`
ClickUp MCP server ${productVersion()}, with sandboxes in place of ClickUp and Stripe.

  MCP URL   ${mcpUrl}
  Sign in   ${publicUrl}/auth/login
  Users     ${users.join("\n            ")}
  API key   ${apiKeyOf("1001")} (Ada's at ClickUp, for ${publicUrl}/account)
  Upgrade   ${publicUrl}/account (no money moves; Stripe's side: ${sandbox.origin}/stripe/control)

Connect a client; a browser opens for the sign-in, where you choose one of the users above.
${connectLines(mcpUrl)
  .map(({ client, line }) => `  ${client.padEnd(32)}${line}`)
  .join("\n")}
How and where each line goes: ${publicUrl}

Ctrl-C ends it. State is kept in .wrangler/start; npm start -- --reset forgets it.
`);

/** The one of the last start where the state was kept: a new one would end it. */
function apiKeyOf(userId: string): string {
  const { tokens } = sandbox.sandbox.state.oauth;
  const kept = Object.entries(tokens).find(
    ([, row]) => row.kind === "personal" && String(row.userId) === userId && !row.revoked,
  );
  return kept?.[0] ?? sandbox.sandbox.personalTokenFor(userId);
}

function readPort(name: string, fallback: number): number {
  const text = process.env[name] ?? "";
  const value = text === "" ? fallback : Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_534) {
    console.error(`${name} must be a port from 1 to 65534.`);
    process.exit(2);
  }
  return value;
}

/** Says that the port is in use, rather than letting another program answer in our place. */
function refuseWhenTaken(wanted: number): Promise<void> {
  return new Promise((resolve) => {
    const probe = connect({ port: wanted, host: "localhost" });
    probe.once("error", () => resolve());
    probe.once("connect", () => {
      console.error(`Port ${wanted} is in use. Choose another: PORT=9000 npm start`);
      process.exit(2);
    });
  });
}
