/** The only place that writes CORS headers. */
import type { OriginPolicy } from "./origin.ts";

const ALLOW_HEADERS = [
  "Authorization",
  "Content-Type",
  "Accept",
  "Last-Event-ID",
  "Mcp-Session-Id",
  "MCP-Protocol-Version",
  "Mcp-Method",
  "Mcp-Name",
  "X-MCP-Toolsets",
  "X-MCP-Readonly",
  "X-MCP-Persona",
  "X-Team-Id",
].join(", ");

const EXPOSE_HEADERS = [
  "Mcp-Session-Id",
  "WWW-Authenticate",
  "RateLimit-Limit",
  "RateLimit-Remaining",
  "RateLimit-Reset",
  "Retry-After",
  "X-Request-Id",
].join(", ");

// Browsers cap it: Chromium at 2 h, Firefox at 24 h.
const PREFLIGHT_MAX_AGE_SECONDS = 7200;

/**
 * Replaces whatever CORS headers a library wrote. `origin` has passed the origin check; `*` is only
 * for routes that answer every origin, and no route uses CORS credentials.
 */
export function writeCors(
  headers: Headers,
  cors: { origin: string | null; policy: OriginPolicy; preflightOf?: readonly string[] },
): void {
  // Whoever writes any of them writes this one; most answers are ours and have none.
  if (headers.has("Access-Control-Allow-Origin")) {
    for (const name of [...headers.keys()]) {
      if (name.startsWith("access-control-")) headers.delete(name);
    }
  }
  if (cors.policy === "own") return;
  if (cors.policy === "any") {
    headers.set("Access-Control-Allow-Origin", "*");
  } else {
    headers.append("Vary", "Origin");
    if (cors.origin === null) return;
    headers.set("Access-Control-Allow-Origin", cors.origin);
  }
  headers.set("Access-Control-Expose-Headers", EXPOSE_HEADERS);
  if (cors.preflightOf !== undefined) {
    headers.set("Access-Control-Allow-Methods", cors.preflightOf.join(", "));
    headers.set("Access-Control-Allow-Headers", ALLOW_HEADERS);
    headers.set("Access-Control-Max-Age", String(PREFLIGHT_MAX_AGE_SECONDS));
  }
}
