// Stripe's refusals: one envelope, the texts people search for.
import type { Json, JsonObject } from "../clickup/json.ts";

export interface Answer {
  status: number;
  body: Json;
}

export class StripeRefusal extends Error {
  readonly status: number;
  readonly body: JsonObject;

  constructor(status: number, error: { type: string; message: string; [field: string]: Json }) {
    super(error.message);
    this.name = "StripeRefusal";
    this.status = status;
    this.body = { error };
  }
}

/** Somebody behind the scenes asked for what cannot be; the text is for them. */
export class Impossible extends Error {}

const DOCS = "https://stripe.com/docs/error-codes/";

/** 400 with a code, as for every parameter that will not do. */
export function refuse(code: string | null, message: string, param?: string): never {
  throw new StripeRefusal(400, {
    type: "invalid_request_error",
    ...(code === null ? {} : { code, doc_url: `${DOCS}${code.replaceAll("_", "-")}` }),
    message,
    ...(param === undefined ? {} : { param }),
  });
}

/** An id in the path is 404, an id among the parameters 400. */
export function refuseMissing(noun: string, id: string, param: string, inPath: boolean): never {
  throw new StripeRefusal(inPath ? 404 : 400, {
    type: "invalid_request_error",
    code: "resource_missing",
    doc_url: `${DOCS}resource-missing`,
    message: `No such ${noun}: '${id}'`,
    param,
  });
}

export function refuseUrl(method: string, path: string): never {
  throw new StripeRefusal(404, {
    type: "invalid_request_error",
    message:
      `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs ` +
      "or we can help at https://support.stripe.com/.",
  });
}

export function refuseKey(key: string | null): never {
  throw new StripeRefusal(401, {
    type: "invalid_request_error",
    message:
      key === null
        ? "You did not provide an API key. You need to provide your API key in the Authorization " +
          "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        : `Invalid API Key provided: ${masked(key)}`,
  });
}

export function refuseReusedKey(key: string): never {
  throw new StripeRefusal(400, {
    type: "idempotency_error",
    message:
      "Keys for idempotent requests can only be used with the same parameters they were first " +
      `used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });
}

/** What the sandbox does not play, though Stripe would. */
export function refuseUnplayed(what: string, param: string): never {
  return refuse("sandbox_unplayed", `The sandbox does not play ${what}.`, param);
}

function masked(key: string): string {
  return key.length <= 12
    ? "*".repeat(key.length)
    : `${key.slice(0, 8)}${"*".repeat(key.length - 12)}${key.slice(-4)}`;
}
