import * as z from "zod";
import type { StripeConfig } from "../env.ts";

/** A signature older than this is refused: what was overheard cannot be sent again. Stripe's own default. */
const TOLERANCE_SECONDS = 300;

/** Events that can change a tier. An endpoint at Stripe should send these; others are let pass. */
export const KNOWN_TYPES: ReadonlySet<string> = new Set([
  "checkout.session.async_payment_failed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.completed",
  "checkout.session.expired",
  "customer.deleted",
  "customer.subscription.created",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.resumed",
  "customer.subscription.trial_will_end",
  "customer.subscription.updated",
  "invoice.paid",
  "invoice.payment_action_required",
  "invoice.payment_failed",
  "charge.dispute.closed",
  "charge.dispute.created",
  "charge.refunded",
]);

/** What an event points at. Nothing else of it is believed: Stripe is read in its place. */
export interface BillingEvent {
  id: string;
  type: string;
  livemode: boolean;
  isKnown: boolean;
  customerId?: string;
  /** A charge that may have been given back. */
  chargeId?: string;
  metadata?: Readonly<Record<string, unknown>>;
}

/** Stripe's are letters, digits and underscores, some 30 of them; the longest it allows are 255. */
const Id = z.string().regex(/^\w{1,255}$/);
const Reference = z.union([Id, z.looseObject({ id: Id })]).nullish();
const Event = z.looseObject({
  id: Id,
  type: z.string().max(255),
  livemode: z.boolean(),
  data: z.looseObject({
    object: z.looseObject({
      id: Id.optional().catch(undefined),
      customer: Reference,
      charge: Reference,
      metadata: z.record(z.string(), z.unknown()).nullish(),
    }),
  }),
});

/** What Stripe signed and we cannot read: sent again and again for days, unless it is taken. */
const UNREADABLE: BillingEvent = { id: "", type: "", livemode: false, isKnown: false };

/** The signature is of bytes: none may be dropped or replaced on the way to it. */
const RAW = { fatal: true, ignoreBOM: true };

/**
 * The event in a webhook's raw body; undefined when Stripe did not sign it with our secret within
 * the last 300 s, or when it is no JSON.
 */
export async function readEvent(
  { webhookSecret }: Pick<StripeConfig, "webhookSecret">,
  body: Uint8Array,
  signature: string | null,
): Promise<BillingEvent | undefined> {
  const { default: StripeSdk } = await import("stripe");
  const crypto = StripeSdk.createSubtleCryptoProvider();
  let signed: unknown;
  try {
    signed = await StripeSdk.webhooks.constructEventAsync(
      new TextDecoder("utf-8", RAW).decode(body),
      signature ?? "",
      webhookSecret.reveal(),
      TOLERANCE_SECONDS,
      crypto,
    );
  } catch {
    return undefined; // Whatever was wrong with it, its sender learns no more than that it was.
  }
  const parsed = Event.safeParse(signed);
  return parsed.success ? toBillingEvent(parsed.data) : UNREADABLE;
}

function toBillingEvent({ id, type, livemode, data: { object } }: z.infer<typeof Event>) {
  const customerId = type === "customer.deleted" ? object.id : toId(object.customer);
  const chargeId = type === "charge.refunded" ? object.id : toId(object.charge);
  const { metadata } = object;
  return {
    id,
    type,
    livemode,
    isKnown: KNOWN_TYPES.has(type),
    ...(customerId !== undefined && { customerId }),
    ...(chargeId !== undefined && type.startsWith("charge.") && { chargeId }),
    ...(metadata && { metadata }),
  };
}

function toId(reference: z.infer<typeof Reference>): string | undefined {
  return typeof reference === "string" ? reference : reference?.id;
}
