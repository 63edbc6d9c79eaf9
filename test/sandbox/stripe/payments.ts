// Prices and what was paid: docs.stripe.com/api/{prices,products,invoices,charges,refunds,disputes}
import { refuse, refuseMissing } from "./errors.ts";
import { refund } from "./life.ts";
import { listAnswer, matches, PAGING } from "./lists.ts";
import { find, idOf } from "./objects.ts";
import { flag, inRange, integer, mergedMetadata, object, text } from "./parameters.ts";
import { ok, type Route, route } from "./router.ts";

const catalogueRoutes: Route[] = [
  route("GET /v1/prices/{id}", {}, ({ state, path }) =>
    ok(find(state, "prices", path("id"), "price")),
  ),
  route(
    "GET /v1/prices",
    {
      ...PAGING,
      active: "flag",
      product: "text",
      currency: "text",
      type: "text",
      created: "range",
    },
    ({ state, params }) => {
      const active = flag(params, "active");
      const rows = Object.values(state.prices)
        .filter((row) => active === undefined || row.active === active)
        .filter((row) => matches(row.product, params.product));
      return listAnswer("/v1/prices", "price", rows, params);
    },
  ),
  route("GET /v1/products/{id}", {}, ({ state, path }) => ok(find(state, "products", path("id")))),
];

const invoiceRoutes: Route[] = [
  route("GET /v1/invoices/{id}", {}, ({ state, path }) =>
    ok(find(state, "invoices", path("id"), "invoice")),
  ),
  route(
    "GET /v1/invoices",
    {
      ...PAGING,
      customer: "text",
      subscription: "text",
      status: "text",
      created: "range",
      collection_method: "text",
    },
    ({ state, params }) => {
      const rows = Object.values(state.invoices)
        .filter((row) => matches(row.customer, params.customer))
        .filter((row) => matches(row.status, params.status))
        .filter((row) =>
          matches(row.parent?.subscription_details?.subscription, params.subscription),
        )
        .filter((row) => inRange(params.created, row.created));
      return listAnswer("/v1/invoices", "invoice", rows, params);
    },
  ),
  route(
    "GET /v1/invoice_payments",
    {
      ...PAGING,
      invoice: "text",
      status: "text",
      created: "range",
      payment: { type: "text", payment_intent: "text", payment_record: "text" },
    },
    ({ state, params }) => {
      const payment = object(params, "payment");
      if ("payment" in params && text(payment, "type") === undefined) {
        refuse("parameter_missing", "Missing required param: payment[type].", "payment[type]");
      }
      const rows = Object.values(state.invoicePayments)
        .filter((row) => matches(row.invoice, params.invoice))
        .filter((row) => matches(row.status, params.status))
        .filter((row) => matches(row.payment.payment_intent, payment.payment_intent));
      return listAnswer("/v1/invoice_payments", "invoice_payment", rows, params);
    },
  ),
  route("GET /v1/payment_intents/{id}", {}, ({ state, path }) =>
    ok(find(state, "paymentIntents", path("id"), "intent")),
  ),
];

const chargeRoutes: Route[] = [
  route("GET /v1/charges/{id}", {}, ({ state, path }) => ok(find(state, "charges", path("id")))),
  route(
    "GET /v1/charges",
    {
      ...PAGING,
      customer: "text",
      payment_intent: "text",
      created: "range",
      transfer_group: "text",
    },
    ({ state, params }) => {
      const rows = Object.values(state.charges)
        .filter((row) => matches(row.customer, params.customer))
        .filter((row) => matches(row.payment_intent, params.payment_intent))
        .filter((row) => inRange(params.created, row.created));
      return listAnswer("/v1/charges", "charge", rows, params);
    },
  ),
  route(
    "POST /v1/refunds",
    {
      charge: "text",
      payment_intent: "text",
      amount: "integer",
      reason: "text",
      metadata: "metadata",
    },
    ({ world, state, params }) => {
      const intentId = text(params, "payment_intent");
      const chargeId =
        text(params, "charge") ??
        (intentId === undefined
          ? refuse(
              null,
              "One of the following params should be provided for this request: payment_intent or charge.",
            )
          : idOf(find(state, "paymentIntents", intentId, "payment_intent", false).latest_charge));
      const paid = find(state, "charges", chargeId, "charge", false);
      const made = refund(world, paid, integer(params, "amount"), {
        reason: (text(params, "reason") as "requested_by_customer" | undefined) ?? null,
        metadata: mergedMetadata({}, params),
      });
      return ok(made);
    },
  ),
  route("GET /v1/refunds/{id}", {}, ({ state, path }) => ok(find(state, "refunds", path("id")))),
  route(
    "GET /v1/refunds",
    { ...PAGING, charge: "text", payment_intent: "text", created: "range" },
    ({ state, params }) => {
      const rows = Object.values(state.refunds)
        .filter((row) => matches(row.charge, params.charge))
        .filter((row) => matches(row.payment_intent, params.payment_intent))
        .filter((row) => inRange(params.created, row.created));
      return listAnswer("/v1/refunds", "refund", rows, params);
    },
  ),
  route("GET /v1/disputes/{id}", {}, ({ state, path }) =>
    ok(find(state, "disputes", path("id"), "dispute")),
  ),
  route(
    "GET /v1/disputes",
    { ...PAGING, charge: "text", payment_intent: "text", created: "range" },
    ({ state, params }) => {
      const rows = Object.values(state.disputes)
        .filter((row) => matches(row.charge, params.charge))
        .filter((row) => matches(row.payment_intent, params.payment_intent))
        .filter((row) => inRange(params.created, row.created));
      return listAnswer("/v1/disputes", "dispute", rows, params);
    },
  ),
];

const EVENT_LIFE_S = 30 * 86_400; // docs.stripe.com/api/events

const eventRoutes: Route[] = [
  route("GET /v1/events/{id}", {}, ({ world, state, path }) => {
    const event = Object.hasOwn(state.events, path("id")) ? state.events[path("id")] : undefined;
    return event === undefined || event.created < world.nowMs() / 1000 - EVENT_LIFE_S
      ? refuseMissing("event", path("id"), "id", true)
      : ok(event);
  }),
  route(
    "GET /v1/events",
    { ...PAGING, type: "text", types: ["text"], created: "range", delivery_success: "flag" },
    ({ world, state, params }) => {
      const type = text(params, "type");
      const types = Array.isArray(params.types) ? params.types : undefined;
      if (type !== undefined && types !== undefined) {
        refuse(null, "You may only specify one of these parameters: type, types.");
      }
      const delivered = flag(params, "delivery_success");
      const rows = Object.values(state.events)
        .filter((row) => row.created >= world.nowMs() / 1000 - EVENT_LIFE_S)
        .filter((row) => type === undefined || typeMatches(type, row.type))
        .filter((row) => types === undefined || types.includes(row.type))
        .filter((row) => inRange(params.created, row.created))
        .filter(
          (row) =>
            delivered === undefined ||
            (state.deliveries[row.id]?.status === "delivered") === delivered,
        );
      return listAnswer("/v1/events", "event", rows, params);
    },
  ),
];

/** "customer.subscription.*" takes all of them. */
const typeMatches = (wanted: string, actual: string): boolean =>
  wanted.endsWith("*") ? actual.startsWith(wanted.slice(0, -1)) : wanted === actual;

export const paymentRoutes: Route[] = [
  ...catalogueRoutes,
  ...invoiceRoutes,
  ...chargeRoutes,
  ...eventRoutes,
];
