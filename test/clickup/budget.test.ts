import { describe, expect, it } from "vitest";
import { MAX_IN_FLIGHT } from "../../src/clickup/budget.ts";
import { clickUpBench } from "../support/clickup-bench.ts";

/** Answers when it is told to, and knows how many requests are under way. */
function gate(answer: () => Response) {
  const waiting: (() => void)[] = [];
  const urls: string[] = [];
  let most = 0;
  return {
    urls,
    most: () => most,
    underWay: () => waiting.length,
    fetch: (request: Request) => {
      urls.push(new URL(request.url).pathname);
      return new Promise<Response>((resolve) => {
        waiting.push(() => resolve(answer()));
        most = Math.max(most, waiting.length);
      });
    },
    async open() {
      for (let i = 0; i < 50; i += 1) {
        await settle();
        waiting.shift()?.();
      }
    },
  };
}

const settle = () => new Promise((done) => setTimeout(done, 0));
const list = (id: string) => Response.json({ id, name: "x" });

function budgetHeaders(remaining: number, resetAtMs: number) {
  return {
    headers: {
      "X-RateLimit-Limit": "100",
      "X-RateLimit-Remaining": String(remaining),
      "X-RateLimit-Reset": String(Math.ceil(resetAtMs / 1000)),
    },
  };
}

describe("TokenBudget", () => {
  it("lets four requests of a token be under way, and a client's in the order in which they came", async () => {
    const door = gate(() => list("1"));
    const { client } = clickUpBench({ fetch: door.fetch });
    const [one, two] = [client(), client()];
    const work = Array.from({ length: 5 }, (_, i) => [
      one.lists.get(`1${i}`),
      two.lists.get(`2${i}`),
    ]).flat();
    await settle();
    expect(door.underWay()).toBe(MAX_IN_FLIGHT);
    await door.open();
    await Promise.all(work);
    expect(door.most()).toBe(MAX_IN_FLIGHT);
    expect(door.urls.map((url) => url.slice(-2))).toEqual([
      "10",
      "20",
      "11",
      "21",
      "12",
      "22",
      "13",
      "23",
      "14",
      "24",
    ]);
  });

  it("goes one at a time near the wall, so that no request is refused", async () => {
    let inFlight = 0;
    let most = 0;
    let remaining = 4;
    const { client, clock } = clickUpBench({
      fetch: async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await settle();
        inFlight -= 1;
        remaining -= 1;
        return Response.json(
          { id: "1", name: "x" },
          budgetHeaders(remaining, clock.nowMs + 60_000),
        );
      },
    });
    const clickup = client();
    await clickup.lists.get("1");
    most = 0;
    await Promise.all(["2", "3"].map((id) => clickup.lists.get(id)));
    expect(most).toBe(1);
  });

  it("holds requests at the wall until the reset, without running into a 429", async () => {
    const bench = clickUpBench({ rateLimitPerMinute: 10 });
    const { client, clock, sandbox } = bench;
    const ids = Array.from({ length: 10 }, (_, i) => String(901 + i));
    for (const id of ids) await client().lists.get(id);
    const wallAt = clock.nowMs;
    clock.nowMs += 50_000; // the window ends in ten seconds
    await Promise.all(["911", "912"].map((id) => client().lists.get(id)));
    expect(clock.nowMs).toBe(wallAt + 60_000);
    expect(sandbox.seen.map(({ status }) => status)).not.toContain(429);
  });

  it("refuses at once what cannot wait for the reset, and says for how long", async () => {
    const { client, clock, sandbox } = clickUpBench({ rateLimitPerMinute: 3 });
    for (const id of ["901", "902", "903"]) await client().lists.get(id);
    clock.nowMs += 20_000;
    await expect(client().lists.get("904")).rejects.toMatchObject({
      refusal: "rate_limited",
      retryAfterSeconds: 40,
    });
    expect(sandbox.seen).toHaveLength(3);
  });

  it.each([
    ["Retry-After", () => ({ "Retry-After": "40" })],
    ["X-RateLimit-Reset", (nowMs: number) => budgetHeaders(0, nowMs + 40_000).headers],
  ])("believes a refusal's %s over a later reset that was told before", (_, headers) => {
    const { budget, clock } = clickUpBench();
    budget.observe(200, new Headers(budgetHeaders(50, clock.nowMs + 55_000).headers));
    budget.observe(429, new Headers(headers(clock.nowMs)));
    expect(budget.holdSeconds()).toBe(40);
  });

  it("waits for a refusal's end within the call, and sends again after it", async () => {
    const { client, clock, sandbox } = clickUpBench();
    await client().lists.get("901");
    const startMs = clock.nowMs;
    const reset = budgetHeaders(0, startMs + 3_000);
    sandbox.answerNext(new Response("{}", { status: 429, ...reset }));
    await client().lists.get("901");
    expect(clock.nowMs - startMs).toBe(3_000);
    expect(sandbox.seen).toHaveLength(3);
  });

  it("believes the smaller of two counts that overtake each other", async () => {
    const { budget, clock } = clickUpBench();
    const resetAtMs = clock.nowMs + 60_000;
    const told = (remaining: number) =>
      budget.observe(200, new Headers(budgetHeaders(remaining, resetAtMs).headers));
    told(0);
    told(5);
    expect(budget.holdSeconds()).toBe(60);
    clock.nowMs = resetAtMs;
    expect(budget.holdSeconds()).toBe(0);
  });

  it("does not wait for a reset that a wrong clock puts hours away", async () => {
    const { budget, clock } = clickUpBench();
    budget.observe(429, new Headers(budgetHeaders(0, clock.nowMs + 5 * 3_600_000).headers));
    expect(budget.holdSeconds()).toBe(120);
  });

  it("takes a caller that gives up out of the queue", async () => {
    const door = gate(() => list("1"));
    const { client } = clickUpBench({ fetch: door.fetch });
    const abort = new AbortController();
    const work = ["1", "2", "3", "4"].map((id) => client().lists.get(id));
    const given = client({ signal: abort.signal }).lists.get("5");
    const after = client().lists.get("6");
    abort.abort();
    await expect(given).rejects.toMatchObject({ because: "cancelled", mayHaveHappened: false });
    await door.open();
    await Promise.all([...work, after]);
    expect(door.urls).not.toContain("/api/v2/list/5");
  });

  it("sends no read of a call that was cancelled before", async () => {
    const { client, sandbox } = clickUpBench();
    const gone = client({ signal: AbortSignal.abort() });
    await expect(gone.users.me()).rejects.toMatchObject({ because: "cancelled" });
    expect(sandbox.seen).toEqual([]);
  });

  it("sends identical reads that are under way at once", async () => {
    const { client, sandbox } = clickUpBench({ latencyMs: 5 });
    const [a, b] = [client(), client()];
    await Promise.all([a.users.me(), b.users.me(), a.users.me()]);
    expect(sandbox.seen).toHaveLength(1);
    await b.users.me();
    expect(sandbox.seen).toHaveLength(2);
  });

  it("keeps a shared read going when the one who began it goes away", async () => {
    const { client, sandbox } = clickUpBench({ latencyMs: 5 });
    const abort = new AbortController();
    const first = client({ signal: abort.signal }).users.me();
    const second = client().users.me();
    abort.abort();
    await expect(first).rejects.toMatchObject({ because: "cancelled" });
    expect(await second).toMatchObject({ id: "1001" });
    expect(sandbox.seen).toHaveLength(1);
  });

  it("does not answer a read after a write with one that was begun before it", async () => {
    const { client, sandbox, clock } = clickUpBench();
    const task = await client().tasks.create("901", { name: "Before" });
    const held = Promise.withResolvers<void>();
    const bench = clickUpBench({
      state: sandbox.state,
      token: sandbox.tokenFor("1001"),
      fetch: async (request) => {
        const answer = await sandbox.fetch(request);
        if (request.method === "GET") await held.promise;
        return answer;
      },
    });
    const early = bench.client().tasks.get(task.id);
    await settle();
    await bench.client().tasks.update(task.id, { name: "After" });
    const late = bench.client().tasks.get(task.id);
    await settle();
    held.resolve();
    expect([(await early).name, (await late).name]).toEqual(["Before", "After"]);
    expect(clock.slept).toEqual([]);
  });

  it("never shares writes", async () => {
    const { client, sandbox } = clickUpBench({ latencyMs: 5 });
    await Promise.all([
      client().tasks.create("901", { name: "Same" }),
      client().tasks.create("901", { name: "Same" }),
    ]);
    expect(sandbox.seen).toHaveLength(2);
  });
});

describe("the clients of a user", () => {
  const clientA = { client: "a" };
  const clientB = { client: "b" };
  const background = { client: "c", background: true } as const;
  const last = (url: string) => url.split("/").at(-1);
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => String(from + index));

  it("take turns: one read lets one of the forty requests go first that were there before it", async () => {
    const door = gate(() => list("1"));
    const { client } = clickUpBench({ fetch: door.fetch });
    const [a, b] = [client({ share: clientA }), client({ share: clientB })];
    const bulk = many(100, 40).map((id) => a.lists.get(id));
    await settle();
    const read = b.lists.get("900");
    await door.open();
    await Promise.all([...bulk, read]);
    // Four were under way when it came, and it was the bulk's turn.
    expect(door.urls.map(last).indexOf("900")).toBe(MAX_IN_FLIGHT + 1);
    expect(door.urls).toHaveLength(41);
  });

  it("share alike when each of them has much to send", async () => {
    const door = gate(() => list("1"));
    const { client } = clickUpBench({ fetch: door.fetch });
    const a = client({ share: clientA });
    const work = many(100, 20).map((id) => a.lists.get(id));
    for (const [index, name] of ["b", "c"].entries()) {
      const other = client({ share: { client: name } });
      work.push(...many(200 + 100 * index, 6).map((id) => other.lists.get(id)));
    }
    await door.open();
    await Promise.all(work);
    const turns = door.urls.slice(MAX_IN_FLIGHT, MAX_IN_FLIGHT + 18).map((url) => last(url)?.[0]);
    expect(turns.filter((turn) => turn === "1")).toHaveLength(6);
    expect(turns.filter((turn) => turn === "2")).toHaveLength(6);
    expect(turns.filter((turn) => turn === "3")).toHaveLength(6);
  });

  it("go before work that nobody waits for, whatever came first", async () => {
    const door = gate(() => list("1"));
    const { client } = clickUpBench({ fetch: door.fetch });
    const job = client({ share: background });
    const work = many(100, 10).map((id) => job.lists.get(id));
    await settle();
    const a = client({ share: clientA });
    work.push(...many(500, 3).map((id) => a.lists.get(id)));
    await door.open();
    await Promise.all(work);
    expect(door.urls.map(last).slice(4, 8)).toEqual(["500", "501", "502", "104"]);
  });

  it("share the last requests of ClickUp's minute: the read is not the one that waits for the next", async () => {
    const { client, sandbox } = clickUpBench({ rateLimitPerMinute: 12, latencyMs: 1 });
    const [a, b] = [client({ share: clientA }), client({ share: clientB })];
    const bulk = Promise.allSettled(many(901, 20).map((id) => a.lists.get(id)));
    const read = await b.lists.get("930");
    const ends = await bulk;
    const order = sandbox.seen.map(({ path }) => last(path));
    expect(order.indexOf("930")).toBeLessThanOrEqual(MAX_IN_FLIGHT + 1);
    expect(order).toHaveLength(12);
    expect(read).toMatchObject({ id: "930" });
    expect(ends.filter(({ status }) => status === "rejected")).not.toHaveLength(0);
  });

  it("are known to each other for a minute", async () => {
    const { client, budget, clock } = clickUpBench();
    expect(budget.isShared("a")).toBe(false);
    await client({ share: clientA }).users.me();
    expect([budget.isShared("a"), budget.isShared("b")]).toEqual([false, true]);
    clock.nowMs += 61_000;
    expect(budget.isShared("b")).toBe(false);
    await client({ share: background }).users.me();
    expect(budget.isShared("b")).toBe(false);
  });

  it("that give up leave the line without a gap", async () => {
    const door = gate(() => list("1"));
    const { client } = clickUpBench({ fetch: door.fetch });
    const abort = new AbortController();
    const gone = client({ share: clientA, signal: abort.signal });
    const given = many(100, 10).map((id) => gone.lists.get(id).catch(() => "gone"));
    const b = client({ share: clientB });
    const work = many(200, 3).map((id) => b.lists.get(id));
    await settle();
    abort.abort();
    await door.open();
    expect(await Promise.all(given)).toEqual(Array(10).fill("gone"));
    await Promise.all(work);
    expect(door.urls.map(last)).not.toContain("109");
  });
});
