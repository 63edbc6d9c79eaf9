import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { DONE, recordEvent } from "../../src/account/audit-outbox.ts";
import { writeBatch } from "../../src/audit/archive.ts";
import type { AuditEvent } from "../../src/domain/audit-event.ts";
import { type McpCaller, ORIGIN, send, signedIn } from "../support/mcp-bench.ts";
import { oauthBench } from "../support/oauth-bench.ts";

const URL_PATH = "/account/audit.ndjson";

const download = (caller: McpCaller, query = "") =>
  caller.fetch({ url: `${ORIGIN}${URL_PATH}${query}` });

/** `text()` warns of a media type that it does not know for text. */
async function textOf(response: Response): Promise<string> {
  return new TextDecoder().decode(await response.arrayBuffer());
}

async function eventsOf(response: Response): Promise<AuditEvent[]> {
  const text = await textOf(response);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AuditEvent);
}

function event(userId: string, seq: number, at: string): AuditEvent {
  return {
    id: `e-${seq}`,
    seq,
    at,
    user_id: userId,
    client_id: "client",
    session_id: null,
    action: "tools/call",
    tool: null,
    outcome: "ok",
    duration_ms: 1,
    upstream_calls: 0,
    request_id: "r",
    credential_id: null,
  };
}

/** Puts one object a day and order, as the consumer does. */
async function archive(userId: string, at: string, ...batches: number[][]): Promise<void> {
  for (const [index, seqs] of batches.entries()) {
    await writeBatch(env.AUDIT_BUCKET, {
      key: `audit/${userId}/${at.slice(0, 10)}/${1795262400000 + index}-0123456789ab.json`,
      events: seqs.map((seq) => event(userId, seq, at)),
    });
  }
}

const seqsOf = async (response: Response) => (await eventsOf(response)).map(({ seq }) => seq);

describe("GET /account/audit.ndjson", () => {
  it("streams what happened, a JSON object a line, as a file to save", async () => {
    const caller = await signedIn();
    await caller.ask("tools/call", { name: "clickup_task_create", arguments: { list: "secret" } });
    const response = await download(caller);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="clickup-mcp-audit-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.ndjson"$/,
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
    const text = await textOf(response);
    expect(text).not.toContain("secret");
    const events = text.trimEnd().split("\n");
    expect(events.map((line) => JSON.parse(line))).toMatchObject([
      { seq: 1, action: "sign_in", outcome: "ok", user_id: caller.userId },
      { seq: 2, action: "tools/call", tool: "clickup_task_create", user_id: caller.userId },
    ]);
  });

  it("merges bucket and outbox in order and without duplicates, also where batches overlap", async () => {
    const caller = await signedIn();
    const at = new Date().toISOString();
    await archive(caller.userId, at, [2, 3, 5], [4, 6, 9], [7, 8, 11], [10]);
    await runInDurableObject(env.ACCOUNT.getByName(caller.userId), (_, { storage }) => {
      const start = { userId: caller.userId, clientId: "client", requestId: "r" };
      for (let seq = 2; seq <= 13; seq++) {
        recordEvent(storage.sql, Date.now(), { ...start, action: "tools/call" }, DONE);
      }
      // Delivered long ago: their rows went to later events.
      storage.sql.exec("DELETE FROM audit_events WHERE seq < 9");
    });
    expect(await seqsOf(await download(caller))).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });

  it("keeps to the days or instants asked for", async () => {
    const caller = await signedIn();
    await archive(caller.userId, "2026-03-01T00:00:00.000Z", [1]);
    await archive(caller.userId, "2026-03-02T23:59:59.999Z", [2]);
    await archive(caller.userId, "2026-03-03T00:00:00.000Z", [3]);
    await archive(caller.userId, "2026-03-04T12:00:00.000Z", [4]);
    const of = async (query: string) => seqsOf(await download(caller, query));
    expect(await of("?from=2026-03-01&to=2026-03-02")).toEqual([1, 2]);
    expect(await of("?from=2026-03-02T23:59:59.999Z&to=2026-03-03")).toEqual([2, 3]);
    expect(await of("?from=2026-03-03T01:00:00%2B01:00&to=2026-03-04T12:00:00Z")).toEqual([3, 4]);
    expect(await of("?to=2026-03-02&from=")).toEqual([1, 2]);
    expect(await of("?to=2026-02-01")).toEqual([]);
  });

  it.each([
    ["?from=yesterday", "from and to are each one day"],
    ["?from=2026-02-30", "from and to are each one day"],
    ["?from=2026-11-21T12:00:00", "from and to are each one day"],
    ["?to=1795262400000", "from and to are each one day"],
    ["?from=2026-01-01&from=2026-01-02", "from and to are each one day"],
    ["?from=2026-01-02&to=2026-01-01", "from must not be later than to"],
  ])("says what is wrong with %s", async (query, sentence) => {
    const response = await download(await signedIn(), query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: "invalid_range",
      error: expect.stringContaining(sentence),
    });
  });

  it("shows nobody another user's events", async () => {
    const [caller, other] = [await signedIn(), await signedIn()];
    await archive(other.userId, new Date().toISOString(), [2]);
    // 70 is a prefix of 7001: a name must not open what begins like it.
    await archive(`${caller.userId}1`, new Date().toISOString(), [3]);
    const events = await eventsOf(await download(caller));
    expect(new Set(events.map(({ user_id }) => user_id))).toEqual(new Set([caller.userId]));
  });

  it("breaks off when a part cannot be read, rather than look complete", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => error.mockRestore());
    const caller = await signedIn();
    await env.AUDIT_BUCKET.put(`audit/${caller.userId}/2026-03-01/1-0.json`, "[{");
    const response = await download(caller, "?from=2026-03-01");
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect(String(error.mock.calls[0]?.[0])).toContain("an audit download broke off");
  });

  it("is not for an MCP client, whose token is for MCP alone", async () => {
    const { connect, request } = oauthBench();
    const { tokens } = await connect();
    const response = await request(URL_PATH, {
      headers: { Authorization: `Bearer ${tokens.access_token}` },
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "forbidden" });
  });

  it("is not for somebody who is not signed in", async () => {
    const response = await send(`${ORIGIN}${URL_PATH}`);
    expect(response.status).toBe(401);
  });

  it("finds an event in the bucket that the alarm has brought there", async () => {
    const caller = await signedIn();
    const stub = env.ACCOUNT.getByName(caller.userId);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    let keys: string[] = [];
    for (let tries = 0; keys.length === 0 && tries < 100; tries++) {
      await scheduler.wait(200);
      const listed = await env.AUDIT_BUCKET.list({ prefix: `audit/${caller.userId}/` });
      keys = listed.objects.map(({ key }) => key);
    }
    expect(keys).toHaveLength(1);
    const object = await env.AUDIT_BUCKET.get(keys[0] ?? "");
    expect(await object?.json()).toMatchObject([{ seq: 1, action: "sign_in" }]);
    expect(await seqsOf(await download(caller))).toEqual([1]);
  });
});
