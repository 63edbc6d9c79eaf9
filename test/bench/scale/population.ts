/** The product with many signed-in users in it, on storage that can be weighed. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Miniflare } from "miniflare";
import { parseKeyRing } from "../../../src/crypto/key-ring.ts";
import { signPersonalToken } from "../../../src/crypto/personal-token.ts";
import type { Caller } from "../../../src/domain/caller.ts";
import type { SandboxServer } from "../../sandbox/server.ts";
import { freePort } from "../../support/local-product.ts";
import { type OpenSession, openSession } from "../calls.ts";
import { type Build, type Neighbor, runTogether } from "../stack.ts";
import { bindingsFor, USER_ID, WORKSPACE_ID } from "../targets.ts";
import type { Request } from "./seeder.ts";

const PRODUCT = "worker";
const SEEDER = "seeder";
const JWT_SECRET_BYTES = 64;
/** How many sign-ins or sessions are under way at once. */
const AT_ONCE = 8;
const SCOPES = ["clickup:read", "clickup:write"] as const;

export class Population {
  readonly origin: string;
  readonly #neighbors: readonly Neighbor[];
  readonly #seederOrigin: string;
  readonly #clickUpToken: string;
  readonly #storage = mkdtempSync(join(tmpdir(), "clickup-mcp-scale-"));
  #miniflare: Miniflare | undefined;
  /** Users 1 to this number are signed in. */
  users = 0;

  private constructor(
    origin: string,
    seederOrigin: string,
    neighbors: readonly Neighbor[],
    clickUpToken: string,
  ) {
    this.origin = origin;
    this.#seederOrigin = seederOrigin;
    this.#neighbors = neighbors;
    this.#clickUpToken = clickUpToken;
  }

  static async create(
    built: { product: Build; seeder: Build },
    sandbox: SandboxServer,
  ): Promise<Population> {
    const ports = { product: await freePort(), seeder: await freePort() };
    const origin = `http://localhost:${ports.product}`;
    const neighbors: Neighbor[] = [
      {
        name: PRODUCT,
        built: built.product,
        port: ports.product,
        bindings: bindingsFor(sandbox, origin),
      },
      { name: SEEDER, built: built.seeder, port: ports.seeder, bindings: {} },
    ];
    // All of them see the same Workspace: what is measured is our side.
    const token = sandbox.sandbox.tokenFor(USER_ID, [WORKSPACE_ID]);
    return new Population(origin, `http://localhost:${ports.seeder}`, neighbors, token);
  }

  async start(): Promise<void> {
    this.#miniflare = await runTogether(this.#neighbors, { persistTo: this.#storage });
  }

  async stop(): Promise<void> {
    await this.#miniflare?.dispose();
    this.#miniflare = undefined;
  }

  discard(): void {
    rmSync(this.#storage, { recursive: true, force: true });
  }

  /** Signs more users in, until there are so many, each with one session; answers the last one's. */
  async growTo(users: number): Promise<OpenSession | undefined> {
    let newest: OpenSession | undefined;
    for (let from = this.users + 1; from <= users; from += AT_ONCE) {
      const numbers = Array.from(
        { length: Math.min(AT_ONCE, users - from + 1) },
        (_, i) => from + i,
      );
      await this.#ask({ signIn: numbers.map((number) => this.#signInOf(number)) });
      const opened = await Promise.all(
        numbers.map((number) => again(() => this.openSession(number))),
      );
      newest = opened.at(-1);
    }
    this.users = Math.max(this.users, users);
    return newest;
  }

  /** One more session of a user. */
  async openSession(user: number): Promise<OpenSession> {
    return openSession(this.origin, await this.tokenOf(user));
  }

  /** Asks the accounts to change what a connection lists, so that open streams are told. */
  async changeTools(users: readonly number[]): Promise<void> {
    await this.#ask({
      setPreferences: users.map((user) => [callerOf(user), { nodelete: true }, "bench"]),
    });
  }

  /** An object that holds a timer: what is seen of ours must not be seen of it. */
  async wakeful(name: string): Promise<StoredObject> {
    await this.#ask({ stayAwake: name });
    return { worker: SEEDER, className: "Wakeful", name };
  }

  /** Puts an object out of memory, as the platform does with idle ones. False: it was not in it. */
  async evict({ worker, className, name }: StoredObject): Promise<boolean> {
    if (this.#miniflare === undefined) throw new Error("not started");
    try {
      await this.#miniflare.unsafeEvictDurableObject(worker, className, { name });
      return true;
    } catch (error) {
      if (String(error).includes("not currently running")) return false;
      if (String(error).includes("active references")) return true;
      throw error;
    }
  }

  /** Personal tokens are checked with no record in KV; see docs/storage.md. */
  tokenOf(user: number): Promise<string> {
    const { bindings } = this.#neighbors[0] as Neighbor;
    const ring = parseKeyRing(bindings.JWT_SECRET ?? "", JWT_SECRET_BYTES);
    const context = { issuer: this.origin, audience: `${this.origin}/mcp` };
    return signPersonalToken(ring, context, callerOf(user), Date.now());
  }

  /** The ids of users' accounts, for `weigh`. The Worker knows them, so it has to be started. */
  async accountIds(users: readonly number[]): Promise<ReadonlySet<string>> {
    const answer = await this.#ask({ accountIds: users.map(userIdOf) });
    return new Set((await answer.json()) as string[]);
  }

  /** Bytes of the databases of a class, an object on average; it has to be stopped. */
  weigh(className: "Account" | "McpSession", ids?: ReadonlySet<string>): number {
    const directory = join(this.#storage, "do", `${PRODUCT}-${className}`);
    const sizes = readdirSync(directory)
      .filter((file) => file.endsWith(".sqlite") && file !== "metadata.sqlite")
      .filter((file) => ids?.has(file.slice(0, -".sqlite".length)) !== false)
      .map((file) => bytesOf(join(directory, file)));
    return sizes.reduce((sum, bytes) => sum + bytes, 0) / sizes.length;
  }

  #signInOf(number: number) {
    return {
      user: {
        id: userIdOf(number),
        name: `User ${number}`,
        email: `user-${number}@example.com`,
        timezone: "UTC",
        weekStartDay: 1,
      },
      workspaces: [{ id: WORKSPACE_ID, name: "Northwind Studio" }],
      clickUpToken: this.#clickUpToken,
      credential: { ...callerOf(number), clientName: "script" },
      requestId: "bench",
    };
  }

  async #ask(request: Request): Promise<Response> {
    const body = JSON.stringify(request);
    const answer = await again(() => fetch(this.#seederOrigin, { method: "POST", body }));
    if (!answer.ok) throw new Error(`seeder: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

/** workerd closes a connection that was idle for 5 s, which may cross with a request. */
async function again<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch {
    return request();
  }
}

/** Its pages, wherever SQLite has them: the file alone lacks what is in the write-ahead log yet. */
function bytesOf(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const number = (pragma: string) =>
    Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  const bytes = number("page_count") * number("page_size");
  database.close();
  return bytes;
}

export interface StoredObject {
  worker: string;
  className: string;
  name: string;
}

export const accountOf = (user: number): StoredObject => ({
  worker: PRODUCT,
  className: "Account",
  name: userIdOf(user),
});

export const sessionOf = ({ id }: OpenSession): StoredObject => ({
  worker: PRODUCT,
  className: "McpSession",
  name: `streamable-http:${id.split(".")[0]}`,
});

const userIdOf = (user: number): string => String(2_000_000 + user);

const callerOf = (user: number): Caller => ({
  userId: userIdOf(user),
  credentialId: `credential-${user}`,
  kind: "personal_token",
  clientId: "personal_token",
  scopes: SCOPES,
});
