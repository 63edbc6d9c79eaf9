import { isLoopbackUri } from "../oauth/redirect-uri.ts";

/** Where the person's access goes after consent, in words that they can check. */
export interface RedirectTarget {
  kind: "site" | "this_computer" | "app";
  /** The host with its port, or the scheme of an app's links. */
  name: string;
}

export function redirectTarget(redirectUri: string): RedirectTarget {
  const url = new URL(redirectUri);
  if (isLoopbackUri(redirectUri)) return { kind: "this_computer", name: url.host };
  if (url.protocol === "https:") return { kind: "site", name: url.host };
  return { kind: "app", name: url.protocol };
}

/** CSP sources for the hops after the consent form: ClickUp, ourselves again, then the client. */
export function formTargets(redirectUri: string, clickUpAuthUrl: string): string[] {
  const clickUp = new URL(clickUpAuthUrl);
  // ClickUp's sign-in may lead through its other hosts (login, single sign-on start).
  const clickUpHosts = clickUp.hostname.endsWith(".clickup.com") ? ["https://*.clickup.com"] : [];
  return [clickUp.origin, ...clickUpHosts, cspSource(new URL(redirectUri))];
}

function cspSource(url: URL): string {
  if (url.protocol !== "https:" && url.protocol !== "http:") return url.protocol;
  // CSP has no way to write an IPv6 address.
  return url.hostname.startsWith("[") ? url.protocol : url.origin;
}
