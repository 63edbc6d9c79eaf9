/**
 * One MCP session of the 2025 era: a thin shell on the agents library that holds the protocol's
 * state and the client's event stream. It knows ids only, runs no tool and hibernates while idle.
 */

import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { Connection, ConnectionContext } from "agents";
import { McpAgent } from "agents/mcp";
import { accountOf } from "../account/account-of.ts";
import type { SessionDoor } from "../account/session-door.ts";
import { readConfig } from "../env.ts";
import { classOf, createLog } from "../log/log.ts";
import { BoundedEventStore } from "./bounded-event-store.ts";
import { CAPABILITIES, instructions, type Standing, serverInfo } from "./server-info.ts";

/** Who owns the session, and what to tell the client in `initialize`. No token, name or e-mail. */
export type SessionProps = { userId: string } & Standing;

/** Who makes this request; written by the lanes, which drop it from what clients send. */
export const SESSION_OWNER_HEADER = "x-session-owner";

/** What the library notes on the connection of a session's GET stream. */
type StreamState = { _standaloneSse?: boolean };

export class McpSession extends McpAgent<Env, unknown, SessionProps> implements SessionDoor {
  server: Server = UNSTARTED;

  async init(): Promise<void> {
    this.server = this.makeServer();
  }

  /** What answers on the session's own connection. */
  protected makeServer(): Server {
    const config = readConfig(this.env);
    return new Server(serverInfo(config), {
      capabilities: CAPABILITIES,
      ...(this.props !== undefined && { instructions: instructions(this.props, config) }),
      jsonSchemaValidator: NO_VALIDATOR,
    });
  }

  /** The library takes the props of whoever comes first after a restart; ours are written once. */
  override async updateProps(props?: SessionProps): Promise<void> {
    const stored = await this.ctx.storage.get<SessionProps>("props");
    if (stored === undefined) await super.updateProps(props);
    else this.props = stored;
  }

  /** So each connection has to show its user. */
  override async onConnect(connection: Connection, context: ConnectionContext): Promise<void> {
    if (!this.#isOwner(context.request.headers.get(SESSION_OWNER_HEADER))) {
      connection.close(1008, "not this user's session"); // policy violation (RFC 6455 §7.4.1)
      return;
    }
    await super.onConnect(connection, context);
  }

  /**
   * The Worker ends the stream of a client that goes away, or goes away itself without a word; this side
   * is the one that notices both.
   */
  override async onClose(connection: Connection<StreamState>): Promise<void> {
    const isSse = this.getTransportType() === "sse";
    const isStream = (other: Connection<StreamState>) => isSse || other.state?._standaloneSse;
    const others = [...this.getConnections<StreamState>()].filter(({ id }) => id !== connection.id);
    if (this.props === undefined || !isStream(connection) || others.some(isStream)) return;
    const transport = isSse ? "sse" : "streamable-http";
    const account = accountOf(this.env, this.props.userId);
    await account.streamClosed({ sessionId: this.getSessionId(), transport });
  }

  override async onSSEMcpMessage(
    ...[sessionId, message, extra]: Parameters<McpAgent["onSSEMcpMessage"]>
  ): Promise<Error | null> {
    await this.__unsafe_ensureInitialized();
    const owner = extra?.requestInfo?.headers[SESSION_OWNER_HEADER];
    if (!this.#isOwner(owner)) return new ForeignSessionError();
    return super.onSSEMcpMessage(sessionId, message, extra);
  }

  /** Sends a finished answer down the stream of an HTTP+SSE session; false when none is open. */
  async deliver(userId: string, message: string): Promise<boolean> {
    await this.__unsafe_ensureInitialized();
    const socket = this.getWebSocket();
    if (!this.#isOwner(userId) || !socket) return false;
    socket.send(message);
    return true;
  }

  async toolListChanged(): Promise<void> {
    await this.__unsafe_ensureInitialized();
    if (!(await this.#isLive())) return;
    await this.server.sendToolListChanged();
  }

  async closeStream(): Promise<void> {
    await this.__unsafe_ensureInitialized();
    for (const connection of this.getConnections<StreamState>()) {
      if (this.getTransportType() === "sse" || connection.state?._standaloneSse) {
        connection.close(1000, "another stream was opened");
      }
    }
  }

  async endSession(): Promise<void> {
    await this.__unsafe_ensureInitialized();
    for (const connection of this.getConnections()) connection.close(1000, "session ended");
    // Removes all storage from an alarm of its own, the events of the GET stream too.
    await this._cf_terminateSession();
  }

  protected override getEventStore() {
    return new BoundedEventStore(this.ctx.storage);
  }

  /** The library would print the error as it is. */
  override onError(connectionOrError: unknown, error: unknown = connectionOrError): never {
    const { logLevel } = readConfig(this.env);
    createLog(logLevel, { room: "session" }).error("a session's object failed", {
      error: classOf(error),
    });
    throw error;
  }

  #isOwner(userId: string | string[] | null | undefined): boolean {
    return this.props !== undefined && this.props.userId === userId;
  }

  /** Something can be sent: a session that began and has not ended, or an open SSE stream. */
  async #isLive(): Promise<boolean> {
    if (this.getTransportType() === "sse") return this.getWebSocket() !== null;
    return (await this.getInitializeRequest()) !== undefined;
  }
}

export class ForeignSessionError extends Error {
  constructor() {
    super("not this user's session");
    this.name = "ForeignSessionError";
  }
}

/** Nothing here validates by JSON Schema; the SDK's default would compile one at each start. */
const NO_VALIDATOR = {
  getValidator() {
    return () => ({ valid: false, data: undefined, errorMessage: "no validator" }) as const;
  },
};

/** Stands in until `init`, which the library awaits before it uses the server. */
const UNSTARTED = undefined as never;
