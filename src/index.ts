/** Wiring only: settings, the gate, the routes behind it, and the object classes. */
import { consumeAudit } from "./audit/consumer.ts";
import { runNightly } from "./cron/nightly.ts";
import { type Config, MisconfiguredError, readConfig } from "./env.ts";
import { passGate } from "./gate/gate.ts";
import { newRequestId } from "./gate/request-id.ts";
import type { Route } from "./gate/route.ts";
import { createLog, type Log } from "./log/log.ts";
import { mcpRoutes } from "./mcp/routes.ts";
import { oauthRoutes } from "./oauth/routes.ts";
import { healthRoute, misconfigured } from "./web/health.ts";
import { refusalPage } from "./web/message.ts";
import { webRoutes } from "./web/routes.ts";

export { Account } from "./account/account.ts";
export { McpSession } from "./mcp/session.ts";

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const requestId = newRequestId();
    try {
      const config = readConfig(env);
      const log = createLog(config.logLevel, { requestId });
      const routes = routesOf(env, ctx, config, log);
      return await passGate(request, routes, config, requestId, log, refusalPage);
    } catch (error) {
      if (!(error instanceof MisconfiguredError)) throw error;
      createLog("error", { requestId }).error("a setting is missing or malformed", {
        settings: error.settings,
      });
      return misconfigured(request, env, error, requestId);
    }
  },

  async queue(batch, env): Promise<void> {
    await consumeAudit(batch, env, createLog(readConfig(env).logLevel, { queue: batch.queue }));
  },

  async scheduled(controller, env): Promise<void> {
    const config = readConfig(env);
    const log = createLog(config.logLevel, { room: "cron" });
    await runNightly(controller.cron, env, config, log);
  },
} satisfies ExportedHandler<Env>;

/** Made only as far as they are looked at: most requests are for the first. */
function* routesOf(env: Env, ctx: ExecutionContext, config: Config, log: Log): Iterable<Route> {
  yield* mcpRoutes(env, config, log);
  yield* oauthRoutes(env, ctx, config, log);
  yield* webRoutes(env, config, log);
  yield healthRoute(env, config);
}
