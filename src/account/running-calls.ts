/** The calls under way in this very object: how their client reaches them, and what ends them besides. */
import type { Caller } from "../domain/caller.ts";

interface Running {
  credentialId: string;
  callId: string | undefined;
  abort: AbortController;
}

export class RunningCalls {
  readonly #running = new Set<Running>();

  /** `callId` as the caller names it; without one only the credential's end stops the call. */
  begin(
    { credentialId }: Caller,
    callId: string | undefined,
  ): { signal: AbortSignal; end(): void } {
    const running = { credentialId, callId, abort: new AbortController() };
    this.#running.add(running);
    return { signal: running.abort.signal, end: () => this.#running.delete(running) };
  }

  /** A client that gave one id to two calls stops both. */
  cancel({ credentialId }: Caller, callId: string): void {
    this.#abort((one) => one.credentialId === credentialId && one.callId === callId);
  }

  /** Whoever may no longer act for this user does not go on with what was begun. */
  cancelDead(isLive: (credentialId: string) => boolean): void {
    this.#abort(({ credentialId }) => !isLive(credentialId));
  }

  #abort(isMeant: (one: Running) => boolean): void {
    for (const one of this.#running) if (isMeant(one)) one.abort.abort();
  }
}
