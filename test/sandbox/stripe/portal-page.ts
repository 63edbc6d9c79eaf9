// The customer portal: see, cancel, resume and pay for what was bought.
import { html } from "hono/html";
import type Stripe from "stripe";
import type { Acts } from "./acts.ts";
import { itemOf } from "./invoicing.ts";
import { idOf } from "./objects.ts";
import { dateText, type Markup, messagePage, money, page, priceText, redirect } from "./page.ts";
import { cardChoices, isCard } from "./pay-page.ts";
import { PORTAL_LIFE_S } from "./portal-sessions.ts";
import { bodyText, seconds, type World } from "./router.ts";

export async function answerPortal(
  world: World,
  acts: Acts,
  request: Request,
  sessionId: string,
): Promise<Response> {
  const { portalSessions } = world.state;
  const session = Object.hasOwn(portalSessions, sessionId) ? portalSessions[sessionId] : undefined;
  if (session === undefined) {
    return messagePage(404, "Page not found", "There is no such billing page.");
  }
  if (session.created + PORTAL_LIFE_S <= seconds(world)) {
    const text = "This link has expired. Open billing again from where you came.";
    return messagePage(410, "Too late", text, session.return_url);
  }
  if (request.method === "GET") return show(world, session);
  if (request.method !== "POST") return messagePage(405, "Method not allowed", "Press a button.");
  const form = new URLSearchParams(await bodyText(request));
  if (!press(world, acts, session, form)) {
    return messagePage(400, "Not possible", "That cannot be done any more.", session.url);
  }
  return redirect(new URL(request.url).pathname);
}

function press(
  world: World,
  acts: Acts,
  session: Stripe.BillingPortal.Session,
  form: URLSearchParams,
): boolean {
  const card = form.get("card") ?? "";
  const action = form.get("action");
  if (action === "set_card") {
    if (!isCard(card)) return false;
    acts.setCard(session.customer, card);
    return true;
  }
  const id = form.get("subscription") ?? "";
  const { subscriptions } = world.state;
  const subscription = Object.hasOwn(subscriptions, id) ? subscriptions[id] : undefined;
  if (subscription?.customer !== session.customer || subscription.status === "canceled") {
    return false;
  }
  if (action === "cancel_at_period_end") acts.cancelAtPeriodEnd(id);
  else if (action === "cancel_now") acts.cancelNow(id);
  else if (action === "resume") acts.resume(id);
  else if (action === "settle") acts.settle(id);
  else return false;
  return true;
}

function show(world: World, session: Stripe.BillingPortal.Session): Promise<Response> {
  const { state } = world;
  const customer = state.customers[session.customer];
  const name = customer === undefined || customer.deleted === true ? null : customer.name;
  const email = customer === undefined || customer.deleted === true ? null : customer.email;
  const mine = <T extends { customer: unknown }>(rows: Record<string, T>) =>
    Object.values(rows)
      .filter((row) => row.customer === session.customer)
      .toReversed();
  const subscriptions = mine(state.subscriptions);
  const invoices = mine(state.invoices);
  const body = html`
<header class="row between"><h1>Billing${name || email ? ` of ${name ?? email}` : ""}</h1>
  ${session.return_url === null ? "" : html`<a href="${session.return_url}">Go back</a>`}</header>
<section><h2>Subscriptions</h2>
  ${subscriptions.length === 0 ? html`<p class="soft">Nothing was bought yet.</p>` : ""}
  ${subscriptions.map((row) => subscriptionCard(world, row))}</section>
<section class="card"><h2>Card</h2><form method="post">
  <fieldset><legend class="soft">Charged at the next renewal</legend>
    ${cardChoices(state.cards[session.customer] ?? "good")}</fieldset>
  <button name="action" value="set_card">Save card</button></form></section>
<section class="card"><h2>Invoices</h2>
  ${invoices.length === 0 ? html`<p class="soft">None yet.</p>` : invoiceTable(invoices)}</section>`;
  return page("Billing", 200, body);
}

function subscriptionCard(world: World, row: Stripe.Subscription): Markup {
  const { price, quantity, current_period_end: periodEnd } = itemOf(row);
  const product = world.state.products[idOf(price.product)];
  const alive = row.status !== "canceled";
  const ending = row.cancel_at_period_end || row.cancel_at !== null;
  const when = !alive
    ? `Ended on ${dateText(row.ended_at ?? row.created)}`
    : `${ending ? "Ends" : "Renews"} on ${dateText(row.cancel_at ?? periodEnd)}`;
  return html`
  <form method="post" class="card" style="margin-bottom:1rem">
    <input type="hidden" name="subscription" value="${row.id}">
    <div class="row between"><strong>${product?.name ?? price.id}</strong>${badge(row.status)}</div>
    <p>${priceText(price, quantity)}<br><span class="soft">${when}</span></p>
    ${
      !alive
        ? ""
        : html`<div class="row">
      ${["past_due", "unpaid"].includes(row.status) ? button("settle", "Pay what is owed") : ""}
      ${ending ? button("resume", "Keep the subscription") : button("cancel_at_period_end", "Cancel at the end of the period")}
      <button class="bad" name="action" value="cancel_now">Cancel now</button></div>`
    }
  </form>`;
}

const button = (action: string, label: string): Markup =>
  html`<button name="action" value="${action}">${label}</button>`;

export const badge = (status: string): Markup =>
  html`<span class="badge ${["active", "paid", "delivered"].includes(status) ? "" : "warn"}">${status.replaceAll("_", " ")}</span>`;

const invoiceTable = (invoices: readonly Stripe.Invoice[]): Markup => html`
  <div class="scroll"><table><thead><tr><th>Date</th><th>Amount</th><th>Status</th></tr></thead><tbody>
  ${invoices.map(
    (row) => html`<tr><td>${dateText(row.created)}</td>
      <td>${money(row.amount_due, row.currency)}</td><td>${badge(row.status ?? "draft")}</td></tr>`,
  )}</tbody></table></div>`;
