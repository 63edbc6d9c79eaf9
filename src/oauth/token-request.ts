import type { OAuthAuthorizationServer } from "@cloudflare/workers-oauth-provider";
import type { Config } from "../env.ts";

/**
 * A token request, read once. `send` hands it to the library, with another form where needed, and signs the
 * access token of the answer.
 */
export interface TokenRequest {
  env: Env;
  config: Config;
  server: OAuthAuthorizationServer<Env>;
  form: URLSearchParams;
  clientId: string | undefined;
  requestId: string;
  send(form: URLSearchParams): Promise<Response>;
}
