// The page of the controls. Everything on it can be done over HTTP as well; see control.ts.
import { html } from "hono/html";
import type Stripe from "stripe";
import { idOf } from "./objects.ts";
import { type Markup, page } from "./page.ts";
import { badge } from "./portal-page.ts";
import type { World } from "./router.ts";

const MAX_EVENTS = 100;

const SPOILS = [
  ["", "as it was"],
  ["signature=wrong", "wrong signature"],
  ["signature=other", "signed with another secret"],
  ["signature=missing", "no signature"],
  ["age_seconds=301", "signed 301 seconds ago"],
  ["livemode=true", "from live mode"],
  ["price=price_of_another_product", "another product's price"],
  ["customer=cus_unknown", "unknown customer"],
] as const;

const ACTS = [
  ["next_period", "Next period"],
  ["settle", "Try the card again"],
  ["give_up", "Give up: unpaid"],
  ["refund", "Refund"],
  ["dispute", "Dispute"],
  ["cancel_at_period_end", "Cancel at period end"],
  ["resume", "Resume"],
  ["cancel_now", "Cancel now"],
] as const;

export function showControls(world: World, told: string | null): Promise<Response> {
  const { sending, subscriptions, events } = world.state;
  const body = html`
<h1>Controls</h1>
${told === null ? "" : html`<p class="card" role="status">${told}</p>`}
<section class="card"><h2>New events</h2>
  <form method="post" action="/stripe/control/webhooks" class="row low">
    ${select("Webhooks", "mode", sending.mode, [
      ["send", "are sent"],
      ["hold", "wait for Send"],
      ["drop", "are lost"],
    ])}
    ${select("Order", "order", sending.order, [
      ["as_made", "as made"],
      ["reversed", "reversed"],
    ])}
    <label>Delay in ms <input type="number" name="delay_ms" min="0" max="60000"
      value="${sending.delayMs}"></label>
    <button>Set</button></form></section>
<section class="card"><h2>Subscriptions</h2>
  ${Object.keys(subscriptions).length === 0 ? html`<p class="soft">None yet.</p>` : ""}
  ${Object.values(subscriptions)
    .toReversed()
    .map((row) => actForm(world, row))}</section>
<section class="card"><h2>Events</h2>
  <div class="scroll"><table><thead><tr><th>Event</th><th>Webhook</th><th>Send</th></tr></thead>
  <tbody>${Object.values(events)
    .toReversed()
    .slice(0, MAX_EVENTS)
    .map((event) => eventRow(world, event))}</tbody></table></div></section>`;
  return page("Controls", 200, body);
}

function actForm({ state }: World, row: Stripe.Subscription): Markup {
  const customer = state.customers[idOf(row.customer)];
  const name = customer === undefined || customer.deleted === true ? null : customer.name;
  return html`
  <form method="post" action="/stripe/control/act">
    <input type="hidden" name="subscription" value="${row.id}">
    <p>${name ?? "Deleted customer"} ${badge(row.status)}<br><code class="soft">${row.id}</code></p>
    <div class="row">${ACTS.map(
      ([action, label]) => html`<button name="action" value="${action}">${label}</button>`,
    )}</div></form>`;
}

function eventRow({ state }: World, event: Stripe.Event): Markup {
  const row = state.deliveries[event.id];
  const last = row?.lastStatus === null || row === undefined ? "" : ` ${row.lastStatus}`;
  return html`<tr><td>${event.type}<br><code class="soft">${event.id}</code></td>
  <td>${badge(row?.status ?? "dropped")}<br><span class="soft">${row?.attempts ?? 0}×${last}</span></td>
  <td><form method="post" action="/stripe/control/send" class="row">
    <input type="hidden" name="event" value="${event.id}">
    <select name="how" aria-label="How to send ${event.type}">${SPOILS.map(
      ([how, label]) => html`<option value="${how}">${label}</option>`,
    )}</select><button>Send</button></form></td></tr>`;
}

const select = (
  label: string,
  name: string,
  chosen: string,
  options: readonly (readonly [string, string])[],
): Markup =>
  html`<label>${label} <select name="${name}">${options.map(
    ([value, text]) =>
      html`<option value="${value}" ${value === chosen ? "selected" : ""}>${text}</option>`,
  )}</select></label>`;
