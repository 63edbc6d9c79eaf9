/** The SDK of revision 2026-07-28: no sessions, each request stands for itself. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { describe, expect, inject, it } from "vitest";
import { FREE_TOOLS, meetAnError, workInClickUp } from "../support/first-call.ts";
import { PersonAtClient } from "../support/oauth-client.ts";
import { Person } from "../support/person.ts";

const url = new URL("/mcp", inject("publicUrl"));

describe("a client on SDK v2 and revision 2026-07-28", () => {
  it("registers, signs in, lists the free tools and works with them", async () => {
    const authProvider = new PersonAtClient(new Person({ userId: "1002" }));
    const client = new Client(
      { name: "journey", version: "1.0.0" },
      { versionNegotiation: { mode: { pin: "2026-07-28" } } },
    );
    const first = new StreamableHTTPClientTransport(url, { authProvider });
    await expect(client.connect(first)).rejects.toThrow();
    await first.finishAuth(authProvider.returned?.searchParams ?? new URLSearchParams());
    await client.connect(new StreamableHTTPClientTransport(url, { authProvider }));
    try {
      const { tools } = await client.listTools();
      expect(tools.map((tool) => tool.name).sort()).toEqual(FREE_TOOLS);
      const call = (name: string, args: Record<string, unknown>) =>
        client.callTool({ name, arguments: args });
      await workInClickUp(call, "SDK v2");
      await meetAnError(call);
    } finally {
      await client.close();
    }
  });
});
