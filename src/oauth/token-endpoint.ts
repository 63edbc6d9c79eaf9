import { accountOf } from "../account/account-of.ts";
import type { Config } from "../env.ts";
import type { GatedRequest } from "../gate/route.ts";
import { type Issue, withSignedToken } from "./access-token.ts";
import { invalidGrant, oauthError, tryAgain } from "./answers.ts";
import { REASON_HEADER, tokenServer } from "./authorization-server.ts";
import { clientIdOf, dropRepeatedName } from "./client-auth.ts";
import { parseIssuedToken } from "./issued-token.ts";
import { refreshGrant } from "./refresh.ts";
import { publicAddress } from "./resources.ts";
import { revokeGrantOf } from "./revocation.ts";
import { claimOnExchange } from "./token-exchange.ts";
import type { TokenRequest } from "./token-request.ts";

/** Several client assertions would fit; a token request needs a tenth of it. */
const MAX_BODY_BYTES = 32 * 1024;
/** The library makes a KV key of it (512 bytes at most) unless it is a URL. Ours have 16 characters. */
const MAX_CLIENT_ID_LENGTH = 400;

const DOCUMENT_RETRY_AFTER_SECONDS = 30;

/** `POST /oauth/token`: the library's token endpoint with the account in front of it. */
export async function tokenEndpoint(
  { request, bytes, requestId }: GatedRequest,
  env: Env,
  ctx: ExecutionContext,
  config: Config,
): Promise<Response> {
  let issue: Issue | undefined;
  const server = tokenServer(config, async (options) => {
    await claimOnExchange(options);
    issue = options;
  });
  const address = publicAddress(request, config);
  if (!isForm(request)) {
    return server.fetch(new Request(address, request), env, ctx); // which says what is wrong with it
  }
  if (bytes.length > MAX_BODY_BYTES) {
    return oauthError(413, "invalid_request", "The request is too large");
  }
  const form = new URLSearchParams(new TextDecoder().decode(bytes));
  const authorization = request.headers.get("Authorization");
  dropRepeatedName(form, authorization);
  const tokenRequest: TokenRequest = {
    env,
    config,
    server,
    form,
    clientId: clientIdOf(form, authorization),
    requestId,
    send: async (sent) => {
      const body = harmless(sent).toString();
      const asked = { method: "POST", headers: request.headers, body };
      const response = await server.fetch(new Request(address, asked), env, ctx);
      // The client's own document could not be read. "invalid_client" would make it forget itself.
      const isDocumentAway = response.headers.get(REASON_HEADER) === "metadata_resolution_failed";
      if (isDocumentAway) return tryAgain(DOCUMENT_RETRY_AFTER_SECONDS);
      return response.ok && issue !== undefined
        ? withSignedToken(response, issue, config)
        : response;
    },
  };
  if ((tokenRequest.clientId?.length ?? 0) > MAX_CLIENT_ID_LENGTH) {
    return oauthError(401, "invalid_client", "Client not found");
  }
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

/** What the library has not issued becomes a word that nobody has, so that it ends in no KV key. */
function harmless(form: URLSearchParams): URLSearchParams {
  const copy = new URLSearchParams(form);
  for (const name of ["code", "refresh_token", "token"]) {
    const value = form.get(name);
    if (value !== null && !isRepeated(form, name) && parseIssuedToken(value) === undefined) {
      copy.set(name, "unknown");
    }
  }
  return copy;
}

function isForm(request: Request): boolean {
  const type = request.headers.get("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  return type === "application/x-www-form-urlencoded";
}

function isRepeated(form: URLSearchParams, name: string): boolean {
  return form.getAll(name).length > 1;
}
