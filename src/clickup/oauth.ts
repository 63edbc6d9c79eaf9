// ClickUp's side of signing in: no PKCE, no scopes, no refresh token, and tokens that do not expire.
import * as z from "zod";
import { Secret } from "../log/secret.ts";
import { TokenBudget } from "./budget.ts";
import { type ClickUp, createClickUp } from "./client.ts";
import { ClickUpError, ClickUpUnreachable, readEcode } from "./errors.ts";
import type { Fetch } from "./exchange.ts";

const EXCHANGE_TIMEOUT_MS = 15_000;
/** Two reads after the code, while the person waits in front of a blank page. */
const IDENTITY_BUDGET_MS = 15_000;
const MAX_TOKEN_ANSWER_CHARACTERS = 20_000;

/** Where to send the browser. The person picks there which Workspaces to open. */
export function authorizeUrl(
  authUrl: string,
  request: { clientId: string; redirectUri: string; state: string },
): string {
  const url = new URL(authUrl);
  url.searchParams.set("client_id", request.clientId);
  url.searchParams.set("redirect_uri", request.redirectUri);
  url.searchParams.set("state", request.state);
  return url.href;
}

export type CodeExchange =
  | { ok: true; token: Secret }
  /** ClickUp knows no such code (used, too old), or refuses our app; `ecode` tells which. */
  | { ok: false; ecode?: string };

const TokenAnswer = z.object({ access_token: z.string().min(1).max(4096) });

/** Redeems a code once. Throws ClickUpUnreachable when there is no answer; the code may then be used up. */
export async function exchangeCode(request: {
  apiUrl: string;
  clientId: string;
  clientSecret: Secret;
  code: string;
  redirectUri?: string;
  fetch: Fetch;
}): Promise<CodeExchange> {
  let status: number;
  let text: string;
  try {
    const response = await request.fetch(
      new Request(`${request.apiUrl.replace(/\/+$/, "")}/v2/oauth/token`, {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({
          client_id: request.clientId,
          client_secret: request.clientSecret.reveal(),
          code: request.code,
          ...(request.redirectUri !== undefined && { redirect_uri: request.redirectUri }),
        }),
        signal: AbortSignal.timeout(EXCHANGE_TIMEOUT_MS),
      }),
    );
    status = response.status;
    text = await response.text();
  } catch {
    throw new ClickUpUnreachable("no_answer", true);
  }
  if (status >= 400 && status < 500 && status !== 429) {
    const ecode = readEcode(text);
    return ecode === undefined ? { ok: false } : { ok: false, ecode };
  }
  const answer = TokenAnswer.safeParse(parseJson(text));
  if (status !== 200 || !answer.success) throw new ClickUpUnreachable("no_answer", true);
  return { ok: true, token: new Secret(answer.data.access_token) };
}

export interface Identity {
  user: { id: string; name: string; email: string; timezone: string; weekStartDay: number };
  workspaces: { id: string; name: string }[];
}

/** Who a fresh token belongs to. Throws as a client does when ClickUp refuses or does not answer. */
export function identityOf(request: {
  apiUrl: string;
  token: Secret;
  fetch: Fetch;
}): Promise<Identity> {
  const clickup = createClickUp({
    baseUrl: request.apiUrl,
    token: request.token,
    fetch: request.fetch,
    budget: new TokenBudget(),
    deadlineMs: Date.now() + IDENTITY_BUDGET_MS,
    policy: { readonly: true },
  });
  return readIdentity(clickup);
}

/** `refused`: ClickUp does not take this token. */
export type TokenCheck =
  | { ok: true; identity: Identity }
  | { ok: false; because: "refused" | "no_answer" };

/** As `identityOf`, for a token that somebody hands in. */
export async function checkToken(request: {
  apiUrl: string;
  token: Secret;
  fetch: Fetch;
}): Promise<TokenCheck> {
  try {
    return { ok: true, identity: await identityOf(request) };
  } catch (error) {
    const isRefused = error instanceof ClickUpError && error.refusal !== "rate_limited";
    if (!isRefused && !isClickUpSilence(error)) throw error;
    return { ok: false, because: isRefused ? "refused" : "no_answer" };
  }
}

function isClickUpSilence(error: unknown): boolean {
  return error instanceof ClickUpUnreachable || error instanceof ClickUpError;
}

/** Who signed in, and which Workspaces they opened. */
export async function readIdentity(clickup: ClickUp): Promise<Identity> {
  const [me, workspaces] = await Promise.all([clickup.users.me(), clickup.workspaces.list()]);
  return {
    user: {
      id: me.id,
      name: me.username ?? me.email ?? `User ${me.id}`,
      email: me.email ?? "",
      timezone: me.timezone ?? me.timezeone ?? "UTC",
      weekStartDay: me.week_start_day ?? 0,
    },
    workspaces: workspaces.map(({ id, name }) => ({ id, name })),
  };
}

function parseJson(text: string): unknown {
  if (text.length > MAX_TOKEN_ANSWER_CHARACTERS) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
