import type { OAuthAuthorizationServer } from "@cloudflare/workers-oauth-provider";
import { accountOf } from "../account/account-of.ts";
import type { Config } from "../env.ts";
import type { GatedRequest } from "../gate/route.ts";
import { invalidGrant, oauthError, tryAgain } from "./answers.ts";
import { authorizationServer, REASON_HEADER } from "./authorization-server.ts";
import { clientIdOf } from "./client-auth.ts";
import { parseIssuedToken } from "./issued-token.ts";
import { refreshGrant } from "./refresh.ts";
import { publicAddress } from "./resources.ts";
import { revokeGrantOf } from "./revocation.ts";

/** Several client assertions would fit; a token request needs a tenth of it. */
const MAX_BODY_BYTES = 32 * 1024;
/** The library makes a KV key of it (512 bytes at most) unless it is a URL. Ours have 16 characters. */
const MAX_CLIENT_ID_LENGTH = 400;

const DOCUMENT_RETRY_AFTER_SECONDS = 30;

/** A token request, read once. `send` hands it to the library, with another form where needed. */
export interface TokenRequest {
  env: Env;
  server: OAuthAuthorizationServer<Env>;
  form: URLSearchParams;
  clientId: string | undefined;
  requestId: string;
  send(form: URLSearchParams): Promise<Response>;
}

/** `POST /oauth/token`: the library's token endpoint with the account in front of it. */
export async function tokenEndpoint(
  { request, bytes, requestId }: GatedRequest,
  env: Env,
  ctx: ExecutionContext,
  config: Config,
): Promise<Response> {
  const server = authorizationServer(config);
  const address = publicAddress(request, config);
  if (!isForm(request)) {
    return server.fetch(new Request(address, request), env, ctx); // which says what is wrong with it
  }
  if (bytes.length > MAX_BODY_BYTES) {
    return oauthError(413, "invalid_request", "The request is too large");
  }
  const form = new URLSearchParams(new TextDecoder().decode(bytes));
  const tokenRequest: TokenRequest = {
    env,
    server,
    form,
    clientId: clientIdOf(form, request.headers.get("Authorization")),
    requestId,
    send: async (sent) => {
      const asked = { method: "POST", headers: request.headers, body: sent.toString() };
      const response = await server.fetch(new Request(address, asked), env, ctx);
      // The client's own document could not be read. "invalid_client" would make it forget itself.
      const isDocumentAway = response.headers.get(REASON_HEADER) === "metadata_resolution_failed";
      return isDocumentAway ? tryAgain(DOCUMENT_RETRY_AFTER_SECONDS) : response;
    },
  };
  if ((tokenRequest.clientId?.length ?? 0) > MAX_CLIENT_ID_LENGTH) {
    return oauthError(401, "invalid_client", "Client not found");
  }
  makeHarmless(form);
  return dispatch(tokenRequest);
}

async function dispatch(request: TokenRequest): Promise<Response> {
  const { form } = request;
  if (isRepeated(form, "grant_type") || isRepeated(form, "refresh_token")) {
    return request.send(form); // refused there
  }
  switch (form.get("grant_type") ?? "") {
    case "refresh_token":
      return refreshGrant(request);
    case "authorization_code":
      return exchangeCode(request);
    case "":
      return revokeGrantOf(request);
    default:
      return request.send(form);
  }
}

async function exchangeCode(request: TokenRequest): Promise<Response> {
  const response = await request.send(request.form);
  // The library has proved the code and removed its grant from KV, where others may still see it.
  if (response.headers.get(REASON_HEADER) === "code_replayed") {
    const code = parseIssuedToken(request.form.get("code") ?? "");
    if (code === undefined) return invalidGrant("Authorization code already used");
    await accountOf(request.env, code.userId).revokeGrant(code.grantId, request.requestId);
  }
  return response;
}

/** What cannot be ours becomes a word that nobody issued, so that it ends in no KV key. */
function makeHarmless(form: URLSearchParams): void {
  for (const name of ["code", "refresh_token", "token"]) {
    const value = form.get(name);
    if (value !== null && !isRepeated(form, name) && parseIssuedToken(value) === undefined) {
      form.set(name, "unknown");
    }
  }
}

function isForm(request: Request): boolean {
  const type = request.headers.get("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  return type === "application/x-www-form-urlencoded";
}

function isRepeated(form: URLSearchParams, name: string): boolean {
  return form.getAll(name).length > 1;
}
