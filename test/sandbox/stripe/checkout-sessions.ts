// docs.stripe.com/api/checkout/sessions
import type Stripe from "stripe";
import { createCustomer } from "./customers.ts";
import { Impossible, refuse } from "./errors.ts";
import { startSubscription } from "./life.ts";
import { listAnswer, matches, PAGING } from "./lists.ts";
import { createSession, ID_PLACEHOLDER, SESSION_SHAPES } from "./new-session.ts";
import { find, idOf, lineItems, liveCustomer } from "./objects.ts";
import { inRange, object } from "./parameters.ts";
import { ok, type Route, route, seconds, type World } from "./router.ts";
import type { Card, SessionRow } from "./state.ts";

export const checkoutRoutes: Route[] = [
  route("POST /v1/checkout/sessions", SESSION_SHAPES, ({ world, params }) =>
    ok(createSession(world, params)),
  ),
  route(
    "GET /v1/checkout/sessions",
    {
      ...PAGING,
      customer: "text",
      customer_details: { email: "text" },
      status: "text",
      subscription: "text",
      payment_intent: "text",
      payment_link: "text",
      created: "range",
    },
    ({ state, params }) => {
      const rows = Object.values(state.checkoutSessions)
        .map((row) => row.session)
        .filter((row) => matches(row.customer, params.customer))
        .filter((row) => matches(row.status, params.status))
        .filter((row) => matches(row.subscription, params.subscription))
        .filter((row) => matches(row.payment_intent, params.payment_intent))
        .filter((row) =>
          matches(row.customer_details?.email ?? null, object(params, "customer_details").email),
        )
        .filter((row) => inRange(params.created, row.created));
      return listAnswer("/v1/checkout/sessions", "checkout.session", rows, params);
    },
  ),
  route("GET /v1/checkout/sessions/{id}", {}, ({ state, path }) =>
    ok(find(state, "checkoutSessions", path("id"), "session").session),
  ),
  route("POST /v1/checkout/sessions/{id}/expire", {}, ({ world, state, path }) => {
    const { session } = find(state, "checkoutSessions", path("id"), "session");
    if (session.status !== "open") {
      refuse(
        null,
        'Only Checkout Sessions with a status in ["open"] can be expired. ' +
          `This Checkout Session has a status of ${session.status}.`,
      );
    }
    expireSession(world, session);
    return ok(session);
  }),
  route("GET /v1/checkout/sessions/{id}/line_items", PAGING, ({ state, path, params }) => {
    const id = path("id");
    find(state, "checkoutSessions", id, "session");
    return listAnswer(
      `/v1/checkout/sessions/${id}/line_items`,
      "item",
      lineItems(state, id),
      params,
    );
  }),
];

/** Sessions whose time is up. */
export function expireOld(world: World): void {
  const now = seconds(world);
  for (const { session } of Object.values(world.state.checkoutSessions)) {
    if (session.status === "open" && session.expires_at <= now) expireSession(world, session);
  }
}

export function expireSession(world: World, session: Stripe.Checkout.Session): void {
  session.status = "expired";
  session.url = null;
  world.emit("checkout.session.expired", session);
}

/**
 * The button of the payment page. Where the browser goes next, or null when the card was refused
 * and the session stays open.
 */
export function payFor(world: World, row: SessionRow, card: Card, email: string): string | null {
  const { session } = row;
  if (session.status !== "open") throw new Impossible(`the checkout session is ${session.status}`);
  if (card === "declined") return null;
  session.customer ??= createCustomer(world, { email }).id;
  const customer = liveCustomer(world.state, idOf(session.customer));
  world.state.cards[customer.id] = card;
  const { subscription, invoice } = startSubscription(world, {
    customer: customer.id,
    priceId: row.priceId,
    quantity: row.quantity,
    ...row.subscription,
  });
  Object.assign(session, {
    status: "complete",
    payment_status: "paid",
    subscription: subscription.id,
    invoice: invoice.id,
    url: null,
    customer_details: {
      address: null,
      business_name: null,
      email: customer.email ?? email,
      individual_name: null,
      name: customer.name ?? null,
      phone: null,
      tax_exempt: "none",
      tax_ids: [],
    },
  } satisfies Partial<Stripe.Checkout.Session>);
  world.emit("checkout.session.completed", session);
  return successUrl(session);
}

export const successUrl = (session: Stripe.Checkout.Session): string =>
  (session.success_url ?? "").replaceAll(ID_PLACEHOLDER, session.id);
