import type { Config } from "../env.ts";
import { isUnavailable } from "../gate/gate.ts";
import type { GatedRequest, Route } from "../gate/route.ts";
import type { Log } from "../log/log.ts";
import { createToken, logOut, revokeToken, showAccount, whoAmI } from "./account.ts";
import { ASSET_NAMES, asset } from "./assets.ts";
import { answerConsent, askConsent } from "./authorize.ts";
import { billingRoutes } from "./billing.ts";
import { comeBack } from "./callback.ts";
import { CALLBACK_PATH } from "./clickup-sign-in.ts";
import type { WebContext } from "./context.ts";
import { showLanding, tellModels } from "./landing.ts";
import { startLogin } from "./login.ts";
import { message } from "./message.ts";
import { wantsHtml } from "./page.ts";
import { receiveUpload } from "./upload.ts";

type Handler = (gated: GatedRequest, context: WebContext) => Response | Promise<Response>;

/** What browsers and scripts see, without MCP and without the OAuth endpoints of clients. */
export function webRoutes(env: Env, config: Config, log: Log): Route[] {
  const context: WebContext = { env, config, log };
  const route = (path: string, handlers: Partial<Record<"GET" | "POST", Handler>>): Route => ({
    path,
    methods: Object.keys(handlers),
    origins: "own",
    speaks: "http",
    answer: (gated) => {
      // HEAD is a GET whose body the gate leaves out.
      const handler = gated.request.method === "POST" ? handlers.POST : handlers.GET;
      if (handler === undefined) throw new Error("the gate let a method through");
      return withErrorPage(gated, log, () => handler(gated, context));
    },
  });
  return [
    route("/", { GET: showLanding }),
    route("/llms.txt", { GET: tellModels }),
    ...ASSET_NAMES.map((name) => route(`/assets/${name}`, { GET: () => asset(name) })),
    route("/authorize", { GET: askConsent, POST: answerConsent }),
    route("/auth/login", { GET: startLogin }),
    route("/oauth/clickup/authorize", { GET: startLogin }),
    route(CALLBACK_PATH, { GET: comeBack }),
    route("/oauth/clickup/callback", { GET: comeBack }),
    route("/auth/me", { GET: whoAmI }),
    route("/auth/logout", { POST: logOut }),
    route("/account", { GET: showAccount }),
    route("/account/tokens", { POST: createToken }),
    route("/account/tokens/:id/revoke", { POST: revokeToken }),
    {
      path: "/upload/:ticket",
      methods: ["PUT"],
      origins: "own",
      speaks: "http",
      streams: true,
      answer: (gated) => receiveUpload(gated, context),
    },
    ...billingRoutes(env),
  ];
}

/** A person sees a page where a program gets the gate's JSON. */
async function withErrorPage(
  gated: GatedRequest,
  log: Log,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const { request, requestId } = gated;
  try {
    const response = await answer();
    const isError = response.status >= 400 && wantsHtml(request);
    return isError && !isHtml(response) ? await errorPage(gated, response) : response;
  } catch (error) {
    if (!wantsHtml(request)) throw error;
    const name = error instanceof Error ? error.name : typeof error;
    log.error("a page failed", { error: name });
    return isUnavailable(error)
      ? message(gated, 503, {
          title: "One moment",
          text: "This server cannot answer right now. Try again.",
        })
      : message(gated, 500, {
          title: "Something went wrong here",
          text: `Try again. If it stays, tell whoever runs this server the number ${requestId}.`,
        });
  }
}

async function errorPage(gated: GatedRequest, response: Response): Promise<Response> {
  const { error } = await response.json<{ error: string }>();
  return message(gated, response.status, {
    title: "That did not work",
    text: error,
    link: { href: "/account", text: "Back to your account" },
  });
}

function isHtml(response: Response): boolean {
  return response.headers.get("Content-Type")?.startsWith("text/html") ?? false;
}
