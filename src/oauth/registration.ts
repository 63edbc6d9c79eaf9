import * as z from "zod";
import type { Config } from "../env.ts";
import { isWithin, LIMITER_PERIOD_SECONDS } from "../gate/address-limit.ts";
import type { GatedRequest } from "../gate/route.ts";
import { oauthError } from "./answers.ts";
import { authorizationServer } from "./authorization-server.ts";
import { cleanClientName } from "./client-name.ts";
import { judgeRedirectUri } from "./redirect-uri.ts";
import { publicAddress } from "./resources.ts";

/** Real registrations have one to two kilobytes. */
const MAX_BODY_BYTES = 16 * 1024;
/** Claude Code lists 1, Cursor 3, VS Code 10 (2026). */
const MAX_REDIRECT_URIS = 20;
const MAX_URI_LENGTH = 500;

const GRANT_TYPES = ["authorization_code", "refresh_token"];
const RESPONSE_TYPES = ["code"];

/**
 * All that is kept of what a client says about itself. Logos, policies and contacts are neither
 * shown nor fetched, so they are not stored either.
 */
const ClientMetadata = z.object({
  redirect_uris: z.array(z.string()).min(1).max(MAX_REDIRECT_URIS),
  client_name: z.string().optional(),
  client_uri: z.string().optional(),
  grant_types: z.array(z.string()).optional(),
  response_types: z.array(z.string()).optional(),
  token_endpoint_auth_method: z.string().max(100).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string().max(100)).max(10).optional(),
});
type ClientMetadata = z.infer<typeof ClientMetadata>;

/** RFC 7591, before the library's: throttled, capped and cleaned. It is open to anybody. */
export async function registrationEndpoint(
  { request, bytes }: GatedRequest,
  env: Env,
  ctx: ExecutionContext,
  config: Config,
): Promise<Response> {
  if (!(await isWithin(env.REGISTRATION_LIMITER, request))) {
    return oauthError(429, "temporarily_unavailable", "Too many registrations; wait a minute", {
      "Retry-After": String(LIMITER_PERIOD_SECONDS),
    });
  }
  if (bytes.length > MAX_BODY_BYTES) {
    return oauthError(413, "invalid_client_metadata", "A registration has at most 16 KiB");
  }
  const parsed = ClientMetadata.safeParse(readJson(bytes));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join(".") ?? "";
    const what = field === "" ? "The body must be a JSON object" : `${field} is not valid`;
    const error = field.startsWith("redirect_uris") ? "invalid_redirect_uri" : INVALID;
    return oauthError(400, error, what);
  }
  const redirectUris = parsed.data.redirect_uris.map((uri) => ({ uri, is: judgeRedirectUri(uri) }));
  if (redirectUris.some(({ is }) => is === "refused")) {
    return oauthError(400, "invalid_redirect_uri", WHAT_REDIRECTS);
  }
  const good = redirectUris.filter(({ is }) => is === "good").map(({ uri }) => uri);
  if (good.length === 0) return oauthError(400, "invalid_redirect_uri", WHAT_REDIRECTS);

  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(cleaned(parsed.data, good));
  const address = publicAddress(request, config);
  const cleanRequest = new Request(address, { method: "POST", headers, body });
  return authorizationServer(config).fetch(cleanRequest, env, ctx);
}

const INVALID = "invalid_client_metadata";
const WHAT_REDIRECTS =
  "redirect_uris must be https, http on a loopback address, or the private scheme of a desktop app, without user info and fragment";

/** RFC 7591 §2 lets a server replace what it does not support; clients read the answer. */
function cleaned(metadata: ClientMetadata, redirectUris: string[]): ClientMetadata {
  const { client_uri, grant_types, response_types } = metadata;
  return {
    ...metadata,
    redirect_uris: redirectUris,
    client_name: cleanClientName(metadata.client_name),
    client_uri: isWebUri(client_uri) ? client_uri : undefined,
    grant_types: supported(grant_types, GRANT_TYPES),
    response_types: supported(response_types, RESPONSE_TYPES),
  };
}

/** The supported ones of a list; a list without any is passed on, for the library to refuse. */
function supported(given: string[] | undefined, known: string[]): string[] | undefined {
  const kept = given?.filter((value) => known.includes(value));
  return kept === undefined || kept.length === 0 ? given?.slice(0, 1) : kept;
}

function isWebUri(uri: string | undefined): boolean {
  return uri !== undefined && uri.length <= MAX_URI_LENGTH && URL.parse(uri)?.protocol === "https:";
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return undefined;
  }
}
