/**
 * A person at a browser, without one: follows redirects, keeps cookies, presses the buttons of our
 * consent page and of ClickUp's. The same pages in a real browser are in test/browser.
 */

export interface PersonOptions {
  /** ClickUp user id in the sandbox. */
  userId: string;
  /** Workspaces they open; what the page proposes unless said otherwise. */
  workspaceIds?: readonly string[];
}

export interface ConsentChoice {
  decision?: "approve" | "deny";
  /** Scopes left ticked; as the page proposes unless said otherwise. */
  scopes?: readonly string[];
  /** Follows the page's link that asks for deleting, too. */
  deleting?: boolean;
  /** What happens at ClickUp's own page. */
  atClickUp?: "connect" | "refuse";
}

const MAX_REDIRECTS = 10;

export class Person {
  readonly #options: PersonOptions;
  readonly #cookies = new Map<string, string>();

  constructor(options: PersonOptions) {
    this.#options = options;
  }

  /**
   * From a client's authorization URL to the redirect that leads back to the client, with the code
   * or the error in its query.
   */
  async authorize(authorizeUrl: string, choice: ConsentChoice = {}): Promise<URL> {
    const origin = new URL(authorizeUrl).origin;
    const page = await this.fetch(authorizeUrl);
    if (page.status >= 300 && page.status < 400) return locationOf(page, authorizeUrl);
    const html = await page.text();
    if (page.status !== 200) throw new Error(`consent page: ${page.status} ${html}`);
    if (choice.deleting === true) {
      const link = /href="(\/authorize\?[^"]*)"/.exec(html)?.[1];
      if (link === undefined) throw new Error(`no such link in: ${html}`);
      return this.authorize(new URL(unescapeHtml(link), origin).href, {
        ...choice,
        deleting: false,
      });
    }
    const form = readForm(html, authorizeUrl);
    const proposed = form.fields.filter(([name]) => name === "scope").map(([, value]) => value);
    const body = new URLSearchParams([
      ...form.fields.filter(([name]) => name !== "scope"),
      ...(choice.scopes ?? proposed).map((scope) => ["scope", scope]),
      ["decision", choice.decision ?? "approve"],
    ]);
    const answer = await this.fetch(form.action, {
      method: "POST",
      headers: { origin, "content-type": "application/x-www-form-urlencoded" },
      body: body.toString(),
    });
    return this.#follow(locationOf(answer, form.action), origin, choice);
  }

  get userId(): string {
    return this.#options.userId;
  }

  /** One request with this person's cookies; redirects are not followed. */
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has("accept")) headers.set("accept", "text/html");
    if (this.#cookies.size > 0) {
      headers.set(
        "cookie",
        [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      );
    }
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const name = pair.slice(0, pair.indexOf("="));
      if (/;\s*max-age=0/i.test(cookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(pair.indexOf("=") + 1));
    }
    return response;
  }

  /** Signs in with the browser alone and returns the page they land on. */
  async logIn(publicUrl: string): Promise<{ url: string; html: string }> {
    let url = new URL("/auth/login", publicUrl);
    for (let i = 0; i < MAX_REDIRECTS; i++) {
      if (url.origin !== new URL(publicUrl).origin) url = await this.#atClickUp(url, {});
      const response = await this.fetch(url.href);
      if (response.status < 300 || response.status >= 400) {
        return { url: url.href, html: await response.text() };
      }
      url = locationOf(response, url.href);
    }
    throw new Error("too many redirects");
  }

  async #follow(start: URL, origin: string, choice: ConsentChoice): Promise<URL> {
    let url = start;
    for (let i = 0; i < MAX_REDIRECTS; i++) {
      if (this.#isClickUp(url)) url = await this.#atClickUp(url, choice);
      if (url.origin !== origin) return url;
      const response = await this.fetch(url.href);
      if (response.status < 300 || response.status >= 400) {
        throw new Error(`${url.pathname}: ${response.status} ${await response.text()}`);
      }
      url = locationOf(response, url.href);
    }
    throw new Error("too many redirects");
  }

  #isClickUp(url: URL): boolean {
    return url.pathname === "/api" && url.searchParams.has("client_id");
  }

  /** ClickUp's own page: "Connect as …", or its error for who says no. */
  async #atClickUp(url: URL, choice: ConsentChoice): Promise<URL> {
    const { userId, workspaceIds } = this.#options;
    if (choice.atClickUp === "refuse") {
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      back.searchParams.set("error", "access_denied");
      back.searchParams.set("state", url.searchParams.get("state") ?? "");
      return back;
    }
    const html = await (await fetch(url)).text();
    const card = html.split("<form").find((form) => form.includes(`name="user" value="${userId}"`));
    if (card === undefined) throw new Error(`no user ${userId} on ClickUp's page: ${html}`);
    const proposed = readForm(`<form${card}`, url.href).fields.map(([, value]) => value);
    const body = new URLSearchParams([
      ["user", userId],
      ...(workspaceIds ?? proposed).map((id) => ["workspace", id]),
    ]);
    const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
    await answer.body?.cancel();
    return locationOf(answer, url.href);
  }
}

interface Form {
  action: string;
  fields: [string, string][];
}

/** The first form of a page that posts (to `action`), with what it would send as it stands. */
export function readForm(html: string, pageUrl: string, action?: string): Form {
  const form = [...html.matchAll(/<form\b[^>]*method="post"[^>]*>([\s\S]*?)<\/form>/gi)].find(
    ([markup]) => action === undefined || markup.includes(`action="${action}"`),
  );
  if (form === undefined) throw new Error(`no such form in: ${html}`);
  const target = /\baction="([^"]*)"/i.exec(form[0].slice(0, form[0].indexOf(">")))?.[1] ?? "";
  const inputs = [...(form[1] ?? "").matchAll(/<input\b[^>]*>/gi)].map(([input]) => input);
  const fields = inputs
    .filter((input) => !/type="(checkbox|radio)"/i.test(input) || /\bchecked\b/i.test(input))
    .flatMap((input): [string, string][] => {
      const name = attribute(input, "name");
      return name === undefined ? [] : [[name, attribute(input, "value") ?? "on"]];
    });
  return { action: new URL(unescapeHtml(target), pageUrl).href, fields };
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, "i").exec(tag)?.[1];
  return value === undefined ? undefined : unescapeHtml(value);
}

function unescapeHtml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name: string) => {
    return { amp: "&", lt: "<", gt: ">", quot: '"' }[name] ?? "'";
  });
}

function locationOf(response: Response, base: string): URL {
  const location = response.headers.get("location");
  if (location === null) throw new Error(`${response.status} without a Location`);
  return new URL(location, base);
}
