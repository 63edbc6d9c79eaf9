// The way of events to the webhook. In tests each step is taken by hand; under `npm start` events
// go out by themselves, as the rules of the control page say.
import type Stripe from "stripe";
import type { JsonObject } from "../clickup/json.ts";
import { Impossible } from "./errors.ts";
import { newEvent, type Spoil, signedRequest } from "./events.ts";
import { seconds, type World } from "./router.ts";
import type { DeliveryRow } from "./state.ts";
import { toJson } from "./state.ts";

/** Stripe tries for days; a sandbox gives up within the time that a person waits. */
const RETRY_AFTER_MS = [1_000, 3_000, 10_000];
export const MAX_ATTEMPTS = RETRY_AFTER_MS.length + 1;

export interface WebhookOptions {
  url: string;
  secret: string;
  deliver: (request: Request) => Promise<Response>;
}

export class Webhooks {
  readonly #world: World;
  readonly #options: WebhookOptions;
  /** The run under way; the next one waits for it. */
  #running: Promise<void> = Promise.resolve();

  constructor(world: World, options: WebhookOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Events that are still to be delivered, oldest first. */
  get pending(): Stripe.Event[] {
    const { deliveries } = this.#world.state;
    return this.all.filter((event) => deliveries[event.id]?.status === "pending");
  }

  /** Oldest first. */
  get all(): Stripe.Event[] {
    return Object.values(this.#world.state.events);
  }

  /** The signed request alone, as it would be sent. */
  request(event: Stripe.Event | string, spoil: Spoil = {}): Promise<Request> {
    const { url, secret } = this.#options;
    return signedRequest(this.#find(event), url, secret, this.#world.nowMs(), spoil);
  }

  /** One delivery now, whatever came before. A spoilt one leaves the event's standing as it was. */
  async deliver(event: Stripe.Event | string, spoil?: Spoil): Promise<Response> {
    const found = this.#find(event);
    const row = this.#world.state.deliveries[found.id];
    const request = await this.request(found, spoil);
    if (spoil !== undefined || row === undefined) return this.#options.deliver(request);
    row.attempts += 1;
    try {
      const response = await this.#options.deliver(request);
      this.#note(found, row, response.status);
      return response;
    } catch (error) {
      this.#note(found, row, 0);
      throw error;
    }
  }

  /** Tries each pending event once, oldest first. A failed one stays pending for the next flush. */
  async flush(): Promise<void> {
    for (const event of this.pending) {
      const answer = await this.deliver(event).catch(() => undefined);
      await answer?.body?.cancel();
    }
  }

  /** It never arrives. */
  drop(event: Stripe.Event | string): void {
    const row = this.#world.state.deliveries[this.#find(event).id];
    if (row !== undefined) row.status = "dropped";
  }

  /** An event that happened to nothing here: a foreign customer, another mode, an unknown type. */
  forge(type: string, object: object, fields: Partial<Stripe.Event> = {}): Stripe.Event {
    const event = newEvent(type, toJson(object) as JsonObject, seconds(this.#world));
    return Object.assign(event, fields);
  }

  /** Sends what is due, by the rules, until nothing is: called after each request. */
  run(afterEach: () => void = () => {}): Promise<void> {
    this.#running = this.#running.then(() => this.#runOnce(afterEach));
    return this.#running;
  }

  async #runOnce(afterEach: () => void): Promise<void> {
    const { sending, deliveries } = this.#world.state;
    if (sending.mode !== "send") return;
    const pending = this.pending;
    const nowMs = this.#world.nowMs();
    const due = pending.filter((event) => (deliveries[event.id]?.dueAtMs ?? 0) <= nowMs);
    for (const event of sending.order === "reversed" ? due.toReversed() : due) {
      const answer = await this.deliver(event).catch(() => undefined);
      await answer?.body?.cancel();
      afterEach();
    }
    const next = this.pending.map((event) => deliveries[event.id]?.dueAtMs ?? 0);
    if (next.length === 0) return;
    const waitMs = Math.max(0, Math.min(...next) - this.#world.nowMs());
    const timer: unknown = setTimeout(() => void this.run(afterEach), waitMs);
    // Node only: a retry to come does not keep the process alive.
    if (typeof timer === "object" && timer !== null && "unref" in timer) {
      (timer as { unref(): void }).unref();
    }
  }

  #note(event: Stripe.Event, row: DeliveryRow, status: number): void {
    row.lastStatus = status;
    if (status >= 200 && status < 300) {
      row.status = "delivered";
      event.pending_webhooks = 0;
    } else if (row.attempts >= MAX_ATTEMPTS) row.status = "failed";
    else row.dueAtMs = this.#world.nowMs() + (RETRY_AFTER_MS[row.attempts - 1] ?? 0);
  }

  /** Also an event that was forged, and is in no table. */
  #find(event: Stripe.Event | string): Stripe.Event {
    if (typeof event !== "string") return event;
    const found = this.#world.state.events[event];
    if (found === undefined) throw new Impossible(`no event ${event}`);
    return found;
  }
}
