/** The product with a sandbox behind it, as every table of the bench uses it. */
import { randomBytes } from "node:crypto";
import type { Miniflare } from "miniflare";
import type { SandboxServer } from "../sandbox/server.ts";
import { freePort } from "../support/local-product.ts";
import { signIn } from "../support/plain-oauth.ts";
import type { ToolCall } from "./calls.ts";
import { type Build, run } from "./stack.ts";

export interface RunningProduct {
  origin: string;
  miniflare: Miniflare;
}

export interface Stage {
  running: RunningProduct;
  sandbox: SandboxServer;
}

const CLIENT = { id: "bench", secret: "bench" };
/** In workspace 9001 of the sandbox, which has 5 Spaces, 20 Folders and 100 Lists. */
export const USER_ID = "1001";
export const WORKSPACE_ID = "9001";

/** Answered from the warm index: our whole stack runs, and no ClickUp call is in the figure. */
export const WARM_CALL: ToolCall = {
  name: "clickup_workspace_hierarchy",
  arguments: { workspace: WORKSPACE_ID, name_filter: "Backlog", limit: 1 },
};

export async function runProduct(
  built: Build,
  sandbox: SandboxServer,
  inspectable = false,
): Promise<RunningProduct> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  return {
    origin,
    miniflare: await run(built, port, bindingsFor(sandbox, origin), { inspectable }),
  };
}

/** Limits are out of the way; everything else is as it ships. The sandbox knows the app from then on. */
export function bindingsFor(sandbox: SandboxServer, origin: string): Record<string, string> {
  sandbox.sandbox.state.oauth.clients.push({
    ...CLIENT,
    redirectUris: [`${origin}/auth/callback`],
  });
  return {
    PUBLIC_URL: origin,
    CLICKUP_API_URL: `${sandbox.origin}/api`,
    CLICKUP_AUTH_URL: `${sandbox.origin}/api`,
    FREE_REQUESTS_PER_MINUTE: "1000000",
    PREMIUM_REQUESTS_PER_MINUTE: "1000000",
    LOG_LEVEL: "error",
    CLICKUP_CLIENT_ID: CLIENT.id,
    CLICKUP_CLIENT_SECRET: CLIENT.secret,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    JWT_SECRET: randomBytes(64).toString("base64"),
  };
}

/** Signs in and makes the account a Premium one, by its own table: nobody pays in a bench. */
export async function premiumToken({ origin, miniflare }: RunningProduct): Promise<string> {
  const { access_token: token } = (await signIn(origin, USER_ID)).tokens;
  const storage = await miniflare.unsafeGetDurableObjectStorage("worker", "Account", {
    name: USER_ID,
  });
  await storage.exec("UPDATE account SET tier = 'premium' WHERE id = 1");
  return token;
}
