/** Registration, consent and tokens with nothing but `fetch`, step by step as the RFCs say. */
import { createHash, randomBytes } from "node:crypto";
import { type ConsentChoice, Person } from "./person.ts";

const REDIRECT_URI = "http://127.0.0.1:5123/callback";

export interface Tokens {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
}

export interface SignedIn {
  clientId: string;
  tokens: Tokens;
}

/** A whole sign-in of one user, at a freshly registered public client unless one is given. */
export async function signIn(
  publicUrl: string,
  userId: string,
  choice: ConsentChoice & { scope?: string; clientId?: string } = {},
  resourcePath: "/mcp" | "/sse" = "/mcp",
): Promise<SignedIn> {
  const clientId = choice.clientId ?? (await register(publicUrl));
  const verifier = randomBytes(32).toString("base64url");
  const authorize = new URL("/authorize", publicUrl);
  authorize.search = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    state: "journey",
    scope: choice.scope ?? "clickup:read clickup:write",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    resource: new URL(resourcePath, publicUrl).href,
  }).toString();
  const back = await new Person({ userId }).authorize(authorize.href, choice);
  const code = back.searchParams.get("code");
  if (code === null) throw new Error(`no code in ${back.href}`);
  const answer = await fetch(new URL("/oauth/token", publicUrl), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: verifier,
    }),
  });
  if (!answer.ok) throw new Error(`token: ${answer.status} ${await answer.text()}`);
  return { clientId, tokens: (await answer.json()) as Tokens };
}

async function register(publicUrl: string): Promise<string> {
  const registered = await fetch(new URL("/oauth/register", publicUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "Plain fetch",
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: "none",
    }),
  });
  const { client_id: clientId } = (await registered.json()) as { client_id: string };
  return clientId;
}

/** One bare call: nothing but a token and a JSON-RPC request. */
export function bareCall(
  publicUrl: string,
  token: string,
  method: string,
  params: object = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(new URL("/mcp", publicUrl), {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
}
