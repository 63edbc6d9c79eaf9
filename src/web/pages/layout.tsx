import type { PropsWithChildren } from "hono/jsx";

type LayoutProps = PropsWithChildren<{
  title: string;
  /** What a search engine says of the page; without it none lists it. */
  description?: string;
  /** A page of many parts. Others are one column that reads like a letter. */
  wide?: boolean;
  signedIn?: boolean;
}>;

/** The frame of every page: our stylesheet, the small script for copy buttons, who we are. */
export function Layout(props: LayoutProps) {
  const { title, description, wide = false, signedIn = false, children } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {description === undefined ? (
          <meta name="robots" content="noindex" />
        ) : (
          <meta name="description" content={description} />
        )}
        <title>{title} · ClickUp MCP</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
        <script src="/assets/copy.js" defer></script>
      </head>
      <body class={wide ? "wide" : "narrow"}>
        <header>
          <a class="brand" href="/">
            ClickUp MCP
          </a>
          <nav aria-label="Site">
            {signedIn ? <a href="/#connect">Connect</a> : <a href="/account">Your account</a>}
          </nav>
        </header>
        <main>{children}</main>
        {/* What the copy buttons did, for people who do not see them. */}
        <p role="status" class="unseen"></p>
        <footer>
          <a href="/">ClickUp MCP</a> · not made by ClickUp · <a href="/llms.txt">llms.txt</a>
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

/** A button that posts one change, as a form of its own. */
export function PostButton(
  props: PropsWithChildren<{ action: string; csrf: string; label?: string; quiet?: boolean }>,
) {
  const { action, csrf, label, quiet = true, children } = props;
  return (
    <form method="post" action={action}>
      <input type="hidden" name="csrf" value={csrf} />
      <button
        type="submit"
        {...(quiet && { class: "quiet" })}
        {...(label !== undefined && { "aria-label": label })}
      >
        {children}
      </button>
    </form>
  );
}

/** An instant in the person's own time zone. */
export function Moment({ atMs, timezone }: { atMs: number; timezone: string }) {
  return <time datetime={new Date(atMs).toISOString()}>{inZone(atMs, timezone, MOMENT)}</time>;
}

export function Day({ atMs, timezone }: { atMs: number; timezone: string }) {
  return <time datetime={new Date(atMs).toISOString()}>{inZone(atMs, timezone, DAY)}</time>;
}

const DAY = { day: "numeric", month: "short", year: "numeric" } as const;
const MOMENT = { ...DAY, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** ClickUp names the zone; one that this platform does not know is UTC. */
export function inZone(
  atMs: number,
  timezone: string,
  options: Intl.DateTimeFormatOptions,
): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: timezone }).format(atMs);
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(atMs);
  }
}
