// Events as Stripe notes and signs them: docs.stripe.com/webhooks/signature
import type Stripe from "stripe";
import type { JsonObject } from "../clickup/json.ts";
import { newEventId } from "./ids.ts";
import type { StripeState } from "./state.ts";
import { toJson } from "./state.ts";

/** The version that the pinned `stripe` package speaks; the only one played here. */
export const API_VERSION = "2026-10-28.endive";

export function newEvent(
  type: string,
  object: JsonObject,
  created: number,
  previous?: JsonObject,
): Stripe.Event {
  const event = {
    id: newEventId(),
    object: "event",
    api_version: API_VERSION,
    created,
    data: { object, ...(previous === undefined ? {} : { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  };
  // One type of all hundreds; the shape of `data` follows from `type`.
  return event as unknown as Stripe.Event;
}

/** Keeps the event and queues it for the webhook. */
export function record(
  state: StripeState,
  nowMs: number,
  type: string,
  object: object,
  previous?: JsonObject,
): void {
  const event = newEvent(type, toJson(object), Math.floor(nowMs / 1000), previous);
  state.events[event.id] = event;
  state.deliveries[event.id] = {
    status: state.sending.mode === "drop" ? "dropped" : "pending",
    attempts: 0,
    lastStatus: null,
    dueAtMs: nowMs + state.sending.delayMs,
  };
}

/** How a delivery is spoilt, or told otherwise than it was. */
export interface Spoil {
  /** `other` is signed well, with a secret that is not ours. */
  signature?: "good" | "wrong" | "other" | "missing";
  /** How old the signature says it is. */
  ageSeconds?: number;
  livemode?: boolean;
  /** Of the subscription items in it. */
  price?: string;
  customer?: string;
}

export async function signedRequest(
  event: Stripe.Event,
  url: string,
  secret: string,
  nowMs: number,
  spoil: Spoil = {},
): Promise<Request> {
  const body = JSON.stringify(spoilt(event, spoil), null, 2);
  const timestamp = Math.floor(nowMs / 1000) - (spoil.ageSeconds ?? 0);
  const headers = new Headers({
    "Content-Type": "application/json; charset=utf-8",
    "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    Accept: "*/*; q=0.5, application/xml",
    "Cache-Control": "no-cache",
  });
  const { signature = "good" } = spoil;
  if (signature !== "missing") {
    const key = signature === "other" ? "whsec_of_another_endpoint" : secret;
    const signed = await hmac(key, `${timestamp}.${body}`);
    const v1 =
      signature === "wrong" ? signed.replace(/./g, (d) => (d === "0" ? "1" : "0")) : signed;
    headers.set("Stripe-Signature", `t=${timestamp},v1=${v1}`);
  }
  return new Request(url, { method: "POST", headers, body });
}

function spoilt(event: Stripe.Event, { livemode, price, customer }: Spoil): JsonObject {
  const copy = toJson(event);
  if (livemode !== undefined) copy.livemode = livemode;
  const data = copy.data as { object: JsonObject };
  if (livemode !== undefined && "livemode" in data.object) data.object.livemode = livemode;
  if (customer !== undefined) {
    if (data.object.object === "customer") data.object.id = customer;
    else if ("customer" in data.object) data.object.customer = customer;
  }
  const items = data.object.items as
    | { data?: { price?: JsonObject; plan?: JsonObject }[] }
    | undefined;
  for (const item of price === undefined ? [] : (items?.data ?? [])) {
    if (item.price !== undefined) item.price.id = price ?? null;
    if (item.plan !== undefined) item.plan.id = price ?? null;
  }
  return copy;
}

async function hmac(secret: string, text: string): Promise<string> {
  const bytes = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes.encode(secret), algorithm, false, [
    "sign",
  ]);
  const mac = await crypto.subtle.sign("HMAC", key, bytes.encode(text));
  return [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
