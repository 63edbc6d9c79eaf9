import { version } from "../../package.json";
import type { Config, MisconfiguredError } from "../env.ts";
import type { Route } from "../gate/route.ts";

/** What monitors ask. Says nothing of users, and nothing that costs. */
export function healthRoute(config: Config): Route {
  return {
    path: "/health",
    methods: ["GET"],
    origins: "any",
    speaks: "http",
    answer: () => Response.json(health("healthy", config.environment), NO_STORE),
  };
}

/**
 * The answer of every route while a setting is missing or malformed: nothing can be trusted then.
 * `/health` names the settings, never their values.
 */
export function misconfigured(
  request: Request,
  env: Pick<Env, "ENVIRONMENT">,
  error: MisconfiguredError,
  requestId: string,
): Response {
  const body =
    new URL(request.url).pathname === "/health"
      ? { ...health("misconfigured", env.ENVIRONMENT), settings: error.settings }
      : {
          error:
            "This server is not set up correctly. Its operator sees at /health what is missing.",
          code: "misconfigured",
          request_id: requestId,
        };
  return Response.json(body, {
    status: 503,
    headers: { ...NO_STORE.headers, "X-Request-Id": requestId },
  });
}

function health(status: "healthy" | "misconfigured", environment: string) {
  return { status, timestamp: new Date().toISOString(), environment, version };
}

const NO_STORE = { headers: { "Cache-Control": "no-store" } };
