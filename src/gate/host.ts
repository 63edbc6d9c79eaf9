/** Which names this server answers to. Another Host would let a page of its own rebind DNS to us. */
export interface HostRule {
  publicUrl: URL;
  isDevelopment: boolean;
}

/** Both the URL's host and the Host header count: they may differ behind a proxy. */
export function isOurHost(request: Request, url: URL, rule: HostRule): boolean {
  const header = request.headers.get("host");
  return isOurs(url.host, rule) && (header === null || isOurs(header.toLowerCase(), rule));
}

function isOurs(host: string, rule: HostRule): boolean {
  if (host === rule.publicUrl.host) return true;
  const parsed = URL.parse(`${rule.publicUrl.protocol}//${host}`);
  // A path, credentials or a query hidden in the header do not survive this comparison.
  if (parsed === null || parsed.href !== `${parsed.protocol}//${parsed.host}/`) return false;
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
