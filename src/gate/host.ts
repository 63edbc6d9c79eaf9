/** Which names this server answers to. Another Host would let a page of its own rebind DNS to us. */
export interface HostRule {
  publicUrl: URL;
  isDevelopment: boolean;
}

/** A name, an IPv4 or an IPv6 address, and perhaps a port (RFC 9110 §7.2). */
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/;

/** Both the URL's host and the Host header count: they may differ behind a proxy. */
export function isOurHost(request: Request, url: URL, rule: HostRule): boolean {
  const header = request.headers.get("host");
  return isOurs(url.host, rule) && (header === null || isOurs(header.toLowerCase(), rule));
}

function isOurs(host: string, rule: HostRule): boolean {
  if (host === rule.publicUrl.host) return true;
  // Backslashes, tabs and the like are what a URL parser forgives, and no host has.
  if (!HOST.test(host)) return false;
  const parsed = URL.parse(`${rule.publicUrl.protocol}//${host}`);
  if (parsed === null) return false;
  return parsed.host === rule.publicUrl.host || (rule.isDevelopment && isLoopback(parsed.hostname));
}

export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
