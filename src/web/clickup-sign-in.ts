import { TokenBudget } from "../clickup/budget.ts";
import { createClickUp } from "../clickup/client.ts";
import { authorizeUrl, exchangeCode, type Identity, readIdentity } from "../clickup/oauth.ts";
import type { Config } from "../env.ts";

export const CALLBACK_PATH = "/auth/callback";
/** Two reads after the code; the person waits in front of a blank page meanwhile. */
const IDENTITY_BUDGET_MS = 15_000;

export type ClickUpSignIn = { ok: true; token: string; identity: Identity } | { ok: false };

/** ClickUp's page where the person signs in and picks Workspaces. It sends them to CALLBACK_PATH. */
export function clickUpPage(config: Config, state: string): string {
  return authorizeUrl(config.clickUpAuthUrl, {
    clientId: config.clickUpClientId,
    redirectUri: redirectUri(config),
    state,
  });
}

/** Redeems ClickUp's code. `ok: false`: ClickUp refused it. Throws when ClickUp does not answer. */
export async function signInAtClickUp(config: Config, code: string): Promise<ClickUpSignIn> {
  const send = (request: Request) => fetch(request);
  const exchange = await exchangeCode({
    apiUrl: config.clickUpApiUrl,
    clientId: config.clickUpClientId,
    clientSecret: config.clickUpClientSecret,
    code,
    redirectUri: redirectUri(config),
    fetch: send,
  });
  if (!exchange.ok) return { ok: false };
  const clickup = createClickUp({
    baseUrl: config.clickUpApiUrl,
    token: exchange.token,
    fetch: send,
    now: Date.now,
    sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
    budget: new TokenBudget(),
    deadlineMs: Date.now() + IDENTITY_BUDGET_MS,
    policy: { readonly: true },
  });
  return { ok: true, token: exchange.token, identity: await readIdentity(clickup) };
}

/** Always the one address, whichever of the two callback paths older links name. */
function redirectUri({ publicUrl }: Config): string {
  return publicUrl.origin + CALLBACK_PATH;
}
