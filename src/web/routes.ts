import type { Config } from "../env.ts";
import { isUnavailable } from "../gate/gate.ts";
import type { GatedRequest, Route } from "../gate/route.ts";
import { classOf, type Log } from "../log/log.ts";
import { createToken, logOut, revokeToken, whoAmI } from "./account.ts";
import { endSession, savePreferences, showAccount } from "./account-page.ts";
import { removeApiKey, storeApiKey } from "./api-key.ts";
import { rateLimitHeaders } from "./asker.ts";
import { ASSET_NAMES, asset } from "./assets.ts";
import { downloadAudit } from "./audit-download.ts";
import { answerConsent, askConsent } from "./authorize.ts";
import { BILLING_OFF, createCheckout, createPortal, webhookRoute } from "./billing.ts";
import { comeBack } from "./callback.ts";
import { CALLBACK_PATH } from "./clickup-sign-in.ts";
import type { WebContext } from "./context.ts";
import { deleteData, exportData } from "./data.ts";
import { showLanding, tellModels } from "./landing.ts";
import { startLogin } from "./login.ts";
import { message } from "./message.ts";
import { wantsHtml } from "./page.ts";
import { createTask, listTeams } from "./rest.ts";
import { receiveUpload } from "./upload.ts";

type Method = "GET" | "POST" | "DELETE";

type Handler = (gated: GatedRequest, context: WebContext) => Response | Promise<Response>;

/** What browsers and scripts see, without MCP and without the OAuth endpoints of clients. */
export function webRoutes(env: Env, config: Config, log: Log): Route[] {
  const context: WebContext = { env, config, log };
  const route = (path: string, handlers: Partial<Record<Method, Handler>>): Route => ({
    path,
    methods: Object.keys(handlers),
    origins: "own",
    speaks: "http",
    answer: async (gated) => {
      const { method } = gated.request;
      // HEAD is a GET whose body the gate leaves out.
      const handler = handlers[method === "HEAD" ? "GET" : (method as Method)];
      if (handler === undefined) throw new Error("the gate let a method through");
      const response = await withErrorPage(gated, log, () => handler(gated, context));
      return withLimits(response, gated);
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
    route("/auth/api-key", { POST: storeApiKey, DELETE: removeApiKey }),
    route("/auth/api-key/forget", { POST: removeApiKey }), // for forms, which cannot DELETE
    route("/api/teams", { GET: listTeams }),
    route("/api/tasks", { POST: createTask }),
    route("/account", { GET: showAccount }),
    route("/account/audit.ndjson", { GET: downloadAudit }),
    route("/account/preferences", { POST: savePreferences }),
    route("/account/sessions/:id/end", { POST: endSession }),
    route("/account/export.json", { GET: exportData }),
    route("/account/delete", { POST: deleteData }),
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
    ...(config.stripe === undefined
      ? [BILLING_OFF]
      : [
          route("/stripe/create-checkout", { POST: createCheckout }),
          route("/stripe/portal", { POST: createPortal }),
          webhookRoute(context, config.stripe),
        ]),
  ];
}

/** What every answer to a known caller tells, also one that refuses. */
function withLimits(response: Response, { limits }: GatedRequest): Response {
  if (limits !== undefined) {
    for (const [name, value] of Object.entries(rateLimitHeaders(limits))) {
      response.headers.set(name, value);
    }
  }
  return response;
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
    log.error("a page failed", { error: classOf(error) });
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

/** Whoever sends `Accept: text/html` is told when to come back and where to sign in, like everybody. */
async function errorPage(gated: GatedRequest, response: Response): Promise<Response> {
  const { error } = await response.json<{ error: string }>();
  const headers = new Headers(response.headers);
  for (const name of ["Content-Length", "Content-Type"]) headers.delete(name);
  const text = { title: "That did not work", text: error };
  const link = { href: "/account", text: "Back to your account" };
  return message(gated, response.status, { ...text, link }, headers);
}

function isHtml(response: Response): boolean {
  return response.headers.get("Content-Type")?.startsWith("text/html") ?? false;
}
