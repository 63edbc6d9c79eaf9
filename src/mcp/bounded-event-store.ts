import { DurableObjectEventStore } from "agents/mcp";

/** Events of a GET stream that a client may still ask for after a break. */
const MAX_KEPT_EVENTS = 100;
const GET_STREAM = "_GET_stream";

/** The library never clears the events of a session's GET stream; this one keeps the newest. */
export class BoundedEventStore extends DurableObjectEventStore {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    super(storage);
    this.#storage = storage;
  }

  override async storeEvent(
    ...[streamId, message]: Parameters<DurableObjectEventStore["storeEvent"]>
  ): Promise<string> {
    const eventId = await super.storeEvent(streamId, message);
    if (streamId === GET_STREAM) await this.#forgetBefore(eventId);
    return eventId;
  }

  async #forgetBefore(eventId: string): Promise<void> {
    // `<stream>:<number in hex>`, sixteen digits; numbers have no gaps, so one goes for each that comes.
    const digits = eventId.slice(GET_STREAM.length + 1);
    const oldest = Number.parseInt(digits, 16) - MAX_KEPT_EVENTS;
    if (!(oldest > 0)) return;
    const hex = oldest.toString(16).padStart(digits.length, "0");
    await this.#storage.delete(`__mcp_event__:${GET_STREAM}:${hex}`);
  }
}
