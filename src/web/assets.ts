import { COPY_SCRIPT } from "./pages/copy-script.ts";
import { STYLE } from "./pages/style.ts";

/** Short enough for a deploy to show, long enough for a visit. */
const CACHE = "public, max-age=600";

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#5137c4"/><path d="M9 17l5 5 9-11" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

const ASSETS: Readonly<Record<string, { type: string; body: string }>> = {
  "style.css": { type: "text/css; charset=utf-8", body: STYLE },
  "copy.js": { type: "text/javascript; charset=utf-8", body: COPY_SCRIPT },
  "icon.svg": { type: "image/svg+xml", body: ICON },
};

export const ASSET_NAMES = Object.keys(ASSETS);

export function asset(name: string): Response {
  const { type, body } = ASSETS[name] ?? { type: "text/plain", body: "" };
  return new Response(body, {
    headers: {
      "Content-Type": type,
      "Cache-Control": CACHE,
      "X-Content-Type-Options": "nosniff",
      // An icon opened on its own is a document, too.
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    },
  });
}
