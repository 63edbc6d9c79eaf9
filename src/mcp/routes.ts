/** The MCP endpoints, wired to the real account, tokens and tools. */
import { accountOf } from "../account/account-of.ts";
import type { Config } from "../env.ts";
import type { Route } from "../gate/route.ts";
import type { Log } from "../log/log.ts";
import { authenticate } from "../oauth/validate-token.ts";
import type { McpDeps } from "./answer.ts";
import { serveMcp } from "./lanes.ts";
import { ICON, ICON_PATH } from "./server-info.ts";
import { openSse, postSse } from "./sse-lane.ts";
import { clickUpSurface, type Surface } from "./surface.ts";

export function mcpRoutes(env: Env, config: Config, log: Log): Route[] {
  return mcpRoutesOver({
    env,
    config,
    log,
    surface: surfaceOf(config),
    authenticate: (authorization, endpoint) => authenticate(authorization, endpoint, config),
    account: (userId) => accountOf(env, userId),
    openFeed: (userId, request) =>
      env.ACCOUNT.getByName(userId).fetch("https://account/events", {
        headers: { Upgrade: "websocket", "x-admission": JSON.stringify(request) },
      }),
  });
}

const surfaces = new WeakMap<Config, Surface>();

/** Made once per isolate: it is the deployment's, as the settings are. */
function surfaceOf(config: Config): Surface {
  const surface = surfaces.get(config) ?? clickUpSurface(config);
  surfaces.set(config, surface);
  return surface;
}

const ICON_HEADERS = {
  "Content-Type": "image/svg+xml",
  "Cache-Control": "public, max-age=86400",
  // An SVG that is opened by itself is a document; this one has nothing to run.
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
};

/** The same routes over other parts. */
export function mcpRoutesOver(deps: McpDeps): Route[] {
  const common = { origins: "listed", speaks: "json-rpc" } as const;
  return [
    {
      ...common,
      path: "/mcp",
      methods: ["GET", "POST", "DELETE"],
      answer: (gated) => serveMcp(gated, deps),
    },
    { ...common, path: "/sse", methods: ["GET"], answer: (gated) => openSse(gated, deps) },
    {
      path: ICON_PATH,
      methods: ["GET"],
      origins: "any",
      speaks: "http",
      answer: () => new Response(ICON, { headers: ICON_HEADERS }),
    },
    { ...common, path: "/sse/message", methods: ["POST"], answer: (gated) => postSse(gated, deps) },
  ];
}
