import type { RegisteredSession } from "./door.ts";

/** Event streams a user may hold open, sessions' and `subscriptions/listen` together (docs/api.md). */
const MAX_STREAMS = 10;

/** What the account tells whoever listens; the Worker turns it into the revision's notification. */
export type AccountEvent = { kind: "tools_list_changed" };

/** Stands with each socket over hibernation. */
interface SocketNote {
  credentialId: string;
  openedAtMs: number;
}

/**
 * The sockets behind `subscriptions/listen`: the Worker holds the client's event stream and feeds
 * it from a hibernatable WebSocket, so that an idle listener keeps nothing awake.
 */
export class EventStreams {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  /** Takes the server side of a socket. */
  accept(socket: WebSocket, note: SocketNote): void {
    this.#ctx.acceptWebSocket(socket);
    socket.serializeAttachment(note);
  }

  send(event: AccountEvent): void {
    for (const socket of this.#open()) socket.send(JSON.stringify(event));
  }

  /** Closes what a credential opened that is not live any more. */
  closeDead(isLive: (credentialId: string) => boolean): void {
    for (const socket of this.#open()) {
      if (!isLive(noteOf(socket).credentialId)) {
        socket.close(4001, "signed out"); // 4000–4999 are for applications (RFC 6455 §7.4.2)
      }
    }
  }

  /**
   * Makes room for one more stream among the sockets and these sessions' streams. A socket is
   * closed here; a session whose stream must go is returned.
   */
  makeRoom(sessions: readonly RegisteredSession[]): RegisteredSession | undefined {
    const open = [
      ...this.#open().map((socket) => ({
        openedAtMs: noteOf(socket).openedAtMs,
        socket,
      })),
      ...sessions.flatMap((session) =>
        session.streamOpenedAtMs === undefined
          ? []
          : [{ openedAtMs: session.streamOpenedAtMs, session }],
      ),
    ];
    if (open.length < MAX_STREAMS) return undefined;
    const oldest = open.reduce((a, b) => (b.openedAtMs < a.openedAtMs ? b : a));
    if ("session" in oldest) return oldest.session;
    oldest.socket.close(4002, "another stream was opened");
    return undefined;
  }

  /** A socket that we closed is listed until the other side has answered. */
  #open(): WebSocket[] {
    return this.#ctx
      .getWebSockets()
      .filter((socket) => socket.readyState === WebSocket.READY_STATE_OPEN);
  }
}

function noteOf(socket: WebSocket): SocketNote {
  return socket.deserializeAttachment() as SocketNote; // written by accept
}
