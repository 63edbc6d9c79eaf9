import { describe, expect, it } from "vitest";
import { EventReader, MCP_URL, signedIn } from "../support/mcp-bench.ts";

describe("a user's sessions and streams", () => {
  it("are at most 50 and 10: the 51st session ends the one used longest ago", async () => {
    const caller = await signedIn();
    const sessions: { "mcp-session-id": string }[] = [];
    for (let count = 0; count < 51; count++) {
      const { "mcp-session-id": id } = await caller.initialize();
      sessions.push({ "mcp-session-id": id });
    }
    const statusOf = async (at: number) => (await caller.ask("ping", {}, sessions[at])).status;
    expect(await statusOf(0)).toBe(404);
    expect(await statusOf(1)).toBe(200);
    expect(await statusOf(50)).toBe(200);

    const open = (at: number) =>
      caller.fetch({ headers: { ...sessions[at], accept: "text/event-stream" } });
    const streams: EventReader[] = [];
    for (let at = 1; at <= 11; at++) streams.push(new EventReader(await open(at)));
    expect(await streams[0]?.next()).toBeUndefined();
    expect(await statusOf(1)).toBe(200);
    await Promise.all(streams.map((stream) => stream.close()));
  });
});

describe("a body", () => {
  /** As many bytes as wanted, in pieces and without a length. */
  function pieces(total: number): ReadableStream<Uint8Array> {
    const piece = new TextEncoder().encode(" ".repeat(64 * 1024));
    let left = total;
    return new ReadableStream({
      pull(controller) {
        if (left <= 0) return controller.close();
        controller.enqueue(piece.slice(0, Math.min(left, piece.length)));
        left -= piece.length;
      },
    });
  }

  it("over 1 MiB is 413 though no length was told, and counts nothing", async () => {
    const caller = await signedIn();
    const headers = { "content-type": "application/json" };
    const response = await caller.fetch({ method: "POST", headers, body: pieces(1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect((await caller.ask("ping")).headers.get("ratelimit-remaining")).toBe("99");
  });

  it("nested more than 64 deep is 400 in every lane", async () => {
    const caller = await signedIn();
    const deep = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}}}`;
    const { "mcp-session-id": id } = await caller.initialize();
    for (const headers of [
      {},
      { "mcp-session-id": id },
      { "mcp-protocol-version": "2026-07-28" },
    ]) {
      const response = await caller.post(deep, headers, MCP_URL);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: -32600 } });
    }
  });
});
