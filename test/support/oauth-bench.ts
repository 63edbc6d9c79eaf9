/** The whole Worker in this isolate, with the sandbox in place of ClickUp. For workerd only. */
import { createExecutionContext, env, waitOnExecutionContext } from "cloudflare:test";
import { onTestFinished, vi } from "vitest";
import { toBase64Url } from "../../src/crypto/bytes.ts";
import worker from "../../src/index.ts";
import { type ClickUpSandbox, createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";

export const PUBLIC_URL = "http://localhost:8787";
export const REDIRECT_URI = "http://127.0.0.1:33418/callback";
export const USER = "1001";

export interface Tokens {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  scope: string;
}

export interface Client {
  client_id: string;
  client_secret?: string;
  redirect_uris: string[];
  client_name?: string;
  [field: string]: unknown;
}

export interface AuthorizeOptions {
  redirectUri?: string;
  scope?: string;
  resource?: string;
  state?: string;
}

/** Everything that leaves goes to the sandbox, except the documents of `sites`. */
export function oauthBench(sites: Record<string, () => Response> = {}) {
  const sandbox = createClickUpSandbox();
  const outbound = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const site = sites[request.url];
    return site === undefined ? sandbox.fetch(request) : site();
  });
  onTestFinished(() => {
    outbound.mockRestore();
    vi.useRealTimers();
  });
  // An address of its own, so that one test's registrations do not throttle another's.
  const address = `2001:db8:${randomHex()}:${randomHex()}::1`;

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const ctx = createExecutionContext();
    const headers = new Headers(init.headers);
    if (!headers.has("CF-Connecting-IP")) headers.set("CF-Connecting-IP", address);
    const asked = new Request(new URL(path, PUBLIC_URL), { ...init, headers, redirect: "manual" });
    const response = await worker.fetch(asked as Parameters<typeof worker.fetch>[0], env, ctx);
    await waitOnExecutionContext(ctx);
    return response;
  }

  const postForm = (path: string, fields: Record<string, string>, headers = {}) =>
    request(path, { method: "POST", body: new URLSearchParams(fields), headers });

  const register = async (metadata: object = {}): Promise<Client> => {
    const body = JSON.stringify({
      client_name: "Test client",
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: "none",
      ...metadata,
    });
    const headers = { "Content-Type": "application/json" };
    const response = await request("/oauth/register", { method: "POST", headers, body });
    if (response.status !== 201) throw new Error(`registration: ${await response.text()}`);
    return response.json<Client>();
  };

  /** A client with a code in its hand, after consent and ClickUp. */
  const authorize = async (client: Client, options: AuthorizeOptions = {}, userId = USER) => {
    const pkce = await newPkce();
    const browser = createBrowser(request);
    const back = await browser.consent(authorizeUrl(client, pkce, options), sandbox, userId);
    const code = back.searchParams.get("code") ?? "";
    return { back, code, verifier: pkce.verifier, browser };
  };

  const exchange = (client: Client, code: string, verifier: string) =>
    postForm("/oauth/token", {
      grant_type: "authorization_code",
      client_id: client.client_id,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: verifier,
    });

  const refresh = (client: Client, token: string, more: Record<string, string> = {}) =>
    postForm("/oauth/token", {
      grant_type: "refresh_token",
      client_id: client.client_id,
      refresh_token: token,
      ...more,
    });

  const connect = async (options: AuthorizeOptions = {}, userId = USER) => {
    const client = await register();
    const { back, code, verifier } = await authorize(client, options, userId);
    if (code === "") throw new Error(`no code: ${back.href}`);
    const response = await exchange(client, code, verifier);
    if (!response.ok) throw new Error(`token: ${await response.text()}`);
    return { client, tokens: await response.json<Tokens>() };
  };

  /** The status of a bare call: 200 for a live token, 401 for a dead one. */
  const call = async (token: string): Promise<number> => {
    const response = await request("/mcp", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} }),
    });
    await response.body?.cancel();
    return response.status;
  };

  const browser = () => createBrowser(request);
  const toClickUp = () => outbound.mock.calls.length;
  return {
    sandbox,
    request,
    postForm,
    register,
    authorize,
    exchange,
    refresh,
    connect,
    call,
    browser,
    /** Requests that left the Worker so far. */
    toClickUp,
  };
}

export interface Pkce {
  verifier: string;
  challenge: string;
}

export async function newPkce(): Promise<Pkce> {
  const verifier = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return { verifier, challenge: toBase64Url(new Uint8Array(digest)) };
}

export function authorizeUrl(client: Client, pkce: Pkce, options: AuthorizeOptions = {}): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: client.client_id,
    redirect_uri: options.redirectUri ?? REDIRECT_URI,
    state: options.state ?? "the-client's-state",
    code_challenge: pkce.challenge,
    code_challenge_method: "S256",
    resource: options.resource ?? `${PUBLIC_URL}/mcp`,
    ...(options.scope === undefined ? { scope: "clickup:read clickup:write" } : {}),
    ...(options.scope !== undefined && options.scope !== "" ? { scope: options.scope } : {}),
  });
  return `/authorize?${query}`;
}

/** Keeps cookies as a browser does, and nothing else. */
export function createBrowser(request: (path: string, init?: RequestInit) => Promise<Response>) {
  const cookies = new Map<string, string>();

  async function visit(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has("Accept")) headers.set("Accept", "text/html");
    headers.set("Cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
    const response = await request(path, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = cookie.split(";")[0]?.split("=", 2) ?? [];
      if (/Max-Age=0/.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  const submit = (path: string, fields: [string, string][] | Record<string, string>) =>
    visit(path, {
      method: "POST",
      headers: { Origin: PUBLIC_URL },
      body: new URLSearchParams(fields),
    });

  /** From the client's address to the one that ClickUp sends back to, the consent given. */
  async function toCallback(path: string, sandbox: ClickUpSandbox, userId = USER) {
    const page = await visit(path);
    const html = await page.text();
    if (page.status !== 200) throw new Error(`no consent page: ${page.status} ${html}`);
    const scopes = tickedScopes(html).map((scope): [string, string] => ["scope", scope]);
    const fields: [string, string][] = [
      ["handle", handleOf(html)],
      ["decision", "approve"],
      ...scopes,
    ];
    const atClickUp = await submit("/authorize", fields);
    return toPath(sandbox.approve(locationOf(atClickUp), userId));
  }

  async function consent(path: string, sandbox: ClickUpSandbox, userId = USER): Promise<URL> {
    return new URL(locationOf(await visit(await toCallback(path, sandbox, userId))));
  }

  async function logIn(sandbox: ClickUpSandbox, userId = USER): Promise<Response> {
    const atClickUp = locationOf(await visit("/auth/login"));
    const landed = await visit(toPath(sandbox.approve(atClickUp, userId)));
    return visit(locationOf(landed));
  }

  return { cookies, visit, submit, toCallback, consent, logIn };
}

export function locationOf(response: Response): string {
  const location = response.headers.get("Location");
  if (location === null) throw new Error(`no redirect: ${response.status}`);
  return location;
}

export function handleOf(html: string): string {
  return /name="handle" value="([^"]+)"/.exec(html)?.[1] ?? "";
}

/** What the form would send: boxes that are ticked and not disabled. */
export function tickedScopes(html: string): string[] {
  return [...html.matchAll(/<input type="checkbox"[^>]*>/g)]
    .map(([box]) => box)
    .filter((box) => /\bchecked\b/.test(box) && !/\bdisabled\b/.test(box))
    .map((box) => /value="([^"]+)"/.exec(box)?.[1] ?? "");
}

function toPath(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function randomHex(): string {
  return Math.floor(Math.random() * 0xffff).toString(16);
}
