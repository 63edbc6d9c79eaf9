/** `/stripe/*`: where a person goes to pay, and where Stripe tells what came of it. */
import { accountOf } from "../account/account-of.ts";
import { customerOfCharge, userNamedIn } from "../billing/customer.ts";
import { findCustomerOwner } from "../billing/customer-owner.ts";
import { type BillingEvent, readEvent } from "../billing/event.ts";
import { createStripe, problemOf, type Stripe } from "../billing/stripe-client.ts";
import type { StripeConfig } from "../env.ts";
import { httpError } from "../gate/errors.ts";
import type { GatedRequest, Route } from "../gate/route.ts";
import { type Asker, findPerson, rateLimitHeaders } from "./asker.ts";
import type { WebContext } from "./context.ts";
import { sendTo, wantsHtml } from "./page.ts";

const STRIPE_PAGES = ["https://checkout.stripe.com", "https://billing.stripe.com"];

/** `POST /stripe/webhook`. What proves the sender is the signature, so any origin may send. */
export function webhookRoute(context: WebContext, stripe: StripeConfig): Route {
  return {
    path: "/stripe/webhook",
    methods: ["POST"],
    origins: "any",
    speaks: "http",
    answer: (gated) => receiveEvent(gated, context, stripe),
  };
}

/** Where a form of ours that leads to Stripe's pages ends up, for the page's policy. */
export function billingFormTargets({
  stripe,
}: Pick<WebContext["config"], "stripe">): readonly string[] {
  if (stripe === undefined) return [];
  return stripe.apiUrl === undefined ? STRIPE_PAGES : [new URL(stripe.apiUrl).origin];
}

/** `POST /stripe/create-checkout`: leads to the page where Premium is paid. */
export async function createCheckout(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const { requestId } = gated;
  const reply = await asker.account.openCheckout(requestId);
  switch (reply.state) {
    case "open":
      return lead(gated, asker, reply.url, {
        checkout_url: reply.url,
        session_id: reply.sessionId,
      });
    case "already_premium":
      return httpError(ALREADY_PREMIUM, requestId);
    case "payment_due":
      return httpError(PAYMENT_DUE, requestId);
    case "unavailable":
      return httpError(NO_ANSWER, requestId);
  }
}

/** `POST /stripe/portal`: leads to the page where a customer changes or ends it. */
export async function createPortal(gated: GatedRequest, context: WebContext): Promise<Response> {
  const asker = await findPerson(gated, context);
  if (asker instanceof Response) return asker;
  const reply = await asker.account.openPortal();
  if (reply.state === "open") return lead(gated, asker, reply.url, { portal_url: reply.url });
  return httpError(reply.state === "no_customer" ? NO_CUSTOMER : NO_ANSWER, gated.requestId);
}

/** A page's form goes on to Stripe's page; a script is told its address. */
function lead({ request }: GatedRequest, asker: Asker, url: string, body: object): Response {
  if (asker.isPage && wantsHtml(request)) return sendTo(url);
  return Response.json(body, {
    headers: { "Cache-Control": "no-store", ...rateLimitHeaders(asker.limits) },
  });
}

async function receiveEvent(
  { request, bytes, requestId }: GatedRequest,
  { env, config, log }: WebContext,
  stripe: StripeConfig,
): Promise<Response> {
  const event = await readEvent(stripe, bytes, request.headers.get("Stripe-Signature"));
  if (event === undefined) return httpError(BAD_SIGNATURE, requestId);
  const { id: eventId, type, chargeId } = event;
  const taken = (what: string) => {
    log.info("a Stripe event came", { eventId, type, what });
    return Response.json({ received: true });
  };
  if (!event.isKnown) return taken("unknown_type");
  if (event.livemode !== stripe.livemode) return taken("foreign_livemode");
  let client: Promise<Stripe> | undefined;
  const lazyStripe = () => {
    client ??= createStripe(stripe);
    return client;
  };
  try {
    const customerId = await customerOf(event, lazyStripe);
    if (customerId === undefined) return taken("no_customer");
    const userId =
      userNamedIn(event.metadata, config.environment) ??
      (await findCustomerOwner(env.OAUTH_KV, lazyStripe, customerId, config.environment));
    if (userId === undefined) return taken("foreign_customer");
    const notice = { eventId, customerId, requestId, ...(chargeId !== undefined && { chargeId }) };
    return taken(await accountOf(env, userId).receiveStripeEvent(notice));
  } catch (error) {
    const { type: errorType, code, status } = problemOf(error);
    if (status === undefined && errorType !== "StripeConnectionError") throw error;
    // Whose it is could not be learned, so it cannot be kept: Stripe sends it again.
    log.warn("a Stripe event was not taken", { eventId, type, error: errorType, code, status });
    return httpError(NO_ANSWER, requestId);
  }
}

/** A dispute names its charge alone. */
async function customerOf(
  { customerId, chargeId }: BillingEvent,
  stripe: () => Promise<Stripe>,
): Promise<string | undefined> {
  if (customerId !== undefined || chargeId === undefined) return customerId;
  return customerOfCharge(await stripe(), chargeId);
}

/** Without the three Stripe secrets everything but billing runs, and billing says why it does not. */
export const BILLING_OFF: Route = {
  path: "/stripe/*",
  methods: ["GET", "POST"],
  origins: "any",
  speaks: "http",
  answer: ({ requestId }) =>
    httpError(
      {
        status: 503,
        code: "billing_not_configured",
        message: "Billing is not set up on this server. Everything else works.",
      },
      requestId,
    ),
};
const ALREADY_PREMIUM = {
  status: 409,
  code: "already_premium",
  message: "This account has Premium already. Use the billing page to change or end it.",
};
const PAYMENT_DUE = {
  status: 409,
  code: "payment_due",
  message: "A renewal of this account's Premium is not paid yet. Pay it on the billing page.",
};
const NO_CUSTOMER = {
  status: 404,
  code: "no_customer",
  message: "This account has never bought anything, so there is no billing page for it.",
};
const NO_ANSWER = {
  status: 503,
  code: "stripe_unavailable",
  message: "Stripe did not answer. Nothing was charged. Try again in a moment.",
  headers: { "Retry-After": "10" },
};
const BAD_SIGNATURE = {
  status: 400,
  code: "bad_signature",
  message: "This is no event that Stripe signed for this server within the last five minutes.",
};
