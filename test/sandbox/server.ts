// The sandbox on a loopback port, for `npm start` and for journeys. Node only.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { ClickUpSandbox, SandboxOptions, SandboxState } from "./clickup/sandbox.ts";
import { createClickUpSandbox } from "./clickup/sandbox.ts";
import { seedState } from "./clickup/seed.ts";
import { createSaver, loadState } from "./state-file.ts";

const STATE_VERSION = 2;
/** Where ClickUp keeps files: names that only ClickUp can answer. Here their links lead to this port. */
const FILE_HOST = /https:\/\/(t\d+)\.p\.clickup-attachments\.com(?=\/\1\/)/g;
const FILE_PATH = /^\/(t\d+)\/[^/]+\/[^/]+$/;
const HOUR_MS = 3_600_000;

/** Something else that lives on the same port, below its own paths. */
export interface Mount {
  /** "/stripe": also takes "/stripe/…". */
  prefixes: readonly string[];
  fetch(request: Request): Promise<Response>;
  close(): void;
}

export interface SandboxServerOptions extends Omit<SandboxOptions, "state" | "origin"> {
  /** 0 takes any free one. */
  port: number;
  /** Where the state is kept between runs; without it every run starts from the seed. */
  statePath?: string;
  mounts?: readonly Mount[];
}

export interface SandboxServer {
  /** http://localhost:PORT */
  origin: string;
  sandbox: ClickUpSandbox;
  close(): Promise<void>;
}

export async function startSandboxServer(options: SandboxServerOptions): Promise<SandboxServer> {
  const { port, statePath, mounts = [], ...sandboxOptions } = options;
  let fetchOf: (request: Request) => Promise<Response> = () =>
    Promise.resolve(new Response("starting", { status: 503 }));
  const servers = await listen(port, (request, response) => {
    respond(origin, (wanted) => fetchOf(wanted), request, response);
  });
  const origin = `http://localhost:${portOf(servers)}`;
  const sandbox = createClickUpSandbox({
    ...sandboxOptions,
    origin,
    // Dates around today, so that a demo has work due this week.
    state:
      loadState<SandboxState>(statePath, STATE_VERSION) ??
      seedState(Math.floor(Date.now() / HOUR_MS) * HOUR_MS),
  });
  const saver = statePath === undefined ? null : createSaver(() => sandbox.snapshot(), statePath);

  fetchOf = async (request) => {
    const { pathname } = new URL(request.url);
    const mount = mounts.find(({ prefixes }) =>
      prefixes.some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`)),
    );
    const response = await (mount ?? sandbox).fetch(request);
    saver?.later();
    return response;
  };

  return {
    origin,
    sandbox,
    async close() {
      await Promise.all(servers.map(closeServer));
      for (const mount of mounts) mount.close();
      saver?.now();
    },
  };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** On 127.0.0.1, and on ::1 where the machine has it: "localhost" may mean either. */
async function listen(port: number, handler: Handler): Promise<Server[]> {
  const first = createServer(handler);
  await listenOn(first, "127.0.0.1", port);
  const second = createServer(handler);
  try {
    await listenOn(second, "::1", portOf([first]));
    return [first, second];
  } catch {
    return [first];
  }
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function portOf(servers: readonly Server[]): number {
  const address = servers[0]?.address();
  if (address === null || address === undefined || typeof address === "string") {
    throw new Error("the sandbox is not listening");
  }
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function respond(
  origin: string,
  fetch: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    const response = await fetch(await toRequest(origin, incoming));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    const body = Buffer.from(await response.arrayBuffer());
    // A file itself says how long it is.
    outgoing.end(response.headers.has("Content-Length") ? body : withFilesAt(origin, body));
  } catch (error) {
    // A fault that breaks the connection is told apart from an answer by breaking it.
    console.error("sandbox:", error);
    outgoing.destroy();
  }
}

function withFilesAt(origin: string, body: Buffer): Buffer {
  if (!body.includes(".clickup-attachments.com")) return body;
  return Buffer.from(body.toString("utf8").replace(FILE_HOST, origin));
}

async function toRequest(origin: string, incoming: IncomingMessage): Promise<Request> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const method = incoming.method ?? "GET";
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const bodiless = method === "GET" || method === "HEAD";
  const path = incoming.url ?? "/";
  const tenant = FILE_PATH.exec(path)?.[1];
  const host = tenant === undefined ? origin : `https://${tenant}.p.clickup-attachments.com`;
  return new Request(new URL(path, host), {
    method,
    headers,
    ...(bodiless ? {} : { body: Buffer.concat(chunks) }),
  });
}
