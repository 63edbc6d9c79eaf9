// The look that Stripe's pages have here. Plain forms, no script; text is escaped by the template.
import { html, raw } from "hono/html";
import type Stripe from "stripe";

export type Markup = ReturnType<typeof html>;

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
    --ground: #f6f8fb; --card: #fff; --ink: #1a1f36; --soft: #596377; --line: #d8dee8;
    --accent: #4b45d6; --on-accent: #fff; --bad: #b3093c; --good: #0b6b3a; }
  @media (prefers-color-scheme: dark) { :root {
    --ground: #10131c; --card: #191e2b; --ink: #eef1f7; --soft: #a9b3c6; --line: #333c50;
    --accent: #8f8afc; --on-accent: #10131c; --bad: #ff8ca6; --good: #6fdc9f; } }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere; }
  .strip { background: #ffd48a; color: #432a00; text-align: center; font-size: .85rem;
    padding: .35rem 1rem; }
  .strip a { color: inherit; }
  main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; display: grid; gap: 1.5rem; }
  main > * { min-width: 0; }
  @media (min-width: 48rem) { .two { grid-template-columns: 1fr 1fr; gap: 3.5rem; padding-top: 4rem; } }
  h1 { font-size: 1.1rem; font-weight: 600; margin: 0; }
  h2 { font-size: 1.05rem; margin: 0 0 .75rem; }
  .amount { font-size: 2.4rem; font-weight: 650; line-height: 1.2; margin: .25rem 0 1.25rem; }
  .amount small { font-size: 1rem; font-weight: 400; color: var(--soft); }
  .soft { color: var(--soft); font-size: .9rem; }
  p { margin: .5rem 0; }
  .card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
    padding: 1.25rem; box-shadow: 0 1px 3px #0000000f; }
  .lines { list-style: none; margin: 1rem 0; padding: 0; }
  .lines li { display: flex; justify-content: space-between; gap: 1rem; padding: .6rem 0;
    border-top: 1px solid var(--line); }
  .lines li > :last-child { text-align: right; flex: none; }
  .lines li:last-child { font-weight: 600; }
  fieldset { border: 0; margin: 0 0 1rem; padding: 0; display: grid; gap: .5rem; }
  legend { font-weight: 600; padding: 0; margin-bottom: .5rem; }
  label.choice { display: flex; gap: .6rem; align-items: baseline; border: 1px solid var(--line);
    border-radius: .5rem; padding: .6rem .75rem; cursor: pointer; }
  label.choice:has(:checked) { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
  label.field { display: grid; gap: .25rem; margin-bottom: 1rem; font-weight: 600; }
  input[type="email"], input[type="number"], select { font: inherit; color: inherit;
    background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
    padding: .55rem .75rem; width: 100%; }
  code { font-size: .85em; }
  button { font: inherit; font-weight: 600; border-radius: .5rem; padding: .65rem 1rem; cursor: pointer;
    border: 1px solid var(--line); background: var(--card); color: var(--ink); }
  button.main { background: var(--accent); color: var(--on-accent); border-color: var(--accent);
    width: 100%; padding: .8rem 1rem; }
  button.bad { color: var(--bad); }
  a { color: var(--accent); }
  a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible {
    outline: 3px solid var(--accent); outline-offset: 2px; }
  .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
  .low { align-items: end; }
  .between { justify-content: space-between; }
  .alert { border-left: 4px solid var(--bad); padding-left: .75rem; color: var(--bad); }
  .badge { border: 1px solid currentColor; border-radius: 1rem; padding: .05rem .6rem;
    font-size: .8rem; font-weight: 600; color: var(--good);
    white-space: nowrap; }
  .badge.warn { color: var(--bad); }
  table { border-collapse: collapse; width: 100%; font-size: .9rem; }
  th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line);
    vertical-align: top; overflow-wrap: normal; }
  td .row { flex-wrap: nowrap; }
  td select { width: auto; }
  .scroll { overflow-x: auto; }
`;

export async function page(
  title: string,
  status: number,
  body: Markup,
  layout: "one" | "two" = "one",
): Promise<Response> {
  const markup = await html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Stripe (sandbox)</title><style>${raw(STYLE)}</style></head>
<body><div class="strip">Sandbox in place of Stripe: no money moves.
<a href="/stripe/control">Controls</a></div>
<main class="${layout}">${body}</main></body></html>`;
  return new Response(String(markup), {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      // No form-action: browsers apply it to every hop after the form, and the app sends on.
      "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    },
  });
}

export const messagePage = (status: number, heading: string, text: string, back?: string | null) =>
  page(
    heading,
    status,
    html`<div class="card"><h1>${heading}</h1><p>${text}</p>
${back ? html`<p><a href="${back}">Go back</a></p>` : ""}</div>`,
  );

export const redirect = (location: string): Response =>
  new Response(null, { status: 303, headers: { Location: location } });

export function money(cents: number, currency: string): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(cents / 100);
}

/** "$12.00 per month" */
export function priceText(price: Stripe.Price, quantity = 1): string {
  const amount = money((price.unit_amount ?? 0) * quantity, price.currency);
  return price.recurring === null ? amount : `${amount} per ${price.recurring.interval}`;
}

export function dateText(atSeconds: number): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(atSeconds * 1000),
  );
}

/** The cards that a person may use here. */
export const CARD_CHOICES = [
  ["good", "4242 4242 4242 4242", "pays, now and at each renewal"],
  ["declined", "4000 0000 0000 0002", "is declined"],
  ["fails_later", "4000 0000 0000 0341", "pays now, fails at the renewal"],
] as const;
