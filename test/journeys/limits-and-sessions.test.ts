/** What one user may not do to the server or to another user, before and after a restart. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Product, startOwnProduct } from "../support/local-product.ts";
import { bareCall, signIn } from "../support/plain-oauth.ts";

let product: Product;

beforeAll(async () => {
  product = await startOwnProduct();
});

afterAll(() => product?.stop());

async function openSession(token: string): Promise<string> {
  const answer = await bareCall(
    product.publicUrl,
    token,
    "initialize",
    {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "journey", version: "1.0.0" },
    },
    { accept: "application/json, text/event-stream" },
  );
  expect(answer.status).toBe(200);
  await answer.text();
  const sessionId = answer.headers.get("mcp-session-id");
  if (sessionId === null) throw new Error("no session id");
  return sessionId;
}

async function statusesWith(token: string, sessionId: string): Promise<number[]> {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "application/json, text/event-stream",
    "mcp-session-id": sessionId,
    "mcp-protocol-version": "2025-11-25",
  };
  const statuses: number[] = [];
  const post = await bareCall(product.publicUrl, token, "tools/list", {}, headers);
  statuses.push(post.status);
  await post.body?.cancel();
  for (const method of ["GET", "DELETE"]) {
    const answer = await fetch(product.mcpUrl, { method, headers });
    statuses.push(answer.status);
    await answer.body?.cancel();
  }
  return statuses;
}

describe("one user's valid token with another user's session id", () => {
  it("is 404 on POST, GET and DELETE, before and after a restart, and the owner goes on", async () => {
    const owner = await signIn(product.publicUrl, "1001");
    const stranger = await signIn(product.publicUrl, "1002");
    const sessionId = await openSession(owner.tokens.access_token);

    expect(await statusesWith(stranger.tokens.access_token, sessionId)).toEqual([404, 404, 404]);
    await product.restartWorker();
    expect(await statusesWith(stranger.tokens.access_token, sessionId)).toEqual([404, 404, 404]);

    const [post] = await statusesWith(owner.tokens.access_token, sessionId);
    expect(post).toBe(200);
    // That ended with a DELETE by the owner: from now on it is gone for the owner too.
    expect(await statusesWith(owner.tokens.access_token, sessionId)).toEqual([404, 404, 404]);
  });
});

describe("the free limit", () => {
  it("gives 100 answers and one 429 to 101 calls at once, and says when to come back", async () => {
    const { tokens } = await signIn(product.publicUrl, "1003");
    const answers = await Promise.all(
      Array.from({ length: 101 }, () => bareCall(product.publicUrl, tokens.access_token, "ping")),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    const refused = answers.find((answer) => answer.status === 429);
    const retryAfter = Number(refused?.headers.get("retry-after"));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(await refused?.json()).toMatchObject({
      jsonrpc: "2.0",
      id: 1,
      error: {
        code: 42901,
        message: "Rate limit exceeded",
        data: { retry_after_seconds: retryAfter },
      },
    });
  });
});
