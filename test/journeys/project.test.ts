/** A small project from its plan to its end, on every transport, by what the answers say. */
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
} from "@modelcontextprotocol/client";
import { auth } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../sandbox/clickup/seed-ids.ts";
import { Buyer } from "../support/buyer.ts";
import type { ToolResult } from "../support/first-call.ts";
import { leftBehind } from "../support/left-behind.ts";
import { type Product, startOwnProduct } from "../support/local-product.ts";
import { PersonAtClient } from "../support/oauth-client.ts";
import { Person } from "../support/person.ts";
import { bareCall, signIn } from "../support/plain-oauth.ts";
import { type Caller, runSmallProject } from "../support/small-project.ts";

/** Configured with them: what deletes is not asked for by default. */
const SCOPE = "clickup:read clickup:write clickup:delete";
let product: Product;

beforeAll(async () => {
  product = await startOwnProduct();
});

afterAll(() => product?.stop());

interface Connection extends Caller {
  close(): Promise<void>;
}

async function signedIn(person: Person, serverUrl: URL): Promise<PersonAtClient> {
  const provider = new PersonAtClient(person, { scope: SCOPE });
  await auth(provider, { serverUrl, scope: SCOPE });
  await auth(provider, { serverUrl, scope: SCOPE, authorizationCode: provider.code });
  return provider;
}

async function overV1(
  path: "/mcp" | "/sse",
  person: Person,
  open: typeof StreamableHTTPClientTransport | typeof SSEClientTransport,
): Promise<Connection> {
  const url = new URL(path, product.publicUrl);
  const client = new Client({ name: "journey", version: "1.0.0" });
  await client.connect(new open(url, { authProvider: await signedIn(person, url) }));
  return {
    call: (name, args, onprogress) =>
      client.callTool({ name, arguments: args }, undefined, onprogress && { onprogress }),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    close: () => client.close(),
  };
}

async function overV2(person: Person): Promise<Connection> {
  const url = new URL("/mcp", product.publicUrl);
  const client = new ClientV2(
    { name: "journey", version: "1.0.0" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  await client.connect(new TransportV2(url, { authProvider: await signedIn(person, url) }));
  return {
    call: (name, args, onprogress) =>
      client.callTool({ name, arguments: args }, onprogress && { onprogress }),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    close: () => client.close(),
  };
}

async function premium(userId: string): Promise<Person> {
  const person = new Person({ userId, workspaceIds: ["9001"] });
  const buyer = new Buyer(product.publicUrl, person);
  await person.logIn(product.publicUrl);
  if ((await buyer.tier()) === "free") await buyer.upgrade();
  return person;
}

/** A script that takes plain JSON, and so is told nothing on the way. */
async function overPlainFetch(userId: string): Promise<Connection> {
  const { tokens } = await signIn(product.publicUrl, userId, { scope: SCOPE });
  const ask = async <T>(method: string, params: object): Promise<T> => {
    const answer = await bareCall(product.publicUrl, tokens.access_token, method, params);
    expect(answer.headers.get("content-type")).toContain("application/json");
    return ((await answer.json()) as { result: T }).result;
  };
  return {
    call: (name, args) => ask<ToolResult>("tools/call", { name, arguments: args }),
    tools: async () =>
      (await ask<{ tools: { name: string }[] }>("tools/list", {})).tools.map(({ name }) => name),
    close: async () => {},
  };
}

const TRANSPORTS: readonly [
  string,
  string,
  (person: Person, userId: string) => Promise<Connection>,
][] = [
  [
    "SDK v1 over Streamable HTTP",
    "1001",
    (person) => overV1("/mcp", person, StreamableHTTPClientTransport),
  ],
  ["SDK v1 over HTTP+SSE", "1002", (person) => overV1("/sse", person, SSEClientTransport)],
  ["SDK v2 on revision 2026-07-28", "1003", (person) => overV2(person)],
  ["plain fetch", "1001", (_, userId) => overPlainFetch(userId)],
];

describe("a person on Premium", () => {
  it.each(TRANSPORTS)(
    "plans, changes, reports on and clears away a small project with %s",
    async (name, userId, connect) => {
      const person = await premium(userId);
      const connection = await connect(person, userId);
      const before = structuredClone(product.sandbox.sandbox.state);
      try {
        const told = await runSmallProject(connection, name);
        if (name === "plain fetch") expect(told).toEqual([]);
        else expect(told.length).toBeGreaterThan(0);
      } finally {
        await connection.close();
      }
      expect(leftBehind(before, product.sandbox.sandbox.state)).toEqual({});
    },
    120_000,
  );
});

describe("a file on a task", () => {
  it("is opened on this machine as it is at ClickUp's own host", async () => {
    await premium("1001");
    const script = await overPlainFetch("1001");
    const file = { task: SEED.tasks.checkout, attachment: "error log.txt", max_bytes: 1_000 };
    expect(await script.call("clickup_attachment_get", file)).toMatchObject({
      structuredContent: { text: expect.stringContaining("ERROR cart"), complete: false },
    });
  });
});

describe("a long call", () => {
  const LATENCY_MS = 150;
  /** Four at once: 48 / 4 * 150 ms. */
  const TASKS = 48;
  const WHOLE_MS = 1_800;
  const bulk = {
    list: "Product / Roadmap / Backlog",
    tasks: Array.from({ length: TASKS }, (_, index) => ({ name: `Long row ${index}` })),
  };
  const clients = {
    "SDK v1": async (person: Person, signal: AbortSignal) => {
      const url = new URL("/mcp", product.publicUrl);
      const client = new Client({ name: "journey", version: "1.0.0" });
      const authProvider = await signedIn(person, url);
      await client.connect(new StreamableHTTPClientTransport(url, { authProvider }));
      return (options: object) =>
        client.callTool({ name: "clickup_task_bulk_create", arguments: bulk }, undefined, {
          ...options,
          signal,
        });
    },
    "SDK v2": async (person: Person, signal: AbortSignal) => {
      const url = new URL("/mcp", product.publicUrl);
      const client = new ClientV2(
        { name: "journey", version: "1.0.0" },
        { versionNegotiation: { mode: { pin: "2026-07-28" } } },
      );
      await client.connect(new TransportV2(url, { authProvider: await signedIn(person, url) }));
      return (options: object) =>
        client.callTool(
          { name: "clickup_task_bulk_create", arguments: bulk },
          { ...options, signal },
        );
    },
  };

  const made = () =>
    Object.values(product.sandbox.sandbox.state.tasks).filter(({ name }) =>
      name.startsWith("Long row "),
    ).length;

  afterEach(() => {
    const { sandbox } = product.sandbox;
    sandbox.setLatency(0);
    for (const [id, { name }] of Object.entries(sandbox.state.tasks)) {
      if (name.startsWith("Long row ")) delete sandbox.state.tasks[id];
    }
  });

  it.each(
    Object.entries(clients),
  )("keeps a client on %s that has little patience waiting, as long as it goes on", async (_, connect) => {
    const call = await connect(await premium("1002"), new AbortController().signal);
    product.sandbox.sandbox.setLatency(LATENCY_MS);
    const startedMs = Date.now();
    let told = 0;
    const result = await call({
      timeout: WHOLE_MS - 300,
      resetTimeoutOnProgress: true,
      onprogress: () => {
        told += 1;
      },
    });
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(WHOLE_MS);
    expect(told).toBeGreaterThanOrEqual(3);
    expect(result.structuredContent).toMatchObject({ created: { length: TASKS } });
  });

  it.each(
    Object.entries(clients),
  )("stops when a client on %s gives it up, and asks ClickUp for nothing more", async (_, connect) => {
    const abort = new AbortController();
    const call = await connect(await premium("1003"), abort.signal);
    product.sandbox.sandbox.setLatency(LATENCY_MS);
    const answer = call({ onprogress: () => abort.abort() });
    await expect(answer).rejects.toThrow();
    // What was under way arrives, and what is told to stop is told over the network.
    await new Promise((resolve) => setTimeout(resolve, 4 * LATENCY_MS));
    const stoppedAt = made();
    expect(stoppedAt).toBeLessThan(TASKS / 2);
    await new Promise((resolve) => setTimeout(resolve, 4 * LATENCY_MS));
    expect(made()).toBe(stoppedAt);
  });
});
