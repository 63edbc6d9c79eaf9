import { createExecutionContext, env } from "cloudflare:test";
import { expect, it } from "vitest";
import { readConfig } from "../../src/env.ts";
import { createLog } from "../../src/log/log.ts";
import { mcpRoutes } from "../../src/mcp/routes.ts";
import { oauthRoutes } from "../../src/oauth/routes.ts";
import { healthRoute } from "../../src/web/health.ts";
import { webRoutes } from "../../src/web/routes.ts";
import { ROUTES } from "./routes.ts";

it("the canaries go through every route that there is", () => {
  const config = readConfig(env);
  const log = createLog("error");
  const routes = [
    ...mcpRoutes(env, config, log),
    ...oauthRoutes(env, createExecutionContext(), config, log),
    ...webRoutes(env, config, log),
    healthRoute(env, config),
  ];
  const all = routes.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`));
  expect([...ROUTES].sort()).toEqual(all.sort());
});
