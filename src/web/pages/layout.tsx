import type { PropsWithChildren } from "hono/jsx";

/** The frame of every page: one column, our stylesheet, the small script for copy buttons. */
export function Layout({ title, children }: PropsWithChildren<{ title: string }>) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title} · ClickUp MCP</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
        <script src="/assets/copy.js" defer></script>
      </head>
      <body>
        <main>{children}</main>
        {/* What the copy buttons did, for people who do not see them. */}
        <p role="status" class="unseen"></p>
        <footer>
          <a href="/">ClickUp MCP</a> · not made by ClickUp
        </footer>
      </body>
    </html>
  );
}

/** A line to copy. The button appears when the script runs; the text can be selected without. */
export function CopyLine({ line, label }: { line: string; label: string }) {
  return (
    <div class="copy">
      <code>{line}</code>
      <button type="button" class="quiet" data-copy={line} aria-label={`Copy ${label}`} hidden>
        Copy
      </button>
    </div>
  );
}
