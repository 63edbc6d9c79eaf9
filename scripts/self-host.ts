/**
 * `npm run self-host`: builds the Worker and runs it on this machine against the real ClickUp and Stripe,
 * without a Cloudflare account. Settings come from the environment; see docs/operations.md.
 * `npm run self-host -- --build DIR` writes a directory that runs by itself: `node DIR/serve.ts`.
 */
import { join, resolve } from "node:path";
import { buildSelfHost } from "./self-host/build.ts";
import { main } from "./self-host/serve.ts";

const [flag, directory] = process.argv.slice(2);
if (flag === "--build" && directory !== undefined) {
  await buildSelfHost(resolve(directory), { alone: true });
  console.log(`Built. It runs by itself: node ${join(directory, "serve.ts")}`);
} else if (flag === undefined) {
  const home = join(import.meta.dirname, "..", ".wrangler", "self-host");
  process.env.DATA_DIR ??= join(home, "data");
  await buildSelfHost(join(home, "worker"));
  await main(join(home, "worker"));
} else {
  console.error("npm run self-host [-- --build DIR]");
  process.exit(2);
}
