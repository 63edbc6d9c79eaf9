/**
 * Stands in for the `Agent` that the library's `McpAgent` is built on (`alias` in `wrangler.jsonc`): the
 * same parts of the library, its lifecycle and its WebSockets, without what no session uses (schedules,
 * queues, tasks, workflows, e-mail, sub-agents, state for browsers, calls to other MCP servers). That was
 * an eighth of the bundle, and ten tables with eighteen indices in the object of each session.
 */
import { DurableObject } from "cloudflare:workers";
import {
  type Connection,
  type ConnectionContext,
  getCurrentAgent,
  Lifecycle,
} from "agents/lifecycle";
import { WebSockets } from "agents/websockets";

/** As the library's own, so that an object which it condemned is still removed. */
const CONDEMNED = "cf_agents_destroy_pending";
/** The caller has its answer by then. */
const REMOVAL_DELAY_MS = 1_000;

class SessionBase extends DurableObject<Env> {
  readonly lifecycle = Lifecycle.install(this);
  readonly #sockets: WebSockets;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sockets = new WebSockets({
      // Frames of the library's browser client; an MCP client sees none of them.
      protocol: false,
      handlers: {
        onConnect: (connection, context) => this.#told(() => this.onConnect(connection, context)),
        onClose: (connection, ...how) => this.#told(() => this.onClose(connection, ...how)),
        onError: (connection, error) => this.onError(connection, error),
      },
    });
    this.lifecycle.use(this.#sockets);
    const start = this.onStart.bind(this);
    this.onStart = (props) => this.#told(() => start(props));
  }

  get name(): string {
    return this.lifecycle.name;
  }

  /** Before anything that came by RPC: only requests, alarms and sockets start the object by themselves. */
  async __unsafe_ensureInitialized(props?: Record<string, unknown>): Promise<void> {
    await this.lifecycle.start(props);
  }

  getConnections(tag?: string): Iterable<Connection> {
    return this.#sockets.getConnections(tag);
  }

  /** Removes everything in an invocation of its own, which nobody who goes away can cut short. */
  async _cf_scheduleDestroy(): Promise<void> {
    await this.ctx.storage.put(CONDEMNED, true);
    await this.ctx.storage.setAlarm(Date.now() + REMOVAL_DELAY_MS);
  }

  override async alarm(): Promise<void> {
    // Before the start, which a condemned object need not survive.
    if ((await this.ctx.storage.get(CONDEMNED)) === undefined) return this.lifecycle.alarm();
    await this.lifecycle.dispose();
    await this.ctx.storage.deleteAll();
  }

  /** What `McpAgent` and `McpSession` put in their place. */
  async onStart(_props?: unknown): Promise<void> {}
  async onConnect(_connection: Connection, _context: ConnectionContext): Promise<void> {}
  async onClose(
    _connection: Connection,
    _code: number,
    _reason: string,
    _wasClean: boolean,
  ): Promise<void> {}
  onError(_connectionOrError: unknown, error: unknown = _connectionOrError): never {
    throw error;
  }

  async #told(run: () => unknown): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.onError(error);
    }
  }
}

/** By the names under which `agents/mcp` imports them. */
export { getCurrentAgent as i, SessionBase as t };
