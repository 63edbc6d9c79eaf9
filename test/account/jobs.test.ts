import {
  env,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { accountOf } from "../../src/account/account-of.ts";
import { readEvents } from "../../src/account/audit-outbox.ts";
import type { AccountDoor, ToolReply } from "../../src/account/door.ts";
import { ENDED_JOB_LIFE_MS, endingPlace, problemPlace, stepPlace } from "../../src/account/jobs.ts";
import type { Caller } from "../../src/domain/caller.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import type { ToolChoice } from "../../src/domain/tool-choice.ts";
import { type ClickUpSandbox, createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED } from "../sandbox/clickup/seed.ts";
import { contentSealOf } from "../support/content-seal.ts";

const CREATE = "clickup_task_bulk_create";
const DELETE = "clickup_task_bulk_delete";
let people = 0;
let sandbox: ClickUpSandbox;
let answer: (request: Request) => Promise<Response>;

beforeEach(() => {
  sandbox = createClickUpSandbox();
  answer = (request) => sandbox.fetch(request);
  vi.spyOn(globalThis, "fetch").mockImplementation((input, init) =>
    answer(new Request(input, init)),
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A premium account of its own, which acts as Ada in ClickUp. */
async function premium() {
  people += 1;
  const userId = String(71_000_000 + people);
  const stub = env.ACCOUNT.getByName(userId);
  const account: AccountDoor = accountOf(env, userId);
  const caller: Caller = {
    userId,
    credentialId: crypto.randomUUID(),
    kind: "personal_token",
    clientId: "personal_token",
    scopes: ["clickup:read", "clickup:write", "clickup:delete"],
  };
  await account.signIn({
    user: { id: userId, name: "Ada", email: "ada@example.com", timezone: "UTC", weekStartDay: 1 },
    workspaces: [{ id: SEED.workspaces.northwind, name: "Northwind Studio" }],
    clickUpToken: sandbox.tokenFor(SEED.users.ada, [SEED.workspaces.northwind]),
    credential: { ...caller, clientName: "Script" },
    requestId: "r-sign-in",
  });
  await runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec("UPDATE account SET tier = 'premium'"),
  );
  const call = (tool: string, input: object, more: { choice?: ToolChoice; callId?: string } = {}) =>
    // A stub of an object that was aborted stays broken.
    accountOf(env, userId).callTool({
      caller,
      requestId: "r-1",
      cost: 1,
      tool,
      input,
      choice: {},
      ...more,
    });
  return { account, caller, userId, stub, call };
}

function value(reply: ToolReply): JsonObject {
  if (!("outcome" in reply)) throw new Error(JSON.stringify(reply));
  if (!reply.outcome.ok) throw new Error(JSON.stringify(reply.outcome.failure));
  return reply.outcome.value.structured;
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Row ${index + 1}` }));
const madeRows = () =>
  Object.values(sandbox.state.tasks)
    .map(({ name }) => name)
    .filter((name) => name.startsWith("Row "));
const isCreate = (request: Request) => request.method === "POST";
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** ClickUp answers all; with the create of that number the call's time is over. */
function outOfTimeAtCreate(number: number): typeof answer {
  let creates = 0;
  return async (request) => {
    if (isCreate(request)) {
      creates += 1;
      if (creates === number) later(21_000);
    }
    return await sandbox.fetch(request);
  };
}

/** ClickUp takes `count` creates and lets the next ones wait for ever. */
function stallAfter(count: number): { stalled(): Promise<void> } {
  let creates = 0;
  let waiting = 0;
  answer = async (request) => {
    if (!isCreate(request)) return await sandbox.fetch(request);
    creates += 1;
    if (creates <= count) return await sandbox.fetch(request);
    // The first of them was done, and nobody heard of it.
    if (creates === count + 1) await sandbox.fetch(request);
    waiting += 1;
    return await new Promise((_, reject) => {
      request.signal.addEventListener("abort", () => reject(new Error("aborted")));
    });
  };
  return {
    async stalled() {
      // A promise that the object resolves would carry its context over to here.
      while (waiting < 4) await new Promise((resolve) => setTimeout(resolve, 10));
    },
  };
}

type Content = { does: string; result: { id: string } };

describe("a job", () => {
  it("that is cut off goes on after it, and repeats nothing of which nobody knows the outcome", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { stub, call, userId } = await premium();
    const { stalled } = stallAfter(5);
    const cutOff = call(CREATE, { list: SEED.lists.backlog, tasks: rows(20) }).then(
      () => "answered",
      () => "lost",
    );
    await stalled();
    await runInDurableObject(stub, (_, state) => {
      state.abort("a deploy");
    }).catch(() => {});
    expect(await cutOff).toBe("lost");

    answer = (request) => sandbox.fetch(request);
    const fresh = env.ACCOUNT.getByName(userId);
    const id = await runInDurableObject(fresh, (_, { storage }) =>
      String(storage.sql.exec("SELECT job_id FROM jobs").one().job_id),
    );
    const found = value(await call(CREATE, { job: id }));
    expect(found).toMatchObject({ job: { state: "running", done: 5, left: 11 } });
    expect(found.created).toHaveLength(5);
    expect(found.failed).toHaveLength(4);
    expect(found.failed).toContainEqual(
      expect.objectContaining({ code: "unknown", problem: expect.stringContaining("look before") }),
    );

    later(30_000);
    expect(await runDurableObjectAlarm(fresh)).toBe(true);
    const ended = value(await call(CREATE, { job: id }));
    expect(ended.job).toMatchObject({ state: "done", done: 16, left: 0 });
    expect(ended.failed).toHaveLength(4);
    const names = madeRows();
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(17); // 16, and the one that nobody heard of
  });

  it("outlasts the call and an eviction, and is at its end looked up by id", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { stub, call } = await premium();
    answer = outOfTimeAtCreate(8);
    const first = value(await call(CREATE, { list: SEED.lists.backlog, tasks: rows(30) }));
    const { id, left } = first.job as { id: string; left: number };
    expect(left).toBeGreaterThan(15);
    await evictDurableObject(stub);
    later(1_000);
    await runDurableObjectAlarm(stub);
    const ended = value(await call(CREATE, { job: id }));
    expect(ended.job).toMatchObject({ state: "done", done: 30, left: 0 });
    expect(ended.created).toHaveLength(30);
    expect(madeRows()).toHaveLength(30);
  });

  it("is cancelled by its id, and by nobody of another account", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { stub, call } = await premium();
    const stranger = await premium();
    answer = outOfTimeAtCreate(4);
    const first = value(await call(CREATE, { list: SEED.lists.backlog, tasks: rows(30) }));
    const { id } = first.job as { id: string };
    expect(await stranger.call(CREATE, { job: id, cancel: true })).toMatchObject({
      outcome: { failure: { code: "invalid_input", argument: "job" } },
    });
    expect(await call(DELETE, { job: id, cancel: true })).toMatchObject({
      outcome: { failure: { code: "invalid_input", argument: "job" } },
    });
    const cancelled = value(await call(CREATE, { job: id, cancel: true }));
    expect(cancelled.job).toMatchObject({ state: "cancelled", left: 0 });
    const before = madeRows().length;
    later(60_000);
    await runDurableObjectAlarm(stub);
    expect(madeRows()).toHaveLength(before);
  });

  it("leaves one audit event at its end, however it ended, beside the one of the call", async () => {
    const { userId, call, stub, account, caller } = await premium();
    const done = value(await call(CREATE, { list: SEED.lists.backlog, tasks: rows(3) }));
    expect(done.created).toHaveLength(3);
    const { stalled } = stallAfter(2);
    const reply = call(CREATE, { list: SEED.lists.backlog, tasks: rows(8) }, { callId: "c1" });
    await stalled();
    await account.cancelCall(caller, "c1");
    await reply;
    const events = await runInDurableObject(stub, (_, { storage }) =>
      readEvents(storage.sql, 0, 100).filter(({ action }) => action === "job_ended"),
    );
    expect(events).toMatchObject([
      {
        user_id: userId,
        client_id: "personal_token",
        tool: CREATE,
        outcome: "ok",
        upstream_calls: 3,
      },
      { tool: CREATE, outcome: "cancelled", upstream_calls: 6, request_id: "r-1" },
    ]);
    expect(JSON.stringify(events)).not.toContain("Row");
  });

  it("goes on with the sign-in when ClickUp refuses the API key that it began with", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { stub, call, account, caller } = await premium();
    const key = sandbox.personalTokenFor(SEED.users.ada);
    const workspaces = [{ id: SEED.workspaces.northwind, name: "Northwind Studio" }];
    await account.storeApiKey(caller, { key, workspaces }, "r-key");
    answer = outOfTimeAtCreate(3);
    const first = value(await call(CREATE, { list: SEED.lists.backlog, tasks: rows(10) }));
    expect(first.job).toMatchObject({ state: "running" });
    sandbox.revokeToken(key);
    await runDurableObjectAlarm(stub);
    expect(await account.overview()).toMatchObject({ apiKey: { refusedAtMs: expect.any(Number) } });
    later(31_000);
    await runDurableObjectAlarm(stub);
    expect(madeRows()).toHaveLength(10);
    const events = await runInDurableObject(stub, (_, { storage }) =>
      readEvents(storage.sql, 0, 100).map(({ action, outcome }) => `${action} ${outcome}`),
    );
    expect(events.slice(-2)).toEqual(["api_key_removed reconnect_required", "job_ended ok"]);
  });

  it("is finished after its user went back to the free tier, which takes no further one", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { stub, call } = await premium();
    answer = outOfTimeAtCreate(3);
    const first = value(await call(CREATE, { list: SEED.lists.backlog, tasks: rows(10) }));
    expect(first.job).toMatchObject({ state: "running" });
    await runInDurableObject(stub, (_, { storage }) =>
      storage.sql.exec("UPDATE account SET tier = 'free'"),
    );
    expect(await call(CREATE, { list: SEED.lists.backlog, tasks: rows(1) })).toMatchObject({
      outcome: { failure: { code: "premium_required" } },
    });
    await runDurableObjectAlarm(stub);
    expect(madeRows()).toHaveLength(10);
  });

  it("ends with the connection that began it", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { account, caller, stub, call } = await premium();
    answer = outOfTimeAtCreate(4);
    await call(CREATE, { list: SEED.lists.backlog, tasks: rows(30) });
    await account.revokeCredential(caller.credentialId, "r-2");
    const before = madeRows().length;
    later(60_000);
    await runDurableObjectAlarm(stub);
    expect(madeRows()).toHaveLength(before);
    const job = await runInDurableObject(stub, (_, { storage }) =>
      storage.sql
        .exec<{ job_id: string; state: string; problem: ArrayBuffer }>("SELECT * FROM jobs")
        .one(),
    );
    expect(job.state).toBe("stopped");
    expect(contentSealOf(stub.id).open(problemPlace(job.job_id), job.problem)).toBe(
      "the connection that began it was ended",
    );
  });

  it("ends with its call when the client cancels that", async () => {
    const { account, caller, call } = await premium();
    const { stalled } = stallAfter(3);
    const reply = call(CREATE, { list: SEED.lists.backlog, tasks: rows(12) }, { callId: "c1" });
    await stalled();
    await account.cancelCall(caller, "c1");
    const ended = value(await reply);
    expect(ended.job).toMatchObject({ state: "cancelled", left: 0 });
    expect(ended.created).toHaveLength(3);
    expect((ended.failed as { code: string }[]).map(({ code }) => code).sort()).toEqual([
      ...Array.from({ length: 5 }, () => "not_tried"),
      ...Array.from({ length: 4 }, () => "unknown"),
    ]);
  });

  it("keeps what its connection forbids, and holds to it after the call", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { stub, call } = await premium();
    answer = outOfTimeAtCreate(4);
    const choice: ToolChoice = { persona: "agent" };
    const first = value(
      await call(CREATE, { list: SEED.lists.backlog, tasks: rows(8) }, { choice }),
    );
    // As if one of its steps were a change, which this persona may not send.
    const change = { do: "update_task", task: SEED.tasks.bug, change: { name: "x" } };
    await runInDurableObject(stub, (_, { storage }) => {
      const waiting = storage.sql
        .exec<{ job_id: string; step: number }>(
          "SELECT job_id, step FROM job_steps WHERE state = 'waiting'",
        )
        .toArray();
      for (const { job_id: id, step } of waiting) {
        const content = contentSealOf(stub.id).seal(stepPlace(id, step), {
          does: "change",
          action: change,
        });
        storage.sql.exec(
          "UPDATE job_steps SET content = ? WHERE job_id = ? AND step = ?",
          content,
          id,
          step,
        );
      }
    });
    await evictDurableObject(stub);
    later(1_000);
    await runDurableObjectAlarm(stub);
    const { id } = first.job as { id: string };
    expect(value(await call(CREATE, { job: id })).job).toMatchObject({ state: "stopped" });
    expect(sandbox.seen.filter(({ method }) => method === "PUT")).toEqual([]);
  });

  it("is told as before by rows in which what came of a step stood by itself", async () => {
    const { stub, call } = await premium();
    await call(CREATE, { list: SEED.lists.backlog, tasks: [{ name: "A" }] });
    const id = await runInDurableObject(stub, (_, { storage: { sql } }) => {
      const seal = contentSealOf(stub.id);
      const { job_id: id, content } = sql
        .exec<{ job_id: string; content: ArrayBuffer }>("SELECT job_id, content FROM job_steps")
        .one();
      const { does, result } = seal.open(stepPlace(id, 0), content) as Content;
      sql.exec(
        "UPDATE job_steps SET content = ?, ending = ?",
        seal.seal(stepPlace(id, 0), { does }),
        seal.seal(endingPlace(id, 0), { result }),
      );
      return id;
    });
    await evictDurableObject(stub);
    const [task] = value(await call(CREATE, { job: id })).created as { id: string }[];
    expect(task).toMatchObject({ name: "A", id: expect.stringMatching(/^86/) });
  });

  it("leaves nothing of its text once done, and goes altogether a day later", async () => {
    const { stub, call } = await premium();
    await call(CREATE, { list: SEED.lists.backlog, tasks: [{ name: "A", description: "secret" }] });
    const kept = await runInDurableObject(stub, (_, { storage }) =>
      storage.sql
        .exec<{ job_id: string; step: number; content: ArrayBuffer }>("SELECT * FROM job_steps")
        .toArray()
        .map(({ job_id: id, step, content }) =>
          contentSealOf(stub.id).open(stepPlace(id, step), content),
        ),
    );
    expect(kept).toMatchObject([{ does: "create", result: { name: "A" } }]);
    expect(JSON.stringify(kept)).not.toContain("secret");
    vi.useFakeTimers({ toFake: ["Date"] });
    later(ENDED_JOB_LIFE_MS + 60_000);
    await runInDurableObject(stub, (_, { storage }) => storage.setAlarm(Date.now()));
    await runDurableObjectAlarm(stub);
    const left = await runInDurableObject(stub, (_, { storage }) => [
      storage.sql.exec("SELECT * FROM jobs").toArray(),
      storage.sql.exec("SELECT * FROM job_steps").toArray(),
    ]);
    expect(left).toEqual([[], []]);
  });
});
