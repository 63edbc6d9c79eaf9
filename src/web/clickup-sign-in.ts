import { authorizeUrl, exchangeCode, type Identity, identityOf } from "../clickup/oauth.ts";
import type { Config } from "../env.ts";
import type { Secret } from "../log/secret.ts";
import { fetchWithin, type Within } from "../log/trace.ts";

export const CALLBACK_PATH = "/auth/callback";

export type ClickUpSignIn = { ok: true; token: Secret; identity: Identity } | { ok: false };

/** ClickUp's page where the person signs in and picks Workspaces. It sends them to CALLBACK_PATH. */
export function clickUpPage(config: Config, state: string): string {
  return authorizeUrl(config.clickUpAuthUrl, {
    clientId: config.clickUpClientId,
    redirectUri: redirectUri(config),
    state,
  });
}

/** Redeems ClickUp's code. `ok: false`: ClickUp refused it. Throws when ClickUp does not answer. */
export async function signInAtClickUp(
  config: Config,
  code: string,
  within: Within,
): Promise<ClickUpSignIn> {
  const send = fetchWithin(within);
  const exchange = await exchangeCode({
    apiUrl: config.clickUpApiUrl,
    clientId: config.clickUpClientId,
    clientSecret: config.clickUpClientSecret,
    code,
    redirectUri: redirectUri(config),
    fetch: send,
  });
  if (!exchange.ok) return { ok: false };
  const { token } = exchange;
  const identity = await identityOf({ apiUrl: config.clickUpApiUrl, token, fetch: send });
  return { ok: true, token, identity };
}

/** Always the one address, whichever of the two callback paths older links name. */
function redirectUri({ publicUrl }: Config): string {
  return publicUrl.origin + CALLBACK_PATH;
}
