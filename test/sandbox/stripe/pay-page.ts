// The page behind a checkout session's URL: what is bought, for how much, and a button.
import { html } from "hono/html";
import { payFor, successUrl } from "./checkout-sessions.ts";
import { idOf } from "./objects.ts";
import {
  CARD_CHOICES,
  type Markup,
  messagePage,
  money,
  page,
  priceText,
  redirect,
} from "./page.ts";
import { bodyText, type World } from "./router.ts";
import { CARDS, type Card, type SessionRow } from "./state.ts";

export async function answerPayPage(
  world: World,
  request: Request,
  sessionId: string,
): Promise<Response> {
  const { checkoutSessions } = world.state;
  const row = Object.hasOwn(checkoutSessions, sessionId) ? checkoutSessions[sessionId] : undefined;
  if (row === undefined) return messagePage(404, "Page not found", "There is no such checkout.");
  const { session } = row;
  if (session.status === "complete") return redirect(successUrl(session));
  if (session.status === "expired") {
    const text = "This checkout has expired, and nothing was paid.";
    return messagePage(200, "Too late", text, session.cancel_url);
  }
  if (request.method === "GET") return show(world, row, null);
  if (request.method !== "POST") return messagePage(405, "Method not allowed", "Press the button.");
  return pay(world, row, new URLSearchParams(await bodyText(request)));
}

async function pay(world: World, row: SessionRow, form: URLSearchParams): Promise<Response> {
  const email = form.get("email")?.trim() || "person@example.com";
  const card = form.get("card") ?? "";
  if (!isCard(card)) return show(world, row, "Choose a card.");
  const next = payFor(world, row, card, email);
  return next === null
    ? show(world, row, "Your card was declined. Try another one.")
    : redirect(next);
}

export const isCard = (text: string): text is Card => (CARDS as readonly string[]).includes(text);

function show(world: World, row: SessionRow, problem: string | null): Promise<Response> {
  const { state } = world;
  const price = state.prices[row.priceId];
  const product = price && state.products[idOf(price.product)];
  if (price === undefined || product === undefined) throw new Error("the price has gone");
  const { session } = row;
  const total = money(session.amount_total ?? 0, price.currency);
  const customer = session.customer === null ? undefined : state.customers[idOf(session.customer)];
  const known = session.customer_email ?? (customer?.deleted === true ? null : customer?.email);
  const body = html`
<section>
  <h1>Subscribe to ${product.name}</h1>
  <p class="amount">${money(price.unit_amount ?? 0, price.currency)}
    <small>per ${price.recurring?.interval ?? "month"}</small></p>
  <ul class="lines">
    <li><span>${product.name}<br><span class="soft">${product.description ?? ""}</span></span>
      <span>${priceText(price, row.quantity)}</span></li>
    <li><span>Total due today</span><span>${total}</span></li>
  </ul>
  ${session.cancel_url === null ? "" : html`<p><a href="${session.cancel_url}">Cancel and go back</a></p>`}
</section>
<section class="card">
  ${problem === null ? "" : html`<p class="alert" role="alert">${problem}</p>`}
  <form method="post">
    ${known ? html`<p><strong>Email</strong><br>${known}</p>` : emailField}
    <fieldset><legend>Card</legend>${cardChoices("good")}</fieldset>
    <button class="main">Pay ${total} and subscribe</button>
    <p class="soft">You will be charged ${total} each ${price.recurring?.interval ?? "month"}
      until you cancel. These cards are made up.</p>
  </form>
</section>`;
  return page(`Subscribe to ${product.name}`, problem === null ? 200 : 402, body, "two");
}

const emailField = html`
    <label class="field">Email <input type="email" name="email" required autocomplete="email"></label>`;

export function cardChoices(chosen: Card): Markup[] {
  return CARD_CHOICES.map(
    ([value, number, effect]) => html`
      <label class="choice"><input type="radio" name="card" value="${value}"
        ${value === chosen ? "checked" : ""}><span><code>${number}</code><br>
        <span class="soft">${effect}</span></span></label>`,
  );
}
