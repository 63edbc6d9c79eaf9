import { describe, expect, it } from "vitest";
import { ClickUpError, ClickUpUnreachable } from "../../src/clickup/errors.ts";
import { clickUpBench } from "../support/clickup-bench.ts";

const broken = () => {
  throw new TypeError("connection reset");
};
const status = (code: number, body = "", headers: Record<string, string> = {}) =>
  new Response(body, { status: code, headers });

async function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("trying again", () => {
  it.each([
    ["the connection breaks", broken],
    ["429", status(429, '{"err":"Rate limit reached","ECODE":"APP_002"}')],
    ["500 without an ECODE", status(500)],
    ["502", status(502, "<html>Bad gateway</html>")],
    ["503", status(503)],
    ["504", status(504)],
    ["a success that is half a body", status(200, '{"user":{"id":1')],
    ["a success that is a web page", status(200, "<!doctype html><p>hello")],
  ])("sends a read again after %s", async (_, answer) => {
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(answer);
    expect(await client().users.me()).toMatchObject({ id: "1001" });
    expect(sandbox.seen).toHaveLength(2);
  });

  it("gives a read up after three attempts, and nothing can have happened", async () => {
    const { client, sandbox } = clickUpBench();
    for (let i = 0; i < 3; i += 1) sandbox.answerNext(status(503));
    const error = await caught(client().users.me());
    expect(error).toBeInstanceOf(ClickUpUnreachable);
    expect(error).toMatchObject({ because: "no_answer", mayHaveHappened: false });
    expect(sandbox.seen).toHaveLength(3);
  });

  it.each([
    400, 403, 404,
  ])("does not send a read again after %i, because it would be refused again", async (code) => {
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(status(code, '{"err":"no","ECODE":"INPUT_003"}'));
    expect(await caught(client().users.me())).toBeInstanceOf(ClickUpError);
    expect(sandbox.seen).toHaveLength(1);
  });

  it("takes a 500 with an ECODE for bad input, which another try would not better", async () => {
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(status(500, '{"err":"Internal Server Error","ECODE":"ITEMV2_003"}'));
    expect(await caught(client().tasks.inList("901", 0))).toMatchObject({
      refusal: "rejected",
      ecode: "ITEMV2_003",
    });
    expect(sandbox.seen).toHaveLength(1);
  });

  it.each([
    ["the connection breaks", broken],
    ["500", status(500, "{}")],
    ["502", status(502)],
    ["503", status(503)],
    ["504", status(504)],
    ["a success that is half a body", status(200, '{"id":"86c')],
    ["a success without the task", status(200, "{}")],
  ])("does not send a write again after %s, because it may have happened", async (_, answer) => {
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(answer);
    const error = await caught(client().tasks.create("901", { name: "Ship it" }));
    expect(error).toBeInstanceOf(ClickUpUnreachable);
    expect(error).toMatchObject({ because: "no_answer", mayHaveHappened: true });
    expect(sandbox.seen).toHaveLength(1);
  });

  it("sends a write again after a 429, because that proves that nothing happened", async () => {
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(status(429, '{"err":"Rate limit reached","ECODE":"APP_002"}'));
    expect(await client().tasks.create("901", { name: "Ship it" })).toMatchObject({
      name: "Ship it",
    });
    expect(sandbox.seen.map(({ method }) => method)).toEqual(["POST", "POST"]);
  });

  it("backs off longer each time, with full jitter", async () => {
    const { client, sandbox, clock } = clickUpBench();
    sandbox.answerNext(status(503));
    sandbox.answerNext(status(503));
    await client().users.me();
    expect(clock.slept).toEqual([150, 300]); // half of 300 and of 600, as the bench's chance has it
  });

  it("waits out a Retry-After that ends within the call's time", async () => {
    const { client, sandbox, clock } = clickUpBench();
    const before = clock.nowMs;
    sandbox.answerNext(status(429, "{}", { "Retry-After": "7" }));
    await client().users.me();
    expect(clock.nowMs - before).toBe(7_000);
  });

  it("waits out X-RateLimit-Reset, also when it comes in milliseconds", async () => {
    const { client, sandbox, clock } = clickUpBench();
    const before = clock.nowMs;
    sandbox.answerNext(status(429, "{}", { "X-RateLimit-Reset": String(before + 9_000) }));
    await client().users.me();
    expect(clock.nowMs - before).toBe(9_000);
  });

  it("says when to come back when the reset lies beyond the call's time, and does not wait", async () => {
    const { client, sandbox, clock } = clickUpBench();
    const before = clock.nowMs;
    sandbox.answerNext(status(429, "{}", { "X-RateLimit-Reset": String(before / 1000 + 40) }));
    expect(await caught(client().tasks.create("901", { name: "x" }))).toMatchObject({
      refusal: "rate_limited",
      retryAfterSeconds: 40,
    });
    expect(clock.nowMs).toBe(before);
    expect(sandbox.seen).toHaveLength(1);
  });

  it("ends a 429 that never ends after three attempts", async () => {
    const { client, sandbox } = clickUpBench();
    for (let i = 0; i < 3; i += 1) sandbox.answerNext(status(429, "{}"));
    expect(await caught(client().users.me())).toMatchObject({ refusal: "rate_limited" });
    expect(sandbox.seen).toHaveLength(3);
  });

  it("does not follow a redirect, so that the token stays here", async () => {
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(status(302, "", { Location: "https://elsewhere.example/" }));
    expect(await caught(client().users.me())).toMatchObject({ because: "no_answer" });
    expect(sandbox.seen).toHaveLength(1);
  });

  it.each([
    "bytes",
    "chunks",
  ])("stops reading an answer beyond 8 MiB and lets its body go: a stream of %s", async (kind) => {
    let cancelled = false;
    const pull = (controller: { enqueue(chunk: Uint8Array): void }) =>
      controller.enqueue(new Uint8Array(1024 * 1024).fill(32));
    const cancel = () => {
      cancelled = true;
    };
    const endless =
      kind === "bytes"
        ? new ReadableStream({ type: "bytes", pull, cancel })
        : new ReadableStream<Uint8Array>({ pull, cancel });
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(new Response(endless));
    expect(await caught(client().users.me())).toMatchObject({ because: "no_answer" });
    expect(cancelled).toBe(true);
    expect(sandbox.seen).toHaveLength(1);
  });

  it.each([
    "bytes",
    "chunks",
  ])("lets go of an answer that broke off, which would keep the call in memory: a stream of %s", async (kind) => {
    let pieces = 0;
    const pull = (controller: ReadableByteStreamController | ReadableStreamDefaultController) => {
      if (pieces > 0) throw new Error("Network connection lost.");
      pieces += 1;
      controller.enqueue(new TextEncoder().encode('{"user":'));
    };
    const broken =
      kind === "bytes"
        ? new ReadableStream({ type: "bytes", pull })
        : new ReadableStream<Uint8Array>({ pull });
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(new Response(broken));
    await client().users.me();
    expect(pieces).toBe(1);
    expect(broken.locked).toBe(false);
  });

  it("puts together an answer of many pieces, letters cut in two among them", async () => {
    const name = "é🚀".repeat(40_000);
    const bytes = new TextEncoder().encode(JSON.stringify({ user: { id: 1001, username: name } }));
    let at = 0;
    const body = new ReadableStream({
      type: "bytes",
      pull(controller) {
        if (at < bytes.length) controller.enqueue(bytes.slice(at, at + 4_097));
        at += 4_097;
        if (at >= bytes.length) controller.close();
      },
    });
    const { client, sandbox } = clickUpBench();
    sandbox.answerNext(new Response(body));
    expect((await client().users.me()).username).toBe(name);
  });

  it("lets go of a late answer's body after the call was cancelled", async () => {
    let cancelled = false;
    const body = new ReadableStream({
      cancel: () => {
        cancelled = true;
      },
    });
    const arrives = Promise.withResolvers<Response>();
    const abort = new AbortController();
    const { client } = clickUpBench({ fetch: () => arrives.promise });
    const call = caught(client({ signal: abort.signal }).users.me());
    await settle();
    abort.abort();
    expect(await call).toMatchObject({ because: "cancelled" });
    arrives.resolve(new Response(body));
    await settle();
    expect(cancelled).toBe(true);
  });
});

describe("cancelling", () => {
  it("tells that a write may have happened once it has left", async () => {
    const abort = new AbortController();
    const { client } = clickUpBench({ fetch: () => new Promise(() => {}) });
    const call = caught(client({ signal: abort.signal }).tasks.create("901", { name: "x" }));
    await settle();
    abort.abort();
    expect(await call).toMatchObject({ because: "cancelled", mayHaveHappened: true });
  });

  it("tells that nothing happened when it was cancelled before", async () => {
    const { client, sandbox } = clickUpBench();
    const call = client({ signal: AbortSignal.abort() }).tasks.create("901", { name: "x" });
    expect(await caught(call)).toMatchObject({ because: "cancelled", mayHaveHappened: false });
    expect(sandbox.seen).toEqual([]);
  });

  it("ends a call whose time is up, though ClickUp hangs", async () => {
    const { client, clock } = clickUpBench({ fetch: () => new Promise(() => {}) });
    const soon = clock.nowMs + 20;
    expect(await caught(client({ deadlineMs: soon }).users.me())).toMatchObject({
      because: "out_of_time",
      mayHaveHappened: false,
    });
    expect(await caught(client({ deadlineMs: soon }).tags.add("86c1", "x"))).toMatchObject({
      because: "out_of_time",
      mayHaveHappened: true,
    });
  });

  it("sends nothing when the time was up before", async () => {
    const { client, clock, sandbox } = clickUpBench();
    const call = client({ deadlineMs: clock.nowMs }).users.me();
    expect(await caught(call)).toMatchObject({ because: "out_of_time" });
    expect(sandbox.seen).toEqual([]);
  });
});

const settle = () => new Promise((done) => setTimeout(done, 5));
