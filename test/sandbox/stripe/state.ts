// What Stripe remembers. Its own objects, as it would answer with them, by id and oldest first.
import type Stripe from "stripe";
import type { Json, JsonObject } from "../clickup/json.ts";

type Table<T> = Record<string, T>;

export interface StripeState {
  version: 1;
  customers: Table<Stripe.Customer | Stripe.DeletedCustomer>;
  products: Table<Stripe.Product>;
  prices: Table<Stripe.Price>;
  checkoutSessions: Table<SessionRow>;
  subscriptions: Table<Stripe.Subscription>;
  invoices: Table<Stripe.Invoice>;
  invoicePayments: Table<Stripe.InvoicePayment>;
  paymentIntents: Table<Stripe.PaymentIntent>;
  charges: Table<Stripe.Charge>;
  refunds: Table<Stripe.Refund>;
  disputes: Table<Stripe.Dispute>;
  portalSessions: Table<Stripe.BillingPortal.Session>;
  events: Table<Stripe.Event>;
  /** By event id: where each event stands on its way to the webhook. */
  deliveries: Table<DeliveryRow>;
  /** By customer id: what the next charge of their card will do. */
  cards: Table<Card>;
  idempotency: Table<IdempotencyRow>;
  /** How the sender treats new events. */
  sending: SendingRules;
}

export interface SessionRow {
  session: Stripe.Checkout.Session;
  priceId: string;
  quantity: number;
  /** `subscription_data` of the request. */
  subscription: { metadata: Record<string, string>; description: string | null };
}

/** `fails_later` pays the first time, and no renewal. */
export const CARDS = ["good", "declined", "fails_later"] as const;
export type Card = (typeof CARDS)[number];

export interface DeliveryRow {
  status: "pending" | "delivered" | "failed" | "dropped";
  attempts: number;
  /** HTTP status of the last attempt; 0 when nothing answered. */
  lastStatus: number | null;
  dueAtMs: number;
}

export interface IdempotencyRow {
  /** Method, path and parameters of the request that came first. */
  request: string;
  status: number;
  body: Json;
  requestId: string;
  atMs: number;
}

export interface SendingRules {
  /** `hold` waits for a person to send each by hand; `drop` loses them. */
  mode: "send" | "hold" | "drop";
  delayMs: number;
  order: "as_made" | "reversed";
}

const PRODUCT_ID = "prod_SandboxPremium";
const MONTHLY_CENTS = 1_200;

/** An account with one product, the given price of it, and no customers. */
export function newStripeState(priceId: string, nowMs: number): StripeState {
  const created = Math.floor(nowMs / 1000);
  return {
    version: 1,
    customers: {},
    products: { [PRODUCT_ID]: premiumProduct(priceId, created) },
    prices: { [priceId]: monthlyPrice(priceId, created) },
    checkoutSessions: {},
    subscriptions: {},
    invoices: {},
    invoicePayments: {},
    paymentIntents: {},
    charges: {},
    refunds: {},
    disputes: {},
    portalSessions: {},
    events: {},
    deliveries: {},
    cards: {},
    idempotency: {},
    sending: { mode: "send", delayMs: 0, order: "as_made" },
  };
}

/** Another price of the same product, as after a change of what Premium costs. */
export function monthlyPrice(id: string, created: number): Stripe.Price {
  return {
    id,
    object: "price",
    active: true,
    billing_scheme: "per_unit",
    created,
    currency: "usd",
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: PRODUCT_ID,
    recurring: {
      interval: "month",
      interval_count: 1,
      meter: null,
      trial_period_days: null,
      usage_type: "licensed",
    },
    tax_behavior: "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: "recurring",
    unit_amount: MONTHLY_CENTS,
    unit_amount_decimal: decimal(MONTHLY_CENTS),
  };
}

function premiumProduct(priceId: string, created: number): Stripe.Product {
  return {
    id: PRODUCT_ID,
    object: "product",
    active: true,
    created,
    default_price: priceId,
    description: "All tools, 500 calls a minute",
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name: "ClickUp MCP Premium",
    package_dimensions: null,
    shippable: null,
    tax_code: null,
    tax_details: null,
    type: "service",
    unit_label: null,
    updated: created,
    url: null,
  };
}

/** On the wire a decimal is text; the SDK makes an object of it. */
export function decimal(cents: number): Stripe.Decimal {
  return String(cents) as unknown as Stripe.Decimal;
}

export const toJson = (value: unknown): JsonObject =>
  JSON.parse(JSON.stringify(value)) as JsonObject;
