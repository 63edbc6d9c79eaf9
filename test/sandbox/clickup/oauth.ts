// Sign-in: tokens, codes, and the token endpoint. ClickUp knows no scopes, no PKCE and no refresh.
import { textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { newCode, newOAuthToken, newPersonalToken } from "./ids.ts";
import type { OpenCall, Route } from "./router.ts";
import { ok, openRoute } from "./router.ts";
import type { ClientRow, TokenRow } from "./rows-oauth.ts";
import type { SandboxState, UserRow, WorkspaceRow } from "./state.ts";

const CODE_LIFETIME_MS = 10 * 60_000;
const TOKEN_NAMES = ["client_id", "client_secret", "code", "grant_type", "redirect_uri"] as const;

export const oauthRoutes: Route[] = [
  openRoute(
    "POST /v2/oauth/token",
    {
      query: TOKEN_NAMES,
      body: {
        client_id: "text",
        client_secret: "text",
        code: "text",
        grant_type: "text",
        redirect_uri: "text",
      },
    },
    (call) => {
      const given = (name: (typeof TOKEN_NAMES)[number]) =>
        textIn(call.body, name) ?? call.query.text(name);
      const client = call.state.oauth.clients.find((row) => row.id === given("client_id"));
      if (client === undefined) return refuse("OAUTH_010");
      if (client.secret !== given("client_secret")) return refuse("OAUTH_011");
      return ok({
        access_token: redeem(call, client, given("code") ?? ""),
        token_type: "Bearer",
      });
    },
  ),
];

function redeem(call: OpenCall, client: ClientRow, code: string): string {
  const row = call.state.oauth.codes[code];
  if (row === undefined || row.clientId !== client.id) return refuse("OAUTH_013");
  if (row.used) return refuse("OAUTH_014");
  if (call.nowMs - row.issuedAtMs > CODE_LIFETIME_MS) return refuse("OAUTH_013");
  row.used = true;
  return mintOAuthToken(call.state, row.userId, row.workspaceIds);
}

/** Who is calling: the header of an OAuth token says Bearer, that of a personal token does not. */
export function readAuthorization(state: SandboxState, header: string | null): TokenRow {
  if (header === null || header.trim() === "") return refuse("OAUTH_017");
  const bearer = /^Bearer (\S+)$/i.exec(header)?.[1];
  const token = bearer ?? header;
  const row = state.oauth.tokens[token];
  const wrongForm = row !== undefined && (row.kind === "oauth") !== (bearer !== undefined);
  if (row === undefined || wrongForm)
    return refuse(bearer === undefined ? "OAUTH_025" : "OAUTH_019");
  return row.revoked ? refuse("OAUTH_025") : row;
}

/** The token itself, for the rate limit and the record of what was seen. */
export function tokenIn(header: string | null): string | null {
  return header === null ? null : header.replace(/^Bearer /i, "").trim() || null;
}

export function workspacesOf(state: SandboxState, user: UserRow): WorkspaceRow[] {
  return Object.values(state.workspaces).filter((workspace) =>
    workspace.members.some((member) => member.userId === user.id),
  );
}

/** The workspaces a token opens today: a person who left one has lost it. */
export function openedBy(state: SandboxState, token: TokenRow, user: UserRow): string[] {
  return workspacesOf(state, user)
    .map((workspace) => workspace.id)
    .filter((id) => token.workspaceIds === null || token.workspaceIds.includes(id));
}

export function mintOAuthToken(
  state: SandboxState,
  userId: number,
  workspaceIds: readonly string[],
): string {
  const token = newOAuthToken(state, userId);
  state.oauth.tokens[token] = {
    kind: "oauth",
    userId,
    workspaceIds: [...workspaceIds],
    revoked: false,
  };
  return token;
}

/** A person has one personal token; making a new one revokes the old. */
export function mintPersonalToken(state: SandboxState, userId: number): string {
  for (const row of Object.values(state.oauth.tokens)) {
    if (row.kind === "personal" && row.userId === userId) row.revoked = true;
  }
  const token = newPersonalToken(state, userId);
  state.oauth.tokens[token] = { kind: "personal", userId, workspaceIds: null, revoked: false };
  return token;
}

export interface AuthorizeRequest {
  client: ClientRow;
  redirectUri: string;
  state: string | null;
}

/** What an authorize URL asks for; a foreign client or redirect is refused before anybody is sent anywhere. */
export function readAuthorizeRequest(
  state: SandboxState,
  params: URLSearchParams,
): AuthorizeRequest {
  const client = state.oauth.clients.find((row) => row.id === params.get("client_id"));
  if (client === undefined) return refuse("OAUTH_010");
  const redirectUri = params.get("redirect_uri");
  if (redirectUri === null || !isRegistered(client, redirectUri)) return refuse("OAUTH_007");
  return { client, redirectUri, state: params.get("state") };
}

/** Character by character; "http://localhost/…" registered without a port stands for every port. */
function isRegistered(client: ClientRow, redirectUri: string): boolean {
  const anyPort = redirectUri.replace(/^http:\/\/localhost:\d+\//, "http://localhost/");
  return client.redirectUris.some((uri) => uri === redirectUri || uri === anyPort);
}

/** Where the browser goes after "Connect". */
export function grant(
  state: SandboxState,
  request: AuthorizeRequest,
  userId: number,
  workspaceIds: readonly string[],
  nowMs: number,
): string {
  const code = newCode(state);
  state.oauth.codes[code] = {
    clientId: request.client.id,
    userId,
    workspaceIds: [...workspaceIds],
    issuedAtMs: nowMs,
    used: false,
  };
  const url = new URL(request.redirectUri);
  url.searchParams.set("code", code);
  if (request.state !== null) url.searchParams.set("state", request.state);
  return url.href;
}
