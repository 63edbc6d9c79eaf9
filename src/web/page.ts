import type { Child } from "hono/jsx";

/** Where a page's forms may lead besides our own origin: origins ("https://…") or schemes ("app:"). */
export interface PageOptions {
  status?: number;
  formTargets?: readonly string[];
  headers?: Headers;
}

type Markup = { toString(): string } | Promise<{ toString(): string }>;

/** A whole HTML page with the headers that every page has. */
export async function page(markup: Child | Markup, options: PageOptions = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  writePageHeaders(headers, options.formTargets ?? []);
  const html = `<!doctype html>${String(await markup)}`;
  return new Response(html, { status: options.status ?? 200, headers });
}

/** Sends the browser on; 303, so that a form's POST becomes a GET. */
export function sendTo(location: string, headers = new Headers()): Response {
  headers.set("Location", location);
  headers.set("Cache-Control", "no-store");
  headers.set("Referrer-Policy", "no-referrer"); // the address may hold a code of ours
  return new Response(null, { status: 303, headers });
}

/** Whether a browser asks, rather than a program. */
export function wantsHtml(request: Request): boolean {
  return request.headers.get("Accept")?.includes("text/html") ?? false;
}

function writePageHeaders(headers: Headers, formTargets: readonly string[]): void {
  headers.set("Content-Type", "text/html; charset=utf-8");
  headers.set(
    "Content-Security-Policy",
    [
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "img-src 'self'",
      // Some browsers apply it to every hop after the form, so each of them has to be named.
      `form-action ${["'self'", ...formTargets].join(" ")}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  );
  headers.set("X-Frame-Options", "DENY"); // for browsers that do not know frame-ancestors
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Cache-Control", "no-store");
  // "no-referrer" would make browsers post our forms with "Origin: null".
  headers.set("Referrer-Policy", "same-origin");
  // No Cross-Origin-Opener-Policy: web clients open this flow in a popup and wait for it to come back.
  headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
}
