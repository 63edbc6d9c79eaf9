/** What a user leaves in storage, and that a client that only listens keeps no object awake. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { EventReader, type McpCaller, signedIn } from "../support/mcp-bench.ts";

/** 36 pages of 4 KiB are in use: each table and each index has one at least. */
const MAX_ACCOUNT_BYTES = 160_000;
/** Two pages of 4 KiB: what the client said of itself, and whose session it is. */
const MAX_SESSION_BYTES = 12_000;
const SESSIONS = 15;
const CALLS = 40;
/** A row and its index entries, in whole pages: 500 bytes when there are many of them. */
const MAX_BYTES_PER_SESSION = 1_400;
/** An event of the outbox, of which the newest 500 stay: 320 bytes when there are many of them. */
const MAX_BYTES_PER_CALL = 700;

type Stub = DurableObjectStub<undefined>;
const accountOf = ({ userId }: McpCaller) => env.ACCOUNT.getByName(userId) as unknown as Stub;
const sessionOf = (sessionId: string) =>
  env.MCP_SESSION.getByName(`streamable-http:${sessionId.split(".")[0]}`) as unknown as Stub;
const bytesOf = (stub: Stub): Promise<number> =>
  runInDurableObject(stub, (_, { storage }) => storage.sql.databaseSize);

describe("what is stored", () => {
  it("of a user and of a session is small, and of more sessions and calls only rows", async () => {
    const caller = await signedIn();
    const { "mcp-session-id": sessionId } = await caller.initialize();
    const account = await bytesOf(accountOf(caller));
    const session = await bytesOf(sessionOf(sessionId));
    expect(account).toBeLessThanOrEqual(MAX_ACCOUNT_BYTES);
    expect(session).toBeLessThanOrEqual(MAX_SESSION_BYTES);

    for (let opened = 1; opened < SESSIONS; opened++) await caller.initialize();
    const inSessions = await bytesOf(accountOf(caller));
    expect((inSessions - account) / SESSIONS).toBeLessThanOrEqual(MAX_BYTES_PER_SESSION);

    const other = await signedIn();
    const before = await bytesOf(accountOf(other));
    for (let call = 0; call < CALLS; call++) {
      await other.ask("tools/call", { name: "clickup_task_get", arguments: {} });
    }
    const called = await bytesOf(accountOf(other));
    console.log(
      `bytes: account ${account}, session ${session}, ${SESSIONS} sessions ${inSessions}, ${CALLS} calls ${called - before}`,
    );
    expect((called - before) / CALLS).toBeLessThanOrEqual(MAX_BYTES_PER_CALL);
  });
});

describe("a client that listens and does nothing", () => {
  it("lets its objects sleep on both kinds of stream, and hears of a change all the same", async () => {
    const caller = await signedIn();
    const { "mcp-session-id": sessionId } = await caller.initialize();
    const streams = [
      new EventReader(
        await caller.modern("subscriptions/listen", { notifications: { toolsListChanged: true } }),
      ),
      new EventReader(
        await caller.fetch({
          headers: {
            accept: "text/event-stream",
            "mcp-session-id": sessionId,
            "mcp-protocol-version": "2025-11-25",
          },
        }),
      ),
    ];
    await streams[0]?.next(); // acknowledged
    // Refused for an object with a timer, work under way or a socket that cannot hibernate.
    await evictDurableObject(accountOf(caller), { webSockets: "hibernate" });
    await evictDurableObject(sessionOf(sessionId), { webSockets: "hibernate" });
    await caller.account.setPreferences(
      {
        userId: caller.userId,
        credentialId: caller.credentialId,
        kind: "personal_token",
        clientId: "personal_token",
        scopes: ["clickup:read"],
      },
      { nodelete: true },
      "change",
    );
    for (const stream of streams) {
      expect((await stream.next())?.data).toContain("notifications/tools/list_changed");
      await stream.close();
    }
  });
});
