import { env, runInDurableObject } from "cloudflare:test";
import { SCOPES, type Scope } from "../../src/domain/scope.ts";
import type { ClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import { type McpCaller, signedIn } from "./mcp-bench.ts";

/** A caller at the whole Worker with every tool, who acts as Ada in this sandbox. */
export async function premiumCaller(
  sandbox: ClickUpSandbox,
  scopes: readonly Scope[] = SCOPES,
  userId?: string,
): Promise<McpCaller> {
  const clickUpToken = sandbox.tokenFor(SEED.users.ada, [SEED.workspaces.northwind]);
  const caller = await signedIn({ scopes, clickUpToken, ...(userId !== undefined && { userId }) });
  await runInDurableObject(env.ACCOUNT.getByName(caller.userId), (_, { storage }) =>
    storage.sql.exec("UPDATE account SET tier = 'premium'"),
  );
  return caller;
}
