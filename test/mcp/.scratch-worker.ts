import { readConfig } from "../../src/env.ts";
import { passGate } from "../../src/gate/gate.ts";
import { newRequestId } from "../../src/gate/request-id.ts";
import { createLog } from "../../src/log/log.ts";
import { mcpRoutes } from "../../src/mcp/routes.ts";
import { oauthRoutes } from "../../src/oauth/routes.ts";

export { Account } from "../../src/account/account.ts";
export { McpSession } from "../../src/mcp/session.ts";
export default {
  fetch(request, env, ctx) {
    const config = readConfig(env);
    const log = createLog(config.logLevel);
    const routes = [
      ...mcpRoutes(env, config, log),
      ...oauthRoutes(env, ctx, config),
      {
        path: "/page",
        methods: ["GET", "POST"],
        origins: "own",
        speaks: "http",
        answer: ({ bytes }) => new Response(`page ${bytes.length}`),
      } as const,
    ];
    return passGate(request, routes, config, newRequestId(), log);
  },
} satisfies ExportedHandler<Env>;
