import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { answerOf, EventReader, signedIn } from "../support/mcp-bench.ts";

const LISTEN = { notifications: { toolsListChanged: true, promptsListChanged: true } };

describe("revision 2026-07-28", () => {
  it("is discovered with the same card and instructions", async () => {
    const { status, body } = await answerOf(await (await signedIn()).modern("server/discover"));
    expect(status).toBe(200);
    expect(body.result).toMatchObject({
      supportedVersions: ["2026-07-28"],
      capabilities: { tools: { listChanged: true }, resources: {} },
      instructions: expect.stringContaining("free tier"),
    });
  });

  it("lists tools and reads the account without a session", async () => {
    const caller = await signedIn();
    const list = await caller.modern("tools/list");
    expect(list.status).toBe(200);
    expect(list.headers.has("mcp-session-id")).toBe(false);
    const read = await answerOf(
      await caller.modern("resources/read", { uri: "clickup://account" }),
    );
    expect(read.body.result).toMatchObject({ contents: [{ uri: "clickup://account" }] });
  });

  it("refuses headers that say something else than the body", async () => {
    const caller = await signedIn();
    const codeOf = async (headers: Record<string, string>) => {
      const { status, body } = await answerOf(
        await caller.modern("tools/call", { name: "x" }, headers),
      );
      return [status, body.error?.code];
    };
    expect(await codeOf({ "mcp-method": "tools/list" })).toEqual([400, -32020]);
    expect(await codeOf({ "mcp-name": "y" })).toEqual([400, -32020]);
    expect(await codeOf({ "mcp-protocol-version": "2025-11-25" })).toEqual([400, -32020]);
  });

  it("names an unknown method as such", async () => {
    const { body } = await answerOf(await (await signedIn()).modern("tools/frobnicate"));
    expect(body.error?.code).toBe(-32601);
  });

  it("cares for no session id, since it has none", async () => {
    const caller = await signedIn();
    const response = await caller.modern("tools/list", {}, { "mcp-session-id": "invented" });
    expect(response.status).toBe(200);
  });
});

describe("subscriptions/listen", () => {
  it("acknowledges what it honours first, then tells a changed list", async () => {
    const caller = await signedIn();
    const response = await caller.modern("subscriptions/listen", LISTEN);
    expect(response.status).toBe(200);
    const events = new EventReader(response);
    expect(JSON.parse((await events.next())?.data ?? "")).toMatchObject({
      method: "notifications/subscriptions/acknowledged",
      params: { notifications: { toolsListChanged: true } },
    });
    await tellListeners(caller.userId);
    expect(JSON.parse((await events.next())?.data ?? "")).toMatchObject({
      method: "notifications/tools/list_changed",
      params: { _meta: { "io.modelcontextprotocol/subscriptionId": 1 } },
    });
    await events.close();
  });

  it("ends when its credential dies", async () => {
    const caller = await signedIn();
    const events = new EventReader(await caller.modern("subscriptions/listen", LISTEN));
    await events.next();
    await caller.account.revokeCredential(caller.credentialId, "test");
    const last = await events.next();
    expect(JSON.parse(last?.data ?? "")).toMatchObject({
      id: 1,
      result: { resultType: "complete" },
    });
    expect(await events.next()).toBeUndefined();
  });

  it("hears nothing of other users", async () => {
    const caller = await signedIn();
    const other = await signedIn();
    const events = new EventReader(await caller.modern("subscriptions/listen", LISTEN));
    await events.next();
    await tellListeners(other.userId);
    await tellListeners(caller.userId);
    expect(JSON.parse((await events.next())?.data ?? "").method).toBe(
      "notifications/tools/list_changed",
    );
    await events.close();
  });

  it("asks for a filter", async () => {
    const { body } = await answerOf(await (await signedIn()).modern("subscriptions/listen"));
    expect(body.error?.code).toBe(-32602);
  });
});

/** As the account does when the tier or the choice of tools changes. */
function tellListeners(userId: string): Promise<void> {
  return runInDurableObject(env.ACCOUNT.getByName(userId), (_, state) => {
    for (const socket of state.getWebSockets()) socket.send('{"kind":"tools_list_changed"}');
  });
}
