/** Who a token request says it is. The library proves it; this only reads the name. */

/** The client id as the library will read it, or undefined when it will find none. */
export function clientIdOf(
  form: URLSearchParams,
  authorization: string | null,
): string | undefined {
  const basic = basicCredentials(authorization);
  if (basic !== undefined) return basicUser(basic);
  const named = form.getAll("client_id").filter((value) => value !== "")[0];
  return named ?? assertionIssuer(form.get("client_assertion") ?? "");
}

/**
 * A client that proves itself by Basic may say its name in the body once more, as the Python SDK of MCP
 * always does. That is no second way to prove it (RFC 6749 §2.3), but the library takes it for one.
 */
export function dropRepeatedName(form: URLSearchParams, authorization: string | null): void {
  const basic = basicCredentials(authorization);
  const name = basic === undefined ? undefined : basicUser(basic);
  if (form.getAll("client_id").every((value) => value === name)) form.delete("client_id");
}

/** What the answer to a refresh depends on, besides the token: neither who asked nor the proof of it. */
const CREDENTIALS: readonly string[] = [
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "refresh_token",
];

export function termsOf(form: URLSearchParams): string[] {
  return [...form]
    .filter(([name]) => !CREDENTIALS.includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

/** The same client authentication with something harmless to do: revoke a token that never was. */
export function authenticationProbe(form: URLSearchParams): URLSearchParams {
  const probe = new URLSearchParams([...form].filter(([name]) => CREDENTIALS.includes(name)));
  probe.delete("refresh_token");
  probe.set("token", "none");
  return probe;
}

function basicCredentials(authorization: string | null): string | undefined {
  return /^Basic +(\S+)$/i.exec(authorization ?? "")?.[1];
}

function basicUser(encoded: string): string | undefined {
  try {
    const user = atob(encoded).split(":")[0] ?? "";
    return decodeURIComponent(user.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function assertionIssuer(assertion: string): string | undefined {
  try {
    const payload = (assertion.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const { iss } = JSON.parse(atob(payload)) as { iss?: unknown };
    return typeof iss === "string" ? iss : undefined;
  } catch {
    return undefined;
  }
}
