/**
 * ClickUp as all users' Worker sees it: one address, a sandbox for each user behind it, and now and then an
 * answer that is wrong, late or missing.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Random } from "../faults/random.ts";
import { marksIn } from "./canary.ts";
import { type Tenant, tenantOf } from "./tenant.ts";
import { FAULTS, type Fault, type FaultName, pickFault, TRAP } from "./upstream-faults.ts";

export const APP = { id: "soak", secret: "soak" };
/** What a sandbox has seen is not looked at here, and would be all of the memory. */
const MAX_SEEN = 100;

export interface UpstreamOptions {
  random: Random;
  users: readonly number[];
  redirectUri: string;
  /** Answers what is below /faults. */
  faults(request: Request): Promise<Response>;
}

export class Upstream {
  readonly tenants: Tenant[];
  readonly origin: string;
  /** How often a write that carries the mark was carried out. */
  readonly applied = new Map<string, number>();
  readonly injected: Record<FaultName, number>;
  requests = 0;
  /** Requests that followed a redirect; nobody may. */
  trapped = 0;
  /** What went wrong in the sandboxes themselves; none may. */
  readonly failures: string[] = [];
  /** Of all requests, which share is answered wrongly. */
  faultRate = 0;
  /** Makes every create lose its answer. */
  cutsCreates = false;
  readonly #options: UpstreamOptions;
  readonly #server: Server;
  /** By the id that their ClickUp token begins with. */
  readonly #byPerson: Map<string, Tenant>;
  readonly #byCode = new Map<string, Tenant>();

  static async open(options: UpstreamOptions): Promise<Upstream> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Upstream(server, options);
  }

  private constructor(server: Server, options: UpstreamOptions) {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    this.origin = `http://127.0.0.1:${address.port}`;
    this.#server = server;
    this.#options = options;
    const clients = [{ ...APP, redirectUris: [options.redirectUri] }];
    this.tenants = options.users.map((user) => tenantOf(user, this.origin, clients));
    this.#byPerson = new Map(this.tenants.map((tenant) => [tenant.ids.person, tenant]));
    const none = FAULTS.map(({ name }) => [name, 0]);
    this.injected = Object.fromEntries(none) as Record<FaultName, number>;
    server.on("request", (incoming, outgoing) => {
      this.#respond(incoming, outgoing).catch((error: unknown) => {
        outgoing.destroy();
        // The Worker was killed while it asked; anything else is wrong here.
        if (!isBroken(error)) this.failures.push(String(error));
      });
    });
  }

  get faults(): number {
    return Object.values(this.injected).reduce((sum, times) => sum + times, 0);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await toRequest(this.origin, incoming);
    const { pathname } = new URL(request.url);
    if (pathname.startsWith(TRAP)) {
      this.trapped += 1;
      outgoing.writeHead(200).end("{}");
    } else if (pathname.startsWith("/faults/")) {
      await write(outgoing, await this.#options.faults(request));
    } else if (pathname === "/api") {
      await write(outgoing, await this.#authorize(request));
    } else if (pathname === "/api/v2/oauth/token") {
      const code = (await request.clone().text()) + request.url;
      const tenant = [...this.#byCode].find(([known]) => code.includes(known))?.[1];
      await write(outgoing, await fetchOf(tenant, request));
    } else {
      await this.#api(request, outgoing);
    }
  }

  async #api(request: Request, outgoing: ServerResponse): Promise<void> {
    this.requests += 1;
    const person = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
    const tenant = this.#byPerson.get(person.split("_")[0] ?? "");
    const body = request.method === "GET" ? "" : await request.clone().text();
    const perform = async () => {
      const response = await fetchOf(tenant, request);
      if (request.method !== "GET" && response.status < 300) this.#note(body);
      return response;
    };
    const fault = this.#faultFor(request);
    if (fault === undefined) {
      await write(outgoing, await perform());
      return;
    }
    this.injected[fault.name] += 1;
    const { random } = this.#options;
    await fault.spoil({ outgoing, perform, random, origin: this.origin });
  }

  #faultFor({ method }: Request): Fault | undefined {
    const { random } = this.#options;
    if (this.cutsCreates) return method === "GET" ? undefined : pickFault(random, "cut");
    return random.chance(this.faultRate) ? pickFault(random) : undefined;
  }

  #note(body: string): void {
    for (const mark of marksIn(body)) this.applied.set(mark, (this.applied.get(mark) ?? 0) + 1);
  }

  /** Everybody is on the page; the form says who it is. */
  async #authorize(request: Request): Promise<Response> {
    if (request.method === "GET") {
      const forms = this.tenants.map(({ ids }) => formOf(ids.person, ids.workspace));
      return new Response(forms.join("\n"), { headers: { "content-type": "text/html" } });
    }
    const form = new URLSearchParams(await request.clone().text());
    const tenant = this.#byPerson.get(form.get("user") ?? "");
    const response = await fetchOf(tenant, request);
    const back = URL.parse(response.headers.get("location") ?? "");
    const code = back?.searchParams.get("code");
    if (tenant !== undefined && code) this.#byCode.set(code, tenant);
    return response;
  }
}

const isBroken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ECONNRESET";

const formOf = (person: string, workspace: string): string =>
  `<form method="post"><input type="checkbox" name="workspace" value="${workspace}" checked>
    <button name="user" value="${person}"></button></form>`;

async function fetchOf(tenant: Tenant | undefined, request: Request): Promise<Response> {
  if (tenant === undefined) return Response.json({ ECODE: "OAUTH_019" }, { status: 401 });
  const { sandbox } = tenant;
  if (sandbox.seen.length > MAX_SEEN) sandbox.clearSeen();
  return sandbox.fetch(request);
}

async function toRequest(origin: string, incoming: IncomingMessage): Promise<Request> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const { method = "GET", url = "/" } = incoming;
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
  return new Request(new URL(url, origin), { method, headers, ...body });
}

async function write(outgoing: ServerResponse, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(body);
}
