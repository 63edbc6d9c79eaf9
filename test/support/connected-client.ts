/** A client on one of the SDKs, connected as a person would connect it, who sees the list of tools change. */
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import type { ToolResult } from "./first-call.ts";
import { PersonAtClient } from "./oauth-client.ts";
import { Person } from "./person.ts";

/** What a journey needs of a client, whichever SDK it is built on. */
export interface ConnectedClient {
  toolNames(): Promise<string[]>;
  call(name: string, args: Record<string, unknown>): Promise<ToolResult>;
  /** How often it was told that the list of tools has changed. */
  changes(): number;
  close(): Promise<void>;
}

export async function connectV1(
  publicUrl: string,
  userId: string,
  path: "/mcp" | "/sse" = "/mcp",
): Promise<ConnectedClient> {
  const authProvider = new PersonAtClient(new Person({ userId }));
  const open = () =>
    path === "/mcp"
      ? new StreamableHTTPClientTransport(new URL(path, publicUrl), { authProvider })
      : new SSEClientTransport(new URL(path, publicUrl), { authProvider });
  const newClient = () => new Client({ name: "journey", version: "1.0.0" });
  const first = open();
  await refused(newClient().connect(first));
  await first.finishAuth(authProvider.code);
  const client = newClient();
  let changes = 0;
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    changes += 1;
  });
  await client.connect(open());
  return {
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name).sort(),
    call: (name, args) => client.callTool({ name, arguments: args }),
    changes: () => changes,
    close: () => client.close(),
  };
}

/** At revision 2026-07-28, listening for changes. */
export async function connectV2(publicUrl: string, userId: string): Promise<ConnectedClient> {
  const authProvider = new PersonAtClient(new Person({ userId }));
  const url = new URL("/mcp", publicUrl);
  const client = new ModernClient(
    { name: "journey", version: "1.0.0" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  const first = new ModernTransport(url, { authProvider });
  await refused(client.connect(first));
  await first.finishAuth(authProvider.returned?.searchParams ?? new URLSearchParams());
  await client.connect(new ModernTransport(url, { authProvider }));
  let changes = 0;
  client.setNotificationHandler("notifications/tools/list_changed", () => {
    changes += 1;
  });
  const subscription = await client.listen({ toolsListChanged: true });
  return {
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name).sort(),
    call: (name, args) => client.callTool({ name, arguments: args }),
    changes: () => changes,
    close: async () => {
      await subscription.close();
      await client.close();
    },
  };
}

/** Nobody comes in without signing in. */
async function refused(connecting: Promise<void>): Promise<void> {
  const wasRefused = await connecting.then(
    () => false,
    () => true,
  );
  if (!wasRefused) throw new Error("a client without a token was let in");
}
