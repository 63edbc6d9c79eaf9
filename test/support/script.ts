/** A script with a personal token, made on the account page by a person who signed in. For workerd only. */
import type { oauthBench } from "./oauth-bench.ts";

type Bench = ReturnType<typeof oauthBench>;

export interface Script {
  browser: ReturnType<Bench["browser"]>;
  /** Of the page, for more changes by this browser. */
  csrf: string;
  token: string;
  send(method: string, path: string, body?: unknown, headers?: Headers): Promise<Response>;
}

type Headers = Readonly<Record<string, string>>;

/** `scopes`: read and write unless said otherwise. */
export async function scriptOf(bench: Bench, userId: string, scopes?: string[]): Promise<Script> {
  const browser = bench.browser();
  const html = await (await browser.logIn(bench.sandbox, userId)).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
  const made = await browser.visit("/account/tokens", {
    method: "POST",
    headers: { ...JSON_BOTH_WAYS, "X-CSRF-Token": csrf },
    body: JSON.stringify({ name: "script", ...(scopes && { scopes }) }),
  });
  const { token } = await made.json<{ token: string }>();
  return { browser, csrf, token, send: sender(bench, token) };
}

/** Requests with that bearer; a body is sent as JSON, text as it is. */
export function sender(bench: Bench, token: string): Script["send"] {
  return (method, path, body, headers = {}) =>
    bench.request(path, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
}

export const JSON_BOTH_WAYS = { Accept: "application/json", "Content-Type": "application/json" };
