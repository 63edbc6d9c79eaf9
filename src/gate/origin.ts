/** Whose pages may call which route. A request without Origin comes from no page. */
import { isLoopback } from "./host.ts";

/** `any`: public documents and OAuth endpoints. `listed`: ALLOWED_ORIGINS. `own`: our own pages' forms. */
export type OriginPolicy = "any" | "listed" | "own";

export interface OriginRule {
  publicUrl: URL;
  isDevelopment: boolean;
  allowedOrigins: ReadonlySet<string>;
}

/** `null` (sandboxed frames, files, redirects) is an origin that nobody can vouch for. */
export function isAllowedOrigin(
  origin: string | null,
  policy: OriginPolicy,
  rule: OriginRule,
): boolean {
  if (origin === null || policy === "any") return true;
  if (origin === rule.publicUrl.origin) return true;
  const url = URL.parse(origin);
  // Only a bare origin, spelled as browsers do, may be compared.
  if (url === null || url.origin !== origin) return false;
  if (rule.isDevelopment && isLoopback(url.hostname)) return true;
  return policy === "listed" && rule.allowedOrigins.has(origin);
}

/** Methods that change nothing, so that any site may link here (RFC 9110 §9.2.1). */
const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * A page of another site sends something to one of our own forms. Browsers name the origin with
 * such a request; one that came without is told by `Sec-Fetch-Site`, which no page can write.
 */
export function isForeignForm(request: Request, policy: OriginPolicy): boolean {
  const site = request.headers.get("sec-fetch-site");
  return (
    policy === "own" &&
    !SAFE_METHODS.includes(request.method) &&
    !request.headers.has("origin") &&
    (site === "cross-site" || site === "same-site")
  );
}
