/** Starts mcp-remote, which signs in by the browser and passes stdio on to the server's address. */
import { spawn } from "node:child_process";

const MCP_REMOTE = "mcp-remote@0.15.1";

const address = readAddress(process.argv[2]);
if (address === undefined) {
  console.error(
    "The address of the server must be a URL, as in https://clickup-mcp.example.com/mcp",
  );
  process.exit(2);
}
const isWindows = process.platform === "win32";
const child = spawn("npx", ["-y", MCP_REMOTE, isWindows ? `"${address}"` : address], {
  stdio: "inherit",
  shell: isWindows, // npx is a script there
});
child.once("error", ({ code }) => {
  console.error(`npx could not be started (${code}): is Node.js installed?`);
  process.exit(1);
});
child.once("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => child.kill(signal));

/** On Windows it passes a shell: nothing but an address may. */
function readAddress(text) {
  try {
    const { protocol, href } = new URL(text);
    return /^https?:$/.test(protocol) && !/[\s"'^%!<>|]/.test(href) ? href : undefined;
  } catch {
    return undefined;
  }
}
