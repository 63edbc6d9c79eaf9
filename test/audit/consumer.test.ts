import { createExecutionContext, createMessageBatch, env, getQueueResult } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { consumeAudit } from "../../src/audit/consumer.ts";
import type { AuditBatch, AuditEvent } from "../../src/domain/audit-event.ts";
import { createLog } from "../../src/log/log.ts";

const QUEUE = "clickup-mcp-audit-development";
const DEAD_QUEUE = "clickup-mcp-audit-dead-development";
let users = 4000;

function newBatch(more: Partial<AuditBatch> = {}): AuditBatch {
  users += 1;
  const user_id = String(users);
  const event = (seq: number): AuditEvent => ({
    id: crypto.randomUUID(),
    seq,
    at: "2026-11-21T12:00:00.000Z",
    user_id,
    client_id: "client",
    session_id: null,
    action: "tools/call",
    tool: "clickup_task_get",
    outcome: "ok",
    duration_ms: 12,
    upstream_calls: 1,
    request_id: "r-1",
    credential_id: null,
  });
  const key = `audit/${user_id}/2026-11-21/1795262400000-0123456789ab.json`;
  return { key, user_id, events: [event(7), event(8), event(10)], ...more };
}

interface Settings {
  queue?: string;
  attempts?: number;
  bucket?: Partial<Pick<R2Bucket, "put" | "delete">> | undefined;
  deletedAtMs?: () => number | undefined;
}

/** Brings the bodies as one delivery of the queue, and tells what became of each. */
async function deliver(bodies: unknown[], settings: Settings = {}) {
  const { queue = QUEUE, attempts = 1, bucket, deletedAtMs } = settings;
  const batch = createMessageBatch(
    queue,
    bodies.map((body, at) => ({ id: `m${at}`, timestamp: new Date(), attempts, body })),
  );
  const store = env.AUDIT_BUCKET;
  const over = {
    put: store.put.bind(store),
    delete: store.delete.bind(store),
    ...bucket,
  } as unknown as R2Bucket;
  const accounts = { getByName: () => ({ deletedAtMs: async () => deletedAtMs?.() }) };
  const ACCOUNT = (deletedAtMs ? accounts : env.ACCOUNT) as unknown as Env["ACCOUNT"];
  const retries = batch.messages.map((message) => vi.spyOn(message, "retry"));
  await consumeAudit(batch, { ACCOUNT, AUDIT_BUCKET: over }, createLog("error"));
  const { explicitAcks } = await getQueueResult(batch, createExecutionContext());
  // The result does not tell for how long.
  const waits = retries.flatMap(({ mock }) => mock.calls.map(([options]) => options?.delaySeconds));
  return { acked: explicitAcks, waits };
}

async function keysUnder(prefix: string): Promise<string[]> {
  return (await env.AUDIT_BUCKET.list({ prefix })).objects.map(({ key }) => key);
}

const refuse = async () => {
  throw new Error("We encountered an internal error. Please try again. (10001)");
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe("what the audit queue brings", () => {
  it("becomes one object, a JSON array under the key that the account gave it", async () => {
    const batch = newBatch();
    expect(await deliver([batch])).toEqual({ acked: ["m0"], waits: [] });
    const object = await env.AUDIT_BUCKET.get(batch.key);
    expect(object?.httpMetadata?.contentType).toBe("application/json");
    expect(object?.customMetadata).toEqual({ count: "3", first_seq: "7", last_seq: "10" });
    expect(await object?.json()).toEqual(batch.events);
  });

  it("is written over when it is delivered again, not beside", async () => {
    const batch = newBatch();
    await deliver([batch, batch]);
    await deliver([batch], { attempts: 2 });
    expect(await keysUnder(`audit/${batch.user_id}/`)).toEqual([batch.key]);
  });

  it("comes again later and later when the bucket fails, and the others of its delivery do not", async () => {
    const [good, bad] = [newBatch(), newBatch()];
    const put = (key: string, ...rest: unknown[]) =>
      key === bad.key
        ? refuse()
        : Reflect.apply(env.AUDIT_BUCKET.put, env.AUDIT_BUCKET, [key, ...rest]);
    const bucket = { put } as Settings["bucket"];
    expect(await deliver([bad, good], { bucket })).toEqual({
      acked: ["m1"],
      waits: [10],
    });
    const waits: unknown[] = [];
    for (const attempts of [2, 5, 9, 10]) {
      waits.push(...(await deliver([bad], { bucket, attempts })).waits);
    }
    expect(waits).toEqual([20, 160, 2560, 3600]);
  });

  it("comes again when the account cannot say whether it was deleted", async () => {
    const batch = newBatch();
    const deletedAtMs = () => {
      throw new Error("Internal error in Durable Object storage caused object to be reset");
    };
    expect(await deliver([batch], { deletedAtMs })).toMatchObject({ acked: [] });
    expect(await keysUnder(`audit/${batch.user_id}/`)).toEqual([]);
  });

  it("recreates nothing of a user who had everything deleted since", async () => {
    const batch = newBatch();
    const put = vi.fn(refuse);
    const deletedAtMs = () => Date.parse("2026-11-21T12:00:00.001Z");
    expect(await deliver([batch], { deletedAtMs, bucket: { put } as Settings["bucket"] })).toEqual({
      acked: ["m0"],
      waits: [],
    });
    expect(put).not.toHaveBeenCalled();
  });

  it("takes back what it wrote when the deletion came in between", async () => {
    const batch = newBatch();
    const answers = [undefined, Date.now()];
    await deliver([batch], { deletedAtMs: () => answers.shift() });
    expect(answers).toEqual([]);
    expect(await keysUnder(`audit/${batch.user_id}/`)).toEqual([]);
  });

  it("keeps what a user did after coming back", async () => {
    const batch = newBatch();
    await deliver([batch], { deletedAtMs: () => Date.parse("2026-11-21T11:59:59Z") });
    expect(await keysUnder(`audit/${batch.user_id}/`)).toEqual([batch.key]);
  });

  it("is kept as a dead letter when it is no batch, and never written among a user's", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const stranger = newBatch({ user_id: "9" });
    const bodies = [
      stranger,
      "not a batch",
      { ...newBatch(), key: "audit/../billing.json" },
      { ...newBatch(), events: [] },
    ];
    expect(await deliver(bodies)).toMatchObject({ acked: ["m0", "m1", "m2", "m3"] });
    expect(await keysUnder(stranger.key)).toEqual([]);
    const kept = await env.AUDIT_BUCKET.get("audit-dead/unknown/m1.json");
    expect(await kept?.json()).toBe("not a batch");
    expect(error).toHaveBeenCalledTimes(4);
    expect(JSON.parse(String(error.mock.calls[1]?.[0]))).toMatchObject({
      level: "ERROR",
      message: "an audit batch was kept as a dead letter",
      metadata: { key: "audit-dead/unknown/m1.json" },
    });
  });
});

describe("what the dead-letter queue brings", () => {
  it("is written where it belongs when that works by now, and reported", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const batch = newBatch();
    expect(await deliver([batch], { queue: DEAD_QUEUE })).toMatchObject({ acked: ["m0"] });
    expect(await keysUnder(`audit/${batch.user_id}/`)).toEqual([batch.key]);
    expect(String(error.mock.calls[0]?.[0])).toContain(
      '"level":"ERROR","message":"an audit batch came late, by the dead-letter queue"',
    );
  });

  it("is kept under the user's dead letters when the account does not answer for a day", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const batch = newBatch();
    const deletedAtMs = () => {
      throw new Error("reset");
    };
    const settings = { queue: DEAD_QUEUE, deletedAtMs };
    expect(await deliver([batch], { ...settings, attempts: 29 })).toEqual({
      acked: [],
      waits: [3600],
    });
    const prefix = `audit-dead/${batch.user_id}/`;
    expect(await keysUnder(prefix)).toEqual([]);
    expect(await deliver([batch], { ...settings, attempts: 30 })).toMatchObject({ acked: ["m0"] });
    const kept = await env.AUDIT_BUCKET.get(`${prefix}m0.json`);
    expect(await kept?.json()).toEqual(batch);
  });

  it("stays in the queue, and is reported each time, while the bucket takes nothing", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const bucket = { put: refuse } as unknown as Settings["bucket"];
    const settings = { queue: DEAD_QUEUE, bucket, attempts: 99 };
    expect(await deliver([newBatch()], settings)).toEqual({
      acked: [],
      waits: [3600],
    });
    expect(error).toHaveBeenCalledTimes(1);
  });
});
