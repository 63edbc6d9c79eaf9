// What a person or a test does to Stripe from behind: time, banks, and the way of the webhooks.
import type { Json, JsonObject } from "../clickup/json.ts";
import { isObject } from "../clickup/json.ts";
import type { Acts } from "./acts.ts";
import { showControls } from "./control-page.ts";
import { Impossible, StripeRefusal } from "./errors.ts";
import type { Spoil } from "./events.ts";
import { messagePage, redirect } from "./page.ts";
import { isCard } from "./pay-page.ts";
import { bodyText, type World } from "./router.ts";
import type { StripeState } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

const JSON_TYPE = "application/json";
const MODES = ["send", "hold", "drop"] as const;
const ORDERS = ["as_made", "reversed"] as const;
const SIGNATURES = ["good", "wrong", "other", "missing"] as const;
const MAX_DELAY_MS = 60_000;

/** `GET /stripe/control[/state]`, `POST /stripe/control/{webhooks,send,act}` as JSON or as a form. */
export async function answerControl(
  world: World,
  acts: Acts,
  webhooks: Webhooks,
  request: Request,
  what: string,
): Promise<Response> {
  if (request.method === "GET") {
    const told = new URL(request.url).searchParams.get("told");
    return what === "state" ? Response.json(overview(world.state)) : showControls(world, told);
  }
  const wantsJson = request.headers.get("Content-Type")?.startsWith(JSON_TYPE) === true;
  try {
    const told = await obey(world, acts, webhooks, what, await readFields(request, wantsJson));
    if (wantsJson) return Response.json(told);
    return redirect(`/stripe/control?told=${encodeURIComponent(String(told.told ?? "Done."))}`);
  } catch (error) {
    if (!(error instanceof Impossible || error instanceof StripeRefusal)) throw error;
    return wantsJson
      ? Response.json({ error: error.message }, { status: 400 })
      : messagePage(400, "Not possible", error.message, "/stripe/control");
  }
}

async function readFields(request: Request, asJson: boolean): Promise<JsonObject> {
  const text = await bodyText(request);
  // A choice of the page brings a field of its own: how=signature=wrong
  if (!asJson) {
    const { how = "", ...fields } = Object.fromEntries(new URLSearchParams(text));
    return { ...fields, ...Object.fromEntries(new URLSearchParams(how)) };
  }
  const parsed: unknown = text === "" ? {} : JSON.parse(text);
  if (!isObject(parsed)) throw new Impossible("the body is not an object");
  return parsed;
}

async function obey(
  world: World,
  acts: Acts,
  webhooks: Webhooks,
  what: string,
  fields: JsonObject,
): Promise<JsonObject> {
  if (what === "webhooks") return setRules(world.state, fields);
  if (what === "send") return send(webhooks, fields);
  if (what === "act") return act(world, acts, fields);
  throw new Impossible(`there is no control ${what}`);
}

function setRules({ sending, deliveries }: StripeState, fields: JsonObject): JsonObject {
  if (fields.mode !== undefined) sending.mode = oneOf(MODES, fields.mode);
  if (fields.order !== undefined) sending.order = oneOf(ORDERS, fields.order);
  if (fields.delay_ms !== undefined) {
    const delayMs = Number(fields.delay_ms);
    if (!(delayMs >= 0 && delayMs <= MAX_DELAY_MS)) throw new Impossible("delay_ms is 0 to 60000");
    sending.delayMs = delayMs;
  }
  if (sending.mode === "drop") {
    for (const row of Object.values(deliveries)) {
      if (row.status === "pending") row.status = "dropped";
    }
  }
  return { ...sending, told: `New events: ${sending.mode}.` };
}

async function send(webhooks: Webhooks, fields: JsonObject): Promise<JsonObject> {
  const event = String(fields.event ?? "");
  const spoil: Spoil = {};
  if (filled(fields.signature)) spoil.signature = oneOf(SIGNATURES, fields.signature);
  if (filled(fields.age_seconds)) spoil.ageSeconds = Number(fields.age_seconds);
  if (filled(fields.livemode)) spoil.livemode = String(fields.livemode) === "true";
  if (filled(fields.price)) spoil.price = String(fields.price);
  if (filled(fields.customer)) spoil.customer = String(fields.customer);
  const spoils = Object.keys(spoil).some(
    (name) => name !== "signature" || spoil.signature !== "good",
  );
  let answer: Response;
  try {
    answer = await webhooks.deliver(event, spoils ? spoil : undefined);
  } catch (error) {
    if (error instanceof Impossible) throw error;
    return { status: 0, told: "The webhook did not answer." };
  }
  const body = await answer.text();
  return { status: answer.status, body, told: `The webhook answered ${answer.status}.` };
}

function act(world: World, acts: Acts, fields: JsonObject): JsonObject {
  const id = String(fields.subscription ?? "");
  const action = String(fields.action ?? "");
  switch (action) {
    case "pay":
      return { url: acts.pay(String(fields.session ?? ""), cardIn(fields)) };
    case "set_card":
      acts.setCard(String(fields.customer ?? ""), cardIn(fields));
      break;
    case "cancel_at_period_end":
      acts.cancelAtPeriodEnd(id);
      break;
    case "resume":
      acts.resume(id);
      break;
    case "cancel_now":
      acts.cancelNow(id);
      break;
    case "next_period":
      acts.nextPeriod(id);
      break;
    case "settle":
      acts.settle(id);
      break;
    case "give_up":
      acts.giveUp(id, fields.as === "canceled" ? "canceled" : "unpaid");
      break;
    case "refund":
      return toldOf(acts.refund(id, filled(fields.amount) ? Number(fields.amount) : undefined).id);
    case "dispute":
      return toldOf(acts.dispute(id).id);
    case "close_dispute":
      acts.closeDispute(String(fields.dispute ?? ""), fields.as === "won" ? "won" : "lost");
      break;
    default:
      throw new Impossible(`there is no act ${action}`);
  }
  const status = world.state.subscriptions[id]?.status ?? null;
  return { status, told: status === null ? "Done." : `The subscription is ${status}.` };
}

const toldOf = (id: string): JsonObject => ({ id, told: `Made ${id}.` });
const filled = (value: Json | undefined): value is Json =>
  value !== undefined && value !== null && value !== "";

function cardIn(fields: JsonObject) {
  const card = String(fields.card ?? "good");
  if (!isCard(card)) throw new Impossible(`there is no card ${card}`);
  return card;
}

function oneOf<T extends string>(allowed: readonly T[], value: Json): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new Impossible(`must be one of ${allowed.join(", ")}`);
  return found;
}

/** Ids and standings, oldest first. */
function overview(state: StripeState): JsonObject {
  const events = Object.values(state.events).map((event) => {
    const { status, attempts, lastStatus } = state.deliveries[event.id] ?? {
      status: "dropped",
      attempts: 0,
      lastStatus: null,
    };
    return { id: event.id, type: event.type, status, attempts, last_status: lastStatus };
  });
  return {
    customers: Object.keys(state.customers),
    sessions: Object.values(state.checkoutSessions).map(({ session }) => ({
      id: session.id,
      status: session.status,
      customer: String(session.customer),
    })),
    subscriptions: Object.values(state.subscriptions).map((row) => ({
      id: row.id,
      status: row.status,
      customer: String(row.customer),
      metadata: row.metadata,
    })),
    events,
    sending: { ...state.sending },
  };
}
