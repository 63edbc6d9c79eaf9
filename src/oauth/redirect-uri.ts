/** Where a code may be sent. The same rules hold when a client registers and whenever it asks. */

/**
 * Private-use schemes of desktop clients that own no domain-named one (RFC 8252 §7.1 asks for
 * reverse-domain names, and all of those are taken too). PKCE is what protects a code there.
 * cursor: the OAuth library's own documentation; the others: the apps' registered URL schemes.
 */
const DESKTOP_SCHEMES: ReadonlySet<string> = new Set([
  "claude:",
  "code-oss:",
  "cursor:",
  "goose:",
  "kiro:",
  "raycast:",
  "vscode-insiders:",
  "vscode:",
  "vscodium:",
  "warp:",
  "windsurf-next:",
  "windsurf:",
  "zed:",
]);
const REVERSE_DOMAIN = /^[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+:$/;
const MAX_LENGTH = 1000;
/** URL parsers also take ";", "," and "*" in a host, which say something else in a page's policy. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?$/;

export type RedirectVerdict =
  | "good"
  /** A private-use scheme that we do not know: never used, no reason to refuse the client. */
  | "unknown_scheme"
  /** Would hand a code to a stranger, or means something else than it seems. */
  | "refused";

export function judgeRedirectUri(uri: string): RedirectVerdict {
  // Spaces, controls, backslashes and anything but ASCII are read differently by different parsers.
  if (uri.length > MAX_LENGTH || !/^[\x21-\x7E]+$/.test(uri) || /[\\#]/.test(uri)) return "refused";
  const url = URL.parse(uri);
  if (url === null || url.username !== "" || url.password !== "") return "refused";
  if (["https:", "http:"].includes(url.protocol)) {
    if (!/^https?:\/\/[^/]/i.test(uri)) return "refused"; // "https:evil.example" parses, too
    if (!HOST.test(url.host)) return "refused";
    return url.protocol === "https:" || isLoopback(url.hostname) ? "good" : "refused";
  }
  if (DESKTOP_SCHEMES.has(url.protocol) || REVERSE_DOMAIN.test(url.protocol)) return "good";
  return DANGEROUS.has(url.protocol) ? "refused" : "unknown_scheme";
}

export function isLoopbackUri(uri: string): boolean {
  const url = URL.parse(uri);
  return url !== null && url.protocol === "http:" && isLoopback(url.hostname);
}

/** RFC 8252 §7.3: any port of this machine. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Schemes that a browser or the system would run, read or show itself. */
const DANGEROUS: ReadonlySet<string> = new Set([
  "about:",
  "blob:",
  "chrome:",
  "data:",
  "file:",
  "filesystem:",
  "ftp:",
  "intent:",
  "javascript:",
  "mailto:",
  "ms-msdt:",
  "vbscript:",
  "view-source:",
  "ws:",
  "wss:",
]);
