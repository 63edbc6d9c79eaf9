import { orAborted } from "./or-aborted.ts";

interface Flight {
  controller: AbortController;
  waiters: number;
  promise: Promise<unknown>;
}

/** Identical reads of one token that are under way at the same time are sent once. */
export class SharedReads {
  readonly #flights = new Map<string, Flight>();

  /** True when somebody's identical read is under way, so that `share` would join it. */
  isUnderWay(key: string): boolean {
    return this.#flights.has(key);
  }

  /**
   * Joins the read of that key, or starts it. `signal` ends this caller's wait alone; the read itself is
   * aborted when nobody waits for it any more.
   */
  async share<T>(
    key: string,
    signal: AbortSignal,
    read: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    // A read that nobody waits for must not leave.
    if (signal.aborted) throw signal.reason;
    const flight = this.#flights.get(key) ?? this.#start(key, read);
    flight.waiters += 1;
    try {
      // A cast: the key is the URL, so the same key is the same kind of answer.
      return (await orAborted(flight.promise, signal)) as T;
    } finally {
      flight.waiters -= 1;
      if (flight.waiters === 0) {
        this.#forget(key, flight);
        flight.controller.abort(signal.reason);
      }
    }
  }

  /** After a write: whoever reads from now on must not get an answer that was begun before it. */
  startAfresh(): void {
    this.#flights.clear();
  }

  #start(key: string, read: (signal: AbortSignal) => Promise<unknown>): Flight {
    const controller = new AbortController();
    const flight: Flight = { controller, waiters: 0, promise: read(controller.signal) };
    this.#flights.set(key, flight);
    const forget = () => this.#forget(key, flight);
    flight.promise.then(forget, forget);
    return flight;
  }

  #forget(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
