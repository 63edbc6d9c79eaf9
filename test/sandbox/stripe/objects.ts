// Finding Stripe's objects by id, and putting them in place of their ids (`expand`).
import type Stripe from "stripe";
import type { Json, JsonObject } from "../clickup/json.ts";
import { isObject } from "../clickup/json.ts";
import { refuse, refuseMissing } from "./errors.ts";
import { sublist } from "./lists.ts";
import type { StripeState } from "./state.ts";
import { toJson } from "./state.ts";

const MAX_EXPAND_LEVELS = 4; // docs.stripe.com/api/expanding_objects

/** The table of an object by the start of its id, and what Stripe calls such a thing. */
const KINDS = {
  cus: ["customers", "customer"],
  prod: ["products", "product"],
  price: ["prices", "price"],
  cs: ["checkoutSessions", "checkout.session"],
  sub: ["subscriptions", "subscription"],
  in: ["invoices", "invoice"],
  pi: ["paymentIntents", "payment_intent"],
  ch: ["charges", "charge"],
  re: ["refunds", "refund"],
  du: ["disputes", "dispute"],
} as const;

type TableName = (typeof KINDS)[keyof typeof KINDS][0];

/** A row by an id that a caller named; refused as Stripe refuses. */
export function find<T extends TableName>(
  state: StripeState,
  table: T,
  id: string,
  param = "id",
  inPath = true,
): StripeState[T][string] {
  const rows: Record<string, unknown> = state[table];
  if (Object.hasOwn(rows, id)) return rows[id] as StripeState[T][string];
  const noun = Object.values(KINDS).find(([name]) => name === table)?.[1] ?? table;
  return refuseMissing(noun, id, param, inPath);
}

/** A customer who has not been deleted. */
export function liveCustomer(
  state: StripeState,
  id: string,
  param = "customer",
  inPath = false,
): Stripe.Customer {
  const row = find(state, "customers", id, param, inPath);
  return row.deleted === true ? refuseMissing("customer", id, param, inPath) : row;
}

/** The id in a field that may hold the object itself. */
export function idOf(value: string | { id: string } | null | undefined): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) throw new Error("the object names no other");
  return value.id;
}

/** Fields that are left out unless asked for, per kind of object. */
const INCLUDABLE: Record<string, Record<string, (state: StripeState, id: string) => JsonObject>> = {
  customer: {
    subscriptions: (state, id) =>
      sublist(
        `/v1/customers/${id}/subscriptions`,
        Object.values(state.subscriptions).filter(
          (row) => row.customer === id && row.status !== "canceled",
        ),
      ),
  },
  "checkout.session": {
    line_items: (state, id) =>
      sublist(`/v1/checkout/sessions/${id}/line_items`, lineItems(state, id)),
  },
  invoice: {
    payments: (state, id) =>
      sublist(
        "/v1/invoice_payments",
        Object.values(state.invoicePayments).filter((row) => row.invoice === id),
      ),
  },
  charge: {
    refunds: (state, id) =>
      sublist(
        `/v1/charges/${id}/refunds`,
        Object.values(state.refunds).filter((row) => row.charge === id),
      ),
  },
};

export function lineItems(state: StripeState, sessionId: string): Stripe.LineItem[] {
  const row = find(state, "checkoutSessions", sessionId);
  const price = find(state, "prices", row.priceId);
  const product = find(state, "products", idOf(price.product));
  const amount = (price.unit_amount ?? 0) * row.quantity;
  return [
    {
      id: `li_1${sessionId.slice(-23)}`,
      object: "item",
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency: price.currency,
      description: product.name,
      metadata: {},
      price,
      quantity: row.quantity,
    },
  ];
}

/** Replaces what `expand` names. `data.` goes into each row of a list. */
export function expand(state: StripeState, body: Json, paths: readonly Json[]): void {
  for (const path of paths) {
    const steps = String(path).split(".");
    if (steps.length > MAX_EXPAND_LEVELS) {
      refuse(
        null,
        `You cannot expand more than ${MAX_EXPAND_LEVELS} levels of a property.`,
        "expand",
      );
    }
    expandStep(state, body, steps, String(path));
  }
}

function expandStep(state: StripeState, at: Json, steps: readonly string[], path: string): void {
  const [step, ...rest] = steps;
  if (step === undefined || at === null) return;
  if (Array.isArray(at)) {
    for (const row of at) expandStep(state, row, steps, path);
    return;
  }
  if (!isObject(at)) return;
  if (step === "data" && at.object === "list") {
    expandStep(state, at.data ?? null, rest, path);
    return;
  }
  const included = INCLUDABLE[String(at.object)]?.[step];
  if (included !== undefined && typeof at.id === "string") at[step] ??= included(state, at.id);
  if (!(step in at)) refuse(null, `This property cannot be expanded (${path}).`, "expand");
  const value = at[step] ?? null;
  if (typeof value === "string") {
    const found = anyObject(state, value);
    if (found === null) refuse(null, `This property cannot be expanded (${path}).`, "expand");
    else at[step] = found;
  } else if (typeof value === "number" || typeof value === "boolean") {
    refuse(null, `This property cannot be expanded (${path}).`, "expand");
  }
  expandStep(state, at[step] ?? null, rest, path);
}

function anyObject(state: StripeState, id: string): JsonObject | null {
  const prefix = id.slice(0, id.indexOf("_"));
  const kind = Object.hasOwn(KINDS, prefix) ? KINDS[prefix as keyof typeof KINDS] : undefined;
  if (kind === undefined) return null;
  const rows: Record<string, unknown> = state[kind[0]];
  if (!Object.hasOwn(rows, id)) return null;
  const row = rows[id] as { session?: unknown };
  return toJson(kind[0] === "checkoutSessions" ? row.session : row);
}
