import type { Config } from "../env.ts";
import { httpError } from "../gate/errors.ts";
import type { Route } from "../gate/route.ts";
import { classOf, type Log } from "../log/log.ts";
import { tryAgain } from "./answers.ts";
import {
  authorizationServer,
  REASON_HEADER,
  REGISTRATION_PATH,
  TOKEN_PATH,
} from "./authorization-server.ts";
import { registrationEndpoint } from "./registration.ts";
import { onPublicUrl, resourceMetadata } from "./resources.ts";
import { tokenEndpoint } from "./token-endpoint.ts";

const METADATA_PATH = "/.well-known/oauth-authorization-server";
const RESOURCE_METADATA_PATH = "/.well-known/oauth-protected-resource";
const UNAVAILABLE_RETRY_AFTER_SECONDS = 5;

/**
 * Codex 0.146.0 broke when it saw this advertised (F13 in docs/security.md); `iss` itself is sent always.
 * False leaves the line out of the metadata.
 */
const ADVERTISE_ISS = true;

const NO_SUCH_DOCUMENT = {
  status: 404,
  code: "not_found",
  message: "There is no such document here.",
};

/** The OAuth endpoints that clients call, without the pages. */
export function oauthRoutes(
  env: Env,
  ctx: ExecutionContext,
  config: Config,
  log: Log,
  advertiseIss: boolean = ADVERTISE_ISS,
): Route[] {
  const open = { origins: "any", speaks: "http" } as const;
  const document = (path: string, answer: Route["answer"]): Route => ({
    ...open,
    path,
    methods: ["GET"],
    answer,
  });
  const mcp = () => Response.json(resourceMetadata(config, "mcp"));
  return [
    document(METADATA_PATH, async ({ request }) => {
      const address = onPublicUrl(request, config);
      const response = await authorizationServer(config).fetch(address, env, ctx);
      return advertiseIss || !response.ok ? response : withoutIss(response);
    }),
    // The root form, too, speaks of /mcp: it is what a client looks for that knows only the origin.
    document(RESOURCE_METADATA_PATH, mcp),
    document(`${RESOURCE_METADATA_PATH}/mcp`, mcp),
    document(`${RESOURCE_METADATA_PATH}/sse`, () => Response.json(resourceMetadata(config, "sse"))),
    // A page that looks for a document under another name may learn that there is none.
    document("/.well-known/*", ({ requestId }) => httpError(NO_SUCH_DOCUMENT, requestId)),
    {
      ...open,
      speaks: "oauth",
      path: TOKEN_PATH,
      methods: ["POST"],
      answer: (gated) => guarded(log, () => tokenEndpoint(gated, env, ctx, config)),
    },
    {
      ...open,
      speaks: "oauth",
      path: REGISTRATION_PATH,
      methods: ["POST"],
      answer: (gated) => guarded(log, () => registrationEndpoint(gated, env, ctx, config)),
    },
  ];
}

async function withoutIss(response: Response): Promise<Response> {
  const { authorization_response_iss_parameter_supported: _, ...metadata } =
    await response.json<Record<string, unknown>>();
  return Response.json(metadata);
}

/** OAuth clients read OAuth errors: an outage (KV, an account object) is one they may retry. */
async function guarded(log: Log, answer: () => Promise<Response>): Promise<Response> {
  try {
    const given = await answer();
    const response = new Response(given.body, given);
    const reason = given.headers.get(REASON_HEADER);
    // Stands in the request's own line, with its id.
    if (reason !== null) log.note({ reason });
    response.headers.delete(REASON_HEADER);
    return response;
  } catch (error) {
    const name = classOf(error);
    log.error("an OAuth endpoint failed", { error: name });
    return tryAgain(UNAVAILABLE_RETRY_AFTER_SECONDS);
  }
}
