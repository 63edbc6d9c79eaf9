// The sandbox on a loopback port, for `npm start` and for journeys. Node only.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { dirname } from "node:path";
import type { ClickUpSandbox, SandboxOptions, SandboxState } from "./clickup/sandbox.ts";
import { createClickUpSandbox } from "./clickup/sandbox.ts";
import { seedState } from "./clickup/seed.ts";

const SAVE_DELAY_MS = 500;
const HOUR_MS = 3_600_000;

/** Something else that lives on the same port, below its own path. */
export interface Mount {
  /** "/stripe": also takes "/stripe/…". */
  prefix: string;
  fetch(request: Request): Promise<Response>;
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
    state: loadState(statePath) ?? seedState(Math.floor(Date.now() / HOUR_MS) * HOUR_MS),
  });
  const saver = statePath === undefined ? null : createSaver(sandbox, statePath);

  fetchOf = async (request) => {
    const { pathname } = new URL(request.url);
    const mount = mounts.find(
      ({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`),
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
    outgoing.end(new Uint8Array(await response.arrayBuffer()));
  } catch (error) {
    // A fault that breaks the connection is told apart from an answer by breaking it.
    console.error("sandbox:", error);
    outgoing.destroy();
  }
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
  return new Request(new URL(incoming.url ?? "/", origin), {
    method,
    headers,
    ...(bodiless ? {} : { body: Buffer.concat(chunks) }),
  });
}

function loadState(path: string | undefined): SandboxState | null {
  if (path === undefined) return null;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return null;
  }
  const state = JSON.parse(text) as SandboxState;
  if (state.version !== 2) throw new Error(`${path} was written by another version; remove it`);
  return state;
}

/** Writes whole files only: beside the old one first, then in its place. */
function createSaver(sandbox: ClickUpSandbox, path: string): { later(): void; now(): void } {
  let timer: NodeJS.Timeout | null = null;
  let written: string | null = null;
  const now = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const text = sandbox.snapshot();
    if (text === written) return;
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.tmp`;
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
    written = text;
  };
  const later = (): void => {
    if (timer === null) timer = setTimeout(now, SAVE_DELAY_MS).unref();
  };
  return { later, now };
}
