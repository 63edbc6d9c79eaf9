import type Stripe from "stripe";
import type { StripeConfig } from "../env.ts";

/** The API version whose shapes this room reads; an upgrade of the package does not change it. */
const API_VERSION = "2026-10-28.endive";
const STRIPE_ORIGIN = "https://api.stripe.com";
/** One request. Somebody waits at a button, or Stripe for our answer to its webhook (30 s). */
const TIMEOUT_MS = 8_000;
/** Safe on every call: the SDK gives each POST an idempotency key. */
const RETRIES = 1;

export type { Stripe };

/**
 * A client of Stripe's API. Loads the SDK at the first use, so that an isolate which never bills
 * pays nothing for it.
 */
export async function createStripe(config: StripeConfig): Promise<Stripe> {
  const { default: StripeSdk } = await import("stripe");
  const base = (config.apiUrl ?? STRIPE_ORIGIN).replace(/\/v1$/, "");
  return new StripeSdk(config.secretKey.reveal(), {
    apiVersion: API_VERSION,
    timeout: TIMEOUT_MS,
    maxNetworkRetries: RETRIES,
    telemetry: false,
    // The SDK takes a host and a port only; the setting is any base URL.
    httpClient: StripeSdk.createFetchHttpClient((input: RequestInfo | URL, init?: RequestInit) =>
      fetch(String(input).replace(STRIPE_ORIGIN, base), { ...init, redirect: "manual" }),
    ),
  });
}

/** What Stripe said no with, as far as it may be logged: its messages can quote what was sent. */
export interface StripeProblem {
  type: string;
  code?: string;
  status?: number;
  /** Which parameter was wrong. */
  param?: string;
}

/** What is known of an error that the SDK threw. */
export function problemOf(error: unknown): StripeProblem {
  if (!(error instanceof Error)) return { type: typeof error };
  const { type, code, statusCode, param } = error as Partial<Stripe.errors.StripeError>;
  return {
    type: typeof type === "string" ? type : error.name,
    ...(typeof code === "string" && { code }),
    ...(typeof statusCode === "number" && { status: statusCode }),
    ...(typeof param === "string" && { param }),
  };
}

/**
 * Stripe says that it has no such object (or none for the parameter `what`) in this account and mode. By its code, not by the 404: a
 * wrong base URL answers that too, and must not end anybody's Premium.
 */
export function isMissing(error: unknown, what?: string): boolean {
  const { code, param } = problemOf(error);
  return code === "resource_missing" && (what === undefined || param === what);
}
