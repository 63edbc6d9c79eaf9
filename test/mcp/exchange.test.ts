import { describe, expect, it } from "vitest";
import type { AccountDoor, ToolCall } from "../../src/account/door.ts";
import { Exchange } from "../../src/mcp/exchange.ts";

const limits = { limit: 100, remaining: 99, resetSeconds: 60 };

/** An account whose tool calls end when they are cancelled. */
function cancellable() {
  const running = new Map<string, () => void>();
  const calls: ToolCall[] = [];
  const account = {
    async callTool(call: ToolCall) {
      calls.push(call);
      await new Promise<void>((resolve) => running.set(call.callId ?? "", resolve));
      const failure = { code: "cancelled", mayHaveHappened: false } as const;
      return {
        admission: { admitted: true, tier: "free", limits },
        outcome: { ok: false, failure },
      };
    },
    async cancelCall(_: unknown, callId: string) {
      running.get(callId)?.();
    },
  } as unknown as AccountDoor;
  const exchange = (more: { userId?: string; sessionId?: string; requestId?: string } = {}) => {
    const { userId = "1", requestId = "r", ...rest } = more;
    const caller = {
      userId,
      credentialId: `of-${userId}`,
      kind: "grant",
      clientId: "c",
      scopes: [],
    } as const;
    return new Exchange({ account, caller, requestId, choice: {}, ...rest });
  };
  return { calls, running, exchange };
}

describe("a running call", () => {
  it("is cancelled from another request of the same session by its id", async () => {
    const { exchange } = cancellable();
    const outcome = exchange({ sessionId: "s", requestId: "r1" }).callTool("x", {}, 7);
    await exchange({ sessionId: "s", requestId: "r2" }).cancel(7);
    expect(await outcome).toMatchObject({ failure: { code: "cancelled" } });
  });

  it.each([
    ["another session", { sessionId: "t" }, 7],
    ["another user", { sessionId: "s", userId: "2" }, 7],
    ["no session", { requestId: "r1" }, 7],
    ["the same id as a string", { sessionId: "s" }, "7"],
    ["another id", { sessionId: "s" }, 8],
  ])("is out of reach for %s", async (_, from, id) => {
    const { exchange, running } = cancellable();
    let ended = false;
    void exchange({ sessionId: "s", requestId: "r1" })
      .callTool("x", {}, 7)
      .then(() => {
        ended = true;
      });
    await exchange(from).cancel(id);
    await scheduler.wait(5);
    expect(ended).toBe(false);
    for (const end of running.values()) end();
  });

  it("without a session stops when its client goes away", async () => {
    const { exchange } = cancellable();
    const client = new AbortController();
    const outcome = exchange().callTool("x", {}, 1, { abort: client.signal });
    client.abort();
    expect(await outcome).toMatchObject({ failure: { code: "cancelled" } });
  });

  it("costs nothing once its batch was admitted, and one otherwise", async () => {
    const { exchange, calls, running } = cancellable();
    const inBatch = exchange({ sessionId: "s" });
    await inBatch.admitBy(2, async () => ({ admitted: true, tier: "free", limits }));
    for (const [at, one] of [inBatch, exchange({ sessionId: "s" })].entries()) {
      const outcome = one.callTool("x", {}, at);
      await scheduler.wait(1);
      for (const end of running.values()) end();
      await outcome;
    }
    expect(calls.map(({ cost }) => cost)).toEqual([0, 1]);
  });
});
