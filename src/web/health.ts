import { version } from "../../package.json";
import { accountOf } from "../account/account-of.ts";
import type { Config, MisconfiguredError } from "../env.ts";
import type { Route } from "../gate/route.ts";

/** What each dependency may take, and for how long an isolate tells what it found. */
const TIMEOUT_MS = 3_000;
const FRESH_MS = 10_000;
/** An account that nobody can have: ClickUp's user ids are digits. */
const NOBODY = "health";

type DependencyState = "ok" | "unavailable";
type Dependencies = Record<"kv" | "account" | "audit_queue" | "audit_bucket", DependencyState>;

/** Of the deployment, not of a tenant: who asks again and again costs one look in ten seconds. */
let lastLook: { atMs: number; found: Dependencies } | undefined;

/**
 * What monitors ask. Says nothing of users, and nothing that costs. `?deep=1` also looks whether what
 * this server rests on answers, and is 503 when something does not.
 */
export function healthRoute(env: Env, config: Config): Route {
  return {
    path: "/health",
    methods: ["GET"],
    origins: "any",
    speaks: "http",
    answer: async ({ url }) => {
      if (url.searchParams.get("deep") !== "1") {
        return Response.json(health("healthy", config.environment), NO_STORE);
      }
      const dependencies = await lookAround(env);
      const isWell = Object.values(dependencies).every((state) => state === "ok");
      const status = isWell ? "healthy" : "degraded";
      const body = { ...health(status, config.environment), dependencies };
      return Response.json(body, { status: isWell ? 200 : 503, ...NO_STORE });
    },
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

async function lookAround(env: Env): Promise<Dependencies> {
  const nowMs = Date.now();
  if (lastLook !== undefined && nowMs - lastLook.atMs < FRESH_MS) return lastLook.found;
  const [kv, account, audit_queue, audit_bucket] = await Promise.all([
    answers(() => env.OAUTH_KV.get("health")),
    answers(() => accountOf(env, NOBODY).isLive("")),
    answers(() => env.AUDIT_QUEUE.metrics()),
    answers(() => env.AUDIT_BUCKET.head("health")),
  ]);
  const found = { kv, account, audit_queue, audit_bucket };
  lastLook = { atMs: nowMs, found };
  return found;
}

async function answers(ask: () => Promise<unknown>): Promise<DependencyState> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(reject, TIMEOUT_MS);
  });
  try {
    await Promise.race([ask(), late]);
    return "ok";
  } catch {
    return "unavailable";
  }
}

function health(status: "healthy" | "degraded" | "misconfigured", environment: string) {
  return { status, timestamp: new Date().toISOString(), environment, version };
}

const NO_STORE = { headers: { "Cache-Control": "no-store" } };
