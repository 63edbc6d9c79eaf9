/** The stacks that are compared in one workerd: the libraries alone, and the lanes of the product. */
import type { Miniflare } from "miniflare";
import type { SandboxServer } from "../sandbox/server.ts";
import { freePort } from "../support/local-product.ts";
import { signIn } from "../support/plain-oauth.ts";
import { bareCall, type Call, floorCall, openSession, statelessCall } from "./calls.ts";
import { type Build, type Neighbor, runTogether } from "./stack.ts";
import { bindingsFor, USER_ID, WARM_CALL } from "./targets.ts";
import { unattendedToken } from "./unattended.ts";

const PRODUCT = "worker";
const BASELINE = "baseline";
const EVICTION_ATTEMPTS = 4;

/** A Durable Object that a call needs; without it in memory the call is a cold one. */
interface StoredObject {
  worker: string;
  className: string;
  name: string;
}

/** A connected client of a lane. */
export interface Client {
  call: Call;
  objects: readonly StoredObject[];
}

export interface Lane {
  name: string;
  /** Connects one more client, with a session of its own where the lane has sessions. */
  connect(): Promise<Client>;
}

/** All lanes, the libraries' first; `product` and `libraries` are the pairs that goals compare. */
export interface Lanes {
  all: readonly Lane[];
  sessionful: { product: Lane; libraries: Lane };
  stateless: { product: Lane; libraries: Lane };
}

const ECHO = { name: "echo", arguments: { text: "hello" } };

/** Both Workers on ports that stay, so that they can be started again on what they stored. */
export class SideBySide {
  readonly #neighbors: readonly Neighbor[];
  readonly #persistTo: string;
  readonly #origins: { product: string; baseline: string };
  #miniflare: Miniflare | undefined;

  private constructor(
    neighbors: readonly Neighbor[],
    origins: { product: string; baseline: string },
    persistTo: string,
  ) {
    this.#neighbors = neighbors;
    this.#origins = origins;
    this.#persistTo = persistTo;
  }

  static async create(
    built: { product: Build; baseline: Build },
    sandbox: SandboxServer,
    persistTo: string,
  ): Promise<SideBySide> {
    const ports = { product: await freePort(), baseline: await freePort() };
    const product = `http://localhost:${ports.product}`;
    const baseline = `http://localhost:${ports.baseline}`;
    const neighbors: Neighbor[] = [
      {
        name: PRODUCT,
        built: built.product,
        port: ports.product,
        bindings: bindingsFor(sandbox, product),
      },
      {
        name: BASELINE,
        built: built.baseline,
        port: ports.baseline,
        bindings: { PUBLIC_URL: baseline },
      },
    ];
    return new SideBySide(neighbors, { product, baseline }, persistTo);
  }

  async start(): Promise<void> {
    this.#miniflare = await runTogether(this.#neighbors, { persistTo: this.#persistTo });
  }

  async stop(): Promise<void> {
    await this.#miniflare?.dispose();
    this.#miniflare = undefined;
  }

  /** As the platform does with idle objects. One that still works is waited for. */
  async evict(objects: readonly StoredObject[]): Promise<void> {
    for (const { worker, className, name } of objects) {
      for (let attempt = 1; ; attempt++) {
        try {
          await this.#miniflare?.unsafeEvictDurableObject(worker, className, { name });
          break;
        } catch (error) {
          if (String(error).includes("not currently running")) break;
          if (attempt === EVICTION_ATTEMPTS) throw error;
        }
      }
    }
  }

  /** Signs in at both. */
  async lanes(): Promise<Lanes> {
    const { product, baseline } = this.#origins;
    const token = (await signIn(product, USER_ID)).tokens.access_token;
    const echoToken = await unattendedToken(baseline);
    const bare = `${baseline}/bare`;
    const account = { worker: PRODUCT, className: "Account", name: USER_ID };
    const echoSession = async (origin: string, echoToken?: string): Promise<Client> => {
      const { id, call } = await openSession(origin, echoToken);
      const name = `streamable-http:${id}`;
      return {
        call: call(ECHO),
        objects: [{ worker: BASELINE, className: "EchoSession", name }],
      };
    };
    const oauthSession: Lane = {
      name: "OAuth + bare McpAgent echo",
      connect: () => echoSession(baseline, echoToken),
    };
    const oauthStateless: Lane = {
      name: "OAuth + bare createMcpHandler echo",
      connect: async () => ({ call: statelessCall(baseline, echoToken, ECHO), objects: [] }),
    };
    const session: Lane = {
      name: "the product, sessionful",
      connect: async () => {
        const { id, call } = await openSession(product, token);
        const name = `streamable-http:${id.split(".")[0]}`;
        return {
          call: call(WARM_CALL),
          objects: [account, { worker: PRODUCT, className: "McpSession", name }],
        };
      },
    };
    const stateless: Lane = {
      name: "the product, stateless",
      connect: async () => ({
        call: statelessCall(product, token, WARM_CALL),
        objects: [account],
      }),
    };
    const all: Lane[] = [
      {
        name: "a plain Durable Object round trip (the floor)",
        connect: async () => ({
          call: floorCall(baseline),
          objects: [{ worker: BASELINE, className: "Floor", name: "bench" }],
        }),
      },
      { name: "bare McpAgent echo", connect: () => echoSession(bare) },
      {
        name: "bare createMcpHandler echo",
        connect: async () => ({ call: statelessCall(bare, undefined, ECHO), objects: [] }),
      },
      oauthSession,
      oauthStateless,
      session,
      stateless,
      {
        name: "the product, bare call",
        connect: async () => ({ call: bareCall(product, token, WARM_CALL), objects: [account] }),
      },
    ];
    return {
      all,
      sessionful: { product: session, libraries: oauthSession },
      stateless: { product: stateless, libraries: oauthStateless },
    };
  }
}
