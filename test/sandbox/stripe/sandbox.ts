// Stripe, played by its published API with state: a pure function from Request to Response, with
// its payment page, its customer portal and its signed webhooks.
import { type Acts, createActs } from "./acts.ts";
import { answerApi } from "./api.ts";
import { expireOld } from "./checkout-sessions.ts";
import { answerControl } from "./control.ts";
import { record } from "./events.ts";
import { answerPayPage } from "./pay-page.ts";
import { answerPortal } from "./portal-page.ts";
import { bodyText, type World } from "./router.ts";
import type { StripeState } from "./state.ts";
import { newStripeState } from "./state.ts";
import { Webhooks } from "./webhooks.ts";

export interface StripeSandboxOptions {
  secretKey: string;
  webhookSecret: string;
  /** The price of Premium. */
  priceId: string;
  /** Base of the pages that people see, e.g. http://localhost:8788. */
  origin?: string;
  webhookUrl?: string;
  /** Where webhooks go; nowhere unless said. */
  deliver?: (request: Request) => Promise<Response>;
  now?: () => number;
  state?: StripeState;
}

export interface SeenStripeRequest {
  method: string;
  path: string;
  /** As sent: "customer=cus_1&mode=subscription". */
  params: Record<string, string>;
  idempotencyKey: string | null;
  status: number;
}

type Fault = Response | ((request: Request) => Response | Promise<Response>);

export interface StripeFaultMatch {
  method?: string;
  path?: string | RegExp;
  /** Does the real work first, then gives the false answer. */
  after?: boolean;
}

export interface StripeSandbox extends Acts {
  /** The API below /v1, the pages and the controls below /stripe. */
  fetch(request: Request): Promise<Response>;
  readonly state: StripeState;
  /** Requests to the API. */
  readonly seen: SeenStripeRequest[];
  readonly webhooks: Webhooks;
  /** The next API request that matches gets this answer, once. */
  answerNext(answer: Fault, match?: StripeFaultMatch): void;
  /** JSON of the state; `createStripeSandbox({ state: JSON.parse(s) })` goes on from it. */
  snapshot(): string;
}

export function createStripeSandbox(options: StripeSandboxOptions): StripeSandbox {
  const now = options.now ?? Date.now;
  const state = withBareTables(options.state ?? newStripeState(options.priceId, now()));
  const world: World = {
    state,
    origin: options.origin ?? "http://localhost:8788",
    nowMs: now,
    emit: (type, object, previous) => record(state, now(), type, object, previous),
  };
  const acts = createActs(world, options.priceId);
  const webhooks = new Webhooks(world, {
    url: options.webhookUrl ?? "http://localhost:8787/stripe/webhook",
    secret: options.webhookSecret,
    deliver: options.deliver ?? (() => Promise.reject(new Error("no webhook is set up"))),
  });
  const seen: SeenStripeRequest[] = [];
  const faults: { answer: Fault; match: StripeFaultMatch }[] = [];

  async function api(request: Request, url: URL): Promise<Response> {
    const body = await bodyText(request);
    const entry: SeenStripeRequest = {
      method: request.method,
      path: url.pathname,
      params: Object.fromEntries(new URLSearchParams([url.search.slice(1), body].join("&"))),
      idempotencyKey: request.headers.get("Idempotency-Key"),
      status: 0,
    };
    seen.push(entry);
    const work = () =>
      answerApi(world, options.secretKey, {
        method: request.method,
        path: url.pathname,
        query: url.search.slice(1),
        body,
        headers: request.headers,
      });
    const index = faults.findIndex(({ match }) => fits(match, entry));
    const [fault] = index === -1 ? [] : faults.splice(index, 1);
    let response: Response;
    if (fault === undefined) response = work();
    else {
      if (fault.match.after === true) work();
      response = typeof fault.answer === "function" ? await fault.answer(request) : fault.answer;
    }
    entry.status = response.status;
    return response;
  }

  return {
    ...acts,
    state,
    seen,
    webhooks,
    async fetch(request) {
      const url = new URL(request.url);
      expireOld(world);
      if (url.pathname.startsWith("/v1/")) return api(request, url);
      const [, , page, id = ""] = url.pathname.split("/");
      if (page === "pay") return answerPayPage(world, request, id);
      if (page === "portal") return answerPortal(world, acts, request, id);
      if (page === "control") return answerControl(world, acts, webhooks, request, id);
      return new Response("Not found", { status: 404 });
    },
    answerNext(answer, match = {}) {
      faults.push({ answer, match });
    },
    snapshot: () => JSON.stringify(state),
  };
}

/** Ids come from callers, so no table may answer to "constructor". */
function withBareTables(state: StripeState): StripeState {
  for (const table of Object.values<unknown>({ ...state })) {
    if (typeof table === "object" && table !== null) Object.setPrototypeOf(table, null);
  }
  return state;
}

function fits({ method, path }: StripeFaultMatch, entry: SeenStripeRequest): boolean {
  if (method !== undefined && method !== entry.method) return false;
  if (path === undefined) return true;
  return typeof path === "string" ? path === entry.path : path.test(entry.path);
}
