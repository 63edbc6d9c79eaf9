// Making a checkout session: what is asked for, and the whole object that Stripe makes of it.
import type Stripe from "stripe";
import type { JsonObject } from "../clickup/json.ts";
import { isObject } from "../clickup/json.ts";
import { refuse, refuseUnplayed } from "./errors.ts";
import { newSessionId } from "./ids.ts";
import { find, liveCustomer } from "./objects.ts";
import {
  flag,
  integer,
  list,
  mergedMetadata,
  object,
  requiredText,
  type Shapes,
  text,
} from "./parameters.ts";
import { seconds, type World } from "./router.ts";

const LIFE_S = 24 * 3_600; // unless expires_at says otherwise
const MIN_LIFE_S = 30 * 60;
const MAX_REFERENCE = 200;
/** Replaced in success_url; docs.stripe.com/payments/checkout/custom-success-page */
export const ID_PLACEHOLDER = "{CHECKOUT_SESSION_ID}";

export const SESSION_SHAPES: Shapes = {
  mode: "text",
  customer: "text",
  customer_email: "text",
  client_reference_id: "text",
  line_items: [
    {
      price: "text",
      quantity: "integer",
      adjustable_quantity: "any",
      tax_rates: "any",
      price_data: "any",
    },
  ],
  metadata: "metadata",
  success_url: "text",
  cancel_url: "text",
  expires_at: "integer",
  allow_promotion_codes: "flag",
  subscription_data: {
    metadata: "metadata",
    description: "text",
    application_fee_percent: "any",
    billing_cycle_anchor: "any",
    billing_mode: "any",
    default_tax_rates: "any",
    invoice_settings: "any",
    proration_behavior: "any",
    trial_settings: "any",
  },
  ui_mode: "text",
  locale: "text",
  payment_method_types: ["text"],
  ...Object.fromEntries(
    [
      "adaptive_pricing",
      "after_expiration",
      "allowed_payment_method_types",
      "automatic_tax",
      "billing_address_collection",
      "branding_settings",
      "consent_collection",
      "currency",
      "custom_fields",
      "custom_text",
      "customer_creation",
      "customer_update",
      "discounts",
      "excluded_payment_method_types",
      "integration_identifier",
      "managed_payments",
      "name_collection",
      "optional_items",
      "origin_context",
      "payment_method_collection",
      "payment_method_configuration",
      "payment_method_options",
      "permissions",
      "phone_number_collection",
      "saved_payment_method_options",
      "submit_type",
      "tax_id_collection",
      "wallet_options",
    ].map((name) => [name, "any"] as const),
  ),
};

export function createSession(world: World, params: JsonObject): Stripe.Checkout.Session {
  const { state } = world;
  const now = seconds(world);
  const mode = requiredText(params, "mode");
  if (mode !== "subscription") refuseUnplayed(`mode=${mode}`, "mode");
  const uiMode = text(params, "ui_mode") ?? "hosted_page";
  if (uiMode !== "hosted_page") refuseUnplayed(`ui_mode=${uiMode}`, "ui_mode");
  const { price, quantity } = readLineItem(world, params);
  const customer = text(params, "customer");
  const email = text(params, "customer_email");
  if (customer !== undefined && email !== undefined) {
    refuse(null, "You may only specify one of these parameters: customer, customer_email.");
  }
  if (customer !== undefined) liveCustomer(state, customer);
  const reference = text(params, "client_reference_id") ?? null;
  if ((reference?.length ?? 0) > MAX_REFERENCE) {
    refuse(null, "client_reference_id can have up to 200 characters.", "client_reference_id");
  }
  const id = newSessionId();
  const amount = (price.unit_amount ?? 0) * quantity;
  const about = object(params, "subscription_data");
  const session: Stripe.Checkout.Session = {
    id,
    object: "checkout.session",
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: flag(params, "allow_promotion_codes") ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: readUrl(params, "cancel_url") ?? null,
    client_reference_id: reference,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency: price.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: customer ?? null,
    customer_account: null,
    customer_creation: customer === undefined ? "always" : null,
    customer_details: null,
    customer_email: email ?? null,
    discounts: [],
    expires_at: readExpiry(params, now),
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: (text(params, "locale") as Stripe.Checkout.Session.Locale | undefined) ?? null,
    managed_payments: { enabled: false },
    metadata: mergedMetadata({}, params),
    mode: "subscription",
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: "always",
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ["card"],
    payment_status: "unpaid",
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    submit_type: null,
    subscription: null,
    success_url: readUrl(params, "success_url") ?? missingUrl(),
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: `${world.origin}/stripe/pay/${id}`,
    wallet_options: null,
  };
  state.checkoutSessions[id] = {
    session,
    priceId: price.id,
    quantity,
    subscription: {
      metadata: mergedMetadata({}, about),
      description: text(about, "description") ?? null,
    },
  };
  return session;
}

function readLineItem(world: World, params: JsonObject): { price: Stripe.Price; quantity: number } {
  const items = list(params, "line_items").filter(isObject);
  const [item] = items;
  if (item === undefined) {
    return refuse("parameter_missing", "Missing required param: line_items.", "line_items");
  }
  if (items.length > 1) refuseUnplayed("more than one line item", "line_items");
  if ("price_data" in item) refuseUnplayed("prices made on the spot", "line_items[0][price_data]");
  const price = find(
    world.state,
    "prices",
    requiredText(item, "price"),
    "line_items[0][price]",
    false,
  );
  if (!price.active) {
    refuse(
      "price_inactive",
      "The price specified is inactive. This field only accepts active prices.",
      "line_items[0][price]",
    );
  }
  if (price.recurring === null) {
    refuse(
      null,
      "You must provide at least one recurring price in `subscription` mode when using prices.",
    );
  }
  const quantity = integer(item, "quantity");
  if (quantity === undefined || quantity < 1) {
    return refuse(
      "parameter_missing",
      "Quantity is required. Add `quantity` to `line_items[0]`",
      "line_items[0][quantity]",
    );
  }
  return { price, quantity };
}

function readExpiry(params: JsonObject, now: number): number {
  const at = integer(params, "expires_at") ?? now + LIFE_S;
  if (at < now + MIN_LIFE_S) {
    refuse(
      null,
      "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
      "expires_at",
    );
  }
  if (at > now + LIFE_S) {
    refuse(
      null,
      "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
      "expires_at",
    );
  }
  return at;
}

function readUrl(params: JsonObject, name: string): string | undefined {
  const url = text(params, name);
  if (url === undefined) return undefined;
  const parsed = URL.parse(url.replaceAll(ID_PLACEHOLDER, "id"));
  if (parsed === null || !["http:", "https:"].includes(parsed.protocol)) {
    refuse("url_invalid", "Not a valid URL", name);
  }
  return url;
}

const missingUrl = (): never =>
  refuse("parameter_missing", "Missing required param: success_url.", "success_url");
