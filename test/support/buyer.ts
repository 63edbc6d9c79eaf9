/**
 * A person who buys Premium and gives it up, by our account page and Stripe's pages in the sandbox,
 * without a browser. The same pages in a real browser are in test/browser.
 */
import { type Person, readForm } from "./person.ts";

const WEBHOOK_DEADLINE_MS = 20_000;
const POLL_MS = 100;

export class Buyer {
  readonly #publicUrl: string;
  readonly #person: Person;

  constructor(publicUrl: string, person: Person) {
    this.#publicUrl = publicUrl;
    this.#person = person;
  }

  /** Presses Upgrade and pays. Returns where Stripe's page leads back to; see `until`. */
  async pay(): Promise<string> {
    const page = await this.#press("/stripe/create-checkout");
    return submit(page, [["card", "good"]]);
  }

  /** Pays, and waits until that has become Premium. */
  async upgrade(): Promise<void> {
    await this.pay();
    await this.until("premium");
  }

  /** Ends it at once, in Stripe's portal. */
  async cancelNow(): Promise<void> {
    const page = await this.#press("/stripe/portal");
    await submit(page, [["action", "cancel_now"]]);
  }

  /** The redirect back grants nothing: the event that comes beside it does. */
  async until(tier: "free" | "premium"): Promise<void> {
    const deadlineMs = Date.now() + WEBHOOK_DEADLINE_MS;
    let last = await this.tier();
    while (last !== tier) {
      if (Date.now() > deadlineMs) throw new Error(`still ${last}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      last = await this.tier();
    }
  }

  async tier(): Promise<string> {
    const answer = await this.#person.fetch(new URL("/auth/me", this.#publicUrl).href);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`/auth/me: ${answer.status} ${text}`);
    return (JSON.parse(text) as { user: { tier: string } }).user.tier;
  }

  /** Presses one of the account page's buttons and lands on Stripe's page. */
  async #press(path: string): Promise<string> {
    const { url, html } = await this.#person.logIn(this.#publicUrl);
    const form = readForm(html, url, path);
    const answer = await this.#person.fetch(form.action, {
      method: "POST",
      headers: { origin: this.#publicUrl, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form.fields).toString(),
    });
    return locationOf(answer, url);
  }
}

/** Sends the first form of a page as it stands, but for these fields. */
async function submit(pageUrl: string, changed: readonly [string, string][]): Promise<string> {
  const form = readForm(await (await fetch(pageUrl)).text(), pageUrl);
  const names = new Set(changed.map(([name]) => name));
  const fields = form.fields.filter(([name]) => !names.has(name));
  const body = new URLSearchParams([...fields, ...changed]);
  return locationOf(
    await fetch(form.action, { method: "POST", body, redirect: "manual" }),
    pageUrl,
  );
}

async function locationOf(answer: Response, pageUrl: string): Promise<string> {
  const text = await answer.text();
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`${pageUrl}: ${answer.status} ${text}`);
  return new URL(location, pageUrl).href;
}
