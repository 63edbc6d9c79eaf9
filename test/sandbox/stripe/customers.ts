// docs.stripe.com/api/customers
import type Stripe from "stripe";
import type { JsonObject } from "../clickup/json.ts";
import { change } from "./changes.ts";
import { refuse } from "./errors.ts";
import { newCustomerId } from "./ids.ts";
import { end } from "./life.ts";
import { listAnswer, PAGING, searchAnswer } from "./lists.ts";
import { find, liveCustomer } from "./objects.ts";
import { inRange, mergedMetadata, type Shapes, text, textOrUnset } from "./parameters.ts";
import { ok, type Route, route, seconds, type World } from "./router.ts";

/** Stripe's search index is behind by up to a minute (docs.stripe.com/search#data-freshness). */
export const SEARCH_LAG_S = 60;

const WRITABLE: Shapes = {
  email: "text",
  name: "text",
  description: "text",
  phone: "text",
  metadata: "metadata",
  address: "any",
  balance: "integer",
  business_name: "text",
  cash_balance: "any",
  individual_name: "text",
  invoice_prefix: "text",
  invoice_settings: "any",
  next_invoice_sequence: "integer",
  preferred_locales: ["text"],
  shipping: "any",
  source: "text",
  tax: "any",
  tax_exempt: "text",
};
const MAX_EMAIL = 512;

export const customerRoutes: Route[] = [
  route(
    "POST /v1/customers",
    { ...WRITABLE, payment_method: "text", tax_id_data: "any", test_clock: "text" },
    ({ world, params }) => ok(createCustomer(world, params)),
  ),
  route(
    "GET /v1/customers",
    { ...PAGING, email: "text", created: "range", test_clock: "text" },
    ({ state, params }) => {
      const email = text(params, "email");
      const rows = Object.values(state.customers)
        .filter((row) => row.deleted !== true)
        .filter((row) => email === undefined || row.email === email)
        .filter((row) => inRange(params.created, row.created));
      return listAnswer("/v1/customers", "customer", rows, params);
    },
  ),
  route(
    "GET /v1/customers/search",
    { query: "text", limit: "integer", page: "text" },
    ({ world, state, params }) => {
      const rows = Object.values(state.customers)
        .filter((row) => row.deleted !== true)
        .filter((row) => row.created <= seconds(world) - SEARCH_LAG_S);
      return searchAnswer("/v1/customers/search", ["email", "name", "phone"], rows, params);
    },
  ),
  route("GET /v1/customers/{id}", {}, ({ state, path }) =>
    ok(find(state, "customers", path("id"))),
  ),
  route(
    "POST /v1/customers/{id}",
    { ...WRITABLE, default_source: "text", validate: "flag" },
    ({ world, state, params, path }) => {
      const customer = liveCustomer(state, path("id"), "id", true);
      change(world, "customer.updated", customer, fieldsOf(customer, params));
      return ok(customer);
    },
  ),
  route("DELETE /v1/customers/{id}", {}, ({ world, state, path }) => {
    const customer = liveCustomer(state, path("id"), "id", true);
    return ok(deleteCustomer(world, customer));
  }),
];

export function createCustomer(world: World, params: JsonObject): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: newCustomerId(),
    object: "customer",
    address: null,
    balance: 0,
    created: seconds(world),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: "SANDBOX",
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
  Object.assign(customer, fieldsOf(customer, params));
  world.state.customers[customer.id] = customer;
  world.emit("customer.created", customer);
  return customer;
}

/** Ends what the customer pays for; only their id remains. */
export function deleteCustomer(world: World, customer: Stripe.Customer): Stripe.DeletedCustomer {
  for (const subscription of Object.values(world.state.subscriptions)) {
    if (subscription.customer === customer.id && subscription.status !== "canceled") {
      end(world, subscription, "cancellation_requested");
    }
  }
  world.emit("customer.deleted", customer);
  const deleted: Stripe.DeletedCustomer = { id: customer.id, object: "customer", deleted: true };
  world.state.customers[customer.id] = deleted;
  return deleted;
}

function fieldsOf(before: Stripe.Customer, params: JsonObject): Partial<Stripe.Customer> {
  const fields: Partial<Stripe.Customer> = { metadata: mergedMetadata(before.metadata, params) };
  for (const name of ["email", "name", "description", "phone"] as const) {
    const value = textOrUnset(params, name);
    if (value !== undefined) fields[name] = value;
  }
  if (typeof fields.email === "string" && !isEmail(fields.email)) {
    refuse("email_invalid", `Invalid email address: ${fields.email}`, "email");
  }
  return fields;
}

const isEmail = (email: string): boolean =>
  email.length <= MAX_EMAIL && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email);
