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
